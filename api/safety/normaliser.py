"""The text that patterns are read on: the same folding for what people write and for patterns.

Case, accents, apostrophes, doubled letters and lengthened words carry no danger: « Jveux mourrir !! »
and « je veux mourir » must be one. Folding is idempotent and never lengthens a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

LONGUEUR_MAX = 10_000  # a message is never longer (api/settings.py)
# What is left of a mark on a letter after NFKD; the vowel signs of Bengali are letters, not marks.
_MARQUES = re.compile(r"[\u0300-\u036f\u064b-\u065f\u0670\u0640\u200c-\u200f]")
_VARIANTES = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **{"ى": "ي", "ی": "ي", "ې": "ي", "ۍ": "ي", "ئ": "ي", "ک": "ك", "ګ": "گ", "ة": "ه"},
        **{"ۀ": "ه", "ؤ": "و", "ı": "i", "ł": "l", "ø": "o", "ё": "е", "œ": "oe", "æ": "ae"},
    }
)
_REPETEES = re.compile(r"([a-zа-яіїєґ])\1+")
_IDEOGRAMMES = re.compile(r"([\u3400-\u9fff])")
# What matters in a word: letters, figures, and the joining marks that Indic scripts write inside it.
_MOTS = re.compile(r"[\w\u0980-\u09ff]+")
_FIN_DE_PHRASE = re.compile(r"[.!?;:…\n\r।。！？；]+")


Phrase = list[str]  # the folded words of a sentence


def fold(texte: str) -> str:
    """Letters without case, accents or doubling; apostrophes open a new word."""
    # Decomposed first: letters of mathematics have a case only once they are plain letters.
    bas = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", texte).casefold())
    bas = unicodedata.normalize("NFC", _MARQUES.sub("", bas)).translate(_VARIANTES)
    return _IDEOGRAMMES.sub(r" \1 ", _REPETEES.sub(r"\1", bas))


def words(texte: str) -> list[str]:
    """The folded words of a text."""
    return _MOTS.findall(fold(texte).replace("_", " "))


def sentences(texte: str) -> list[Phrase]:
    """Sentences of a message: a sign hidden in a long letter is one of its own."""
    lues = (words(morceau) for morceau in _FIN_DE_PHRASE.split(texte[:LONGUEUR_MAX]))
    return [mots for mots in lues if mots]


def spell_out(phrase: Phrase, ecritures: Mapping[str, str]) -> str:
    """A sentence as patterns read it: words typed as in a text message are spelt out, and each is
    followed by one space."""
    return " ".join([ecritures.get(mot, mot) for mot in phrase]) + " "


@cache
def _script_of(lettre: str) -> str:
    return unicodedata.name(lettre, "?").split()[0].split("-")[0] if lettre.isalpha() else ""


def scripts(texte: str) -> frozenset[str]:
    """The scripts a text is written in: LATIN, ARABIC, CJK…"""
    return frozenset(map(_script_of, set(texte))) - {""}
