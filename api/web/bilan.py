"""The pages of the rights review, without a script: the sheet, a right, the talk in three months."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from urllib.parse import urlencode

from anyio import to_thread
from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError
from starlette.responses import Response

from api.bilan.schemas import Exemplaire
from api.horloge import HORLOGE
from api.web.cadre import WebDep
from api.web.calendrier import write_suivi
from api.web.langue import page_textes
from api.web.pdf import write_fiche
from api.web.ports import SaisieRefusee
from api.web.sans_js import AccesDep, form_guard
from api.web.services_bilan import ServicesBilan
from api.web.textes import load_textes

routes = APIRouter(include_in_schema=False)
Coches = Annotated[list[str] | None, Query(max_length=100)]
Cases = Annotated[list[str] | None, Form(max_length=100)]
ETATS = ("demande", "ouvert", "refuse", "pas_encore")


def services_of(request: Request) -> ServicesBilan:
    services: ServicesBilan = request.app.state.web_bilan
    return services


@routes.get("/fiche")
async def read_fiche(
    request: Request, web: WebDep, acces: AccesDep, sensibles: Coches = None
) -> HTMLResponse:
    services = services_of(request)
    cochees = sensibles or []
    fiche = await services.read_fiche(acces, "usager", cochees)
    accord, redaction = await services.read_accord(acces)
    montres = [
        {"id": f["nom"], "titre": f["titre"]}
        for partie in fiche["situation"]
        for f in partie["faits"]
        if f["sensible"]
    ]
    return web.page(
        request,
        "fiche.html",
        fiche=fiche,
        sensibles=[*montres, *fiche["a_cocher"]],
        cochees=cochees,
        requete=urlencode([("sensibles", nom) for nom in cochees]),
        accord=accord,
        redaction=redaction,
    )


@routes.get("/fiche.pdf")
async def read_fiche_pdf(
    request: Request,
    acces: AccesDep,
    exemplaire: Exemplaire = "usager",
    sensibles: Coches = None,
) -> Response:
    fiche = await services_of(request).read_fiche(acces, exemplaire, sensibles or [])
    # A service reads French; the person, their own language.
    textes = load_textes() if exemplaire == "service" else page_textes(request)
    contenu = await to_thread.run_sync(write_fiche, fiche, textes, textes.langue)
    entetes = {"content-disposition": "inline; filename=fiche.pdf", "cache-control": "no-store"}
    return Response(contenu, media_type="application/pdf", headers=entetes)


@routes.post("/fiche/accord", dependencies=form_guard)
async def give_accord(
    request: Request,
    acces: AccesDep,
    version: Annotated[dt.date, Form()],
    exclus: Cases = None,
    sensibles: Cases = None,
) -> Response:
    await services_of(request).give_accord(acces, version, exclus or [], sensibles or [])
    return RedirectResponse("/fiche#service", 303)


@routes.post("/fiche/accord/retirer", dependencies=form_guard)
async def take_accord(request: Request, acces: AccesDep) -> Response:
    await services_of(request).take_accord(acces)
    return RedirectResponse("/fiche#service", 303)


@routes.get("/suivi")
async def read_suivi(request: Request, web: WebDep, acces: AccesDep) -> HTMLResponse:
    services = services_of(request)
    suivi = await services.read_suivi(acces)
    mots = await services.say_states(acces, ETATS)
    return web.page(request, "suivi.html", suivi=suivi.model_dump(mode="json"), etats=mots)


@routes.post("/suivi", dependencies=form_guard)
async def answer_suivi(
    request: Request,
    acces: AccesDep,
    geste: Annotated[str, Form(max_length=20)],
    version: Annotated[dt.date | None, Form()] = None,
) -> Response:
    await services_of(request).answer_suivi(acces, geste, version)
    return RedirectResponse("/suivi" if geste == "accepter" else "/plan", 303)


@routes.post("/suivi/droits", dependencies=form_guard)
async def fill_suivi(request: Request, acces: AccesDep) -> Response:
    formulaire = await request.form()
    etats = {nom: str(etat) for nom, etat in formulaire.items() if etat in ETATS}
    await services_of(request).fill_suivi(acces, etats)
    return RedirectResponse("/suivi", 303)


@routes.get("/suivi.ics")
async def read_suivi_calendar(request: Request, acces: AccesDep) -> Response:
    suivi = await services_of(request).read_suivi(acces)
    if suivi.pour_le is None:
        raise HTTPException(404)
    textes = page_textes(request)
    return Response(
        write_suivi(suivi.pour_le, HORLOGE.today(), textes, textes.langue),
        media_type="text/calendar; charset=utf-8",
        headers={"content-disposition": "attachment; filename=suivi.ics"},
    )


@routes.get("/droits/{droit}")
async def read_droit(request: Request, web: WebDep, acces: AccesDep, droit: str) -> HTMLResponse:
    lu = await services_of(request).read_droit(acces, droit)
    if lu is None:
        raise HTTPException(404)
    return web.page(request, "droit.html", droit=lu, dite=None)


@routes.post("/droits/{droit}", dependencies=form_guard)
async def say_droit(
    request: Request,
    web: WebDep,
    acces: AccesDep,
    droit: str,
    etat: Annotated[str, Form(max_length=20)],
    raison: Annotated[str | None, Form(max_length=20)] = None,
) -> Response:
    """The answer to a reason is shown once: this page is not redirected, and not kept."""
    services = services_of(request)
    try:
        dite = await services.say_droit(acces, droit, etat, raison)
    except ValidationError:  # a button that no page of ours made
        message = page_textes(request)("pages.refus.formulaire")
        raise SaisieRefusee(message) from None
    lu = await services.read_droit(acces, droit)
    page = web.page(request, "droit.html", droit=lu, dite=dite)
    page.headers["cache-control"] = "no-store"
    return page
