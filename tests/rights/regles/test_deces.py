"""After a death: capital décès, allocation for a child, France Travail, death at work."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.rights.regles.calcul import LE, calcule, ferme, ouvert

VEUVE: dict[str, Any] = {
    "lien_defunt": "conjoint_marie",
    "statut_defunt": "salarie_prive",
    "orphelins_a_charge": False,
    "date_deces": dt.date(2026, 11, 1),
}


# Capital décès of an employee ------------------------------------------------------------------


def test_la_veuve_d_un_salarie_recoit_environ_4_000_euros() -> None:
    capital = ouvert("capital_deces_salarie", **VEUVE)
    assert (capital.bas, capital.haut, capital.periode) == (3977, 4009, "unique")
    assert capital.chiffre


@pytest.mark.parametrize(
    ("deces", "bornes"),
    [
        (dt.date(2025, 4, 1), (3910, 3977)),
        (dt.date(2026, 3, 31), (3910, 3977)),
        (dt.date(2026, 4, 1), (3977, 4009)),
    ],
)
def test_le_montant_est_celui_du_jour_du_deces(deces: dt.date, bornes: tuple[float, float]) -> None:
    capital = ouvert("capital_deces_salarie", **VEUVE | {"date_deces": deces})
    assert (capital.bas, capital.haut) == bornes


def test_le_montant_douteux_de_2024_est_calcule_mais_pas_montre() -> None:
    capital = ouvert("capital_deces_salarie", **VEUVE | {"date_deces": dt.date(2025, 3, 31)})
    assert capital.bas == 3910
    assert not capital.chiffre


@pytest.mark.parametrize("statut", ["chomeur_indemnise", "invalide_rente"])
def test_le_chomeur_indemnise_et_l_invalide_ouvrent_aussi_le_capital(statut: str) -> None:
    assert ouvert("capital_deces_salarie", **VEUVE | {"statut_defunt": statut}).haut == 4009


def test_un_retraite_depuis_moins_de_trois_mois_ouvre_encore_le_capital() -> None:
    retraite = VEUVE | {"statut_defunt": "retraite"}
    assert ouvert("capital_deces_salarie", **retraite, retraite_depuis_mois=(None, 2))
    assert ferme("capital_deces_salarie", **retraite, retraite_depuis_mois=3)
    assert ferme("capital_deces_salarie", **retraite, retraite_depuis_mois=(3, None))
    assert calcule("capital_deces_salarie", **retraite) is None


def test_apres_deux_ans_le_capital_est_forclos() -> None:
    deces = dt.date(2024, 11, 22)
    assert ouvert("capital_deces_salarie", LE, **VEUVE | {"date_deces": deces})
    assert ferme(
        "capital_deces_salarie", LE + dt.timedelta(days=1), **VEUVE | {"date_deces": deces}
    )


def test_les_enfants_se_partagent_le_capital_la_fourchette_part_de_zero() -> None:
    capital = ouvert("capital_deces_salarie", **VEUVE | {"lien_defunt": "parent"})
    assert (capital.bas, capital.haut) == (0, 4009)


def test_la_concubine_ne_le_recoit_que_pour_un_enfant_a_charge() -> None:
    concubine = VEUVE | {"lien_defunt": "concubin"}
    assert ferme("capital_deces_salarie", **concubine)
    assert ouvert("capital_deces_salarie", **concubine | {"orphelins_a_charge": True}).haut == 4009
    assert calcule("capital_deces_salarie", **concubine | {"orphelins_a_charge": None}) is None


def test_un_enfant_mineur_decede_n_ouvre_pas_de_capital() -> None:
    parents = VEUVE | {"lien_defunt": "enfant", "statut_defunt": "sans_activite"}
    assert ferme("capital_deces_salarie", **parents)


# Self-employed ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("faits", "capital"),
    [
        ({"statut_defunt": "independant", "nb_orphelins": 0}, 9612.0),
        ({"statut_defunt": "independant", "nb_orphelins": 1}, 9612.0 + 2403.0),
        (
            {"statut_defunt": "retraite", "defunt_ancien_independant": True, "nb_orphelins": 0},
            3844.80,
        ),
    ],
)
def test_le_capital_d_un_independant_est_calcule_et_cache_tant_que_le_taux_est_douteux(
    faits: dict[str, Any], capital: float
) -> None:
    trouve = ouvert("capital_deces_independant", **VEUVE | faits)
    assert trouve.bas == trouve.haut == pytest.approx(capital)
    assert not trouve.chiffre


def test_deux_enfants_ou_plus_donnent_au_moins() -> None:
    faits = VEUVE | {"statut_defunt": "independant", "nb_orphelins": (2, None)}
    capital = ouvert("capital_deces_independant", **faits)
    assert capital.au_moins
    assert capital.bas == capital.haut == pytest.approx(9612 + 2 * 2403)


def test_un_retraite_dont_on_ignore_l_ancien_metier_reste_a_verifier() -> None:
    assert calcule("capital_deces_independant", **VEUVE | {"statut_defunt": "retraite"}) is None
    assert ferme("capital_deces_independant", **VEUVE)


# Civil servant ---------------------------------------------------------------------------------


def test_le_capital_d_un_fonctionnaire_est_annonce_sans_montant() -> None:
    capital = ouvert("capital_deces_fonctionnaire", **VEUVE | {"statut_defunt": "agent_public"})
    assert not capital.chiffre
    assert ferme("capital_deces_fonctionnaire", **VEUVE)


# Loss of a child -------------------------------------------------------------------------------

PARENTS: dict[str, Any] = {
    "lien_defunt": "enfant",
    "age_enfant_decede": 8,
    "sejour": "francais_ue",
    "date_deces": dt.date(2026, 10, 1),
}


def test_les_parents_d_un_enfant_de_8_ans_recoivent_1_160_ou_2_319_euros() -> None:
    allocation = ouvert("allocation_deces_enfant", **PARENTS)
    assert (allocation.bas, allocation.haut) == (1159.66, 2319.32)
    assert allocation.periode == "unique"
    assert allocation.chiffre


def test_l_allocation_s_arrete_aux_25_ans_de_l_enfant() -> None:
    assert ouvert("allocation_deces_enfant", **PARENTS | {"age_enfant_decede": 24})
    assert ferme("allocation_deces_enfant", **PARENTS | {"age_enfant_decede": 25})
    assert calcule("allocation_deces_enfant", **PARENTS | {"age_enfant_decede": (20, 30)}) is None


def test_en_2024_l_allocation_etait_de_2_262_47_euros_au_plus() -> None:
    faits = PARENTS | {"date_deces": dt.date(2025, 3, 31)}
    allocation = ouvert("allocation_deces_enfant", **faits)
    assert (allocation.bas, allocation.haut) == (1131.26, 2262.47)


def test_un_enfant_ne_sans_vie_a_22_semaines_ouvre_l_allocation() -> None:
    perte = {
        "evenement_naissance": "deuil_perinatal",
        "sejour": "titre_regulier",
        "date_naissance_enfant": dt.date(2026, 9, 1),
    }
    assert ouvert("allocation_deces_enfant", **perte, terme_sa=22).haut == 2319.32
    assert ferme("allocation_deces_enfant", **perte, terme_sa=21)
    assert calcule("allocation_deces_enfant", **perte) is None


def test_l_allocation_se_demande_dans_les_deux_ans() -> None:
    faits = PARENTS | {"date_deces": dt.date(2024, 11, 22)}
    assert ouvert("allocation_deces_enfant", LE, **faits)
    assert ferme("allocation_deces_enfant", LE + dt.timedelta(days=1), **faits)


def test_une_ancienne_naissance_ne_ferme_pas_l_allocation_d_un_enfant_plus_grand() -> None:
    faits = PARENTS | {"date_naissance_enfant": dt.date(2018, 1, 1)}
    assert ouvert("allocation_deces_enfant", **faits)
    assert calcule("allocation_deces_enfant", **faits | {"age_enfant_decede": None}) is None


def test_l_allocation_suppose_un_sejour_regulier() -> None:
    assert ferme("allocation_deces_enfant", **PARENTS | {"sejour": "sans_titre"})
    assert calcule("allocation_deces_enfant", **PARENTS | {"sejour": None}) is None


def test_une_grossesse_en_cours_n_evoque_jamais_cette_allocation() -> None:
    assert ferme("allocation_deces_enfant", evenement_naissance="grossesse", sejour="francais_ue")


# France Travail --------------------------------------------------------------------------------

CHOMEUR = VEUVE | {"lien_defunt": "concubin", "statut_defunt": "chomeur_indemnise"}


def test_la_concubine_d_un_chomeur_recoit_120_allocations_et_45_par_enfant() -> None:
    regle = "allocation_deces_france_travail"
    sans = ouvert(regle, **CHOMEUR, allocation_jour_defunt=40, nb_orphelins=0)
    assert sans.bas == sans.haut == 120 * 40
    un = ouvert(regle, **CHOMEUR, allocation_jour_defunt=40, nb_orphelins=1)
    assert un.bas == (120 + 45) * 40


def test_sans_l_allocation_journaliere_le_droit_est_ouvert_sans_montant() -> None:
    assert not ouvert("allocation_deces_france_travail", **CHOMEUR).chiffre
    assert ferme("allocation_deces_france_travail", **CHOMEUR | {"lien_defunt": "parent"})


# Death at work ---------------------------------------------------------------------------------


def test_un_deces_au_travail_ouvre_une_rente_sans_montant() -> None:
    assert not ouvert("rente_at", deces_at=True, lien_defunt="conjoint_marie").chiffre
    assert ferme("rente_at", deces_at=False)
    assert calcule("rente_at", lien_defunt="conjoint_marie") is None


def test_les_frais_funeraires_sont_rembourses_jusqu_a_2_002_50_euros() -> None:
    frais = ouvert("frais_funeraires_at", deces_at=True, role_obseques=True)
    assert (frais.bas, frais.haut) == (0, 2002.50)
    assert ferme("frais_funeraires_at", deces_at=True, role_obseques=False)


def test_les_frais_d_un_deces_de_2025_restent_sans_montant() -> None:
    frais = ouvert(
        "frais_funeraires_at", deces_at=True, role_obseques=True, date_deces=dt.date(2025, 12, 31)
    )
    assert not frais.chiffre
