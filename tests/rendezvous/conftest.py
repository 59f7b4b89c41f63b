"""What the tests of appointments share: a person's request that an agent has taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from api.database import Database, now
from api.escalations.agents import Agent
from api.escalations.vie import VieService
from api.rendezvous.agent import RendezVousAgent
from api.rendezvous.usager import RendezVousUsager
from tests.api.personne import Personne
from tests.escalations.bureau import CAF
from tests.escalations.conftest import agents, usager

__all__ = ["agents", "usager"]


class Guichet:
    """Both sides of an appointment, each at an instant of the test's choosing."""

    def __init__(self, base: Database) -> None:
        self.base = base

    @asynccontextmanager
    async def agent(
        self, qui: Agent = CAF, le: dt.datetime | None = None
    ) -> AsyncIterator[RendezVousAgent]:
        async with self.base.session() as session:
            yield RendezVousAgent(VieService(session, qui, le or now()))
            await session.commit()

    @asynccontextmanager
    async def usager(self, le: dt.datetime | None = None) -> AsyncIterator[RendezVousUsager]:
        async with self.base.session() as session:
            yield RendezVousUsager(session, le or now())
            await session.commit()

    async def takes(self, reference: str, qui: Agent = CAF) -> None:
        async with self.agent(qui) as cote:
            await cote.vie.take(reference)

    async def free(self, reference: str, maniere: Any = "telephone") -> list[dt.datetime]:
        async with self.agent() as cote:
            demande = await cote.vie.get(reference)
            return [c.debut for c in await cote.free(demande, maniere)]

    async def proposes(self, reference: str, nombre: int = 3, **options: Any) -> Any:
        """The act that proposes the first moments that are free."""
        maniere = options.pop("maniere", "telephone")
        debuts = (await self.free(reference, maniere))[:nombre]
        async with self.agent() as cote:
            [acte] = await cote.propose(reference, maniere, debuts, **options)
            return acte

    async def current(self, reference: str) -> Any:
        async with self.usager() as cote:
            return (await cote.of_request(reference))[0]


@pytest.fixture
def guichet(application: Any, base: Database) -> Guichet:
    return Guichet(base)


@pytest.fixture
def ask(guichet: Guichet) -> Callable[..., Any]:
    """Someone asks for a person, and Lina, of the Caf, takes their request."""

    async def asks(qui: Personne, *, numero: str | None = None) -> str:
        await qui.opens("naissance")
        reference = str((await qui.call("POST", "/escalades", {})).json()["reference"])
        await guichet.takes(reference)
        if numero:
            corps = {"contact": numero}
            await qui.call("PUT", f"/escalades/{reference}/contact", corps)
        return reference

    return asks
