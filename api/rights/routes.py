"""Rights routes: the estimation of any situation, and of a dossier."""

from __future__ import annotations

import datetime as dt

from fastapi import APIRouter, Request

from api.dossiers.access import Acces, Session
from api.dossiers.routes import dossiers_of
from api.parcours.engine import Situation
from api.parcours.schemas import DemandePlan
from api.parcours.service import ParcoursService
from api.rights import schemas as s
from api.rights.rendu import Rendu
from api.rights.service import DroitsService

router = APIRouter(tags=["droits"])


async def _show(request: Request, situation: Situation, lieu: str | None) -> s.DroitsLus:
    droits: DroitsService = request.app.state.droits
    rendu = Rendu(request.app.state.labels, droits.catalogue, droits.bareme)
    return rendu.show(await droits.estimate(situation, lieu), situation)


@router.post("/droits", summary="Les droits estimés d'une situation")
async def estimate(request: Request, demande: DemandePlan) -> s.DroitsLus:
    parcours: ParcoursService = request.app.state.parcours
    le = demande.le or dt.date.today()
    lieu = parcours.place(demande.lieu)
    moments = parcours.check_moments(demande.moments)
    situation = parcours.situate(moments, parcours.read_facts(demande.faits, le), le)
    return await _show(request, situation, lieu)


@router.get("/dossiers/{dossier_id}/droits", summary="Les droits estimés d'un dossier")
async def read_rights(request: Request, session: Session, dossier_id: Acces) -> s.DroitsLus:
    dossiers = dossiers_of(request, session)
    lieu = (await dossiers.get(dossier_id)).lieu
    situation = await dossiers.situation(dossier_id, dt.date.today())
    # Nothing is written from here on: the connection does not wait for the calculation.
    await session.commit()
    return await _show(request, situation, lieu)
