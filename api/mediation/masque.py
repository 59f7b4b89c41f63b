"""Secrets that people paste: never kept. The words around them are.

What is masked: a social security number whose key is right, a bank card number that passes its
check, an IBAN that passes its own, and what follows the words « mot de passe » or « code ».
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

Genre = Literal["nir", "carte", "iban", "mot_de_passe", "code"]
VOILE = "▮▮▮▮"

_SEP = r"[\s.\-\u00a0\u202f]?"
NIR = re.compile(
    rf"(?<![0-9])[1-478]{_SEP}\d{{2}}{_SEP}\d{{2}}{_SEP}(?:\d{{2}}|2[AB]){_SEP}\d{{3}}{_SEP}\d{{3}}"
    rf"(?:{_SEP}\d{{2}})?(?![0-9])",
    re.IGNORECASE,
)
CARTE = re.compile(rf"(?<![0-9])\d(?:{_SEP}\d){{12,18}}(?![0-9])")
IBAN = re.compile(rf"\b[A-Z]{{2}}\d{{2}}(?:{_SEP}[A-Z0-9]){{11,30}}\b", re.IGNORECASE)
MOT_DE_PASSE = re.compile(
    r"\b(mots?\s+de\s+passe|mdp|password|passwd|pwd|passe)(\s*(?:est|c'est|=|:)\s*)(\S+)",
    re.IGNORECASE,
)
CODE = re.compile(
    r"\b((?:code|otp|pin|sms)(?:\s+(?:sms|secret|provisoire|confidentiel|pin|reçu|recu|de|d'acc[eè]s"
    r"|carte|confirmation|v[ée]rification|s[ée]curit[ée]))*)"
    r"(\s*(?:est|c'est|=|:)?\s*)(\d(?:[\s-]?\d){3,7})(?![0-9])",
    re.IGNORECASE,
)
# « code postal 67000 » and « code APE » are no secrets.
PAS_SECRET = re.compile(r"\bcode\s+(?:postal|insee|ape|naf|du\s+travail)\b", re.IGNORECASE)


def mask(texte: str) -> tuple[str, list[Genre]]:
    """The text without its secrets, and what was taken out, for the warning."""
    trouves: list[Genre] = []

    def hide(genre: Genre, est: Callable[[str], bool]) -> Callable[[re.Match[str]], str]:
        def replace(m: re.Match[str]) -> str:
            if not est(re.sub(r"[^0-9A-Za-z]", "", m[0]).upper()):
                return m[0]
            trouves.append(genre)
            return VOILE

        return replace

    def hide_after(genre: Genre) -> Callable[[re.Match[str]], str]:
        def replace(m: re.Match[str]) -> str:
            if m[3].startswith(VOILE) or PAS_SECRET.search(m[0]):
                return m[0]
            trouves.append(genre)
            return f"{m[1]}{m[2]}{VOILE}"

        return replace

    texte = MOT_DE_PASSE.sub(hide_after("mot_de_passe"), texte)
    texte = IBAN.sub(hide("iban", _is_iban), texte)
    texte = NIR.sub(hide("nir", _is_nir), texte)
    texte = CARTE.sub(hide("carte", _is_card), texte)
    texte = CODE.sub(hide_after("code"), texte)
    return texte, list(dict.fromkeys(trouves))


def _is_nir(net: str) -> bool:
    """Its key is right; without a key, its month is one that exists (or the registers' own)."""
    chiffres = net.replace("2A", "19").replace("2B", "18")
    if len(net) == 15:
        return int(chiffres[13:]) == 97 - int(chiffres[:13]) % 97
    mois = int(chiffres[3:5])
    return 1 <= mois <= 12 or 20 <= mois <= 42 or mois >= 50


def _is_card(net: str) -> bool:
    double = [int(c) * 2 - 9 * (int(c) > 4) for c in net[-2::-2]]
    return (sum(int(c) for c in net[-1::-2]) + sum(double)) % 10 == 0


def _is_iban(net: str) -> bool:
    tourne = net[4:] + net[:4]
    return int("".join(str(int(c, 36)) for c in tourne)) % 97 == 1
