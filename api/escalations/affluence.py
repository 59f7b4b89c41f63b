"""How many people wait, and who answers as many as they can: what makes a conversation possible now."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.escalations.etats import A_PRENDRE
from api.escalations.models import Escalade, Main


async def waiting(session: AsyncSession) -> dict[str, int]:
    """How many people wait for a conversation, by desk."""
    requete = (
        select(Escalade.guichet, func.count())
        .where(Escalade.canal == "direct", Escalade.etat.in_(A_PRENDRE))
        .group_by(Escalade.guichet)
    )
    return {str(guichet): int(n) for guichet, n in (await session.execute(requete)).all()}


async def busy(session: AsyncSession, a_la_fois: int) -> set[str]:
    """The agents who already answer in person as many people as one can at once."""
    requete = (
        select(Main.agent_id)
        .where(Main.finie_le.is_(None))
        .group_by(Main.agent_id)
        .having(func.count() >= a_la_fois)
    )
    return set((await session.execute(requete)).scalars())
