"""The short code on the person's card: random, dictated without confusion, checked when typed."""

from __future__ import annotations

import re
import secrets

# 23 signs, a prime: one wrong sign, or two neighbours swapped, never gives a right code.
ALPHABET = "ACDEFHJKMNPRTUVWXY34679"
LONGUEUR = 8


def _key(corps: str) -> str:
    somme = sum(rang * ALPHABET.index(signe) for rang, signe in enumerate(corps, start=2))
    return ALPHABET[somme % len(ALPHABET)]


def new_code() -> str:
    """Seven random signs and their key: nothing of the person is in it."""
    corps = "".join(secrets.choice(ALPHABET) for _ in range(LONGUEUR - 1))
    return corps + _key(corps)


def read_code(saisi: str) -> str | None:
    """A code as people type it; None when it was badly copied: it is looked for nowhere."""
    net = re.sub(r"[\s.–-]", "", saisi).upper()
    if len(net) != LONGUEUR or any(signe not in ALPHABET for signe in net):
        return None
    return net if _key(net[:-1]) == net[-1] else None


def show_code(code: str) -> str:
    """In two groups, to be read aloud."""
    return f"{code[:4]}-{code[4:]}"
