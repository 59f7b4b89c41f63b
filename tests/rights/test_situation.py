"""From facts to the household: each thing a person says becomes the figure it means."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from api.parcours.service import ParcoursService
from api.parcours.values import Intervalle
from api.rights.catalogue import Catalogue
from api.rights.foyer import Foyer, Serie
from api.rights.situation import FAITS_LUS, complete, make_household
from tests.rights.conftest import Situe
from tests.rights.personnes import LE


@pytest.fixture
def foyer(situe: Situe, catalogue: Catalogue):
    def make(attente: bool = True, commune: str | None = None, **faits: Any) -> Foyer:
        valeurs = situe(**faits).valeurs
        return make_household(valeurs, LE, catalogue.reperes, commune=commune, attente=attente)

    return make


def test_chaque_fait_lu_existe_dans_le_vocabulaire(parcours: ParcoursService) -> None:
    assert set(parcours.vocabulaire.faits) >= FAITS_LUS


def test_un_age_dit_en_annees_est_celui_du_milieu_de_l_annee(foyer) -> None:
    assert foyer(age=30).demandeur.naissance == dt.date(1996, 5, 23)


def test_la_date_de_naissance_l_emporte_sur_l_age(foyer) -> None:
    assert foyer(date_naissance="1964-04-04").demandeur.naissance == dt.date(1964, 4, 4)


@pytest.mark.parametrize(
    ("statut", "activite"),
    [
        ("salarie_prive", "actif"),
        ("agent_public", "actif"),
        ("independant", "actif"),
        ("demandeur_emploi", "chomeur"),
        ("etudiant", "etudiant"),
        ("retraite", "retraite"),
        ("sans_activite", "inactif"),
    ],
)
def test_la_situation_de_travail_donne_l_activite(foyer, statut: str, activite: str) -> None:
    assert foyer(statut_pro=statut).demandeur.activite == activite


def test_un_salaire_net_est_recu_chaque_mois(foyer) -> None:
    assert foyer(statut_pro="salarie_prive", salaire_net=1100).demandeur.salaire_net == Serie(1100)


def test_un_contrat_fini_laisse_l_ancien_salaire_jusqu_au_mois_suivant(foyer) -> None:
    adulte = foyer(
        statut_pro="demandeur_emploi",
        salaire_precedent=1560,
        date_fin_contrat="2026-09-30",
        mois_travailles=12,
        rupture="demission",
    ).demandeur
    assert adulte.salaire_net.at(dt.date(2026, 9, 1)) == 1560
    assert adulte.salaire_net.at(dt.date(2026, 10, 1)) == 0
    assert adulte.ancien_salaire_brut == pytest.approx(2000)
    assert adulte.jours_travailles == 260
    assert adulte.demission


def test_pendant_un_arret_les_indemnites_remplacent_le_salaire(foyer) -> None:
    adulte = foyer(
        statut_pro="salarie_prive",
        salaire_net=1800,
        arret_en_cours="oui",
        date_arret="2026-10-05",
        indemnites_mensuelles=900,
    ).demandeur
    assert adulte.salaire_net.at(dt.date(2026, 9, 1)) == 1800
    assert adulte.salaire_net.at(dt.date(2026, 11, 1)) == 0
    assert adulte.indemnites_journalieres.at(dt.date(2026, 9, 1)) == 0
    assert adulte.indemnites_journalieres.at(dt.date(2026, 11, 1)) == 900


def test_l_allocation_chomage_ne_compte_que_si_elle_est_versee(foyer) -> None:
    recue = foyer(statut_pro="demandeur_emploi", alloc_chomage="are", allocation_chomage=900)
    finie = foyer(statut_pro="demandeur_emploi", alloc_chomage="epuisee", allocation_chomage=900)
    assert recue.demandeur.chomage_net == Serie(900)
    assert finie.demandeur.chomage_net == Serie()


def test_cinq_ans_de_travail_et_la_fin_du_chomage_ouvrent_l_ass(foyer) -> None:
    oui = foyer(alloc_chomage="epuisee", travail_5_ans="oui")
    non = foyer(alloc_chomage="are", travail_5_ans="oui")
    assert (oui.demandeur.ass_possible, non.demandeur.ass_possible) == (True, False)


def test_une_personne_seule_n_a_pas_de_conjoint(foyer) -> None:
    assert foyer(en_couple="non").conjoint is None
    assert foyer().conjoint is None


def test_le_revenu_du_conjoint_a_la_nature_qui_est_dite(foyer) -> None:
    commun = {"en_couple": "oui", "age": 40, "revenu_conjoint": 1200}
    travail = foyer(**commun, nature_revenu_conjoint="travail").conjoint
    retraite = foyer(**commun, nature_revenu_conjoint="retraite", age_conjoint=70).conjoint
    assert travail is not None
    assert travail.salaire_net == Serie(1200)
    assert travail.naissance == foyer(age=40).demandeur.naissance
    assert retraite is not None
    assert (retraite.salaire_net, retraite.retraite_nette) == (Serie(), Serie(1200))
    assert retraite.naissance.year == 1956


def test_les_enfants_ont_l_age_qui_est_dit(foyer) -> None:
    enfants = foyer(nb_enfants=2, age_enfant_1=8, age_enfant_2=11).enfants
    assert [LE.year - e.naissance.year for e in enfants] == [8, 11]
    assert all(e.scolarise for e in enfants)


def test_un_bebe_qui_vient_de_naitre_s_ajoute_aux_enfants(foyer) -> None:
    enfants = foyer(
        evenement_naissance="naissance",
        date_naissance_enfant="2026-10-05",
        nb_attendus=2,
        nb_enfants=1,
        age_enfant_1=4,
    ).enfants
    assert [e.naissance for e in enfants[:2]] == [dt.date(2026, 10, 5)] * 2
    assert len(enfants) == 3


def test_un_enfant_a_naitre_n_est_jamais_compte_comme_ne(foyer) -> None:
    attendu = foyer(
        evenement_naissance="grossesse",
        role_parent="mere",
        date_prevue="2027-01-20",
        nb_attendus=2,
        nb_enfants=0,
    )
    assert attendu.enfants == ()
    assert attendu.naissance_attendue == dt.date(2027, 1, 20)
    assert attendu.nombre_attendu == 2
    assert attendu.demandeur.enceinte


def test_l_autre_parent_n_est_pas_enceint(foyer) -> None:
    attendu = foyer(evenement_naissance="grossesse", role_parent="autre_parent")
    assert not attendu.demandeur.enceinte


@pytest.mark.parametrize(
    ("paie", "sans"), [("oui", False), ("partiel", True), ("non", True), ("jamais_fixee", True)]
)
def test_un_enfant_que_l_autre_parent_n_aide_pas_assez(foyer, paie: str, sans: bool) -> None:
    (enfant,) = foyer(nb_enfants=1, age_enfant_1=5, autre_parent_paie=paie).enfants
    assert enfant.sans_autre_parent is sans


def test_le_taux_d_incapacite_dit_pour_l_enfant_n_est_pas_celui_du_parent(foyer) -> None:
    maison = foyer(
        personne_handicap="mon_enfant",
        taux_incapacite="plus_80",
        age_enfant_handicape=9,
        nb_enfants=2,
        age_enfant_1=4,
        age_enfant_2=10,
    )
    assert maison.demandeur.taux_incapacite == 0
    assert [e.handicap for e in maison.enfants] == [False, True]


def test_un_taux_demande_ne_compte_pas_tant_qu_il_n_est_pas_decide(foyer) -> None:
    faits = {"personne_handicap": "moi", "taux_incapacite": "plus_80"}
    assert foyer(**faits).demandeur.taux_incapacite == 0.8
    assert foyer(**faits, attente=False).demandeur.taux_incapacite == 0
    recue = foyer(**faits, attente=False, aides_recues=["aah"])
    assert recue.demandeur.taux_incapacite == 0.8


@pytest.mark.parametrize(
    ("logement", "occupation"),
    [
        ("location", "locataire_vide"),
        ("residence", "locataire_foyer"),
        ("propriete", "proprietaire"),
        ("heberge", "loge_gratuitement"),
        ("sans_domicile", "sans_domicile"),
    ],
)
def test_le_logement_dit_donne_l_occupation(foyer, logement: str, occupation: str) -> None:
    assert foyer(logement=logement).logement.occupation == occupation


def test_le_code_postal_l_emporte_sur_l_idee_de_la_zone(foyer, catalogue: Catalogue) -> None:
    zone = foyer(logement="location", zone_logement="paris").logement
    commune = foyer(logement="location", zone_logement="paris", commune="76540").logement
    assert zone.commune == catalogue.reperes.communes["paris"]
    assert commune.commune == "76540"


def test_seul_depuis_la_separation_ou_le_deces_le_plus_recent(foyer) -> None:
    assert foyer(en_couple="non", date_separation="2026-10-01").isole_depuis == dt.date(2026, 10, 1)
    assert foyer(en_couple="non", date_separation="2027-01-01").isole_depuis is None
    veuve = foyer(lien_defunt="conjoint_marie", date_deces="2026-09-10", en_couple="non")
    assert veuve.isole_depuis == dt.date(2026, 9, 10)
    orpheline = foyer(lien_defunt="parent", date_deces="2026-09-10", en_couple="non")
    assert orpheline.isole_depuis is None


def test_une_personne_refugiee_a_les_droits_d_une_personne_francaise(foyer) -> None:
    assert not foyer(statut_sejour="refugie").demandeur.hors_ue
    etrangere = foyer(statut_sejour="travailleur", titre_travail_5_ans="oui").demandeur
    assert (etrangere.hors_ue, etrangere.annees_titre) == (True, 5)


def test_les_regles_lisent_les_chiffres_que_la_personne_a_dits(
    situe: Situe, catalogue: Catalogue
) -> None:
    valeurs = situe(statut_pro="salarie_prive", salaire_net=1560, en_couple="non").valeurs
    completes = complete(valeurs, catalogue.reperes)
    assert completes["salaire_brut_moyen"] == Intervalle(2000, 2000)
    assert completes["ressources_annuelles_brutes"] == Intervalle(24000, 24000)


def test_ne_rien_dire_de_ses_revenus_n_est_pas_n_avoir_rien(
    situe: Situe, catalogue: Catalogue
) -> None:
    muette = complete(situe(statut_pro="sans_activite").valeurs, catalogue.reperes)
    assert "ressources_annuelles_brutes" not in muette
    sans = complete(
        situe(statut_pro="sans_activite", ressources="tres_faibles").valeurs, catalogue.reperes
    )
    assert sans["ressources_annuelles_brutes"] == Intervalle(0, 0)
