"""The measured households, told as facts, through the real OpenFisca: what an expert expects."""

from __future__ import annotations

import pytest

from api.rights.bilan import Bilan
from tests.rights.conftest import names, right

Bilans = dict[str, Bilan]


@pytest.mark.parametrize(
    ("personne", "droit", "euros"),
    [
        ("mère seule", "prime_activite", 240),
        ("mère seule", "allocations_familiales", 150),
        ("mère seule", "asf", 400),
        ("mère seule", "aide_logement", 410),
        ("couple, enfant attendu", "prime_naissance", 1090),
        ("couple, enfant né", "allocation_base", 190),
        ("couple, enfant né", "prime_activite", 190),
        ("fin de droits au chômage", "ass", 580),
        ("fin de droits au chômage", "prime_noel", 150),
        ("veuve de 62 ans", "rsa", 570),
        ("veuve de 62 ans", "reversion_base", 540),
        ("handicap à 80 %", "aah", 1040),
        ("handicap à 80 %", "mva", 100),
        ("petite retraite", "aspa", 390),
        ("Smic, seul", "prime_activite", 220),
    ],
)
def test_le_montant_mesure_est_celui_qui_est_montre(
    bilans: Bilans, personne: str, droit: str, euros: int
) -> None:
    examine = right(bilans[personne], droit)
    assert examine.statut == "probable"
    assert examine.montant is not None
    assert (examine.montant.bas, examine.montant.haut) == (euros, euros)


@pytest.mark.parametrize(
    ("personne", "droits"),
    [
        ("mère seule", {"rsa", "complement_familial"}),
        ("fin de droits au chômage", {"rsa", "prime_activite"}),
        ("petite retraite", {"rsa"}),
        ("Smic, seul", {"rsa"}),
        ("veuve de 62 ans", {"aspa", "allocation_veuvage"}),
        ("couple, enfant attendu", {"rsa", "allocations_familiales"}),
        ("licencié en octobre", {"ass"}),
    ],
)
def test_ce_qui_est_peu_probable_aujourd_hui(
    bilans: Bilans, personne: str, droits: set[str]
) -> None:
    assert droits <= names(bilans[personne], "peu_probable")


def test_un_enfant_a_naitre_n_ouvre_que_la_prime_a_la_naissance(bilans: Bilans) -> None:
    bilan = bilans["couple, enfant attendu"]
    assert "allocation_base" not in names(bilan, "probable", "a_verifier")


def test_la_c2s_est_gratuite_ou_peu_chere_jamais_les_deux(bilans: Bilans) -> None:
    for nom, bilan in bilans.items():
        sures = names(bilan, "probable") & {"c2s_gratuite", "c2s_participation"}
        assert len(sures) <= 1, nom


def test_qui_recoit_l_aah_a_la_c2s_avec_participation_et_non_sans_frais(bilans: Bilans) -> None:
    """Dossier handicap: 12 × the AAH is above the first ceiling and under the second."""
    bilan = bilans["AAH déjà versée"]
    assert right(bilan, "aah").statut == "deja_percu"
    assert right(bilan, "c2s_gratuite").statut == "peu_probable"
    assert right(bilan, "c2s_participation").statut == "probable"
    assert right(bilan, "rsa").statut == "peu_probable"


def test_le_total_d_une_veuve_n_additionne_pas_le_rsa_et_la_reversion(bilans: Bilans) -> None:
    bilan = bilans["veuve de 62 ans"]
    assert bilan.total is not None
    rsa = right(bilan, "rsa").montant
    aide = right(bilan, "aide_logement").montant
    assert rsa is not None
    assert aide is not None
    assert bilan.total.haut <= rsa.haut + aide.haut + 10


def test_le_chomage_a_venir_ferme_le_rsa_sans_montrer_de_montant_depasse(bilans: Bilans) -> None:
    bilan = bilans["licencié en octobre"]
    are = right(bilan, "are")
    assert (are.statut, are.montant) == ("probable", None)
    assert "rsa" not in names(bilan, "probable")


def test_la_separation_peut_augmenter_l_aide_au_logement(bilans: Bilans) -> None:
    (evenement,) = bilans["séparation récente"].effets
    sens = {e.id: e.sens for e in evenement.effets}
    assert sens["aide_logement"] == "hausse"


def test_qui_n_a_presque_rien_dit_ne_se_voit_rien_promettre(bilans: Bilans) -> None:
    bilan = bilans["presque rien dit"]
    # Almost no income opens this one whatever the rest.
    assert names(bilan, "probable") <= {"c2s_gratuite"}
    assert bilan.total is not None
    assert bilan.total.bas == 0
    assert set(bilan.questions) >= {"age", "en_couple", "logement"}


def test_tout_ce_qui_est_a_verifier_dit_de_quoi_cela_depend(bilans: Bilans) -> None:
    for nom, bilan in bilans.items():
        for examine in bilan.droits:
            if examine.statut == "a_verifier" and not examine.droit.calcul.verifier:
                assert examine.depend_de, (nom, examine.id)


def test_aucune_estimation_ne_depasse_soixante_quatre_cas(bilans: Bilans) -> None:
    assert all(1 <= b.variantes <= 64 for b in bilans.values())
