"""Who is in charge: the regular cases, the irregular ones of R2.1, and what is never guessed."""

from __future__ import annotations

import pytest

OUTRE_MER = {
    "971": "de la Guadeloupe",
    "972": "de la Martinique",
    "973": "de la Guyane",
    "974": "de La Réunion",
}
ILE_DE_FRANCE = ("75", "77", "78", "91", "92", "93", "94", "95")


@pytest.mark.parametrize("organisme", ["caf", "cpam", "urssaf"])
@pytest.mark.parametrize("lieu", ["48000", "48", "Mende", "Lozère"])
def test_un_allocataire_de_lozere_est_oriente_vers_la_ccss(resolve, lieu, organisme):
    reponse = resolve(lieu, organisme)
    assert (reponse.statut, reponse.nom) == ("trouve", "CCSS de la Lozère")
    assert reponse.pourquoi and reponse.sources and not reponse.doute


def test_la_retraite_en_lozere_reste_a_la_carsat(resolve):
    assert resolve("48000", "retraite").nom == "Carsat Languedoc-Roussillon"


@pytest.mark.parametrize("organisme", ["caf", "carsat", "cpam", "urssaf"])
def test_a_mayotte_la_caisse_de_securite_sociale_tient_tout(resolve, organisme):
    assert resolve("97600", organisme).nom == "CSS de Mayotte"


@pytest.mark.parametrize(("departement", "du"), OUTRE_MER.items())
def test_outre_mer_la_cgss_tient_tout_sauf_la_famille(resolve, departement, du):
    assert resolve(departement, "caf").nom == f"Caf {du}"
    for organisme in ("cpam", "retraite", "urssaf"):
        assert resolve(departement, organisme).nom == f"CGSS {du}"


@pytest.mark.parametrize(("departement", "du"), OUTRE_MER.items())
def test_il_n_y_a_pas_de_msa_outre_mer(resolve, departement, du):
    assert resolve(departement, "caf", agricole=True).nom == f"Caf {du}"
    assert resolve(departement, "cpam", agricole=True).nom == f"CGSS {du}"
    assert resolve(departement, "msa").nom == f"CGSS {du}"


@pytest.mark.parametrize("lieu", [*ILE_DE_FRANCE, "75013", "Île-de-France"])
def test_en_ile_de_france_la_retraite_est_a_la_cnav(resolve, lieu):
    assert resolve(lieu, "carsat").nom == "Cnav (Île-de-France)"


@pytest.mark.parametrize("departement", ["59", "62", "64", "76"])
def test_ou_il_y_a_plusieurs_cpam_on_demande_la_commune(resolve, departement):
    reponse = resolve(departement, "cpam")
    assert (reponse.statut, reponse.nom) == ("demander_commune", None)
    assert reponse.raison == "departement_insuffisant"
    assert len(reponse.possibles) > 1 and reponse.doute


@pytest.mark.parametrize("lieu", ["59000", "Dunkerque", "Arras", "Le Havre", "Bayonne"])
def test_sans_carte_des_cpam_on_ne_devine_pas_meme_avec_la_commune(resolve, lieu):
    reponse = resolve(lieu, "cpam")
    assert (reponse.statut, reponse.nom) == ("a_preciser", None)
    assert reponse.commune and len(reponse.possibles) > 1 and reponse.raison == "carte_absente"


def test_la_region_occitanie_ne_suffit_pas_pour_la_retraite(resolve):
    reponse = resolve("Occitanie", "retraite")
    assert (reponse.statut, reponse.raison) == ("demander_commune", "region_insuffisante")
    assert set(reponse.possibles) == {"Carsat Languedoc-Roussillon", "Carsat Midi-Pyrénées"}


