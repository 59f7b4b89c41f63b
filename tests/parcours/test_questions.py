"""The next question: the one that changes the plan most, never one already answered."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from api.parcours.conditions import Condition, compile_condition
from api.parcours.engine import Situation
from api.parcours.plan import make_plan
from api.parcours.questions import next_question
from api.parcours.service import ParcoursService
from api.parcours.values import Intervalle
from api.parcours.vocabulary import Dit, Types
from tests import contenu
from tests.parcours.depot import Depot
from tests.parcours.personnes import LE, PEU, answers, converse, people, steps_by_status

MOTEUR = contenu.engine()
MOMENTS = sorted(MOTEUR.bibliotheque.parcours)
PERSONNES = st.sampled_from(MOMENTS).flatmap(
    lambda moment: st.tuples(st.just(moment), people(MOTEUR, moment))
)


def ask(service: ParcoursService, moment: str, **faits: Any) -> str | None:
    return next_question(service.situate([moment], service.read_facts(faits, LE), LE))


# On a small content ------------------------------------------------------------------------------


def test_la_question_qui_change_le_plus_le_plan_vient_d_abord(petit: ParcoursService) -> None:
    assert petit.bibliotheque.parcours["demenagement"].questions[0] == "travaille"
    assert ask(petit, "demenagement") == "logement"


def test_a_utilite_egale_l_ordre_des_experts_decide(depot: Depot) -> None:
    fichier = "parcours/demenagement.yml"
    depot.replace("parcours/faits/demenagement.yml", "  sensible: oui\n", "")
    connus = {"logement": "propriete", "nb_enfants": 0, "date_demenagement": None}
    assert ask(depot.service(), "demenagement", **connus) == "travaille"
    depot.replace(fichier, "questions: [travaille, logement", "questions: [animal, logement")
    depot.replace(fichier, "regime_agricole, animal]", "regime_agricole, travaille]")
    assert ask(depot.service(), "demenagement", **connus) == "animal"


def test_une_question_sensible_vient_apres_une_question_ordinaire(depot: Depot) -> None:
    fichier = "parcours/demenagement.yml"
    depot.replace(fichier, "questions: [travaille, logement", "questions: [animal, logement")
    depot.replace(fichier, "regime_agricole, animal]", "regime_agricole, travaille]")
    connus = {"logement": "propriete", "nb_enfants": 0, "date_demenagement": None}
    assert ask(depot.service(), "demenagement", **connus) == "travaille"


def test_une_question_premiere_passe_avant_toutes_les_autres(depot: Depot) -> None:
    depot.replace(
        "parcours/demenagement.yml", "declinaisons:", "premieres: [animal]\ndeclinaisons:"
    )
    assert ask(depot.service(), "demenagement") == "animal"
    assert ask(depot.service(), "demenagement", animal="non") == "logement"


def test_on_demande_la_source_plutot_que_ce_qui_s_en_deduit(petit: ParcoursService) -> None:
    connus = {"logement": "propriete", "travaille": "non", "animal": "non"}
    assert ask(petit, "demenagement", **connus) == "nb_enfants"


def test_une_question_qui_n_a_plus_d_importance_n_est_pas_posee(petit: ParcoursService) -> None:
    connus = {"logement": "heberge", "travaille": "non", "animal": "non"}
    assert ask(petit, "demenagement", **connus) == "date_demenagement"
    assert ask(petit, "demenagement", **connus, date_demenagement="2026-12-01") is None


def test_une_date_se_demande_quand_elle_date_une_etape(petit: ParcoursService) -> None:
    connus = {"logement": "propriete", "nb_enfants": 0, "travaille": "non", "animal": "non"}
    assert ask(petit, "demenagement", **connus) == "date_demenagement"
    assert ask(petit, "demenagement", **connus, date_demenagement=None) is None


def test_un_fait_par_defaut_n_est_jamais_demande_mais_propose(petit: ParcoursService) -> None:
    situation, posees = converse(petit.moteur, "demenagement", {})
    assert "regime_agricole" not in posees
    assert "regime_agricole" in make_plan(situation).precisions


def test_une_precision_deja_donnee_n_est_plus_proposee(petit: ParcoursService) -> None:
    for reponse in ("oui", "non", None):
        dits = petit.read_facts({"regime_agricole": reponse}, LE)
        assert make_plan(petit.situate(["demenagement"], dits, LE)).precisions == []


# On the real content -----------------------------------------------------------------------------


def test_la_securite_est_la_premiere_question_d_une_separation(parcours: ParcoursService) -> None:
    assert ask(parcours, "separation") == "en_securite"
    assert ask(parcours, "separation", nb_enfants=2, lien_couple="maries") == "en_securite"


def test_ce_qui_est_arrive_est_la_premiere_question_d_une_naissance(
    parcours: ParcoursService,
) -> None:
    assert ask(parcours, "naissance") == "evenement_naissance"
    assert ask(parcours, "deces") == "lien_defunt"


def test_une_personne_en_danger_n_est_plus_interrogee(parcours: ParcoursService) -> None:
    for reponse in ("non", "ne_sait_pas", "prefere_pas"):
        assert ask(parcours, "separation", en_securite=reponse) is None


def test_la_securite_deja_connue_par_un_humain_n_est_pas_redemandee(
    parcours: ParcoursService,
) -> None:
    assert ask(parcours, "separation", violences="non") != "en_securite"


def test_une_premiere_question_passee_n_est_pas_redemandee(parcours: ParcoursService) -> None:
    assert ask(parcours, "deces", lien_defunt=None) not in ("lien_defunt", None)


def test_deux_moments_ouverts_demandent_d_abord_ce_qui_ouvre_chacun(
    parcours: ParcoursService,
) -> None:
    situation = parcours.situate(["deces", "separation"], {}, LE)
    assert next_question(situation) == "lien_defunt"
    dits = parcours.read_facts({"lien_defunt": "parent"}, LE)
    assert next_question(parcours.situate(["deces", "separation"], dits, LE)) == "en_securite"


def test_un_second_moment_ne_redemande_rien_de_ce_qui_est_dit(parcours: ParcoursService) -> None:
    reponses: dict[str, Any] = {"lien_defunt": "parent", "avancement_deces": "declare"}
    dits = parcours.read_facts(reponses, LE)
    situation, posees = converse(parcours.moteur, "deces", {}, dits)
    suite = parcours.situate(["deces", "separation"], situation.dits, LE)
    assert next_question(suite) not in {*posees, *dits}


# Properties --------------------------------------------------------------------------------------


@PEU
@given(personne=PERSONNES)
def test_on_ne_demande_jamais_ce_qui_est_connu_ou_passe(personne: tuple[str, Any]) -> None:
    moment, reponses = personne

    def observe(situation: Situation, question: str) -> None:
        assert question not in situation.dits
        assert question not in situation.valeurs
        assert situation.moteur.vocabulaire.faits[question].demander

    converse(MOTEUR, moment, reponses, observe=observe)


@PEU
@given(personne=PERSONNES)
def test_une_fois_toutes_les_reponses_donnees_rien_ne_reste_a_verifier(
    personne: tuple[str, Any],
) -> None:
    # « Faibles » : the organisation alone can tell on which side of its ceiling.
    assume(personne[1].get("ressources") != "faibles")
    situation, _ = converse(MOTEUR, *personne)
    # « 25 à 54 ans » may leave to be checked a step whose limit falls inside: nothing else does.
    vagues = {
        nom for nom, v in situation.valeurs.items() if isinstance(v, Intervalle) and v.bas != v.haut
    }
    restent = [x.etape.id for x in situation.undecided if not x.faits & vagues]
    # A guard stops the questions: nothing is asked of someone in danger or undecided.
    assert situation.gardes or not restent


@PEU
@given(personne=PERSONNES)
def test_chaque_question_posee_peut_changer_le_plan(personne: tuple[str, Any]) -> None:
    moment, reponses = personne

    def observe(situation: Situation, question: str) -> None:
        if question in MOTEUR.bibliotheque.parcours[moment].premieres:
            return
        fait = MOTEUR.vocabulaire.faits[question]
        vus = set()
        for valeur in answers(fait):
            suite = MOTEUR.situate([moment], {**situation.dits, question: Dit(valeur)}, LE)
            vus.add(
                tuple(
                    (e.situee.etape.id, e.statut, e.avant_le, tuple(e.depend_de))
                    for e in make_plan(suite).etapes
                )
            )
        avant = make_plan(situation).etapes
        vus.add(tuple((e.situee.etape.id, e.statut, e.avant_le, tuple(e.depend_de)) for e in avant))
        assert len(vus) > 1, question

    converse(MOTEUR, moment, reponses, observe=observe)


@PEU
@given(personne=PERSONNES, data=st.data())
def test_l_ordre_des_reponses_ne_change_jamais_le_plan(
    personne: tuple[str, Any], data: st.DataObject
) -> None:
    moment, reponses = personne
    attendu, _ = converse(MOTEUR, moment, reponses)
    assume(not attendu.gardes)  # a guard stops the questions: the plan is what was said by then
    spontanes = data.draw(st.lists(st.sampled_from(sorted(reponses)), unique=True, max_size=8))
    autrement, _ = converse(MOTEUR, moment, reponses, {n: Dit(reponses[n]) for n in spontanes})
    assert steps_by_status(autrement) == steps_by_status(attendu)


@PEU
@given(personne=PERSONNES, data=st.data())
def test_une_question_passee_ne_bloque_jamais(
    personne: tuple[str, Any], data: st.DataObject
) -> None:
    moment, reponses = personne
    premieres = MOTEUR.bibliotheque.parcours[moment].premieres
    entieres, _ = converse(MOTEUR, moment, reponses)
    passees = data.draw(st.sets(st.sampled_from(sorted(set(reponses) - set(premieres)))))
    gardees = {n: v for n, v in reponses.items() if n not in passees}
    partielles, _ = converse(MOTEUR, moment, gardees)
    # What is unknown is not false: no step is lost, some are only to be checked.
    assert set(steps_by_status(entieres)) <= set(steps_by_status(partielles))


@pytest.mark.parametrize("moment", MOMENTS)
def test_tout_passer_laisse_un_plan(moment: str) -> None:
    situation, posees = converse(MOTEUR, moment, {})
    assert situation.retenues
    assert len(posees) == len(set(posees))


@PEU
@given(personne=PERSONNES)
def test_repondre_ne_fait_jamais_disparaitre_une_etape_sure(personne: tuple[str, Any]) -> None:
    moment, reponses = personne
    sures: set[str] = set()

    def observe(situation: Situation, question: str) -> None:
        statuts = steps_by_status(situation)
        assert situation.gardes or sures <= {e for e, s in statuts.items() if s == "sûre"}
        sures.update(e for e, s in statuts.items() if s == "sûre")

    converse(MOTEUR, moment, reponses, observe=observe)


# Fewer questions ----------------------------------------------------------------------------------


def test_une_liste_a_cocher_epargne_plusieurs_questions(parcours: ParcoursService) -> None:
    faits = {"evenement_naissance": "grossesse", "situations_naissance": ["plusieurs"]}
    situation = parcours.situate(["naissance"], parcours.read_facts(faits, LE), LE)
    assert situation.valeurs["en_couple"] is True
    assert "nb_attendus" not in situation.valeurs  # how many, then, is asked
    assert situation.questions_for(compile_for(parcours, {"nb_attendus": 2})) == {"nb_attendus"}


def test_apres_la_perte_d_un_bebe_la_liste_des_parents_n_est_pas_montree(
    parcours: ParcoursService,
) -> None:
    reponses = {"evenement_naissance": "deuil_perinatal"}
    dits = parcours.read_facts(reponses, LE)
    _, posees = converse(parcours.moteur, "naissance", {}, dits)
    assert "situations_naissance" not in posees


def test_une_question_d_un_autre_moment_n_est_jamais_posee(parcours: ParcoursService) -> None:
    _, posees = converse(parcours.moteur, "separation", {"en_securite": "oui"})
    assert "situations_separation" in posees
    assert not {"situations_naissance", "situations_deces", "evenement_naissance"} & set(posees)


def test_ce_qu_on_a_dit_ailleurs_sert_sans_etre_redemande(parcours: ParcoursService) -> None:
    faits = {"situation_personne": ["langue"]}
    dits = parcours.read_facts(faits, LE)
    _, posees = converse(parcours.moteur, "separation", {"en_securite": "oui"}, dits)
    assert not {"langue_francaise", "situation_personne", "sejour"} & set(posees)


def compile_for(parcours: ParcoursService, si: dict[str, Any]) -> Condition:
    return compile_condition(si, Types(parcours.bibliotheque.faits.data))
