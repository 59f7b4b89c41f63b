"""Runs the official tests of OpenFisca-France through our builder, and says what became of each."""

from __future__ import annotations

import contextlib
import gzip
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from api.rights.openfisca.construction import build
from api.rights.openfisca.mois import text
from api.rights.openfisca.variables import Selection
from tests.rights.openfisca.traduction import Cas, Inexprimable, Lecteur, evaluate, outputs_by_month

ARCHIVE = Path(__file__).with_name("officiels.json.gz")
REUSSI = "réussi"


@dataclass(frozen=True)
class Sort:
    """What became of one official test: `quoi` is REUSSI or why not."""

    droit: str
    fichier: str
    rang: int
    nom: str
    quoi: str
    ecarts: tuple[str, ...] = ()


def read_tests() -> list[dict[str, Any]]:
    with gzip.open(ARCHIVE, "rt", encoding="utf-8") as fichier:
        return json.load(fichier)["tests"]


def _cases(systeme: Any, test: Any, attendus: Any, *, strict: bool) -> list[Cas]:
    return [
        Lecteur(systeme, test, mois).case(voulus, strict=strict)
        for mois, voulus in attendus.items()
    ]


def run(systeme: Any, selection: Selection) -> list[Sort]:
    """Every official test, those of a month computed together."""
    tests = read_tests()
    essais: dict[int, dict[bool, list[Cas]]] = {}
    raisons: dict[int, str] = {}
    for n, test in enumerate(tests):
        try:
            attendus = outputs_by_month(systeme, test)
            cas = {False: _cases(systeme, test, attendus, strict=False)}
            with contextlib.suppress(Inexprimable):
                cas[True] = _cases(systeme, test, attendus, strict=True)
            essais[n] = cas
        except Inexprimable as raison:
            raisons[n] = str(raison)
    reussis: set[int] = set()
    ecarts: dict[int, tuple[str, ...]] = {}
    for donnes in (False, True):
        for strict in (False, True):
            restent = {n: c[strict] for n, c in essais.items() if n not in reussis and strict in c}
            faux = _differences(systeme, selection, restent, donnes)
            reussis |= {n for n in restent if not faux.get(n)}
            for n, f in faux.items():
                ecarts.setdefault(n, tuple(f))
    return [
        Sort(
            t["droit"],
            t["fichier"],
            t["rang"],
            str(t.get("name", "")),
            REUSSI if n in reussis else raisons.get(n, "écart"),
            () if n in reussis else ecarts.get(n, ()),
        )
        for n, t in enumerate(tests)
    ]


def _differences(
    systeme: Any, selection: Selection, cas: Mapping[int, Sequence[Cas]], donnes: bool
) -> dict[int, list[str]]:
    """`donnes`: the benefits that a test gives for past months replace those that we compute."""
    faux: dict[int, list[str]] = {}
    groupes: dict[tuple[int, frozenset[tuple[str, str]]], list[tuple[int, Cas]]] = {}
    for n, plusieurs in cas.items():
        for c in plusieurs:
            if donnes and not c.droits_donnes:
                faux.setdefault(n, []).append("sans droit donné")
                continue
            cle = frozenset(c.droits_donnes) if donnes else frozenset()
            groupes.setdefault((c.mois, cle), []).append((n, c))
    for (mois, cles), lot in groupes.items():
        try:
            simulation, population = build(
                systeme, [c.foyer for _, c in lot], mois, selection.recette
            )
        except Exception as erreur:
            for n, _ in lot:
                faux.setdefault(n, []).append(f"{type(erreur).__name__}: {erreur}")
            continue
        for nom, periode in cles:
            simulation.delete_arrays(nom, periode)
            entite = simulation.tax_benefit_system.get_variable(nom).entity.key
            simulation.set_input(nom, periode, np.zeros(simulation.populations[entite].count))
        for rang, (n, c) in enumerate(lot):
            membres = list(np.flatnonzero(population.foyer == rang))
            for cle, attendu in c.attendus.items():
                ecart = _difference(simulation, c, cle, attendu, rang, membres, mois)
                if ecart:
                    faux.setdefault(n, []).append(ecart)
    return faux


def _difference(
    simulation: Any, c: Cas, cle: str, attendu: Any, rang: int, membres: list[int], mois: int
) -> str | None:
    nom, _, personne = cle.partition("@")
    variable = simulation.tax_benefit_system.get_variable(nom)
    annuelle = str(variable.definition_period.value) == "year"
    try:
        valeurs = simulation.calculate(nom, str(mois // 12) if annuelle else text(mois))
    except Exception as erreur:
        return f"{nom}: {type(erreur).__name__} {erreur}"[:200]
    if hasattr(valeurs, "decode_to_str"):
        valeurs = valeurs.decode_to_str()
    if variable.entity.key != "individu":
        obtenus = [valeurs[rang]]
    elif personne:
        obtenus = [valeurs[membres[c.personnes.index(personne)]]]
    else:
        dits = list(c.test["input"].get("individus", {"_": None}))
        ordre = [c.personnes.index(str(d)) for d in dits] if len(dits) > 1 else [0]
        obtenus = [valeurs[membres[i]] for i in ordre]
    voulus = attendu if isinstance(attendu, list) else [attendu] * len(obtenus)
    if len(voulus) != len(obtenus):
        return f"{nom}: {len(obtenus)} values for {len(voulus)}"
    for obtenu, voulu in zip(obtenus, voulus, strict=True):
        if not _close(obtenu, evaluate(voulu), c.test):
            return f"{nom}: {obtenu} au lieu de {voulu}"
    return None


def _close(obtenu: Any, voulu: Any, test: Mapping[str, Any]) -> bool:
    if isinstance(voulu, str):
        return str(obtenu) == voulu
    ecart = abs(float(obtenu) - float(voulu))
    absolue = test.get("absolute_error_margin") or 0
    relative = test.get("relative_error_margin") or 0
    return bool(ecart <= max(float(absolue), float(relative) * abs(float(voulu)), 0.01) + 1e-6)


def count(sorts: Sequence[Sort]) -> dict[str, Counter[str]]:
    """For each right, how many tests met each fate."""
    comptes: dict[str, Counter[str]] = {}
    for sort in sorts:
        comptes.setdefault(sort.droit, Counter())[sort.quoi] += 1
    return comptes
