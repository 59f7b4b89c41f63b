"""The life of an appointment and of a callback as data, and what is said of them: pure rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Literal, Protocol

# fmt: off
Etat = Literal[
    "propose", "confirme", "honore", "absent_usager", "absent_agent", "annule", "deplace"
]
Geste = Literal[
    "choisir", "deplacer", "annuler", "honorer", "noter_absence_usager", "noter_absence_agent"
]
Resultat = Literal["joint", "sans_reponse", "mauvais_numero", "repondeur"]
EtatRappel = Literal["tenu", "essaye", "attendu", "rompu"]
# fmt: on
ETATS: tuple[Etat, ...] = (
    *("propose", "confirme", "honore", "absent_usager", "absent_agent", "annule", "deplace"),
)
OUVERTS: tuple[Etat, ...] = ("propose", "confirme")
PASSES: tuple[Etat, ...] = ("honore", "absent_usager", "absent_agent")
RESULTATS: tuple[Resultat, ...] = ("joint", "sans_reponse", "mauvais_numero", "repondeur")

# From which states a gesture is possible, and to which state it leads.
TRANSITIONS: dict[Geste, tuple[tuple[Etat, ...], Etat]] = {
    "choisir": (("propose",), "confirme"),
    "deplacer": (("confirme",), "deplace"),
    "annuler": (OUVERTS, "annule"),
    "honorer": (("confirme",), "honore"),
    "noter_absence_usager": (("confirme",), "absent_usager"),
    "noter_absence_agent": (("confirme",), "absent_agent"),
}


class Appele(Protocol):
    """A call as the rules see it."""

    @property
    def le(self) -> dt.datetime: ...

    @property
    def resultat(self) -> str: ...


class Promise(Protocol):
    """What a callback is judged on."""

    @property
    def promesse_avant(self) -> dt.datetime: ...

    @property
    def premiere_reponse_le(self) -> dt.datetime | None: ...


def calls_missing(appels: Collection[Appele], attendus: int) -> int:
    """How many more calls before giving up; none once the person was reached.

    A wrong number rings nowhere: calling it again would help nobody.
    """
    if any(a.resultat in ("joint", "mauvais_numero") for a in appels):
        return 0
    return max(attendus - len(appels), 0)


def callback_state(
    demande: Promise, appels: Sequence[Appele], maintenant: dt.datetime
) -> EtatRappel:
    """Kept when the person was reached, or answered, in time; tried when a call was made in time."""
    avant = demande.promesse_avant
    reponse = demande.premiere_reponse_le
    a_temps = [a for a in appels if a.le <= avant]
    if (reponse and reponse <= avant) or any(a.resultat == "joint" for a in a_temps):
        return "tenu"
    if maintenant <= avant:
        return "attendu"
    return "essaye" if a_temps else "rompu"


def is_broken(etat: str, promis_avant: dt.date, jour: dt.date, offert: dt.date | None) -> bool:
    """Whether the promise of an appointment is broken: the agent did not come, or too late.

    `offert`: the day of the first moment that was offered; None while nothing was.
    """
    return etat == "absent_agent" or (offert or jour) > promis_avant
