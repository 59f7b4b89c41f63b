"""The JSON of the rights review."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from api.dossiers.schemas import writable
from api.parcours.schemas import OrganismeLu, SourceLue

Qui = Literal["usager", "mediateur", "agent"]
Etat = Literal["demande", "ouvert", "refuse", "pas_encore", "ne_demande_pas"]
Exemplaire = Literal["usager", "service"]
Objet = Literal["fiche_service", "suivi"]
Nom = Annotated[str, Field(max_length=60), AfterValidator(writable)]


# Parts -----------------------------------------------------------------------------------------


class PartiePassee(BaseModel):
    """`passee: false` comes back to a part: what was skipped with it may be asked again."""

    passee: bool
    dit_par: Qui = "usager"


class PartieDuBilan(BaseModel):
    """`finie`: nothing left to ask. `passee`: the person skipped it, and may come back to it."""

    id: str
    moment: str
    titre: str
    rang: int
    total: int
    etat: Literal["a_venir", "en_cours", "finie", "passee"]


# For whom and why --------------------------------------------------------------------------------


class CodeLu(BaseModel):
    id: str
    titre: str


class Entretien(BaseModel):
    """Whom the review is for, and why it is held: optional, for statistics."""

    public: Nom | None = None
    motif: Nom | None = None


class EntretienLu(Entretien):
    publics: list[CodeLu]
    motifs: list[CodeLu]


# Consents ----------------------------------------------------------------------------------------


class AccordDonne(BaseModel):
    """A consent to the wording `version`. `exclus`: facts, rights and moments taken out of the
    service's copy. `sensibles`: sensitive facts that the person puts in."""

    objet: Objet
    version: dt.date
    recueilli_par: Qui = "usager"
    exclus: list[Nom] = Field(default=[], max_length=100)
    sensibles: list[Nom] = Field(default=[], max_length=100)


class AccordLu(BaseModel):
    objet: Objet
    version: dt.date
    texte: str | None
    recueilli_par: Qui
    le: dt.datetime
    retire_le: dt.datetime | None
    exclus: list[str]
    sensibles: list[str]


class RedactionLue(BaseModel):
    objet: Objet
    version: dt.date
    texte: str


class AccordsLus(BaseModel):
    """Every consent given, the last first; `a_presenter`: the wordings of today."""

    accords: list[AccordLu]
    a_presenter: list[RedactionLue]


# Where the person stands with a right ------------------------------------------------------------


class PositionDite(BaseModel):
    etat: Etat
    raison: Nom | None = None
    dit_par: Qui = "usager"


class ReponseLue(BaseModel):
    """The exact fact that answers a reason: given once."""

    texte: str
    doute: bool
    doute_texte: str | None
    sources: list[SourceLue]


class PositionLue(BaseModel):
    """`reponse` comes with the first answer to a reason only. `suivant`: the next right of a
    follow-up under way; `suivi_fini`: this answer was the last one."""

    droit: str
    titre: str
    etat: Etat
    etat_texte: str
    raison: str | None
    le: dt.datetime
    raisons: list[CodeLu] = []
    reponse: ReponseLue | None = None
    suivant: str | None = None
    suivi_fini: bool = False


class DroitsDits(BaseModel):
    """Several rights at once: a follow-up filled on paper, or on a page without a script."""

    droits: dict[Nom, Etat] = Field(max_length=100)
    dit_par: Qui = "usager"
    fini: bool = True


# Follow-up ---------------------------------------------------------------------------------------


class AccordSuivi(BaseModel):
    version: dt.date | None = None
    recueilli_par: Qui = "usager"


class PositionSuivie(BaseModel):
    """A right of the follow-up, and what was last said of it."""

    droit: str
    titre: str
    etat: Etat | None
    etat_texte: str | None


class SuiviLu(BaseModel):
    """`du`: the day has come and nothing was said yet. No address is kept: nobody is called."""

    etat: Literal["a_proposer", "propose", "accepte", "du", "en_cours", "fait"]
    pour_le: dt.date | None
    fait_le: dt.datetime | None
    texte: str
    version: dt.date
    droits: list[PositionSuivie]


class SuiviCommence(BaseModel):
    """The first right to ask about; None when there is nothing to ask."""

    droit: str | None


class SuiviPropose(BaseModel):
    """False when it was offered before: it is never offered twice."""

    nouveau: bool


# The sheet ---------------------------------------------------------------------------------------


class LigneFait(BaseModel):
    nom: str
    titre: str
    libelle: str
    sensible: bool


class PartieFiche(BaseModel):
    titre: str
    faits: list[LigneFait]


class DroitFiche(BaseModel):
    id: str
    titre: str
    organisme: str
    statut: str
    statut_texte: str
    montant: str | None
    suivi: str | None
    suivi_le: dt.date | None
    doute_texte: str | None
    ouvrirait: str | None


class EtapeFiche(BaseModel):
    id: str
    titre: str
    statut: Literal["a-faire", "a-verifier", "faite"]
    organismes: list[str]
    avant_le: dt.date | None
    approximatif: bool
    echeance: str | None


class PapierAttendu(BaseModel):
    papier: str
    pour: list[str]


class PointFiche(BaseModel):
    le: dt.date
    texte: str


class AccordFiche(BaseModel):
    le: dt.datetime
    recueilli_par: Qui
    version: dt.date


class FicheLue(BaseModel):
    """The sheet that ends a review. Never a name, a number or an address: they are not kept.

    `a_cocher`: sensitive facts that this copy leaves out and that the person may put in.
    """

    exemplaire: Exemplaire
    le: dt.date
    ouvert_le: dt.date
    lieu: str | None
    public: str | None
    motif: str | None
    mention: str
    situation: list[PartieFiche]
    droits: list[DroitFiche]
    droits_message: str | None
    etapes: list[EtapeFiche]
    papiers: list[PapierAttendu]
    contacts: list[OrganismeLu]
    points: list[PointFiche]
    accord: AccordFiche | None
    a_cocher: list[CodeLu]
    discret: bool
