"""Reversion, allocation veuvage, invalidity pension of a widow or widower."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.rights.regles.calcul import LE, PRINTEMPS, calcule, ferme, ouvert

VEUVE_58: dict[str, Any] = {
    "lien_defunt": "conjoint_marie",
    "statut_defunt": "retraite",
    "age": 58,
    "en_couple": False,
    "ressources_annuelles_brutes": 12000,
}
PLAFOND = 25001.60
MAXIMUM = 1081.35
MINIMUM = 334.92


# Base reversion --------------------------------------------------------------------------------


def test_une_veuve_de_58_ans_sous_le_plafond_recoit_54_pour_cent() -> None:
    pension = ouvert("reversion_base", PRINTEMPS, **VEUVE_58, pension_base_defunt=1000)
    assert pension.bas == pension.haut == pytest.approx(540)
    assert (pension.periode, pension.chiffre) == ("mois", True)


def test_l_age_de_55_ans_se_compte_au_jour_pres() -> None:
    faits = VEUVE_58 | {"age": None, "date_naissance": dt.date(1971, 5, 15)}
    assert ouvert("reversion_base", dt.date(2026, 5, 15), **faits)
    assert ferme("reversion_base", dt.date(2026, 5, 14), **faits)


@pytest.mark.parametrize(
    ("age", "attendu"), [((25, 54), False), ((55, 64), True), ((50, 60), None)]
)
def test_une_tranche_d_age_suffit_quand_elle_tombe_d_un_cote(
    age: tuple[int, int], attendu: bool | None
) -> None:
    pension = calcule("reversion_base", PRINTEMPS, **VEUVE_58 | {"age": age})
    assert (None if pension is None else pension.ouvert) is attendu


def test_au_plafond_la_pension_est_nulle_et_un_euro_plus_haut_elle_est_fermee() -> None:
    faits = VEUVE_58 | {"pension_base_defunt": 1000}
    au_plafond = faits | {"ressources_annuelles_brutes": PLAFOND}
    assert ouvert("reversion_base", PRINTEMPS, **au_plafond).haut == 0
    dessous = faits | {"ressources_annuelles_brutes": PLAFOND - 1}
    assert ouvert("reversion_base", PRINTEMPS, **dessous).haut == pytest.approx(1 / 12)
    assert ferme(
        "reversion_base", PRINTEMPS, **faits | {"ressources_annuelles_brutes": PLAFOND + 1}
    )


def test_pres_du_plafond_la_pension_est_reduite_du_depassement() -> None:
    faits = VEUVE_58 | {"ressources_annuelles_brutes": PLAFOND - 12 * 300}
    pension = ouvert("reversion_base", PRINTEMPS, **faits, pension_base_defunt=1000)
    assert pension.haut == pytest.approx(300)


def test_depuis_juin_2026_le_plafond_incertain_donne_une_fourchette() -> None:
    faits = VEUVE_58 | {"pension_base_defunt": 1000, "ressources_annuelles_brutes": 25300}
    assert ferme("reversion_base", dt.date(2026, 5, 31), **faits)
    pension = ouvert("reversion_base", dt.date(2026, 6, 1), **faits)
    assert (pension.bas, pension.haut) == (0, pytest.approx(304.80 / 12))
    assert pension.chiffre
    assert ferme("reversion_base", LE, **faits | {"ressources_annuelles_brutes": 25605})


def test_le_plafond_d_un_couple_est_de_40_002_56_euros() -> None:
    remariee = VEUVE_58 | {"en_couple": True, "pension_base_defunt": 1000}
    assert ouvert("reversion_base", PRINTEMPS, **remariee | {"ressources_annuelles_brutes": 40002})
    assert ferme("reversion_base", PRINTEMPS, **remariee | {"ressources_annuelles_brutes": 40003})
    inconnu = remariee | {"en_couple": None, "ressources_annuelles_brutes": 30000}
    assert calcule("reversion_base", PRINTEMPS, **inconnu) is None


def test_la_pension_ne_depasse_pas_1_081_35_euros() -> None:
    pension = ouvert("reversion_base", PRINTEMPS, **VEUVE_58, pension_base_defunt=5000)
    assert pension.haut == MAXIMUM


def test_une_petite_pension_peut_etre_portee_a_334_92_euros() -> None:
    pension = ouvert("reversion_base", PRINTEMPS, **VEUVE_58, pension_base_defunt=200)
    assert (pension.bas, pension.haut) == (pytest.approx(108), MINIMUM)


def test_sans_la_retraite_du_defunt_la_reversion_est_ouverte_sans_montant() -> None:
    assert not ouvert("reversion_base", PRINTEMPS, **VEUVE_58).chiffre


def test_sans_les_ressources_la_reversion_reste_a_verifier() -> None:
    faits = VEUVE_58 | {"ressources_annuelles_brutes": None}
    assert calcule("reversion_base", PRINTEMPS, **faits) is None


@pytest.mark.parametrize("lien", ["partenaire_pacs", "concubin", "parent"])
def test_ni_le_pacs_ni_le_concubinage_n_ouvrent_de_reversion(lien: str) -> None:
    assert ferme("reversion_base", PRINTEMPS, **VEUVE_58 | {"lien_defunt": lien})
    assert ferme("reversion_complementaire", PRINTEMPS, **VEUVE_58 | {"lien_defunt": lien})


def test_le_veuvage_coche_en_preparant_sa_retraite_suffit() -> None:
    faits = VEUVE_58 | {"lien_defunt": None, "situations_retraite": ["veuvage"]}
    assert ouvert("reversion_base", PRINTEMPS, **faits)
    assert ferme("reversion_base", PRINTEMPS, **faits | {"situations_retraite": []})


def test_le_conjoint_d_un_fonctionnaire_recoit_la_moitie_sans_age_ni_plafond() -> None:
    faits = {"lien_defunt": "conjoint_marie", "statut_defunt": "agent_public", "age": 40}
    assert ferme("reversion_base", PRINTEMPS, **VEUVE_58 | faits)
    pension = ouvert(
        "reversion_fonction_publique",
        lien_defunt="conjoint_marie",
        statut_defunt="agent_public",
        pension_publique_defunt=2000,
    )
    assert pension.haut == 1000
    assert not pension.chiffre


# Agirc-Arrco -----------------------------------------------------------------------------------

VEUVE_42: dict[str, Any] = {
    "lien_defunt": "conjoint_marie",
    "statut_defunt": "salarie_prive",
    "age": 42,
    "remarie": False,
    "invalide": False,
    "nb_orphelins": 0,
}


def test_deux_enfants_a_charge_ouvrent_l_agirc_arrco_sans_age() -> None:
    assert ferme("reversion_complementaire", **VEUVE_42)
    assert ferme("reversion_complementaire", **VEUVE_42 | {"nb_orphelins": 1})
    pension = ouvert("reversion_complementaire", **VEUVE_42 | {"nb_orphelins": (2, None)})
    assert not pension.chiffre


def test_une_veuve_invalide_l_ouvre_aussi_sans_age() -> None:
    assert ouvert("reversion_complementaire", **VEUVE_42 | {"invalide": True})


def test_l_agirc_arrco_verse_60_pour_cent_de_la_complementaire() -> None:
    faits = VEUVE_42 | {"age": 55, "pension_complementaire_defunt": 400}
    assert ouvert("reversion_complementaire", **faits).bas == 240


def test_le_remariage_fait_perdre_l_agirc_arrco() -> None:
    assert ferme("reversion_complementaire", **VEUVE_42 | {"age": 60, "remarie": True})


# Allocation veuvage ----------------------------------------------------------------------------

VEUVE_35: dict[str, Any] = {
    "lien_defunt": "conjoint_marie",
    "age": 35,
    "en_couple": False,
    "date_deces": dt.date(2026, 9, 10),
}


def test_en_2025_l_allocation_veuvage_etait_de_713_17_euros() -> None:
    faits = VEUVE_35 | {"date_deces": dt.date(2025, 6, 1), "ressources_trois_mois": 0}
    allocation = ouvert("allocation_veuvage", dt.date(2025, 12, 31), **faits)
    assert allocation.bas == allocation.haut == 713.17


def test_en_2026_le_montant_calcule_donne_une_fourchette() -> None:
    allocation = ouvert("allocation_veuvage", **VEUVE_35, ressources_trois_mois=0)
    assert (allocation.bas, allocation.haut) == (713.17, 719.59)
    assert allocation.chiffre


def test_l_allocation_veuvage_est_reduite_pres_du_plafond_de_trois_mois() -> None:
    le, faits = dt.date(2025, 12, 31), VEUVE_35 | {"date_deces": dt.date(2025, 6, 1)}
    reduite = ouvert("allocation_veuvage", le, **faits, ressources_trois_mois=2674.39 - 300)
    assert reduite.haut == pytest.approx(100)
    assert ouvert("allocation_veuvage", le, **faits, ressources_trois_mois=2673.39).haut < 1
    assert ferme("allocation_veuvage", le, **faits, ressources_trois_mois=2674.39)
    assert ferme("allocation_veuvage", le, **faits, ressources_trois_mois=2675.39)


def test_des_revenus_dits_bas_donnent_jusqu_a() -> None:
    allocation = ouvert("allocation_veuvage", **VEUVE_35, ressources_veuvage="sous")
    assert (allocation.bas, allocation.haut) == (0, 719.59)
    assert ferme("allocation_veuvage", **VEUVE_35, ressources_veuvage="au_dessus")
    assert calcule("allocation_veuvage", **VEUVE_35) is None


def test_le_chiffre_dit_l_emporte_sur_l_idee_donnee() -> None:
    faits = VEUVE_35 | {"ressources_veuvage": "sous", "ressources_trois_mois": 5000}
    assert ferme("allocation_veuvage", **faits)


def test_l_allocation_veuvage_s_arrete_aux_55_ans_ou_a_une_nouvelle_vie_de_couple() -> None:
    faits = VEUVE_35 | {"ressources_trois_mois": 0}
    assert ferme("allocation_veuvage", **faits | {"age": 55})
    assert ouvert("allocation_veuvage", **faits | {"age": 54})
    assert ferme("allocation_veuvage", **faits | {"en_couple": True})


def test_l_allocation_veuvage_dure_deux_ans_sauf_a_50_ans_au_deces() -> None:
    faits = VEUVE_35 | {"ressources_trois_mois": 0, "date_deces": dt.date(2024, 11, 21)}
    assert ferme("allocation_veuvage", LE, **faits)
    a_temps = faits | {"date_deces": dt.date(2024, 11, 22)}
    assert ouvert("allocation_veuvage", LE, **a_temps)
    cinquante = faits | {"age": None, "date_naissance": dt.date(1974, 11, 21)}
    assert ouvert("allocation_veuvage", LE, **cinquante)
    quarante_neuf = faits | {"age": None, "date_naissance": dt.date(1974, 11, 22)}
    assert ferme("allocation_veuvage", LE, **quarante_neuf)


# Invalidity ------------------------------------------------------------------------------------

INVALIDE = VEUVE_35 | {"invalide": True, "remarie": False, "statut_defunt": "salarie_prive"}


def test_une_veuve_invalide_recoit_54_pour_cent_et_10_de_plus_pour_trois_enfants() -> None:
    sans = ouvert("pension_invalidite_veuf", **INVALIDE, pension_base_defunt=1000, nb_orphelins=0)
    assert (sans.bas, sans.haut) == (pytest.approx(540), pytest.approx(594))
    trois = ouvert("pension_invalidite_veuf", **INVALIDE, pension_base_defunt=1000, nb_orphelins=3)
    assert trois.bas == trois.haut == pytest.approx(594)


def test_la_pension_d_invalidite_de_veuve_s_arrete_a_55_ans() -> None:
    assert ouvert("pension_invalidite_veuf", **INVALIDE | {"age": 54})
    assert ferme("pension_invalidite_veuf", **INVALIDE | {"age": 55})
    assert ferme("pension_invalidite_veuf", **INVALIDE | {"invalide": False})
    assert ferme("pension_invalidite_veuf", **INVALIDE | {"remarie": True})
