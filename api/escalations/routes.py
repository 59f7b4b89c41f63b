"""What the person reads of their requests, and what they decide about them."""

from __future__ import annotations

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from api.database import now
from api.dossiers.access import Acces, Session
from api.dossiers.lecture import read_requests_in_words
from api.dossiers.liaison import sheet_for_person
from api.dossiers.service import DossierService
from api.escalations.fiche import FicheLiaison
from api.escalations.lecture import DemandeLue
from api.escalations.models import Escalade
from api.escalations.service import EscaladeService
from api.horloge import HORLOGE

router = APIRouter(tags=["demandes"])


class Demandes(BaseModel):
    demandes: list[DemandeLue]


class Accord(BaseModel):
    """The fields that the agent may read; none takes the agreement back."""

    champs: list[str] = Field(max_length=20)


class ContactDonne(BaseModel):
    """How to call back, and when or how it is safe to. Empty: no call."""

    contact: str | None = Field(default=None, max_length=120)
    consigne: str | None = Field(default=None, max_length=200)


class Avis(BaseModel):
    utile: bool


async def _changed(request: Request, session: AsyncSession, escalade: Escalade) -> DemandeLue:
    """Keep what the person decided, and read their request again."""
    await session.commit()
    lue: DemandeLue = request.app.state.lecteur.read(escalade, now())
    return lue


@router.get("/dossiers/{dossier_id}/escalades", summary="Où en sont mes demandes")
async def read_requests(request: Request, session: Session, dossier_id: Acces) -> Demandes:
    return Demandes(demandes=await read_requests_in_words(request.app.state, session, dossier_id))


@router.put(
    "/dossiers/{dossier_id}/escalades/{reference}/accord",
    summary="Ce que la personne qui répond peut lire",
)
async def set_consent(
    request: Request, session: Session, dossier_id: Acces, reference: str, corps: Accord
) -> DemandeLue:
    escalade = await EscaladeService(session).set_consent(
        dossier_id, reference, corps.champs, now()
    )
    return await _changed(request, session, escalade)


@router.put(
    "/dossiers/{dossier_id}/escalades/{reference}/contact",
    summary="Être rappelé, ou ne plus l'être",
)
async def set_contact(
    request: Request, session: Session, dossier_id: Acces, reference: str, corps: ContactDonne
) -> DemandeLue:
    escalade = await EscaladeService(session).set_contact(
        dossier_id, reference, corps.contact, corps.consigne, now()
    )
    return await _changed(request, session, escalade)


@router.put("/dossiers/{dossier_id}/escalades/{reference}/avis", summary="La réponse a-t-elle aidé")
async def set_usefulness(
    request: Request, session: Session, dossier_id: Acces, reference: str, corps: Avis
) -> DemandeLue:
    escalade = await EscaladeService(session).set_usefulness(
        dossier_id, reference, corps.utile, now()
    )
    return await _changed(request, session, escalade)


@router.get(
    "/dossiers/{dossier_id}/escalades/{reference}/fiche",
    summary="Ma fiche de liaison : ce que je peux montrer pour ne pas tout répéter",
)
async def read_own_sheet(
    request: Request, session: Session, dossier_id: Acces, reference: str
) -> FicheLiaison:
    state = request.app.state
    escalade = await EscaladeService(session).one_of(dossier_id, reference)
    dossiers = DossierService(session, state.parcours, state.labels)
    return await sheet_for_person(dossiers, escalade, HORLOGE.today())
