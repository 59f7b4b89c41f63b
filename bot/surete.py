"""The two paths of safety, united: what the lexicon heard (api/safety) and what the model heard.

The application sends with each message what its lexicon heard, as `surete` in the metadata:
{signal, force: certaine | possible, seuil, gravite}. Pure functions: `jalons screen` judges the
same union that serves.
"""

from __future__ import annotations

from typing import Any

from bot.comprehension import SECURITE, answered_signal, summarise

CERTAINE = "certaine"


def unite(entendu: dict[str, Any] | None, compris: dict[str, Any]) -> str | None:
    """The danger to answer, if any of the two paths hears one.

    A sure sign of the lexicon needs no one; a possible one needs the model to see some danger too.
    When both are sure and disagree, the gravest is answered.
    """
    dit = answered_signal(compris)
    if not entendu:
        return dit
    signal: str = entendu["signal"]
    if entendu["force"] != CERTAINE:
        return dit or (signal if compris["danger"] >= entendu["seuil"] else None)
    if dit is None:
        return signal
    return min(signal, dit, key=entendu["gravite"].index)


def apply_union(parse: dict[str, Any], entendu: Any) -> None:
    """Make the dialogue answer the danger that the lexicon heard: its own rule does the rest."""
    if not isinstance(entendu, dict):
        return
    signal = unite(entendu, summarise(parse))
    if signal:
        parse["intent"] = {"name": SECURITE + signal, "confidence": 1.0}
