"""Waking the desks: which subject tells what to whom. References only, never content."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.live import announce
from api.escalations.agents import Agent
from api.escalations.contenu import Contenus
from api.escalations.droits_agents import desks_of, is_trained


class Demande(Protocol):
    """What decides who hears of a request. `agent_id`: who has it now; `alerte`: nobody is named."""

    @property
    def reference(self) -> str: ...

    @property
    def guichet(self) -> str: ...

    @property
    def restreinte(self) -> bool: ...

    @property
    def agent_id(self) -> str | None: ...

    @property
    def alerte(self) -> bool: ...


def subject_of(guichet: str, *, restreinte: bool) -> str:
    """Someone in danger: a subject that only those who are trained for it hear."""
    return f"{'protege' if restreinte else 'guichet'}:{guichet}"


def subjects_for(agent: Agent, contenus: Contenus) -> list[str]:
    """Everything an agent's desk must hear of, besides their own conversations."""
    guichets = desks_of(agent, contenus)
    sujets = [subject_of(g, restreinte=False) for g in guichets]
    sujets += [f"organisme:{o}" for o in sorted(agent.organismes)]
    if is_trained(agent):
        sujets += [subject_of(g, restreinte=True) for g in guichets]
    return sujets


def wake_desk(session: AsyncSession, demande: Demande) -> None:
    """The queue of its desk has changed."""
    sujet = subject_of(demande.guichet, restreinte=demande.restreinte)
    announce(session, sujet, "file", reference=demande.reference, a=demande.agent_id)


def wake_joined(session: AsyncSession, demande: Demande, organismes: Iterable[str]) -> None:
    """The organisations joined to it read it too; never where someone may be in danger."""
    if not demande.restreinte:
        for organisme in organismes:
            announce(session, f"organisme:{organisme}", "file", reference=demande.reference)


def _alert_unwatched(session: AsyncSession, demande: Demande) -> None:
    """Someone in danger, and nobody trained to see it: supervisors are told that, no reference."""
    sujet = subject_of(demande.guichet, restreinte=False)
    announce(session, sujet, "alerte", reference=None, cause="personne_de_forme")


def alert_desk(session: AsyncSession, demande: Demande, cause: str) -> None:
    """Supervisors and correspondents must look at it. `cause`: a code."""
    sujet = subject_of(demande.guichet, restreinte=demande.restreinte)
    announce(session, sujet, "alerte", reference=demande.reference, cause=cause)
    if demande.restreinte and demande.alerte:
        _alert_unwatched(session, demande)
