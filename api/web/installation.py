"""How the web part joins the application: one call from `create_app`."""

import json

from fastapi import FastAPI, Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.errors import REFUS, Conteur, speak_to, tell_address, tell_fault, tell_malformed
from api.web.acces import take_acces
from api.web.bilan import routes as bilan
from api.web.cadre import read_web
from api.web.choix_langue import routes as choix_langue
from api.web.entetes import EntetesSecurite
from api.web.langue import page_textes, read_langue
from api.web.ports import AccesRefuse, ReglagesWeb, SaisieRefusee
from api.web.rendezvous import routes as rendezvous
from api.web.rendu import HERE
from api.web.routes import interface, pages
from api.web.sans_js import routes as sans_js

API_PREFIX = "/api/"


def is_page(request: Request) -> bool:
    return not request.url.path.startswith(API_PREFIX)


def refuse(tell: Conteur) -> Conteur:
    """JSON for the API; for people, a page that says the same and how to go on."""

    async def answer(request: Request, error: Exception) -> Response:
        if not is_page(request):
            return await tell(request, error)
        speak_to(request, read_langue(request))
        told = await tell(request, error)
        message = json.loads(bytes(told.body))["detail"][0]["message"]
        return show_refus(request, told.status_code, message, told.headers.get("retry-after"))

    return answer


def show_refus(
    request: Request, status: int, message: str, retry_after: str | None = None
) -> Response:
    page = read_web(request).page(request, "refus.html", status=status, message=message)
    if retry_after:
        page.headers["Retry-After"] = retry_after
    return page


async def refuse_address(request: Request, error: Exception) -> Response:
    """A page for people; the API and the redirections keep their own answers."""
    assert isinstance(error, HTTPException)
    if not is_page(request):
        return await tell_address(request, error)
    if error.status_code < 400 or "text/html" not in request.headers.get("accept", ""):
        return await http_exception_handler(request, error)
    if error.status_code in (404, 405):  # a form's own address, typed or opened again
        return read_web(request).page(
            request, "echec.html", status=error.status_code, quoi="pages.echec"
        )
    return await refuse(tell_address)(request, error)


async def refuse_form(request: Request, error: Exception) -> Response:
    """A form that this site did not make, or made too long ago to be understood."""
    if not is_page(request):
        return await tell_malformed(request, error)
    return show_refus(request, 422, page_textes(request)("pages.refus.formulaire"))


async def refuse_saisie(request: Request, error: Exception) -> Response:
    """What a form asked for cannot be done, where the page itself did not say so."""
    assert isinstance(error, SaisieRefusee)
    return show_refus(request, 422, error.message)


async def leave_closed_dossier(request: Request, error: Exception) -> Response:
    """The cookie opens nothing any more: say so and offer to begin again."""
    response = RedirectResponse("/sans-js?etat=expire", 303)
    take_acces(response)
    return response


def answer_fault(entetes: EntetesSecurite) -> Conteur:
    """What nobody foresaw, as a page. It is answered outside the layer that adds the headers."""

    async def answer(request: Request, error: Exception) -> Response:
        if not is_page(request):
            response = await tell_fault(request, error)
        else:
            response = read_web(request).page(request, "echec.html", status=500, quoi="pages.panne")
        entetes.add_headers(response.headers, request.url.path)
        return response

    return answer


def install_web(app: FastAPI, reglages: ReglagesWeb) -> None:
    """Pages for people, their headers, and what a refusal shows there."""
    for router in (interface, pages, choix_langue, sans_js, bilan, rendezvous):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    if reglages.theme is not None and reglages.theme.is_dir():
        app.mount("/theme", StaticFiles(directory=reglages.theme), name="theme")
    app.add_middleware(EntetesSecurite, reglages=reglages)
    for error, tell in REFUS.items():
        app.add_exception_handler(error, refuse(tell))
    app.add_exception_handler(HTTPException, refuse_address)
    app.add_exception_handler(RequestValidationError, refuse_form)
    app.add_exception_handler(SaisieRefusee, refuse_saisie)
    app.add_exception_handler(AccesRefuse, leave_closed_dossier)
    app.add_exception_handler(Exception, answer_fault(EntetesSecurite(app, reglages)))
