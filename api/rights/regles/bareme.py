"""The dated values of law (`parcours/droits/baremes.yml`): read once, checked, asked by date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator

from api.parcours.content import Source, Texte
from api.parcours.fait import Contenu
from api.parcours.yaml_lines import ContenuInvalide, Document
from api.rights.regles.fourchette import Fourchette

RACINE = Path(__file__).resolve().parents[3] / "parcours" / "droits"
Unite = Literal[
    "euros",
    "euros par heure",
    "euros par jour",
    "euros par mois",
    "euros par an",
    "part",
    "enfants",
    "jours",
    "semaines",
    "mois",
    "ans",
]


class AvantLeBareme(LookupError):
    """A value asked for a day before the first one that is known: it is never guessed."""


class Palier(Contenu):
    """A value from a day on: one figure, or two bounds between which it is."""

    depuis: dt.date
    valeur: float | None = Field(default=None, ge=0)
    bas: float | None = Field(default=None, ge=0)
    haut: float | None = Field(default=None, ge=0)
    sources: list[str] = Field(min_length=1)
    doute: Texte | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if self.valeur is None and (self.bas is None or self.haut is None):
            raise ValueError("expected `valeur`, or both `bas` and `haut`")
        if self.valeur is not None and (self.bas is not None or self.haut is not None):
            raise ValueError("expected either `valeur` or `bas` and `haut`, not both")
        if self.valeur is None and self.fourchette.bas >= self.fourchette.haut:
            raise ValueError("expected `bas` under `haut`")
        if self.valeur is None and self.doute is None:
            raise ValueError("two bounds need a `doute`: what is to be confirmed, and with whom")
        return self

    @property
    def fourchette(self) -> Fourchette:
        if self.valeur is not None:
            return Fourchette(self.valeur, self.valeur)
        return Fourchette(self.bas or 0.0, self.haut or 0.0)

    @property
    def hidden(self) -> bool:
        """One doubtful figure: calculated, never shown."""
        return self.doute is not None and self.valeur is not None


class Valeur(Contenu):
    """A value of law, its unit, and its figures by date."""

    titre: Texte
    unite: Unite
    revoir_avant: dt.date
    paliers: list[Palier] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        jours = [p.depuis for p in self.paliers]
        if jours != sorted(set(jours)):
            raise ValueError("expected `paliers` from the oldest to the newest, one by day")
        if self.unite == "part" and any(p.fourchette.haut > 1 for p in self.paliers):
            raise ValueError("a `part` is between 0 and 1 (54 % is 0.54)")
        return self


class Jour(Contenu):
    """A day that a law names."""

    titre: Texte
    jour: dt.date
    revoir_avant: dt.date
    sources: list[str] = Field(min_length=1)
    doute: Texte | None = None


class Baremes(Contenu):
    """The file, whole."""

    sources: dict[str, Source]
    valeurs: dict[str, Valeur]
    dates: dict[str, Jour]


class Bareme:
    """What the rules ask: a value on a day, with where it was read and what is doubtful."""

    def __init__(self, contenu: Baremes) -> None:
        self.contenu = contenu

    def palier(self, cle: str, le: dt.date) -> Palier:
        """The figure in force on a day; AvantLeBareme when the first one is later."""
        paliers = [p for p in self.contenu.valeurs[cle].paliers if p.depuis <= le]
        if not paliers:
            premier = self.contenu.valeurs[cle].paliers[0].depuis
            raise AvantLeBareme(f"{cle}: no value before {premier} (asked for {le})")
        return paliers[-1]

    def valeur(self, cle: str, le: dt.date) -> Fourchette:
        """The value in force on a day, in the unit of its key."""
        return self.palier(cle, le).fourchette

    def jour(self, cle: str) -> dt.date:
        """A day named by a law."""
        return self.contenu.dates[cle].jour

    def __contains__(self, cle: str) -> bool:
        return cle in self.contenu.valeurs or cle in self.contenu.dates

    def sources_of(self, cles: Collection[str], le: dt.date) -> list[Source]:
        """Where the values of a rule were read, for a day, each source once."""
        noms = [nom for cle in sorted(cles) for nom in self._fondement(cle, le)[0]]
        return [self.contenu.sources[nom] for nom in dict.fromkeys(noms)]

    def doubts_of(self, cles: Collection[str], le: dt.date) -> list[str]:
        """What is to be confirmed in the values of a rule, for a day, each doubt once."""
        doutes = [self._fondement(cle, le)[1] for cle in sorted(cles)]
        return list(dict.fromkeys(d for d in doutes if d))

    def _fondement(self, cle: str, le: dt.date) -> tuple[list[str], str | None]:
        if cle in self.contenu.dates:
            jour = self.contenu.dates[cle]
            return jour.sources, jour.doute
        try:
            palier = self.palier(cle, le)
        except AvantLeBareme:
            return [], None
        return palier.sources, palier.doute

    def overdue(self, le: dt.date) -> list[str]:
        """Keys whose review date is past."""
        tout: Mapping[str, Valeur | Jour] = {**self.contenu.valeurs, **self.contenu.dates}
        return sorted(cle for cle, x in tout.items() if x.revoir_avant < le)


def _faults(contenu: Baremes) -> Iterator[tuple[tuple[str | int, ...], str]]:
    def check(
        noms: list[str], doute: str | None, *chemin: str | int
    ) -> Iterator[tuple[tuple[str | int, ...], str]]:
        for nom in noms:
            if nom not in contenu.sources:
                quoi = f"unknown source `{nom}`; expected a key of `sources`"
                yield (*chemin, "sources"), quoi
        connues = [contenu.sources[nom] for nom in noms if nom in contenu.sources]
        if connues and all(s.statut == "G" for s in connues) and doute is None:
            yield chemin, "general knowledge alone: expected a `doute`"
        if connues and all(s.url is None for s in connues) and doute is None:
            yield (*chemin, "sources"), "expected at least one source with an `url`"

    for cle, valeur in contenu.valeurs.items():
        for rang, palier in enumerate(valeur.paliers):
            yield from check(palier.sources, palier.doute, "valeurs", cle, "paliers", rang)
    for cle, jour in contenu.dates.items():
        yield from check(jour.sources, jour.doute, "dates", cle)
        if cle in contenu.valeurs:
            yield ("dates", cle), "this key is also in `valeurs`; expected another name"
    for nom, source in contenu.sources.items():
        if source.url is None and source.statut in ("V", "Vs"):
            yield ("sources", nom), "a page that was read needs its `url`"


def load_document(document: Document) -> Bareme:
    """A scale from its file; ContenuInvalide tells file, line, key and what was expected."""
    try:
        contenu = Baremes.model_validate(document.data)
    except ValidationError as erreur:
        raise ContenuInvalide(document.faults_of(erreur)) from None
    fautes = [document.fault(chemin, quoi) for chemin, quoi in _faults(contenu)]
    if fautes:
        raise ContenuInvalide(fautes)
    return Bareme(contenu)


@lru_cache(maxsize=2)
def load_bareme(racine: Path = RACINE) -> Bareme:
    """Read and check `baremes.yml`."""
    return load_document(Document(racine / "baremes.yml", nom="droits/baremes.yml"))
