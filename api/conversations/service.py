"""Conversations: messages kept in order, rendered for each reader when read."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.bot import Acte, is_danger
from api.conversations.models import Conversation, Message
from api.database import find, now
from api.errors import Refus

# How long a server is believed to be at work on a message without saying so again.
BAIL = dt.timedelta(seconds=30)
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
        conversation = await find(self.session, Conversation, conversation_id)
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

    async def by_dossier(self, dossiers: list[str]) -> dict[str, str]:
        """The conversation of each of these dossiers that has one."""
        requete = select(Conversation.dossier_id, Conversation.id).where(
            Conversation.dossier_id.in_(dossiers)
        )
        return {ligne.dossier_id: ligne.id for ligne in await self.session.execute(requete)}

    async def ids_of(self, dossiers: list[str]) -> list[str]:
        """The conversations of these dossiers."""
        requete = select(Conversation.id).where(Conversation.dossier_id.in_(dossiers))
        return list((await self.session.execute(requete)).scalars())

    async def store(
        self,
        conversation_id: str,
        client_id: str,
        texte: str | None,
        choix: dict[str, Any] | None,
        pris_par: str,
    ) -> tuple[Message, bool]:
        """Keep what a person sent, before anything else; (message, True) when it was a repeat.

        `pris_par`: the server that received it answers it; the others leave it alone.
        """
        return await self._keep(
            conversation_id,
            client_id,
            auteur="usager",
            texte=texte,
            choix=choix,
            etat="recu",
            pris_par=pris_par,
            pris_jusqua=now() + BAIL,
        )

    async def write(
        self, conversation_id: str, client_id: str, texte: str, params: dict[str, Any]
    ) -> tuple[Message, bool]:
        """Keep what an agent wrote to the person; (message, True) when it was a repeat."""
        return await self._keep(
            *(conversation_id, client_id),
            auteur="agent",
            texte=texte,
            params=params,
            etat="traite",
        )

    async def _keep(
        self, conversation_id: str, client_id: str, **champs: Any
    ) -> tuple[Message, bool]:
        deja = await self._by_client_id(conversation_id, client_id)
        if deja:
            return deja, True
        try:
            async with self.session.begin_nested():
                message = Message(
                    conversation_id=conversation_id,
                    seq=await self._next_seq(conversation_id),
                    client_id=client_id,
                    **champs,
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

    async def last(self, conversation_id: str) -> Message | None:
        """The last message, whoever wrote it."""
        requete = (
            select(Message)
            .where(Message.conversation_id == conversation_id)
            .order_by(Message.seq.desc())
            .limit(1)
        )
        return (await self.session.execute(requete)).scalar_one_or_none()

    async def being_answered(self, conversation_id: str) -> Message | None:
        """The person's message that is answered now: the oldest that waits."""
        requete = (
            select(Message)
            .where(Message.conversation_id == conversation_id, Message.etat == "recu")
            .order_by(Message.seq)
            .limit(1)
        )
        return (await self.session.execute(requete)).scalar_one_or_none()

    async def has_said(self, conversation_id: str, acte: str) -> bool:
        """Whether this act was already said there."""
        requete = select(Message.seq).where(
            Message.conversation_id == conversation_id, Message.acte == acte
        )
        return (await self.session.execute(requete.limit(1))).scalar() is not None

    async def has_danger(self, conversation_id: str) -> bool:
        """Whether a danger was answered there; True too when the conversation is gone."""
        if await self.session.get(Conversation, conversation_id) is None:
            return True
        requete = select(Message.acte, Message.params).where(
            Message.conversation_id == conversation_id, Message.acte.is_not(None)
        )
        dits = (await self.session.execute(requete)).all()
        return any(is_danger(Acte(nom, params or {})) for nom, params in dits)

    async def has_written(self, conversation_id: str, auteur: str, depuis: int) -> bool:
        """Whether words of this author came since rank `depuis`."""
        requete = select(Message.seq).where(
            Message.conversation_id == conversation_id,
            Message.auteur == auteur,
            Message.seq >= depuis,
        )
        return (await self.session.execute(requete.limit(1))).scalar() is not None

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

    async def forget_words(self, conversations: list[str]) -> None:
        """Erase what was written and pressed there, once it is answered; an agent's words too."""
        await self.session.execute(
            update(Message)
            .where(
                Message.conversation_id.in_(conversations),
                Message.auteur.in_(("usager", "agent")),
                Message.etat != "recu",
            )
            .values(texte=None, choix=None)
        )

    async def settled(self, conversations: list[str]) -> list[str]:
        """Those of these conversations in which no message waits for its answer."""
        requete = select(Message.conversation_id).where(
            Message.conversation_id.in_(conversations), Message.etat == "recu"
        )
        en_cours = set((await self.session.execute(requete)).scalars())
        return [c for c in conversations if c not in en_cours]

    async def take_waiting(self, qui: str) -> list[Message]:
        """Take the messages that wait and that nobody answers (any more): oldest first.

        Two servers that ask at once never take the same message, nor wait for each other.
        """
        libres = (
            select(Message.id)
            .where(
                Message.etat == "recu",
                Message.pris_jusqua.is_(None) | (Message.pris_jusqua < now()),
            )
            .with_for_update(skip_locked=True)
        )
        requete = (
            update(Message)
            .where(Message.id.in_(libres))
            .values(pris_par=qui, pris_jusqua=now() + BAIL)
            .returning(Message)
        )
        pris = (await self.session.execute(requete)).scalars()
        return sorted(pris, key=lambda message: message.id)

    async def keep_taken(self, qui: str) -> None:
        """Say again that this server is at work on what it has taken."""
        await self._hold(qui, now() + BAIL)

    async def release(self, qui: str) -> None:
        """Leave what this server has taken to whoever comes next."""
        await self._hold(qui, None)

    async def _hold(self, qui: str, jusqua: dt.datetime | None) -> None:
        await self.session.execute(
            update(Message)
            .where(Message.etat == "recu", Message.pris_par == qui)
            .values(pris_jusqua=jusqua)
        )

    async def pending_count(self, conversation_id: str, jusqua: int) -> int:
        """How many messages up to rank `jusqua` still wait for their answer."""
        requete = select(func.count()).where(
            Message.conversation_id == conversation_id,
            Message.seq <= jusqua,
            Message.etat == "recu",
        )
        return (await self.session.execute(requete)).scalar_one()
