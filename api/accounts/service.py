"""Accounts: who exists, how they take possession of an account, whether they are there."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.models import Agent, Enrolement, JournalAgent
from api.accounts.schemas import AgentConnecte, Connus, Ecart, Fiche, check_sheet
from api.accounts.sessions import Limites, Sessions
from api.database import find
from api.dossiers.access import fingerprint, new_secret
from api.errors import Refus

PARIS = ZoneInfo("Europe/Paris")
OBJET = re.compile(r"[A-Za-z0-9:_-]{1,60}")  # a reference or a number, never words


class FicheRefusee(Exception):
    """The form cannot be accepted; `ecarts` says why, field by field."""

    def __init__(self, ecarts: dict[str, Ecart]) -> None:
        super().__init__(", ".join(f"{c}: {e.code} {e.valeurs}".strip() for c, e in ecarts.items()))
        self.ecarts = ecarts


class AccountService:
    """Works inside one database session; the caller commits."""

    def __init__(self, session: AsyncSession, limites: Limites) -> None:
        self.session = session
        self.sessions = Sessions(session, limites)

    # Who ----------------------------------------------------------------------------------

    async def get(self, agent_id: str) -> Agent:
        """An agent; 404 when there is none."""
        agent = await find(self.session, Agent, agent_id)
        if agent is None:
            raise Refus(404, "agent", "agent_inconnu")
        return agent

    async def names(self, ids: Iterable[str]) -> dict[str, str]:
        """What these agents are called; one who is unknown is left out."""
        requete = select(Agent).where(Agent.id.in_(list(ids)))
        return {a.id: a.nom for a in (await self.session.execute(requete)).scalars()}

    async def by_identifier(self, identifiant: str) -> Agent | None:
        requete = select(Agent).where(Agent.identifiant == identifiant.strip().lower())
        return (await self.session.execute(requete)).scalar_one_or_none()

    async def by_identity(self, emetteur: str, sujet: str) -> Agent | None:
        """The agent whom an identity provider vouches for."""
        requete = select(Agent).where(Agent.emetteur == emetteur, Agent.sujet == sujet)
        return (await self.session.execute(requete)).scalar_one_or_none()

    async def everyone(self) -> list[Agent]:
        requete = select(Agent).order_by(Agent.actif.desc(), Agent.nom, Agent.identifiant)
        return [*(await self.session.execute(requete)).scalars()]

    async def add(
        self, fiche: Fiche, connus: Connus, le: dt.datetime, duree: dt.timedelta
    ) -> tuple[Agent, str]:
        """A new account and its one-time link; `FicheRefusee` when the form is wrong."""
        fiche = fiche.cleaned()
        if ecarts := check_sheet(fiche, connus):
            raise FicheRefusee(ecarts)
        agent = Agent(**vars(fiche))
        try:
            async with self.session.begin_nested():
                self.session.add(agent)
        except IntegrityError:  # two at once, or simply there already: the database decides
            raise FicheRefusee({"identifiant": Ecart("identifiant_pris")}) from None
        return agent, await self._issue(agent.id, le, duree)

    async def disable(self, agent_id: str) -> Agent:
        """Close the account at once: its sessions, its pending link."""
        agent = await self.get(agent_id)
        agent.actif = agent.present = False
        await self._withdraw(agent_id)
        return agent

    async def enable(self, agent_id: str) -> Agent:
        agent = await self.get(agent_id)
        agent.actif = True
        return agent

    async def reset(self, agent_id: str, le: dt.datetime, duree: dt.timedelta) -> tuple[Agent, str]:
        """Both factors are forgotten, every session closed; the person enrols again."""
        agent = await self.get(agent_id)
        if not agent.actif:
            raise Refus(409, "agent", "agent_desactive")
        agent.mot_de_passe = agent.totp = agent.emetteur = agent.sujet = None
        agent.totp_pas = 0
        agent.present = False
        await self._withdraw(agent_id)
        return agent, await self._issue(agent_id, le, duree)

    async def _withdraw(self, agent_id: str) -> None:
        await self.sessions.close_all(agent_id)
        await self.session.execute(delete(Enrolement).where(Enrolement.agent_id == agent_id))

    # Enrolment ----------------------------------------------------------------------------

    async def _issue(self, agent_id: str, le: dt.datetime, duree: dt.timedelta) -> str:
        jeton = new_secret()
        self.session.add(
            Enrolement(empreinte=fingerprint(jeton), agent_id=agent_id, expire_le=le + duree)
        )
        await self.session.flush()
        return jeton

    async def awaited(self, jeton: str, le: dt.datetime) -> Agent | None:
        """Whom an enrolment link is for; None when it was used, replaced, or is too old."""
        requete = (
            select(Agent)
            .join(Enrolement, Enrolement.agent_id == Agent.id)
            .where(
                Enrolement.empreinte == fingerprint(jeton),
                Enrolement.expire_le >= le,
                Agent.actif,
            )
        )
        return (await self.session.execute(requete)).scalar_one_or_none()

    async def _consume(self, jeton: str) -> bool:
        """Two clicks, two windows: one of them only enrols."""
        requete = delete(Enrolement).where(Enrolement.empreinte == fingerprint(jeton))
        rendu = await self.session.execute(requete.returning(Enrolement.agent_id))
        return rendu.scalar_one_or_none() is not None

    async def enrol_local(
        self, jeton: str, agent: Agent, mot_de_passe: str, totp: str, pas: int
    ) -> bool:
        """Keep the two factors (a hash, a sealed secret); False when the link was used meanwhile."""
        if not await self._consume(jeton):
            return False
        agent.mot_de_passe, agent.totp, agent.totp_pas = mot_de_passe, totp, pas
        return True

    async def enrol_identity(self, jeton: str, agent: Agent, emetteur: str, sujet: str) -> bool:
        """Bind an identity; False when the link was used, or the identity is another account's."""
        if await self.by_identity(emetteur, sujet) or not await self._consume(jeton):
            return False
        agent.emetteur, agent.sujet = emetteur, sujet
        return True

    async def use_step(self, agent: Agent, pas: int) -> bool:
        """A code serves once, even sent twice at the same instant."""
        rendu = await self.session.execute(
            update(Agent)
            .where(Agent.id == agent.id, Agent.totp_pas < pas)
            .values(totp_pas=pas)
            .returning(Agent.id)
        )
        return rendu.scalar_one_or_none() is not None

    # Presence -----------------------------------------------------------------------------

    async def declare(self, agent_id: str, *, present: bool) -> None:
        """What the agent says of themselves."""
        await self.session.execute(
            update(Agent).where(Agent.id == agent_id).values(present=present)
        )

    async def present(self, le: dt.datetime) -> list[AgentConnecte]:
        """Those who said they are there and really are: signed in, and not gone for a quarter."""
        vivants = await self.sessions.alive(le)
        requete = select(Agent).where(Agent.actif, Agent.present, Agent.id.in_(vivants))
        return [describe(a, le=le) for a in (await self.session.execute(requete)).scalars()]

    async def staff(self, roles: Iterable[str], le: dt.datetime) -> list[AgentConnecte]:
        """The active agents of these roles, there or not: whom a case may be given to."""
        requete = select(Agent).where(Agent.actif, Agent.role.in_(list(roles)))
        return [describe(a, le=le) for a in (await self.session.execute(requete)).scalars()]

    # Journal ------------------------------------------------------------------------------

    async def read_journal(self, cherche: Recherche, nombre: int) -> list[JournalAgent]:
        """The lines looked for, the last one first."""
        requete = select(JournalAgent).order_by(JournalAgent.id.desc()).limit(nombre)
        for colonne, voulu in (
            (JournalAgent.agent_id, cherche.agent),
            (JournalAgent.action, cherche.action),
            (JournalAgent.issue, cherche.issue),
        ):
            requete = requete.where(colonne == voulu) if voulu else requete
        if cherche.du:
            requete = requete.where(JournalAgent.le >= _midnight(cherche.du))
        if cherche.au:
            requete = requete.where(JournalAgent.le < _midnight(cherche.au + dt.timedelta(days=1)))
        if cherche.avant:
            requete = requete.where(JournalAgent.id < cherche.avant)
        return [*(await self.session.execute(requete)).scalars()]

    async def journal_actions(self) -> list[str]:
        """The actions that the journal holds."""
        requete = select(JournalAgent.action).distinct().order_by(JournalAgent.action)
        return [*(await self.session.execute(requete)).scalars()]

    async def note(
        self, agent_id: str | None, action: str, objet: str | None = None, *, refus: bool = False
    ) -> None:
        """One line of the journal: codes and references, never words about anyone."""
        if objet is not None and not OBJET.fullmatch(objet):
            raise ValueError("the journal takes references, not words")
        self.session.add(
            JournalAgent(
                agent_id=agent_id,
                action=action,
                objet=objet,
                issue="refuse" if refus else "fait",
            )
        )
        await self.session.flush()


def _midnight(jour: dt.date) -> dt.datetime:
    return dt.datetime.combine(jour, dt.time(), PARIS).astimezone(dt.UTC)


@dataclass(frozen=True)
class Recherche:
    """What to look for in the journal; an empty one looks for everything."""

    agent: str = ""
    action: str = ""
    issue: str = ""
    du: dt.date | None = None
    au: dt.date | None = None
    avant: int | None = None  # the line before which to go on


def describe(
    agent: Agent, *, le: dt.datetime, session: str = "", moyen: str = "local"
) -> AgentConnecte:
    """An agent without their secrets; outside a request, `session` is empty."""
    return AgentConnecte(
        id=agent.id,
        identifiant=agent.identifiant,
        nom=agent.nom,
        role=agent.role,
        organismes=frozenset(agent.organismes),
        competences=frozenset(agent.competences),
        langues=frozenset(agent.langues),
        departements=frozenset(agent.departements),
        structure=agent.structure,
        present=agent.present,
        moyen=moyen,
        session=session,
        ouverte_le=le,
    )
