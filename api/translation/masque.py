"""Hiding from the machine what it must not touch, and putting it back exactly.

Amounts, dates, hours, numbers, phones, addresses, acronyms and names of organisations become
⟦0⟧, ⟦1⟧…; a translation that loses, doubles or invents one is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

PLACE = re.compile(r"⟦\s*(\d+)\s*⟧")
ESPACE = "[ \u00a0\u202f]"
MOTIFS = (
    r"⟦[^⟧]*⟧|[⟦⟧]",  # our own signs, written by somebody
    r"https?://[^\s<>]+|www\.[^\s<>]+",
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    r"\d{1,4}(?:[/.-]\d{1,4}){1,2}",  # dates, references, versions
    rf"\d{{1,2}}{ESPACE}?h(?:{ESPACE}?\d{{2}})?\b",
    rf"\+?\d+(?:[{ESPACE[1:-1]}.,]\d+)*(?:{ESPACE}?(?:€|%|euros?\b))?",  # amounts, phones, numbers
    r"\b[A-ZÀ-Ý][A-ZÀ-Ý0-9]+\b",  # acronyms
)


@dataclass(frozen=True)
class Masque:
    """A text whose pieces are hidden. `pieces[n]` stands at ⟦n⟧."""

    texte: str
    pieces: tuple[str, ...]


def mask(texte: str, noms: Iterable[str] = ()) -> Masque:
    """Hide what the machine must not touch. `noms`: names that stay as they are."""
    pieces: list[str] = []

    def hide(trouve: re.Match[str]) -> str:
        pieces.append(trouve[0])
        return f"⟦{len(pieces) - 1}⟧"

    return Masque(_pattern(frozenset(noms)).sub(hide, texte), tuple(pieces))


def restore(traduit: str, pieces: tuple[str, ...]) -> str | None:
    """The translation with its pieces back, or None when one is lost, doubled or invented."""
    trouvees = [int(n) for n in PLACE.findall(traduit)]
    if sorted(trouvees) != list(range(len(pieces))):
        return None
    nu = PLACE.sub("", traduit)
    if "⟦" in nu or "⟧" in nu:
        return None
    return PLACE.sub(lambda trouve: pieces[int(trouve[1])], traduit)


@cache
def _pattern(noms: frozenset[str]) -> re.Pattern[str]:
    connus = "|".join(re.escape(n) for n in sorted(noms, key=lambda n: (-len(n), n)))
    propres = [rf"\b(?:{connus})\b"] if connus else []
    return re.compile("|".join([*MOTIFS[:3], *propres, *MOTIFS[3:]]))
