r"""Patterns that an expert can read, compiled once.

    je veux|veut mourir          one word among several
    je … mourir                  up to four words between; …2 up to two, …9 up to nine
    (plus envie|marre) de vivre  one of several wordings
    tres? mal                    a word that may be absent; so may a group: (de la)?
    frapp*                       the beginning of a word
    {proche}                     a list of the file, under `mots`
    ^ , $                        where the sentence begins, where it ends
    = je veux mourir             no context takes it back

Only bounded repetitions are written, over text that is words and single spaces: reading time grows
as the length of the message, whatever it says (tests/safety/test_motifs.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from api.safety.normaliser import words

ECART = 4
FERME = "="
DEBUT_DE_MOT = r"(?<![^ ])"
AMORCE = 3  # letters by which most patterns are known not to fit, before being read
_JETON = re.compile(r"…\d?|[(){}|^$?]|[^\s(){}|^$?…]+|\s+")


class MotifInvalide(ValueError):
    """A pattern that cannot be read; the message says what was expected."""


@dataclass(frozen=True)
class Motif:
    """A pattern ready to be read; `amorces` are beginnings of words, one of each is necessary."""

    texte: str
    forme: re.Pattern[str]
    amorces: tuple[frozenset[str], ...]
    ferme: bool = False

    def find(self, phrase: str, presents: frozenset[str]) -> re.Match[str] | None:
        """Where a sentence says it; `presents` are the beginnings of the sentence's words."""
        if any(a.isdisjoint(presents) for a in self.amorces):
            return None
        return self.forme.search(phrase)


def beginnings(mots: list[str]) -> frozenset[str]:
    """What `Motif.find` asks of a sentence."""
    return frozenset(m[:AMORCE] for m in mots) | frozenset(m[:n] for m in mots for n in (1, 2))


@dataclass(frozen=True)
class _Morceau:
    """A piece of a pattern: its regular expression, and the beginnings it cannot do without."""

    forme: str
    exigences: tuple[frozenset[str], ...] = ()


def compile_motif(texte: str, listes: Mapping[str, list[str]] | None = None) -> Motif:
    """Compile one pattern; MotifInvalide when it cannot be read."""
    ferme = texte.startswith(FERME)
    lecture = _Lecture(texte.removeprefix(FERME), listes or {})
    morceau = lecture.sequence()
    if lecture.reste():
        raise MotifInvalide(f"`{texte}`: unexpected `{lecture.reste()}`")
    if not morceau.exigences:
        raise MotifInvalide(f"`{texte}`: no word is required")
    return Motif(texte, re.compile(DEBUT_DE_MOT + morceau.forme), morceau.exigences, ferme)


class _Lecture:
    """Reads a pattern from left to right."""

    def __init__(self, texte: str, listes: Mapping[str, list[str]]) -> None:
        self._jetons = _JETON.findall(texte.strip())
        self._listes = listes
        self._texte = texte
        self._rang = 0

    def reste(self) -> str:
        return "".join(self._jetons[self._rang :])

    def _voit(self) -> str:
        return self._jetons[self._rang] if self._rang < len(self._jetons) else ""

    def _prend(self) -> str:
        self._rang += 1
        return self._jetons[self._rang - 1]

    def sequence(self) -> _Morceau:
        """Pieces that follow one another, up to the end or to what closes a group."""
        morceaux = []
        while self._voit() not in ("", ")"):
            if self._voit().isspace():
                self._prend()
            elif self._voit() == "|" and self._dans_un_groupe:
                break
            else:
                morceaux.append(self._morceau())
        return _Morceau(
            "".join(m.forme for m in morceaux), tuple(e for m in morceaux for e in m.exigences)
        )

    _dans_un_groupe = 0

    def _morceau(self) -> _Morceau:
        jeton = self._prend()
        if jeton == "^":
            return _Morceau(r"(?<!.)")
        if jeton == "$":
            return _Morceau(r"(?!.)")
        if jeton.startswith("…"):
            return _Morceau(rf"(?:[^ ]+ ){{0,{int(jeton[1:] or ECART)}}}")  # one figure at most
        if jeton == "(":
            return self._peut_etre(self._groupe())
        if jeton in tuple("{)}|?"):
            if jeton == "{":
                return self._peut_etre(self._liste())
            raise MotifInvalide(f"`{self._texte}`: unexpected `{jeton}`")
        choix = [_word(jeton, self._texte)]
        while self._voit() == "|" and not self._dans_un_groupe:  # inside, it parts wordings
            self._prend()
            if self._voit().isspace() or self._voit() in ("", ")"):
                raise MotifInvalide(f"`{self._texte}`: a word is expected after `|`")
            choix.append(_word(self._prend(), self._texte))
        return self._peut_etre(_either(choix))

    def _groupe(self) -> _Morceau:
        self._dans_un_groupe += 1
        choix = [self.sequence()]
        while self._voit() == "|":
            self._prend()
            choix.append(self.sequence())
        if self._voit() != ")":
            raise MotifInvalide(f"`{self._texte}`: `)` is missing")
        self._prend()
        self._dans_un_groupe -= 1
        return _either(choix)

    def _liste(self) -> _Morceau:
        nom = self._prend()
        if self._voit() != "}" or nom not in self._listes:
            connues = ", ".join(self._listes) or "none"
            raise MotifInvalide(f"`{self._texte}`: unknown list `{nom}` (known: {connues})")
        self._prend()
        return _either([compile_words(m, self._texte) for m in self._listes[nom]])

    def _peut_etre(self, morceau: _Morceau) -> _Morceau:
        if self._voit() != "?":
            return morceau
        self._prend()
        return _Morceau(f"(?:{morceau.forme})?")


def compile_words(texte: str, motif: str) -> _Morceau:
    """An entry of a list: words that follow one another."""
    suite = [_word(mot, motif) for mot in texte.split()]
    return _Morceau("".join(m.forme for m in suite), tuple(e for m in suite for e in m.exigences))


def _word(ecrit: str, motif: str) -> _Morceau:
    """A word, or its beginning; an apostrophe or an ideogram makes several."""
    debut = ecrit.endswith("*")
    mots = words(ecrit.rstrip("*"))
    if not mots:
        raise MotifInvalide(f"`{motif}`: `{ecrit}` is no word")
    formes = [re.escape(m) + " " for m in mots]
    if debut:
        formes[-1] = re.escape(mots[-1]) + "[^ ]* "
    return _Morceau("".join(formes), tuple(frozenset([m[:AMORCE]]) for m in mots))


def _either(choix: list[_Morceau]) -> _Morceau:
    if len(choix) == 1:
        return choix[0]
    exigences: tuple[frozenset[str], ...] = ()
    if all(c.exigences for c in choix):  # the first requirement of each: one of them is met
        exigences = (frozenset().union(*(c.exigences[0] for c in choix)),)
    return _Morceau("(?:" + "|".join(c.forme for c in choix) + ")", exigences)
