"""What was understood of a message, in the form shared by the channel, the tests and the commands."""

from __future__ import annotations

from typing import Any

REPLI = "nlu_fallback"
SECURITE = "safety_"
# A lost baby told in a message about care: answered by those who care, not by an alarm.
PERTE = ("evenement_naissance", "deuil_perinatal")
INFORMATION = "dire_un_fait"  # not a label of evaluation files: the likeliest of the others counts
PREFIXES = {"moment_": "moment:", "act_": "act:", "safety_": "safety:"}


def summarise(parse: dict[str, Any]) -> dict[str, Any]:
    """Intent, confidence, three likeliest intents, moments and facts of one parsed message."""
    intention = parse.get("intent") or {}
    classement = parse.get("intent_ranking") or []
    return {
        "intent": intention.get("name"),
        "confiance": round(float(intention.get("confidence") or 0.0), 4),
        "top3": [
            {"intent": r["name"], "confiance": round(float(r["confidence"]), 4)}
            for r in classement[:3]
        ],
        # Of all the signals together, whether or not it is enough to answer.
        "danger": round(
            sum(float(r["confidence"]) for r in classement if r["name"].startswith(SECURITE)), 4
        ),
        "moments": [m["moment"] for m in parse.get("moments") or []],
        "faits": [
            {
                "nom": e["nom"],
                "valeur": e["value"],
                "certitude": e["confidence_entity"],
                "debut": e["start"],
                "fin": e["end"],
            }
            for e in parse.get("entities") or []
            if e["entity"] == "fait" and "nom" in e
        ],
    }


def label_of(intention: str) -> str:
    """An intent's name as a label of evaluation files (`moment:naissance`, `hors_sujet`)."""
    for prefixe, etiquette in PREFIXES.items():
        if intention.startswith(prefixe):
            return etiquette + intention.removeprefix(prefixe)
    return intention


def intent_of(etiquette: str) -> str:
    """The intent a label of evaluation files stands for: the way back of `label_of`."""
    return etiquette.replace(":", "_", 1)


def predicted_label(comprehension: dict[str, Any]) -> str:
    """The label a comprehension answers for.

    When the assistant is not sure it asks, with the likeliest intents as buttons: the first of
    them is what it would have said, and what an evaluation counts.
    """
    intention = comprehension["intent"]
    if intention in (REPLI, INFORMATION):
        rangs = [r["intent"] for r in comprehension["top3"] if r["intent"] != INFORMATION]
        intention = rangs[0] if rangs else intention
    return label_of(intention or "")


def answered_signal(comprehension: dict[str, Any]) -> str | None:
    """The danger the assistant answers with emergency numbers, if any.

    A doubt is not an alarm: when the assistant asks, it shows buttons.
    """
    intention = comprehension["intent"] or ""
    if not intention.startswith(SECURITE):
        return None
    signal = intention.removeprefix(SECURITE)
    dits = {(f["nom"], f["valeur"]) for f in comprehension["faits"]}
    return None if signal == "urgence_medicale" and PERTE in dits else signal


def proposed_labels(comprehension: dict[str, Any]) -> list[str]:
    """The three likeliest labels, those of evaluation files only."""
    return [label_of(r["intent"]) for r in comprehension["top3"] if r["intent"] != INFORMATION]
