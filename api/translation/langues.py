"""What machine translation must know of each language: `locales/traduction.yml`, read once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from api.languages.langues import RACINE, tag_of


@dataclass(frozen=True)
class LangueTraduite:
    """One language. `longueur`: shortest and longest share of the source that is believed."""

    code: str
    negation: re.Pattern[str] | None
    longueur: tuple[float, float]


@cache
def load_translated(racine: Path = RACINE) -> Mapping[str, LangueTraduite]:
    """The languages that a machine may translate, by our code."""
    brut = _read(racine)["langues"]
    return {
        langue: LangueTraduite(
            code=donnees["code"],
            negation=re.compile(donnees["negation"], re.IGNORECASE)
            if "negation" in donnees
            else None,
            longueur=tuple(donnees["longueur"]),
        )
        for langue, donnees in brut.items()
    }


def read_probe(racine: Path = RACINE) -> str:
    """The French sentence translated to know whether a server really translates."""
    return str(_read(racine)["sonde"])


@cache
def _read(racine: Path) -> dict[str, Any]:
    lu: dict[str, Any] = yaml.safe_load((racine / "traduction.yml").read_text(encoding="utf-8"))
    return lu


def spoken_as(langue: str) -> str:
    """A register of a language (simple French) is translated as this language."""
    return tag_of(langue)
