"""What a request asks for: level, fragilities, priority, and why, in words."""

from __future__ import annotations

import datetime as dt

import pytest

from api.escalations.appreciation import (
    Signal,
    appreciate,
    detect_signals,
    explain,
    next_deadline,
    repetition,
)
from api.parcours.plan import make_plan
from tests.escalations.cas import LUNDI_10H, inferred, said

LE = dt.date(2026, 11, 23)


@pytest.fixture
def appraise(contenus):
    def appraise(*signaux: Signal, moments=("naissance",), **plus):
        options = {"echeance": None, "repetee": None, "protegee": False, "le": LE, **plus}
        return appreciate(contenus, list(signaux), moments, **options)

    return appraise


def situate(parcours, moments: list[str], **faits):
    dits = parcours.read_facts(faits, LE)
    return parcours.situate(moments, dits, LE)


def test_demander_une_personne_suffit_et_ne_se_justifie_pas(appraise):
    appreciation = appraise(said("demander_humain"))
    assert appreciation.niveau == "personnalise"
    assert appreciation.raisons == ()
    assert not appreciation.pressee


def test_une_demande_sans_motif_connu_est_quand_meme_appreciee(appraise):
    assert appraise(said("motif_d_avant")).niveau == "information"


def test_un_enfant_decede_demande_un_correspondant_du_deuil_a_la_caf(appraise):
    appreciation = appraise(said("demander_humain"), inferred("deces.deces-enfant"))
    assert appreciation.attentive
    assert appreciation.fragilites == ("rupture",)
    assert appreciation.correspondants == (("caf", "deuil"),)
    assert appreciation.competence == "deuil"


def test_les_quatre_fragilites_de_l_igas_et_la_langue_se_cumulent(appraise):
    appreciation = appraise(
        inferred("deces.personne-agee-isolee"),
        inferred("arrivee_france.autre-langue"),
        inferred("majorite.jeune-parent"),
    )
    assert appreciation.fragilites == (
        *("administrative", "rupture", "mobilite", "numerique", "langue"),
    )


@pytest.mark.parametrize(
    ("jours", "raison"),
    [
        (-1, "echeance_passee"),
        (0, "echeance_semaine"),
        (7, "echeance_semaine"),
        (8, "echeance_mois"),
        (31, "echeance_mois"),
        (32, None),
    ],
)
def test_l_echeance_du_plan_donne_l_urgence(appraise, jours, raison):
    appreciation = appraise(said("demander_humain"), echeance=LE + dt.timedelta(days=jours))
    assert appreciation.raisons == ((raison,) if raison else ())


def test_redemander_le_meme_jour_passe_devant(appraise):
    une = appraise(said("demander_humain"))
    encore = appraise(said("demander_humain"), repetee="jour")
    ce_mois = appraise(said("demander_humain"), repetee="mois")
    assert encore.priorite > ce_mois.priorite > une.priorite
    assert encore.pressee
    assert not ce_mois.pressee


def test_le_meme_jour_et_le_meme_mois_sont_comptes_a_part():
    hier = LUNDI_10H - dt.timedelta(days=1)
    assert repetition([], LUNDI_10H, 31) is None
    assert repetition([LUNDI_10H - dt.timedelta(hours=2)], LUNDI_10H, 31) == "jour"
    assert repetition([hier], LUNDI_10H, 31) == "mois"
    assert repetition([LUNDI_10H - dt.timedelta(days=32)], LUNDI_10H, 31) is None


def test_la_priorite_se_dit_avec_des_mots_a_l_agent_et_a_la_personne(contenus, appraise):
    appreciation = appraise(inferred("deces.deces-enfant"), repetee="jour")
    a_l_agent = explain(contenus, appreciation.raisons, "agent")
    a_la_personne = explain(contenus, appreciation.raisons, "personne")
    assert len(a_l_agent) == len(a_la_personne) == len(appreciation.raisons) == 3
    assert "Vous avez déjà demandé aujourd'hui." in a_la_personne
    assert not any("Vous" in phrase for phrase in a_l_agent)


def test_la_priorite_est_la_somme_de_ses_raisons_et_rien_d_autre(contenus, appraise):
    appreciation = appraise(inferred("deces.deces-enfant"), echeance=LE, repetee="mois")
    points = {r: contenus.regles.raisons[r].points for r in appreciation.raisons}
    assert appreciation.priorite == sum(points.values())


def test_ce_qu_un_agent_signale_compte_comme_ce_que_la_personne_dit(appraise):
    appreciation = appraise(said("demander_humain"), Signal("numerique", "humain", "agent-1"))
    assert appreciation.fragilites == ("numerique",)


def test_les_declinaisons_du_parcours_deviennent_des_signaux_deduits(parcours):
    situation = situate(parcours, ["naissance"], evenement_naissance="deuil_perinatal")
    signaux = detect_signals(situation, "demander_humain", "fr")
    assert signaux[0] == said("demander_humain")
    assert inferred("naissance.deuil-perinatal") in signaux


def test_une_reponse_inconnue_ne_fait_pas_un_signal(parcours):
    situation = situate(parcours, ["deces"])
    assert detect_signals(situation, "demander_humain", "fr") == [said("demander_humain")]


def test_une_autre_langue_est_un_signal_et_une_fragilite(parcours, contenus):
    situation = situate(parcours, ["naissance"])
    signaux = detect_signals(situation, "demander_humain", "ar")
    appreciation = appreciate(
        *(contenus, signaux, ["naissance"]),
        **{"echeance": None, "repetee": None, "protegee": False, "le": LE},
    )
    assert appreciation.fragilites == ("langue",)


def test_en_danger_tout_est_restreint_et_demande_une_personne_formee(appraise):
    appreciation = appraise(said("demander_humain"), protegee=True)
    assert appreciation.restreinte
    assert appreciation.attentive
    assert appreciation.competence == "violences"


def test_la_date_limite_la_plus_proche_du_plan_est_celle_qui_presse(parcours):
    situation = situate(parcours, ["deces"], date_deces="2026-11-22")
    plan = make_plan(situation)
    limites = [e.avant_le for e in plan.etapes if e.statut == "a-faire" and e.avant_le]
    assert limites
    assert next_deadline(plan) == min(limites)
