"""What can be checked of a translation without understanding it. A doubt shows the original.

Similarity of embeddings is no such check: a lost negation scores 0.925.
"""

from __future__ import annotations

import re

from api.translation.langues import LangueTraduite
from api.translation.masque import PLACE

QUESTION = re.compile(r"[?؟？]")
COURT = 25  # signs: shorter texts have no believable ratio of lengths
INCONNUS = re.compile(r"(?<!\w)[*#]\w")  # the marks of words that an engine does not know
BOUCLE = 4  # the same three words so many times: the machine is lost


def find_faults(
    source: str, traduit: str, de: LangueTraduite, vers: LangueTraduite
) -> tuple[str, ...]:
    """The codes of what is wrong: `vide`, `longueur`, `nombre`, `negation`, `question`, `inconnu`,
    `boucle`, `recopie`. Both texts are masked: whatever figure is left was invented or lost."""
    nu_source, nu_traduit = PLACE.sub(" ", source).strip(), PLACE.sub(" ", traduit).strip()
    if not nu_source:
        return ()
    if not nu_traduit:
        return ("vide",)
    verdicts = {
        "longueur": not _believable(nu_source, nu_traduit, de, vers),
        "nombre": any(c.isdigit() for c in nu_traduit),
        "negation": _denies(nu_source, de) != _denies(nu_traduit, vers)
        if de.negation and vers.negation
        else False,
        "question": bool(QUESTION.search(nu_source)) != bool(QUESTION.search(nu_traduit)),
        "inconnu": bool(INCONNUS.search(nu_traduit)) and not INCONNUS.search(nu_source),
        "boucle": _loops(nu_traduit) and not _loops(nu_source),
        "recopie": len(nu_source.split()) > 2 and nu_source.casefold() == nu_traduit.casefold(),
    }
    return tuple(code for code, faute in verdicts.items() if faute)


def _believable(source: str, traduit: str, de: LangueTraduite, vers: LangueTraduite) -> bool:
    if len(source) < COURT:
        return len(traduit) < COURT * 6
    part = len(traduit) / len(source)
    return vers.longueur[0] / de.longueur[1] <= part <= vers.longueur[1] / de.longueur[0]


def _denies(texte: str, langue: LangueTraduite) -> bool:
    return bool(langue.negation and langue.negation.search(texte))


def _loops(texte: str) -> bool:
    mots = texte.casefold().split()
    suites: dict[tuple[str, ...], int] = {}
    for rang in range(len(mots) - 2):
        suite = tuple(mots[rang : rang + 3])
        suites[suite] = suites.get(suite, 0) + 1
    return max(suites.values(), default=0) >= BOUCLE
