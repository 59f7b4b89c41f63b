"""Agents at their desk, seen from the API: who they are is what the accounts will say."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request

from api.accounts.access import ActionInterdite
from api.accounts.roles import load_matrix
from api.errors import Refus
from api.escalations import acces
from api.escalations.acces import Effectif, agent_for
from api.escalations.agents import Agent
from tests.api.personne import API

CAF = Agent("lina", "agent", frozenset({"caf"}))
CAF_BIS = Agent("omar", "agent", frozenset({"caf"}))
CPAM = Agent("ines", "agent", frozenset({"cpam"}))
CHEFFE = Agent("rose", "superviseur", frozenset({"caf"}))
DEUIL = Agent("paul", "correspondant", frozenset({"caf"}), frozenset({"deuil"}))
PROTECTION = Agent("anna", "correspondant", frozenset({"caf"}), frozenset({"violences"}))
SAMIA = Agent("samia", "correspondant", frozenset({"caf"}), frozenset({"violences"}))
ADMIN = Agent("eve", "administrateur", frozenset({"caf"}))
TOUS = (CAF, CAF_BIS, CPAM, CHEFFE, DEUIL, PROTECTION, SAMIA, ADMIN)


class Bureau:
    """The desk of an application: each call says which agent makes it."""

    def __init__(self, app: FastAPI, client: httpx.AsyncClient) -> None:
        self.client = client
        for action in load_matrix().actions:
            app.dependency_overrides[agent_for(action)] = _signed_in(action)

    async def call(
        self,
        agent: Agent,
        methode: str,
        chemin: str,
        corps: Any = None,
        client: httpx.AsyncClient | None = None,
    ) -> httpx.Response:
        return await (client or self.client).request(
            methode, f"{API}/bureau{chemin}", json=corps, headers={"x-agent": agent.id}
        )

    async def takes(self, agent: Agent, reference: str) -> httpx.Response:
        return await self.call(agent, "POST", f"/demandes/{reference}/prise")

    async def queue(self, agent: Agent) -> list[dict[str, Any]]:
        reponse = await self.call(agent, "GET", "/demandes")
        assert reponse.status_code == 200, reponse.text
        return list(reponse.json()["demandes"])

    async def opens(self, agent: Agent, reference: str) -> dict[str, Any]:
        reponse = await self.call(agent, "GET", f"/demandes/{reference}")
        assert reponse.status_code == 200, reponse.text
        return dict(reponse.json())

    async def answers(self, agent: Agent, reference: str, **corps: Any) -> httpx.Response:
        return await self.call(agent, "POST", f"/demandes/{reference}/reponses", corps)


def _signed_in(action: str) -> Callable[[Request], Awaitable[Agent]]:
    """The real matrix, on the agent that the request names."""

    async def read(request: Request) -> Agent:
        nom = request.headers.get("x-agent")
        trouve = next((a for a in TOUS if a.id == nom), None)
        if trouve is None:
            raise Refus(401, "agent", "connexion_requise")
        if not trouve.may(action):
            raise ActionInterdite(action)
        return trouve

    return read


def employ(monkeypatch: pytest.MonkeyPatch, *agents: Agent, presents: bool = True) -> None:
    """These agents have an account; they are there, or not."""

    async def workforce(_: object) -> Effectif:
        return Effectif(agents, frozenset(a.id for a in agents) if presents else frozenset())

    monkeypatch.setattr(acces, "workforce", workforce)
