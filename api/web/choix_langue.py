"""The picker of the pages: a form that works without a script."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from api.languages.langues import SOURCE, languages
from api.web.acces import read_acces, require_same_origin
from api.web.cadre import Web, WebDep
from api.web.langue import keep_langue
from api.web.ports import AccesRefuse, SaisieRefusee

routes = APIRouter(include_in_schema=False)
PATIENCE_SECONDS = 8.0


@routes.post("/langue", dependencies=[Depends(require_same_origin)])
async def choose_langue(
    request: Request,
    web: WebDep,
    langue: Annotated[str, Form(max_length=12)],
    retour: Annotated[str, Form(max_length=200)] = "/",
) -> Response:
    """Back to the page it was picked on, in the picked language."""
    ici = retour.startswith("/") and not retour.startswith(("//", "/\\"))
    return await pick_langue(request, web, langue, retour if ici else "/")


async def pick_langue(request: Request, web: Web, langue: str, retour: str) -> Response:
    """The open dossier, if any, is read in it too; its question is put again in it."""
    langue = langue if langue in languages() else SOURCE
    response = RedirectResponse(retour, 303)
    keep_langue(request, response, langue)
    if acces := read_acces(request):
        with suppress(AccesRefuse, SaisieRefusee):
            await web.services.set_langue(acces, langue)
            if retour == "/sans-js":
                choix = {"langue": langue}
                envoi = await web.services.post_message(acces, str(uuid4()), choix=choix)
                await web.services.wait_reply(acces, envoi, PATIENCE_SECONDS)
    return response
