"""Honest doubt: a signal of danger is heard early; anything else must be sure, else nlu_fallback.

Also tells every moment of life the message speaks of, each on its own probability.
Thresholds were chosen on cross-validation grouped by author, at calibrated confidences.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message

from bot.components.classeur import CLASSEMENT, PROBABILITES

REPLI = "nlu_fallback"
MOMENT = "moment_"
SECURITE = "safety_"
DANGER = "danger"  # {"signal": the likeliest, "part": of all the signals together}
INFORMATION = "dire_un_fait"
# « bonjour, je me sépare », « je me sépare, j'ai deux enfants » : what comes with it hides nothing.
ACCOMPAGNE = ("act_bonjour", "act_merci", INFORMATION)
DEPARTS = ("act_au_revoir", "act_merci", "act_pause")  # words of leaving may hide the last ones


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Doute(GraphComponent):
    """Writes `moments` (all those found, likeliest first) and settles the intent."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "seuil": 0.35,  # least confidence of an act of conversation
            "seuil_moment": 0.45,  # of a moment of life, or of off topic: a wrong one costs more
            "marge": 0.08,  # least distance to the second intent
            "seuil_plusieurs": 0.3,  # own probability from which a moment is proposed beside
            "seuil_deux": 0.5,  # from which two moments are both clearly spoken of
            "seuil_securite": 0.40,  # all the signals together: missing one costs most
            "seuil_depart": 0.33,  # the same, under words of leaving
            "seuil_mele": 0.25,  # share from which a moment is announced among plain statements
        }

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Doute:
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Settle the intent of each message that the classifier ranked."""
        for message in messages:
            classement = message.get(CLASSEMENT)
            if not classement:
                continue
            moments = self._moments(message.get(PROBABILITES, {}))
            danger = _danger_of(classement)
            message.set("moments", moments, add_to_output=True)
            message.set(DANGER, danger)
            message.set("intent", self._settle(classement, moments, danger), add_to_output=True)
        return messages

    def _moments(self, probabilites: dict[str, float]) -> list[dict[str, Any]]:
        trouves = [
            {"moment": nom.removeprefix(MOMENT), "probabilite": round(p, 4)}
            for nom, p in probabilites.items()
            if nom.startswith(MOMENT) and p >= self._config["seuil_plusieurs"]
        ]
        return sorted(trouves, key=lambda m: -m["probabilite"])

    def _settle(
        self,
        classement: list[tuple[str, float]],
        moments: list[dict[str, Any]],
        danger: dict[str, Any] | None,
    ) -> dict[str, Any]:
        depart = classement[0][0] in DEPARTS
        seuil = self._config["seuil_depart" if depart else "seuil_securite"]
        if danger and danger["part"] >= seuil:
            return {"name": danger["signal"], "confidence": danger["part"]}
        (premier, confiance), (second, suivante) = classement[0], classement[1]
        mele = second.startswith(MOMENT) and suivante >= self._config["seuil_mele"]
        if premier == INFORMATION and mele:
            premier = second
        if premier.startswith(MOMENT):
            confiance, suivante = _alone(classement)
        if self._is_sure(premier, confiance, suivante, moments):
            return {"name": premier, "confidence": confiance}
        return {"name": REPLI, "confidence": 1.0 - confiance}

    def _is_sure(
        self, premier: str, confiance: float, suivante: float, moments: list[dict[str, Any]]
    ) -> bool:
        if premier.startswith(SECURITE):
            return False  # likeliest of all, yet not likely: ask rather than alarm
        # Two moments both clearly spoken of are not a doubt: one opens, the other is proposed.
        clairs = [m for m in moments if m["probabilite"] >= self._config["seuil_deux"]]
        if len(clairs) > 1 and premier == MOMENT + clairs[0]["moment"]:
            return True
        acte = premier.startswith("act_")
        seuil = self._config["seuil" if acte else "seuil_moment"]
        return confiance >= seuil and confiance - suivante >= self._config["marge"]


def _alone(classement: list[tuple[str, float]]) -> tuple[float, float]:
    """Confidences of the first moment and of its first rival, what only accompanies left aside."""
    reste = [(nom, p) for nom, p in classement if nom not in ACCOMPAGNE]
    total = sum(p for _, p in reste)
    return reste[0][1] / total, reste[1][1] / total


def _danger_of(classement: list[tuple[str, float]]) -> dict[str, Any] | None:
    """The share of all the signals together: between two dangers there is no doubt that there is one."""
    signaux = [(nom, part) for nom, part in classement if nom.startswith(SECURITE)]
    if not signaux:
        return None
    return {"signal": signaux[0][0], "part": sum(part for _, part in signaux)}
