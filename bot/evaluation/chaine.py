"""The understanding of `config.yml`, trained and run in the process: the very components that serve."""

from __future__ import annotations

import importlib
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components import encodeur
from bot.components.e5 import E5Featurizer
from bot.components.encodeur import CacheDisque
from bot.evaluation.exemples import Exemple
from bot.evaluation.lecture import to_message

ETAPES = tuple[tuple[str, dict[str, Any]], ...]
SANS_EFFET = ("bot.components.faits.ExtracteurFaits",)  # facts decide no intent


def read_pipeline(config: Path = Path("config.yml")) -> ETAPES:
    """Name and settings of the components that decide what a message means."""
    lu = yaml.safe_load(config.read_text(encoding="utf-8"))["pipeline"]
    etapes = [(e["name"], {k: v for k, v in e.items() if k != "name"}) for e in lu]
    return tuple(e for e in etapes if e[0] not in SANS_EFFET)


def change(etapes: ETAPES, composant: str, **reglages: Any) -> ETAPES:
    """The same pipeline with other settings for one component (by its class name)."""
    return tuple(
        (nom, {**anciens, **reglages} if nom.endswith(f".{composant}") else anciens)
        for nom, anciens in etapes
    )


def without(etapes: ETAPES, composant: str) -> ETAPES:
    """The same pipeline without one component."""
    return tuple(e for e in etapes if not e[0].endswith(f".{composant}"))


def setting(etapes: ETAPES, composant: str, nom: str) -> Any:
    """One setting of one component."""
    return next(r[nom] for etape, r in etapes if etape.endswith(f".{composant}"))


class VecteursGardes:
    """The vectors of the cache; what is not in it is embedded once, and kept for the next run."""

    def __init__(self, cache: CacheDisque) -> None:
        self._cache = cache

    def start(self, texte: str) -> None:
        """Nothing to begin: the vector is there."""

    def vectors(self, textes: list[str]) -> np.ndarray:
        """One row per text."""
        return self._cache.vectors(textes)


def use_cached_vectors(etapes: ETAPES) -> None:
    """Messages too are embedded through the cache, or an evaluation would take an hour."""
    for nom, reglages in etapes:
        composant = component(nom)
        if issubclass(composant, E5Featurizer):
            config = {**composant.get_default_config(), **reglages}
            cache = CacheDisque(composant.ENCODEUR, Path(config["cache"]), Path(config["graine"]))
            encodeur.use_encoder(VecteursGardes(cache), composant.ENCODEUR)


def component(nom: str) -> Any:
    """The class of a component, from its name in `config.yml`."""
    module, classe = nom.rsplit(".", 1)
    return getattr(importlib.import_module(module), classe)


class Chaine:
    """A pipeline trained on some examples; `understand` answers as the live system does."""

    def __init__(self, etapes: ETAPES, exemples: list[Exemple]) -> None:
        self._composants: list[Any] = []
        donnees = TrainingData([to_message(e) for e in exemples])
        contexte = ExecutionContext(GraphSchema({}), "evaluation")
        with tempfile.TemporaryDirectory() as dossier:
            (Path(dossier) / "modele").mkdir()
            stockage = LocalModelStorage(Path(dossier) / "modele")
            for nom, reglages in etapes:
                type_ = component(nom)
                config = {**type_.get_default_config(), **reglages}
                composant = type_.create(config, stockage, Resource(type_.__name__), contexte)
                if hasattr(composant, "train"):
                    composant.train(donnees)
                    donnees = composant.process_training_data(donnees)
                self._composants.append(composant)

    def understand(self, textes: list[str]) -> list[dict[str, Any]]:
        """The parse of each text, as Rasa would give it, with every intent's own probability."""
        lot = [Message({TEXT: t}) for t in textes]
        for composant in self._composants:
            lot = composant.process(lot)
        return [m.as_dict() | {"intent": m.get("intent")} for m in lot]
