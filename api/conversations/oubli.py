"""Forgetting in time (docs/privacy.md): by the daily `jalons purge`, and while the server runs.

Where violence was said, nothing waits for a daily task: the running server looks several times a
minute, after the way of each message has already erased its words.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from dataclasses import dataclass

from api.apprentissage.service import ApprentissageService
from api.conversations import tracker
from api.conversations.live import Live
from api.conversations.service import ConversationService
from api.database import Database, now
from api.dossiers.service import DossierService
from api.escalations.main import MainService
from api.languages.labels import Labels
from api.parcours.service import ParcoursService
from api.settings import Settings
from api.translation.memoire import Memoire

journal = logging.getLogger("jalons.oubli")
PAUSE = 20.0  # seconds between two rounds of the running server


@dataclass(frozen=True)
class Bilan:
    """What was forgotten."""

    dossiers: int = 0
    evenements: int = 0
    incompris: int = 0


class Oubli:
    """Applies the retention. `live` tells the screens still open on what is erased."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        parcours: ParcoursService,
        labels: Labels,
        live: Live | None = None,
    ) -> None:
        self.settings = settings
        self.database = database
        self.parcours = parcours
        self.labels = labels
        self.live = live
        self._ronde: asyncio.Task[None] | None = None

    async def forget_all(self) -> Bilan:
        """Every retention: dossiers, what protection forbids to keep, old dialogue state, the
        memory of translations."""
        retention = self.settings.retention
        proteges = await self.forget_protected()
        async with self.database.session() as session:
            perimes = await self._dossiers(session).stale(
                now() - dt.timedelta(days=retention.dossier_inactif),
                now() - dt.timedelta(days=retention.conversation_abandonnee),
            )
        effaces = await self._erase(perimes)
        async with self.database.session.begin() as session:
            await Memoire(session).forget(now() - dt.timedelta(days=retention.dossier_inactif))
        limite = now() - dt.timedelta(days=retention.suivi_dialogue)
        vieux = await tracker.purge(self.settings.tracker_url, limite)
        jour = (now() - dt.timedelta(days=retention.apprentissage)).date()
        async with self.database.session.begin() as session:
            # Without the deployment's agreement, nothing learnt from use stays.
            incompris = await ApprentissageService(session).purge(
                jour if self.settings.apprentissage else None
            )
        return Bilan(
            proteges.dossiers + effaces.dossiers,
            proteges.evenements + effaces.evenements + vieux,
            incompris,
        )

    async def forget_protected(self) -> Bilan:
        """What violence forbids to keep: dossiers left alone, and words that a stop left behind."""
        retention = self.settings.retention
        async with self.database.session.begin() as session:
            perimes = await self._dossiers(session).stale_protected(
                now() - dt.timedelta(minutes=retention.dossier_protege),
                now() - dt.timedelta(days=retention.dossier_protege_voulu),
            )
        effaces = await self._erase(perimes)
        async with self.database.session.begin() as session:
            proteges = await self._dossiers(session).protected()
            conversations = ConversationService(session)
            # What is said to a human who answers now is erased once they have finished.
            ecoutees = await MainService(session).owned() if proteges else set()
            ids = set(await conversations.ids_of(proteges)) - ecoutees
            bavardes = await conversations.settled(sorted(ids))
            await conversations.forget_words(bavardes)
        mots = await tracker.forget_words(self.settings.tracker_url, bavardes)
        return Bilan(effaces.dossiers, effaces.evenements + mots)

    async def _erase(self, dossiers: list[str]) -> Bilan:
        """The engine's state first: while a dossier is there, the next round may try again."""
        if not dossiers:
            return Bilan()
        async with self.database.session.begin() as session:
            ids = await ConversationService(session).ids_of(dossiers)
            evenements = await tracker.forget(self.settings.tracker_url, ids)
            for dossier_id in dossiers:
                await self._dossiers(session).delete(dossier_id)
        if self.live:
            for conversation_id in ids:
                await self.live.publish(conversation_id, "fin")
        return Bilan(len(dossiers), evenements)

    def _dossiers(self, session) -> DossierService:  # type: ignore[no-untyped-def]
        return DossierService(session, self.parcours, self.labels)

    async def open(self) -> None:
        """Forget now what a stop kept too long, then as long as this server runs."""
        self._ronde = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        while True:
            try:
                await self.forget_protected()
            except Exception:  # the next round may go better: it must take place
                journal.exception("what must not be kept could not be erased")
            await asyncio.sleep(PAUSE)

    async def stop(self) -> None:
        if self._ronde:
            self._ronde.cancel()
            await asyncio.gather(self._ronde, return_exceptions=True)
