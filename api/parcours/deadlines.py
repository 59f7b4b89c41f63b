"""Deadlines: a reference date plus a duration, rolled to a working day only where the law says."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

import holidays

from api.parcours.values import add_duration

LIEU = re.compile(r"^(?:(?:INSEE:)?(?:\d{5}|2[AB]\d{3})|2[AB]|\d{2,3})$")

# `holidays` names the French subdivisions by ISO 3166-2: Moselle "57", both Rhin departments "6AE".
_SUBDIVISIONS = {"57": "57", "67": "6AE", "68": "6AE"}
_CODES_POSTAUX = {"97133": "977", "97150": "978"}  # islands that kept Guadeloupe's numbers
_OUTRE_MER = {
    "971": "971",
    "972": "972",
    "973": "973",
    "974": "974",
    "976": "976",
    "977": "BL",
    "978": "MF",
    "975": "PM",
    "986": "WF",
    "987": "PF",
    "988": "NC",
}


def departement_of(lieu: str | None) -> str | None:
    """Département code of a postal code ("97400" → "974"), of a commune ("insee:2A004" → "2A").

    A département gives itself; anything else raises ValueError. Corsican postal codes give "20".
    """
    if lieu is None:
        return None
    texte = lieu.strip().upper()
    if not LIEU.match(texte):
        raise ValueError(lieu)
    if texte in _CODES_POSTAUX:
        return _CODES_POSTAUX[texte]
    texte = texte.removeprefix("INSEE:")
    return texte[:3] if texte.startswith(("97", "98")) else texte[:2]


@lru_cache(maxsize=256)
def _holidays(subdivision: str | None, annee: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("FR", subdiv=subdivision, years=annee))


def is_holiday(jour: dt.date, departement: str | None = None) -> bool:
    """True on the public holidays of the place (Alsace-Moselle and overseas have their own)."""
    code = departement or ""
    subdivision = _SUBDIVISIONS.get(code) or _OUTRE_MER.get(code)
    return jour in _holidays(subdivision, jour.year)


def is_working_day(jour: dt.date, departement: str | None = None) -> bool:
    """False on Saturdays, Sundays and holidays of the place (Alsace-Moselle, overseas too)."""
    return jour.weekday() < 5 and not is_holiday(jour, departement)


def compute_deadline(
    reference: dt.date, delai: str, *, report: bool, departement: str | None = None
) -> dt.date:
    """Last day of a deadline counted from `reference` (that day not counted, CPC art. 641).

    `report`: whether a last day that is a Saturday, a Sunday or a holiday rolls to the next
    working day (CPC art. 642): only where the step's law has it.
    """
    jour = add_duration(reference, delai)
    while report and not is_working_day(jour, departement):
        jour += dt.timedelta(days=1)
    return jour
