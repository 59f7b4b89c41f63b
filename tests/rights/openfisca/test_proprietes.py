"""What must be true of every household: more income never opens more of a means-tested right.

Exceptions, which are the law: the activity bonus (it rewards wages) and the share paid for
complementary health (a price, not a right); the family rights of a couple whose second income
opens the ceiling of two earners; housing benefit in social housing, which rises when the rent
reduction (RLS) that it was lowered by ends; a right that opens because another one closes (RSA after ASS, AAH
or an invalidity supplement), hence households that have only the income that varies.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from api.rights.foyer import Adulte, Enfant, Foyer, Logement, Serie
from api.rights.openfisca.calcul import compute
from api.rights.openfisca.construction import build
from api.rights.openfisca.mois import number, text
from api.rights.openfisca.population import Flux
from api.rights.openfisca.variables import Selection
from tests.rights.openfisca.foyers import MOIS
from tests.rights.openfisca.strategies import chronologies

ARRONDI = 1.0  # euros: housing benefit is rounded to the euro
GRILLE = range(0, 4001, 100)

familles = st.builds(
    Foyer,
    demandeur=st.builds(Adulte, st.dates(dt.date(1960, 1, 1), dt.date(2004, 1, 1))),
    enfants=st.lists(
        st.builds(
            Enfant,
            st.dates(dt.date(2009, 1, 1), dt.date(2026, 9, 1)),
            sans_autre_parent=st.booleans(),
        ),
        max_size=4,
    ).map(tuple),
    logement=st.builds(
        Logement,
        st.sampled_from(
            ("locataire_vide", "locataire_meuble", "proprietaire", "loge_gratuitement")
        ),
        st.integers(0, 1200).map(float),
        st.sampled_from(("75101", "76540", "48095")),
    ),
)


def draw(nombre: int, strategie: st.SearchStrategy[Foyer]) -> list[Foyer]:
    """So many random households, to be computed in one run."""
    tires: list[Foyer] = []

    @settings(
        max_examples=nombre,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategie)
    def tirer(foyer: Foyer) -> None:
        tires.append(foyer)

    tirer()
    return tires


def with_wage(foyer: Foyer, salaire: float) -> Foyer:
    demandeur = dataclasses.replace(foyer.demandeur, salaire_net=Serie(salaire))
    return dataclasses.replace(foyer, demandeur=demandeur)


def with_pension(foyer: Foyer, retraite: float) -> Foyer:
    demandeur = dataclasses.replace(
        foyer.demandeur, activite="retraite", retraite_nette=Serie(retraite)
    )
    return dataclasses.replace(foyer, demandeur=demandeur)


def increases(
    systeme: Any,
    selection: Selection,
    tires: Sequence[Foyer],
    avec: Callable[[Foyer, float], Foyer],
) -> Mapping[str, tuple[float, Foyer]]:
    """For each variable the greatest rise between two steps of income, and who has it."""
    variantes = [avec(foyer, float(revenu)) for foyer in tires for revenu in GRILLE]
    resultat = {}
    for nom, valeurs in compute(systeme, selection, variantes, MOIS).items():
        hausses = np.diff(np.array(valeurs).reshape(len(tires), -1), axis=1).max(axis=1)
        rang = int(hausses.argmax())
        resultat[nom] = (float(hausses[rang]), tires[rang])
    return resultat


def test_un_salaire_plus_haut_n_augmente_aucun_droit_sous_condition_de_ressources(
    systeme: Any, selection: Selection
) -> None:
    hausses = increases(systeme, selection, draw(25, familles), with_wage)
    droits = ("rsa", "aide_logement", "cf", "af", "asf", "ars", "paje_base", "aspa", "cmu_c")
    trop = {d: hausses[d] for d in droits if hausses[d][0] > ARRONDI}
    assert not trop
    assert hausses["ppa"][0] > ARRONDI, "the documented exception"


def test_une_retraite_plus_haute_n_augmente_ni_l_aspa_ni_l_aide_au_logement(
    systeme: Any, selection: Selection
) -> None:
    retraites = st.builds(
        Foyer,
        st.builds(Adulte, st.dates(dt.date(1936, 1, 1), dt.date(1961, 10, 1))),
        logement=st.builds(
            Logement, st.just("locataire_vide"), st.integers(0, 900).map(float), st.just("48095")
        ),
    )
    hausses = increases(systeme, selection, draw(10, retraites), with_pension)
    assert max(hausses[d][0] for d in ("aspa", "aide_logement", "cmu_c")) <= ARRONDI


@pytest.mark.parametrize("droit", ["aah", "ass"])
def test_un_salaire_plus_haut_n_augmente_ni_l_aah_ni_l_ass(
    droit: str, systeme: Any, selection: Selection
) -> None:
    demandeur = (
        Adulte(dt.date(1985, 1, 1), taux_incapacite=0.85)
        if droit == "aah"
        else Adulte(dt.date(1970, 1, 1), "chomeur", ass_possible=True)
    )
    hausses = increases(systeme, selection, [Foyer(demandeur)], with_wage)
    assert hausses[droit][0] <= ARRONDI


@settings(max_examples=200, deadline=None)
@given(
    st.lists(chronologies, min_size=1, max_size=4),
    st.dates(dt.date(2020, 1, 1), dt.date(2028, 1, 1)),
)
def test_plusieurs_series_ensemble_valent_chacune_seule(
    plusieurs: list[Serie], jour: dt.date
) -> None:
    assert Flux.of(plusieurs).at(number(jour)).tolist() == [s.at(jour) for s in plusieurs]


@given(st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)))
def test_un_mois_s_ecrit_comme_la_date(jour: dt.date) -> None:
    assert text(number(jour)) == f"{jour:%Y-%m}"


def test_personne_n_est_de_trop_ni_oublie(systeme: Any, selection: Selection) -> None:
    """Persons, roles and households are those of OpenFisca's own builder."""
    foyers = [
        Foyer(
            Adulte(dt.date(1990, 1, 1)),
            Adulte(dt.date(1991, 1, 1)),
            (Enfant(dt.date(2020, 1, 1)), Enfant(dt.date(2022, 1, 1))),
        ),
        Foyer(Adulte(dt.date(1992, 1, 1))),
    ]
    simulation, _ = build(systeme, foyers, number(MOIS), selection.recette)
    famille = simulation.populations["famille"]
    assert famille.nb_persons().tolist() == [4, 1]
    roles = [role.key for role in famille.members_role]
    assert roles == ["demandeur", "conjoint", "enfant", "enfant", "demandeur"]
    menage = simulation.populations["menage"]
    assert [role.key for role in menage.members_role][:3] == [
        "personne_de_reference",
        "conjoint",
        "enfant",
    ]
