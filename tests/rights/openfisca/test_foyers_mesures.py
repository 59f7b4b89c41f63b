"""The eleven households that were measured and partly re-derived by hand keep their amounts."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

import pytest

from api.rights.foyer import Adulte, Enfant, Foyer, Logement, Serie
from api.rights.openfisca.calcul import compute
from api.rights.openfisca.variables import Selection
from tests.rights.openfisca.foyers import FOYERS, MOIS, VERIFIES

CENTIME = 0.011  # amounts were noted to the cent; OpenFisca counts in single precision

Ligne = Mapping[str, float]


@pytest.fixture(scope="module")
def lignes(systeme: Any, selection: Selection) -> Mapping[str, Ligne]:
    """Each household's values, from one run for all."""
    colonnes = compute(systeme, selection, list(FOYERS.values()), MOIS)
    return {
        nom: {variable: valeurs[rang] for variable, valeurs in colonnes.items()}
        for rang, nom in enumerate(FOYERS)
    }


@pytest.mark.parametrize("nom", FOYERS)
def test_un_foyer_mesure_garde_ses_montants_et_rien_d_autre(
    nom: str, lignes: Mapping[str, Ligne]
) -> None:
    calcules = {v: x for v, x in lignes[nom].items() if not math.isnan(x)}
    attendus = dict.fromkeys(calcules, 0.0) | VERIFIES[nom]
    assert calcules == pytest.approx(attendus, abs=CENTIME)


def test_l_enfant_a_naitre_n_ouvre_que_la_prime_a_la_naissance(
    lignes: Mapping[str, Ligne],
) -> None:
    assert lignes["couple, premier enfant attendu"]["paje_base"] == 0


def test_des_jumeaux_attendus_donnent_deux_primes(systeme: Any, selection: Selection) -> None:
    couple = FOYERS["couple, premier enfant attendu"]
    jumeaux = Foyer(
        couple.demandeur,
        couple.conjoint,
        logement=couple.logement,
        naissance_attendue=dt.date(2027, 3, 1),
        nombre_attendu=2,
    )
    primes = compute(systeme, selection, [couple, jumeaux], MOIS)["paje_naissance"]
    assert primes == pytest.approx([1098.57, 2 * 1098.57], abs=2 * CENTIME)


def test_l_are_d_un_contrat_de_2300_euros_suit_le_calcul_a_la_main(
    systeme: Any, selection: Selection
) -> None:
    """By hand: 75.62 a day; 40.4 % and the fixed part (13.11), less 3 % for the pension; 30 days."""
    salarie = Adulte(
        dt.date(1988, 5, 5),
        "chomeur",
        ancien_salaire_brut=2300,
        jours_travailles=520,
        fin_contrat=dt.date(2026, 9, 30),
    )
    sans_contrat = FOYERS["Smic, seul"].demandeur
    resultat = compute(systeme, selection, [Foyer(salarie), Foyer(sans_contrat)], MOIS)
    allocation, inconnue = resultat["are_allocation_nette_mensuelle"]
    assert allocation == pytest.approx(30 * (0.404 * 75.62 + 13.11 - 0.03 * 75.62), rel=0.005)
    assert math.isnan(inconnue)
    assert resultat["are_duree_nette_gelee"][0] == 548  # eighteen months, the most before 55


def test_une_demission_n_ouvre_pas_l_are(systeme: Any, selection: Selection) -> None:
    demissionnaire = Adulte(
        dt.date(1988, 5, 5),
        "chomeur",
        ancien_salaire_brut=2300,
        jours_travailles=520,
        fin_contrat=dt.date(2026, 9, 30),
        demission=True,
    )
    resultat = compute(systeme, selection, [Foyer(demissionnaire)], MOIS)
    assert resultat["are_allocation_nette_mensuelle"] == [0]


def test_une_pension_alimentaire_reduit_l_asf(systeme: Any, selection: Selection) -> None:
    mere = FOYERS["mère seule, deux enfants, 1 100 €"]
    demandeur = Adulte(dt.date(1991, 5, 10), "actif", Serie(1100), pension_alimentaire_percue=300.0)
    avec_pension = Foyer(demandeur, enfants=mere.enfants, logement=mere.logement)
    assert compute(systeme, selection, [avec_pension], MOIS)["asf"] == pytest.approx(
        [103.57], abs=CENTIME
    )


def test_l_asf_ne_va_qu_aux_enfants_sans_l_aide_de_l_autre_parent(
    systeme: Any, selection: Selection
) -> None:
    enfants = (Enfant(dt.date(2018, 3, 2)), Enfant(dt.date(2015, 9, 20), sans_autre_parent=True))
    un_seul = Foyer(Adulte(dt.date(1991, 5, 10), "actif", Serie(1100)), enfants=enfants)
    assert compute(systeme, selection, [un_seul], MOIS)["asf"] == pytest.approx(
        [403.57 / 2], abs=CENTIME
    )


def test_un_titre_de_sejour_inconnu_ne_ferme_pas_le_rsa(systeme: Any, selection: Selection) -> None:
    """Trap: a nationality alone gives 0. It is written only with the years of permit."""
    foyers = [
        Foyer(Adulte(dt.date(1990, 8, 8), hors_ue=True, annees_titre=annees))
        for annees in (None, 1.0, 6.0)
    ]
    inconnu, court, long = compute(systeme, selection, foyers, MOIS)["rsa"]
    assert inconnu == long > 0 == court


def test_un_rsa_deja_verse_compte_dans_les_mois_passes(systeme: Any, selection: Selection) -> None:
    """Trap: recent RSA is zero for a first claim only; both kinds may come in one request."""
    logement = Logement("loge_gratuitement", 0, "76540")
    premier = Foyer(Adulte(dt.date(2002, 8, 8)), logement=logement)
    deja = Foyer(Adulte(dt.date(2002, 8, 8)), logement=logement, deja_percues=frozenset({"rsa"}))
    seuls = [compute(systeme, selection, [f], MOIS) for f in (premier, deja)]
    ensemble = compute(systeme, selection, [premier, deja], MOIS)
    for variable in ("rsa", "aide_logement", "contrat_engagement_jeune"):
        assert ensemble[variable] == [seul[variable][0] for seul in seuls]


def test_le_smic_n_ouvre_pas_la_prime_de_noel(lignes: Mapping[str, Ligne]) -> None:
    """Trap: with December missing, a wage earner got it."""
    assert lignes["Smic, seul"]["aefa"] == 0


def test_sans_revenu_de_janvier_les_droits_de_janvier_se_calculent_aussi(
    systeme: Any, selection: Selection
) -> None:
    """The first and last months of a year read other years: nothing is missing."""
    foyer = FOYERS["sans ressources, logé gratuitement"]
    for mois in (dt.date(2026, 1, 1), dt.date(2026, 12, 1), dt.date(2027, 2, 1)):
        assert compute(systeme, selection, [foyer], mois)["rsa"][0] > 500


def test_une_femme_enceinte_isolee_sans_terme_connu_a_le_rsa_majore_toute_l_annee(
    systeme: Any, selection: Selection
) -> None:
    """Found by an official test of OpenFisca: in February it was refused."""
    enceinte = Foyer(Adulte(dt.date(1996, 8, 8), enceinte=True))
    for mois in (dt.date(2026, 2, 1), MOIS):
        assert compute(systeme, selection, [enceinte], mois)["rsa_majore_eligibilite"] == [1]
