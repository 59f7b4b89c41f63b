"""What must be read again but never in clear in the database: sealed with the server's secret."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken


def derive(secret: str, usage: str) -> bytes:
    """A key of 256 bits for one usage; keys of other usages tell nothing of it."""
    return hmac.new(secret.encode(), usage.encode(), hashlib.sha256).digest()


class Coffre:
    """Seals and opens short texts."""

    def __init__(self, secret: str) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(derive(secret, "coffre-agents")))

    def seal(self, clair: str) -> str:
        return self._fernet.encrypt(clair.encode()).decode()

    def open(self, scelle: str) -> str | None:
        """None when it was sealed with another secret: the account must be reset."""
        try:
            return self._fernet.decrypt(scelle.encode()).decode()
        except InvalidToken:
            return None
