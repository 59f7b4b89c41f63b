"""Hours and signals that the tests speak of."""

from __future__ import annotations

import datetime as dt

from api.escalations.appreciation import Signal

# Monday 23 November 2026, in Paris (UTC+1): an ordinary working day.
LUNDI_10H = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
LUNDI_13H = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
LUNDI_16H15 = dt.datetime(2026, 11, 23, 15, 15, tzinfo=dt.UTC)
NUIT = dt.datetime(2026, 11, 24, 1, 30, tzinfo=dt.UTC)


def said(code: str) -> Signal:
    """A signal that the person gave."""
    return Signal(code, "dite")


def inferred(code: str) -> Signal:
    """A signal that follows from the facts."""
    return Signal(code, "deduite")
