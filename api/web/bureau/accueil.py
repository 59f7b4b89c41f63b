"""One's own session; being there or not."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from api.accounts.access import Connecte, comptes_of, exige
from api.accounts.schemas import AgentConnecte
from api.database import now
from api.dossiers.access import Session
from api.web.bureau.cadre import safe_address, show

routes = APIRouter(include_in_schema=False)


@routes.get("/bureau/session")
async def read_own_session(
    request: Request, session: Session, agent: Connecte, etat: str = ""
) -> Response:
    service = comptes_of(request).service(session)
    autres = await service.sessions.count_open(agent.id, now()) - 1
    settings = request.app.state.settings
    return show(
        request,
        "session.html",
        agent=agent,
        autres=max(autres, 0),
        fermees=etat == "fermees",
        inactivite=settings.agents_inactivite_minutes,
        heures=settings.agents_session_minutes // 60,
    )


@routes.post("/bureau/presence")
async def declare_presence(
    request: Request,
    session: Session,
    agent: Annotated[AgentConnecte, Depends(exige("declarer_presence"))],
    present: Annotated[str, Form(max_length=5)] = "",
    vers: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Said by the agent, never guessed; the routing adds that their session is alive."""
    service = comptes_of(request).service(session)
    await service.declare(agent.id, present=present == "oui")
    await service.note(agent.id, "presence", "oui" if present == "oui" else "non")
    await session.commit()
    return RedirectResponse(safe_address(vers), 303)
