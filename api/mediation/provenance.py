"""Who really says a fact: the person, or the counsellor who types for them."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.service import ConversationService
from api.mediation.dossiers import MEDIATEUR, typed


async def who_says(session: AsyncSession, dossier_id: str) -> str | None:
    """`mediateur` when the message being answered was typed by one; None otherwise."""
    conversations = ConversationService(session)
    for conversation_id in await conversations.ids_of([dossier_id]):
        message = await conversations.being_answered(conversation_id)
        if message and message.client_id in await typed(session, conversation_id):
            return MEDIATEUR
    return None
