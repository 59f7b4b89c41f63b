"""What was answered to an example, and whether it was right. Pure: no dialogue engine here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.comprehension import INFORMATION, REPLI, summarise
from bot.evaluation.exemples import Exemple

MOMENT, ACTE, SECURITE, HORS_SUJET = "moment_", "act_", "safety_", "hors_sujet"


@dataclass(frozen=True)
class Jugement:
    """An example kept apart, and what the system that never saw its author made of it."""

    exemple: Exemple
    decision: str  # what the live system does: an intent, or `nlu_fallback`, which asks
    proposes: tuple[str, ...]  # the three likeliest intents, shown as buttons when it asks
    moments: frozenset[str]  # every moment of life found
    scores: dict[str, float]  # each intent's own probability
    danger: float = 0.0  # share of all the signals together

    @property
    def reponse(self) -> str:
        """The intent answered for; when the system asks, the first it proposes."""
        if self.decision in (REPLI, INFORMATION):
            autres = [p for p in self.proposes if p != INFORMATION]
            return autres[0] if autres else self.decision
        return self.decision

    @property
    def alarme(self) -> bool:
        """The person is answered with emergency numbers."""
        return self.decision.startswith(SECURITE)

    def is_right(self) -> bool:
        """The answer is one of those the example carries."""
        if self.exemple.intention == INFORMATION:
            return self.decision == INFORMATION
        return self.reponse in self.exemple.etiquettes


def judge(exemple: Exemple, parse: dict[str, Any]) -> Jugement:
    """Read one parse as the live system reads it."""
    compris = summarise(parse)
    moments = {MOMENT + m for m in compris["moments"]}
    if str(compris["intent"]).startswith(MOMENT):
        moments.add(compris["intent"])
    return Jugement(
        exemple=exemple,
        decision=compris["intent"] or REPLI,
        proposes=tuple(r["intent"] for r in compris["top3"]),
        moments=frozenset(moments),
        scores=parse.get("probabilites") or {},
        danger=float((parse.get("danger") or {}).get("part") or 0.0),
    )
