"""A stand-in for the dialogue engine: says what a test tells it to, or fails as it is told to."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

Reponse = Callable[[dict[str, Any]], Awaitable[httpx.Response]]


class RasaFactice:
    """An httpx transport handler. `recus` keeps the turns it was given, in order."""

    def __init__(self) -> None:
        self.recus: list[dict[str, Any]] = []
        self.debout = True
        self._repond: Reponse
        self.says("merci")

    async def __call__(self, requete: httpx.Request) -> httpx.Response:
        if not self.debout:
            raise httpx.ConnectError("refused")
        if requete.method == "GET":
            return httpx.Response(200, json={"etat": "ok"})
        corps = json.loads(requete.content)
        self.recus.append(corps)
        return await self._repond(corps)

    @property
    def textes(self) -> list[str]:
        """What the engine was given to understand."""
        return [r["message"] for r in self.recus]

    def answers(self, repond: Reponse) -> None:
        self._repond = repond

    def says(self, *actes: str | dict[str, Any]) -> None:
        """Answer every turn with these acts (a name, or {"acte", "params"})."""
        messages = [{"acte": a, "params": {}} if isinstance(a, str) else a for a in actes]
        self.returns({"messages": messages})

    def returns(self, corps: Any, statut: int = 200) -> None:
        """Answer every turn with this JSON, whatever it is worth."""

        async def repond(_: dict[str, Any]) -> httpx.Response:
            return httpx.Response(statut, json=corps)

        self._repond = repond

    def returns_text(self, texte: str, statut: int = 200) -> None:
        async def repond(_: dict[str, Any]) -> httpx.Response:
            return httpx.Response(statut, text=texte)

        self._repond = repond

    def waits(self, porte: asyncio.Event, acte: str = "merci") -> None:
        """Answer only once the test opens the door."""

        async def repond(_: dict[str, Any]) -> httpx.Response:
            await porte.wait()
            return httpx.Response(200, json={"messages": [{"acte": acte, "params": {}}]})

        self._repond = repond
