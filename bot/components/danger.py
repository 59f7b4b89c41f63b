"""Danger heard early, even in one sentence of a long letter.

The danger of a message is the share of all the signals together. In « ma demande d'AAH… je n'ai
pas mangé depuis mardi » the moment of life takes that share: a long message is therefore also heard
sentence by sentence. Its n-grams choose the few sentences worth the time of an embedding.

A regression of its own (danger against everything else) was tried instead and heard less: 0.60 of
the signals against 0.65, for the same 5 % of near-misses alarmed.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import scipy.sparse as sp
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message

from bot.components.classeur import CLASSEMENT, CLASSER, Classer
from bot.components.encodeur import DIMENSION
from bot.components.normalise import TEXTE_NORMALISE, TRANSFORMATIONS

DANGER = "danger"  # {"signal": the likeliest, "part": of all the signals together}
SECURITE = "safety_"
SENS = "e5"  # the features that take time
_FIN_DE_PHRASE = re.compile(r"(?<=[.!?;:…])\s+")
_FENETRE, _PAS = 20, 15  # words, for those who write or dictate without a full stop
_TROP_COURTE = 4


def sentences(texte: str) -> list[str]:
    """Sentences of a text; a long one is cut in windows that overlap, a short one joins the last."""
    phrases: list[str] = []
    for phrase in _FIN_DE_PHRASE.split(texte):
        mots = phrase.split()
        if phrases and len(mots) < _TROP_COURTE:
            phrases[-1] += f" {phrase}"
            continue
        while len(mots) > _FENETRE + _TROP_COURTE:
            phrases.append(" ".join(mots[:_FENETRE]))
            mots = mots[_PAS:]
        phrases.append(" ".join(mots))
    return phrases


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Danger(GraphComponent):
    """Writes `danger` on the message; `Doute` decides whether it is answered."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "mots_min": 18,  # a message under it is one thought
            "phrases_entendues": 2,
            "phrases_max": 60,  # ten thousand characters must not take a second
            "retenue": 0.1,  # a sentence out of its message must be this much surer
        }

    @staticmethod
    def required_packages() -> list[str]:
        return []

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Danger:
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Tell the danger of each message that the classifier ranked."""
        for message in messages:
            classement = message.get(CLASSEMENT)
            if classement and any(nom.startswith(SECURITE) for nom, _ in classement):
                entendus = [_danger_of(classement)]
                for phrase in self._sentences_ranked(message):
                    dit = _danger_of(phrase)
                    entendus.append({**dit, "part": dit["part"] - self._config["retenue"]})
                message.set(DANGER, max(entendus, key=lambda d: d["part"]))
        return messages

    def _sentences_ranked(self, message: Message) -> list[list[tuple[str, float]]]:
        """The ranking of the sentences that look worst by their n-grams."""
        texte = message.get(TEXTE_NORMALISE)
        transformations = message.get(TRANSFORMATIONS) or {}
        classer: Classer = message.get(CLASSER)
        if not self._config["phrases_entendues"] or len(texte.split()) < self._config["mots_min"]:
            return []
        phrases = sentences(texte)[: self._config["phrases_max"]]
        if len(phrases) < 2:
            return []
        # Their meaning is left out at first: it is what takes time.
        sans = {SENS: np.zeros((len(phrases), DIMENSION))} if SENS in transformations else {}
        formes = {nom: f(phrases) for nom, f in transformations.items() if nom != SENS}
        apparences = [_danger_of(c)["part"] for c in classer(_columns(formes | sans))]
        pires = np.argsort(-np.array(apparences))[: self._config["phrases_entendues"]]
        choisies = [phrases[i] for i in pires]
        return classer(_columns({n: f(choisies) for n, f in transformations.items()}))


def _columns(blocs: dict[str, Any]) -> sp.csr_matrix:
    """Rows of features in the order of the classifier's columns: by name of the featurizer."""
    return sp.hstack([sp.csr_matrix(blocs[nom]) for nom in sorted(blocs)], format="csr")


def _danger_of(classement: list[tuple[str, float]]) -> dict[str, Any]:
    signaux = [(nom, part) for nom, part in classement if nom.startswith(SECURITE)]
    return {"signal": signaux[0][0], "part": sum(part for _, part in signaux)}
