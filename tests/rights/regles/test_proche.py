"""Helping someone close: AJPA, AJPP, end of life."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.rights.regles.calcul import LE, calcule, ferme, ouvert

FILLE: dict[str, Any] = {
    "aide_type": "perte_autonomie",
    "intention_aidant": "ponctuel",
    "statut_pro": "salarie_prive",
    "gir": "inconnu",
    "ajpa_epuisee": False,
    "situations_aidant": ["hopital"],
}


def test_une_journee_d_ajpa_vaut_66_64_euros_en_2026() -> None:
    allocation = ouvert("ajpa", **FILLE)
    assert (allocation.bas, allocation.haut, allocation.periode) == (66.64, 66.64, "jour")
    assert allocation.chiffre


def test_en_2025_le_montant_douteux_n_est_pas_montre() -> None:
    allocation = ouvert("ajpa", dt.date(2025, 12, 31), **FILLE)
    assert allocation.bas == 65.80
    assert not allocation.chiffre


@pytest.mark.parametrize(("jours", "payes"), [(0, 0), (5, 5), (22, 22), (23, 22), (31, 22)])
def test_un_mois_paie_vingt_deux_jours_au_plus(jours: int, payes: int) -> None:
    allocation = ouvert("ajpa", **FILLE, jours_aidant_par_mois=jours)
    assert allocation.bas == pytest.approx(66.64 * payes)
    assert allocation.periode == "mois"


def test_un_gir_5_ne_permet_pas_l_ajpa() -> None:
    assert ferme("ajpa", **FILLE | {"gir": "gir_5_6"})
    assert ouvert("ajpa", **FILLE | {"gir": "gir_3_4"})


def test_un_chomeur_doit_etre_indemnise() -> None:
    chomeur = FILLE | {"statut_pro": "demandeur_emploi"}
    assert ouvert("ajpa", **chomeur, alloc_chomage="are")
    assert ferme("ajpa", **chomeur, alloc_chomage="epuisee")
    assert calcule("ajpa", **chomeur) is None


def test_un_conjoint_retraite_n_a_pas_d_ajpa() -> None:
    assert ferme("ajpa", **FILLE | {"statut_pro": "retraite"})


def test_l_aidant_paye_pour_cette_aide_n_a_pas_d_ajpa() -> None:
    assert ferme("ajpa", **FILLE | {"situations_aidant": ["remunere"]})


def test_les_66_jours_epuises_se_rechargent_pour_un_autre_proche() -> None:
    assert ferme("ajpa", **FILLE | {"ajpa_epuisee": True}, autre_proche=False)
    assert ouvert("ajpa", **FILLE | {"ajpa_epuisee": True}, autre_proche=True)


def test_le_parent_d_un_enfant_gravement_malade_recoit_l_ajpp() -> None:
    parent = {"aide_type": "maladie_grave_enfant", "statut_pro": "salarie_prive"}
    assert ouvert("ajpp", **parent).bas == 66.64
    assert ferme("ajpa", **FILLE | parent)
    assert ferme("ajpp", **parent, age_enfant_handicape=20)
    assert ouvert("ajpp", **parent, age_enfant_handicape=19)


def test_le_parent_qui_a_reduit_son_travail_pour_un_enfant_handicape_aussi() -> None:
    parent: dict[str, Any] = {"personne_handicap": "mon_enfant", "statut_pro": "salarie_prive"}
    assert ouvert("ajpp", **parent, besoins_enfant=["travail_reduit"], age_enfant_handicape=10)
    assert ferme("ajpp", **parent, besoins_enfant=["ecole"])
    assert ferme("ajpp", **parent | {"personne_handicap": "moi"})


def test_l_ajpp_avant_2026_reste_sans_montant() -> None:
    parent = {"aide_type": "maladie_grave_enfant", "statut_pro": "salarie_prive"}
    assert not ouvert("ajpp", dt.date(2025, 12, 31), **parent).chiffre


def test_la_fin_de_vie_ouvre_l_ajap_sans_montant() -> None:
    faits = FILLE | {"aide_type": "fin_de_vie"}
    assert not ouvert("ajap", LE, **faits).chiffre
    assert ferme("ajpa", **faits)
