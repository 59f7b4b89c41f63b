"""The wording: `locales/fr/` in each language, read once. A missing text is an error."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

from babel.dates import format_date

from api.languages.dictionnaire import Dictionnaire, load_dictionnaire
from api.languages.langues import RACINE, SOURCE, locale_of
from api.languages.phrases import reword_act, reword_words
from api.languages.places import fill
from api.languages.source import read_acts, read_yaml

JOUR = re.compile(r"\d{4}-\d{2}-\d{2}")


class Textes:
    """The texts of one language: those of French, in its words where it has them."""

    def __init__(self, langue: str = SOURCE, racine: Path = RACINE) -> None:
        dossier = racine / SOURCE
        self.dictionnaire: Dictionnaire = load_dictionnaire(langue, racine)
        self.langue = langue
        self.dir = self.dictionnaire.dir
        self.locale = locale_of(langue)
        dire = self.dictionnaire.say
        self.actes: dict[str, dict[str, Any]] = {
            nom: reword_act(entree, f"actes:{nom}", dire)
            for nom, entree in read_acts(dossier).items()
        }
        self.erreurs, self.mots, self.boutons = (
            reword_words(read_yaml(dossier / f"{nom}.yml"), f"{nom}:", dire)
            for nom in ("erreurs", "mots", "boutons")
        )

    def error(self, code: str, **details: Any) -> str:
        """The sentence of a refusal; days given as YYYY-MM-DD are said in words."""
        return fill(self.erreurs[code], {nom: self._said(x) for nom, x in details.items()})

    def _said(self, detail: Any) -> Any:
        if not (isinstance(detail, str) and JOUR.fullmatch(detail)):
            return detail
        return format_date(dt.date.fromisoformat(detail), format="long", locale=self.locale)

    def interface_choice(self, acte: str) -> str:
        """What a pressed act button said, in words."""
        return str(self.boutons.get(acte, acte))

    def word(self, cle: str, **details: Any) -> str:
        """A short word or pattern."""
        return fill(self.mots[cle], details)
