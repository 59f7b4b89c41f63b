"""Runs the official tests of OpenFisca-France through our builder, and says what became of each."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from api.rights.openfisca.construction import build
from api.rights.openfisca.mois import text
from api.rights.openfisca.population import Population
from api.rights.openfisca.variables import Selection
from tests.rights.openfisca.lecture import ROLES, Inexprimable, evaluate, outputs_by_month
from tests.rights.openfisca.traduction import Cas, Lecteur

ARCHIVE = Path(__file__).with_name("officiels.json.gz")
REUSSI = "réussis tels quels"
REPRIS = "réussis en reprenant leurs entrées"
ECART = "écarts"


@dataclass(frozen=True)
class Sort:
    """What became of one official test: REUSSI, REPRIS, ECART, or why it cannot be a household."""

    droit: str
    fichier: str
    rang: int
    quoi: str
    ecart: str = ""


def read_tests() -> list[dict[str, Any]]:
    with gzip.open(ARCHIVE, "rt", encoding="utf-8") as fichier:
        return json.load(fichier)["tests"]


def run(systeme: Any, selection: Selection) -> list[Sort]:
    """Every official test: those of a month together, then one by one those that differ.

    What differs is run again with the test's own inputs in the place of ours: a wage that is said
    by its net only (we always say net, gross and taxable), an income that stops, a marriage.
    """
    tests = read_tests()
    quoi: dict[int, str] = {}
    cas: dict[int, list[Cas]] = {}
    for n, test in enumerate(tests):
        try:
            cas[n] = [
                Lecteur(systeme, test, mois).case(attendus)
                for mois, attendus in outputs_by_month(systeme, test).items()
            ]
        except Inexprimable as raison:
            quoi[n] = str(raison)
    ecarts = _differences(systeme, selection, cas)
    repris = _agree_with_their_inputs(systeme, selection, {n: cas[n] for n in ecarts})
    quoi |= {n: REPRIS if n in repris else ECART if n in ecarts else REUSSI for n in cas}
    return [
        Sort(t["droit"], t["fichier"], t["rang"], quoi[n], ecarts.get(n, ""))
        for n, t in enumerate(tests)
    ]


def count(sorts: Sequence[Sort]) -> dict[str, Counter[str]]:
    """For each right, how many tests met each fate."""
    comptes: dict[str, Counter[str]] = {}
    for sort in sorts:
        comptes.setdefault(sort.droit, Counter())[sort.quoi] += 1
    return comptes


def table(sorts: Sequence[Sort]) -> str:
    """The Markdown table of docs/droits.md."""
    comptes = count(sorts)
    total = sum(comptes.values(), Counter[str]())
    raisons = [r for r, _ in total.most_common() if r not in (REUSSI, REPRIS, ECART)]
    colonnes = ["tests", REUSSI, REPRIS, ECART, *raisons]
    lignes = [["droit", *colonnes], ["---"] * (len(colonnes) + 1)]
    for droit, compte in [*comptes.items(), ("**ensemble**", total)]:
        nombres = [sum(compte.values()), *(compte[c] for c in colonnes[1:])]
        lignes.append([droit, *(str(n) for n in nombres)])
    return "\n".join(f"| {' | '.join(ligne)} |" for ligne in lignes)


def _differences(
    systeme: Any, selection: Selection, cas: Mapping[int, Sequence[Cas]]
) -> dict[int, str]:
    """The first difference of each test that has one; a month's households in one simulation."""
    par_mois: dict[int, list[tuple[int, Cas]]] = {}
    for n, plusieurs in cas.items():
        for c in plusieurs:
            par_mois.setdefault(c.mois, []).append((n, c))
    faux: dict[int, str] = {}
    for mois, lot in par_mois.items():
        simulation, population = build(systeme, [c.foyer for _, c in lot], mois, selection.recette)
        for rang, (n, c) in enumerate(lot):
            membres = np.flatnonzero(population.foyer == rang).tolist()
            ecart = _first_difference(simulation, c, rang, membres)
            if ecart:
                faux.setdefault(n, ecart)
    return faux


