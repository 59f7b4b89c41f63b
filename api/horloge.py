"""The clock of the application: the real one. Who rehearses a whole story sets it ahead, here."""

from __future__ import annotations

import datetime as dt


class Horloge:
    """`avance`: how far ahead of the real clock; nothing, but in rehearsals."""

    def __init__(self) -> None:
        self.avance = dt.timedelta()

    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + self.avance

    def today(self) -> dt.date:
        """The day where the application runs."""
        return self.now().astimezone().date()


HORLOGE = Horloge()
