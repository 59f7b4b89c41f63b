"""The languages spoken here: their own names, their direction, how they count."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from babel import Locale

RACINE = Path(__file__).resolve().parents[2] / "locales"
SOURCE = "fr"
# A register of French is not a language that Babel or a browser knows: it is read as French.
REGISTRES = {"fr-simple": "fr"}
# People live in France: the day is written before the month.
REGIONS = {"en": "en-GB"}
# The plural forms of a catalogue, in the order of its msgstr[0], msgstr[1]…
DEUX = ("one", "other")
FORMES = {
    "ar": ("zero", "one", "two", "few", "many", "other"),
    "uk": ("one", "few", "many"),
    "ru": ("one", "few", "many"),
    "ro": ("one", "few", "other"),
    "zh": ("other",),
    "fa": ("other",),
    "tr": ("other",),
}


def locale_of(langue: str) -> Locale:
    """How this language writes dates and numbers."""
    return Locale.parse(REGIONS.get(langue, tag_of(langue)).replace("-", "_"))


def tag_of(langue: str) -> str:
    """The `lang` attribute of its texts."""
    return REGISTRES.get(langue, langue)


def dir_of(langue: str) -> str:
    """Its direction: `ltr` or `rtl`."""
    return "rtl" if locale_of(langue).text_direction == "rtl" else "ltr"


def forms_of(langue: str) -> tuple[str, ...]:
    """Its plural forms, in the order catalogues write them."""
    return FORMES.get(langue, DEUX)


@cache
def languages(racine: Path = RACINE) -> dict[str, str]:
    """Each language offered and its own name; French first (`locales/langues.yml`)."""
    fichier = racine / "langues.yml"
    noms: dict[str, str] = (
        yaml.safe_load(fichier.read_text(encoding="utf-8")) if fichier.exists() else {}
    )
    return {code: nom for code, nom in noms.items() if (racine / code).is_dir()}


def choose_language(demandees: str | None, racine: Path = RACINE) -> str:
    """The first language of an `Accept-Language` header that is offered; else French."""
    connues = languages(racine)
    voulues: list[tuple[float, str]] = []
    for rang, morceau in enumerate((demandees or "").split(",")[:20]):
        code, _, poids = morceau.strip().partition(";q=")
        try:
            voulues.append((-float(poids or 1), f"{rang:02d}{code.strip().lower()}"))
        except ValueError:
            continue
    for _, brut in sorted(voulues):
        code = brut[2:]
        for essai in (code, code.split("-")[0]):
            if essai in connues:
                return essai
    return SOURCE
