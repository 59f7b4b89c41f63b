"""OpenFisca's tax and benefit system, with the dated overrides of parcours/droits/parametres.yml."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from api.rights.openfisca.variables import DOSSIER


class Remplacement(BaseModel):
    """One stale parameter: its path, the value that a source gives, and what it replaces."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    parametre: str
    droit: str
    unite: str
    depuis: dt.date
    valeur: float
    remplace: float
    source: str = Field(pattern=r"^https://")
    vu_le: dt.date
    doute: str | None = None
    revoir_avant: dt.date


class RemplacementInutile(ValueError):
    """The package no longer holds the stale value: the override is to be removed."""


def load_overrides(dossier: Path = DOSSIER) -> list[Remplacement]:
    """The overrides, in the order of the file."""
    texte = (dossier / "parametres.yml").read_text(encoding="utf-8")
    return [Remplacement.model_validate(p) for p in yaml.safe_load(texte)["parametres"]]


def load_system(remplacements: list[Remplacement] | None = None) -> Any:
    """The tax and benefit system (about three seconds), overrides applied."""
    from openfisca_france import FranceTaxBenefitSystem  # heavy: only where it runs

    _remember_offsets()
    systeme = FranceTaxBenefitSystem()
    for remplacement in load_overrides() if remplacements is None else remplacements:
        apply_override(systeme, remplacement)
    return systeme


def apply_override(systeme: Any, remplacement: Remplacement) -> None:
    """Refuses to replace another value than the one that was seen to be stale."""
    noeud = systeme.parameters
    for nom in remplacement.parametre.split("."):
        noeud = getattr(noeud, nom)
    actuelle = noeud(remplacement.depuis.isoformat())
    if actuelle != remplacement.remplace:
        raise RemplacementInutile(f"{remplacement.parametre}: {actuelle}, not stale any more")
    # From that date on, as `Parameter.update` documents it.
    noeud.update(start=_instant(remplacement.depuis), value=remplacement.valeur)


def _remember_offsets() -> None:
    """Adding months to a date took a fifth of a calculation; it is a pure function of few dates."""
    from openfisca_core.periods import Instant, Period

    classes: tuple[Any, ...] = (Instant, Period)
    for classe in classes:
        if not hasattr(classe.offset, "cache_info"):
            classe.offset = lru_cache(maxsize=50_000)(classe.offset)


def _instant(jour: dt.date) -> Any:
    from openfisca_core.periods import instant

    return instant(jour.isoformat())
