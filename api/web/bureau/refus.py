"""Refusals at the desk: sign in, prove it is still you, or send again. What was typed is kept."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from api.accounts.access import (
    CHAMP_JETON,
    COOKIE,
    SANS_EFFET,
    ActionInterdite,
    FormulairePerime,
    SessionRequise,
    comptes_of,
    read_fields,
    who,
)
from api.errors import Refus, tell_refus
from api.web.bureau.cadre import RACINE, safe_address, show

# Fields of our own pages, and secrets, are never given back.
NON_GARDES = frozenset({CHAMP_JETON, "_code", "_vers", "_lit"})
SANS_REPRISE = ("/bureau/connexion", "/bureau/code", "/bureau/enrolement/")


def is_desk(request: Request) -> bool:
    return request.url.path == RACINE or request.url.path.startswith(f"{RACINE}/")


def address_asked(request: Request) -> str:
    """The page that was asked for, with its filters."""
    question = f"?{request.url.query}" if request.url.query else ""
    return safe_address(request.url.path + question)


async def kept_fields(request: Request) -> list[tuple[str, str]]:
    """What was typed, to be sent again."""
    champs = await read_fields(request)
    return [(nom, valeur) for nom, valeur in champs if nom not in NON_GARDES]


async def ask_session(request: Request, refus: Exception) -> Response:
    """Nobody signed in, or a session that waits: come back here afterwards, with what was typed."""
    assert isinstance(refus, SessionRequise)
    if not is_desk(request) or "hx-request" in request.headers:  # a page refreshes by itself
        return await tell_refus(request, refus)
    vers = address_asked(request)
    lit = request.method in SANS_EFFET
    if refus.etat == "verrouillee":
        return await ask_again(request, vers, [] if lit else await kept_fields(request), lit)
    if lit:
        suite = "/bureau/code" if refus.etat == "code" else "/bureau/connexion"
        return RedirectResponse(f"{suite}?vers={vers}" if vers != RACINE else suite, 303)
    return show(
        request,
        "terminee.html",
        status=401,
        vers=vers,
        champs=await kept_fields(request),
    )


async def ask_again(
    request: Request, vers: str, champs: list[tuple[str, str]], lit: bool, **context: Any
) -> Response:
    """The session is locked: prove it is you, in place. By the provider if you came by it."""
    async with request.app.state.database.session() as session:
        service = comptes_of(request).service(session)
        trouve = await service.sessions.read(request.cookies.get(COOKIE))
    par_oidc = trouve is not None and trouve[0].moyen == "oidc"
    if par_oidc:
        if lit:
            return RedirectResponse(f"/bureau/connexion?vers={vers}", 303)
        return show(request, "terminee.html", status=401, vers=vers, champs=champs)
    return show(
        request,
        "reprendre.html",
        status=401,
        vers=vers,
        champs=champs,
        lit=lit,
        **context,
    )


async def forbid(request: Request, refus: Exception) -> Response:
    """Signed in, but not theirs: said on a page of the desk."""
    assert isinstance(refus, ActionInterdite)
    if not is_desk(request):
        return await tell_refus(request, refus)
    async with request.app.state.database.session() as session:
        agent = await who(request, session, geste=False)
    return show(request, "refus.html", status=403, agent=agent, message=told(request, refus))


async def offer_again(request: Request, refus: Exception) -> Response:
    """The page was made before the last sign-in: show what it held, ready to be sent."""
    assert isinstance(refus, FormulairePerime)
    if not is_desk(request):
        return await tell_refus(request, refus)
    if request.url.path.startswith(SANS_REPRISE):  # secrets were typed: they are typed again
        return RedirectResponse(f"{request.url.path}?etat=perime", 303)
    return show(
        request,
        "reprise.html",
        status=403,
        vers=safe_address(request.url.path),
        champs=await kept_fields(request),
    )


def told(request: Request, refus: Refus) -> str:
    """What a refusal says, for a page."""
    return str(request.app.state.textes.error(refus.code, **refus.details))
