"""A phone number or an e-mail address, written one way, and its keyed fingerprint."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Literal

from api.accounts.coffre import derive
from api.errors import Refus

COURRIEL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,60}\.[^@\s.]{2,20}")
INDICATIFS = ("262", "590", "594", "596", "33")  # France and overseas, as +NNN


@dataclass(frozen=True)
class Coordonnee:
    """Where a person may be reached."""

    genre: Literal["telephone", "courriel"]
    valeur: str

    def fingerprint(self, secret: str) -> str:
        """The same for the same number, however it was typed; says nothing without the secret."""
        cle = derive(secret, "coordonnees")
        return hmac.new(cle, f"{self.genre}:{self.valeur}".encode(), hashlib.sha256).hexdigest()


def read_contact(saisi: str) -> Coordonnee | None:
    """What was typed, written one way; None when nothing was, 422 when it cannot be one."""
    net = saisi.strip()
    if not net:
        return None
    if COURRIEL.fullmatch(net):
        return Coordonnee("courriel", _same_box(net.lower()))
    if (numero := _read_number(net)) is not None:
        return Coordonnee("telephone", numero)
    raise Refus(422, "contact", "contact_illisible")


def _read_number(net: str) -> str | None:
    chiffres = re.sub(r"[\s.\-()/]", "", net).removeprefix("+")
    if not (chiffres.isascii() and chiffres.isdigit()):
        return None
    chiffres = chiffres.removeprefix("00") if len(chiffres) > 10 else chiffres
    for indicatif in INDICATIFS:
        reste = chiffres.removeprefix(indicatif).removeprefix("0")
        if chiffres.startswith(indicatif) and len(reste) == 9:
            return f"0{reste}"
    return chiffres if 8 <= len(chiffres) <= 15 else None


def _same_box(courriel: str) -> str:
    """« accueil+usager3@… » is the box of « accueil@… »: a throw-away address of the structure."""
    boite, _, domaine = courriel.partition("@")
    return f"{boite.split('+')[0]}@{domaine}"
