"""The application's content in each language: same bones, other words.

A library is made once a language, from the French one: conditions, identifiers and dates are
shared, sentences are replaced. Whatever is computed on it (plan, next question, rendered acts) is
then in that language, with nothing to translate on the way.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
from collections.abc import Callable
from functools import cache

from api.errors import Refus
from api.languages.catalogues import Textes
from api.languages.dictionnaire import Dictionnaire
from api.languages.identification import load_classifier
from api.languages.labels import Labels
from api.languages.langues import SOURCE, languages
from api.languages.rendering import DitLesDroits
from api.languages.source import reword_content, reword_rights
from api.parcours.engine import Moteur
from api.parcours.library import Bibliotheque
from api.parcours.service import ParcoursService
from api.parcours.vocabulary import Vocabulaire


@dataclasses.dataclass(frozen=True)
class Voix:
    """Everything that speaks one language."""

    textes: Textes
    parcours: ParcoursService
    labels: Labels
    droits: DitLesDroits

    @property
    def langue(self) -> str:
        return self.textes.langue


class LesVoix:
    """The languages of this application, each made when first read."""

    def __init__(self, francais: Voix, dire_droits: Callable[[Labels], DitLesDroits]) -> None:
        self._faites = {SOURCE: francais}
        self._dire_droits = dire_droits
        self._verrou = threading.Lock()

    def of(self, langue: str) -> Voix:
        """The voice of a language; one that is not offered any more is read in French."""
        if langue not in languages():
            return self._faites[SOURCE]
        if langue in self._faites:  # nobody waits for a language that somebody else reads
            return self._faites[langue]
        with self._verrou:
            if langue not in self._faites:
                self._faites[langue] = self._make(langue)
            return self._faites[langue]

    def check(self, langue: str) -> str:
        """Refuses (422) a language that is not offered, with those that are."""
        if langue not in languages():
            raise Refus(422, "langue", "langue_inconnue", languages())
        return langue

    def warm(self) -> None:
        """Make every language now, before people wait for one."""
        load_classifier()
        for langue in languages():
            self.of(langue)

    def _make(self, langue: str) -> Voix:
        source = self._faites[SOURCE]
        textes = load_texts(langue)
        parcours = speak(source.parcours, textes.dictionnaire)
        dit = textes.dictionnaire
        droits = reword_rights(source.labels.droits, dit.say, dit.quote)
        labels = Labels(parcours, textes, droits)
        return Voix(textes, parcours, labels, self._dire_droits(labels))


def speak(parcours: ParcoursService, dictionnaire: Dictionnaire) -> ParcoursService:
    """The same service, its content in the words of a dictionary."""
    moteur = _engine(parcours.moteur, dictionnaire)
    traduit = ParcoursService(moteur, parcours.territoires)
    traduit.peser, traduit.ecarter = parcours.peser, parcours.ecarter
    return traduit


@cache
def load_texts(langue: str) -> Textes:
    """The wording of a language, read once."""
    return Textes(langue)


@cache
def _engine(francais: Moteur, dictionnaire: Dictionnaire) -> Moteur:
    """Compiled once, however many applications stand on the same content."""
    return Moteur(reword_library(francais.bibliotheque, dictionnaire))


def reword_library(b: Bibliotheque, dictionnaire: Dictionnaire) -> Bibliotheque:
    """The same library in the words of a dictionary."""
    mots = reword_content(b, dictionnaire.say, dictionnaire.quote)
    vocabulaire = Vocabulaire(mots.pop("faits"), dt.date.today())
    return dataclasses.replace(b, vocabulaire=vocabulaire, **mots)
