"""Which language a page is written in: the one picked, else the browser's, else French."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from api.languages.langues import choose_language, languages
from api.web.acces import set_cookie
from api.web.textes import Textes, load_textes

COOKIE_LANGUE = "jalons_langue"


def read_langue(request: Request) -> str:
    """The visible picker wins over what the browser asks for."""
    choisie = request.cookies.get(COOKIE_LANGUE, "")
    return (
        choisie
        if choisie in languages()
        else choose_language(request.headers.get("accept-language"))
    )


def page_textes(request: Request) -> Textes:
    """The interface's words for this page."""
    return load_textes(read_langue(request))


def keep_langue(request: Request, response: Response, langue: str) -> None:
    """Until the browser is closed: the same life as the access to the dossier."""
    set_cookie(request, response, COOKIE_LANGUE, langue)
