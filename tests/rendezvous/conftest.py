"""What the tests of appointments share: a person's request that an agent has taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select, update

from api.database import Database, now
from api.dossiers.models import Dossier
from api.escalations.agents import Agent
from api.escalations.models import Escalade
from api.escalations.service import new_reference
from api.escalations.vie import VieService
from api.rendezvous.agent import RendezVousAgent
from api.rendezvous.models import Place
from api.rendezvous.usager import RendezVousUsager
from tests.escalations.bureau import CAF, PROTECTION
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

    async def confirms(self, qui: Any, reference: str) -> dt.datetime:
        """The person chooses the first moment proposed; the hour after it ends."""
        async with self.usager() as cote:
            demande = await cote.request(qui.id, reference)
            ouvert = await cote.open_one(reference)
            debut = (await cote.held(demande, ouvert))[0]
            await cote.choose(qui.id, reference, ouvert.id, debut)
        return debut + dt.timedelta(hours=1)

    async def held(self) -> int:
        """How many places are held, in all."""
        async with self.base.session() as session:
            return len((await session.execute(select(Place.rang))).all())


@pytest.fixture
def guichet(base: Database) -> Guichet:
    return Guichet(base)


@pytest.fixture
def ask(guichet: Guichet) -> Callable[..., Any]:
    """Someone asks the Caf for a person, and Lina takes their request."""

    async def asks(qui: Any, *, numero: str | None = None, **champs: Any) -> str:
        le, reference = now(), new_reference()
        neuve = {
            **{"motif": "demander_humain", "signaux": [], "niveau": "personnalise"},
            **{"fragilites": [], "raisons": [], "priorite": 0, "organisme": "caf"},
            **{"guichet": "caf", "lies": [], "langue": "fr", "canal": "message"},
            **{"promesse_de": le, "promesse_avant": le + dt.timedelta(days=2), "cree_le": le},
            "contact": numero,
        }
        async with guichet.base.session.begin() as session:
            session.add(Escalade(reference=reference, dossier_id=qui.id, **{**neuve, **champs}))
        await guichet.takes(reference)
        return reference

    return asks


@pytest.fixture
async def proposee(usager: Any, ask: Callable[..., Any], guichet: Guichet) -> str:
    """A request, with a number, for which three calls were proposed."""
    reference = str(await ask(usager, numero="06 12 34 56 78"))
    await guichet.proposes(reference)
    return reference


@pytest.fixture
async def protegee(usager: Any, ask: Callable[..., Any], guichet: Guichet) -> str:
    """A request of someone who may be in danger, followed by a trained correspondent."""
    reference = str(await ask(usager))
    async with guichet.base.session.begin() as session:
        await session.execute(
            update(Escalade)
            .where(Escalade.reference == reference)
            .values(restreinte=True, agent_id=PROTECTION.id)
        )
    return reference


async def add_person(base: Database) -> SimpleNamespace:
    """Someone with a dossier, for tests in which they read and press nothing."""
    async with base.session.begin() as session:
        dossier = Dossier(langue="fr")
        session.add(dossier)
        await session.flush()
        return SimpleNamespace(id=dossier.id)
