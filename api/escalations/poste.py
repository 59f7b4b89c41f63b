"""Where an agent stands: who they are, when it is, and the rules. Reading and acting start here."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from api.escalations.agents import Agent
from api.escalations.contenu import Contenus, delivered


class Poste:
    """One agent at one instant, inside one database session; the caller commits."""

    def __init__(
        self,
        session: AsyncSession,
        agent: Agent,
        maintenant: dt.datetime,
        contenus: Contenus | None = None,
    ) -> None:
        self.session = session
        self.agent = agent
        self.maintenant = maintenant
        self.contenus = contenus or delivered()
