"""The pages anyone may open, and the interface texts."""

from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.background import BackgroundTask
from starlette.responses import Response

from api.languages.langues import languages
from api.web.acces import give_acces, read_acces, require_same_origin, take_acces
from api.web.cadre import Web, WebDep
from api.web.langue import keep_langue
from api.web.ports import Acces, AccesRefuse
from api.web.rendu import load_icones
from api.web.textes import load_textes

# What only the pages and the files on paper say never travels to the chat.
RESERVED = ("pages.", "pdf.", "calendrier.")

pages = APIRouter(include_in_schema=False)
interface = APIRouter(tags=["interface"])


@interface.get("/api/v1/interface", summary="Textes et icônes de l'interface, par langue")
async def read_interface(langue: Annotated[str, Query(max_length=12)] = "fr") -> dict[str, Any]:
    textes = load_textes(langue)
    return {
        "langue": textes.langue,
        "locale": str(textes.locale).replace("_", "-"),
        "langues": languages(),
        "dir": textes.dir,
        "textes": {k: v for k, v in textes.par_cle.items() if not k.startswith(RESERVED)},
        "icones": load_icones(),
    }


@pages.get("/")
async def read_home(request: Request, web: WebDep) -> HTMLResponse:
    return web.page(request, "accueil.html")


@pages.get("/confidentialite")
async def read_privacy(request: Request, web: WebDep) -> HTMLResponse:
    return web.page(request, "confidentialite.html")


@pages.get("/accessibilite")
async def read_accessibility(request: Request, web: WebDep) -> HTMLResponse:
    return web.page(request, "accessibilite.html")


@pages.get("/integration")
async def read_embedding(request: Request, web: WebDep) -> HTMLResponse:
    return web.page(request, "integration.html")


@pages.get("/retour/{lien}")
async def read_return(request: Request, web: WebDep, lien: str) -> Response:
    """Opening the page exchanges nothing: mail scanners and previews open links too."""
    response = web.page(request, "retour.html", lien=lien)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@pages.post("/retour/{lien}", dependencies=[Depends(require_same_origin)])
async def open_return(request: Request, web: WebDep, lien: str) -> Response:
    acces = await web.services.exchange_lien(lien)
    if acces is None:
        return web.page(request, "retour.html", status=404, lien=None)
    response = RedirectResponse("/sans-js", 303)
    give_acces(request, response, acces)
    keep_langue(request, response, await web.services.read_langue(acces))
    return response


@pages.get("/quitter")
async def leave(request: Request, web: WebDep) -> Response:
    """The quick exit of the pages: what this browser kept is gone before the next page opens.

    What may not outlive the page is erased just after: nobody waits for it to leave.
    """
    response = RedirectResponse(load_textes()("quitter.adresse"), 303)
    response.headers["Clear-Site-Data"] = '"cookies", "storage"'
    response.headers["Referrer-Policy"] = "no-referrer"
    if acces := read_acces(request):
        take_acces(response)
        response.background = BackgroundTask(forget_left, web, acces)
    return response


async def forget_left(web: Web, acces: Acces) -> None:
    with suppress(AccesRefuse):
        await web.services.leave(acces)
