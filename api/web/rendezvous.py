"""The person's page of an appointment, without a script: choose, ask, move, cancel, be reminded."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response

from api.errors import Refus
from api.rendezvous.boutons import read_start
from api.web.agenda import write_for_person
from api.web.cadre import Web, WebDep
from api.web.langue import page_textes
from api.web.ports import Acces, SaisieRefusee
from api.web.sans_js import AccesDep, form_guard
from api.web.services_rendezvous import ServicesRendezVous

routes = APIRouter(include_in_schema=False)
PAGE = "/plan/demandes/{reference}/rendez-vous"
Champ = Annotated[str, Form(max_length=120)]
LISIBLES = {"sur_place": "sur_place", "visio": "visio", "non": None}


def services_of(request: Request) -> ServicesRendezVous:
    services: ServicesRendezVous = request.app.state.web_rendezvous
    return services


async def show(
    request: Request, web: Web, acces: Acces, reference: str, refus: str = ""
) -> HTMLResponse:
    page = await services_of(request).read(acces, reference)
    status = 409 if refus else 200
    return web.page(request, "rendezvous.html", status=status, page=page, refus=refus)


async def settle(request: Request, web: Web, acces: Acces, reference: str, geste: Any) -> Response:
    """Do it and come back; refused, the same page says why and shows what is possible now."""
    try:
        await services_of(request).act(acces, geste)
    except SaisieRefusee as refus:
        return await show(request, web, acces, reference, refus.message)
    return RedirectResponse(PAGE.format(reference=reference), 303)


def read_moment(moment: str) -> dt.datetime:
    debut = read_start(moment)
    if debut is None:
        raise Refus(422, "moment", "moments_nombre", nombre=1)
    return debut


@routes.get(PAGE)
async def read_appointment(
    request: Request, web: WebDep, acces: AccesDep, reference: str
) -> HTMLResponse:
    return await show(request, web, acces, reference)


async def leave_number(usager: Any, acces: Acces, reference: str, numero: str) -> None:
    """A number to be called at, left with the choice of a call."""
    if numero.strip():
        await usager.demandes.set_contact(
            acces.dossier, reference, numero.strip(), None, usager.maintenant
        )


async def wanted(usager: Any, acces: Acces, reference: str, interprete: str) -> str | None:
    """The language of the interpreter, when one is wanted: the person's own."""
    demande = await usager.request(acces.dossier, reference)
    return str(demande.langue) if interprete == "oui" else None


@routes.post(PAGE + "/choisir", dependencies=form_guard)
async def choose(
    request: Request,
    web: WebDep,
    acces: AccesDep,
    reference: str,
    moment: Champ = "",
    rendez_vous: Champ = "",
    interprete: Champ = "",
    numero: Champ = "",
) -> Response:
    async def geste(usager: Any) -> Any:
        await leave_number(usager, acces, reference, numero)
        langue = await wanted(usager, acces, reference, interprete)
        return await usager.choose(
            acces.dossier, reference, rendez_vous or None, read_moment(moment), langue
        )

    return await settle(request, web, acces, reference, geste)


@routes.post(PAGE + "/prendre", dependencies=form_guard)
async def ask(
    request: Request,
    web: WebDep,
    acces: AccesDep,
    reference: str,
    maniere: Annotated[str, Form(pattern="^(telephone|sur_place|visio)$")],
    moment: Champ = "",
    interprete: Champ = "",
    numero: Champ = "",
) -> Response:
    async def geste(usager: Any) -> Any:
        await leave_number(usager, acces, reference, numero)
        langue = await wanted(usager, acces, reference, interprete)
        return await usager.ask(acces.dossier, reference, maniere, read_moment(moment), langue)

    return await settle(request, web, acces, reference, geste)


@routes.post(PAGE + "/deplacer", dependencies=form_guard)
async def shift(
    request: Request, web: WebDep, acces: AccesDep, reference: str, moment: Champ = ""
) -> Response:
    async def geste(usager: Any) -> Any:
        return await usager.shift(acces.dossier, reference, read_moment(moment))

    return await settle(request, web, acces, reference, geste)


@routes.post(PAGE + "/{geste}", dependencies=form_guard)
async def press(
    request: Request,
    web: WebDep,
    acces: AccesDep,
    reference: str,
    geste: str,
    voulu: Champ = "",
    maniere: Champ = "non",
    quand: Champ = "peu_importe",
) -> Response:
    """The gestures that need no moment."""

    async def safe(usager: Any) -> Any:
        sur = LISIBLES.get(maniere)
        actes = await usager.say_safe(acces.dossier, reference, sur)
        if sur is None:
            return actes
        return await usager.say_when(acces.dossier, reference, quand)

    gestes: dict[str, Any] = {
        "annuler": lambda u: u.cancel(acces.dossier, reference),
        "rappel": lambda u: u.set_reminder(acces.dossier, reference, voulu == "oui"),
        "agenda": lambda u: u.want_calendar(acces.dossier, reference),
        "absence": lambda u: u.report_absence(acces.dossier, reference),
        "surete": safe,
    }
    if geste not in gestes or quand not in ("matin", "apres_midi", "peu_importe"):
        raise Refus(404, "adresse", "adresse_inconnue")
    return await settle(request, web, acces, reference, gestes[geste])


@routes.get(PAGE + ".ics")
async def read_calendar(
    request: Request, acces: AccesDep, reference: str, lieu: str = ""
) -> Response:
    rendez_vous, fuseau = await services_of(request).calendar(acces, reference)
    textes = page_textes(request)
    return calendar_file(
        write_for_person(rendez_vous, fuseau, textes, avec_lieu=lieu == "oui"), "agenda"
    )


def calendar_file(contenu: bytes, nom: str) -> Response:
    """A calendar file, kept by no cache. Its name tells nothing."""
    return Response(
        contenu,
        media_type="text/calendar; charset=utf-8",
        headers={
            "content-disposition": f"attachment; filename={nom}.ics",
            "cache-control": "no-store",
        },
    )