def _agree_with_their_inputs(
    systeme: Any, selection: Selection, cas: Mapping[int, Sequence[Cas]]
) -> set[int]:
    """The tests that agree once their own inputs are in the place of ours.

    Together when they give the same variables for the same periods: an input that one of them
    gives would silence a formula for the others.
    """
    groupes: dict[tuple[int, frozenset[tuple[str, str]]], list[tuple[int, Cas]]] = {}
    for n, plusieurs in cas.items():
        for c in plusieurs:
            cle = (c.mois, frozenset((nom, p) for nom, p, _, _ in _inputs(c)))
            groupes.setdefault(cle, []).append((n, c))
    faux: set[int] = set()
    for (mois, _), lot in groupes.items():
        simulation, population = build(systeme, [c.foyer for _, c in lot], mois, selection.recette)
        _replace_inputs(simulation, [c for _, c in lot], population)
        for rang, (n, c) in enumerate(lot):
            membres = np.flatnonzero(population.foyer == rang).tolist()
            if _first_difference(simulation, c, rang, membres):
                faux.add(n)
    return set(cas) - faux


FORMES = (
    *("salaire_net", "salaire_de_base", "salaire_imposable"),
    *("chomage_net", "chomage_brut", "chomage_imposable"),
    *("retraite_nette", "retraite_brute", "retraite_imposable"),
    *("asf_elig_enfant", "activite", "date_debut_chomage"),
)


def _inputs(c: Cas) -> Iterator[tuple[str, str, str, Any]]:
    """What a test gives: variable, period, person or group, value."""
    for qui, dits in c.dits.items():
        for nom, valeur in dits.items():
            if nom not in ROLES and nom != "autres":
                periodes = valeur if isinstance(valeur, dict) else {str(c.test["period"]): valeur}
                for periode, v in periodes.items():
                    yield nom, str(periode), qui, evaluate(v)


def _replace_inputs(simulation: Any, cas: Sequence[Cas], population: Population) -> None:
    for nom in FORMES:
        simulation.delete_arrays(nom)
    donnees: dict[tuple[str, str], dict[int, Any]] = {}
    for rang, c in enumerate(cas):
        membres = np.flatnonzero(population.foyer == rang).tolist()
        for nom, periode, qui, valeur in _inputs(c):
            index = membres[c.personnes.index(qui)] if qui in c.personnes else rang
            donnees.setdefault((nom, periode), {})[index] = valeur
    for nom in {nom for nom, _ in donnees}:
        simulation.delete_arrays(nom)
    for (nom, periode), valeurs in donnees.items():
        variable = simulation.tax_benefit_system.get_variable(nom)
        tableau = variable.default_array(simulation.populations[variable.entity.key].count)
        if hasattr(tableau, "decode_to_str"):
            tableau = tableau.decode_to_str().astype(object)
        for index, valeur in valeurs.items():
            tableau[index] = valeur
        eternelle = str(variable.definition_period.value) == "eternity"
        simulation.set_input(
            nom,
            "eternity" if eternelle else periode,
            tableau.astype(str) if tableau.dtype == object else tableau,
        )


def _first_difference(simulation: Any, c: Cas, rang: int, membres: Sequence[int]) -> str:
    for cle, attendu in c.attendus.items():
        nom, _, personne = cle.partition("@")
        valeurs = _values(simulation, nom, c.mois)
        variable = simulation.tax_benefit_system.get_variable(nom)
        if variable.entity.key != "individu":
            obtenus = [valeurs[rang]]
        elif personne:
            obtenus = [valeurs[membres[c.personnes.index(personne)]]]
        else:  # all of them, in the order of the test
            ordre = [p for p in c.dits if p in c.personnes]
            obtenus = [valeurs[membres[c.personnes.index(p)]] for p in ordre]
        voulus = attendu if isinstance(attendu, list) else [attendu] * len(obtenus)
        if len(voulus) != len(obtenus):
            return f"{nom}: {len(obtenus)} values for {len(voulus)}"
        for obtenu, voulu in zip(obtenus, voulus, strict=True):
            if not _is_close(obtenu, evaluate(voulu), c.test):
                return f"{nom}: {obtenu} for {voulu}"
    return ""


def _values(simulation: Any, nom: str, mois: int) -> Any:
    variable = simulation.tax_benefit_system.get_variable(nom)
    annuelle = str(variable.definition_period.value) == "year"
    valeurs = simulation.calculate(nom, str(mois // 12) if annuelle else text(mois))
    return valeurs.decode_to_str() if hasattr(valeurs, "decode_to_str") else valeurs


def _is_close(obtenu: Any, voulu: Any, test: Mapping[str, Any]) -> bool:
    """Within the test's own margin, or a cent."""
    if isinstance(voulu, str):
        return str(obtenu) == voulu
    ecart = abs(float(obtenu) - float(voulu))
    absolue = float(test.get("absolute_error_margin") or 0)
    relative = float(test.get("relative_error_margin") or 0) * abs(float(voulu))
    return ecart <= max(absolue, relative, 0.01) + 1e-6
