"""A live stream as a browser reads it."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx

from tests.api.personne import API, PATIENCE, Personne


@dataclass(frozen=True)
class Evenement:
    nature: str
    donnees: Any
    id: str | None


class Flux:
    """The events of one open stream, in order."""

    def __init__(self, reponse: httpx.Response) -> None:
        self.reponse = reponse
        self.coupe = False  # ended in the middle of the answer
        self._file: asyncio.Queue[Evenement | None] = asyncio.Queue()
        self.lecture = asyncio.create_task(self._read())

    async def _read(self) -> None:
        """Reads on its own, so that waiting a while for nothing breaks nothing."""
        try:
            async for evenement in self._parse(self.reponse.aiter_lines()):
                self._file.put_nowait(evenement)
        except (httpx.RemoteProtocolError, httpx.ReadError):
            self.coupe = True
        self._file.put_nowait(None)

    @staticmethod
    async def _parse(lignes: AsyncIterator[str]) -> AsyncIterator[Evenement]:
        champs: dict[str, str] = {}
        async for ligne in lignes:
            if ligne.startswith(":"):
                yield Evenement("commentaire", ligne[1:].strip(), None)
            elif ligne:
                nom, _, valeur = ligne.partition(": ")
                champs[nom] = valeur
            elif champs:
                donnees = json.loads(champs.get("data", "null"))
                yield Evenement(champs.get("event", ""), donnees, champs.get("id"))
                champs = {}

    async def next(self, *natures: str, patience: float = PATIENCE) -> Evenement:
        """The next event (of one of these kinds)."""
        async with asyncio.timeout(patience):
            while evenement := await self._file.get():
                if not natures or evenement.nature in natures:
                    return evenement
        raise EOFError("the stream is over")

    async def bubbles(self, combien: int) -> list[dict[str, Any]]:
        return [(await self.next("bulle")).donnees for _ in range(combien)]

    async def is_silent(self, secondes: float = 0.3) -> bool:
        """True when no bubble comes."""
        try:
            await self.next("bulle", patience=secondes)
        except TimeoutError:
            return True
        return False

    async def ends(self, patience: float = 5.0) -> bool:
        """True when the server closes the stream, however it does it."""
        try:
            async with asyncio.timeout(patience):
                while True:
                    await self.next()
        except EOFError:
            return True
        except TimeoutError:
            return False


@contextlib.asynccontextmanager
async def follow(
    client: httpx.AsyncClient,
    usager: Personne,
    *,
    depuis: int = 0,
    dernier: str | None = None,
    billet: str | None = None,
) -> AsyncIterator[Flux]:
    """Open the stream of a person's conversation, with a fresh ticket as a browser does."""
    if billet is None:
        billet = (await usager.call("POST", "/billet")).json()["billet"]
    entetes = {"last-event-id": dernier} if dernier else {}
    async with client.stream(
        "GET",
        f"{API}/conversations/{usager.conversation}/flux",
        params={"billet": billet, "depuis": depuis},
        headers=entetes,
    ) as reponse:
        assert reponse.status_code == 200, await reponse.aread()
        flux = Flux(reponse)
        try:
            yield flux
        finally:
            flux.lecture.cancel()
            await asyncio.gather(flux.lecture, return_exceptions=True)
