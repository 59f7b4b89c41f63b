"""The interface's words: locales/<langue>/interface.yml, flattened to dotted keys."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel import Locale
from babel.dates import format_date

from api.languages.dictionnaire import Dictionnaire, load_dictionnaire
from api.languages.langues import RACINE, SOURCE, dir_of, forms_of, languages, locale_of
from api.languages.phrases import Phrase
from api.languages.source import INVARIABLES, PROPRES, list_interface

LOCALES = RACINE
PLACEHOLDER = re.compile(r"\{(\w+)\}")
CLOSING = re.compile(r" ([?!;:»€])")
OPENING = re.compile(r"(«) ")


def flatten(tree: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in tree.items():
        key = f"{prefix}{name}"
        if isinstance(value, Mapping):
            flat |= flatten(value, f"{key}.")
        else:
            flat[key] = str(value).strip()
    return flat


@dataclass(frozen=True)
class Textes:
    """The texts of one language; a key not translated yet is served in French."""

    langue: str
    par_cle: Mapping[str, str]

    @property
    def dir(self) -> str:
        return dir_of(self.langue)

    @property
    def locale(self) -> Locale:
        return locale_of(self.langue)

    def __contains__(self, key: str) -> bool:
        return key in self.par_cle

    def __call__(self, key: str, **values: Any) -> str:
        """`n` chooses the plural form (`key.one`, `key.other`…) as the language counts."""
        if "n" in values and key not in self.par_cle:
            form = self.locale.plural_form(values["n"])
            key = next(k for k in (f"{key}.{form}", f"{key}.other") if k in self.par_cle)
        return PLACEHOLDER.sub(lambda found: str(values.get(found[1], found[0])), self.par_cle[key])

    def date(self, value: str | dt.date | None) -> str:
        if value is None:
            return ""
        day = dt.date.fromisoformat(value[:10]) if isinstance(value, str) else value
        text = format_date(day, format="long", locale=self.locale)
        # French counts the first of the month, then says plain numbers.
        first = self.par_cle.get("date.premier")
        return re.sub(r"^1(?=\s)", first, text) if first else text

    def mois(self, value: str | dt.date) -> str:
        day = dt.date.fromisoformat(value[:10]) if isinstance(value, str) else value
        return format_date(day, format="MMM y", locale=self.locale)

    def month_name(self, number: int) -> str:
        return format_date(dt.date(2026, number, 1), format="LLLL", locale=self.locale)

    def vu_le(self, value: str | None) -> str:
        """A source's date may be a year, a month or a day: say no more than is known."""
        if not value:
            return self("source.date_inconnue")
        value = str(value)
        if len(value) == 4:
            return value
        if len(value) == 7:
            day = dt.date.fromisoformat(f"{value}-01")
            return format_date(day, format="MMMM y", locale=self.locale)
        return self.date(value)

    def numbered(self, prefix: str) -> list[str]:
        """The keys `prefix.1`, `prefix.2`… in order: the sections of a long page."""
        numbers = {
            int(key[len(prefix) + 1 :].split(".")[0])
            for key in self.par_cle
            if key.startswith(f"{prefix}.") and key[len(prefix) + 1 :].split(".")[0].isdigit()
        }
        return [f"{prefix}.{number}" for number in sorted(numbers)]


def bind_spaces(text: str) -> str:
    """French leaves a space before « ? ! ; : »; without this a line may begin with one of them."""
    return OPENING.sub("\\1\u00a0", CLOSING.sub("\u00a0\\1", text))


def read_tree(file: Path) -> dict[str, Any]:
    tree: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return tree


def load_file(langue: str) -> dict[str, str]:
    tree = read_tree(LOCALES / SOURCE / "interface.yml")
    if langue == SOURCE:
        return {k: bind_spaces(v) for k, v in flatten(tree).items()}
    dictionnaire = load_dictionnaire(langue, LOCALES)
    texts: dict[str, str] = {}
    for phrase in list_interface(tree):
        key = phrase.cle.partition(":")[2]
        if phrase.cle in PROPRES:
            continue
        if phrase.cle in INVARIABLES:
            texts[key] = phrase.francais
        elif phrase.pluriel is None:
            texts[key] = dictionnaire.say(phrase.cle, phrase.francais)
        else:
            texts |= {f"{key}.{form}": text for form, text in write_forms(dictionnaire, phrase)}
    return texts


def write_forms(dictionnaire: Dictionnaire, phrase: Phrase) -> list[tuple[str, str]]:
    """Its plural forms; `other` is always there, for a browser that counts more finely."""
    forms = dictionnaire.forms(phrase)
    if forms is None:
        quoted = (phrase.francais, phrase.pluriel or "")
        return list(zip(("one", "other"), map(dictionnaire.quote, quoted), strict=True))
    return [*zip(forms_of(dictionnaire.langue), forms, strict=True), ("other", forms[-1])]


@cache
def load_textes(langue: str = SOURCE) -> Textes:
    """An unknown language falls back to French: the page still opens."""
    known = languages(LOCALES)
    langue = next((x for x in (langue, langue.split("-")[0]) if x in known), SOURCE)
    return Textes(langue, load_file(langue))
