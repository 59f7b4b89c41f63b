"""What one sender may ask: the size of a request, and how many dossiers an address opens.

Nobody's address is kept: only a fingerprint, salted anew at each start, in memory, for a minute.
"""

from __future__ import annotations

import hashlib
import ipaddress
import math
import secrets
import time

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter, RateLimiter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import Refus

# A home has a whole network of IPv6 addresses.
PREFIXE_IPV6 = 64


def check_rate(
    limiteur: RateLimiter, rythme: RateLimitItem, cle: str, champ: str, code: str
) -> None:
    """Count one more; refuse (429) with the seconds to wait when it is too many."""
    if limiteur.hit(rythme, cle):
        return
    libre = limiteur.get_window_stats(rythme, cle).reset_time
    secondes = max(1, math.ceil(libre - time.time()))
    raise Refus(429, champ, code, entetes={"retry-after": str(secondes)}, secondes=secondes)


class DebitDossiers:
    """How many dossiers one address may open in a minute."""

    def __init__(self, par_minute: int) -> None:
        self._rythme = RateLimitItemPerMinute(par_minute)
        self._limiteur = MovingWindowRateLimiter(MemoryStorage())
        self._sel = secrets.token_bytes(32)

    def check(self, request: Request) -> None:
        """One more dossier from this address; refused when it is one too many."""
        reseau = network_of(request.client.host if request.client else "")
        if reseau is None:
            return
        cle = hashlib.blake2b(reseau.encode(), key=self._sel, digest_size=16).hexdigest()
        check_rate(self._limiteur, self._rythme, cle, "dossiers", "trop_de_dossiers")


def network_of(hote: str) -> str | None:
    """What counts as one sender; None for this machine itself, or when nothing is known."""
    try:
        adresse = ipaddress.ip_address(hote)
    except ValueError:
        return hote or None
    if isinstance(adresse, ipaddress.IPv6Address):
        if adresse.ipv4_mapped is None:
            if adresse.is_loopback:
                return None
            return str(ipaddress.ip_network((adresse, PREFIXE_IPV6), strict=False))
        adresse = adresse.ipv4_mapped
    # A proxy that was not declared hides everybody behind it: better no limit than one for all.
    return None if adresse.is_loopback else str(adresse)


class TailleLimitee:
    """A request body is read up to a size, declared or not; then 413, before it fills memory."""

    def __init__(self, app: ASGIApp, octets: int) -> None:
        self.app = app
        self.octets = octets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        lus = 0
        annonce = dict(scope["headers"]).get(b"content-length", b"0")
        trop = annonce.isdigit() and int(annonce[:20]) > self.octets

        async def receive_some() -> Message:
            nonlocal lus
            if trop:
                raise HTTPException(413)
            message = await receive()
            lus += len(message.get("body", b""))
            if lus > self.octets:
                raise HTTPException(413)
            return message

        await self.app(scope, receive_some, send)
