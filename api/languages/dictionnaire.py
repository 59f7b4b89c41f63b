"""One language's words for every sentence, glossary and French fallback included."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from api.languages.isolats import isolate, isolate_within, pattern_of, strip_isolates
from api.languages.langues import RACINE, SOURCE, dir_of
from api.languages.phrases import Phrase
from api.languages.po import Traduction, read_catalogues
from api.languages.source import read_yaml

# Scripts in which a run of Latin letters can only be a French name.
AUTRES_ECRITURES = frozenset({"ar", "fa", "zh", "bn", "ru", "uk"})
PLACES = re.compile(r"\{[^{}]*\}")


class Dictionnaire:
    """What a language says for a key. French says its own text."""

    def __init__(self, langue: str, racine: Path = RACINE) -> None:
        self.langue = langue
        self.dir = dir_of(langue)
        self.glossaire: dict[str, str] = read_yaml(racine / langue / "glossaire.yml") or {}
        self.traductions: dict[str, Traduction] = (
            {} if langue == SOURCE else read_catalogues(racine / langue)
        )
        self._morceaux = pattern_of(self.glossaire, latin=langue in AUTRES_ECRITURES)

    def find(self, phrase: Phrase) -> Traduction | None:
        """The translation of today's French; None when there is none, or a stale one."""
        trad = self.traductions.get(phrase.cle)
        return trad if trad and trad.fits(phrase) else None

    def say(self, cle: str, francais: str) -> str:
        """The sentence in this language; else the French one, isolated and so marked."""
        if self.langue == SOURCE:
            return francais
        if not _has_words(francais):
            return francais
        trad = self.find(Phrase(cle, francais.strip()))
        return isolate_within(trad.textes[0], self._morceaux) if trad else isolate(francais)

    def forms(self, phrase: Phrase) -> tuple[str, ...] | None:
        """The plural forms of a sentence that counts, when it is translated."""
        trad = self.find(phrase)
        if trad is None:
            return None
        return tuple(isolate_within(t, self._morceaux) for t in trad.textes)

    def mark(self, texte: str) -> str:
        """A text that is already in this language, its French pieces isolated."""
        return isolate_within(texte, self._morceaux)

    def quote(self, francais: str) -> str:
        """What stays French for every reader."""
        return francais if self.langue == SOURCE else isolate(francais)

    def reviewed(self, cle: str) -> bool:
        """Whether a person has read this sentence again; French is its own source."""
        trad = self.traductions.get(cle)
        return self.langue == SOURCE or bool(trad and trad.relue_par)

    def glosses(self, *textes: str) -> dict[str, str]:
        """The glossary's names found in these texts, each with its one line."""
        tout = strip_isolates(" ".join(textes))
        return {t: sens for t, sens in self.glossaire.items() if _names(tout, t)}


def _names(texte: str, terme: str) -> bool:
    debut = texte.find(terme)
    while debut >= 0:
        fin = debut + len(terme)
        avant, apres = texte[debut - 1 : debut], texte[fin : fin + 1]
        if not (_latin(avant) or _latin(apres)):
            return True
        debut = texte.find(terme, fin)
    return False


def _latin(signe: str) -> bool:
    """Letters and digits that would make a longer name; an Arabic prefix does not."""
    return signe.isalnum() and ord(signe) < 0x250 if signe else False


def _has_words(francais: str) -> bool:
    """« {question} », « {n} € »: only places, nothing to translate."""
    return any(signe.isalpha() for signe in PLACES.sub("", francais))


@cache
def load_dictionnaire(langue: str, racine: Path = RACINE) -> Dictionnaire:
    """Each language is read once."""
    return Dictionnaire(langue, racine)
