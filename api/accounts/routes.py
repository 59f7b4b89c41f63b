"""What a page of the desk asks about the one who uses it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from api.accounts.access import exige
from api.accounts.roles import load_matrix
from api.accounts.schemas import AgentConnecte, SessionLue

router = APIRouter(tags=["bureau"])


@router.get("/bureau/session", summary="Qui est connecté au bureau, et ce qu'il peut y faire")
async def read_session(
    agent: Annotated[AgentConnecte, Depends(exige(geste=False))],
) -> SessionLue:
    actions = [nom for nom in load_matrix().actions if agent.may(nom)]
    return SessionLue(
        id=agent.id,
        nom=agent.nom,
        role=agent.role,
        organismes=sorted(agent.organismes),
        langues=sorted(agent.langues),
        departements=sorted(agent.departements),
        structure=agent.structure,
        present=agent.present,
        actions=actions,
    )
