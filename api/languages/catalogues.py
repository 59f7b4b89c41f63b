"""The wording: `locales/<langue>/`, read once. French is the source; a missing text is an error."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import yaml
from babel import Locale
from babel.dates import format_date

RACINE = Path(__file__).resolve().parents[2] / "locales"
JOUR = re.compile(r"\d{4}-\d{2}-\d{2}")


class _Keep(dict[str, Any]):
    """A placeholder without a value stays visible: never a crash, never a lost sentence."""

    def __missing__(self, cle: str) -> str:
        return "{" + cle + "}"


class Textes:
    """The texts of one language."""

    def __init__(self, langue: str = "fr", racine: Path = RACINE) -> None:
        dossier = racine / langue
        self.langue = langue
        self.dir = "rtl" if Locale.parse(langue).text_direction == "rtl" else "ltr"
        self.actes: dict[str, dict[str, Any]] = {}
        for fichier in sorted((dossier / "actes").glob("*.yml")):
            for nom, entree in (_read(fichier) or {}).items():
                if nom in self.actes:
                    raise ValueError(f"{fichier.name}: act `{nom}` is written twice")
                self.actes[nom] = {"texte": entree} if isinstance(entree, str) else entree
        self.erreurs: dict[str, str] = _read(dossier / "erreurs.yml")
        self.mots: dict[str, str] = _read(dossier / "mots.yml")
        self.boutons: dict[str, str] = _read(dossier / "boutons.yml")

    def error(self, code: str, **details: Any) -> str:
        """The sentence of a refusal; days given as YYYY-MM-DD are said in words."""
        return fill(self.erreurs[code], {nom: self._said(x) for nom, x in details.items()})

    def _said(self, detail: Any) -> Any:
        if not (isinstance(detail, str) and JOUR.fullmatch(detail)):
            return detail
        return format_date(dt.date.fromisoformat(detail), format="long", locale=self.langue)

    def interface_choice(self, acte: str) -> str:
        """What a pressed act button said, in words."""
        return str(self.boutons.get(acte, acte))

    def word(self, cle: str, **details: Any) -> str:
        """A short word or pattern."""
        return fill(self.mots[cle], details)


def fill(modele: str, details: dict[str, Any]) -> str:
    """Replace named placeholders; unknown ones stay."""
    return modele.format_map(_Keep(details))


def _read(fichier: Path) -> Any:
    return yaml.safe_load(fichier.read_text(encoding="utf-8")) if fichier.exists() else {}
