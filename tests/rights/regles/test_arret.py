"""Sick leave, invalidity pension, ASI, Aspa from 62, emergency aid."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.rights.regles.calcul import LE, PRINTEMPS, calcule, ferme, ouvert

SALARIEE: dict[str, Any] = {
    "arret_en_cours": True,
    "statut_pro": "salarie_prive",
    "date_arret": dt.date(2026, 9, 13),
}


# Employee --------------------------------------------------------------------------------------


def test_une_salariee_au_smic_recoit_la_moitie_de_son_salaire_journalier() -> None:
    ij = ouvert("ij_maladie", **SALARIEE, salaire_brut_moyen=1867.02)
    assert ij.bas == ij.haut == pytest.approx(1867.02 * 3 / 91.25 / 2)
    assert (ij.periode, ij.chiffre) == ("jour", True)


@pytest.mark.parametrize(
    ("debut", "bornes"),
    [
        (dt.date(2026, 2, 1), (41.95, 41.95)),
        (dt.date(2026, 6, 30), (41.95, 41.95)),
        (dt.date(2026, 7, 1), (41.95, 42.97)),
    ],
)
def test_l_indemnite_est_plafonnee_selon_le_debut_de_l_arret(
    debut: dt.date, bornes: tuple[float, float]
) -> None:
    ij = ouvert("ij_maladie", **SALARIEE | {"date_arret": debut}, salaire_brut_moyen=5000)
    assert (ij.bas, ij.haut) == bornes


def test_un_arret_d_avant_fevrier_2026_reste_sans_montant() -> None:
    faits = SALARIEE | {"date_arret": dt.date(2026, 1, 31), "salaire_brut_moyen": 2000}
    assert not ouvert("ij_maladie", **faits).chiffre


def test_apres_six_mois_d_arret_il_faut_600_heures_dans_l_annee() -> None:
    court = SALARIEE | {"date_arret": dt.date(2026, 5, 22)}
    long = SALARIEE | {"date_arret": dt.date(2026, 5, 21)}
    assert ouvert("ij_maladie", LE, **court, heures_douze_mois=False)
    assert ferme("ij_maladie", LE, **long, heures_douze_mois=False)
    assert ferme("ij_maladie", LE, **court, heures_trois_mois=False)
    assert ouvert("ij_maladie", LE, **long, heures_trois_mois=False)


def test_les_indemnites_s_arretent_a_trois_ans() -> None:
    assert ouvert("ij_maladie", LE, **SALARIEE | {"date_arret": dt.date(2023, 11, 22)})
    assert ferme("ij_maladie", LE, **SALARIEE | {"date_arret": dt.date(2023, 11, 21)})


def test_un_fonctionnaire_garde_son_traitement_et_un_chomeur_a_des_indemnites_sans_montant() -> (
    None
):
    agent = SALARIEE | {"statut_pro": "agent_public"}
    assert ferme("ij_maladie", **agent, fonctionnaire=True)
    assert not ouvert("ij_maladie", **agent, fonctionnaire=False).chiffre
    chomeur = SALARIEE | {"statut_pro": "demandeur_emploi", "salaire_brut_moyen": 2000}
    assert not ouvert("ij_maladie", **chomeur).chiffre


def test_sans_arret_pas_d_indemnite_et_sans_reponse_a_verifier() -> None:
    assert ferme("ij_maladie", **SALARIEE | {"arret_en_cours": False})
    assert calcule("ij_maladie", **SALARIEE | {"arret_en_cours": None}) is None


# Self-employed ---------------------------------------------------------------------------------

INDEPENDANTE = SALARIEE | {"statut_pro": "independant", "arret_maladie": True}


def test_une_independante_recoit_un_730e_de_son_revenu_jusqu_a_65_84_euros() -> None:
    assert ferme("ij_maladie", **INDEPENDANTE)
    ij = ouvert("ij_maladie_independant", **INDEPENDANTE, revenu_annuel_independant=21900)
    assert ij.bas == ij.haut == pytest.approx(30)
    haute = ouvert("ij_maladie_independant", **INDEPENDANTE, revenu_annuel_independant=90000)
    assert haute.haut == pytest.approx(65.84, abs=0.005)


def test_huit_mois_d_activite_laissent_le_droit_ouvert_sans_montant() -> None:
    faits = INDEPENDANTE | {"revenu_annuel_independant": 20000}
    jeune = ouvert("ij_maladie_independant", **faits, date_creation=dt.date(2026, 1, 13))
    assert not jeune.chiffre
    an = ouvert("ij_maladie_independant", **faits, date_creation=dt.date(2025, 9, 13))
    assert an.chiffre
    veille = ouvert("ij_maladie_independant", **faits, date_creation=dt.date(2025, 9, 14))
    assert not veille.chiffre


def test_le_president_de_sasu_releve_des_salaries() -> None:
    assert ferme("ij_maladie_independant", **INDEPENDANTE, statut_entreprise="sasu")


# Invalidity ------------------------------------------------------------------------------------

FIN_D_IJ: dict[str, Any] = {
    "situations_maladie": ["invalidite"],
    "pension_invalidite": False,
    "age": 45,
    "statut_pro": "salarie_prive",
}


def test_la_pension_d_invalidite_va_de_30_a_50_pour_cent_du_salaire_moyen() -> None:
    pension = ouvert("pension_invalidite", **FIN_D_IJ, salaire_annuel_moyen=24000)
    assert (pension.bas, pension.haut) == (pytest.approx(600), pytest.approx(1000))


def test_la_pension_d_invalidite_est_plafonnee_a_1_201_50_et_2_002_50_euros() -> None:
    pension = ouvert("pension_invalidite", **FIN_D_IJ, salaire_annuel_moyen=200000)
    assert (pension.bas, pension.haut) == (pytest.approx(1201.50), pytest.approx(2002.50))


def test_la_pension_d_invalidite_s_attribue_avant_62_ans() -> None:
    assert ouvert("pension_invalidite", **FIN_D_IJ | {"age": 61})
    assert ferme("pension_invalidite", **FIN_D_IJ | {"age": 62})
    assert ferme("pension_invalidite", **FIN_D_IJ | {"pension_invalidite": True})


# ASI -------------------------------------------------------------------------------------------

PENSIONNEE: dict[str, Any] = {
    "pension_invalidite": True,
    "en_couple": False,
    "sejour": "francais_ue",
    "ressources_annuelles_brutes": 700 * 12,
}


def test_une_pensionnee_seule_a_700_euros_recoit_environ_215_euros_d_asi() -> None:
    asi = ouvert("asi", dt.date(2026, 3, 31), **PENSIONNEE)
    assert asi.bas == asi.haut == pytest.approx(914.86 - 700, abs=0.01)
    douteuse = ouvert("asi", dt.date(2026, 4, 1), **PENSIONNEE)
    assert douteuse.bas == pytest.approx(asi.bas)
    assert douteuse.haut == pytest.approx(11066.13 / 12 - 700)


def test_l_asi_s_arrete_au_plafond() -> None:
    le = dt.date(2026, 3, 31)
    assert ouvert("asi", le, **PENSIONNEE | {"ressources_annuelles_brutes": 10977.30}).haut < 0.1
    assert ferme("asi", le, **PENSIONNEE | {"ressources_annuelles_brutes": 10978.30})
    couple = PENSIONNEE | {"en_couple": True}
    assert ouvert("asi", le, **couple | {"ressources_annuelles_brutes": 19211})
    assert ferme("asi", le, **couple | {"ressources_annuelles_brutes": 19213})


def test_en_couple_l_asi_est_une_fourchette_selon_l_autre() -> None:
    le, couple = dt.date(2026, 3, 31), PENSIONNEE | {"en_couple": True}
    asi = ouvert("asi", le, **couple | {"ressources_annuelles_brutes": 0})
    assert (asi.bas, asi.haut) == (pytest.approx(10978.30 / 12), pytest.approx(19212.03 / 12))


def test_un_titre_de_sejour_laisse_l_asi_ouverte_sans_montant() -> None:
    assert not ouvert("asi", **PENSIONNEE | {"sejour": "titre_regulier"}).chiffre
    assert ferme("asi", **PENSIONNEE | {"pension_invalidite": False})


# Aspa from 62 ----------------------------------------------------------------------------------

INAPTE: dict[str, Any] = {
    "date_naissance": dt.date(1962, 3, 1),
    "situations_retraite": ["inapte"],
    "ressources_annuelles_brutes": 600 * 12,
    "en_couple": False,
    "sejour": "francais_ue",
}


def test_une_personne_inapte_de_64_ans_recoit_le_complement_jusqu_a_1_043_59_euros() -> None:
    aspa = ouvert("aspa_inaptitude", **INAPTE)
    assert aspa.bas == aspa.haut == pytest.approx(1043.595 - 600)
    assert aspa.chiffre


def test_l_aspa_anticipee_commence_a_62_ans_et_laisse_la_place_a_65_ans() -> None:
    assert ferme("aspa_inaptitude", **INAPTE | {"date_naissance": dt.date(1964, 11, 23)})
    assert ouvert("aspa_inaptitude", **INAPTE | {"date_naissance": dt.date(1964, 11, 22)})
    assert ouvert("aspa_inaptitude", **INAPTE | {"date_naissance": dt.date(1961, 11, 23)})
    assert ferme("aspa_inaptitude", **INAPTE | {"date_naissance": dt.date(1961, 11, 22)})


@pytest.mark.parametrize(
    "titre",
    [
        {"pension_invalidite": True},
        {"aah": True},
        {"cmi_invalidite": True},
        {"taux_incapacite": "plus_80"},
        {"taux_incapacite": "de_50_a_79"},
    ],
)
def test_un_titre_dispense_de_l_examen_d_inaptitude(titre: dict[str, Any]) -> None:
    assert ouvert("aspa_inaptitude", **INAPTE | {"situations_retraite": []} | titre)


def test_sans_inaptitude_l_aspa_attend_65_ans_et_inconnue_elle_reste_a_verifier() -> None:
    valide = {
        **{"situations_retraite": [], "pension_invalidite": False, "aah": False},
        **{"cmi_invalidite": False, "taux_incapacite": "moins_50"},
    }
    assert ferme("aspa_inaptitude", **INAPTE | valide)
    assert calcule("aspa_inaptitude", **INAPTE | {"situations_retraite": []}) is None


def test_l_aspa_s_arrete_au_plafond() -> None:
    assert ouvert("aspa_inaptitude", **INAPTE | {"ressources_annuelles_brutes": 12522.14})
    assert ferme("aspa_inaptitude", **INAPTE | {"ressources_annuelles_brutes": 12523.14})
    couple = INAPTE | {"en_couple": True, "ressources_annuelles_brutes": 0}
    aspa = ouvert("aspa_inaptitude", **couple)
    assert (aspa.bas, aspa.haut) == (pytest.approx(12523.14 / 12), pytest.approx(19442.21 / 12))


def test_vivre_a_l_etranger_ferme_l_aspa_et_un_titre_de_sejour_la_laisse_sans_montant() -> None:
    assert ferme(
        "aspa_inaptitude", **INAPTE | {"situations_retraite": ["inapte", "residence_etranger"]}
    )
    assert not ouvert("aspa_inaptitude", **INAPTE | {"sejour": "titre_regulier"}).chiffre


# Emergency aid ---------------------------------------------------------------------------------

VICTIME: dict[str, Any] = {
    "qui_parle": "victime",
    "accord_demarches": True,
    "preuve_violences": "plainte",
    "sejour_en_regle": True,
}


@pytest.mark.parametrize(
    ("enfants", "bornes"),
    [(0, (260.68, 651.69)), (1, (391.01, 977.54)), (2, (469.22, 1173.04)), (3, (573.49, 1433.72))],
)
def test_l_aide_d_urgence_va_de_40_a_100_pour_cent_du_rsa(
    enfants: int, bornes: tuple[float, float]
) -> None:
    aide = ouvert("aide_universelle_urgence", PRINTEMPS, **VICTIME, nb_enfants=enfants)
    assert (aide.bas, aide.haut, aide.periode) == (*bornes, "unique")


def test_quatre_enfants_ou_un_nombre_inconnu_donnent_au_moins() -> None:
    quatre = ouvert("aide_universelle_urgence", **VICTIME, nb_enfants=4)
    assert (quatre.bas, quatre.au_moins) == (573.49, True)
    inconnu = ouvert("aide_universelle_urgence", **VICTIME)
    assert (inconnu.bas, inconnu.au_moins) == (260.68, True)


def test_une_preuve_de_plus_de_12_mois_est_refusee() -> None:
    assert ouvert("aide_universelle_urgence", **VICTIME, date_preuve=dt.date(2025, 11, 22))
    assert ferme("aide_universelle_urgence", **VICTIME, date_preuve=dt.date(2025, 11, 21))
    assert ferme("aide_universelle_urgence", **VICTIME | {"accord_demarches": False})
    assert calcule("aide_universelle_urgence", **VICTIME | {"accord_demarches": None}) is None
