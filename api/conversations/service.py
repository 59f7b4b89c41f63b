"""Conversations: messages kept in order, rendered for each reader when read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.bot import Acte
from api.conversations.models import Conversation, Message
from api.errors import Refus

LIMITE = 500  # messages read at once


class ConversationService:
    """Works inside one database session; the caller commits."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def create(self, dossier_id: str) -> Conversation:
        conversation = Conversation(dossier_id=dossier_id)
        self.session.add(conversation)
        await self.session.flush()
        return conversation

    async def get(self, conversation_id: str) -> Conversation:
        """The conversation; 404 when it was deleted."""
        conversation = None
        if "\x00" not in conversation_id:  # PostgreSQL refuses it in text
            conversation = await self.session.get(Conversation, conversation_id)
        if conversation is None:
            raise Refus(404, "conversation", "conversation_inconnue")
        return conversation

    async def lock(self, conversation_id: str) -> bool:
        """Hold the conversation before its messages, as `store` does; False when deleted."""
        requete = select(Conversation.id).where(Conversation.id == conversation_id)
        return (await self.session.execute(requete.with_for_update())).scalar() is not None

    async def of_dossier(self, dossier_id: str) -> Conversation:
        """The dossier's conversation."""
        requete = select(Conversation).where(Conversation.dossier_id == dossier_id)
        conversation = (await self.session.execute(requete)).scalars().first()
        if conversation is None:
            raise Refus(404, "conversation", "conversation_inconnue")
        return conversation

    async def ids_of(self, dossiers: list[str]) -> list[str]:
        """The conversations of these dossiers."""
        requete = select(Conversation.id).where(Conversation.dossier_id.in_(dossiers))
        return list((await self.session.execute(requete)).scalars())

    async def store(
        self, conversation_id: str, client_id: str, texte: str | None, choix: dict[str, Any] | None
    ) -> tuple[Message, bool]:
        """Keep what a person sent, before anything else; (message, True) when it was a repeat."""
        deja = await self._by_client_id(conversation_id, client_id)
        if deja:
            return deja, True
        try:
            async with self.session.begin_nested():
                message = Message(
                    conversation_id=conversation_id,
                    seq=await self._next_seq(conversation_id),
                    client_id=client_id,
                    auteur="usager",
                    texte=texte,
                    choix=choix,
                    etat="recu",
                )
                self.session.add(message)
                await self.session.flush()
        except IntegrityError:  # the same click arrived twice at once: the other one won
            deja = await self._by_client_id(conversation_id, client_id)
            if deja is None:
                raise
            return deja, True
        return message, False

    async def _by_client_id(self, conversation_id: str, client_id: str) -> Message | None:
        requete = select(Message).where(
            Message.conversation_id == conversation_id, Message.client_id == client_id
        )
        return (await self.session.execute(requete)).scalars().first()

    async def _next_seq(self, conversation_id: str) -> int:
        """The next rank, under the row lock: readers never see a gap filled later."""
        requete = (
            update(Conversation)
            .where(Conversation.id == conversation_id)
            .values(dernier_seq=Conversation.dernier_seq + 1)
            .returning(Conversation.dernier_seq)
        )
        return (await self.session.execute(requete)).scalar_one()

    async def say(
        self, conversation_id: str, actes: list[Acte], auteur: str = "bot"
    ) -> list[Message]:
        """Keep acts as messages, in order."""
        messages = []
        for acte in actes:
            message = Message(
                conversation_id=conversation_id,
                seq=await self._next_seq(conversation_id),
                auteur=auteur,
                acte=acte.nom,
                params=acte.params,
                etat="traite",
            )
            self.session.add(message)
            messages.append(message)
        await self.session.flush()
        return messages

    async def settle(self, message_id: int, etat: str) -> bool:
        """Mark a person's message as answered (or failed); False when it no longer waits."""
        requete = (
            update(Message)
            .where(Message.id == message_id, Message.etat == "recu")
            .values(etat=etat)
            .returning(Message.id)
        )
        return (await self.session.execute(requete)).scalar_one_or_none() is not None

    async def read(
        self, conversation_id: str, depuis: int = 0, limite: int = LIMITE
    ) -> list[Message]:
        """Messages after rank `depuis`, in order."""
        requete = (
            select(Message)
            .where(Message.conversation_id == conversation_id, Message.seq > depuis)
            .order_by(Message.seq)
            .limit(limite)
        )
        return list((await self.session.execute(requete)).scalars())

    async def waiting(self) -> list[tuple[str, int]]:
        """(conversation, message) received but not answered, after a stop: oldest first."""
        requete = (
            select(Message.conversation_id, Message.id)
            .where(Message.etat == "recu")
            .order_by(Message.id)
        )
        return [(c, m) for c, m in (await self.session.execute(requete)).all()]

    async def pending_count(self, conversation_id: str, jusqua: int) -> int:
        """How many messages up to rank `jusqua` still wait for their answer."""
        requete = select(func.count()).where(
            Message.conversation_id == conversation_id,
            Message.seq <= jusqua,
            Message.etat == "recu",
        )
        return (await self.session.execute(requete)).scalar_one()
