"""First component: the normalised text every featurizer reads. The original stays for the facts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.texte import normalise

TEXTE_NORMALISE = "texte_normalise"
LEXIQUE = "sms.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class Normaliseur(GraphComponent):
    """Writes `texte_normalise` on the message; the lexicon is kept in the model with what it trained."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"lexique": "nlu_data/sms.yml"}

    @staticmethod
    def required_packages() -> list[str]:
        return []

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        mots: dict[str, str] | None = None,
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._mots = mots or {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Normaliseur:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> Normaliseur:
        with model_storage.read_from(resource) as dossier:
            mots = json.loads((dossier / LEXIQUE).read_text(encoding="utf-8"))
        return cls(config, model_storage, resource, mots)

    def train(self, training_data: TrainingData) -> Resource:
        """Copy the lexicon into the model; without one, texts are only cleaned."""
        if self._config["lexique"]:
            lu = yaml.safe_load(Path(self._config["lexique"]).read_text(encoding="utf-8"))
            self._mots = {str(mot): str(forme) for mot, forme in lu["mots"].items()}
        with self._storage.write_to(self._resource) as dossier:
            (dossier / LEXIQUE).write_text(
                json.dumps(self._mots, ensure_ascii=False), encoding="utf-8"
            )
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Normalise each message that has a text."""
        for message in messages:
            texte = message.get(TEXT)
            if texte:
                message.set(TEXTE_NORMALISE, normalise(texte, self._mots))
        return messages
