"""Who may open a dossier: the person's token, a short-lived ticket, or the actions server."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Annotated

from fastapi import Depends, Header, Query, Request
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.dossiers.models import Jeton
from api.errors import Refus
from api.settings import Settings

DUREE_BILLET = 60  # seconds: long enough to open a stream or a download, useless if it leaks


def new_secret() -> str:
    """An unguessable secret (256 bits)."""
    return secrets.token_urlsafe(32)


def fingerprint(secret: str) -> str:
    """What is kept of a secret: enough to recognise it, useless to a thief."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _serializer(settings: Settings) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings.secret, salt="billet")


def make_ticket(settings: Settings, dossier_id: str) -> str:
    """A signed ticket for a stream or a download: EventSource and links cannot send headers."""
    return _serializer(settings).dumps(dossier_id)


def ticket_dossier(settings: Settings, billet: str) -> str | None:
    """The dossier a ticket opens, or None when it is wrong or too old."""
    try:
        return str(_serializer(settings).loads(billet, max_age=DUREE_BILLET))
    except BadData:
        return None


async def token_dossier(session: AsyncSession, jeton: str) -> str | None:
    """The dossier a person's token opens, or None."""
    requete = select(Jeton.dossier_id).where(Jeton.empreinte == fingerprint(jeton))
    return (await session.execute(requete)).scalar_one_or_none()


async def database_session(request: Request):  # type: ignore[no-untyped-def]
    """One database session for one request."""
    async with request.app.state.database.session() as session:
        yield session


Session = Annotated[AsyncSession, Depends(database_session)]


def _bearer(authorization: str | None) -> str:
    genre, _, valeur = (authorization or "").partition(" ")
    return valeur.strip() if genre.lower() == "bearer" else ""


def person_token(request: Request) -> str | None:
    """The person's own secret in a request; None when another service makes it."""
    jeton = _bearer(request.headers.get("authorization"))
    interne: str = request.app.state.settings.secret_interne
    return None if hmac.compare_digest(jeton.encode(), interne.encode()) else jeton or None


async def check_access(
    request: Request,
    session: Session,
    dossier_id: str,
    authorization: Annotated[str | None, Header()] = None,
    billet: Annotated[str | None, Query()] = None,
) -> str:
    """The dossier's id when the caller may open it; 404 otherwise (its existence is not told)."""
    settings: Settings = request.app.state.settings
    jeton = _bearer(authorization)
    # As bytes: a header may hold any character, and compare_digest refuses non-ASCII text.
    if jeton and hmac.compare_digest(jeton.encode(), settings.secret_interne.encode()):
        return dossier_id
    if jeton and await token_dossier(session, jeton) == dossier_id:
        return dossier_id
    # A ticket travels in an address: it reads, it never writes.
    lit = request.method in ("GET", "HEAD")
    if lit and billet and ticket_dossier(settings, billet) == dossier_id:
        return dossier_id
    raise Refus(404, "dossier", "acces_refuse")


Acces = Annotated[str, Depends(check_access)]
