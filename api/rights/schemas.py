"""The JSON of the rights API."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel

from api.parcours.schemas import OrganismeLu, QuestionLue, SourceLue

Periode = Literal["mois", "an", "jour", "unique"]


class MontantLu(BaseModel):
    """Euros per period, rounded down. `bas` is 0 when the right may be closed; `texte` says it."""

    bas: int
    haut: int
    bas_si_ouvert: int
    periode: Periode
    au_moins: bool
    texte: str


class FaitUtilise(BaseModel):
    """A fact that was said and counts; when `sensible`, never on a shared paper."""

    fait: str
    titre: str
    libelle: str
    sensible: bool


class FaitDecisif(BaseModel):
    """A fact that is still to be known; `euros`: what it moves, per period of the right."""

    fait: str
    titre: str
    sensible: bool
    euros: int


class EtapeDuDroit(BaseModel):
    """A step that claims the right; `dans_le_plan`: this person's plan holds it."""

    id: str
    titre: str
    moment: str
    dans_le_plan: bool


class LienLu(BaseModel):
    titre: str
    url: str


EtatSuivi = Literal["demande", "ouvert", "refuse", "pas_encore", "ne_demande_pas"]


class SuiviDuDroit(BaseModel):
    """Where the person said they are with this right."""

    etat: EtatSuivi
    texte: str


class GesteLu(BaseModel):
    """A button about a right; `choix` is posted as it is in the conversation."""

    libelle: str
    choix: dict[str, str]


class DroitLu(BaseModel):
    """One right, and why it is said."""

    id: str
    titre: str
    explication: str
    organisme: OrganismeLu
    statut: Literal["probable", "a_verifier", "peu_probable", "deja_percu", "indisponible"]
    statut_texte: str
    nature: Literal["montant", "acces", "cout"]
    montant: MontantLu | None
    pourquoi: list[FaitUtilise]
    depend_de: list[FaitDecisif]
    ouvrirait: str
    change: list[str]
    conditions: list[str]
    exclut: list[str]
    attente: bool
    etapes: list[EtapeDuDroit]
    doute: bool
    doute_texte: str | None
    lien: LienLu | None
    sources: list[SourceLue]
    revoir_avant: dt.date
    suivi: SuiviDuDroit | None = None
    gestes: list[GesteLu] = []


class DroitNomme(BaseModel):
    """A right that the catalogue knows, and how people call it."""

    id: str
    titre: str
    noms: list[str]


class TotalLu(BaseModel):
    """Euros a month; rights that exclude each other count once, those already paid do not."""

    bas: int
    haut: int
    texte: str
    droits: list[str]
    incomplet: bool


class EffetLu(BaseModel):
    """What changes for one right: amounts when they are computed, else only the way, and when."""

    id: str
    titre: str
    sens: Literal["hausse", "baisse", "incertain"]
    sens_texte: str
    avant: MontantLu | None
    apres: MontantLu | None
    quand: str | None


class EvenementLu(BaseModel):
    id: str
    moment: str
    texte: str
    effets: list[EffetLu]
    sources: list[SourceLue]


class DroitPlusTard(BaseModel):
    """A right of another season, and from when it will be looked at."""

    id: str
    titre: str
    a_partir_du: dt.date


class Suppose(BaseModel):
    """What was taken for granted, because nobody said it."""

    fait: str
    titre: str
    libelle: str


class DroitsLus(BaseModel):
    """The rights of a situation, ready to show."""

    le: dt.date
    mention: str
    silence: bool
    disponible: bool
    message: str | None
    droits: list[DroitLu]
    total: TotalLu | None
    effets: list[EvenementLu]
    plus_tard: list[DroitPlusTard]
    questions: list[QuestionLue]
    supposes: list[Suppose]
    variantes: int
    version: dt.date
