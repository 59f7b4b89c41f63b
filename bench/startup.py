"""From the command to the first answer of the dialogue on a trained clone; from Ctrl-C to silence.

Why: a restart is an outage. The clock starts at the command and stops when a sentence gets a real
answer, so that lazy loading counts. The stop is measured with a reader's stream left open.
"""

from __future__ import annotations

from bench.figures import Ligne, Mesure

VISEE_DEMARRAGE = 30.0
VISEE_ARRET = 5.0


def measure(demarrages: list[float], arrets: list[float]) -> list[Ligne]:
    """The worst of the starts and stops of this run."""
    return [
        Mesure(
            "start of a trained clone, command to first answer, worst",
            max(demarrages),
            "s",
            VISEE_DEMARRAGE,
            note="each: " + ", ".join(f"{d:.1f}" for d in demarrages),
        ),
        Mesure(
            "Ctrl-C to all processes gone, a stream open, worst",
            max(arrets),
            "s",
            VISEE_ARRET,
            note="each: " + ", ".join(f"{a:.1f}" for a in arrets),
        ),
    ]
