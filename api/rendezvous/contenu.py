"""The content of `parcours/escalades/rendez_vous.yml`: what desks offer, and our rules."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError, model_validator

from api.escalations.contenu import DOSSIER, Vu
from api.parcours.content import Texte
from api.parcours.fait import Contenu, OuiNon
from api.parcours.yaml_lines import ContenuInvalide, Document

FICHIER = DOSSIER / "rendez_vous.yml"
MANIERES: tuple[Maniere, ...] = ("telephone", "sur_place", "visio")
Maniere = Literal["telephone", "sur_place", "visio"]


class Reglage(Contenu):
    """One of our rules, and where it was read. `exemple`: still to be set by the organisation."""

    valeur: int = Field(gt=0)
    sens: Texte
    exemple: OuiNon
    source: Texte
    vu_le: Vu


class Reglages(Contenu):
    propositions: Reglage
    prevenance_heures: Reglage
    tenue_heures: Reglage
    rappel_heures: Reglage
    essais_avant_de_clore: Reglage
    essais_avant_d_annuler: Reglage
    seuil_chiffres: Reglage


class Offre(Contenu):
    """One way of meeting: how long, how many people at once in one département, where."""

    maniere: Maniere
    minutes: Annotated[int, Field(gt=0, le=240)]
    places: Annotated[int, Field(gt=0, le=50)]
    lieu: Texte | None = None

    @property
    def duree(self) -> dt.timedelta:
        return dt.timedelta(minutes=self.minutes)


class Grille(Contenu):
    """What desks offer between two dates. `exemple`: still to be set by the organisation."""

    guichets: list[str] = Field(min_length=1)
    du: dt.date
    au: dt.date | None = None
    exemple: OuiNon
    source: Texte | None = None
    manieres: list[Offre] = Field(min_length=1)

    @model_validator(mode="after")
    def _coherent(self) -> Grille:
        if self.au is not None and self.au < self.du:
            raise ValueError("`au` must not come before `du`")
        if len({o.maniere for o in self.manieres}) < len(self.manieres):
            raise ValueError("each way is written once")
        return self

    def covers(self, guichet: str, jour: dt.date) -> bool:
        """Whether it is this desk's on that day."""
        return guichet in self.guichets and self.du <= jour and (not self.au or jour <= self.au)


class Reglement(Contenu):
    """The whole file."""

    version: dt.date
    revoir_avant: dt.date
    reglages: Reglages
    grilles: list[Grille]

    def offers(self, guichet: str, jour: dt.date) -> list[Offre]:
        """What a desk offers on a day: the grid that began last; nothing without one."""
        siennes = [g for g in self.grilles if g.covers(guichet, jour)]
        return max(siennes, key=lambda g: g.du).manieres if siennes else []

    def offer(self, guichet: str, jour: dt.date, maniere: Maniere) -> Offre | None:
        """One way of a desk on a day."""
        return next((o for o in self.offers(guichet, jour) if o.maniere == maniere), None)


@cache
def delivered_rules() -> Reglement:
    """The rules of this installation, read once."""
    return load_reglement(read_document())


def read_document(fichier: Path = FICHIER) -> Document:
    """The file as written, with its lines."""
    if not fichier.exists():
        raise ContenuInvalide([f"escalades/{fichier.name}:1: this file is missing"])
    return Document(fichier, nom=f"escalades/{fichier.name}")


def load_reglement(document: Document) -> Reglement:
    """The rules; ContenuInvalide with every fault, its file and line."""
    try:
        return TypeAdapter(Reglement).validate_python(document.data)
    except ValidationError as erreur:
        raise ContenuInvalide(document.faults_of(erreur)) from None
