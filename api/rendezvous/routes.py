"""The figures of appointments, for supervisors. Gestures go by the conversation and the pages."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict

from api.database import now
from api.dossiers.access import Session
from api.escalations.acces import agent_for
from api.escalations.agents import Agent
from api.rendezvous.mesures import PERIODE, measure_desks

router = APIRouter(prefix="/bureau", tags=["bureau"])


class ChiffresLus(BaseModel):
    """One desk; `null`: too few to be shown. Shares are in percent."""

    model_config = ConfigDict(from_attributes=True)

    guichet: str
    offerts: int | None
    delai_median: float | None
    part_a_temps: int | None
    part_absences_usagers: int | None
    part_absences_agents: int | None
    rappels_tenus: int | None
    rappels_essayes: int | None
    rappels_rompus: int | None


class MesuresRendezVous(BaseModel):
    depuis: dt.date
    guichets: list[ChiffresLus]


@router.get("/mesures/rendez-vous", summary="Rendez-vous et rappels tenus ou rompus (superviseur)")
async def read_figures(
    session: Session, agent: Annotated[Agent, Depends(agent_for("voir_charge"))]
) -> MesuresRendezVous:
    maintenant = now()
    chiffres = await measure_desks(session, agent, maintenant)
    return MesuresRendezVous(
        depuis=(maintenant - PERIODE).date(),
        guichets=[ChiffresLus.model_validate(c) for c in chiffres],
    )
