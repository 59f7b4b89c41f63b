"""Honest doubt: below a threshold, or when two intents are too close, the intent is nlu_fallback.

Also tells which other moments of life the message speaks of, each on its own probability.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message

from bot.components.classeur import PROBABILITES

REPLI = "nlu_fallback"
PREFIXE_MOMENT = "moment_"
PREFIXE_SECURITE = "safety_"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Doute(GraphComponent):
    """Writes `moments` (all those found, likeliest first) and replaces a doubtful intent."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "seuil": 0.30,  # least confidence of the first intent
            "marge": 0.08,  # least distance to the second
            "seuil_moment": 0.5,  # own probability from which a moment counts as spoken of
            "seuil_securite": 0.20,  # signals are heard earlier: missing one costs more
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
        """Decide for each ranked message whether its first intent is sure enough."""
        for message in messages:
            classement = message.get("intent_ranking")
            if not classement:
                continue
            probabilites = message.get(PROBABILITES, {})
            moments = self._moments(probabilites)
            message.set("moments", moments, add_to_output=True)
            if not self._is_sure(classement, moments):
                repli = {"name": REPLI, "confidence": 1.0 - classement[0]["confidence"]}
                message.set("intent", repli, add_to_output=True)
        return messages

    def _moments(self, probabilites: dict[str, float]) -> list[dict[str, Any]]:
        trouves = [
            {"moment": nom.removeprefix(PREFIXE_MOMENT), "probabilite": p}
            for nom, p in probabilites.items()
            if nom.startswith(PREFIXE_MOMENT) and p >= self._config["seuil_moment"]
        ]
        return sorted(trouves, key=lambda m: -m["probabilite"])

    def _is_sure(self, classement: list[dict[str, Any]], moments: list[dict[str, Any]]) -> bool:
        premier = classement[0]
        if premier["name"].startswith(PREFIXE_SECURITE):
            return premier["confidence"] >= self._config["seuil_securite"]
        if premier["confidence"] < self._config["seuil"]:
            return False
        second = classement[1]["confidence"] if len(classement) > 1 else 0.0
        if premier["confidence"] - second >= self._config["marge"]:
            return True
        # Two moments both clearly spoken of are not a doubt: one opens, the other is proposed.
        return len(moments) > 1 and premier["name"] == PREFIXE_MOMENT + moments[0]["moment"]
