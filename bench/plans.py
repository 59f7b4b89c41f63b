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
from functools import partial

from api.parcours.questions import next_question
from api.parcours.service import ParcoursService
from api.parcours.vocabulary import Dit
from bench.figures import Mesure, median, number, percentile
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


@dataclass(frozen=True)
class Duree:
    """Milliseconds of one call: on the wall, and of processor, which a busy machine alters less."""

    reelle: float
    calcul: float


def _time(faire: Callable[[], object]) -> Duree:
    debut, debut_calcul = time.perf_counter(), time.process_time()
    faire()
    calcul = time.process_time() - debut_calcul
    return Duree((time.perf_counter() - debut) * 1000, calcul * 1000)


def _ask(parcours: ParcoursService, cas: Cas, le: dt.date) -> str | None:
    return next_question(parcours.situate(cas.moments, cas.dits, le))


def measure(nombre: int = SITUATIONS, le: dt.date | None = None) -> list[Mesure]:
    """p95 of a plan and of a next question: each moment alone, then all of them open at once."""
    le = le or dt.date.today()
    debut = time.perf_counter()
    parcours = ParcoursService()
    chargement = time.perf_counter() - debut
    ecrits = list(parcours.bibliotheque.parcours)
    premier = _time(partial(parcours.plan, ecrits[:1], {}, le)).reelle
    mesures = [
        Mesure("content loaded and checked, once at start", chargement * 1000, "ms"),
        Mesure("first plan of a process", premier, "ms", note="fills the engine's caches"),
    ]
    for moments in [*([m] for m in ecrits), ecrits]:
        cas = draw_situations(parcours, moments, nombre, le)
        nom = moments[0] if len(moments) == 1 else f"{len(moments)} moments open at once"
        plans = [_time(partial(parcours.plan, c.moments, c.dits, le, c.lieu)) for c in cas]
        mesures.append(_measure_p95(f"{nom}: plan, p95", plans))
        questions = [_time(partial(_ask, parcours, c, le)) for c in cas]
        mesures.append(_measure_p95(f"{nom}: next question, p95", questions))
    return mesures


def _measure_p95(quoi: str, durees: list[Duree]) -> Mesure:
    reelles = [d.reelle for d in durees]
    note = (
        f"{len(durees)} situations; p50 {number(median(reelles))}, worst {number(max(reelles))}, "
        f"p95 of processor time {number(percentile([d.calcul for d in durees], 95))} ms"
    )
    return Mesure(quoi, percentile(reelles, 95), "ms", VISEE_MS, note=note)
