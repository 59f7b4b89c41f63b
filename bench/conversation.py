"""One conversation held as a browser holds it: post a message, read the answer on the live stream.

A stream rather than polling: it is what people's screens use, and it does not burden the system
with requests that nobody makes in real life.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import yaml

MESSAGES = Path(__file__).with_name("messages.yml")
DELAI = 60.0
PANNE = "panne"


class SansReponse(Exception):
    """The system stopped answering: figures taken after that would mean nothing."""


def read_messages() -> list[list[str]]:
    """Conversations of bench/messages.yml."""
    brut = yaml.safe_load(MESSAGES.read_text(encoding="utf-8"))
    return [[str(m) for m in conversation] for conversation in brut["conversations"]]


def scripts_from(rang: int) -> Iterator[list[str]]:
    """Conversations without end, starting at another one for each client."""
    tous = read_messages()
    return itertools.islice(itertools.cycle(tous), rang % len(tous), None)


@dataclass
class Reponses:
    """What was timed: seconds to each answer, and answers that were not one."""

    delais: list[float] = field(default_factory=list)
    pannes: int = 0

    def add(self, delai: float, actes: list[str]) -> None:
        self.delais.append(delai)
        self.pannes += PANNE in actes


def make_client(url: str) -> httpx.AsyncClient:
    """One pool for all the simulated people."""
    return httpx.AsyncClient(
        base_url=f"{url.rstrip('/')}/api/v1",
        timeout=httpx.Timeout(DELAI, connect=5.0),
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=None),
    )


@dataclass(frozen=True)
class Dossier:
    """A real dossier and its conversation."""

    id: str
    conversation: str
    jeton: str

    @property
    def acces(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.jeton}"}


async def open_dossier(client: httpx.AsyncClient) -> Dossier:
    reponse = (await client.post("/dossiers", json={})).raise_for_status().json()
    return Dossier(reponse["id"], reponse["conversation"], reponse["jeton"])


async def delete_dossier(client: httpx.AsyncClient, dossier: Dossier) -> None:
    """Leave nothing behind; not timed."""
    await client.delete(f"/dossiers/{dossier.id}", headers=dossier.acces)


class Conversation:
    """A dossier with its open stream."""

    def __init__(self, client: httpx.AsyncClient, dossier: Dossier) -> None:
        self._client = client
        self.dossier = dossier
        self._bulles: asyncio.Queue[tuple[float, dict[str, Any]]] = asyncio.Queue()

    async def say(self, texte: str) -> tuple[float, list[str]]:
        """Send words; (seconds to the first bubble of the answer, its act)."""
        corps = {"client_id": str(uuid.uuid4()), "texte": texte}
        debut = time.perf_counter()
        reponse = await self._client.post(
            f"/conversations/{self.dossier.conversation}/messages",
            json=corps,
            headers=self.dossier.acces,
        )
        seq = reponse.raise_for_status().json()["seq"]
        try:
            async with asyncio.timeout(DELAI):
                while True:
                    arrivee, bulle = await self._bulles.get()
                    if bulle["auteur"] != "usager" and bulle["seq"] > seq:
                        return arrivee - debut, [bulle["acte"]]
        except TimeoutError:
            raise SansReponse(f"no answer within {DELAI:.0f} s") from None

    async def _follow(self, ouvert: asyncio.Event) -> None:
        chemin = f"/conversations/{self.dossier.conversation}/flux"
        async with self._client.stream("GET", chemin, headers=self.dossier.acces) as flux:
            flux.raise_for_status()
            nature = ""
            async for ligne in flux.aiter_lines():
                if ligne.startswith("event:"):
                    nature = ligne.removeprefix("event:").strip()
                elif ligne.startswith("data:") and nature == "bulle":
                    bulle = json.loads(ligne.removeprefix("data:"))
                    ouvert.set()  # the greeting: the stream is open, the clock may start
                    self._bulles.put_nowait((time.perf_counter(), bulle))


@asynccontextmanager
async def hold_conversation(client: httpx.AsyncClient) -> AsyncIterator[Conversation]:
    """A new conversation whose stream is open; deleted at the end. Neither is timed."""
    conversation = Conversation(client, await open_dossier(client))
    ouvert = asyncio.Event()
    lecture = asyncio.create_task(conversation._follow(ouvert))
    attente = asyncio.create_task(ouvert.wait())
    try:
        await asyncio.wait({lecture, attente}, timeout=DELAI, return_when=asyncio.FIRST_COMPLETED)
        if not ouvert.is_set():
            cause = lecture.exception() if lecture.done() else "its greeting never came"
            raise SansReponse(f"a live stream did not open: {cause!r}")
        yield conversation
    finally:
        attente.cancel()
        lecture.cancel()
        await asyncio.gather(lecture, attente, return_exceptions=True)
        await delete_dossier(client, conversation.dossier)
