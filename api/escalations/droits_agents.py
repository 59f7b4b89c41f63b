"""What depends on the request itself: its desk, territory, sensitivity, the skill it asks for.

What a role may do at all is in api/accounts/roles.yml, and nowhere else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Protocol

from api.escalations.agents import Agent
from api.escalations.appreciation import COMPETENCE_PROTECTION
from api.escalations.contenu import Contenus
from api.escalations.etats import Promise, promise_state


class Vue(Protocol):
    """What visibility depends on."""

    @property
    def guichet(self) -> str: ...

    @property
    def departement(self) -> str | None: ...

    @property
    def restreinte(self) -> bool: ...

    @property
    def agent_id(self) -> str | None: ...

    @property
    def niveau(self) -> str: ...

    @property
    def competence(self) -> str | None: ...


class Attendue(Vue, Promise, Protocol):
    """What waits for its own agent, until when."""


def desks_of(agent: Agent, contenus: Contenus) -> list[str]:
    """The desks whose requests are an agent's business."""
    return [g.id for g in contenus.guichets if agent.organismes & {g.id, *g.organismes}]


def is_trained(agent: Agent) -> bool:
    """Named and trained for someone who may be in danger."""
    return agent.role == "correspondant" and COMPETENCE_PROTECTION in agent.competences


def may_see(
    agent: Agent, demande: Vue, contenus: Contenus, conjointes: Collection[str] = ()
) -> bool:
    """Its desk and territory, or an organisation joined to it.

    Someone in danger: only those who are named and trained for it.
    """
    if not agent.may("voir_file") or (demande.restreinte and not is_trained(agent)):
        return False
    ici = demande.guichet in desks_of(agent, contenus) and agent.covers(demande.departement)
    return ici or bool(agent.organismes & set(conjointes))


def owns(agent: Agent, demande: Vue) -> bool:
    """The agent who took it, or one who may stand in for them: where someone may be in danger
    supervisors see nothing, and those trained for it stand in for each other."""
    return demande.agent_id == agent.id or stands_in(agent, demande)


def stands_in(agent: Agent, demande: Vue) -> bool:
    """Who may act on what another follows: an absence must leave nobody alone."""
    return agent.may("suppleer") or (demande.restreinte and is_trained(agent))


def may_take(agent: Agent, niveau: str, contenus: Contenus, competence: str | None) -> bool:
    """The level and, where it demands one, the skill: an agent not ready never gets it alone.

    Who may stand in may always take: nobody named must not mean nobody.
    """
    if agent.may("suppleer"):
        return True
    regle = contenus.regles.niveaux[niveau]  # type: ignore[index]
    competent = not regle.competence_exigee or competence in agent.competences
    return agent.role in regle.roles and competent


def may_relieve(
    agent: Agent, demande: Attendue, agents: Iterable[Agent], maintenant: dt.datetime
) -> bool:
    """Who may take what waits for another, as a reopened request waits for its agent: who stands
    in; anybody once the promise is broken, or once that agent has no account any more."""
    parti = demande.agent_id not in {a.id for a in agents}
    return stands_in(agent, demande) or parti or promise_state(demande, maintenant) == "rompue"


def is_unnamed(agents: Iterable[Agent], demande: Vue, contenus: Contenus) -> bool:
    """An attentive case for which nobody at its desk is named: supervisors must know."""
    if demande.niveau != "accompagnement":
        return False
    nommes = (a for a in agents if not a.may("suppleer") and may_see(a, demande, contenus))
    return not any(may_take(a, demande.niveau, contenus, demande.competence) for a in nommes)
