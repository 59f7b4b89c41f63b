"""The door of the dialogue engine: one channel, on loopback, with a shared secret.

POST /webhooks/jalons/webhook     {sender, message, metadata} → {messages: [{acte, params}], comprehension}
POST /webhooks/jalons/comprendre  {texts: […], le?}           → [comprehension]
GET  /webhooks/jalons/            → {status: ok}

There is no `rest` channel: Rasa never protects it.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.comprehension import summarise
from bot.surete import apply_union

journal = logging.getLogger("jalons.canal")
NOM = "jalons"
TEXTES_MAX = 200


class SortieJalons(CollectingOutputChannel):
    """Gathers the acts of one turn."""

    @classmethod
    def name(cls) -> str:
        return NOM

    def acts(self) -> list[dict[str, Any]]:
        """The acts said; a turn without any would be silence, so it says `panne`."""
        actes = [m["custom"] for m in self.messages if isinstance(m.get("custom"), dict)]
        return actes or [{"acte": "panne", "params": {}}]


class CanalJalons(InputChannel):
    """Server to server: a bearer secret in, acts and what was understood out."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    @classmethod
    def name(cls) -> str:
        return NOM

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> CanalJalons:
        secret = (credentials or {}).get("secret")
        if not secret:
            cls.raise_missing_credentials_exception()
        return cls(str(secret))

    def _is_allowed(self, request: Request) -> bool:
        jeton = (request.headers.get("authorization") or "").removeprefix("Bearer ")
        return hmac.compare_digest(jeton.encode(), self._secret.encode())

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        routes = Blueprint("jalons_canal", __name__)

        @routes.get("/")
        async def health(request: Request) -> HTTPResponse:
            agent = getattr(request.app.ctx, "agent", None)
            pret = bool(agent and agent.is_ready())
            return response.json({"status": "ok" if pret else "loading"}, 200 if pret else 503)

        @routes.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            if not self._is_allowed(request):
                return response.json({"error": "unauthorized"}, 401)
            corps = request.json
            if not _is_turn(corps):
                return response.json({"error": "expected {sender, message, metadata}"}, 422)
            sortie = SortieJalons()
            message = UserMessage(
                corps["message"],
                sortie,
                corps["sender"],
                input_channel=NOM,
                metadata=corps.get("metadata") or {},
            )
            # Understood once, here: the same result goes to the dialogue and to the caller.
            message.parse_data = await _parse(request, message)
            apply_union(message.parse_data, (message.metadata or {}).pop("surete", None))
            await on_new_message(message)
            return response.json(
                {"messages": sortie.acts(), "comprehension": summarise(message.parse_data)}
            )

        @routes.post("/comprendre")
        async def understand(request: Request) -> HTTPResponse:
            if not self._is_allowed(request):
                return response.json({"error": "unauthorized"}, 401)
            corps = request.json
            textes = corps.get("texts") if isinstance(corps, dict) else None
            if (
                not isinstance(textes, list)
                or len(textes) > TEXTES_MAX
                or not all(isinstance(t, str) for t in textes)
            ):
                return response.json(
                    {"error": f"expected {{texts: [at most {TEXTES_MAX} strings]}}"}, 422
                )
            resultats = []
            for texte in textes:
                message = UserMessage(texte, input_channel=NOM, metadata={"le": corps.get("le")})
                resultats.append(summarise(await _parse(request, message)))
            return response.json(resultats)

        return routes


def _is_turn(corps: Any) -> bool:
    return (
        isinstance(corps, dict)
        and isinstance(corps.get("message"), str)
        and isinstance(corps.get("sender"), str)
        and isinstance(corps.get("metadata") or {}, dict)
    )


async def _parse(request: Request, message: UserMessage) -> dict[str, Any]:
    return await request.app.ctx.agent.processor.parse_message(message)
