"""The JSON of the desk."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, Field

from api.escalations.contenu import Tension
from api.escalations.etats import EtatPromesse, Reponse
from api.escalations.fiche import FicheLiaison


class DemandeVue(BaseModel):
    """A request in a queue. `raisons`: why this priority, in words, for the agent."""

    reference: str
    motif: str
    niveau: str
    priorite: int
    raisons: list[str]
    fragilites: list[str]
    competence: str | None
    organisme: str
    guichet: str
    organisme_local: str | None
    lies: list[str]
    departement: str | None
    langue: str
    echeance: dt.date | None
    canal: str
    promesse_de: dt.datetime
    promesse_avant: dt.datetime
    promesse_etat: EtatPromesse
    etat: str
    agent_id: str | None
    alerte: bool
    repetitions: int
    cree_le: dt.datetime
    parcours_normal: bool


class File(BaseModel):
    etat: Tension
    ordre: str
    demandes: list[DemandeVue]


class PartLue(BaseModel):
    """A share of closed requests; None hides what would tell of fewer than five people."""

    sur: int | None
    pourcent: int | None


class Mesures(BaseModel):
    class Ligne(BaseModel):
        guichet: str
        etat: Tension
        entrees: int
        sorties: int
        stock: int
        plus_ancienne: dt.datetime | None
        promesses_rompues: int
        charges: dict[str, int]
        utile: PartLue
        voie_ordinaire: PartLue

    guichets: list[Ligne]


class EvenementLu(BaseModel):
    le: dt.datetime
    quoi: str
    par: str
    details: dict[str, Any]


class NoteLue(BaseModel):
    le: dt.datetime
    agent_id: str
    texte: str


class ConjointeLue(BaseModel):
    organisme: str
    agent_id: str | None
    reponse: str | None
    le: dt.datetime


class Procedure(BaseModel):
    """The organisation's urgent procedure, as it is written."""

    previent: str
    minutes: int
    sinon: str
    consigne: str


class DossierDemande(BaseModel):
    """A request opened by an agent. `contact`: for who took it alone."""

    demande: DemandeVue
    signaux: list[dict[str, Any]]
    contact: str | None
    contact_consigne: str | None
    suite: str | None
    issue: str | None
    utile: bool | None
    urgence: Procedure | None
    histoire: list[EvenementLu]
    notes: list[NoteLue]
    conjointes: list[ConjointeLue]
    fiche: FicheLiaison


class Transfert(BaseModel):
    organisme: str = Field(max_length=40)
    raison: str = Field(min_length=3, max_length=500)


class Jonction(BaseModel):
    organisme: str = Field(max_length=40)


class ReponseTypee(BaseModel):
    """`suite`: read by the person. `organisme`, `raison`: when it is not for us."""

    reponse: Reponse
    suite: str | None = Field(default=None, max_length=2000)
    issue: str | None = Field(default=None, max_length=20)
    organisme: str | None = Field(default=None, max_length=40)
    raison: str | None = Field(default=None, max_length=500)
    parcours_normal: bool = False


class NouvelleNote(BaseModel):
    texte: str = Field(min_length=1, max_length=4000)


class Fragile(BaseModel):
    code: Literal["administrative", "rupture", "mobilite", "numerique", "langue"]
