"""What OpenFisca is asked for, and the recipe: parcours/droits/openfisca.yml, checked when read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from api.settings import RACINE

DOSSIER = RACINE / "parcours" / "droits"

Volet = Literal["commun", "naissance", "chomage"]


class _Donnee(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Variable(_Donnee):
    """One whitelisted variable; `perime` says why no amount may be shown."""

    entite: Literal["famille", "menage", "individu"]
    periode: Literal["mois", "an"]
    unite: Literal["euros", "oui_non", "jours"]
    volet: Volet = "commun"
    note: str
    doute: str | None = None
    perime: str | None = None


class Recette(_Donnee):
    """How a household becomes OpenFisca's inputs (the traps that were measured)."""

    nuls_avant: tuple[str, ...]
    nuls_recemment: tuple[str, ...]
    calcules_si_percus: tuple[str, ...]
    isolement_recent_mois: int = Field(gt=0)
    taux_handicap: float = Field(gt=0, lt=1)
    nationalite_hors_ue: str = Field(min_length=2, max_length=2)
    salaire_net_sur_brut: float = Field(gt=0, lt=1)
    imposable_sur_brut: float = Field(gt=0, lt=1)
    chomage_net_sur_brut: float = Field(gt=0, lt=1)
    retraite_nette_sur_brute: float = Field(gt=0, lt=1)
    jours_ouvres_sur_jours: tuple[int, int]


class Selection(_Donnee):
    """The whitelist; `ecartees` names what must never be asked, and why."""

    version: str
    vu_le: dt.date
    revoir_avant: dt.date
    variables: dict[str, Variable]
    ecartees: dict[str, str]
    recette: Recette

    @property
    def separent(self) -> frozenset[str]:
        """Benefits that make another simulation of those who are paid them already."""
        return frozenset({*self.recette.nuls_recemment, *self.recette.calcules_si_percus})

    def of(self, volet: Volet) -> dict[str, Variable]:
        """The variables computed in this part."""
        return {nom: v for nom, v in self.variables.items() if v.volet == volet}

    def names(self) -> list[str]:
        """Every name in a result: `x.conjoint` is the other adult's, for what belongs to a person."""
        propres = [f"{n}.conjoint" for n, v in self.variables.items() if v.entite == "individu"]
        return [*self.variables, *propres]


def load_selection(dossier: Path = DOSSIER) -> Selection:
    """The whitelist and the recipe; a pydantic error names the wrong key."""
    texte = (dossier / "openfisca.yml").read_text(encoding="utf-8")
    return Selection.model_validate(yaml.safe_load(texte))
