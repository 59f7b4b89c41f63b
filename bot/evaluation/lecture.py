"""Reads labelled messages: those that train (`nlu_data/`), those that only measure (`evaluation/`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.shared.nlu.constants import INTENT, METADATA, METADATA_EXAMPLE, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.evaluation.exemples import Exemple
from bot.importeur import read_examples
from bot.moments import EVALUATION

SANS_AUTEUR = "sans_auteur"


def read_folder(dossier: Path, evaluation: bool = False) -> list[Exemple]:
    """The examples of a folder: those that train, or those kept apart for evaluation."""
    fichiers = [f for f in sorted(dossier.rglob("*.yml")) if (EVALUATION in f.parts) == evaluation]
    return [_example_of(m, f) for f in fichiers for m in read_examples(f)]


def _example_of(message: Message, fichier: Path) -> Exemple:
    dit: dict[str, Any] = (message.get(METADATA) or {}).get(METADATA_EXAMPLE) or {}
    langue = fichier.stem if EVALUATION in fichier.parts else "fr"
    return Exemple(
        texte=message.get(TEXT),
        intention=message.get(INTENT),
        aussi=tuple(dit.get("aussi") or ()),
        auteur=dit.get("auteur") or dit.get("persona") or SANS_AUTEUR,
        style=dit.get("style") or dit.get("genre") or "",
        langue=dit.get("langue") or langue,
        signal=dit.get("signal"),
    )


def to_message(exemple: Exemple) -> Message:
    """The training message of Rasa."""
    message = Message.build(text=exemple.texte, intent=exemple.intention)
    message.set(METADATA, {METADATA_EXAMPLE: {"aussi": list(exemple.aussi)}})
    return message
