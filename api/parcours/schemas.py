"""The JSON of the parcours API."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, Field

from api.territoires.schemas import GuichetLu, SiteTraitementLu
from api.territoires.schemas import SourceLue as SourceTerritoire


class MomentLu(BaseModel):
    id: str
    titre: str
    resume: str
    icone: str
    disponible: bool
    portes: list[str] = []
    ancre: str | None = None  # the date that the moment counts from
    frequent: bool = False
    general: bool = False
    protege: bool = False
    calendrier_discret: bool = False


class OptionLue(BaseModel):
    valeur: Any
    libelle: str


class BorneLue(BaseModel):
    min: float | None = None
    max: float | None = None
    passe: bool = False
    futur: bool = False


class PartieLue(BaseModel):
    """The part of a moment that a question belongs to: « Partie 2 sur 6 : votre famille »."""

    id: str
    moment: str
    titre: str
    rang: int
    total: int


class QuestionLue(BaseModel):
    """A question as it is put to a person."""

    fait: str
    type: Literal["oui_non", "choix", "nombre", "date", "liste"]
    titre: str
    question: str
    pourquoi: str
    options: list[OptionLue]
    borne: BorneLue | None
    sensible: bool
    ou_trouver: str = ""
    moment: str | None = None
    partie: PartieLue | None = None


class FaitLu(BaseModel):
    nom: str
    type: str
    titre: str
    question: str
    pourquoi: str
    options: list[OptionLue]
    sensible: bool
    demander: bool
    ou_trouver: str = ""


class DemandePlan(BaseModel):
    """A situation: open moments, facts by name, the date and the place it is seen from."""

    moments: list[str] = Field(min_length=1, examples=[["naissance"]])
    faits: dict[str, Any] = Field(default={}, examples=[{"evenement_naissance": "grossesse"}])
    le: dt.date | None = Field(default=None, ge=dt.date(1990, 1, 1), le=dt.date(2100, 1, 1))
    lieu: str | None = Field(default=None, max_length=200, examples=["67000", "insee:59350"])


class CompetentLu(BaseModel):
    """Who is in charge where the person lives; or why it is not known yet."""

    statut: Literal["trouve", "demander_commune", "a_preciser"]
    nom: str | None
    pourquoi: str | None
    question: str | None = Field(description="Ce qu'il manque pour le dire, en mots simples.")
    doute: bool
    possibles: list[str] = Field(description="Les organismes entre lesquels nous ne savons pas.")
    site_traitement: SiteTraitementLu | None = Field(description="Où le dossier est traité.")
    guichets: list[GuichetLu]
    sources: list[SourceTerritoire]


class CommuneChoisie(BaseModel):
    nom: str
    lieu: str = Field(description="À redonner comme `lieu` : désigne cette commune sans doute.")


class TerritoireLu(BaseModel):
    """What the place settles, and the commune to ask when it does not settle enough."""

    saisie: str = Field(description="Le lieu tel qu'une personne l'écrit.")
    commune: str | None
    question: str | None
    communes: list[CommuneChoisie] = Field(description="Parmi lesquelles choisir.")
    note: str | None


class OrganismeLu(BaseModel):
    """`nom_discret`: the name to print where another person may read it."""

    id: str
    nom: str
    nom_discret: str | None = None
    nom_ici: str = Field(description="Son nom là où vit la personne, quand le lieu le dit.")
    nom_long: str
    branche: str
    icone: str
    telephone: str | None = None
    telephone_doute: bool = False
    site: str | None = None
    lieu: str | None = None
    competent: CompetentLu | None = None


class EcheanceLue(BaseModel):
    type: Literal["legal", "conseille", "droit_perdu"]
    texte: str
    avant_le: dt.date | None
    debut_le: dt.date | None
    approximatif: bool


class AutomatiqueLu(BaseModel):
    est: str
    texte: str | None


class SourceLue(BaseModel):
    titre: str
    url: str | None
    vu_le: str | None
    statut: str


class Dependance(BaseModel):
    fait: str
    titre: str
    sensible: bool


class RaisonLue(BaseModel):
    """A step of another moment that this one also does: its own reason, papers and doubt."""

    id: str
    moment: str
    titre: str
    action: str
    documents: list[str]
    doute_texte: str | None


class RemplaceeLue(BaseModel):
    """A step taken out because another one makes it wrong here."""

    titre: str
    par: str
    pourquoi: str


class EtapeLue(BaseModel):
    """`ajoutee`: who added it for this person, and when; None when it is of the content."""

    id: str
    moment: str
    nom: str
    titre: str
    action: str
    statut: Literal["a-faire", "a-verifier", "faite"]
    phase: str
    organismes: list[OrganismeLu]
    echeance: EcheanceLue | None
    echeances: list[EcheanceLue]
    avant_le: dt.date | None
    documents: list[str]
    canaux: list[str]
    automatique: AutomatiqueLu
    retard: str | None
    base: str | None
    doute: bool
    doute_texte: str | None
    depend_de: list[Dependance]
    priorite: Literal["urgente", "importante", "utile"]
    sources: list[SourceLue]
    conditions: list[str]
    pieges: list[str]
    continuite: bool = False
    avec: list[RaisonLue] = []
    originale: str | None = None
    traduite_par: str | None = None
    sans_traduction: bool = False
    ajoutee: str | None = None


class PhaseLue(BaseModel):
    id: str
    moment: str
    titre: str
    jalon: str
    debut_le: dt.date | None
    fin_le: dt.date | None
    position: Literal["passee", "en-cours", "a-venir", "inconnue"]


class DeclinaisonLue(BaseModel):
    id: str
    titre: str
    change: str
    humain: str
    discret: bool


class FaitDitLu(BaseModel):
    """What a person said; when `sensible`, shown only to who asks, and never on paper."""

    nom: str
    titre: str
    libelle: str
    sensible: bool


class PlanLu(BaseModel):
    """A personal plan, ready to show.

    `protege`: someone may be in danger. Nothing that leaves the screen tells it: paper gives only
    the `numeros`, there is no calendar. `ephemere`: nothing of the dossier is kept either.
    """

    moments: list[MomentLu]
    le: dt.date
    lieu: str | None
    territoire: TerritoireLu | None = None
    etapes: list[EtapeLue]
    cette_semaine: list[str] = []
    remplacees: list[RemplaceeLue] = []
    phases: list[PhaseLue]
    declinaisons: list[DeclinaisonLue]
    precisions: list[QuestionLue]
    prochaine_question: QuestionLue | None
    faits: list[FaitDitLu]
    protege: bool = False
    numeros: list[OrganismeLu] = []
    ephemere: bool = False
