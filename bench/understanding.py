"""Time of understanding one message, in the dialogue engine's own environment, by one client.

Why: it is most of the time of an answer, and the part that a component too many would slow down.
The messages are a thousand training examples of every length, each said once: none is remembered.
`python -m bench.understanding` prints this measure alone.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from typing import Any

from api.cli.processes import VENV_RASA, rasa_environment
from api.settings import RACINE
from bench.figures import Absente, Ligne, Mesure, median, percentile, report

VISEE_MS = 40.0
VISEE_MILLE_S = 120.0


def lines(mesure: dict[str, Any]) -> list[Ligne]:
    """The rows of the table, from what the engine's side measured."""
    durees = mesure["ms"]
    n = len(durees)
    return [
        Mesure("Understanding, median", median(durees), "ms", note=f"{n} messages, one at a time"),
        Mesure("Understanding, p95", percentile(durees, 95), "ms", VISEE_MS),
        Mesure(
            "Understanding, p95 of processor time",
            percentile(mesure["processeur_ms"], 95),
            "ms",
            note=f"all threads together; median {median(mesure['processeur_ms']):.0f} ms",
        ),
        Mesure(
            "Understanding, longest", max(durees), "ms", note="a long letter is cut to 60 words"
        ),
        Mesure(
            "A thousand messages",
            mesure["chargement_s"] + sum(durees) / n,
            "s",
            VISEE_MILLE_S,
            note="the loading of the model included",
        ),
        Mesure("Memory of the engine", mesure["memoire_mo"], "MB", note="peak, model loaded"),
    ]


def measure() -> list[Ligne]:
    """Run the engine's side in its environment."""
    ordre = [str(VENV_RASA / "bin" / "python"), "-m", "bot.evaluation.durees"]
    env = {**os.environ, **rasa_environment()}
    fini = subprocess.run(ordre, cwd=RACINE, env=env, capture_output=True, text=True, check=False)
    if fini.returncode:
        return [Absente("Understanding", fini.stderr.strip().splitlines()[-1][:200])]
    return lines(json.loads(fini.stdout.strip().splitlines()[-1]))


if __name__ == "__main__":
    charge = os.getloadavg()[0]
    print(report(measure(), "python -m bench.understanding", dt.date.today(), charge))
    sys.exit(0)
