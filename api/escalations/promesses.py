"""A promised hour that has passed without an answer: said once, to those who must act and to the
person who waits. Whether it is broken follows from the dates alone (`promise_state`)."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Collection

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.live import announce
from api.conversations.service import ConversationService
from api.errors import Refus
from api.escalations.etats import OUVERTES
from api.escalations.lecture import followed
from api.escalations.main import SYSTEME, MainService
from api.escalations.models import Escalade, Evenement
from api.escalations.reveil import alert_desk
from api.escalations.service import USAGER, EscaladeService

ROMPUE = "promesse_rompue"
# What happened to a request that is news for who helps the person.
NOUVELLES = (
    *("en_cours", "piece_manquante", "transferee", "close", "rendez_vous_propose"),
    *("rendez_vous_annule", "rendez_vous_lieu", "rendez_vous_absent_agent", ROMPUE),
)


def _broken(maintenant: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    """Past its hour, without an answer, not said yet. Listening lines promise no hour of ours."""
    dite = select(Evenement.id).where(
        Evenement.reference == Escalade.reference,
        Evenement.quoi == ROMPUE,
        Evenement.le > Escalade.promesse_avant,
    )
    return (
        Escalade.etat.in_(OUVERTES),
        Escalade.canal != "lignes",
        Escalade.premiere_reponse_le.is_(None),
        Escalade.promesse_avant < maintenant,
        ~dite.exists(),
    )


async def broken(session: AsyncSession, maintenant: dt.datetime) -> list[str]:
    """The requests whose promise has just been broken."""
    requete = select(Escalade.reference).where(*_broken(maintenant))
    return list((await session.execute(requete)).scalars())


async def tell_broken(session: AsyncSession, reference: str, maintenant: dt.datetime) -> bool:
    """Alert the desk, tell the person; False when another server did, or an answer came.

    Where someone may be in danger the screen says nothing: only those trained for it are told.
    """
    verrou = select(Escalade).where(Escalade.reference == reference).with_for_update()
    await session.execute(verrou)
    requete = select(Escalade).where(Escalade.reference == reference, *_broken(maintenant))
    escalade = (await session.execute(requete)).scalar_one_or_none()
    if escalade is None:
        return False
    EscaladeService(session).record(escalade, ROMPUE, SYSTEME, maintenant)
    alert_desk(session, escalade, ROMPUE)
    if not escalade.restreinte:
        with contextlib.suppress(Refus):  # no conversation: it is read in the plan
            conversation = await ConversationService(session).of_dossier(escalade.dossier_id)
            suivie = {**followed(escalade), "rompue": True}
            await MainService(session).say(conversation.id, "demande_rompue", {"suivie": suivie})
            announce(session, conversation.id, "plan")
    return True


async def news_since(
    session: AsyncSession, dossiers: Collection[str], depuis: dt.datetime
) -> list[tuple[Escalade, Evenement]]:
    """What became of the requests of these dossiers since then, the last thing of each.

    Nothing of those of someone in danger: this list is read with others in the room.
    """
    requete = (
        select(Escalade, Evenement)
        .join(Evenement, Evenement.reference == Escalade.reference)
        .where(
            Escalade.dossier_id.in_(dossiers),
            Escalade.restreinte.is_(False),
            Evenement.quoi.in_(NOUVELLES),
            Evenement.par != USAGER,
            Evenement.le > depuis,
        )
        .order_by(Evenement.id)
    )
    derniers = {e.reference: (e, quoi) for e, quoi in (await session.execute(requete)).all()}
    return sorted(derniers.values(), key=lambda n: n[1].le, reverse=True)
