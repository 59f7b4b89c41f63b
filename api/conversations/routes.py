"""Conversation routes: send, read, follow live."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from sqlalchemy.exc import DBAPIError
from starlette.datastructures import State

from api.conversations.reception import receive, render_all
from api.conversations.schemas import Bulle, MessageRecu, Messages, NouveauMessage
from api.conversations.service import LIMITE, ConversationService
from api.dossiers.access import Session, check_access, person_token

journal = logging.getLogger("jalons.conversations")
router = APIRouter(tags=["conversations"])
RANG_MAX = 2**31 - 1  # what a database integer holds
BATTEMENT = 20.0  # seconds between two signs of life on a silent stream
# Seconds before reading again when the database was cut; after the last, the screen comes back
# by itself later, with the rank of the last bubble it has.
REPRISES = (0.1, 0.5, 1.0, 2.0)


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
    """Bubbles after `depuis` (or Last-Event-ID), then live: `bulle`, `saisie`, `plan`."""
    state = request.app.state
    await session.close()  # access is checked: a stream waits without holding a connection
    vu = max(depuis, last_event_id or 0)
    with state.live.subscribe(conversation_id) as file:
        a_lire = True
        while True:
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
            try:
                signal = await asyncio.wait_for(file.get(), BATTEMENT)
            except TimeoutError:
                yield ServerSentEvent(comment="vivant")
                continue
            if signal is None:
                return
            if signal["nature"] == "fin":
                yield ServerSentEvent(data={}, event="fin")
                return
            if signal["nature"] == "saisie":
                yield ServerSentEvent(data={"actif": signal["actif"]}, event="saisie")
            elif signal["nature"] == "plan":
                yield ServerSentEvent(data={}, event="plan")
            else:
                a_lire = True


async def _read_after(
    state: State, conversation_id: str, dossier_id: str, vu: int
) -> list[Bulle] | None:
    """Bubbles after rank `vu`, through a cut of the database; None when it does not come back."""
    for pause in (*REPRISES, None):
        try:
            async with state.database.session() as lecture:
                nouveaux = await ConversationService(lecture).read(conversation_id, vu)
                return await render_all(state, lecture, dossier_id, nouveaux)
        except DBAPIError as coupure:
            journal.warning("stream: database away (%s)", type(coupure.orig).__name__)
            if pause is not None:
                await asyncio.sleep(pause)
    return None
