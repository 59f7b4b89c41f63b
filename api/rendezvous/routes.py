"""The figures of appointments, for supervisors. Gestures go by the conversation and the pages."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from api.database import now
from api.dossiers.access import Session
from api.escalations.acces import agent_for
from api.escalations.agents import Agent
from api.rendezvous.mesures import PERIODE, Chiffres, measure_desks

router = APIRouter(prefix="/bureau", tags=["bureau"])


class MesuresRendezVous(BaseModel):
    depuis: dt.date
    guichets: list[Chiffres]


@router.get("/mesures/rendez-vous", summary="Rendez-vous et rappels tenus ou rompus (superviseur)")
async def read_figures(
    session: Session, agent: Annotated[Agent, Depends(agent_for("voir_charge"))]
) -> MesuresRendezVous:
    maintenant = now()
    return MesuresRendezVous(
        depuis=(maintenant - PERIODE).date(),
        guichets=await measure_desks(session, agent, maintenant),
    )
