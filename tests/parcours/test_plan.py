"""The personal plan: which steps, with whom, by when, how sure."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.errors import Refus
from api.languages.catalogues import Textes
from api.languages.labels import Labels
from api.parcours.plan import EtapePlan, Plan, make_plan
from api.parcours.questions import next_question
from api.parcours.service import ParcoursService
from api.parcours.vocabulary import Dit
from tests import contenu
from tests.parcours.conftest import LE, MakePlan
from tests.parcours.depot import Depot
from tests.parcours.personnes import PEU, people

MOTEUR = contenu.engine()
MOMENTS = sorted(MOTEUR.bibliotheque.parcours)
LABELS = Labels(contenu.service(), Textes("fr"))
EN_SECURITE = {"en_securite": "oui"}
# Words of a happy arrival, that nobody may read after the loss of a baby.
ARRIVEE = re.compile(
    r"\b(?:naissance|naîtr?e?|nés?|accouch\w*|accueil\w*|enceinte|attendez|nouveau-né)\b",
    re.IGNORECASE,
)


def step(plan: Plan, etape: str) -> EtapePlan:
    return next(e for e in plan.etapes if e.situee.etape.id == etape)


def ids(plan: Plan, statut: str | None = None) -> list[str]:
    return [e.situee.etape.id for e in plan.etapes if statut in (None, e.statut)]


@pytest.fixture
def petit_plan(petit: ParcoursService) -> MakePlan:
    def make(le: dt.date = LE, lieu: str | None = None, faites: Any = (), **faits: Any) -> Plan:
        return petit.plan(["demenagement"], petit.read_facts(faits, le), le, lieu, faites)

    return make


# Certain, to be checked, absent, done ------------------------------------------------------------


def test_sans_rien_savoir_tout_reste_a_verifier_sauf_ce_qui_vaut_pour_tous(
    petit_plan: MakePlan,
) -> None:
    plan = petit_plan()
    assert ids(plan, "a-faire") == ["DEM-01"]
    # The farm scheme is not presumed: that step waits for a precision.
    assert set(ids(plan, "a-verifier")) == {"DEM-02", "DEM-03", "DEM-04", "DEM-05", "DEM-06"}


def test_une_etape_a_verifier_dit_de_quoi_elle_depend(petit_plan: MakePlan) -> None:
    assert step(petit_plan(), "DEM-02").depend_de == ["logement", "nb_enfants"]
    assert step(petit_plan(logement="location"), "DEM-02").depend_de == ["nb_enfants"]
    assert step(petit_plan(logement="location", nb_enfants=3), "DEM-02").depend_de == []


def test_une_etape_devient_sure_ou_disparait(petit_plan: MakePlan) -> None:
    assert step(petit_plan(logement="location"), "DEM-03").statut == "a-faire"
    assert "DEM-03" not in ids(petit_plan(logement="propriete"))


def test_une_etape_cochee_est_faite_et_passe_a_la_fin(petit_plan: MakePlan) -> None:
    plan = petit_plan(faites=["DEM-01"])
    assert step(plan, "DEM-01").statut == "faite"
    assert ids(plan)[-1] == "DEM-01"


def test_cocher_une_etape_qui_ne_concerne_plus_la_personne_ne_la_rend_pas(
    petit_plan: MakePlan,
) -> None:
    assert "DEM-03" not in ids(petit_plan(faites=["DEM-03"], logement="propriete"))


# Order -------------------------------------------------------------------------------------------


def test_le_plan_montre_d_abord_ce_qui_est_sur_puis_ce_qui_est_urgent(
    petit_plan: MakePlan,
) -> None:
    plan = petit_plan(logement="location", date_demenagement="2027-01-15", travaille="oui")
    assert ids(plan, "a-faire") == ["DEM-03", "DEM-01", "DEM-04", "DEM-05"]
    assert [e.statut for e in plan.etapes] == sorted(
        (e.statut for e in plan.etapes), key=["a-faire", "a-verifier", "faite"].index
    )


def test_a_urgence_egale_l_echeance_la_plus_proche_vient_d_abord(plan: MakePlan) -> None:
    fait = plan("naissance", evenement_naissance="grossesse", date_prevue="2027-06-13")
    dates = [
        e.avant_le
        for e in fait.etapes
        if e.statut == "a-faire" and e.situee.etape.priorite != "urgente" and e.avant_le
    ]
    assert dates == sorted(dates)


def test_ce_qui_est_a_faire_des_maintenant_ne_passe_pas_apres_une_date_lointaine(
    depot: Depot,
) -> None:
    service = depot.service()
    dits = service.read_facts(
        {"regime_agricole": "oui", "date_demenagement": "2027-06-01", "logement": "propriete"}, LE
    )
    plan = service.plan(["demenagement"], dits, LE)
    assert ids(plan, "a-faire") == ["DEM-07", "DEM-01"]
    assert step(plan, "DEM-07").avant_le is None
    assert step(plan, "DEM-07").echeances[0].debut_le == LE


# Deadlines ---------------------------------------------------------------------------------------


def test_sans_date_de_reference_le_delai_se_dit_sans_date(petit_plan: MakePlan) -> None:
    etape = step(petit_plan(logement="location"), "DEM-03")
    assert etape.avant_le is None
    assert [(e.echeance.texte, e.avant_le, e.debut_le) for e in etape.echeances] == [
        ("Un mois avant", None, None)
    ]


def test_une_date_approximative_donne_une_echeance_approximative(petit_plan: MakePlan) -> None:
    plan = petit_plan(logement="location", date_demenagement={"dans": "3 mois"})
    assert step(plan, "DEM-03").echeances[0].approximatif
    exacte = petit_plan(logement="location", date_demenagement="2027-02-22")
    assert not step(exacte, "DEM-03").echeances[0].approximatif
    assert step(plan, "DEM-03").avant_le == step(exacte, "DEM-03").avant_le == dt.date(2027, 1, 22)


def test_de_deux_echeances_la_prochaine_compte_puis_la_derniere_manquee(
    petit_plan: MakePlan,
) -> None:
    avant = {"date_demenagement": "2026-11-20"}
    assert step(petit_plan(**avant), "DEM-01").avant_le == dt.date(2026, 11, 25)
    plus_tard = petit_plan(le=dt.date(2026, 12, 15), **avant)
    assert step(plus_tard, "DEM-01").avant_le == dt.date(2027, 1, 20)
    trop_tard = petit_plan(le=dt.date(2027, 6, 1), **avant)
    assert step(trop_tard, "DEM-01").avant_le == dt.date(2027, 1, 20)


def test_une_echeance_d_un_autre_statut_n_est_pas_montree(plan: MakePlan) -> None:
    textes = {
        nb: [
            e.echeance.texte
            for e in step(
                plan(
                    "naissance",
                    evenement_naissance="grossesse",
                    role_parent="mere",
                    statut_pro="salarie_prive",
                    nb_attendus=nb,
                    nb_enfants=0,
                    date_prevue="2027-06-13",
                ),
                "NAI-06",
            ).echeances
        ]
        for nb in (1, 2)
    }
    assert textes[1] != textes[2]


@pytest.mark.parametrize(
    ("lieu", "code"),
    [
        ("12 rue des Lilas", "lieu_inconnu"),
        ("67999", "code_postal_inconnu"),
        ("Vienne", "nom_partage"),
    ],
)
def test_un_lieu_qui_n_existe_pas_est_refuse(petit_plan: MakePlan, lieu: str, code: str) -> None:
    with pytest.raises(Refus) as refus:
        petit_plan(lieu=lieu)
    assert (refus.value.champ, refus.value.code) == ("lieu", code)


# Organisations -----------------------------------------------------------------------------------


def test_dans_l_agriculture_une_seule_caisse_remplace_les_autres(petit_plan: MakePlan) -> None:
    assert step(petit_plan(regime_agricole="oui"), "DEM-07").organismes == ["msa"]
    assert step(petit_plan(regime_agricole="oui"), "DEM-01").organismes == ["msa"]
    assert step(petit_plan(), "DEM-01").organismes == ["cpam"]


def test_une_agricultrice_enceinte_s_adresse_a_la_msa(plan: MakePlan) -> None:
    faits = {"evenement_naissance": "grossesse", "grossesse_declaree": "non"}
    assert step(plan("naissance", **faits), "NAI-01").organismes == ["cpam", "caf"]
    agricole = plan("naissance", regime_agricole="oui", **faits)
    assert step(agricole, "NAI-01").organismes == ["msa"]
    for etape in agricole.etapes:
        assert not {"caf", "cpam", "carsat"} & set(etape.organismes), etape.situee.etape.id


def test_un_organisme_conditionnel_n_apparait_qu_a_qui_il_concerne(petit_plan: MakePlan) -> None:
    famille = {"nb_enfants": 3, "logement": "location"}
    assert step(petit_plan(travaille="oui", **famille), "DEM-02").organismes == ["caf"]
    assert step(petit_plan(travaille="non", **famille), "DEM-02").organismes == ["caf", "mairie"]
    assert step(petit_plan(**famille), "DEM-02").organismes == ["caf", "mairie"]


# Phases and variants -----------------------------------------------------------------------------


def test_les_phases_disent_ou_l_on_en_est(petit_plan: MakePlan) -> None:
    def positions(**faits: Any) -> dict[str, str]:
        return {p.id: p.position for p in petit_plan(**faits).phases}

    assert positions() == {"P1": "inconnue", "P2": "inconnue"}
    assert positions(date_demenagement="2027-06-01") == {"P1": "a-venir", "P2": "a-venir"}
    assert positions(date_demenagement="2026-12-15") == {"P1": "en-cours", "P2": "a-venir"}
    assert positions(date_demenagement="2026-11-22") == {"P1": "en-cours", "P2": "en-cours"}
    assert positions(date_demenagement="2026-01-15") == {"P1": "passee", "P2": "passee"}


def test_une_phase_sans_etape_pour_la_personne_n_est_pas_montree(petit_plan: MakePlan) -> None:
    assert [p.id for p in petit_plan(logement="propriete").phases] == ["P2"]


def test_une_declinaison_n_apparait_que_si_elle_est_sure(petit_plan: MakePlan) -> None:
    assert petit_plan().declinaisons == []
    assert petit_plan(nb_enfants=1).declinaisons == []
    assert [d.id for d in petit_plan(nb_enfants=4).declinaisons] == ["famille-nombreuse"]


# Doubt -------------------------------------------------------------------------------------------


def test_un_doute_du_dossier_est_montre_avec_ce_qu_il_faut_confirmer(plan: MakePlan) -> None:
    for moment in MOMENTS:
        for etape in plan(moment, **EN_SECURITE).etapes:
            lue = LABELS.step(etape)
            assert lue.doute is etape.situee.etape.doute
            assert bool(lue.doute_texte) is lue.doute, lue.id
            assert lue.sources, lue.id


# Safety before everything ------------------------------------------------------------------------


@pytest.mark.parametrize("reponse", ["non", "ne_sait_pas", "prefere_pas", "refuse", None])
def test_une_personne_en_danger_ne_voit_que_sa_securite(
    plan: MakePlan, reponse: str | None
) -> None:
    fait = plan(
        "separation",
        en_securite=reponse,
        nb_enfants=2,
        lien_couple="maries",
        en_couple="non",
        ressources="tres_faibles",
        sejour="titre_regulier",
        titre_depend_conjoint="oui",
        langue_francaise="non",
    )
    assert ids(fait) == ["SEP-00"]
    assert fait.declinaisons == []
    assert fait.precisions == []
    assert fait.prochaine_question is None


def test_une_personne_mise_en_securite_retrouve_ses_demarches_sans_mediation(
    plan: MakePlan,
) -> None:
    faits = {"en_securite": "non", "nb_enfants": 2, "autre_parent_joignable": "oui"}
    fait = plan("separation", mise_en_securite="oui", **faits)
    assert len(ids(fait)) > 5
    assert "SEP-16" not in ids(fait)


@PEU
@given(personne=people(MOTEUR, "separation"), reponse=st.sampled_from(["non", "prefere_pas"]))
def test_aucune_reponse_ne_leve_la_garde_d_une_personne_en_danger(
    personne: dict[str, Any], reponse: str
) -> None:
    dits = {nom: Dit(valeur) for nom, valeur in {**personne, "en_securite": reponse}.items()}
    plan = make_plan(MOTEUR.situate(["separation"], dits, LE))
    assert ids(plan) == ["SEP-00"]
    assert plan.prochaine_question is None


# After the loss of a baby ------------------------------------------------------------------------


def test_apres_la_perte_d_un_bebe_le_parcours_devient_un_soutien(plan: MakePlan) -> None:
    fait = plan("naissance", evenement_naissance="deuil_perinatal", terme_sa=24)
    assert ids(fait, "a-faire")[0] == "NAI-29"
    assert {"NAI-26", "NAI-29"} <= set(ids(fait, "a-faire"))


@PEU
@given(personne=people(MOTEUR, "naissance"), dites=st.sets(st.sampled_from(range(20))))
def test_apres_la_perte_d_un_bebe_aucun_mot_de_naissance(
    personne: dict[str, Any], dites: set[int]
) -> None:
    gardees = {nom: v for rang, (nom, v) in enumerate(sorted(personne.items())) if rang in dites}
    dits = {nom: Dit(v) for nom, v in {**gardees, "evenement_naissance": "deuil_perinatal"}.items()}
    situation = MOTEUR.situate(["naissance"], dits, LE)
    lu = LABELS.plan(make_plan(situation), situation)
    assert not {"NAI-01", "NAI-06", "NAI-07", "NAI-10", "NAI-11", "NAI-12"} & {
        e.id for e in lu.etapes
    }
    titres = [e.titre for e in lu.etapes]
    titres += [texte for p in lu.phases for texte in (p.titre, p.jalon)]
    titres += [texte for m in lu.moments for texte in (m.titre, m.resume)]
    titres += [texte for d in lu.declinaisons for texte in (d.titre, d.change)]
    assert [t for t in titres if ARRIVEE.search(t)] == []


def test_apres_la_perte_d_un_bebe_les_questions_ne_parlent_pas_de_naissance(
    parcours: ParcoursService,
) -> None:
    dits = parcours.read_facts({"evenement_naissance": "deuil_perinatal"}, LE)
    situation = parcours.situate(["naissance"], dits, LE)
    lus: list[str] = []
    while (question := next_question(situation)) is not None:
        lue = LABELS.question(situation, question)
        lus += [lue.question, lue.titre, lue.pourquoi]
        dits = {**situation.dits, question: Dit(statut="ne_sait_pas")}
        situation = parcours.situate(["naissance"], dits, LE)
    for nom in make_plan(situation).precisions:
        lue = LABELS.question(situation, nom)
        lus += [lue.question, lue.titre, lue.pourquoi]
    assert len(lus) >= 6
    assert [texte for texte in lus if ARRIVEE.search(texte)] == []


# Several moments ---------------------------------------------------------------------------------


def test_deux_moments_ouverts_donnent_un_seul_plan(parcours: ParcoursService) -> None:
    faits = {"en_securite": "oui", "evenement_naissance": "grossesse"}
    dits = parcours.read_facts(faits, LE)
    plan = parcours.plan(["separation", "naissance"], dits, LE)
    assert {i.split("-")[0] for i in ids(plan)} == {"SEP", "NAI"}
    assert len(ids(plan)) == len(set(ids(plan)))


@pytest.mark.parametrize("code", ["moment_inconnu", "moment_indisponible"])
def test_un_moment_inconnu_dit_ceux_qui_existent(parcours: ParcoursService, code: str) -> None:
    biblio = parcours.bibliotheque
    a_ecrire = sorted({*biblio.moments} - {*biblio.parcours})
    if code == "moment_indisponible" and not a_ecrire:
        pytest.skip("every moment of the catalogue has its parcours")
    with pytest.raises(Refus) as refus:
        parcours.check_moments(["mariage"] if code == "moment_inconnu" else a_ecrire[:1])
    assert refus.value.code == code
    assert "naissance" in (refus.value.connus or [])


# Properties --------------------------------------------------------------------------------------


@PEU
@given(
    moment_et_personne=st.sampled_from(MOMENTS).flatmap(
        lambda m: st.tuples(st.just(m), people(MOTEUR, m))
    ),
    lieu=st.sampled_from([None, "57", "67", "972", "974", "75"]),
)
def test_chaque_plan_est_complet_et_trie(
    moment_et_personne: tuple[str, dict[str, Any]], lieu: str | None
) -> None:
    moment, personne = moment_et_personne
    dits = {nom: Dit(valeur) for nom, valeur in personne.items()}
    situation = MOTEUR.situate([moment], dits, LE)
    plan = make_plan(situation, departement=lieu)
    rangs = [["a-faire", "a-verifier"].index(e.statut) for e in plan.etapes]
    assert rangs == sorted(rangs)
    assert {p.id for p in plan.phases} == {e.situee.phase.id for e in plan.etapes}
    for etape in plan.etapes:
        assert etape.organismes, etape.situee.etape.id
        assert bool(etape.depend_de) <= (etape.statut == "a-verifier")
    LABELS.plan(plan, situation).model_dump_json()
