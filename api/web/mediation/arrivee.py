"""A counsellor's arrival at the desk: how much is new for them."""

from __future__ import annotations

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.schemas import AgentConnecte
from api.mediation.nouvelles import NouvellesService
from api.web.mediation.cadre import SansStructure, open_counter


async def count_news(request: Request, session: AsyncSession, agent: AgentConnecte) -> int:
    """How many requests have moved; none for who receives nobody."""
    if not agent.may("recevoir_usager"):
        return 0
    try:
        guichet = await open_counter(request, session, agent)
    except SansStructure:
        return 0
    return len(await NouvellesService(session, guichet.accueils).unread())
