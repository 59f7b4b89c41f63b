"""An agent really signed in, without pages: an account, an open session, its form token."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import httpx

from api.accounts.access import COOKIE, ENTETE_JETON
from api.accounts.models import Agent
from api.database import now
from tests.accounts.poste import add_agent
from tests.api.flux import Flux
from tests.api.personne import API


class Agente:
    """One agent at one browser."""

    def __init__(self, app: Any, client: httpx.AsyncClient, agent: Agent, secret: str) -> None:
        self.app = app
        self.client = client
        self.id = agent.id
        self.cookies = {COOKIE: secret}
        self.entetes = {
            "cookie": f"{COOKIE}={secret}",
            ENTETE_JETON: app.state.comptes.form_token(secret),
        }

    @classmethod
    async def arrives(cls, app: Any, client: httpx.AsyncClient, **champs: Any) -> Agente:
        fiche = {"identifiant": "lina.caf", "nom": "Lina Haddad", "departements": ["france"]}
        agent, _ = await add_agent(app, **(fiche | champs))
        async with app.state.database.session.begin() as session:
            sessions = app.state.comptes.service(session).sessions
            secret = await sessions.open(agent.id, now(), etat="ouverte", moyen="local")
        return cls(app, client, agent, secret)

    async def call(
        self, methode: str, chemin: str, corps: Any = None, client: httpx.AsyncClient | None = None
    ) -> httpx.Response:
        return await (client or self.client).request(
            methode, f"{API}/bureau{chemin}", json=corps, headers=self.entetes
        )

    async def signs_out(self) -> None:
        async with self.app.state.database.session.begin() as session:
            await self.app.state.comptes.service(session).sessions.close_all(self.id)

    @contextlib.asynccontextmanager
    async def follows(self, client: httpx.AsyncClient | None = None) -> AsyncIterator[Flux]:
        """The agent's one stream, once it says that it is open."""
        async with (client or self.client).stream(
            "GET", f"{API}/bureau/flux", headers=self.entetes
        ) as reponse:
            assert reponse.status_code == 200, await reponse.aread()
            flux = Flux(reponse)
            try:
                await flux.next("file")
                yield flux
            finally:
                flux.lecture.cancel()
                await asyncio.gather(flux.lecture, return_exceptions=True)
