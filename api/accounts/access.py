"""The door: `exige("prendre")` on a route, and only those who may come through."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cache
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from api.accounts.comptes import Comptes
from api.accounts.roles import load_matrix
from api.accounts.schemas import AgentConnecte
from api.accounts.service import describe
from api.accounts.sessions import Etat
from api.database import now
from api.dossiers.access import Session
from api.errors import Refus
from api.web.acces import require_same_origin

COOKIE = "jalons_bureau"
CHAMP_JETON = "jeton_formulaire"
ENTETE_JETON = "x-jalons-formulaire"
SANS_EFFET = frozenset({"GET", "HEAD", "OPTIONS"})


class SessionRequise(Refus):
    """Nobody is signed in, or the session waits: `etat` says which."""

    def __init__(self, etat: Etat) -> None:
        code = {"verrouillee": "session_verrouillee"}.get(etat, "session_absente")
        super().__init__(401, "session", code)
        self.etat = etat


class ActionInterdite(Refus):
    """Signed in, but this is not theirs to do."""

    def __init__(self, action: str) -> None:
        super().__init__(403, "action", "action_interdite")
        self.action = action


class FormulairePerime(Refus):
    """The form was made for another session of this browser: send it again, nothing is lost."""

    def __init__(self) -> None:
        super().__init__(403, "formulaire", "formulaire_perime")


def comptes_of(request: Request) -> Comptes:
    comptes: Comptes = request.app.state.comptes
    return comptes


async def read_fields(request: Request) -> list[tuple[str, str]]:
    """The text fields of a form, as they came; none when the body is something else."""
    genre = request.headers.get("content-type", "")
    if not genre.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        return []
    champs = await request.form()
    return [(nom, v) for nom, v in champs.multi_items() if not isinstance(v, UploadFile)]


async def check_form(request: Request) -> None:
    """A request that changes something comes from a page of ours, made for this browser."""
    require_same_origin(request)
    jeton = request.headers.get(ENTETE_JETON) or dict(await read_fields(request)).get(
        CHAMP_JETON, ""
    )
    cookie = request.cookies.get(COOKIE, "")
    if not cookie or not comptes_of(request).is_form_token(cookie, jeton):
        raise FormulairePerime


async def who(request: Request, session: Session, *, geste: bool = True) -> AgentConnecte:
    """The agent of this request; `SessionRequise` when nobody proved who they are."""
    comptes = comptes_of(request)
    service = comptes.service(session)
    le = now()
    trouve = await service.sessions.read(request.cookies.get(COOKIE))
    if trouve is None:
        raise SessionRequise("absente")
    ouverte, agent = trouve
    etat = service.sessions.state(ouverte, agent, le)
    if etat != "ouverte":
        raise SessionRequise(etat)
    if geste and await service.sessions.touch(ouverte, le):
        await session.commit()
    return describe(agent, le=ouverte.ouverte_le, session=ouverte.empreinte, moyen=ouverte.moyen)


Dependance = Callable[[Request, Session], Awaitable[AgentConnecte]]


@cache
def exige(action: str | None = None, *, geste: bool = True) -> Dependance:
    """A dependency: the agent, when their role may do `action` (any agent when None).

    A request that changes something must also carry its form token. `geste=False` for what a page
    asks by itself (a stream, a refresh): it must not keep a session open when nobody is there.
    The same action gives the same dependency.
    """
    if action is not None and action not in load_matrix().actions:
        raise KeyError(f"unknown action: {action}")

    async def check(request: Request, session: Session) -> AgentConnecte:
        if request.method not in SANS_EFFET:
            require_same_origin(request)
        agent = await who(request, session, geste=geste)
        if request.method not in SANS_EFFET:
            await check_form(request)
        if action is not None and not agent.may(action):
            await comptes_of(request).service(session).note(agent.id, action, refus=True)
            await session.commit()
            raise ActionInterdite(action)
        return agent

    return check


Connecte = Annotated[AgentConnecte, Depends(exige())]
