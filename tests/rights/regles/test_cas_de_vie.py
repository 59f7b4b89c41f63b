"""Life cases of the dossiers, answered as a person does: what follows from the answers counts."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from api.parcours.cases import Cas, load_cases
from api.parcours.service import ParcoursService
from api.parcours.values import Valeur
from api.rights.estimation import Estimation
from api.rights.regles import REGLES, load_bareme
from api.settings import RACINE
from tests.rights.regles.calcul import LE

BAREME = load_bareme()
CAS = [
    pytest.param(cas, id=f"{moment} - {cas.nom}")
    for moment, fichier in load_cases(RACINE / "tests" / "cases").items()
    for cas in fichier.cas
]


def resolu(parcours: ParcoursService, le: dt.date, faits: dict[str, Any]) -> dict[str, Valeur]:
    vocabulaire = parcours.moteur.vocabulaire
    return vocabulaire.resolve(parcours.read_facts(faits, le), le)


def droits(parcours: ParcoursService, le: dt.date = LE, **faits: Any) -> dict[str, Estimation]:
    """The rights that are open, by name of rule."""
    valeurs = resolu(parcours, le, faits)
    trouves = {nom: regle.calculer(valeurs, le, BAREME) for nom, regle in REGLES.items()}
    return {nom: e for nom, e in trouves.items() if e is not None and e.ouvert}


@pytest.mark.parametrize("cas", CAS)
def test_aucun_cas_de_vie_ne_met_une_regle_en_defaut(parcours: ParcoursService, cas: Cas) -> None:
    valeurs = resolu(parcours, cas.le, cas.faits)
    for regle in REGLES.values():
        estimation = regle.calculer(valeurs, cas.le, BAREME)
        assert estimation is None or 0 <= estimation.bas <= estimation.haut, regle.nom


def test_une_veuve_de_42_ans_avec_deux_enfants_a_trois_droits_souvent_oublies(
    parcours: ParcoursService,
) -> None:
    ouverts = droits(
        parcours,
        lien_defunt="conjoint_marie",
        date_deces="2026-11-01",
        age=42,
        statut_defunt="salarie_prive",
        situations_deces=["enfants"],
        nb_orphelins=2,
        ressources="tres_faibles",
    )
    assert set(ouverts) == {
        "capital_deces_salarie",
        "allocation_veuvage",
        "reversion_complementaire",
    }
    assert ouverts["allocation_veuvage"].haut == 719.59
    assert not ouverts["reversion_complementaire"].chiffre


def test_les_parents_d_un_enfant_de_8_ans_n_ont_que_l_allocation_de_deces(
    parcours: ParcoursService,
) -> None:
    ouverts = droits(
        parcours,
        lien_defunt="enfant",
        age_enfant_decede=8,
        date_deces="2026-11-01",
        sejour="francais_ue",
    )
    assert set(ouverts) == {"allocation_deces_enfant"}


def test_la_concubine_d_un_chomeur_a_deux_droits_et_pas_de_reversion(
    parcours: ParcoursService,
) -> None:
    ouverts = droits(
        parcours,
        lien_defunt="concubin",
        statut_defunt="chomeur_indemnise",
        age=33,
        date_deces="2026-11-01",
        situations_deces=["enfants"],
        nb_orphelins=1,
    )
    assert set(ouverts) == {"capital_deces_salarie", "allocation_deces_france_travail"}
    assert ouverts["capital_deces_salarie"].bas == 0


def test_une_fille_salariee_peut_prendre_des_jours_d_ajpa(parcours: ParcoursService) -> None:
    faits = {
        "aide_type": "perte_autonomie",
        "statut_pro": "salarie_prive",
        "intention_aidant": "ponctuel",
        "situations_aidant": ["hopital", "urgence"],
    }
    assert set(droits(parcours, **faits)) == {"ajpa"}
    assert set(droits(parcours, **faits | {"aide_type": "fin_de_vie"})) == {"ajap"}
    assert not droits(parcours, **faits | {"gir": "gir_5_6"})


def test_une_independante_a_8_mois_d_activite_voit_ses_indemnites_sans_montant(
    parcours: ParcoursService,
) -> None:
    ouverts = droits(
        parcours,
        statut_pro="independant",
        arret_en_cours=True,
        date_arret="2026-10-13",
        date_creation="2026-02-13",
        revenu_annuel_independant=9600,
    )
    assert set(ouverts) == {"ij_maladie_independant"}
    assert not ouverts["ij_maladie_independant"].chiffre


def test_une_pensionnee_de_60_ans_a_700_euros_a_droit_a_l_asi(parcours: ParcoursService) -> None:
    ouverts = droits(
        parcours,
        aides_recues=["pension_invalidite"],
        en_couple=False,
        age=60,
        sejour="francais_ue",
        ressources_annuelles_brutes=8400,
    )
    assert set(ouverts) == {"asi"}
    assert ouverts["asi"].bas == pytest.approx(10978.30 / 12 - 700)


def test_une_veuve_de_63_ans_qui_prepare_sa_retraite_a_une_reversion(
    parcours: ParcoursService,
) -> None:
    ouverts = droits(
        parcours,
        date_naissance="1963-05-01",
        situations_retraite=["veuvage"],
        en_couple=False,
        ressources_annuelles_brutes=14400,
        pension_base_defunt=1000,
    )
    assert ouverts["reversion_base"].haut == pytest.approx(540)


def test_une_premiere_grossesse_salariee_a_un_conge_maternite(parcours: ParcoursService) -> None:
    ouverts = droits(
        parcours,
        evenement_naissance="grossesse",
        role_parent="mere",
        statut_pro="salarie_prive",
        salaire_brut_moyen=1900,
    )
    assert set(ouverts) == {"ij_maternite"}
