"""Where agents come from: the one place that the accounts fill."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from api.errors import Refus
from api.escalations.agents import Agent


@dataclass(frozen=True)
class Effectif:
    """Every agent who has an account, and the identifiers of those there now."""

    agents: tuple[Agent, ...] = ()
    presents: frozenset[str] = field(default_factory=frozenset)


async def agent_courant(request: Request) -> Agent:
    """The agent who makes this request; 401 without a signed-in one."""
    raise Refus(401, "agent", "connexion_requise")


async def workforce(session: AsyncSession) -> Effectif:
    """The agents that requests may be routed to: none while there are no accounts."""
    return Effectif()


AgentCourant = Annotated[Agent, Depends(agent_courant)]
