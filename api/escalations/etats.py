"""The life of a request as data: its states, who may do what from which, promises, queues."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Literal, Protocol, TypeVar

from api.escalations.contenu import Tension, Tensions

# fmt: off
Etat = Literal[
    "nouvelle", "prise", "en_cours", "en_attente_usager", "transferee", "close", "rouverte"
]
Geste = Literal[
    "prendre", "rendre", "transferer", "repondre", "demander_piece", "clore", "rouvrir", "revenir"
]
# fmt: on
Reponse = Literal["en_cours", "pas_nous", "fait", "piece_manquante"]
EtatPromesse = Literal["en_cours", "tenue", "rompue"]

A_PRENDRE: tuple[Etat, ...] = ("nouvelle", "transferee", "rouverte")
SUIVIES: tuple[Etat, ...] = ("prise", "en_cours", "en_attente_usager")
OUVERTES: tuple[Etat, ...] = (*A_PRENDRE, *SUIVIES)
ETATS: tuple[Etat, ...] = (*OUVERTES, "close")

# From which states a gesture is possible, and to which state it leads.
TRANSITIONS: dict[Geste, tuple[tuple[Etat, ...], Etat]] = {
    "prendre": (A_PRENDRE, "prise"),
    "rendre": (SUIVIES, "nouvelle"),
    "transferer": (SUIVIES, "transferee"),
    "repondre": (SUIVIES, "en_cours"),
    "demander_piece": (SUIVIES, "en_attente_usager"),
    "clore": (SUIVIES, "close"),
    "rouvrir": (("close",), "rouverte"),
    "revenir": (("en_attente_usager",), "en_cours"),  # the person gave what was missing
}

# What an agent's typed answer does.
REPONSES: dict[Reponse, Geste] = {
    "en_cours": "repondre",
    "pas_nous": "transferer",
    "fait": "clore",
    "piece_manquante": "demander_piece",
}


class Promise(Protocol):
    """What a promise is judged on."""

    @property
    def promesse_avant(self) -> dt.datetime: ...

    @property
    def premiere_reponse_le(self) -> dt.datetime | None: ...


class Classee(Promise, Protocol):
    """What a queue is ordered by."""

    @property
    def priorite(self) -> int: ...

    @property
    def niveau(self) -> str: ...

    @property
    def cree_le(self) -> dt.datetime: ...


C = TypeVar("C", bound=Classee)


def promise_state(demande: Promise, maintenant: dt.datetime) -> EtatPromesse:
    """Kept or broken, from the dates alone: nobody declares it."""
    if demande.premiere_reponse_le is not None:
        return "tenue" if demande.premiere_reponse_le <= demande.promesse_avant else "rompue"
    return "en_cours" if maintenant <= demande.promesse_avant else "rompue"


def queue_state(stock: int, agents: int, tensions: Tensions) -> Tension:
    """Normal, tense or critical: the open requests against what those there can bear."""
    charge = stock / (tensions.plafond * max(agents, 1))
    atteints = [nom for nom, etat in tensions.etats.items() if charge >= etat.depuis]
    return atteints[-1]


def order_queue(demandes: Iterable[C], etat: Tension, maintenant: dt.datetime) -> list[C]:
    """In the order written for the state of the queue (parcours/escalades/regles.yml).

    Normal: nearest promise, then priority. Tense: promises of the day and attentive cases before.
    Critical: broken promises, then attentive cases, then the rest by priority.
    """
    jour = maintenant.date()

    def rank(d: C) -> tuple[bool | int | dt.datetime, ...]:
        attentive = d.niveau == "accompagnement"
        ordinaire = (d.promesse_avant, -d.priorite, d.cree_le)
        if etat == "normale":
            return ordinaire
        if etat == "tendue":
            return (not (attentive or d.promesse_avant.date() <= jour), *ordinaire)
        rompue = promise_state(d, maintenant) == "rompue"
        return (not rompue, not attentive, -d.priorite, d.promesse_avant, d.cree_le)

    return sorted(demandes, key=rank)


def weighted_load(demandes: Sequence[Classee]) -> int:
    """A load that counts complexity: an attentive case is not worth a simple question."""
    return sum(10 + d.priorite for d in demandes)
