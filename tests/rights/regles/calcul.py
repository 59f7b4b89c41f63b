"""Facts written as plain values, for the tests of the rules."""

from __future__ import annotations

import datetime as dt
from typing import Any

from api.parcours.values import DateDite, Intervalle, Valeur
from api.rights.estimation import Estimation
from api.rights.regles import REGLES, load_bareme

LE = dt.date(2026, 11, 22)
PRINTEMPS = dt.date(2026, 5, 15)  # every value of 2026 is in force, the Smic of June is not


def valeur(brut: Any) -> Valeur:
    """True, "choix", 3, (25, None) for an interval, a date, ["a", "b"] for ticked answers."""
    if isinstance(brut, bool | str):
        return brut
    if isinstance(brut, dt.date):
        return DateDite(brut)
    if isinstance(brut, list):
        return tuple(brut)
    bas, haut = brut if isinstance(brut, tuple) else (brut, brut)
    return Intervalle(bas, haut)


def calcule(regle: str, le: dt.date = LE, **faits: Any) -> Estimation | None:
    """What a rule says on a day; a fact given as None is unknown."""
    valeurs = {nom: valeur(brut) for nom, brut in faits.items() if brut is not None}
    return REGLES[regle].calculer(valeurs, le, load_bareme())


def ouvert(regle: str, le: dt.date = LE, **faits: Any) -> Estimation:
    """The estimation of a right that must be open."""
    estimation = calcule(regle, le, **faits)
    assert estimation is not None, "unknown"
    assert estimation.ouvert, "closed"
    assert 0 <= estimation.bas <= estimation.haut
    return estimation


def ferme(regle: str, le: dt.date = LE, **faits: Any) -> bool:
    estimation = calcule(regle, le, **faits)
    return estimation is not None and not estimation.ouvert
