"""What every page of the desk is given: its words, its frame, its cookie, its form token."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from api.accounts.access import CHAMP_JETON, COOKIE, comptes_of
from api.accounts.schemas import AgentConnecte
from api.dossiers.access import new_secret
from api.languages.langues import SOURCE
from api.settings import Settings
from api.web.cadre import read_web
from api.web.rendu import render
from api.web.textes import LOCALES, Textes, bind_spaces, flatten, load_textes, read_tree

RACINE = "/bureau"
ADRESSE = re.compile(r"/bureau(/[\w-]+)*(\?[\w=&%.+-]*)?", re.ASCII)


@cache
def load_words() -> Textes:
    """The desk speaks French: its own words, beside those of the interface."""
    propres: dict[str, str] = {}
    for fichier in sorted((LOCALES / SOURCE).glob("bureau*.yml")):
        propres |= flatten(read_tree(fichier))
    return Textes(
        SOURCE, {**load_textes().par_cle, **{c: bind_spaces(v) for c, v in propres.items()}}
    )


def safe_address(vers: str) -> str:
    """Where to go on: an address of the desk, or its first page."""
    return vers if ADRESSE.fullmatch(vers) else RACINE


def public_address(request: Request) -> str:
    """The address people and identity providers use to reach this site."""
    settings: Settings = request.app.state.settings
    return settings.adresse_publique.rstrip("/") or str(request.base_url).rstrip("/")


def set_session(request: Request, response: Response, secret: str) -> None:
    """Without a lifetime: it ends with the browser, the server's limits come before."""
    response.set_cookie(
        COOKIE,
        secret,
        httponly=True,
        samesite="lax",
        secure=public_address(request).startswith("https://"),
        path="/",
    )


def show(
    request: Request,
    name: str,
    *,
    agent: AgentConnecte | None = None,
    status: int = 200,
    **context: Any,
) -> HTMLResponse:
    """A page of the desk. A browser without a cookie is given one: its forms are tied to it."""
    cookie = request.cookies.get(COOKIE)
    secret = cookie or new_secret()
    body = render(
        f"bureau/{name}",
        load_words(),
        theme=read_web(request).theme,
        agent=agent,
        champ_jeton=CHAMP_JETON,
        jeton=comptes_of(request).form_token(secret),
        ici=request.url.path,
        **context,
    )
    response = HTMLResponse(body, status)
    if not cookie:
        set_session(request, response, secret)
    return response
