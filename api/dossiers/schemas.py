"""The JSON of the dossier routes."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field

from api.parcours.schemas import EtapeLue, QuestionLue

PAR_PARTIE: Literal["partie"] = "partie"  # skipped with the whole part that it belongs to
Comment = Literal["bouton", "phrase", "correction", "formulaire", "partie"]


class NouveauDossier(BaseModel):
    langue: str = "fr"


class DossierCree(BaseModel):
    """`jeton` is shown once: it is the only key to the dossier."""

    id: str
    conversation: str
    jeton: str


class DossierRouvert(DossierCree):
    """`protege`: violence was said in it; the browser must keep none of this."""

    protege: bool


class FaitConnu(BaseModel):
    valeur: Any
    statut: Literal["connu", "ne_sait_pas", "refuse"]
    dit_par: str
    comment: str
    le: dt.datetime
    titre: str
    libelle: str


class DossierLu(BaseModel):
    id: str
    conversation: str
    langue: str
    lieu: str | None
    moments: list[str]
    faits: dict[str, FaitConnu]
    question: QuestionLue | None


class Lieu(BaseModel):
    """A postal code, a département or a commune: deadlines and organisations depend on it."""

    lieu: str | None = Field(examples=["67000", "974", "insee:59350", None])


class Langue(BaseModel):
    """One of the languages offered (`GET /langues`)."""

    langue: str = Field(max_length=12, examples=["fr", "ar"])


class OuvertureMoment(BaseModel):
    moment: str


class MomentsOuverts(BaseModel):
    ouverts: list[str]
    nouveau: bool
    disponible: bool


def writable(texte: str) -> str:
    """Refuses half of a character (a text cut by a phone): it could not even be quoted back."""
    texte.encode()  # UnicodeEncodeError is a ValueError: pydantic makes it a refusal
    return texte


class FaitPropose(BaseModel):
    nom: Annotated[str, AfterValidator(writable)]
    valeur: Any = None
    statut: Literal["connu", "ne_sait_pas", "refuse"] = "connu"
    comment: Comment = "formulaire"
    certitude: float | None = Field(default=None, ge=0, le=1)


class FaitsProposes(BaseModel):
    faits: list[FaitPropose] = Field(min_length=1, max_length=50)
    dit_par: Literal["usager", "mediateur", "agent"] = "usager"


class FaitNote(BaseModel):
    nom: str
    titre: str
    valeur: Any
    libelle: str
    ancien_valeur: Any = None
    ancien_libelle: str | None = None


class FaitRefuse(BaseModel):
    """`code` and `details` say why in any language; `message` is for a direct caller of the API."""

    nom: str
    code: str
    details: dict[str, Any] = {}
    message: str


class FaitsNotes(BaseModel):
    notes: list[FaitNote]
    refuses: list[FaitRefuse]


class FaitOublie(BaseModel):
    nom: str


class EtatPlan(BaseModel):
    a_faire: int
    a_verifier: int
    prochaine: EtapeLue | None


class ParoleDue(BaseModel):
    """An act that the situation calls for; after a `pause` no question follows in that turn."""

    acte: str
    puis: Literal["question", "pause"]


class Suite(BaseModel):
    """What comes next: a question, or a settled plan, or a guard that stops everything else."""

    question: QuestionLue | None
    plan: EtatPlan
    garde: str | None
    ferme_tout: bool  # the guard also stops the other open moments
    paroles: list[ParoleDue]
    precisions: list[QuestionLue]
    moments: list[str]
    suivi: Literal["a_proposer", "du"] | None = None  # the talk three months later


class EtapeCochee(BaseModel):
    faite: bool


class Billet(BaseModel):
    billet: str


class DemandeLien(BaseModel):
    """`averti`: the person was told that a link keeps what would otherwise be erased."""

    averti: bool = False


class LienCree(BaseModel):
    url: str


class LienPresente(BaseModel):
    lien: str
