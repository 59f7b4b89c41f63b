"""The door that this capability needs to OpenFisca; tests put a stand-in behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol

from api.rights.foyer import Foyer


class CalculIndisponible(Exception):
    """Down, slow or still warming up; the cause is one line, without personal data."""


class Calcule(Protocol):
    """Computes households: variable -> one value per household (NaN: not computable from it)."""

    @property
    def ready(self) -> bool: ...

    async def compute(
        self, foyers: Sequence[Foyer], mois: dt.date
    ) -> Mapping[str, Sequence[float]]: ...

    async def warm_up(self) -> None: ...

    def close(self) -> None: ...