@pytest.mark.parametrize(
    ("lieu", "carsat"),
    [
        ("31000", "Carsat Midi-Pyrénées"),
        ("34", "Carsat Languedoc-Roussillon"),
        ("57", "Carsat Alsace-Moselle"),
        ("Strasbourg", "Carsat Alsace-Moselle"),
        ("54000", "Carsat Nord-Est"),
        ("20200", "Carsat Sud-Est"),
        ("2A", "Carsat Sud-Est"),
        ("20", "Carsat Sud-Est"),
    ],
)
def test_la_carsat_depend_du_departement(resolve, lieu, carsat):
    assert resolve(lieu, "carsat").nom == carsat


@pytest.mark.parametrize("organisme", ["caf", "cpam", "carsat", "urssaf", "msa"])
def test_un_agriculteur_est_oriente_vers_la_msa_pour_tout(resolve, organisme):
    assert resolve("67000", organisme, agricole=True).nom == "MSA Alsace"
    assert resolve("48000", organisme, agricole=True).nom == "MSA du Languedoc"


@pytest.mark.parametrize("organisme", ["mdph", "france_travail", "departement", "cdad"])
def test_l_agriculture_ne_change_rien_au_handicap_ni_a_l_emploi(resolve, organisme):
    assert resolve("67000", organisme, agricole=True).nom == resolve("67000", organisme).nom


def test_la_retraite_agricole_d_auvergne_est_traitee_au_puy(resolve):
    reponse = resolve("63000", "retraite", agricole=True)
    assert reponse.nom == "MSA Auvergne"
    assert reponse.site_traitement and reponse.site_traitement.nom == "Le Puy-en-Velay"
    assert reponse.site_traitement.sources
    assert resolve("63000", "caf", agricole=True).site_traitement is None


@pytest.mark.parametrize("organisme", ["caf", "cpam"])
def test_le_seignanx_n_est_pas_traite_comme_le_reste_des_landes(resolve, organisme):
    assert resolve("Tarnos", organisme).statut == "a_preciser"
    assert resolve("40000", organisme).statut == "trouve"
    assert resolve("40", organisme).statut == "demander_commune"


def test_la_metropole_de_lyon_n_est_pas_le_departement_du_rhone(resolve):
    assert resolve("69003", "departement").nom == "Métropole de Lyon"
    assert resolve("Villefranche-sur-Saône", "pmi").nom == "Département du Rhône"
    assert resolve("69", "departement").statut == "demander_commune"
    assert resolve("69", "caf").nom == "Caf du Rhône"


@pytest.mark.parametrize(
    ("lieu", "organisme", "nom"),
    [
        ("01000", "caf", "Caf de l'Ain"),
        ("69003", "cpam", "CPAM du Rhône"),
        ("75013", "caf", "Caf de Paris"),
        ("93200", "mdph", "MDPH de la Seine-Saint-Denis"),
        ("69003", "mdph", "MDMPH du Rhône et de la Métropole de Lyon"),
        ("68000", "departement", "Collectivité européenne d'Alsace"),
        ("20000", "departement", "Collectivité de Corse"),
        ("97200", "departement", "Collectivité territoriale de la Martinique"),
        ("39000", "cdad", "CDAD du Jura"),
        ("29200", "ft", "France Travail"),
    ],
)
def test_le_nom_s_ecrit_en_bon_francais(resolve, lieu, organisme, nom):
    assert resolve(lieu, organisme).nom == nom


@pytest.mark.parametrize("mot", ["caf", "CAF", "Caf", "famille", "aripa"])
def test_un_organisme_se_nomme_par_son_sigle_ou_sa_branche(resolve, mot):
    assert resolve("48000", mot).nom == "CCSS de la Lozère"


def test_un_organisme_inconnu_est_dit(resolve):
    reponse = resolve("48000", "la banque")
    assert (reponse.statut, reponse.raison) == ("inconnu", "organisme_inconnu")


@pytest.mark.parametrize("lieu", ["97500", "98714", "98800", "97133", "97150", "Wallis et Futuna"])
def test_une_collectivite_a_part_est_dite_et_non_devinee(resolve, lieu):
    reponse = resolve(lieu, "caf")
    assert (reponse.statut, reponse.raison) == ("inconnu", "collectivite_a_part")
    assert reponse.pourquoi and reponse.doute
