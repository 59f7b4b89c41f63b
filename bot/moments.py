"""What the dialogue needs of each life moment, from its files alone: an intent, a tone, a farewell."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

EVALUATION = "evaluation"  # nlu_data/evaluation measures and never trains
EXEMPLES = Path(__file__).resolve().parents[1] / "nlu_data" / "moments"


def moment_names(dossier: Path = EXEMPLES) -> list[str]:
    """The moments that have training examples: nlu_data/moments/<moment>.yml."""
    return sorted(f.stem for f in dossier.glob("*.yml"))


def moments_domain(moments: Iterable[str]) -> dict[str, Any]:
    """The part of Rasa's domain that follows from the moments (the rest is in bot/domain)."""
    noms = list(moments)
    return {
        "version": "3.1",
        "intents": [f"moment_{m}" for m in noms],
        "responses": {
            f"utter_{m}_cloture": [{"custom": {"acte": f"{m}.cloture", "params": {}}}] for m in noms
        },
        # The last moment opened gives the tone of the answers.
        "slots": {
            "moment": {
                "type": "categorical",
                "values": noms,
                "influence_conversation": True,
                "mappings": [{"type": "custom"}],
            }
        },
    }
