"""The real content (`parcours`, of the tests' own conftest) and a small made-up one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.parcours.plan import Plan
from api.parcours.service import ParcoursService
from tests.parcours.depot import MODELE, Depot

LE = dt.date(2026, 11, 22)
MakePlan = Callable[..., Plan]


@pytest.fixture
def depot(tmp_path: Path) -> Depot:
    """A copy of the small content, to be altered."""
    return Depot(tmp_path / "depot")


@pytest.fixture(scope="session")
def petit(tmp_path_factory: pytest.TempPathFactory) -> ParcoursService:
    """The small content as it is."""
    assert MODELE.is_dir()
    return Depot(tmp_path_factory.mktemp("petit")).service()


@pytest.fixture
def plan(parcours: ParcoursService) -> MakePlan:
    """Makes the plan of a situation, facts given as a person's answers."""

    def make(moment: str, le: dt.date = LE, lieu: str | None = None, **faits: Any) -> Plan:
        return parcours.plan([moment], parcours.read_facts(faits, le), le, lieu)

    return make
