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

journal = logging.getLogger("jalons.live")
CANAL = "jalons"


class Live(Protocol):
    async def start(self) -> None: ...
    async def stop(self) -> None: ...
    async def publish(self, sujet: str, nature: str, **details: Any) -> None: ...
    def subscribe(self, sujet: str) -> contextlib.AbstractContextManager[asyncio.Queue[Any]]: ...


class InProcess:
    """Streams of this process only."""

    def __init__(self) -> None:
        self._files: dict[str, set[asyncio.Queue[Any]]] = defaultdict(set)

    async def start(self) -> None:
        return None

    async def stop(self) -> None:
        """Close every open stream: a server must not outlive its readers."""
        for files in list(self._files.values()):
            for file in files:
                with contextlib.suppress(asyncio.QueueFull):  # its reader is gone
                    file.put_nowait(None)

    async def publish(self, sujet: str, nature: str, **details: Any) -> None:
        self.deliver({"sujet": sujet, "nature": nature, **details})

    def deliver(self, signal: dict[str, Any]) -> None:
        for file in self._files.get(signal["sujet"], ()):
            with contextlib.suppress(asyncio.QueueFull):  # a slow reader refetches anyway
                file.put_nowait(signal)

    @contextlib.contextmanager
    def subscribe(self, sujet: str) -> Iterator[asyncio.Queue[Any]]:
        file: asyncio.Queue[Any] = asyncio.Queue(200)
        self._files[sujet].add(file)
        try:
            yield file
        finally:
            self._files[sujet].discard(file)
            if not self._files[sujet]:
                del self._files[sujet]


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
