"""Reads labelled messages: those that train (`nlu_data/`), those that only measure (`evaluation/`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from rasa.shared.nlu.constants import INTENT, METADATA, METADATA_EXAMPLE, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.comprehension import intent_of
from bot.evaluation.exemples import Exemple
from bot.importeur import LECTEUR, read_examples
from bot.moments import EVALUATION

SANS_AUTEUR = "sans_auteur"


def read_folder(dossier: Path, evaluation: bool = False) -> list[Exemple]:
    """The examples of a folder: those that train, or those kept apart for evaluation."""
    fichiers = [f for f in sorted(dossier.rglob("*.yml")) if (EVALUATION in f.parts) == evaluation]
    if evaluation:
        return [e for f in fichiers for e in _kept_apart(f)]
    return [_example_of(m) for f in fichiers for m in read_examples(f)]


def _kept_apart(fichier: Path) -> list[Exemple]:
    """The sentences of one evaluation file, whose key and marks are not those of what is learnt."""
    lu = yaml.load(fichier.read_text(encoding="utf-8"), Loader=LECTEUR)
    exemples = []
    for dit in lu["evaluation"]:
        intention, *aussi = map(intent_of, dit["attendu"])
        exemples.append(
            Exemple(
                texte=dit["texte"].strip(),
                intention=intention,
                aussi=tuple(aussi),
                auteur=dit["auteur"],
                style=dit["style"],
                langue=lu["langue"],
                signal=dit.get("signal"),
            )
        )
    return exemples


def _example_of(message: Message) -> Exemple:
    dit: dict[str, Any] = (message.get(METADATA) or {}).get(METADATA_EXAMPLE) or {}
    return Exemple(
        texte=message.get(TEXT),
        intention=message.get(INTENT),
        aussi=tuple(dit.get("aussi") or ()),
        auteur=dit.get("auteur") or dit.get("persona") or SANS_AUTEUR,
        style=dit.get("style") or dit.get("genre") or "",
        langue=dit.get("langue") or "fr",
        signal=dit.get("signal"),
    )


def to_message(exemple: Exemple) -> Message:
    """The training message of Rasa."""
    message = Message.build(text=exemple.texte, intent=exemple.intention)
    message.set(METADATA, {METADATA_EXAMPLE: {"aussi": list(exemple.aussi)}})
    return message
