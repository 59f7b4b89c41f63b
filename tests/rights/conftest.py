"""A service on the real content; OpenFisca is the real one, asked once, or simple formulas."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from api.parcours.engine import Situation
from api.parcours.service import ParcoursService
from api.rights.bilan import Bilan, DroitExamine
from api.rights.catalogue import Catalogue
from api.rights.foyer import Foyer
from api.rights.openfisca.processus import Calculateur
from api.rights.service import DroitsService
from tests.calcul_factice import CalculFactice
from tests.rights.personnes import LE, PERSONNES

Formules = Mapping[str, Callable[[Foyer], float]]
Estime = Callable[..., Awaitable[Bilan]]
Situe = Callable[..., Situation]


def right(bilan: Bilan, nom: str) -> DroitExamine:
    """One right of an estimation; fails when it was not looked at."""
    return next(d for d in bilan.droits if d.id == nom)


def names(bilan: Bilan, *statuts: str) -> set[str]:
    """The rights that have one of these statuses."""
    return {d.id for d in bilan.droits if d.statut in statuts}


@pytest.fixture(scope="session")
def situe(parcours: ParcoursService) -> Situe:
    """The situation of facts told as answers."""

    def situate(*moments: str, le: dt.date = LE, **faits: Any) -> Situation:
        liste = list(moments) or ["bilan_droits"]
        return parcours.situate(liste, parcours.read_facts(faits, le), le)

    return situate


@pytest.fixture(scope="session")
def estime(parcours: ParcoursService, catalogue: Catalogue, situe: Situe) -> Estime:
    """The estimation of facts, with formulas in place of OpenFisca."""

    async def estimate(
        *moments: str, formules: Formules | None = None, le: dt.date = LE, **faits: Any
    ) -> Bilan:
        service = DroitsService(parcours, CalculFactice(catalogue, formules or {}), catalogue)
        return await service.estimate(situe(*moments, le=le, **faits))

    return estimate


@pytest.fixture(scope="session")
def bilans(parcours: ParcoursService, catalogue: Catalogue) -> dict[str, Bilan]:
    """The people of personnes.py, estimated by the real OpenFisca, started once."""

    async def run() -> dict[str, Bilan]:
        calculateur = Calculateur(delai=60.0)
        try:
            await calculateur.warm_up()
            service = DroitsService(parcours, calculateur, catalogue, delai=60.0)
            return {
                nom: await service.estimate(
                    parcours.situate(p.moments, parcours.read_facts(p.faits, LE), LE), p.lieu
                )
                for nom, p in PERSONNES.items()
            }
        finally:
            calculateur.close()
            await asyncio.sleep(0.1)  # its pipes are closed while the loop still runs

    return asyncio.run(run())
