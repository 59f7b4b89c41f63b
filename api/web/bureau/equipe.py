"""The team, for who may see its load: queues, promises, loads weighted by complexity, usefulness."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api.accounts.access import comptes_of, exige
from api.accounts.schemas import AgentConnecte
from api.database import now
from api.dossiers.access import Session
from api.escalations import acces
from api.escalations.acces import Effectif, as_agent
from api.escalations.bureau import FENETRE, BureauService, Mesure
from api.escalations.contenu import Contenus
from api.web.bureau.cadre import load_words, show
from api.web.bureau.mots import Mots
from api.web.bureau.vue_file import draw_line

routes = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Charge:
    """What one agent carries; `present`: they said they are there."""

    nom: str
    charge: int
    present: bool


def draw_loads(
    mesure: Mesure, effectif: Effectif, noms: dict[str, str], contenus: Contenus
) -> list[Charge]:
    """Everyone who may answer at a desk, in the order of names: not a ranking."""
    guichet = next(g for g in contenus.guichets if g.id == mesure.guichet)
    ici = {guichet.id, *guichet.organismes}
    siens = {a.id for a in effectif.agents if a.organismes & ici and a.id in noms}
    charges = [
        Charge(noms.get(i, i), mesure.charges.get(i, 0), i in effectif.presents)
        for i in siens | mesure.charges.keys()
    ]
    return sorted(charges, key=lambda c: c.nom.casefold())


@routes.get("/bureau/equipe")
async def read_team(
    request: Request,
    session: Session,
    agent: Annotated[AgentConnecte, Depends(exige("voir_charge"))],
) -> Response:
    bureau = BureauService(session, as_agent(agent), now())
    mots = Mots.of(request.app.state, load_words())
    effectif = await acces.workforce(session)
    mesures = await bureau.measure(effectif)
    file = await bureau.queue(effectif)
    suivis = {i for m in mesures for i in m.charges} | {a.id for a in effectif.agents}
    noms = await comptes_of(request).service(session).names(suivis)
    alertes = [draw_line(e, bureau.agent, bureau.maintenant, mots) for e in file.demandes]
    return show(
        request,
        "equipe.html",
        agent=agent,
        mesures=[(m, draw_loads(m, effectif, noms, bureau.contenus)) for m in mesures],
        ordres={nom: e.ordre for nom, e in bureau.contenus.regles.tension.etats.items()},
        alertes=[x for x in alertes if x.alerte],
        rompues=[x for x in alertes if x.rompue],
        sans_personne=await bureau.unwatched(effectif),
        maintenant=bureau.maintenant,
        fenetre=FENETRE,
        mots=mots,
    )
