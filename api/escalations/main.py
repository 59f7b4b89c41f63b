"""Who owns a conversation: while a human does, the assistant is silent (docs/escalades.md).

Kept in the database: a worker that stops changes nothing, and two workers never disagree.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.bot import Acte
from api.conversations.live import announce
from api.conversations.models import Message
from api.conversations.service import ConversationService
from api.errors import Refus
from api.escalations.models import Escalade, Main
from api.escalations.reveil import alert_desk

EN_LIGNE = dt.timedelta(seconds=60)  # three beats of a stream: one may be late
SYSTEME = "systeme"

# How a human stops answering. `rendue`: by choice, with what was agreed; `liberee`: the request
# goes back to the queue; `perdue`: they are gone. The others are told by the answer itself.
DITES = ("rendue", "liberee", "perdue")


def is_here(vu_le: dt.datetime | None, maintenant: dt.datetime) -> bool:
    """Whether someone gave a sign lately. Never « here » on the word of an account alone."""
    return vu_le is not None and maintenant - vu_le <= EN_LIGNE


def shown(main: Main) -> dict[str, Any]:
    """Who answers, free of any language: kept with what they write."""
    return {"nom": main.nom, "organisme": main.organisme}


class MainService:
    """Works inside one database session; the caller commits."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.conversations = ConversationService(session)

    async def of(self, conversation_id: str) -> Main | None:
        """The human who owns a conversation now; None: the assistant does."""
        requete = select(Main).where(
            Main.conversation_id == conversation_id, Main.finie_le.is_(None)
        )
        return (await self.session.execute(requete)).scalar_one_or_none()

    async def owned(self) -> set[str]:
        """The conversations in which a human answers now."""
        requete = select(Main.conversation_id).where(Main.finie_le.is_(None))
        return set((await self.session.execute(requete)).scalars())

    async def of_request(self, reference: str) -> list[Main]:
        """Every time a human answered for a request, the first one first."""
        requete = select(Main).where(Main.reference == reference).order_by(Main.id)
        return list((await self.session.execute(requete)).scalars())

    async def hold(self, reference: str, agent_id: str) -> Main:
        """The agent's own hand on this request; refused (409) when they do not have it."""
        requete = select(Main).where(
            Main.reference == reference, Main.agent_id == agent_id, Main.finie_le.is_(None)
        )
        main = (await self.session.execute(requete)).scalar_one_or_none()
        if main is None:
            raise Refus(409, "reference", "main_absente")
        return main

    async def open(
        self, escalade: Escalade, nom: str | None, organisme: str, maintenant: dt.datetime
    ) -> Main:
        """The agent who took a request answers in person: from now on the assistant is silent.

        Refused (409) while another human answers there: one voice at a time.
        """
        assert escalade.agent_id
        conversation = await self.conversations.of_dossier(escalade.dossier_id)
        await self.conversations.lock(conversation.id)
        deja = await self.of(conversation.id)
        if deja:
            if (deja.reference, deja.agent_id) == (escalade.reference, escalade.agent_id):
                return deja
            raise Refus(409, "reference", "main_prise")
        main = Main(
            conversation_id=conversation.id,
            reference=escalade.reference,
            agent_id=escalade.agent_id,
            nom=nom,
            organisme=organisme,
            de_seq=conversation.dernier_seq + 1,
            ouverte_le=maintenant,
            vu_le=maintenant,
        )
        try:
            async with self.session.begin_nested():
                self.session.add(main)
        except IntegrityError:  # two at once: the database lets one in
            raise Refus(409, "reference", "main_prise") from None
        dite = await self.say(conversation.id, "main_ouverte", {"qui": shown(main)})
        main.de_seq = dite.seq
        announce(self.session, conversation.id, "presence")
        return main

    async def end(
        self, reference: str, cause: str, maintenant: dt.datetime, **params: Any
    ) -> Main | None:
        """Nobody answers in person any more for this request; None when nobody did."""
        requete = (
            update(Main)
            .where(Main.reference == reference, Main.finie_le.is_(None))
            .values(finie_le=maintenant, cause=cause, a_seq=Main.de_seq)
            .returning(Main)
            .execution_options(populate_existing=True)
        )
        main = (await self.session.execute(requete)).scalar_one_or_none()
        if main is None:
            return None
        await self.conversations.lock(main.conversation_id)
        if cause in DITES:
            await self.say(main.conversation_id, f"main_{cause}", {"qui": shown(main), **params})
        derniere = await self.conversations.last(main.conversation_id)
        main.a_seq = derniere.seq if derniere else main.de_seq
        await self.session.flush()
        announce(self.session, main.conversation_id, "presence")
        return main

    async def say(self, conversation_id: str, acte: str, params: dict[str, Any]) -> Message:
        """Tell the person something that a human, or the life of their request, has done."""
        (dite,) = await self.conversations.say(conversation_id, [Acte(acte, params)], SYSTEME)
        announce(self.session, conversation_id, "bulle", seq=dite.seq)
        return dite

    # Signs of life ---------------------------------------------------------------------------

    async def agent_here(self, agent_id: str, maintenant: dt.datetime) -> None:
        """The agent's desk is open: a sign for every conversation of theirs."""
        await self.session.execute(
            update(Main)
            .where(Main.agent_id == agent_id, Main.finie_le.is_(None))
            .values(vu_le=maintenant)
        )

    async def usager_here(self, main: Main, maintenant: dt.datetime) -> None:
        """The person's screen is open."""
        await self.session.execute(
            update(Main).where(Main.id == main.id).values(usager_vu_le=maintenant)
        )

    async def silent_since(self, avant: dt.datetime) -> list[str]:
        """The requests whose agent gave no sign since `avant`."""
        requete = select(Main.reference).where(Main.finie_le.is_(None), Main.vu_le < avant)
        return list((await self.session.execute(requete)).scalars())

    # Safety ----------------------------------------------------------------------------------

    async def alert(self, main: Main) -> None:
        """Someone may be in danger in this conversation: those who must know are told."""
        escalade = await self.session.get(Escalade, main.reference)
        if escalade:
            alert_desk(self.session, escalade, "danger")
