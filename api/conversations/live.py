"""Waking the open streams: identifiers only travel, the database is the truth.

In one process a set of queues is enough; with several workers PostgreSQL's NOTIFY wakes them all.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Protocol

import psycopg
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from api.database import Database

journal = logging.getLogger("jalons.live")
CANAL = "jalons"
ATTENTE = "signaux"  # where a session keeps what it will tell
PLACES = 500  # signals that wait for one reader


class Live(Protocol):
    async def start(self) -> None: ...
    async def stop(self) -> None: ...
    async def publish(self, sujet: str, nature: str, **details: Any) -> None: ...
    def subscribe(self, *sujets: str) -> contextlib.AbstractContextManager[Abonnement]: ...


class Abonnement(asyncio.Queue[Any]):
    """The signals of one reader, about one subject or several; more may be added on the way."""

    def __init__(self, files: dict[str, set[asyncio.Queue[Any]]]) -> None:
        super().__init__(PLACES)
        self._files = files
        self.sujets: set[str] = set()

    async def get_all(self) -> list[Any]:
        """Wait for a signal, then everything that came with it: read once, not once for each."""
        recus = [await self.get()]
        while not self.empty():
            recus.append(self.get_nowait())
        return recus

    def add(self, sujet: str) -> None:
        """Hear about this too."""
        self._files[sujet].add(self)
        self.sujets.add(sujet)

    def drop(self, sujet: str) -> None:
        """Hear about this no more."""
        self.sujets.discard(sujet)
        self._files[sujet].discard(self)
        if not self._files[sujet]:
            del self._files[sujet]


class InProcess:
    """Streams of this process only."""

    def __init__(self) -> None:
        self._files: dict[str, set[asyncio.Queue[Any]]] = defaultdict(set)

    async def start(self) -> None:
        return None

    async def stop(self) -> None:
        """Close every open stream: a server must not outlive its readers."""
        for files in list(self._files.values()):
            for file in list(files):
                with contextlib.suppress(asyncio.QueueFull):  # its reader is gone
                    file.put_nowait(None)

    async def publish(self, sujet: str, nature: str, **details: Any) -> None:
        self.deliver({"sujet": sujet, "nature": nature, **details})

    def deliver(self, signal: dict[str, Any]) -> None:
        for file in self._files.get(signal["sujet"], ()):
            with contextlib.suppress(asyncio.QueueFull):  # a slow reader refetches anyway
                file.put_nowait(signal)

    @contextlib.contextmanager
    def subscribe(self, *sujets: str) -> Iterator[Abonnement]:
        file = Abonnement(self._files)
        for sujet in sujets:
            file.add(sujet)
        try:
            yield file
        finally:
            for sujet in list(file.sujets):
                file.drop(sujet)


class PostgresLive(InProcess):
    """Streams of every worker, woken by LISTEN/NOTIFY (payload: identifiers, never content)."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url.replace("postgresql+psycopg://", "postgresql://")
        self._ecoute: asyncio.Task[None] | None = None
        self._emission: psycopg.AsyncConnection[Any] | None = None
        self._verrou = asyncio.Lock()

    async def start(self) -> None:
        self._ecoute = asyncio.create_task(self._listen())

    async def stop(self) -> None:
        await super().stop()
        if self._ecoute:
            self._ecoute.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._ecoute
        if self._emission:
            await self._emission.close()

    async def publish(self, sujet: str, nature: str, **details: Any) -> None:
        charge = json.dumps({"sujet": sujet, "nature": nature, **details})
        async with self._verrou:
            for essai in (1, 2):
                try:
                    if self._emission is None or self._emission.closed:
                        self._emission = await self._connect()
                    await self._emission.execute("SELECT pg_notify(%s, %s)", (CANAL, charge))
                    return
                except psycopg.OperationalError:
                    self._emission = None
                    if essai == 2:
                        journal.warning("notification not sent; readers will refetch")
        self.deliver(json.loads(charge))

    async def _connect(self) -> psycopg.AsyncConnection[Any]:
        return await psycopg.AsyncConnection.connect(self._url, autocommit=True)

    async def _listen(self) -> None:
        while True:
            try:
                async with await self._connect() as connexion:
                    await connexion.execute(f"LISTEN {CANAL}")
                    await self._wake_all()
                    async for notification in connexion.notifies():
                        self.deliver(json.loads(notification.payload))
            except psycopg.OperationalError:
                journal.warning("listening connection lost; reconnecting")
                await asyncio.sleep(1)

    async def _wake_all(self) -> None:
        """After a reconnection, every stream refetches: nothing said meanwhile is lost."""
        for sujet in list(self._files):
            self.deliver({"sujet": sujet, "nature": "bulle"})
            self.deliver({"sujet": sujet, "nature": "plan"})


def make_live(url: str) -> Live:
    """The live bus that fits a database URL."""
    return PostgresLive(url) if url.startswith("postgresql") else InProcess()


def announce(session: AsyncSession, sujet: str, nature: str, **details: Any) -> None:
    """Wake readers once what this session writes is kept: not before, and not if it is undone."""
    signal = {"sujet": sujet, "nature": nature, **details}
    attente = session.info.setdefault(ATTENTE, [])
    if signal not in attente:
        attente.append(signal)


def carry_announces(database: Database, live: Live) -> None:
    """Publish what sessions announced, at each commit."""
    envois: set[asyncio.Task[None]] = set()

    @event.listens_for(database.sync_session, "after_commit")
    def send(session: Session) -> None:
        if session.in_nested_transaction():
            return
        for signal in session.info.pop(ATTENTE, ()):
            envoi = asyncio.get_running_loop().create_task(live.publish(**signal))
            envois.add(envoi)
            envoi.add_done_callback(envois.discard)

    @event.listens_for(database.sync_session, "after_rollback")
    def forget(session: Session) -> None:
        if not session.in_nested_transaction():
            session.info.pop(ATTENTE, None)
