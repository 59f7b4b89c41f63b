"""Conversation routes: send, read, follow live."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from limits import RateLimitItemPerMinute
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.models import Message
from api.conversations.schemas import Bulle, MessageRecu, Messages, NouveauMessage
from api.conversations.service import ConversationService
from api.dossiers.access import Session, check_access
from api.dossiers.service import DossierService
from api.errors import Refus
from api.languages.rendering import Renderer

router = APIRouter(tags=["conversations"])
BATTEMENT = 20.0  # seconds between two signs of life on a silent stream


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


DossierDe = Annotated[str, Depends(conversation_access)]


async def render_all(
    request: Request, session: AsyncSession, dossier_id: str, messages: list[Message]
) -> list[Bulle]:
    """Messages as bubbles, on what the dossier knows now."""
    if not messages:
        return []
    state = request.app.state
    dossiers = DossierService(session, state.parcours, state.labels)
    situation = await dossiers.situation(dossier_id, dt.date.today())
    renderer = Renderer(state.labels, situation)
    return [renderer.render(m) for m in messages]


@router.get("/conversations/{conversation_id}/messages", summary="Relire la conversation")
async def read_messages(
    request: Request,
    session: Session,
    conversation_id: str,
    dossier_id: DossierDe,
    depuis: Annotated[int, Query(ge=0)] = 0,
) -> Messages:
    messages = await ConversationService(session).read(conversation_id, depuis)
    return Messages(messages=await render_all(request, session, dossier_id, messages))


@router.post("/conversations/{conversation_id}/messages", status_code=202, summary="Écrire")
async def post_message(
    request: Request,
    session: Session,
    conversation_id: str,
    dossier_id: DossierDe,
    corps: NouveauMessage,
) -> MessageRecu:
    check_message(corps)
    state = request.app.state
    rythme = RateLimitItemPerMinute(state.settings.messages_par_minute)
    if not state.limiteur.hit(rythme, conversation_id):
        raise Refus(429, "texte", "trop_de_messages")
    message, double = await ConversationService(session).store(
        conversation_id,
        str(corps.client_id),
        corps.texte,
        corps.choix.model_dump(exclude_none=True)
        | ({"valeur": corps.choix.valeur} if corps.choix.fait and not corps.choix.statut else {})
        if corps.choix
        else None,
    )
    dossier = await DossierService(session, state.parcours, state.labels).get(dossier_id)
    await session.commit()
    if not double:
        await state.live.publish(conversation_id, "bulle")
        state.way.start(message, dossier_id, dossier.langue)
    return MessageRecu(seq=message.seq, double=double)


def check_message(corps: NouveauMessage) -> None:
    """Words or one button, not both, not neither."""
    if corps.texte is not None and corps.choix is not None:
        raise Refus(422, "texte", "message_double_forme")
    if corps.choix is None and not (corps.texte or "").strip("\u200b\x00 \t\r\n"):
        raise Refus(422, "texte", "message_vide")
    if corps.choix is not None:
        formes = [corps.choix.fait, corps.choix.moment, corps.choix.acte]
        if sum(x is not None for x in formes) != 1:
            raise Refus(422, "choix", "choix_invalide")


@router.get(
    "/conversations/{conversation_id}/flux",
    response_class=EventSourceResponse,
    summary="Suivre la conversation en direct",
)
async def follow(
    request: Request,
    conversation_id: str,
    dossier_id: DossierDe,
    depuis: Annotated[int, Query(ge=0)] = 0,
    last_event_id: Annotated[int | None, Header()] = None,
) -> AsyncIterator[ServerSentEvent]:
    """Bubbles after rank `depuis` (or Last-Event-ID), then live; events `bulle`, `saisie`, `plan`."""
    state = request.app.state
    vu = max(depuis, last_event_id or 0)
    with state.live.subscribe(conversation_id) as file:
        a_lire = True
        while True:
            if a_lire:
                async with state.database.session() as session:
                    nouveaux = await ConversationService(session).read(conversation_id, vu)
                    for bulle in await render_all(request, session, dossier_id, nouveaux):
                        vu = bulle.seq
                        yield ServerSentEvent(
                            raw_data=bulle.model_dump_json(), event="bulle", id=str(bulle.seq)
                        )
            a_lire = False
            try:
                signal = await asyncio.wait_for(file.get(), BATTEMENT)
            except TimeoutError:
                yield ServerSentEvent(comment="vivant")
                continue
            if signal is None:
                return
            if signal["nature"] == "saisie":
                yield ServerSentEvent(data={"actif": signal["actif"]}, event="saisie")
            elif signal["nature"] == "plan":
                yield ServerSentEvent(data={}, event="plan")
            else:
                a_lire = True
