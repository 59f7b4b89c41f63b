"""The journal of the desk, for who may read it: codes and references, nothing about usagers."""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api.accounts.access import comptes_of, exige
from api.accounts.schemas import AgentConnecte
from api.accounts.service import Recherche
from api.dossiers.access import Session
from api.web.bureau.cadre import load_words, show
from api.web.bureau.mots import Mots

routes = APIRouter(include_in_schema=False)
LIGNES = 100


def _day(texte: str) -> dt.date | None:
    with contextlib.suppress(ValueError):
        return dt.date.fromisoformat(texte)
    return None


@routes.get("/bureau/journal")
async def read_journal(
    request: Request,
    session: Session,
    agent: Annotated[AgentConnecte, Depends(exige("lire_journal"))],
    compte: str = "",
    action: str = "",
    issue: str = "",
    du: str = "",
    au: str = "",
    avant: str = "",
) -> Response:
    cherche = Recherche(
        agent=compte,
        action=action,
        issue=issue,
        du=_day(du),
        au=_day(au),
        avant=int(avant) if avant.isdecimal() and len(avant) < 12 else None,
    )
    service = comptes_of(request).service(session)
    lignes = await service.read_journal(cherche, LIGNES + 1)
    comptes = await service.everyone()
    voulus = {"compte": compte, "action": action, "issue": issue, "du": du, "au": au}
    suite = urlencode({**voulus, "avant": lignes[LIGNES - 1].id}) if lignes[LIGNES:] else ""
    return show(
        request,
        "journal.html",
        agent=agent,
        lignes=lignes[:LIGNES],
        comptes=comptes,
        noms={a.id: a.nom for a in comptes},
        actions=await service.journal_actions(),
        voulus=voulus,
        suite=suite,
        mots=Mots.of(request.app.state, load_words()),
    )
