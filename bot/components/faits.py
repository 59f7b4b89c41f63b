"""Rasa's door to the extraction: facts and generic answers as entities of the message."""

from __future__ import annotations

import datetime as dt
import json
import logging
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.extraction.extraire import extract
from bot.extraction.lexique import Lexique, read_lexicon

journal = logging.getLogger("jalons.faits")
LEXIQUE = "faits.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class ExtracteurFaits(GraphComponent):
    """Adds entities; the lexicon is kept in the model, so that a model answers as it was tested."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"lexique": "nlu_data/faits"}

    @staticmethod
    def required_packages() -> list[str]:
        return []

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        lexique: Lexique | None = None,
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._lexique = lexique

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ExtracteurFaits:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> ExtracteurFaits:
        with model_storage.read_from(resource) as dossier:
            contenu = json.loads((dossier / LEXIQUE).read_text(encoding="utf-8"))
        return cls(config, model_storage, resource, Lexique(contenu))

    def train(self, training_data: TrainingData) -> Resource:
        """Check the lexicon and copy it into the model."""
        contenu = read_lexicon(Path(self._config["lexique"]))
        self._lexique = Lexique(contenu)
        with self._storage.write_to(self._resource) as dossier:
            (dossier / LEXIQUE).write_text(
                json.dumps(contenu, ensure_ascii=False), encoding="utf-8"
            )
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities of each message that was written (a pressed button already has its own)."""
        for message in messages:
            texte = message.get(TEXT)
            if not texte or self._lexique is None:
                continue
            le = day_of(message.get(METADATA))
            try:
                trouves = extract(texte, self._lexique, le)
            except Exception:  # facts are a help: a fault here must not lose the message
                journal.exception("facts could not be read")
                continue
            for entite in trouves:
                entite["extractor"] = type(self).__name__
            message.set(ENTITIES, message.get(ENTITIES, []) + trouves, add_to_output=True)
        return messages


def day_of(metadonnees: Any) -> dt.date:
    """The day the message was written, told by the API; today when it is not."""
    if isinstance(metadonnees, dict) and isinstance(metadonnees.get("le"), str):
        try:
            return dt.date.fromisoformat(metadonnees["le"][:10])
        except ValueError:
            pass
    return dt.date.today()
