"""Two ways to the same simulation: our arrays, and OpenFisca's documented JSON, to the cent."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from api.rights.foyer import Foyer
from api.rights.openfisca.calcul import compute
from api.rights.openfisca.variables import Selection
from tests.rights.openfisca.foyers import FOYERS
from tests.rights.openfisca.reference import Reference, contracts
from tests.rights.openfisca.strategies import foyers

NOMBRE = 200
MOIS = dt.date(2026, 11, 1)
CENTIME = 0.01
RECENTS = frozenset({"rsa", "contrat_engagement_jeune", "aah"})

# What is drawn is kept, then computed together: one by one it would take minutes.
tirage = settings(
    max_examples=NOMBRE,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def draw_households() -> list[Foyer]:
    tires: list[Foyer] = []

    @tirage
    @given(foyers)
    def tirer(foyer: Foyer) -> None:
        tires.append(foyer)

    tirer()
    return tires


def reference_values(
    systeme: Any, selection: Selection, tires: Sequence[Foyer], mois: dt.date
) -> dict[str, list[float]]:
    """The same columns, from plain OpenFisca; households paid RSA already are apart."""
    reference = Reference(systeme, f"{mois:%Y-%m}")
    resultat = {nom: [0.0] * len(tires) for nom in selection.names()}

    def fill(numeros: Sequence[int], volet: Any, a_naitre: bool) -> None:
        variables = {n: (v.entite, v.periode) for n, v in selection.of(volet).items()}
        colonnes = reference.compute([tires[n] for n in numeros], variables, a_naitre)
        for nom, valeurs in colonnes.items():
            for numero, valeur in zip(numeros, valeurs, strict=True):
                resultat[nom][numero] = valeur

    for deja in {f.deja_percues & RECENTS for f in tires}:
        groupe = [n for n, f in enumerate(tires) if f.deja_percues & RECENTS == deja]
        fill(groupe, "commun", False)
        attendent = [n for n in groupe if tires[n].naissance_attendue]
        if attendent:
            fill(attendent, "naissance", True)
    for suffixe, adultes in (
        ("", [f.demandeur for f in tires]),
        (".conjoint", [f.conjoint for f in tires]),
    ):
        colonnes = contracts(systeme, adultes, f"{mois:%Y-%m}", list(selection.of("chomage")))
        resultat |= {nom + suffixe: valeurs for nom, valeurs in colonnes.items()}
    return resultat


def differences(
    tires: Sequence[Foyer], nos: Any, leurs: dict[str, list[float]]
) -> list[tuple[str, float, float, Foyer]]:
    return [
        (nom, nos[nom][n], attendues[n], tires[n])
        for nom, attendues in leurs.items()
        for n in range(len(tires))
        if not (
            abs(nos[nom][n] - attendues[n]) < CENTIME
            or (math.isnan(nos[nom][n]) and math.isnan(attendues[n]))
        )
    ]


def test_deux_cents_foyers_au_hasard_valent_la_simulation_documentee(
    systeme: Any, selection: Selection
) -> None:
    tires = draw_households()
    assert len(tires) >= NOMBRE
    nos = compute(systeme, selection, tires, MOIS)
    assert set(nos) == set(selection.names())
    ecarts = differences(tires, nos, reference_values(systeme, selection, tires, MOIS))
    assert not ecarts, f"{len(ecarts)} écarts, dont {ecarts[:3]}"
    ouverts = {nom for nom, valeurs in nos.items() if any(v > 0 for v in valeurs)}
    rares = {nom for nom in selection.variables if nom not in ouverts}
    assert len(rares) <= 4, f"jamais ouverts par le hasard : {rares}"


@pytest.mark.parametrize("nom", list(FOYERS)[:2])
def test_un_foyer_parmi_d_autres_vaut_ce_foyer_seul(
    nom: str, systeme: Any, selection: Selection
) -> None:
    """What one household is written with must not silence a formula for the others."""
    tous = compute(systeme, selection, list(FOYERS.values()), MOIS)
    seul = reference_values(systeme, selection, [FOYERS[nom]], MOIS)
    rang = list(FOYERS).index(nom)
    ensemble = {variable: [valeurs[rang]] for variable, valeurs in tous.items()}
    assert not differences([FOYERS[nom]], ensemble, seul)
