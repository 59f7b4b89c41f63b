"""From a phrase written by an expert to a compiled pattern on folded text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from bot.components.texte import fold_text

_RACCOURCI = re.compile(r"\{(\w+)\}")
_DEBUT, _FIN = r"(?<![a-z0-9])", r"(?![a-z0-9])"


class PhraseInvalide(ValueError):
    """A phrase that cannot be read; the message quotes it."""


def alternatives(mots: Iterable[str]) -> str:
    """A group of words, longest first, so that « dix sept » wins over « dix »."""
    plies = sorted({plain(m) for m in mots}, key=len, reverse=True)
    return "(?:" + "|".join(plies) + ")"


def plain(mots: str) -> str:
    """Words of data as a pattern: spaces, hyphens and apostrophes are interchangeable."""
    return _flexible(re.escape(fold_text(mots)).replace(r"\ ", " ").replace(r"\-", "-"))


def _flexible(motif: str) -> str:
    # An apostrophe is often missing or followed by a space; a hyphen is often a space.
    motif = motif.replace("'", "['’]?\\s?")
    motif = re.sub(r" \?(?![^\[]*\])", r"[\\s\\-]*", motif)
    return re.sub(r"[ \-]+(?![^\[]*\])", r"[\\s\\-]+", motif)


def expand(phrase: str, raccourcis: Mapping[str, str], profondeur: int = 0) -> str:
    """Replace {shortcuts} in a phrase, shortcuts of shortcuts included."""
    if profondeur > 5:
        raise PhraseInvalide(f"shortcuts go round in circles in « {phrase} »")

    def value(m: re.Match[str]) -> str:
        if m[1] not in raccourcis:
            raise PhraseInvalide(f"unknown shortcut {{{m[1]}}} in « {phrase} »")
        return expand(raccourcis[m[1]], raccourcis, profondeur + 1)

    return _RACCOURCI.sub(value, phrase)


def compile_phrase(
    phrase: str, raccourcis: Mapping[str, str], captures: Mapping[str, str]
) -> re.Pattern[str]:
    """A phrase as a pattern. `captures`: sub-patterns ({nombre}, {duree}…) kept as named groups."""
    jetons = {nom: f"<{rang}>" for rang, nom in enumerate(captures)}
    ouvert = expand(phrase.strip(), {**raccourcis, **jetons})
    motif = _flexible(fold_text(ouvert)).replace("(", "(?:").replace("(?:?", "(?")
    # An optional group swallows the space that follows it: « (bien )?enceinte ».
    for nom, jeton in jetons.items():
        motif = motif.replace(jeton, f"(?P<{nom}>{captures[nom]})", 1)
        motif = motif.replace(jeton, captures[nom])
    try:
        return re.compile(_DEBUT + "(?:" + motif + ")" + _FIN)
    except re.error as erreur:
        raise PhraseInvalide(f"« {phrase} »: {erreur}") from None


def compile_words(mots: Iterable[str]) -> re.Pattern[str]:
    """Any of these words, as whole words."""
    return re.compile(_DEBUT + alternatives(mots) + _FIN)
