"""Time of one plan and of one next question, in process, on random situations of each moment.

Why: every turn of dialogue makes several of them on the event loop that all conversations share.
Situations are at any point of a dialogue: the answers that always come first, a random part of
what else a simulated person could say, and a random place (holidays move some deadlines). Loading
the content, done once at start, is apart; so is the first plan of a process.
"""

from __future__ import annotations

import datetime as dt
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from api.parcours.questions import next_question
from api.parcours.service import ParcoursService
from api.parcours.vocabulary import Dit
from bench.figures import Mesure, median, percentile
from bench.people import draw_people

SITUATIONS = 300
VISEE_MS = 5.0
LIEUX = (None, "75011", "67000", "57000", "97400", "2A004")


@dataclass(frozen=True)
class Cas:
    """One random situation."""

    moments: list[str]
    dits: dict[str, Dit]
    lieu: str | None


def draw_situations(
    parcours: ParcoursService, moments: list[str], nombre: int, le: dt.date
) -> list[Cas]:
    hasard = random.Random(f"situations-{'-'.join(moments)}")
    cas = []
    for personne in draw_people(parcours, moments, nombre, le):
        premieres = [n for m in moments for n in parcours.bibliotheque.parcours[m].premieres]
        autres = sorted(personne.dits.keys() - {*premieres})
        connus = [*premieres, *hasard.sample(autres, hasard.randint(0, len(autres)))]
        cas.append(Cas(moments, {n: personne.dits[n] for n in connus}, hasard.choice(LIEUX)))
    return cas


def _milliseconds(faire: Callable[[], object]) -> float:
    debut = time.perf_counter()
    faire()
    return (time.perf_counter() - debut) * 1000


def measure(nombre: int = SITUATIONS, le: dt.date | None = None) -> list[Mesure]:
    """p95 of a plan and of a next question: each moment alone, then all of them open at once."""
    le = le or dt.date.today()
    debut = time.perf_counter()
    parcours = ParcoursService()
    chargement = time.perf_counter() - debut
    ecrits = list(parcours.bibliotheque.parcours)
    premier = _milliseconds(lambda: parcours.plan(ecrits[:1], {}, le))
    mesures = [
        Mesure("content loaded and checked, once at start", chargement * 1000, "ms"),
        Mesure("first plan of a process", premier, "ms", note="fills the engine's caches"),
    ]
    for moments in [*([m] for m in ecrits), ecrits]:
        cas = draw_situations(parcours, moments, nombre, le)
        plans = [
            _milliseconds(lambda c=c: parcours.plan(c.moments, c.dits, le, c.lieu)) for c in cas
        ]
        questions = [
            _milliseconds(lambda c=c: next_question(parcours.situate(c.moments, c.dits, le)))
            for c in cas
        ]
        nom = moments[0] if len(moments) == 1 else f"{len(moments)} moments open at once"
        for quoi, durees in (("plan", plans), ("next question", questions)):
            mesures.append(
                Mesure(
                    f"{nom}: {quoi}, p95",
                    percentile(durees, 95),
                    "ms",
                    VISEE_MS,
                    note=f"{nombre} situations; p50 {median(durees):.2f}, "
                    f"worst {max(durees):.1f} ms",
                )
            )
    return mesures
