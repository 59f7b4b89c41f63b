"""What the life of a request does in the person's conversation: who answers there, what is said."""

from __future__ import annotations

import contextlib
import datetime as dt

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.live import announce
from api.conversations.service import ConversationService
from api.errors import Refus
from api.escalations import acces
from api.escalations.etats import SUIVIES
from api.escalations.lecture import followed
from api.escalations.main import SYSTEME, MainService
from api.escalations.models import Escalade, Main
from api.escalations.reveil import alert_desk
from api.escalations.service import EscaladeService

# What happens to a request, and how the human who answered in person stops then.
FINS = {"rendue": "liberee", "transferee": "transferee", "close": "close"}
# The answers that the person reads where they speak, not only in their plan.
DITES = ("en_cours", "piece_manquante", "transferee", "close")
RELANCEES = ("rendue", "transferee")  # it waits for somebody else
PERDUE = "perdue"


def _leave_live(escalade: Escalade) -> None:
    """« Somebody is there » is no longer true. The date promised does not move."""
    if escalade.canal == "direct":
        escalade.canal = "message"


async def open_hand(session: AsyncSession, escalade: Escalade, maintenant: dt.datetime) -> Main:
    """Whoever took the request answers in person."""
    nom = await acces.first_name(session, escalade.agent_id or "")
    organisme = escalade.organisme_local or escalade.organisme
    return await MainService(session).open(escalade, nom, organisme, maintenant)


async def tell_person(
    session: AsyncSession, escalade: Escalade, quoi: str, maintenant: dt.datetime
) -> None:
    """End the live conversation when the request leaves its agent; say the answer where they speak."""
    if quoi in RELANCEES:
        _leave_live(escalade)
    suivie = followed(escalade)
    if quoi in FINS:
        await MainService(session).end(escalade.reference, FINS[quoi], maintenant, suivie=suivie)
    if quoi in DITES:
        with contextlib.suppress(Refus):  # no conversation: it is read in the plan
            conversation = await ConversationService(session).of_dossier(escalade.dossier_id)
            await MainService(session).say(conversation.id, f"demande_{quoi}", {"suivie": suivie})
            announce(session, conversation.id, "plan")


async def give_up_lost(
    session: AsyncSession, reference: str, avant: dt.datetime, maintenant: dt.datetime
) -> bool:
    """The agent gave no sign since `avant`: the person is told, and the request waits again.

    Its promise stays what it was: kept only if something was really answered.
    """
    if not await _free_if_gone(session, reference, avant):
        return False
    escalade = await session.get(Escalade, reference, populate_existing=True)
    mains = MainService(session)
    perdue = next((m for m in await mains.of_request(reference) if m.finie_le is None), None)
    if escalade is None or perdue is None:
        return False
    _leave_live(escalade)
    dit = await ConversationService(session).has_written(
        perdue.conversation_id, "agent", perdue.de_seq
    )
    if not dit and escalade.premiere_reponse_le == perdue.ouverte_le:
        escalade.premiere_reponse_le = None
    await session.flush()
    await mains.end(reference, PERDUE, maintenant, suivie=followed(escalade))
    EscaladeService(session).record(escalade, PERDUE, SYSTEME, maintenant)
    alert_desk(session, escalade, PERDUE)
    announce(session, perdue.conversation_id, "plan")
    return True


async def _free_if_gone(session: AsyncSession, reference: str, avant: dt.datetime) -> bool:
    """One order: of several servers, one frees it; not if the agent came back meanwhile."""
    absent = select(Main.id).where(
        Main.reference == reference, Main.finie_le.is_(None), Main.vu_le < avant
    )
    requete = (
        update(Escalade)
        .where(Escalade.reference == reference, Escalade.etat.in_(SUIVIES), absent.exists())
        .values(etat="nouvelle", agent_id=None)
        .returning(Escalade.reference)
        .execution_options(synchronize_session=False)
    )
    return (await session.execute(requete)).scalar_one_or_none() is not None
