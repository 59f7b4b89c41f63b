"""Server-side sessions: opened in two steps, locked when idle, closed on sign-out or at the limit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.models import Agent, SessionAgent
from api.dossiers.access import fingerprint, new_secret
from api.settings import Settings

DUREE_CODE = dt.timedelta(minutes=10)  # between the password and the second factor
ESSAIS_MAX = 5  # wrong codes in a row, then the password again
PRECISION = dt.timedelta(minutes=1)  # how often "last seen" is written

Etat = Literal["absente", "code", "verrouillee", "ouverte"]


@dataclass(frozen=True)
class Limites:
    """How long a session lives."""

    inactive: dt.timedelta
    totale: dt.timedelta

    @classmethod
    def of(cls, settings: Settings) -> Limites:
        """As the deployment sets them."""
        return cls(
            dt.timedelta(minutes=settings.agents_inactivite_minutes),
            dt.timedelta(minutes=settings.agents_session_minutes),
        )


class Sessions:
    """Works inside one database session; the caller commits."""

    def __init__(self, session: AsyncSession, limites: Limites) -> None:
        self.session = session
        self.limites = limites

    async def open(
        self,
        agent_id: str,
        le: dt.datetime,
        *,
        etat: Literal["code", "ouverte"],
        moyen: Literal["local", "oidc"],
        jeton_identite: str | None = None,
        remplace: str | None = None,
    ) -> str:
        """A new secret, always: one known before sign-in must open nothing after it."""
        await self._sweep(le)
        if remplace:
            await self.close(remplace)
        secret = new_secret()
        self.session.add(
            SessionAgent(
                empreinte=fingerprint(secret),
                agent_id=agent_id,
                etat=etat,
                moyen=moyen,
                jeton_identite=jeton_identite,
                ouverte_le=le,
                vu_le=le,
            )
        )
        return secret

    async def _sweep(self, le: dt.datetime) -> None:
        """Forget sessions that nothing can open any more."""
        perimee = (SessionAgent.ouverte_le < le - self.limites.totale) | (
            (SessionAgent.etat == "code") & (SessionAgent.ouverte_le < le - DUREE_CODE)
        )
        await self.session.execute(delete(SessionAgent).where(perimee))

    async def read(self, secret: str | None) -> tuple[SessionAgent, Agent] | None:
        """The session of a secret and its agent, whatever its state; None when there is none."""
        if not secret:
            return None
        requete = (
            select(SessionAgent, Agent)
            .join(Agent, Agent.id == SessionAgent.agent_id)
            .where(SessionAgent.empreinte == fingerprint(secret))
        )
        trouve = (await self.session.execute(requete)).one_or_none()
        return (trouve[0], trouve[1]) if trouve else None

    def state(self, ouverte: SessionAgent, agent: Agent, le: dt.datetime) -> Etat:
        """What a session is worth at this instant."""
        if not agent.actif or le - ouverte.ouverte_le > self.limites.totale:
            return "absente"
        if ouverte.etat == "code":
            return "code" if le - ouverte.ouverte_le <= DUREE_CODE else "absente"
        return "verrouillee" if le - ouverte.vu_le > self.limites.inactive else "ouverte"

    async def touch(self, ouverte: SessionAgent, le: dt.datetime, *, force: bool = False) -> bool:
        """The agent is there; written once a minute, or at once when they prove it."""
        if not force and le - ouverte.vu_le < PRECISION:
            return False
        await self.session.execute(
            update(SessionAgent)
            .where(SessionAgent.empreinte == ouverte.empreinte)
            .values(vu_le=le, essais=0)
        )
        return True

    async def count_failure(self, ouverte: SessionAgent) -> bool:
        """One more wrong code. True when it was one too many, and the session is closed."""
        essais = await self.session.scalar(
            update(SessionAgent)
            .where(SessionAgent.empreinte == ouverte.empreinte)
            .values(essais=SessionAgent.essais + 1)
            .returning(SessionAgent.essais)
        )
        if (essais or 0) < ESSAIS_MAX:
            return False
        await self.session.execute(
            delete(SessionAgent).where(SessionAgent.empreinte == ouverte.empreinte)
        )
        return True

    async def close(self, secret: str) -> None:
        await self.session.execute(
            delete(SessionAgent).where(SessionAgent.empreinte == fingerprint(secret))
        )

    async def close_all(self, agent_id: str, sauf: str | None = None) -> int:
        """Close every session of an agent, but one when its fingerprint is given."""
        requete = delete(SessionAgent).where(SessionAgent.agent_id == agent_id)
        if sauf:
            requete = requete.where(SessionAgent.empreinte != sauf)
        fermees = await self.session.execute(requete.returning(SessionAgent.empreinte))
        return len(fermees.all())

    async def count_open(self, agent_id: str, le: dt.datetime) -> int:
        """How many browsers are signed in as this agent and not locked."""
        requete = select(func.count()).where(SessionAgent.agent_id == agent_id, *self._alive(le))
        return int(await self.session.scalar(requete) or 0)

    async def alive(self, le: dt.datetime) -> set[str]:
        """The agents who have a session open and not locked."""
        requete = select(SessionAgent.agent_id).where(*self._alive(le)).distinct()
        return set((await self.session.execute(requete)).scalars())

    def _alive(self, le: dt.datetime):  # type: ignore[no-untyped-def]
        return (
            SessionAgent.etat == "ouverte",
            SessionAgent.vu_le >= le - self.limites.inactive,
            SessionAgent.ouverte_le >= le - self.limites.totale,
        )
