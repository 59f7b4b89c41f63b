"""What people write for a place: understood when it is clear, asked when it is not."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    "texte",
    [
        "Saint-Étienne-de-Baïgorry",
        "saint etienne de baigorry",
        "ST ETIENNE DE BAIGORRY",
        "St-Étienne de Baïgorry",
        "64430 Saint-Étienne-de-Baïgorry",
        "Saint-Étienne-de-Baïgorry (64)",
        "insee:64477",
    ],
)
def test_accents_traits_d_union_et_saint_abrege_sont_compris(sans_annuaire, texte):
    lieu = sans_annuaire.read(texte)
    assert [c.code for c in lieu.communes] == ["64477"]


@pytest.mark.parametrize(
    ("texte", "code"),
    [
        ("Paris 13e", "75113"),
        ("paris 13", "75113"),
        ("75013", "75113"),
        ("75116", "75116"),
        ("Lyon 3ème", "69383"),
        ("Lyon 3e arrondissement", "69383"),
        ("13008 Marseille", "13208"),
        ("marseille 8", "13208"),
        ("Lille", "59350"),
        ("Le Mans", "72181"),
        ("mans", "72181"),
        ("2A004", "2A004"),
        ("Chalon s/ Saône", "71076"),
    ],
)
def test_arrondissements_et_noms_courants(sans_annuaire, texte, code):
    assert [c.code for c in sans_annuaire.read(texte).communes] == [code]


def test_une_ancienne_commune_est_rattachee_a_celle_d_aujourd_hui(sans_annuaire, resolve):
    (lomme,) = sans_annuaire.read("Lomme").communes
    assert sans_annuaire.donnees.whole(lomme).nom == "Lille"
    assert resolve("Lomme", "caf").nom == "Caf du Nord"


def test_une_ancienne_commune_qui_garde_le_code_de_la_nouvelle_ne_la_cache_pas(sans_annuaire):
    (commune,) = sans_annuaire.read("insee:01025").communes
    assert commune.nom == "Bâgé-Dommartin"
    (ancienne,) = sans_annuaire.read("Bâgé-la-Ville").communes
    assert sans_annuaire.donnees.whole(ancienne) == commune


def test_une_ancienne_commune_suit_le_departement_qui_l_a_recue(resolve):
    assert resolve("insee:02285", "caf").nom == "Caf du Nord"  # Escaufourt, code Insee de l'Aisne


def test_un_code_postal_a_cheval_sur_deux_departements_fait_demander_la_commune(resolve):
    reponse = resolve("01200", "caf")
    assert (reponse.statut, reponse.raison) == ("demander_commune", "plusieurs_communes_du_code")
    assert {"Valserhône", "Éloise"} & {c.nom for c in reponse.communes}
    assert {c.departement for c in reponse.communes} == {"01", "74"}
    assert resolve("01200 Éloise", "caf").nom == "Caf de la Haute-Savoie"


def test_plusieurs_communes_sous_un_code_ne_genent_pas_si_la_reponse_est_la_meme(
    sans_annuaire, resolve
):
    assert len(sans_annuaire.communes("48000")) > 1
    assert resolve("48000", "caf").statut == "trouve"


def test_un_nom_porte_par_plusieurs_communes_fait_choisir(resolve):
    reponse = resolve("Saint-Aubin", "caf")
    assert (reponse.statut, reponse.raison) == ("demander_commune", "plusieurs_communes_du_nom")
    assert len({c.departement for c in reponse.communes}) > 5


def test_vienne_est_une_ville_de_l_isere_et_un_departement(resolve):
    reponse = resolve("Vienne", "caf")
    assert (reponse.statut, reponse.raison) == ("demander_commune", "commune_ou_departement")
    assert set(reponse.possibles) == {"Caf de l'Isère", "Caf de la Vienne"}


@pytest.mark.parametrize("code", ["20", "2a", "2B", "20000", "20200"])
def test_la_corse_se_dit_de_toutes_les_facons(sans_annuaire, code):
    lieu = sans_annuaire.read(code)
    assert lieu.communes and {c.departement for c in lieu.communes} <= {"2A", "2B"}


@pytest.mark.parametrize("texte", ["59033 LILLE CEDEX", "59033 Lille Cedex 9"])
def test_un_cedex_avec_le_nom_de_la_ville_suffit(resolve, texte):
    assert resolve(texte, "caf").nom == "Caf du Nord"


@pytest.mark.parametrize("texte", ["59033 CEDEX", "cedex", "75980 PARLY CEDEX 20"])
def test_un_cedex_sans_ville_connue_est_dit_clairement(resolve, texte):
    assert resolve(texte, "caf").raison == "code_cedex"


@pytest.mark.parametrize(
    ("texte", "raison"),
    [
        ("", "lieu_vide"),
        ("   ", "lieu_vide"),
        ("!!!", "lieu_inconnu"),
        ("98000", "lieu_monaco"),
        ("Monaco", "lieu_monaco"),
        ("99999", "code_postal_inconnu"),
        ("00000", "code_postal_inconnu"),
        ("96", "lieu_inconnu"),
        ("Bruxelles", "lieu_inconnu"),
        ("insee:99999", "lieu_inconnu"),
        ("75001 Lyon", "code_et_commune_differents"),
        ("٤٨٠٠٠", "lieu_inconnu"),
    ],
)
def test_un_lieu_refuse_dit_pourquoi(resolve, textes, texte, raison):
    reponse = resolve(texte, "caf")
    assert (reponse.statut, reponse.raison) == ("inconnu", raison)
    assert textes.error(raison)


def test_une_faute_de_frappe_propose_sans_choisir(resolve):
    reponse = resolve("Montpelier", "caf")
    assert reponse.raison == "lieu_inconnu" and reponse.nom is None
    assert "Montpellier" in {c.nom for c in reponse.communes}


def test_chercher_une_commune_met_la_plus_proche_d_abord(sans_annuaire):
    assert sans_annuaire.search("st etienne")[0].nom == "Saint-Étienne"
    assert sans_annuaire.search("mend")[0].nom == "Mende"
    assert sans_annuaire.search("") == [] == sans_annuaire.search("zzzz")
    assert len(sans_annuaire.search("saint", limite=3)) == 3
