"""The only door to the dialogue engine: a channel with a bearer secret, synchronous JSON."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse


class SortieJalons(CollectingOutputChannel):
    """Collects the acts of one turn."""

    @classmethod
    def name(cls) -> str:
        return "jalons"

    def acts(self) -> list[dict[str, Any]]:
        """The language-neutral acts said in this turn; anything else would be a content bug."""
        return [m["custom"] for m in self.messages if "acte" in m.get("custom", {})]


class CanalJalons(InputChannel):
    """POST /webhooks/jalons/webhook: {sender, message, metadata} → {messages: [{acte, params}]}."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    @classmethod
    def name(cls) -> str:
        return "jalons"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> CanalJalons:
        if not credentials or not credentials.get("secret"):
            cls.raise_missing_credentials_exception()
        return cls(credentials["secret"])

    def _is_allowed(self, request: Request) -> bool:
        jeton = (request.headers.get("authorization") or "").removeprefix("Bearer ")
        return hmac.compare_digest(jeton.encode(), self._secret.encode())

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes of the channel."""
        plan = Blueprint("jalons", __name__)

        @plan.get("/")
        async def health(_: Request) -> HTTPResponse:
            return response.json({"etat": "ok"})

        @plan.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            if not self._is_allowed(request):
                return response.json({"erreur": "secret"}, status=401)
            corps = request.json or {}
            sortie = SortieJalons()
            await on_new_message(
                UserMessage(
                    corps["message"],
                    sortie,
                    corps["sender"],
                    input_channel=self.name(),
                    metadata=corps.get("metadata") or {},
                )
            )
            return response.json({"messages": sortie.acts()})

        @plan.post("/comprendre")
        async def understand(request: Request) -> HTTPResponse:
            if not self._is_allowed(request):
                return response.json({"erreur": "secret"}, status=401)
            agent = request.app.ctx.agent
            lus = [await agent.parse_message(t) for t in (request.json or {}).get("textes", [])]
            return response.json({"comprehensions": lus})

        return plan
