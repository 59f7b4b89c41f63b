"""What depends on the request itself: its desk, territory, sensitivity, the skill it asks for.

What a role may do at all is in api/accounts/roles.yml, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from api.escalations.agents import Agent
from api.escalations.appreciation import COMPETENCE_PROTECTION
from api.escalations.contenu import Contenus


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


def desks_of(agent: Agent, contenus: Contenus) -> list[str]:
    """The desks whose requests are an agent's business."""
    return [g.id for g in contenus.guichets if agent.organismes & {g.id, *g.organismes}]


def may_see(
    agent: Agent, demande: Vue, contenus: Contenus, conjointes: Collection[str] = ()
) -> bool:
    """Its desk and territory, or an organisation joined to it.

    Someone in danger: only those who are named and trained for it.
    """
    trained = agent.may("voir_sensible") and COMPETENCE_PROTECTION in agent.competences
    if not agent.may("voir_file") or (demande.restreinte and not trained):
        return False
    ici = demande.guichet in desks_of(agent, contenus) and agent.covers(demande.departement)
    return ici or bool(agent.organismes & set(conjointes))


def owns(agent: Agent, demande: Vue) -> bool:
    """The agent who took it, or one who may stand in for them."""
    return demande.agent_id == agent.id or agent.may("suppleer")


def may_take(agent: Agent, niveau: str, contenus: Contenus, competence: str | None) -> bool:
    """The level and, where it demands one, the skill: an agent not ready never gets it alone.

    Who may stand in may always take: nobody named must not mean nobody.
    """
    if agent.may("suppleer"):
        return True
    regle = contenus.regles.niveaux[niveau]  # type: ignore[index]
    competent = not regle.competence_exigee or competence in agent.competences
    return agent.role in regle.roles and competent
