"""Is a confidence of 0.8 right eight times in ten? Pure: probabilities in, figures and a drawing out."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.evaluation.jugement import Jugement

CLASSES = 10
TEMPERATURES = tuple(round(0.5 + 0.05 * i, 2) for i in range(21))


@dataclass(frozen=True)
class Tranche:
    """The answers whose confidence lies in one tenth of the scale."""

    debut: float
    n: int
    confiance: float  # mean
    exactitude: float


def retemper(scores: dict[str, float], ancienne: float, nouvelle: float) -> tuple[str, float]:
    """The likeliest intent and its share of the confidence, at another temperature.

    Each score is an intent's own probability at the old temperature.
    """
    autres = {}
    for intention, p in scores.items():
        borne = min(max(p, 1e-9), 1 - 1e-9)
        score = math.log(borne / (1 - borne)) * ancienne / nouvelle
        autres[intention] = 1 / (1 + math.exp(-score))
    premier = max(autres, key=lambda i: autres[i])
    return premier, autres[premier] / sum(autres.values())


def answers(
    jugements: Iterable[Jugement], ancienne: float, nouvelle: float
) -> list[tuple[float, bool]]:
    """(confidence, right) of the likeliest intent of each example."""
    paires = []
    for j in jugements:
        premier, confiance = retemper(j.scores, ancienne, nouvelle)
        paires.append((confiance, premier in j.exemple.etiquettes))
    return paires


def bins(paires: list[tuple[float, bool]]) -> list[Tranche]:
    """The answers by tenth of confidence, empty tenths left out."""
    groupes: dict[int, list[tuple[float, bool]]] = {}
    for confiance, juste in paires:
        groupes.setdefault(min(int(confiance * CLASSES), CLASSES - 1), []).append(
            (confiance, juste)
        )
    return [
        Tranche(
            debut=place / CLASSES,
            n=len(siens),
            confiance=sum(c for c, _ in siens) / len(siens),
            exactitude=sum(j for _, j in siens) / len(siens),
        )
        for place, siens in sorted(groupes.items())
    ]


def expected_error(tranches: list[Tranche]) -> float:
    """Expected calibration error: the mean distance between confidence and accuracy."""
    total = sum(t.n for t in tranches) or 1
    return sum(t.n * abs(t.confiance - t.exactitude) for t in tranches) / total


def best_temperature(jugements: list[Jugement], actuelle: float) -> float:
    """The temperature of least calibration error."""
    return min(TEMPERATURES, key=lambda t: expected_error(bins(answers(jugements, actuelle, t))))


def reliability(jugements: list[Jugement], actuelle: float) -> dict[str, Any]:
    """The calibration as data: without temperature, as kept, and at the best one."""

    def at(temperature: float) -> dict[str, Any]:
        tranches = bins(answers(jugements, actuelle, temperature))
        return {
            "temperature": temperature,
            "erreur": round(expected_error(tranches), 4),
            "tranches": [
                {
                    "debut": t.debut,
                    "n": t.n,
                    "confiance": round(t.confiance, 4),
                    "exactitude": round(t.exactitude, 4),
                }
                for t in tranches
            ],
        }

    return {
        "avant": at(1.0),
        "gardee": at(actuelle),
        "meilleure": best_temperature(jugements, actuelle),
    }
