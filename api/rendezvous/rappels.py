"""Reminders, for those who wanted one: said once, whatever the number of servers."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.live import Live
from api.conversations.service import ConversationService
from api.database import Database, now
from api.errors import Refus
from api.escalations.contenu import Contenus, delivered
from api.escalations.horaires import Lieu
from api.escalations.service import EscaladeService
from api.rendezvous.contenu import Reglement, delivered_rules
from api.rendezvous.envoi import AucunEnvoi, Envoi
from api.rendezvous.lecture import act, told
from api.rendezvous.models import RendezVous

journal = logging.getLogger("jalons.rappels")
PAUSE = 60.0  # seconds between two rounds


async def remind(
    session: AsyncSession,
    maintenant: dt.datetime,
    contenus: Contenus | None = None,
    reglement: Reglement | None = None,
) -> list[str]:
    """Say the reminders that are due; the conversations in which one was said."""
    contenus, reglement = contenus or delivered(), reglement or delivered_rules()
    avant = dt.timedelta(hours=reglement.reglages.rappel_heures.valeur)
    dus = (
        select(RendezVous.id)
        .where(
            RendezVous.etat == "confirme",
            RendezVous.rappel_consenti.is_(True),
            RendezVous.rappel_dit_le.is_(None),
            RendezVous.debut > maintenant,
            RendezVous.debut <= maintenant + avant,
        )
        .with_for_update(skip_locked=True)
    )
    pris = (
        update(RendezVous)
        .where(RendezVous.id.in_(dus), RendezVous.rappel_dit_le.is_(None))
        .values(rappel_dit_le=maintenant)
        .returning(RendezVous)
    )
    dites = []
    conversations, demandes = ConversationService(session), EscaladeService(session, contenus)
    for rendez_vous in (await session.execute(pris)).scalars().all():
        with contextlib.suppress(Refus):  # erased at this very moment
            demande = await demandes.by_reference(rendez_vous.reference)
            if demande.restreinte:  # danger was said since: the screen may be read by another
                continue
            conversation = await conversations.of_dossier(demande.dossier_id)
            fuseau = contenus.regles.zone(rendez_vous.departement)
            jour = Lieu(rendez_vous.departement, fuseau).day(maintenant)
            dit = told(demande, rendez_vous, fuseau, dit_le=jour)
            await conversations.say(conversation.id, [act("rendez_vous_rappel", dit)])
            dites.append(conversation.id)
    return dites


@dataclass
class Rappels:
    """Says reminders while the server runs. `envoi`: what leaves this site; nothing does today."""

    database: Database
    live: Live
    envoi: Envoi
    _ronde: asyncio.Task[None] | None = None

    @classmethod
    def of(cls, database: Database, live: Live) -> Rappels:
        return cls(database, live, AucunEnvoi())

    async def open(self) -> None:
        self._ronde = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        while True:
            try:
                await self.round(now())
            except Exception:  # the next round may go better: it must take place
                journal.exception("the round of reminders failed")
            await asyncio.sleep(PAUSE)

    async def round(self, maintenant: dt.datetime) -> None:
        """Say what is due now, and wake the screens that show it."""
        async with self.database.session.begin() as session:
            dites = await remind(session, maintenant)
        for conversation in dites:
            await self.live.publish(conversation, "bulle")

    async def stop(self) -> None:
        if self._ronde:
            self._ronde.cancel()
            await asyncio.gather(self._ronde, return_exceptions=True)
