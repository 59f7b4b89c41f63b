"""The plan to take away: tagged PDF and calendar, for the chat (header or one-minute ticket)."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.bilan.routes import Sensibles, read_follow_up, read_sheet
from api.bilan.schemas import Exemplaire
from api.dossiers.access import Acces, Session
from api.dossiers.lecture import read_in_words
from api.errors import Refus
from api.horloge import HORLOGE
from api.languages.langues import SOURCE
from api.web.calendrier import write_calendrier, write_suivi
from api.web.estimation import estimate_shown
from api.web.pdf import write_fiche, write_pdf
from api.web.textes import load_textes
from api.web.vue_droits import may_show
from api.web.vue_plan import keep_discreet

fichiers = APIRouter(tags=["dossiers"])


async def _plan(request: Request, session: Session, dossier_id: str) -> tuple[dict[str, Any], str]:
    voix, dossiers = await read_in_words(request.app.state, session, dossier_id)
    plan = await dossiers.shown_plan(dossier_id, HORLOGE.today())
    return keep_discreet(plan.model_dump(mode="json")), voix.langue


async def _langue(request: Request, session: Session, dossier_id: str) -> str:
    voix, _ = await read_in_words(request.app.state, session, dossier_id)
    return voix.langue


def _file(contenu: bytes, nature: str, nom: str) -> Response:
    entetes = {"content-disposition": f'attachment; filename="{nom}"', "cache-control": "no-store"}
    return Response(contenu, media_type=nature, headers=entetes)


@fichiers.get("/dossiers/{dossier_id}/plan.pdf", summary="Le plan en PDF balisé")
async def read_pdf(request: Request, session: Session, dossier_id: Acces) -> Response:
    plan, langue = await _plan(request, session, dossier_id)
    droits = None
    if may_show(plan):
        state = request.app.state
        voix, dossiers = await read_in_words(state, session, dossier_id)
        situation = await dossiers.situation(dossier_id, HORLOGE.today())
        await session.commit()  # the connection does not wait for the calculation
        droits = await estimate_shown(state, situation, plan["lieu"], voix.labels)
    contenu = await run_in_threadpool(write_pdf, plan, load_textes(langue), langue, droits)
    return _file(contenu, "application/pdf", "plan.pdf")


@fichiers.get("/dossiers/{dossier_id}/fiche.pdf", summary="La fiche de synthèse en PDF balisé")
async def read_sheet_pdf(
    request: Request,
    session: Session,
    dossier_id: Acces,
    exemplaire: Exemplaire = "usager",
    sensibles: Sensibles = None,
) -> Response:
    fiche = await read_sheet(request, session, dossier_id, exemplaire, sensibles)
    langue = SOURCE if exemplaire == "service" else await _langue(request, session, dossier_id)
    contenu = await run_in_threadpool(
        write_fiche, fiche.model_dump(mode="json"), load_textes(langue), langue
    )
    return _file(contenu, "application/pdf", "fiche.pdf")


@fichiers.get("/dossiers/{dossier_id}/suivi.ics", summary="La date du point à trois mois")
async def read_follow_up_calendar(
    request: Request, session: Session, dossier_id: Acces
) -> Response:
    suivi = await read_follow_up(request, session, dossier_id)
    if suivi.pour_le is None:
        raise Refus(403, "suivi", "suivi_non_consenti")
    langue = await _langue(request, session, dossier_id)
    contenu = write_suivi(suivi.pour_le, HORLOGE.today(), load_textes(langue), langue)
    return _file(contenu, "text/calendar", "suivi.ics")


@fichiers.get("/dossiers/{dossier_id}/plan.ics", summary="Les dates du plan pour un agenda")
async def read_calendar(request: Request, session: Session, dossier_id: Acces) -> Response:
    plan, langue = await _plan(request, session, dossier_id)
    return _file(write_calendrier(plan, load_textes(langue), langue), "text/calendar", "plan.ics")
