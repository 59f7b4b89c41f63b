"""How the web part joins the application: one call from `create_app`."""

import logging

from fastapi import FastAPI, Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.errors import refuse_address, tell_absence
from api.web.acces import take_acces
from api.web.cadre import Web, read_web
from api.web.entetes import EntetesSecurite
from api.web.ports import AccesRefuse, ReglagesWeb, Services
from api.web.rendu import HERE
from api.web.routes import interface, pages
from api.web.sans_js import routes as sans_js

API_PREFIX = "/api/"
journal = logging.getLogger("jalons.base")


async def show_error(request: Request, error: Exception) -> Response:
    """A page for people; the API and the redirections keep their own answers."""
    assert isinstance(error, HTTPException)
    if request.url.path.startswith(API_PREFIX):
        return await refuse_address(request, error)
    if error.status_code >= 400 and "text/html" in request.headers.get("accept", ""):
        return read_web(request).page(request, "echec.html", status=error.status_code)
    return await http_exception_handler(request, error)


async def show_absence(request: Request, error: Exception) -> Response:
    """The database does not answer: said as such, never as a fault of the person."""
    journal.error("the database did not answer", exc_info=error)
    answer = await tell_absence(request, error)
    if request.url.path.startswith(API_PREFIX):
        return answer
    page = read_web(request).page(request, "echec.html", status=answer.status_code)
    page.headers["Retry-After"] = answer.headers["Retry-After"]
    return page


async def leave_closed_dossier(request: Request, error: Exception) -> Response:
    """The cookie opens nothing any more: say so and offer to begin again."""
    response = RedirectResponse("/sans-js?etat=expire", 303)
    take_acces(response)
    return response


def install_web(app: FastAPI, services: Services, reglages: ReglagesWeb) -> None:
    app.state.web = Web(services, reglages)
    for router in (interface, pages, sans_js):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    if reglages.theme is not None and reglages.theme.is_dir():
        app.mount("/theme", StaticFiles(directory=reglages.theme), name="theme")
    app.add_middleware(EntetesSecurite, reglages=reglages)
    app.add_exception_handler(HTTPException, show_error)
    app.add_exception_handler(OperationalError, show_absence)
    app.add_exception_handler(AccesRefuse, leave_closed_dossier)
