"""A second opinion on the meaning: Google's multilingual universal sentence encoder, version 3.

It reads words and their neighbours where e5 reads the whole sentence, for a quarter of the time.
Beside e5 and the n-grams it brings two messages in a hundred (table in docs/comprehension).
"""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from bot.components.e5 import E5Featurizer


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class UseFeaturizer(E5Featurizer):
    """The same work as `E5Featurizer`, with the other encoder."""

    ENCODEUR = "use"

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "alias": "use",
            "cache": ".cache/use.npz",
            "graine": "nlu_data/vecteurs_use.npz",
            "mots_debut": 60,
            "mots_fin": 30,
        }

    @staticmethod
    def required_packages() -> list[str]:
        return []  # Rasa wants one name for the package and its module: here they differ
