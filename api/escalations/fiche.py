"""The liaison sheet: what is known, so that nothing is asked again. A pure function.

The agent's copy holds only the fields that the person agreed to; the person's holds everything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Literal

from pydantic import BaseModel

from api.escalations.contenu import Contenus, Flux
from api.escalations.flux import let_through

MINIMUM = ("reference", "motif", "niveau", "langue", "echeance")
SENSIBLE = "sensible"
# What « show my plan and my answers » agrees to: never the sensitive ones.
SHOWN = ("situation", "faits", "plan", "droits", "tentatives")


class FaitDeFiche(BaseModel):
    """A fact with its provenance: nobody has to ask it again, nor to wonder who said it.

    `a_confirmer`: said by someone else, translated, or not certain (R3.16).
    """

    nom: str
    titre: str
    libelle: str
    dit_par: str
    comment: str
    le: dt.date
    sensible: bool = False
    a_confirmer: bool = False


class EtapeDeFiche(BaseModel):
    id: str
    titre: str
    moment: str
    statut: Literal["a-faire", "a-verifier", "faite"]
    avant_le: dt.date | None
    organismes: list[str]
    doute: bool = False


class DroitDeFiche(BaseModel):
    titre: str
    statut: str
    organisme: str
    doute: str | None = None


class Tentative(BaseModel):
    """What was already tried: asked again, answered, sent elsewhere."""

    le: dt.datetime
    quoi: str


class FicheLiaison(BaseModel):
    """`absents`: the fields left out because the person did not agree, so that it is said.

    `droits_indisponibles`: they could not be estimated now, which is not « none ».
    """

    pour: Literal["agent", "personne"]
    reference: str
    motif: str
    niveau: str
    langue: str
    echeance: dt.date | None = None
    raisons: list[str] = []
    situation: list[str] = []
    faits: list[FaitDeFiche] = []
    plan: list[EtapeDeFiche] = []
    droits: list[DroitDeFiche] = []
    tentatives: list[Tentative] = []
    droits_indisponibles: bool = False
    absents: list[str] = []


def make_sheet(
    contenus: Contenus,
    pour: Literal["agent", "personne"],
    demande: Mapping[str, Any],
    *,
    raisons: Iterable[str],
    situation: Iterable[str],
    faits: Iterable[FaitDeFiche],
    plan: Iterable[EtapeDeFiche],
    droits: Iterable[DroitDeFiche] | None,
    tentatives: Iterable[Tentative],
    consentement: Collection[str],
    flux: Flux | None,
) -> FicheLiaison:
    """The sheet of a request. `demande`: its reference, motive, level, language, deadline.

    For the agent: the minimum that any request tells, and what both the person's agreement and an
    entry of the register let through. Sensitive facts need their own agreement. `droits`: None
    when they could not be estimated.
    """
    contenu: dict[str, Any] = {
        "situation": list(situation),
        "faits": [f for f in faits if pour == "personne" or _shown(f, consentement)],
        "plan": list(plan),
        "droits": list(droits or ()),
        "tentatives": list(tentatives),
    }
    absents: list[str] = []
    if pour == "agent":
        passe = let_through(flux, contenu, consentement) if flux else {}
        absents = [champ for champ in contenu if champ not in passe]
        contenu = passe
    return FicheLiaison(
        pour=pour,
        raisons=list(raisons),
        droits_indisponibles=droits is None,
        absents=absents,
        **{champ: demande[champ] for champ in MINIMUM},
        **contenu,
    )


def _shown(fait: FaitDeFiche, consentement: Collection[str]) -> bool:
    return not fait.sensible or SENSIBLE in consentement
