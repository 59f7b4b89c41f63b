"""Months, counted: the nth month of the calendar is year × 12 + month - 1."""

from __future__ import annotations

import datetime as dt


def number(jour: dt.date) -> int:
    """The number of the month that holds this day."""
    return jour.year * 12 + jour.month - 1


def text(numero: int) -> str:
    """As OpenFisca writes it: `2026-11`."""
    annee, reste = divmod(numero, 12)
    return f"{annee:04d}-{reste + 1:02d}"


def first_day(numero: int) -> dt.date:
    """The first day of this month."""
    annee, reste = divmod(numero, 12)
    return dt.date(annee, reste + 1, 1)


def last_day(numero: int) -> dt.date:
    """The last day of this month."""
    return first_day(numero + 1) - dt.timedelta(days=1)
