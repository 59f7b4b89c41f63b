"""The queue: its state and written order, each request, filters, alerts, protected requests apart."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from api.accounts.access import Connecte, comptes_of, exige
from api.accounts.schemas import AgentConnecte
from api.database import now
from api.dossiers.access import Session
from api.escalations import acces
from api.escalations.acces import as_agent
from api.escalations.bureau import BureauService
from api.web.bureau.cadre import load_words, show
from api.web.bureau.mots import Mots
from api.web.bureau.vue_file import Filtres, choices, draw_line
from api.web.mediation.arrivee import count_news

routes = APIRouter(include_in_schema=False)
REFERENCE = re.compile(r"[^A-Z0-9]")
FAITES = frozenset({"transferee", "rendue"})


async def read_file(
    request: Request, session: AsyncSession, agent: AgentConnecte
) -> dict[str, Any]:
    """Everything the page tells of the queue at this instant."""
    bureau = BureauService(session, as_agent(agent), now())
    mots = Mots.of(request.app.state, load_words())
    effectif = await acces.workforce(session)
    file = await bureau.queue(effectif)
    protegees = await bureau.protected()
    suivies = {e.agent_id for e in (*file.demandes, *protegees) if e.agent_id}
    noms = await comptes_of(request).service(session).names(suivies)

    def draw(demandes: Any) -> list[Any]:
        return [
            draw_line(
                *(e, bureau.agent, bureau.maintenant, mots),
                *(file.conjointes, noms, effectif.agents),
            )
            for e in demandes
        ]

    lignes = draw(file.demandes)
    filtres = Filtres.of(request.query_params)
    alertes = [x for x in lignes if x.alerte] if agent.may("recevoir_alertes") else []
    rompues = [x for x in lignes if x.rompue] if agent.may("recevoir_alertes") else []
    gardees = [x for x in lignes if filtres.keeps(x)]
    return {
        "etat": file.etat,
        "ordre": file.ordre,
        "collegues": file.collegues,
        "lignes": gardees,
        "toutes": len(lignes),
        "miennes": sum(x.mienne for x in lignes),
        "a_prendre": sum(x.a_prendre for x in lignes),
        "alertes": alertes,
        "rompues": rompues,
        "sans_personne": await bureau.unwatched(effectif) if agent.may("voir_charge") else {},
        "mots": mots,
        "protegees": draw(protegees),
        "filtres": filtres,
        "choix": choices(lignes, filtres),
        "a_heure": mots.hour(bureau.maintenant),
        "question": request.url.query,
    }


@routes.get("/bureau")
async def read_desk(
    request: Request, session: Session, agent: Connecte, fait: str = "", ref: str = ""
) -> Response:
    if not agent.may("voir_file"):
        nouvelles = await count_news(request, session, agent)
        return show(request, "accueil.html", agent=agent, nouvelles=nouvelles)
    return show(
        request,
        "file.html",
        agent=agent,
        fait=fait if fait in FAITES else "",
        ref=ref[:12],
        **await read_file(request, session, agent),
    )


@routes.get("/bureau/file")
async def refresh_file(
    request: Request,
    session: Session,
    agent: Annotated[AgentConnecte, Depends(exige("voir_file", geste=False))],
) -> Response:
    """The queue alone, asked for by the page itself: it does not keep a session open."""
    return show(request, "_file.html", agent=agent, **await read_file(request, session, agent))


@routes.get("/bureau/demandes")
async def find_request(
    agent: Annotated[AgentConnecte, Depends(exige("voir_file"))], reference: str = ""
) -> Response:
    """A reference as it was dictated: any case, with or without dashes."""
    nue = REFERENCE.sub("", reference.upper()[:20]).removeprefix("JA")
    return RedirectResponse(f"/bureau/demandes/JA-{nue[:4]}-{nue[4:]}" if nue else "/bureau", 303)
