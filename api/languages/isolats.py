"""French inside another language: amounts, names, numbers and what is not translated yet.

Such a piece is set between two invisible signs of Unicode (U+2066 and U+2069): the order of its
signs stays its own in a right-to-left sentence, wherever the text goes (page, paper, calendar,
spoken label). Pages turn the two signs into `<bdi lang="fr" dir="ltr">`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

DEBUT, FIN = "\u2066", "\u2069"
# In a text that is not written in Latin letters: a run of Latin words, or a number and its unit.
LATIN = r"[A-Za-zÀ-ÿ0-9«](?:[A-Za-zÀ-ÿ0-9 .,'’@/:+%-]*[€%»A-Za-zÀ-ÿ0-9])?(?: ?€)?"
MONTANT = r"\d[\d\u202f\u00a0 ]*(?:,\d+)? ?€"
PLACE = re.compile(r"(\{\w+\}|https?://[^\s<>()]+)")


def isolate(texte: str) -> str:
    """One French piece; a piece of several lines, line by line."""
    if DEBUT in texte or not texte.strip():
        return texte
    return "\n".join(f"{DEBUT}{x}{FIN}" if x.strip() else x for x in texte.split("\n"))


def is_french(texte: str) -> bool:
    """Whether a whole text is French: each of its lines is one piece."""
    lignes = [x for x in texte.split("\n") if x.strip()]
    return bool(lignes) and all(
        x.startswith(DEBUT) and x.endswith(FIN) and x.count(DEBUT) == 1 for x in lignes
    )


def strip_isolates(texte: str) -> str:
    """The same text, without its invisible signs."""
    return texte.replace(DEBUT, "").replace(FIN, "")


def pattern_of(termes: Iterable[str], *, latin: bool) -> re.Pattern[str]:
    """What stays French in a translated sentence: amounts, glossary names, any Latin run."""
    noms = "|".join(re.escape(t) for t in sorted(termes, key=len, reverse=True))
    morceaux = [MONTANT, *([rf"\b(?:{noms})\b"] if noms else []), *([LATIN] if latin else [])]
    return re.compile("|".join(morceaux))


def isolate_within(texte: str, morceaux: re.Pattern[str]) -> str:
    """A translated sentence, its French pieces isolated; places and addresses are left alone."""
    if DEBUT in texte:
        return texte
    return "".join(
        part if rang % 2 else morceaux.sub(_wrap, part)
        for rang, part in enumerate(PLACE.split(texte))
    )


def _wrap(trouve: re.Match[str]) -> str:
    return f"{DEBUT}{trouve[0]}{FIN}"
