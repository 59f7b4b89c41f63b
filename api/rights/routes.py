"""Rights routes: the estimation of any situation, and of a dossier."""

from __future__ import annotations

from fastapi import APIRouter, Request

from api.dossiers.access import Acces, Session
from api.dossiers.lecture import read_in_words
from api.horloge import HORLOGE
from api.languages.labels import Labels
from api.parcours.engine import Situation
from api.parcours.schemas import DemandePlan
from api.parcours.service import ParcoursService
from api.rights import schemas as s
from api.rights.rendu import Rendu
from api.rights.service import DroitsService

router = APIRouter(tags=["droits"])


async def _show(
    request: Request, situation: Situation, lieu: str | None, labels: Labels
) -> s.DroitsLus:
    droits: DroitsService = request.app.state.droits
    rendu = Rendu(labels, labels.droits, droits.bareme)
    return rendu.show(await droits.estimate(situation, lieu), situation)


@router.get("/droits", summary="Les droits connus et leurs noms")
async def list_rights(request: Request) -> list[s.DroitNomme]:
    catalogue = request.app.state.droits.catalogue
    return [
        s.DroitNomme(id=nom, titre=droit.titre, noms=droit.appele)
        for nom, droit in catalogue.droits.items()
    ]


@router.post("/droits", summary="Les droits estimés d'une situation")
async def estimate(request: Request, demande: DemandePlan) -> s.DroitsLus:
    parcours: ParcoursService = request.app.state.parcours
    le = demande.le or HORLOGE.today()
    lieu = parcours.place(demande.lieu)
    moments = parcours.check_moments(demande.moments)
    situation = parcours.situate(moments, parcours.read_facts(demande.faits, le), le)
    return await _show(request, situation, lieu, request.app.state.labels)


@router.get("/dossiers/{dossier_id}/droits", summary="Les droits estimés d'un dossier")
async def read_rights(request: Request, session: Session, dossier_id: Acces) -> s.DroitsLus:
    voix, dossiers = await read_in_words(request.app.state, session, dossier_id)
    lieu = (await dossiers.get(dossier_id)).lieu
    situation = await dossiers.situation(dossier_id, HORLOGE.today())
    # Nothing is written from here on: the connection does not wait for the calculation.
    await session.commit()
    return await _show(request, situation, lieu, voix.labels)
