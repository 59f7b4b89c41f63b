"""The door of the pages about one request: who acts there, and on which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.access import Dependance
from api.accounts.schemas import AgentConnecte
from api.dossiers.access import Session


@dataclass(frozen=True)
class SurDemande:
    """What a page about one request is given."""

    request: Request
    session: AsyncSession
    agent: AgentConnecte
    reference: str


def on_request(porte: Dependance) -> Any:
    """A dependency: one request, and the agent that this door (`exige`) lets in."""
    connecte = Depends(porte)

    async def enter(
        request: Request, session: Session, reference: str, agent: AgentConnecte = connecte
    ) -> SurDemande:
        return SurDemande(request, session, agent, reference)

    return Depends(enter)
