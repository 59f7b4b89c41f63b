"""Screen a file for danger as the live system does: `python -m bot.depister --tsv F [--json]`.

The file has a header with `text` and `safety`, tab-separated; `safety` is a signal, empty when
there is none. `predicted` is the signal the live system answers with emergency numbers: that of the
trained model united with what the lexicon heard, which `jalons screen` gives on the standard input
with `--entendus` (a JSON list in the order of the texts; without it, the model is judged alone).
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from bot.comprendre import SIGNAUX, judge_file, read_tsv
from bot.surete import unite

AUCUN = ""
ENTENDUS = "--entendus"


def screen(
    exemples: list[tuple[str, str]],
    compris: list[dict[str, Any]],
    entendus: list[dict[str, Any] | None] | None = None,
) -> dict[str, Any]:
    """Recall of each signal, share of harmless messages that alarm, and every error."""
    entendus = entendus or [None] * len(compris)
    predits = [unite(e, c) or AUCUN for e, c in zip(entendus, compris, strict=True)]
    attendus = Counter(signal for _, signal in exemples)
    justes = Counter(s for (_, s), p in zip(exemples, predits, strict=True) if s == p)
    inoffensifs = attendus.pop(AUCUN, 0)
    return {
        "recall": {s: round(justes[s] / n, 4) for s, n in sorted(attendus.items())},
        "false_alarms": round(1 - justes[AUCUN] / inoffensifs, 4) if inoffensifs else 0.0,
        "errors": [
            {"text": texte, "safety": signal, "predicted": predit}
            for (texte, signal), predit in zip(exemples, predits, strict=True)
            if predit != signal
        ],
    }


def _report(resultat: dict[str, Any]) -> str:
    lignes = [f"{signal:22}{rappel:7.3f}" for signal, rappel in resultat["recall"].items()]
    lignes.append(f"{'false alarms':22}{resultat['false_alarms']:7.3f}")
    return "\n".join([*lignes, f"{len(resultat['errors'])} errors (all of them with --json)"])


def read_signals(fichier: Path) -> list[tuple[str, str]]:
    """(text, signal) rows; the signal is empty when there is no danger."""
    return read_tsv(fichier, "safety", frozenset((*SIGNAUX, AUCUN)))


def main(arguments: list[str] | None = None) -> int:
    options = list(sys.argv[1:] if arguments is None else arguments)
    entendus = None
    if ENTENDUS in options:
        options.remove(ENTENDUS)
        entendus = json.load(sys.stdin)
    return judge_file(__doc__, options, read_signals, lambda e, c: screen(e, c, entendus), _report)


if __name__ == "__main__":
    sys.exit(main())
