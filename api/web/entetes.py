"""Security headers on every answer, as a plain ASGI layer: live streams pass through untouched."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.web.ports import ReglagesWeb

PUBLIC_PREFIX = "/static/"
DOCUMENTATION = ("/docs", "/redoc")
DESK = "/bureau"  # in no frame: a click of an agent must be their own
INDEXED = ("/", "/accessibilite", "/confidentialite", "/integration")


def build_csp(frame_ancestors: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            f"frame-ancestors {frame_ancestors}",
        )
    )


class EntetesSecurite:
    def __init__(self, app: ASGIApp, reglages: ReglagesWeb) -> None:
        self.app = app
        self.csp = build_csp(" ".join(("'self'", *reglages.origines_integration)))
        self.csp_desk = build_csp("'none'")
        self.https = reglages.adresse_publique.startswith("https://")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.add_headers(MutableHeaders(scope=message), path)
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def add_headers(self, headers: MutableHeaders, path: str) -> None:
        headers["X-Content-Type-Options"] = "nosniff"
        # Not `no-referrer` everywhere: browsers then send `Origin: null` with our own forms.
        headers.setdefault("Referrer-Policy", "same-origin")
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(self)"
        if self.https:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        if not path.startswith(DOCUMENTATION):
            headers["Content-Security-Policy"] = (
                self.csp_desk if path.startswith(DESK) else self.csp
            )
        if path.startswith(PUBLIC_PREFIX):
            # Module scripts of another origin are fetched with CORS: the element is embeddable.
            headers["Access-Control-Allow-Origin"] = "*"
            headers["Cross-Origin-Resource-Policy"] = "cross-origin"
            return
        if path not in INDEXED:
            headers["X-Robots-Tag"] = "noindex, nofollow"
        headers.setdefault("Cache-Control", "no-store")
