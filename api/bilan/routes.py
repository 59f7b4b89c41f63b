"""Routes of the rights review: parts, consents, where rights stand, follow-up, sheet."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api.bilan import schemas as s
from api.bilan.fiche import FicheService
from api.bilan.service import BilanService
from api.bilan.suivi import SuiviService
from api.dossiers.access import Acces, Session
from api.dossiers.routes import dossiers_of, wake
from api.horloge import HORLOGE

router = APIRouter(tags=["bilan"])
Sensibles = Annotated[list[str] | None, Query(description="Faits sensibles cochés par la personne")]


def _bilan(request: Request, session: AsyncSession) -> BilanService:
    return BilanService(dossiers_of(request, session))


def _suivi(request: Request, session: AsyncSession) -> SuiviService:
    return SuiviService(dossiers_of(request, session))


@router.get("/dossiers/{dossier_id}/parties", summary="Les parties du bilan")
async def read_parts(
    request: Request, session: Session, dossier_id: Acces
) -> list[s.PartieDuBilan]:
    return await _bilan(request, session).parts(dossier_id, HORLOGE.today())


@router.put("/dossiers/{dossier_id}/parties/{partie}", summary="Passer une partie, ou y revenir")
async def skip_part(
    request: Request, session: Session, dossier_id: Acces, partie: str, corps: s.PartiePassee
) -> list[s.PartieDuBilan]:
    bilan, le = _bilan(request, session), HORLOGE.today()
    await bilan.skip_part(dossier_id, partie, passee=corps.passee, dit_par=corps.dit_par, le=le)
    parties = await bilan.parts(dossier_id, le)
    await session.commit()
    await wake(request, session, dossier_id)
    return parties


@router.get("/dossiers/{dossier_id}/bilan", summary="Pour qui et pourquoi ce bilan")
async def read_interview(request: Request, session: Session, dossier_id: Acces) -> s.EntretienLu:
    return await _bilan(request, session).interview(dossier_id)


@router.put("/dossiers/{dossier_id}/bilan", summary="Noter pour qui et pourquoi (facultatif)")
async def set_interview(
    request: Request, session: Session, dossier_id: Acces, corps: s.Entretien
) -> s.EntretienLu:
    lu = await _bilan(request, session).set_interview(dossier_id, corps)
    await session.commit()
    return lu


@router.get("/dossiers/{dossier_id}/accords", summary="Les accords donnés, et leur texte")
async def read_consents(request: Request, session: Session, dossier_id: Acces) -> s.AccordsLus:
    return await _bilan(request, session).shown_consents(dossier_id)


@router.post("/dossiers/{dossier_id}/accords", status_code=201, summary="Enregistrer un accord")
async def grant(
    request: Request, session: Session, dossier_id: Acces, corps: s.AccordDonne
) -> s.AccordLu:
    bilan = _bilan(request, session)
    accord = bilan.shown(await bilan.grant(dossier_id, corps))
    await session.commit()
    return accord


@router.delete("/dossiers/{dossier_id}/accords/{objet}", status_code=204, summary="Le retirer")
async def withdraw(
    request: Request, session: Session, dossier_id: Acces, objet: s.Objet
) -> Response:
    if objet == "suivi":
        await _suivi(request, session).decline(dossier_id)
    else:
        await _bilan(request, session).withdraw(dossier_id, objet)
    await session.commit()
    return Response(status_code=204)


@router.put("/dossiers/{dossier_id}/droits/{droit}", summary="Dire où l'on en est d'un droit")
async def set_position(
    request: Request, session: Session, dossier_id: Acces, droit: str, corps: s.PositionDite
) -> s.PositionLue:
    lue = await _suivi(request, session).position(dossier_id, droit, corps, HORLOGE.today())
    await session.commit()
    await wake(request, session, dossier_id)
    return lue


@router.delete("/dossiers/{dossier_id}/droits/{droit}", status_code=204, summary="Y revenir")
async def take_back(request: Request, session: Session, dossier_id: Acces, droit: str) -> Response:
    await _suivi(request, session).take_back(dossier_id, droit)
    await session.commit()
    await wake(request, session, dossier_id)
    return Response(status_code=204)


@router.get("/dossiers/{dossier_id}/suivi", summary="Où en est le point à trois mois")
async def read_follow_up(request: Request, session: Session, dossier_id: Acces) -> s.SuiviLu:
    return await _suivi(request, session).state(dossier_id, HORLOGE.today())


@router.post("/dossiers/{dossier_id}/suivi/proposition", summary="Noter qu'il a été proposé")
async def offer_follow_up(request: Request, session: Session, dossier_id: Acces) -> s.SuiviPropose:
    nouveau = await _suivi(request, session).offer(dossier_id)
    await session.commit()
    return s.SuiviPropose(nouveau=nouveau)


@router.put("/dossiers/{dossier_id}/suivi", summary="Accepter d'en reparler dans trois mois")
async def accept_follow_up(
    request: Request, session: Session, dossier_id: Acces, corps: s.AccordSuivi
) -> s.SuiviLu:
    suivi = _suivi(request, session)
    await suivi.accept(dossier_id, corps, HORLOGE.today())
    lu = await suivi.state(dossier_id, HORLOGE.today())
    await session.commit()
    return lu


@router.delete("/dossiers/{dossier_id}/suivi", status_code=204, summary="Ne pas en reparler")
async def decline_follow_up(request: Request, session: Session, dossier_id: Acces) -> Response:
    await _suivi(request, session).decline(dossier_id)
    await session.commit()
    return Response(status_code=204)


@router.post("/dossiers/{dossier_id}/suivi/debut", summary="Commencer le point à trois mois")
async def begin_follow_up(request: Request, session: Session, dossier_id: Acces) -> s.SuiviCommence:
    droit = await _suivi(request, session).begin(dossier_id, HORLOGE.today())
    await session.commit()
    return s.SuiviCommence(droit=droit)


@router.post("/dossiers/{dossier_id}/suivi/fin", status_code=204, summary="S'arrêter là")
async def end_follow_up(request: Request, session: Session, dossier_id: Acces) -> Response:
    await _suivi(request, session).end(dossier_id)
    await session.commit()
    return Response(status_code=204)


@router.put("/dossiers/{dossier_id}/suivi/droits", summary="Ce que les demandes sont devenues")
async def fill_follow_up(
    request: Request, session: Session, dossier_id: Acces, corps: s.DroitsDits
) -> s.SuiviLu:
    suivi = _suivi(request, session)
    await suivi.fill(dossier_id, corps, HORLOGE.today())
    lu = await suivi.state(dossier_id, HORLOGE.today())
    await session.commit()
    await wake(request, session, dossier_id)
    return lu


@router.get("/dossiers/{dossier_id}/fiche", summary="La fiche de synthèse, en deux exemplaires")
async def read_sheet(
    request: Request,
    session: Session,
    dossier_id: Acces,
    exemplaire: s.Exemplaire = "usager",
    sensibles: Sensibles = None,
) -> s.FicheLue:
    fiches = FicheService(dossiers_of(request, session), request.app.state.droits)
    matiere = await fiches.gather(dossier_id, exemplaire, sensibles or [], HORLOGE.today())
    # Nothing is written from here on: the connection does not wait for the calculation.
    await session.commit()
    return await fiches.make(matiere)
