"""Violence was said in a dossier: its requests leave every ordinary list, and are never left with
nobody who may see them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.database import now
from api.escalations import acces
from api.escalations.acces import Effectif
from api.escalations.appreciation import COMPETENCE_PROTECTION
from api.escalations.contenu import delivered
from api.escalations.droits_agents import is_trained, is_unnamed
from api.escalations.etats import A_PRENDRE
from api.escalations.main import SYSTEME, MainService
from api.escalations.models import Escalade
from api.escalations.reveil import alert_desk, wake_desk
from api.escalations.service import EscaladeService

PROTEGEE = "protegee"
ATTENTIF = "attentif"


async def restrict(session: AsyncSession, dossier_id: str) -> None:
    """Its requests become restricted, and how to call back is erased.

    Whoever follows one without being trained for it gives it back at once, unless they are with
    the person right now: nobody is torn away (`free_untrained` when they have finished).
    """
    requete = select(Escalade).where(Escalade.dossier_id == dossier_id)
    ordinaires = requete.where(Escalade.restreinte.is_(False))
    ordinaires = ordinaires.with_for_update().execution_options(populate_existing=True)
    demandes = (await session.execute(ordinaires)).scalars().all()
    if not demandes:
        return
    effectif, maintenant = await acces.workforce(session), now()
    for demande in demandes:
        wake_desk(session, demande)  # the ordinary queue that it leaves
        _restrict(demande)
        if demande.etat == "close":
            wake_desk(session, demande)
        else:
            await _hand_to_trained(session, demande, effectif, maintenant)
    await session.flush()


def _restrict(demande: Escalade) -> None:
    """Only those trained for it may see it, and may take it whatever it was about."""
    demande.restreinte = True
    demande.niveau, demande.competence = "accompagnement", COMPETENCE_PROTECTION
    if ATTENTIF not in demande.raisons:
        demande.raisons = [ATTENTIF, *demande.raisons]
        demande.priorite += delivered().regles.raisons[ATTENTIF].points
    demande.canal = "lignes"
    demande.contact = demande.contact_consigne = None
    demande.moment = demande.etape = None


async def free_untrained(session: AsyncSession, demande: Escalade, maintenant: dt.datetime) -> None:
    """Who answered in person has finished: a restricted request goes on with someone trained."""
    if demande.restreinte and demande.etat != "close":
        await _hand_to_trained(session, demande, await acces.workforce(session), maintenant)
        await session.flush()


async def _hand_to_trained(
    session: AsyncSession, demande: Escalade, effectif: Effectif, maintenant: dt.datetime
) -> None:
    """Back to the queue of those who may see it; they are told, or who must name them is."""
    formes = {a.id for a in effectif.agents if is_trained(a)}
    if demande.agent_id and demande.agent_id not in formes:
        mains = await MainService(session).of_request(demande.reference)
        if not any(m.finie_le is None and m.agent_id == demande.agent_id for m in mains):
            demande.agent_id = None
            demande.etat = demande.etat if demande.etat in A_PRENDRE else "nouvelle"
    demande.alerte = is_unnamed(effectif.agents, demande, delivered())
    EscaladeService(session).record(demande, PROTEGEE, SYSTEME, maintenant)
    if demande.alerte or demande.etat in A_PRENDRE:
        alert_desk(session, demande, PROTEGEE)
