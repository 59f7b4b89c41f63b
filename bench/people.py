"""Simulated people: random answers that hold together (bench/coherence.yml), drawn from a seed.

Each answer is drawn evenly among the buttons of its question (save the weights of that file), so
that rare lives weigh as much as common ones: a harder population than the real one, and a
reproducible one.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from api.parcours.conditions import Condition, compile_condition, evaluate
from api.parcours.fait import Fait, option_values
from api.parcours.service import ParcoursService
from api.parcours.values import DateDite, Valeur
from api.parcours.vocabulary import Dit, Types

COHERENCE = Path(__file__).with_name("coherence.yml")
PASSE = Dit(statut="ne_sait_pas")
DATES_ESSAYEES = 24


class Coherence:
    """The rules that make a person believable, for the open moments."""

    def __init__(self, parcours: ParcoursService, moments: Iterable[str]) -> None:
        brut = yaml.safe_load(COHERENCE.read_text(encoding="utf-8"))
        types = Types(parcours.bibliotheque.faits.data)
        pages: list[dict[str, Any]] = [brut[nom] for nom in ("partout", *moments) if nom in brut]
        self.impossibles: list[Condition] = [
            compile_condition(c, types) for page in pages for c in page.get("impossibles", [])
        ]
        self.poids: dict[str, dict[str, int]] = {
            nom: poids for page in pages for nom, poids in page.get("poids", {}).items()
        }
        self.passees: list[tuple[Condition, frozenset[str]]] = [
            (compile_condition(p["si"], types), frozenset(p["faits"]))
            for page in pages
            for p in page.get("passees", [])
        ]


class Personne:
    """Someone who knows all about their own life, and answers what they are asked."""

    def __init__(
        self, parcours: ParcoursService, moments: list[str], le: dt.date, hasard: random.Random
    ) -> None:
        self._parcours = parcours
        self._le = le
        self._hasard = hasard
        self._coherence = Coherence(parcours, moments)
        self.dits: dict[str, Dit] = {}
        for nom in listed_questions(parcours, moments):
            self.answer(nom)

    def answer(self, nom: str) -> Dit:
        """What this person says of a fact: always the same thing."""
        if nom not in self.dits:
            valeurs = self._parcours.vocabulaire.resolve(self.dits, self._le)
            if nom in valeurs:  # it follows from the rest of their life
                return Dit(valeurs[nom])
            self.dits[nom] = self._draw(nom, valeurs)
        return self.dits[nom]

    def _draw(self, nom: str, valeurs: dict[str, Valeur]) -> Dit:
        if any(
            nom in faits and evaluate(si, valeurs) is True for si, faits in self._coherence.passees
        ):
            return PASSE
        fait = self._parcours.vocabulaire.faits[nom]
        options = option_values(fait, self._le) or self._typed_dates(fait)
        for option in self._shuffled(options, self._coherence.poids.get(nom, {})):
            suite = self._parcours.vocabulaire.resolve({**self.dits, nom: Dit(option)}, self._le)
            if not any(evaluate(c, suite) is True for c in self._coherence.impossibles):
                return Dit(option)
        return PASSE

    def _typed_dates(self, fait: Fait) -> list[Valeur]:
        """Days that one may type where no button is offered (a date of birth)."""
        if fait.type != "date" or fait.borne is None:
            return []
        bas = fait.borne.min if fait.borne.min is not None else 0
        haut = 0 if fait.borne.passe or fait.borne.max is None else fait.borne.max
        mois = [self._hasard.uniform(bas, haut) for _ in range(DATES_ESSAYEES)]
        return [DateDite(self._le + dt.timedelta(days=int(m * 30.4))) for m in mois]

    def _shuffled(self, options: list[Valeur], poids: dict[str, int]) -> list[Valeur]:
        """Random order; a heavier answer tends to come first (Efraimidis and Spirakis, 2006)."""
        cles = [self._hasard.random() ** (1 / poids.get(str(o), 1)) for o in options]
        return [o for _, o in sorted(zip(cles, options, strict=True), key=lambda x: -x[0])]


def listed_questions(parcours: ParcoursService, moments: Iterable[str]) -> list[str]:
    """Facts that the experts list for these moments and that a person is asked, in their order.

    Facts with a default are left out: the product offers them as refinements, never asks them.
    """
    faits = parcours.vocabulaire.faits
    listees = [n for m in moments for n in parcours.bibliotheque.parcours[m].questions]
    return [
        nom for nom in dict.fromkeys(listees) if faits[nom].demander and faits[nom].defaut is None
    ]


def draw_people(
    parcours: ParcoursService, moments: list[str], nombre: int, le: dt.date, graine: int = 2026
) -> list[Personne]:
    """The same people at each run: figures of two versions can be compared."""
    hasard = random.Random(f"{graine}-{'-'.join(moments)}")
    return [Personne(parcours, moments, le, hasard) for _ in range(nombre)]
