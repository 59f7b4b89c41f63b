"""Reading the values of facts as plain figures, for the household."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from api.parcours.values import DateDite, Intervalle, Valeur, add_duration

Valeurs = Mapping[str, Valeur]


def number(valeurs: Valeurs, nom: str) -> float | None:
    """A number said; the middle of two bounds, or the only bound, when it was not exact."""
    n: Any = valeurs.get(nom)
    if not isinstance(n, Intervalle):
        return None
    bornes = [float(x) for x in (n.bas, n.haut) if x is not None]
    return sum(bornes) / len(bornes) if bornes else None


def day(valeurs: Valeurs, nom: str) -> dt.date | None:
    valeur = valeurs.get(nom)
    return valeur.jour if isinstance(valeur, DateDite) else None


def ticked(valeurs: Valeurs, nom: str) -> tuple[str, ...]:
    valeur = valeurs.get(nom)
    return valeur if isinstance(valeur, tuple) else ()


def born(ans: float, le: dt.date) -> dt.date:
    """Half a year past the birthday: an age in years is that of the middle of the year."""
    return add_duration(add_duration(le, f"-{int(ans)} ans"), "-6 mois")
