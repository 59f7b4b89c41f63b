"""The cookie of the pages without scripts, and the guard of their forms."""

import re
from urllib.parse import urlsplit

from fastapi import HTTPException, Request
from starlette.responses import Response

from api.web.ports import Acces

COOKIE = "jalons_acces"
COOKIE_REPONDUE = "jalons_repondue"
SEPARATOR = "~"


def read_acces(request: Request) -> Acces | None:
    parts = request.cookies.get(COOKIE, "").split(SEPARATOR)
    return Acces(*parts) if len(parts) == 3 and all(parts) else None


def read_repondue(request: Request) -> int:
    value = request.cookies.get(COOKIE_REPONDUE, "")
    return int(value) if re.fullmatch(r"[0-9]{1,9}", value) else 0


def set_cookie(request: Request, response: Response, name: str, value: str) -> None:
    """Without a lifetime: it dies with the browser, which may be someone else's."""
    response.set_cookie(
        name, value, httponly=True, samesite="lax", secure=request.url.scheme == "https", path="/"
    )


def give_acces(request: Request, response: Response, acces: Acces) -> None:
    value = SEPARATOR.join((acces.dossier, acces.conversation, acces.jeton))
    set_cookie(request, response, COOKIE, value)
    response.delete_cookie(COOKIE_REPONDUE, path="/")


def take_acces(response: Response) -> None:
    response.delete_cookie(COOKIE, path="/")
    response.delete_cookie(COOKIE_REPONDUE, path="/")


def require_same_origin(request: Request) -> None:
    """A form of another site must not act here, even where SameSite is not honoured."""
    fetch_site = request.headers.get("sec-fetch-site")
    if fetch_site in {"same-origin", "none"}:
        return
    origin = request.headers.get("origin")
    if fetch_site is None and (
        origin in {None, "null"} or urlsplit(origin or "").netloc == request.headers.get("host")
    ):
        return
    raise HTTPException(403)
