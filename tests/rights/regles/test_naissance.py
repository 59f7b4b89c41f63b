"""Maternity and paternity daily allowances, additional birth leave."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.rights.regles.calcul import LE, PRINTEMPS, calcule, ferme, ouvert

MERE: dict[str, Any] = {
    "evenement_naissance": "grossesse",
    "role_parent": "mere",
    "statut_pro": "salarie_prive",
}
PERE: dict[str, Any] = {
    "evenement_naissance": "naissance",
    "role_parent": "autre_parent",
    "statut_pro": "salarie_prive",
    "date_naissance_enfant": dt.date(2026, 11, 1),
}


# Maternity -------------------------------------------------------------------------------------


def test_une_salariee_a_2_000_euros_bruts_recoit_52_euros_par_jour() -> None:
    ij = ouvert("ij_maternite", **MERE, salaire_brut_moyen=2000)
    assert ij.bas == ij.haut == pytest.approx(2000 * 3 / 91.25 * 0.79)
    assert (ij.periode, ij.chiffre) == ("jour", True)


def test_l_indemnite_de_maternite_est_plafonnee_a_104_02_euros() -> None:
    ij = ouvert("ij_maternite", **MERE, salaire_brut_moyen=8000)
    assert (ij.bas, ij.haut) == (101.94, 104.02)


def test_un_salaire_connu_seulement_par_le_bas_est_arrete_par_le_plafond() -> None:
    ij = ouvert("ij_maternite", **MERE, salaire_brut_moyen=(3000, None))
    assert ij.bas == pytest.approx(3000 * 3 / 91.25 * 0.79)
    assert ij.haut == 104.02
    assert not ij.au_moins


def test_sans_le_salaire_le_conge_est_annonce_sans_montant() -> None:
    assert not ouvert("ij_maternite", **MERE).chiffre


@pytest.mark.parametrize("statut", ["agent_public", "independant", "demandeur_emploi"])
def test_les_autres_statuts_ont_un_conge_sans_montant(statut: str) -> None:
    ij = ouvert("ij_maternite", **MERE | {"statut_pro": statut}, salaire_brut_moyen=2000)
    assert not ij.chiffre


def test_une_lyceenne_n_a_pas_d_indemnite_et_un_statut_inconnu_reste_a_verifier() -> None:
    assert ferme("ij_maternite", **MERE | {"statut_pro": "etudiant"})
    assert calcule("ij_maternite", **MERE | {"statut_pro": None}) is None
    assert ferme("ij_maternite", **MERE, heures_trois_mois=False)


@pytest.mark.parametrize(
    ("enfants", "attendus", "semaines"), [(0, 1, 10), (1, 1, 10), (2, 1, 18), (0, 2, 22)]
)
def test_le_conge_maternite_dure_selon_le_nombre_d_enfants(
    enfants: int, attendus: int, semaines: int
) -> None:
    naissance = dt.date(2026, 5, 1)
    faits = MERE | {
        "evenement_naissance": "naissance",
        "date_naissance_enfant": naissance,
        "nb_enfants": enfants,
        "nb_attendus": attendus,
    }
    dernier = naissance + dt.timedelta(weeks=semaines)
    assert ouvert("ij_maternite", dernier, **faits)
    assert ferme("ij_maternite", dernier + dt.timedelta(days=1), **faits)


def test_apres_une_perte_a_22_semaines_le_conge_est_maintenu() -> None:
    perte = MERE | {
        "evenement_naissance": "deuil_perinatal",
        "date_naissance_enfant": dt.date(2026, 11, 1),
    }
    assert ouvert("ij_maternite", **perte, terme_sa=22)
    assert ferme("ij_maternite", **perte, terme_sa=21)


# Paternity -------------------------------------------------------------------------------------


def test_le_pere_salarie_est_indemnise_comme_la_mere() -> None:
    ij = ouvert("ij_paternite", **PERE, salaire_brut_moyen=2000)
    assert ij.bas == pytest.approx(2000 * 3 / 91.25 * 0.79)


def test_le_conge_paternite_se_perd_apres_six_mois() -> None:
    faits = PERE | {"date_naissance_enfant": dt.date(2026, 5, 22)}
    assert ouvert("ij_paternite", dt.date(2026, 11, 22), **faits)
    assert ferme("ij_paternite", dt.date(2026, 11, 23), **faits)


def test_le_conge_paternite_est_pour_l_autre_parent() -> None:
    assert ferme("ij_paternite", **PERE | {"role_parent": "mere"})
    assert calcule("ij_paternite", **PERE | {"role_parent": None}) is None


# Additional leave ------------------------------------------------------------------------------


def test_le_conge_supplementaire_verse_60_a_70_pour_cent_du_net() -> None:
    conge = ouvert("conge_supplementaire_naissance", **PERE, salaire_brut_moyen=2000)
    assert conge.bas == pytest.approx(2000 * 0.79 * 0.60)
    assert conge.haut == pytest.approx(2000 * 0.79 * 0.70)
    assert (conge.periode, conge.chiffre) == ("mois", True)


def test_le_salaire_est_plafonne_a_4_005_euros_par_mois() -> None:
    conge = ouvert("conge_supplementaire_naissance", **PERE, salaire_brut_moyen=9000)
    assert conge.haut == pytest.approx(4005 * 0.79 * 0.70)


def test_le_conge_supplementaire_est_ouvert_depuis_le_1er_juillet_2026() -> None:
    faits = PERE | {"date_naissance_enfant": dt.date(2026, 1, 1)}
    assert ferme("conge_supplementaire_naissance", dt.date(2026, 6, 30), **faits)
    assert ouvert("conge_supplementaire_naissance", dt.date(2026, 7, 1), **faits)
    veille = faits | {"date_naissance_enfant": dt.date(2025, 12, 31)}
    assert ferme("conge_supplementaire_naissance", dt.date(2026, 7, 1), **veille)


def test_les_enfants_nes_avant_l_ouverture_ont_jusqu_au_31_mars_2027() -> None:
    faits = PERE | {"date_naissance_enfant": dt.date(2026, 6, 30)}
    assert ouvert("conge_supplementaire_naissance", dt.date(2027, 3, 31), **faits)
    assert ferme("conge_supplementaire_naissance", dt.date(2027, 4, 1), **faits)
    neuf_mois = faits | {"date_naissance_enfant": dt.date(2026, 7, 1)}
    assert ouvert("conge_supplementaire_naissance", dt.date(2027, 4, 1), **neuf_mois)
    assert ferme("conge_supplementaire_naissance", dt.date(2027, 4, 2), **neuf_mois)


def test_sans_la_date_de_naissance_le_conge_reste_a_verifier() -> None:
    faits = PERE | {"date_naissance_enfant": None}
    assert calcule("conge_supplementaire_naissance", LE, **faits) is None
    assert ferme("conge_supplementaire_naissance", PRINTEMPS, **faits)
    assert ferme("conge_supplementaire_naissance", **faits | {"evenement_naissance": "grossesse"})
