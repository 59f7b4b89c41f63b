"""The JSON of conversations."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from api.parcours.schemas import QuestionLue
from api.rendezvous.boutons import Bouton


class Choix(BaseModel):
    """A pressed button; `question` is a fact that the person asks to be asked; `rendez_vous` is
    the request whose appointment `geste` is about."""

    fait: str | None = None
    valeur: Any = None
    statut: Literal["ne_sait_pas", "refuse"] | None = None
    moment: str | None = None
    question: str | None = None
    droit: str | None = None
    etat: str | None = Field(default=None, pattern=r"^[a-z_]{1,20}$")
    raison: str | None = Field(default=None, pattern=r"^[a-z_]{1,20}$")
    partie: str | None = None
    suivi: Literal["accepter", "refuser", "commencer", "arreter"] | None = None
    langue: str | None = Field(default=None, max_length=12)
    acte: str | None = Field(default=None, pattern=r"^[a-z_]{1,60}$")
    rendez_vous: str | None = Field(default=None, pattern=r"^[A-Z0-9-]{3,12}$")
    geste: Bouton | None = None
    debut: str | None = Field(default=None, max_length=40)


class NouveauMessage(BaseModel):
    """What a person sends: words or a pressed button. `client_id` makes a repeat harmless."""

    client_id: UUID
    texte: str | None = None
    choix: Choix | None = None


class MessageRecu(BaseModel):
    seq: int
    double: bool


class BoutonLu(BaseModel):
    libelle: str
    choix: dict[str, Any]


class ContactLu(BaseModel):
    nom: str
    telephone: str | None = None
    sms: str | None = None
    detail: str | None = None
    site: str | None = None
    lieu: str | None = None
    source: str | None = None
    verifie_le: str | None = None
    doute: bool = False


class EtapeCitee(BaseModel):
    id: str
    titre: str
    echeance: str | None = None


class Bulle(BaseModel):
    """One turn as a reader sees it, in their language.

    `traduction`: None in the language it was written in; `absente`: shown in French for want of a
    translation. `original`: what an agent wrote, where it is shown translated by `traduit_par`;
    `sans_traduction`: it could not be; `attendue`: it will be read again translated. `qui`: the
    human who wrote it. `gloses`: the French names in it, each with one line in the reader's language.
    """

    seq: int
    auteur: Literal["usager", "bot", "agent", "systeme"]
    acte: str | None
    texte: str
    langue: str
    dir: Literal["ltr", "rtl"]
    traduction: Literal["relue", "automatique", "absente"] | None = None
    original: str | None = None
    traduit_par: str | None = None
    sans_traduction: bool = False
    attendue: bool = False
    qui: str | None = None
    gloses: dict[str, str] = {}
    choix: list[BoutonLu] = []
    saisie: QuestionLue | None = None
    contacts: list[ContactLu] = []
    etapes: list[EtapeCitee] = []
    urgent: bool = False
    le: dt.datetime


class Messages(BaseModel):
    messages: list[Bulle]


class Presence(BaseModel):
    """Who answers: the assistant, or a human (`humain`) whose name and state are in `texte`."""

    humain: bool = False
    en_ligne: bool = False
    qui: str | None = None
    texte: str | None = None


class Saisie(BaseModel):
    actif: bool
