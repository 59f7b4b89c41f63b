"""The watch over what was promised: neither an agent who is gone nor an hour that has passed is
waited for in silence."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging

from api.database import Database, now
from api.escalations.direct import give_up_lost
from api.escalations.main import MainService
from api.escalations.promesses import broken, tell_broken

journal = logging.getLogger("jalons.garde")
RONDE = 15.0  # seconds


class Garde:
    """Gives back to the queue what a vanished agent held, and says what was not kept. Several
    servers may watch at once."""

    def __init__(self, database: Database, absence: dt.timedelta) -> None:
        self.database = database
        self.absence = absence
        self._ronde: asyncio.Task[None] | None = None

    async def look(self, maintenant: dt.datetime) -> int:
        """One round at one instant; how many requests went back to their queue."""
        avant = maintenant - self.absence
        async with self.database.session() as session:
            perdues = await MainService(session).silent_since(avant)
        rendues = 0
        for reference in perdues:
            async with self.database.session.begin() as session:
                rendues += await give_up_lost(session, reference, avant, maintenant)
        return rendues

    async def check_promises(self, maintenant: dt.datetime) -> int:
        """One round at one instant; how many broken promises were said."""
        async with self.database.session() as session:
            rompues = await broken(session, maintenant)
        dites = 0
        for reference in rompues:
            async with self.database.session.begin() as session:
                dites += await tell_broken(session, reference, maintenant)
        return dites

    async def open(self) -> None:
        self._ronde = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(RONDE)
            try:
                await self.look(now())
                await self.check_promises(now())
            except Exception:  # the next round may go better: it must take place
                journal.exception("the watch over what was promised failed")

    async def stop(self) -> None:
        if self._ronde:
            self._ronde.cancel()
            await asyncio.gather(self._ronde, return_exceptions=True)
