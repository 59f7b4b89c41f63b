"""The door that this capability needs to OpenFisca; tests put a stand-in behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol

from api.rights.foyer import Foyer


class Calcule(Protocol):
    """Computes households: variable -> one value per household (NaN: not computable from it).

    CalculIndisponible (api/rights/openfisca) when it cannot.
    """

    @property
    def ready(self) -> bool: ...

    async def compute(
        self, foyers: Sequence[Foyer], mois: dt.date
    ) -> Mapping[str, Sequence[float]]: ...

    async def warm_up(self) -> None: ...

    def close(self) -> None: ...
