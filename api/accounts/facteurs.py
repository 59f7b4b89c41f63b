"""The two factors of a local account: a password (argon2id) and a code that changes (TOTP)."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import re

import pyotp
import segno
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from api.accounts.coffre import derive

LONGUEUR_MIN, LONGUEUR_MAX = 12, 200
SIGNES_MIN = 5  # different characters: « aaaaaaaaaaaa » is long and worth nothing
PAS = 30  # seconds a code lives
TOLERANCE = 1  # steps before and after: clocks of telephones drift
CODE = re.compile(r"\d{6}")

_hacheur = PasswordHasher()
# Checked when nobody has the identifier, so that the answer takes as long and tells nothing.
_LEURRE = _hacheur.hash("personne")


def refuse_password(mot_de_passe: str, identifiant: str) -> str | None:
    """Why this password cannot be chosen, as a code; None when it can."""
    if len(mot_de_passe) < LONGUEUR_MIN:
        return "mot_de_passe_court"
    if len(mot_de_passe) > LONGUEUR_MAX:
        return "mot_de_passe_long"
    if len(set(mot_de_passe)) < SIGNES_MIN:
        return "mot_de_passe_pauvre"
    if identifiant.split("@")[0].lower() in mot_de_passe.lower():
        return "mot_de_passe_identifiant"
    return None


async def hash_password(mot_de_passe: str) -> str:
    """In a thread: it is slow on purpose, and others are being served."""
    return await asyncio.to_thread(_hacheur.hash, mot_de_passe)


async def check_password(garde: str | None, mot_de_passe: str) -> bool:
    """Is it the password kept? As slow when there is none."""

    def verify() -> bool:
        try:
            juste = _hacheur.verify(garde or _LEURRE, mot_de_passe)
        except (VerificationError, InvalidHashError):
            return False
        return juste and garde is not None

    return await asyncio.to_thread(verify)


def derive_totp(secret: str, jeton: str) -> str:
    """The TOTP secret of an enrolment: the same each time its page is shown, and kept nowhere."""
    return base64.b32encode(derive(secret, f"totp:{jeton}")[:20]).decode()


def totp_address(totp: str, identifiant: str, service: str) -> str:
    """What an authenticator application reads."""
    return pyotp.TOTP(totp, interval=PAS).provisioning_uri(name=identifiant, issuer_name=service)


def draw_qr(adresse: str) -> str:
    """The same as a picture, in a data: address; black on white whatever the theme."""
    return segno.make(adresse, error="m").svg_data_uri(scale=5, border=4, light="#fff")


def used_step(totp: str, code: str, le: dt.datetime, dernier: int = 0) -> int | None:
    """The step of a right code that was not used yet; None otherwise."""
    code = re.sub(r"\s", "", code)
    if not (code.isascii() and CODE.fullmatch(code)):
        return None
    generateur = pyotp.TOTP(totp, interval=PAS)
    courant = int(le.timestamp()) // PAS
    for pas in range(courant - TOLERANCE, courant + TOLERANCE + 1):
        if pas > dernier and pyotp.utils.strings_equal(generateur.generate_otp(pas), code):
            return pas
    return None
