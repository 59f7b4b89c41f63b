"""From the command to the first answer of the dialogue on a trained clone; from Ctrl-C to silence.

Why: a restart is an outage. The clock starts at the command and stops when a sentence gets a real
answer, so that lazy loading counts. The stop is measured with a reader's stream left open.
Python's compiled files change the start threefold: their absence is said in the table.
"""

from __future__ import annotations

from api.cli.processes import VENV_RASA
from bench.figures import Ligne, Mesure

VISEE_DEMARRAGE = 30.0
VISEE_ARRET = 5.0


def has_compiled_files() -> bool:
    """Whether the engine's packages were compiled when installed, as `make install` does."""
    return any(VENV_RASA.glob("lib/*/site-packages/rasa/__pycache__/*.pyc"))


def measure(demarrages: list[float], arrets: list[float]) -> list[Ligne]:
    """The worst of the starts and stops of this run."""
    reserve = "" if has_compiled_files() else "; **without Python's compiled files**"
    return [
        Mesure(
            "start of a trained clone, command to first answer, worst",
            max(demarrages),
            "s",
            VISEE_DEMARRAGE,
            note="each: " + ", ".join(f"{d:.1f}" for d in demarrages) + reserve,
        ),
        Mesure(
            "Ctrl-C to all processes gone, a stream open, worst",
            max(arrets),
            "s",
            VISEE_ARRET,
            note="each: " + ", ".join(f"{a:.1f}" for a in arrets),
        ),
    ]
