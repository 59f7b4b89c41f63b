"""Hiding whoever wrote a message: only words that everybody uses are kept. Pure.

Names are not looked for: there is no list of all names, and a model that finds them misses some.
It is the other way round: a word stays when several invented voices of `nlu_data/` wrote it, or
when the house writes it; anything else (names, places, rare words, numbers, dates, addresses) is
hidden. A word that is doubtful is hidden too, and what is mostly hidden is not kept at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from api.apprentissage.exemples import Appris
from api.mediation.masque import VOILE
from api.mediation.masque import mask as hide_secrets
from api.translation.masque import PLACE
from api.translation.masque import mask as hide_pieces
from bot.components.texte import fold_text

NOMS = Path(__file__).with_name("masque.yml")
VOIX_MIN = 3  # voices of nlu_data that wrote a word: two may be inventing the same first name
VOIX_COURANT = 25  # « et », « je », « pour » : a name has ended there
SUITE = 3  # words hidden after what announces a name, at most
PART_MIN, MOTS_MIN = 0.6, 2  # of a message, what must be left of it
LONGUEUR = 800  # characters read: a whole letter tells too much of a life

# Vowel signs of Indian scripts are no letters to Python: without them a word would fall to pieces.
SIGNES = "".join(chr(c) for c in range(0x300, 0x1100) if unicodedata.category(chr(c))[0] == "M")
MOT = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{SIGNES}])*")
PHRASE = re.compile(r"(?:^|[.!?…\n])\s*$")
VOILES = re.compile(rf"{VOILE}(?:[\s'’.,-]*{VOILE})+")
INITIALE = re.compile(r"\b[A-LN-ZÀ-Ý]\.")  # « M. » announces a name


@dataclass(frozen=True)
class Vocabulaire:
    """The words that say nothing of who writes. All folded (no accents, lower case)."""

    mots: frozenset[str]
    courants: frozenset[str]
    propres: frozenset[str]  # organisations, acronyms: kept with their capitals
    annonces: frozenset[tuple[str, ...]]
    prenoms: frozenset[str] = frozenset()  # also plain words: doubtful, hence hidden


def words(texte: str) -> list[str]:
    """The folded words of a text."""
    return MOT.findall(fold_text(texte))


def make_vocabulary(
    exemples: Iterable[Appris],
    maison: Iterable[str],
    propres: Iterable[str],
    annonces: Iterable[str] = (),
    prenoms: Iterable[str] = (),
) -> Vocabulaire:
    """`maison`: sentences of the house, in every language; `propres`: names of organisations."""
    voix: Counter[str] = Counter()
    for _, mot in {(e.persona, m) for e in exemples for m in _common_words(e.texte)}:
        voix[mot] += 1
    return Vocabulaire(
        mots=frozenset(m for m, n in voix.items() if n >= VOIX_MIN)
        | {m for phrase in maison for m in _common_words(phrase)},
        courants=frozenset(m for m, n in voix.items() if n >= VOIX_COURANT),
        propres=frozenset(m for nom in propres for m in words(nom)),
        annonces=frozenset(tuple(words(a)) for a in annonces),
        prenoms=frozenset(prenoms),
    )


def _common_words(texte: str) -> set[str]:
    """Words written without a capital, or at the beginning of a sentence: never a name's capital."""
    return {
        fold_text(trouve[0])
        for trouve in MOT.finditer(texte)
        if trouve[0].islower() or not trouve[0][0].isupper() or _begins(texte, trouve.start())
    }


def _begins(texte: str, place: int) -> bool:
    return bool(PHRASE.search(texte[:place]))


@cache
def load_names(fichier: Path = NOMS) -> dict[str, list[str]]:
    """`annonces`: what announces a name; `prenoms`: names that are also words."""
    lu: dict[str, list[str]] = yaml.safe_load(fichier.read_text(encoding="utf-8"))
    return lu


def hide(texte: str, connus: Vocabulaire) -> str | None:
    """The message without who wrote it; None when too little would be left of it."""
    sans_secret, _ = hide_secrets(texte[:LONGUEUR])
    masque = hide_pieces(INITIALE.sub(VOILE, sans_secret))

    def restore(trouve: re.Match[str]) -> str:
        """A word in capitals may be a plain word, or an acronym; numbers and addresses stay hidden."""
        piece = masque.pieces[int(trouve[1])]
        plie = fold_text(piece)
        return piece if plie in connus.mots or plie in connus.propres else VOILE

    cachee, gardes, total = _hide_words(PLACE.sub(restore, masque.texte), connus)
    if gardes < MOTS_MIN or gardes < PART_MIN * total:
        return None
    return VOILES.sub(VOILE, cachee).strip()


def _hide_words(texte: str, connus: Vocabulaire) -> tuple[str, int, int]:
    """The text with its doubtful words hidden, how many stay, how many there were."""
    dits: list[str] = []
    annonce, gardes, total = 0, 0, 0

    def judge(trouve: re.Match[str]) -> str:
        nonlocal annonce, gardes, total
        total += 1
        plie = fold_text(trouve[0])
        suit = annonce > 0 and (annonce == SUITE or plie not in connus.courants)
        annonce = annonce - 1 if suit else 0
        dits.append(plie)
        if _announces(dits, connus) or _is_mister(texte, trouve):
            annonce = SUITE
        if suit:
            return VOILE
        if not _stays(trouve[0], plie, _begins(texte, trouve.start()), connus):
            return VOILE
        gardes += 1
        return trouve[0]

    rendu = MOT.sub(judge, texte)
    # What was hidden before this pass counts as hidden words.
    return rendu, gardes, total + texte.count(VOILE)


def _is_mister(texte: str, trouve: re.Match[str]) -> bool:
    """« M. » and « M » announce a name; the m of « m'a » does not."""
    return trouve[0] == "M" and texte[trouve.end() : trouve.end() + 1] in (".", " ")


def _announces(dits: list[str], connus: Vocabulaire) -> bool:
    return any(tuple(dits[-n:]) in connus.annonces for n in (1, 2, 3, 4))


def _stays(mot: str, plie: str, debut: bool, connus: Vocabulaire) -> bool:
    if plie in connus.propres:
        return True
    if mot.lower() in connus.prenoms:
        return False
    majuscule = mot[0].isupper() and not mot.isupper()
    return plie in connus.mots and (debut or not majuscule)
