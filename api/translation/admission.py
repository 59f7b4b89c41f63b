"""Which server may receive what people write: ours, unless an administrator named another."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


class AdresseRefusee(ValueError):
    """The address of the translation server is not allowed; the message says which setting."""


def admit(adresse: str, tiers: str = "") -> str | None:
    """The third party's host, to be told to people, or None when the server is our own.

    Ours: this machine, a private address, or a name without a dot (a service of the same network).
    Messages carry health and family: any other host is refused unless `tiers` is its exact name.
    """
    morceaux = urlsplit(adresse)
    hote = morceaux.hostname or ""
    if morceaux.scheme not in ("http", "https") or not hote or morceaux.username:
        raise AdresseRefusee("JALONS_TRADUCTION_URL: expected http(s)://host[:port]")
    if _own(hote):
        return None
    if hote != tiers:
        raise AdresseRefusee(
            f"JALONS_TRADUCTION_URL: {hote} is a third party. Name it in JALONS_TRADUCTION_TIERS "
            "if people's messages may be sent there: they will be told."
        )
    if morceaux.scheme != "https":
        raise AdresseRefusee("JALONS_TRADUCTION_URL: a third party is reached by https only")
    return hote


def _own(hote: str) -> bool:
    try:
        adresse = ipaddress.ip_address(hote)
    except ValueError:
        return hote == "localhost" or "." not in hote
    return adresse.is_private or adresse.is_loopback
