"""Stand-ins for OpenFisca, where starting the real one would cost three seconds a test."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from api.rights.catalogue import Catalogue
from api.rights.foyer import Foyer
from api.rights.openfisca.processus import CalculIndisponible


class CalculAbsent:
    """Never answers: what a test of anything else needs."""

    ready = False

    async def compute(
        self, foyers: Sequence[Foyer], mois: dt.date
    ) -> Mapping[str, Sequence[float]]:
        raise CalculIndisponible("stand-in")

    async def warm_up(self) -> None:
        raise CalculIndisponible("stand-in")

    def close(self) -> None:
        return None


class CalculFactice(CalculAbsent):
    """Answers by simple formulas of the household; what has none is zero."""

    ready = True

    def __init__(
        self, catalogue: Catalogue, formules: Mapping[str, Callable[[Foyer], float]]
    ) -> None:
        self.noms = catalogue.variables()
        self.formules = formules
        self.demandes: list[Sequence[Foyer]] = []

    async def compute(
        self, foyers: Sequence[Foyer], mois: dt.date
    ) -> Mapping[str, Sequence[float]]:
        self.demandes.append(foyers)
        return {
            nom: [self.formules[nom](f) if nom in self.formules else 0.0 for f in foyers]
            for nom in self.noms
        }

    async def warm_up(self) -> None:
        return None
