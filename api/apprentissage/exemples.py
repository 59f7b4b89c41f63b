"""The examples of `nlu_data/`, as the application reads them: texts, labels, who wrote them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from api.settings import RACINE

DONNEES = RACINE / "nlu_data"
EVALUATION = "evaluation"  # measures, never learns: nothing said here is taken from it
LECTEUR = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
TECHNIQUES = "nlu_fallback"


@dataclass(frozen=True)
class Appris:
    """One example: its words, what it means, the voice that wrote it."""

    texte: str
    intention: str
    persona: str


@cache
def load_examples(dossier: Path = DONNEES) -> tuple[Appris, ...]:
    """Every example that the model learns; read once, a second or two."""
    fichiers = (f for f in sorted(dossier.rglob("*.yml")) if EVALUATION not in f.parts)
    return tuple(e for f in fichiers for e in _read(f))


def _read(fichier: Path) -> Iterator[Appris]:
    lu: Any = yaml.load(fichier.read_text(encoding="utf-8"), Loader=LECTEUR)
    for bloc in (lu.get("nlu") if isinstance(lu, dict) else None) or []:
        for brut in bloc["examples"]:
            marques = brut.get("metadata") or {}
            yield Appris(brut["text"].strip(), bloc["intent"], marques.get("persona", ""))


def known_labels(exemples: tuple[Appris, ...]) -> tuple[str, ...]:
    """Every intent that has examples: what an expert may choose among."""
    return tuple(sorted({e.intention for e in exemples}))
