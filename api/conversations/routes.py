"""Conversation routes: send, read, follow live."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from sqlalchemy.exc import DBAPIError
from starlette.datastructures import State

from api.conversations.presence import presence_of
from api.conversations.reception import receive, render_all
from api.conversations.schemas import (
    Bulle,
    MessageRecu,
    Messages,
    NouveauMessage,
    Presence,
    Saisie,
)
from api.conversations.service import LIMITE, ConversationService
from api.dossiers.access import Session, check_access, person_token
from api.errors import Refus
from api.escalations.main import MainService

journal = logging.getLogger("jalons.conversations")
router = APIRouter(tags=["conversations"])
RANG_MAX = 2**31 - 1  # what a database integer holds
BATTEMENT = 20.0  # seconds between two signs of life on a silent stream
MUETTES = {"presence", "saisie", "plan", "traduit"}  # signals that bring no bubble
# Seconds before reading again when the database was cut; after the last, the screen comes back
# by itself later, with the rank of the last bubble it has.
REPRISES = (0.1, 0.5, 1.0, 2.0)
PATIENCE = 0.05  # seconds for a translation already known; the others follow


async def conversation_access(
    request: Request,
    session: Session,
    conversation_id: str,
    authorization: Annotated[str | None, Header()] = None,
    billet: Annotated[str | None, Query()] = None,
) -> str:
    """The dossier behind a conversation, when the caller may open it; 404 otherwise."""
    conversation = await ConversationService(session).get(conversation_id)
    return await check_access(request, session, conversation.dossier_id, authorization, billet)


Rang = Annotated[int, Query(ge=0, le=RANG_MAX)]
DossierDe = Annotated[str, Depends(conversation_access)]


@router.get("/conversations/{conversation_id}/messages", summary="Relire la conversation")
async def read_messages(
    request: Request,
    session: Session,
    conversation_id: str,
    dossier_id: DossierDe,
    depuis: Rang = 0,
    langue: Annotated[str | None, Query(max_length=12)] = None,
) -> Messages:
    """`langue`: the reader's, when it is not the language of the dossier."""
    state = request.app.state
    if langue is not None:
        state.voix.check(langue)
    messages = await ConversationService(session).read(conversation_id, depuis)
    return Messages(messages=await render_all(state, session, dossier_id, messages, langue))


@router.post("/conversations/{conversation_id}/messages", status_code=202, summary="Écrire")
async def post_message(
    request: Request,
    session: Session,
    conversation_id: str,
    dossier_id: DossierDe,
    corps: NouveauMessage,
) -> MessageRecu:
    jeton = person_token(request)
    return await receive(request.app.state, session, conversation_id, dossier_id, corps, jeton)


@router.get("/conversations/{conversation_id}/presence", summary="Qui vous répond en ce moment")
async def read_presence(request: Request, conversation_id: str, dossier_id: DossierDe) -> Presence:
    return await presence_of(request.app.state, conversation_id, dossier_id)


@router.post(
    "/conversations/{conversation_id}/saisie",
    status_code=204,
    summary="Dire à la personne qui vous répond que l'on écrit, ou plus",
)
async def tell_typing(
    request: Request, session: Session, conversation_id: str, dossier_id: DossierDe, corps: Saisie
) -> Response:
    """Told to a human alone, and never kept: the assistant has no use for it."""
    if await MainService(session).of(conversation_id):
        await request.app.state.live.publish(
            conversation_id, "saisie", actif=corps.actif, qui="usager"
        )
    return Response(status_code=204)


@router.get(
    "/conversations/{conversation_id}/flux",
    response_class=EventSourceResponse,
    summary="Suivre la conversation en direct",
)
async def follow(
    request: Request,
    session: Session,
    conversation_id: str,
    dossier_id: DossierDe,
    depuis: Rang = 0,
    last_event_id: Annotated[int | None, Header(ge=0, le=RANG_MAX)] = None,
) -> AsyncIterator[ServerSentEvent]:
    """Bubbles after `depuis` (or Last-Event-ID), then live: `bulle`, `saisie`, `plan`, `presence`.

    `saisie` says who is writing: `assistant` or `agent`. `traduit`: the translation of a bubble
    came, which is read again.
    """
    state = request.app.state
    await session.close()  # access is checked: a stream waits without holding a connection
    vu = max(depuis, last_event_id or 0)
    with state.live.subscribe(conversation_id) as file:
        a_lire, connue, battement = True, Presence(), 0.0
        suivent: list[ServerSentEvent] = []  # told after the bubbles that came with them
        while True:
            if time.monotonic() >= battement:
                presence = await _presence(state, conversation_id, dossier_id)
                battement = time.monotonic() + BATTEMENT
                if presence is not None and presence != connue:
                    connue = presence
                    yield ServerSentEvent(raw_data=presence.model_dump_json(), event="presence")
            while a_lire:
                bulles = await _read_after(state, conversation_id, dossier_id, vu)
                if bulles is None:
                    return
                for bulle in bulles:
                    vu = bulle.seq
                    yield ServerSentEvent(
                        raw_data=bulle.model_dump_json(), event="bulle", id=str(bulle.seq)
                    )
                a_lire = len(bulles) == LIMITE  # a long conversation is read in several times
            for evenement in suivent:
                yield evenement
            suivent = []
            try:
                signaux = await asyncio.wait_for(file.get_all(), battement - time.monotonic())
            except TimeoutError:
                yield ServerSentEvent(comment="vivant")
                continue
            if None in signaux:
                return
            natures = {s["nature"] for s in signaux}
            if "fin" in natures:
                yield ServerSentEvent(data={}, event="fin")
                return
            if "presence" in natures:
                battement = 0.0
            a_lire = bool(natures - MUETTES)
            if frappe := _typing(signaux):
                suivent.append(ServerSentEvent(data=frappe, event="saisie"))
            if "plan" in natures:
                suivent.append(ServerSentEvent(data={}, event="plan"))
            if "traduit" in natures:
                suivent.append(ServerSentEvent(data={}, event="traduit"))


def _typing(signaux: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The last thing known of who writes; never one's own keyboard."""
    autres = [s for s in signaux if s["nature"] == "saisie" and s.get("qui") != "usager"]
    if not autres:
        return None
    return {"actif": autres[-1]["actif"], "qui": autres[-1].get("qui", "assistant")}


async def _presence(state: State, conversation_id: str, dossier_id: str) -> Presence | None:
    """Who answers, asked by the person's own screen; None while the database is away."""
    try:
        return await presence_of(state, conversation_id, dossier_id, ici=True)
    except (DBAPIError, Refus):  # Refus: erased at this very moment, `fin` follows
        return None


async def _read_after(
    state: State, conversation_id: str, dossier_id: str, vu: int
) -> list[Bulle] | None:
    """Bubbles after rank `vu`, through a cut of the database; None when it does not come back."""
    for pause in (*REPRISES, None):
        try:
            async with state.database.session() as lecture:
                nouveaux = await ConversationService(lecture).read(conversation_id, vu)
                return await render_all(state, lecture, dossier_id, nouveaux, patience=PATIENCE)
        except DBAPIError as coupure:
            journal.warning("stream: database away (%s)", type(coupure.orig).__name__)
            if pause is not None:
                await asyncio.sleep(pause)
    return None
