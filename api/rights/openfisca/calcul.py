"""The calculation itself: households in, one value per household and variable out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from api.rights.foyer import Foyer
from api.rights.openfisca.construction import build
from api.rights.openfisca.contrat import compute_contracts
from api.rights.openfisca.mois import number, text
from api.rights.openfisca.population import CONJOINT, DEMANDEUR, Population
from api.rights.openfisca.variables import Selection, Variable

Colonnes = dict[str, npt.NDArray[np.float64]]


def compute(
    systeme: Any, selection: Selection, foyers: Sequence[Foyer], jour: dt.date
) -> Mapping[str, list[float]]:
    """Each name of `Selection.names()` with one value per household, in the month of `jour`.

    Booleans are 0 or 1. NaN: this household lacks what the variable needs (a contract that ends).
    """
    mois = number(jour)
    resultat: Colonnes = {nom: np.zeros(len(foyers)) for nom in selection.names()}
    for numeros in _groups(foyers, selection.separent):
        groupe = [foyers[n] for n in numeros]
        _fill(resultat, numeros, _common(systeme, selection, groupe, mois))
    attendent = [n for n, foyer in enumerate(foyers) if foyer.naissance_attendue is not None]
    if attendent:
        groupe = [foyers[n] for n in attendent]
        _fill(resultat, attendent, _births(systeme, selection, groupe, mois))
    _fill(resultat, range(len(foyers)), compute_contracts(systeme, selection, foyers, mois))
    return {nom: colonne.tolist() for nom, colonne in resultat.items()}


def _groups(foyers: Sequence[Foyer], separent: frozenset[str]) -> list[list[int]]:
    """Households whose recent benefits are zero, and those already paid, are apart."""
    groupes: dict[frozenset[str], list[int]] = {}
    for numero, foyer in enumerate(foyers):
        groupes.setdefault(foyer.deja_percues & separent, []).append(numero)
    return list(groupes.values())


def _fill(resultat: Colonnes, numeros: Sequence[int], colonnes: Colonnes) -> None:
    for nom, valeurs in colonnes.items():
        resultat[nom][list(numeros)] = valeurs


def _common(systeme: Any, selection: Selection, foyers: Sequence[Foyer], mois: int) -> Colonnes:
    simulation, population = build(systeme, foyers, mois, selection.recette)
    return _read(simulation, population, selection.of("commun"), mois)


def _births(systeme: Any, selection: Selection, foyers: Sequence[Foyer], mois: int) -> Colonnes:
    """Apart: an unborn child listed among the others would open rights that are not yet due."""
    simulation, population = build(systeme, foyers, mois, selection.recette, a_naitre=True)
    return _read(simulation, population, selection.of("naissance"), mois)


def _read(
    simulation: Any, population: Population, variables: Mapping[str, Variable], mois: int
) -> Colonnes:
    colonnes: Colonnes = {}
    for nom, variable in variables.items():
        periode = text(mois) if variable.periode == "mois" else str(mois // 12)
        valeurs = np.asarray(simulation.calculate(nom, periode), dtype=float)
        if variable.entite == "individu":
            colonnes[nom] = _of(population.index_of(DEMANDEUR), valeurs)
            colonnes[f"{nom}.conjoint"] = _of(population.index_of(CONJOINT), valeurs)
        else:
            colonnes[nom] = valeurs
    return colonnes


def _of(index: npt.NDArray[np.intp], valeurs: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Nobody of this rank: zero."""
    return np.where(index >= 0, valeurs[index], 0.0)
