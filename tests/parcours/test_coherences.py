"""Answers that cannot be true together: said plainly, the last one refused, nothing else lost."""

from __future__ import annotations

from typing import Any

import pytest

from api.errors import Refus
from api.parcours.service import ParcoursService
from tests.parcours.depot import LE, Depot


def refusal(service: ParcoursService, **faits: Any) -> tuple[str, str]:
    with pytest.raises(Refus) as refus:
        service.read_facts(faits, LE)
    assert refus.value.statut == 422
    return refus.value.champ, refus.value.code


def test_la_derniere_reponse_dite_est_refusee(petit: ParcoursService) -> None:
    assert refusal(petit, nb_enfants=4, logement="heberge") == (
        "faits.logement",
        "trop_a_l_etroit",
    )
    assert refusal(petit, logement="heberge", nb_enfants=4)[0] == "faits.nb_enfants"


def test_un_intervalle_possible_n_est_pas_refuse(petit: ParcoursService) -> None:
    petit.read_facts({"nb_enfants": {"min": 1, "max": 4}, "logement": "heberge"}, LE)


def test_une_reponse_passee_ne_contredit_rien(petit: ParcoursService) -> None:
    petit.read_facts({"nb_enfants": 4, "logement": None}, LE)


def test_une_incoherence_sans_phrase_est_une_erreur(depot: Depot) -> None:
    depot.replace("parcours/coherences.yml", "trop_a_l_etroit", "sans_phrase")
    (constat,) = depot.findings()
    assert "parcours/coherences.yml:2" in constat
    assert "sans_phrase" in constat


@pytest.mark.parametrize(
    "faits",
    [
        {"age": 8},
        {"age": 13, "statut_pro": "retraite"},
        {"lien_couple": "maries", "age": 12},
    ],
)
def test_l_impossible_est_refuse(parcours: ParcoursService, faits: dict[str, Any]) -> None:
    assert refusal(parcours, **faits)[1] in {"age_a_verifier", "trop_jeune_pour_cela"}


@pytest.mark.parametrize(
    "faits",
    [
        {"age": 17, "lien_couple": "maries"},
        {"age": 47, "statut_pro": "retraite"},
        {"age": 52, "evenement_naissance": "grossesse", "role_parent": "mere"},
    ],
)
def test_le_rare_est_accepte(parcours: ParcoursService, faits: dict[str, Any]) -> None:
    assert set(parcours.read_facts(faits, LE)) == set(faits)
