"""An agent before the desk's pages: they read, press buttons, send forms."""

from __future__ import annotations

import html
import re
from typing import Any

import httpx
from fastapi import FastAPI

from api.accounts.access import CHAMP_JETON, COOKIE
from api.accounts.models import Agent
from api.database import now

BALISES = re.compile(r"<[^>]+>")


def read(page: httpx.Response) -> str:
    """The words of a page, as one reads them."""
    corps = re.sub(r"<head>.*?</head>", "", page.text, flags=re.DOTALL)
    return " ".join(html.unescape(BALISES.sub(" ", corps)).replace("\u00a0", " ").split())


class Ecran:
    """One agent, signed in at one browser."""

    def __init__(self, app: FastAPI, agent: Agent, secret: str) -> None:
        self.agent = agent
        self.jeton = app.state.comptes.form_token(secret)
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app, raise_app_exceptions=False),
            base_url="http://jalons.test",
            cookies={COOKIE: secret},
            headers={"accept": "text/html", "sec-fetch-site": "same-origin"},
        )

    async def get(self, chemin: str, **entetes: str) -> httpx.Response:
        return await self.client.get(f"/bureau{chemin}", headers=entetes)

    async def reads(self, chemin: str = "") -> str:
        """The words of a page that opens."""
        page = await self.get(chemin)
        assert page.status_code == 200, page.text[:800]
        return read(page)

    async def sends(self, chemin: str, entetes: dict[str, str] | None = None, **champs: Any) -> Any:
        return await self.client.post(
            f"/bureau{chemin}", data={CHAMP_JETON: self.jeton, **champs}, headers=entetes or {}
        )

    async def presses(self, reference: str, geste: str, **champs: Any) -> httpx.Response:
        """A button of a request's page."""
        return await self.sends(f"/demandes/{reference}/{geste}", **champs)

    async def follows(self, reponse: httpx.Response) -> str:
        """Where a form leads, read."""
        assert reponse.status_code == 303, read(reponse)
        page = await self.client.get(reponse.headers["location"])
        assert page.status_code == 200, page.text[:800]
        return read(page)


async def seated(app: FastAPI, identifiant: str, **champs: Any) -> Ecran:
    """An account and its open session."""
    fiche: dict[str, Any] = {
        "nom": identifiant.title(),
        "role": "agent",
        "organismes": ["caf"],
        "departements": ["france"],
        "langues": ["fr"],
    }
    async with app.state.database.session() as session:
        agent = Agent(identifiant=identifiant, **(fiche | champs))
        session.add(agent)
        await session.flush()
        sessions = app.state.comptes.service(session).sessions
        secret = await sessions.open(agent.id, now(), etat="ouverte", moyen="local")
        await session.commit()
    return Ecran(app, agent, secret)
