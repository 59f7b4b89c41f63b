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
from api.dossiers.lecture import read_in_words
from api.dossiers.routes import wake
from api.horloge import HORLOGE
from api.languages.langues import SOURCE

router = APIRouter(tags=["bilan"])
Sensibles = Annotated[list[str] | None, Query(description="Faits sensibles cochés par la personne")]


async def _bilan(request: Request, session: AsyncSession, dossier_id: str) -> BilanService:
    """In the words of the person, like all that is read here."""
    _, dossiers = await read_in_words(request.app.state, session, dossier_id)
    return BilanService(dossiers)


async def _suivi(request: Request, session: AsyncSession, dossier_id: str) -> SuiviService:
    _, dossiers = await read_in_words(request.app.state, session, dossier_id)
    return SuiviService(dossiers)


@router.get("/dossiers/{dossier_id}/parties", summary="Les parties du bilan")
async def read_parts(
    request: Request, session: Session, dossier_id: Acces
) -> list[s.PartieDuBilan]:
    return await (await _bilan(request, session, dossier_id)).parts(dossier_id, HORLOGE.today())


@router.put("/dossiers/{dossier_id}/parties/{partie}", summary="Passer une partie, ou y revenir")
async def skip_part(
    request: Request, session: Session, dossier_id: Acces, partie: str, corps: s.PartiePassee
) -> list[s.PartieDuBilan]:
    bilan, le = await _bilan(request, session, dossier_id), HORLOGE.today()
    await bilan.skip_part(dossier_id, partie, passee=corps.passee, dit_par=corps.dit_par, le=le)
    parties = await bilan.parts(dossier_id, le)
    await session.commit()
    await wake(request, session, dossier_id)
    return parties


@router.get("/dossiers/{dossier_id}/bilan", summary="Pour qui et pourquoi ce bilan")
async def read_interview(request: Request, session: Session, dossier_id: Acces) -> s.EntretienLu:
    return await (await _bilan(request, session, dossier_id)).interview(dossier_id)


@router.put("/dossiers/{dossier_id}/bilan", summary="Noter pour qui et pourquoi (facultatif)")
async def set_interview(
    request: Request, session: Session, dossier_id: Acces, corps: s.Entretien
) -> s.EntretienLu:
    lu = await (await _bilan(request, session, dossier_id)).set_interview(dossier_id, corps)
    await session.commit()
    return lu


@router.get("/dossiers/{dossier_id}/accords", summary="Les accords donnés, et leur texte")
async def read_consents(request: Request, session: Session, dossier_id: Acces) -> s.AccordsLus:
    return await (await _bilan(request, session, dossier_id)).shown_consents(dossier_id)


@router.post("/dossiers/{dossier_id}/accords", status_code=201, summary="Enregistrer un accord")
async def grant(
    request: Request, session: Session, dossier_id: Acces, corps: s.AccordDonne
) -> s.AccordLu:
    bilan = await _bilan(request, session, dossier_id)
    accord = bilan.shown(await bilan.grant(dossier_id, corps))
    await session.commit()
    return accord


@router.delete("/dossiers/{dossier_id}/accords/{objet}", status_code=204, summary="Le retirer")
async def withdraw(
    request: Request, session: Session, dossier_id: Acces, objet: s.Objet
) -> Response:
    if objet == "suivi":
        await (await _suivi(request, session, dossier_id)).decline(dossier_id)
    else:
        await (await _bilan(request, session, dossier_id)).withdraw(dossier_id, objet)
    await session.commit()
    return Response(status_code=204)


@router.put("/dossiers/{dossier_id}/droits/{droit}", summary="Dire où l'on en est d'un droit")
async def set_position(
    request: Request, session: Session, dossier_id: Acces, droit: str, corps: s.PositionDite
) -> s.PositionLue:
    lue = await (await _suivi(request, session, dossier_id)).position(
        dossier_id, droit, corps, HORLOGE.today()
    )
    await session.commit()
    await wake(request, session, dossier_id)
    return lue


@router.delete("/dossiers/{dossier_id}/droits/{droit}", status_code=204, summary="Y revenir")
async def take_back(request: Request, session: Session, dossier_id: Acces, droit: str) -> Response:
    await (await _suivi(request, session, dossier_id)).take_back(dossier_id, droit)
    await session.commit()
    await wake(request, session, dossier_id)
    return Response(status_code=204)


@router.get("/dossiers/{dossier_id}/suivi", summary="Où en est le point à trois mois")
async def read_follow_up(request: Request, session: Session, dossier_id: Acces) -> s.SuiviLu:
    return await (await _suivi(request, session, dossier_id)).state(dossier_id, HORLOGE.today())


@router.post("/dossiers/{dossier_id}/suivi/proposition", summary="Noter qu'il a été proposé")
async def offer_follow_up(request: Request, session: Session, dossier_id: Acces) -> s.SuiviPropose:
    nouveau = await (await _suivi(request, session, dossier_id)).offer(dossier_id)
    await session.commit()
    return s.SuiviPropose(nouveau=nouveau)


@router.put("/dossiers/{dossier_id}/suivi", summary="Accepter d'en reparler dans trois mois")
async def accept_follow_up(
    request: Request, session: Session, dossier_id: Acces, corps: s.AccordSuivi
) -> s.SuiviLu:
    suivi = await _suivi(request, session, dossier_id)
    await suivi.accept(dossier_id, corps, HORLOGE.today())
    lu = await suivi.state(dossier_id, HORLOGE.today())
    await session.commit()
    return lu


@router.delete("/dossiers/{dossier_id}/suivi", status_code=204, summary="Ne pas en reparler")
async def decline_follow_up(request: Request, session: Session, dossier_id: Acces) -> Response:
    await (await _suivi(request, session, dossier_id)).decline(dossier_id)
    await session.commit()
    return Response(status_code=204)


@router.post("/dossiers/{dossier_id}/suivi/debut", summary="Commencer le point à trois mois")
async def begin_follow_up(request: Request, session: Session, dossier_id: Acces) -> s.SuiviCommence:
    droit = await (await _suivi(request, session, dossier_id)).begin(dossier_id, HORLOGE.today())
    await session.commit()
    return s.SuiviCommence(droit=droit)


@router.post("/dossiers/{dossier_id}/suivi/fin", status_code=204, summary="S'arrêter là")
async def end_follow_up(request: Request, session: Session, dossier_id: Acces) -> Response:
    await (await _suivi(request, session, dossier_id)).end(dossier_id)
    await session.commit()
    return Response(status_code=204)


@router.put("/dossiers/{dossier_id}/suivi/droits", summary="Ce que les demandes sont devenues")
async def fill_follow_up(
    request: Request, session: Session, dossier_id: Acces, corps: s.DroitsDits
) -> s.SuiviLu:
    suivi = await _suivi(request, session, dossier_id)
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
    lecteur = SOURCE if exemplaire == "service" else None
    _, dossiers = await read_in_words(request.app.state, session, dossier_id, lecteur)
    fiches = FicheService(dossiers, request.app.state.droits)
    matiere = await fiches.gather(dossier_id, exemplaire, sensibles or [], HORLOGE.today())
    # Nothing is written from here on: the connection does not wait for the calculation.
    await session.commit()
    return await fiches.make(matiere)
