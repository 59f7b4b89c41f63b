"""Where agents come from: the accounts, seen as the rules of requests see people."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, cast

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.access import exige
from api.accounts.roles import load_matrix
from api.accounts.schemas import AgentConnecte
from api.accounts.service import AccountService
from api.accounts.sessions import Limites
from api.database import now
from api.escalations.agents import Agent
from api.escalations.contenu import Role
from api.settings import get_settings


@dataclass(frozen=True)
class Effectif:
    """Every agent who has an account, and the identifiers of those there now."""

    agents: tuple[Agent, ...] = ()
    presents: frozenset[str] = field(default_factory=frozenset)


@cache
def agent_for(action: str) -> Callable[..., Awaitable[Agent]]:
    """A dependency: the agent who makes this request, when their role may do `action`.

    401 without a signed-in one, 403 otherwise. One action, one dependency: tests replace it.
    """

    async def read(connecte: AgentConnecte = Depends(exige(action))) -> Agent:  # noqa: B008
        return as_agent(connecte)

    return read


agent_courant = agent_for("voir_file")


async def workforce(session: AsyncSession) -> Effectif:
    """The agents that requests may be routed to, and who of them declared to be there."""
    comptes, le = AccountService(session, Limites.of(get_settings())), now()
    agents = await comptes.staff(load_matrix().roles_of("repondre"), le)
    presents = await comptes.present(le)
    return Effectif(tuple(map(as_agent, agents)), frozenset(a.id for a in presents))


def as_agent(connecte: AgentConnecte) -> Agent:
    """What routing and rights look at; their name and account stay behind."""
    return Agent(
        connecte.id,
        cast(Role, connecte.role),
        connecte.organismes,
        connecte.competences,
        connecte.langues,
        connecte.departements,
    )


AgentCourant = Annotated[Agent, Depends(agent_courant)]
