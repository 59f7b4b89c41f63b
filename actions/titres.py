"""Which of several titles (steps, facts) a sentence names. Pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from rapidfuzz import fuzz

from actions.interpretation import fold

RESSEMBLE = 72  # likeness, out of 100, of a sentence and the title that it names
RACINE = 6  # letters that « déclarer » and « déclaration » share
RARE = 3  # a word that more titles say does not tell one from another


def closest_title(texte: str, titres: Mapping[str, str]) -> str | None:
    """Key of the title that a sentence names, if one does."""
    dit = fold(texte)
    if not dit:
        return None
    notes = sorted(
        (
            (fuzz.token_set_ratio(dit, _content(titre) or fold(titre)), cle)
            for cle, titre in titres.items()
        ),
        reverse=True,
    )
    if notes and notes[0][0] >= RESSEMBLE and (len(notes) == 1 or notes[0][0] > notes[1][0]):
        return notes[0][1]
    return None


def first_with_rare_words(texte: str, titres: Mapping[str, str]) -> str | None:
    """Key of the title that says a word of the sentence that few titles say.

    « C'est quoi le délai pour déclarer ? » names « Déclarer la grossesse ». The word said last decides
    (« ai-je droit à un congé ? » is about the congé), then how many are said and how rare they
    are, then the order of the titles. None when no such word is said.
    """
    dits = _roots(texte)
    racines = {cle: _roots(titre) for cle, titre in titres.items()}
    frequence = Counter(racine for siennes in racines.values() for racine in siennes)
    notes: dict[str, tuple[int, float]] = {}
    for cle, siennes in racines.items():
        rares = [r for r in siennes if r in dits and frequence[r] <= RARE]
        if rares:
            notes[cle] = max(dits[r] for r in rares), sum(1 / frequence[r] for r in rares)
    return max(notes, key=lambda cle: notes[cle], default=None)


def _content(label: str) -> str:
    """The words of a label that carry meaning."""
    return " ".join(_long_words(label))


def _roots(texte: str) -> dict[str, int]:
    """The roots of the words that carry meaning, with their last place."""
    return {mot.rstrip("s")[:RACINE]: rang for rang, mot in enumerate(_long_words(texte))}


def _long_words(texte: str) -> list[str]:
    return [mot for mot in fold(texte).split() if len(mot) > 4]
