"""The contract that ends: unemployment benefit, computed apart (OpenFisca links it to nothing else).

OpenFisca's model: one contract, whole months, assessed the month after its end.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from api.rights.foyer import Adulte, Foyer
from api.rights.openfisca.mois import first_day, last_day, number, text
from api.rights.openfisca.variables import Selection

MOIS_CONNUS = 48  # months of history that are filled: more than the three years that count


@dataclass(frozen=True)
class Contrat:
    """What is known of one: the end is in month `fin`, `jours` were worked, `brut` a month."""

    naissance: dt.date
    brut: float
    jours: int
    fin: int
    demission: bool


def compute_contracts(
    systeme: Any, selection: Selection, foyers: Sequence[Foyer], mois: int
) -> dict[str, npt.NDArray[np.float64]]:
    """The variables of the part `chomage`; NaN where the contract is not known."""
    variables = selection.of("chomage")
    resultat = {}
    for suffixe, adultes in (
        ("", [f.demandeur for f in foyers]),
        (".conjoint", [f.conjoint for f in foyers]),
    ):
        for nom in variables:
            resultat[nom + suffixe] = np.full(len(foyers), np.nan)
        for moment, numeros in _by_month(adultes, mois).items():
            contrats = [_contract(adultes[n]) for n in numeros]
            simulation = _build(systeme, [c for c in contrats if c], selection)
            for nom in variables:
                valeurs = simulation.calculate(nom, text(moment))
                resultat[nom + suffixe][numeros] = np.asarray(valeurs, dtype=float)
    return resultat


def _contract(adulte: Adulte | None) -> Contrat | None:
    if (
        adulte is None
        or adulte.ancien_salaire_brut is None
        or adulte.jours_travailles is None
        or adulte.fin_contrat is None
    ):
        return None
    return Contrat(
        adulte.naissance,
        adulte.ancien_salaire_brut,
        adulte.jours_travailles,
        number(adulte.fin_contrat),
        adulte.demission,
    )


def _by_month(adultes: Sequence[Adulte | None], mois: int) -> dict[int, list[int]]:
    """A contract that is not over is assessed the month after its end, the others now."""
    groupes: dict[int, list[int]] = {}
    for numero, adulte in enumerate(adultes):
        contrat = _contract(adulte)
        if contrat is not None:
            groupes.setdefault(max(mois, contrat.fin + 1), []).append(numero)
    return groupes


def _build(systeme: Any, contrats: Sequence[Contrat], selection: Selection) -> Any:
    from openfisca_core.simulation_builder import SimulationBuilder

    simulation = SimulationBuilder().build_default_simulation(systeme, len(contrats))
    naissances = np.array([c.naissance for c in contrats], dtype="datetime64[D]")
    simulation.set_input("date_naissance", "ETERNITY", naissances)
    jours = [_days_by_month(c, selection.recette.jours_ouvres_sur_jours) for c in contrats]
    debuts = np.array([first_day(min(j)) for j in jours], dtype="datetime64[D]")
    fins = np.array([last_day(c.fin) for c in contrats], dtype="datetime64[D]")
    motifs = np.array(["demission" if c.demission else "licenciement" for c in contrats])
    dernier = max(c.fin for c in contrats) + MOIS_CONNUS
    for m in range(min(min(j) for j in jours), dernier):
        travailles = np.array([j.get(m, 0) for j in jours])
        bruts = np.array([c.brut for c in contrats])
        periode = text(m)
        simulation.set_input("salaire_de_base", periode, np.where(travailles > 0, bruts, 0.0))
        simulation.set_input("nombre_jours_travailles", periode, travailles)
        simulation.set_input("contrat_de_travail_debut", periode, debuts)
        simulation.set_input("contrat_de_travail_fin", periode, fins)
        simulation.set_input("motif_fin_contrat", periode, motifs)
    return simulation


def _days_by_month(contrat: Contrat, rapport: tuple[int, int]) -> dict[int, int]:
    """The days worked, month by month back from the end of the contract."""
    jours: dict[int, int] = {}
    reste, mois = max(contrat.jours, 1), contrat.fin
    while reste > 0 and len(jours) < MOIS_CONNUS:
        complet = last_day(mois).day * rapport[0] // rapport[1]
        jours[mois] = min(complet, reste)
        reste -= jours[mois]
        mois -= 1
    return jours
