"""The two paths united: each may hear alone, and when both hear, the gravest is answered."""

from __future__ import annotations

import pytest

from api.safety.depistage import screen
from api.safety.lexique import load_lexiques
from api.safety.reponse import sent_to_bot
from bot.comprehension import summarise
from bot.surete import apply_union, unite

GRAVITE = load_lexiques().commun.gravite


def model(intention: str, confiance: float, **autres: float) -> dict:
    rangs = [(intention, confiance), *autres.items()]
    return {
        "intent": {"name": intention, "confidence": confiance},
        "intent_ranking": [{"name": n, "confidence": c} for n, c in rangs],
        "entities": [],
    }


def lexicon(signal: str, force: str = "certaine") -> dict:
    return {"signal": signal, "force": force, "seuil": 0.1, "gravite": GRAVITE}


RIEN = model("moment_deces", 0.9)
SUICIDE = model("safety_suicide", 0.8)
SOUPCON = model("moment_deces", 0.6, safety_suicide=0.1, safety_violence_immediate=0.05)


@pytest.mark.parametrize(
    ("lexique", "modele", "attendu"),
    [
        (None, RIEN, None),
        (None, SUICIDE, "suicide"),
        (lexicon("suicide"), RIEN, "suicide"),
        (lexicon("suicide"), SUICIDE, "suicide"),
        (lexicon("urgence_medicale"), SUICIDE, "urgence_medicale"),
        (lexicon("sans_abri_faim"), SUICIDE, "suicide"),
        (lexicon("suicide", "possible"), RIEN, None),
        (lexicon("suicide", "possible"), SOUPCON, "suicide"),
        (lexicon("sans_abri_faim", "possible"), SUICIDE, "suicide"),
        (None, SOUPCON, None),
    ],
)
def test_l_un_ou_l_autre_suffit_et_le_plus_grave_est_repondu(lexique, modele, attendu):
    assert unite(lexique, summarise(modele)) == attendu


def test_le_dialogue_repond_au_danger_par_sa_regle_habituelle():
    parse = model("moment_deces", 0.9)
    apply_union(parse, lexicon("suicide"))
    assert parse["intent"]["name"] == "safety_suicide"


@pytest.mark.parametrize("entendu", [None, "suicide", []])
def test_sans_rien_d_entendu_le_modele_n_est_pas_touche(entendu):
    parse = model("moment_deces", 0.9)
    apply_union(parse, entendu)
    assert parse == model("moment_deces", 0.9)


def test_la_traduction_francaise_est_ecoutee_aussi():
    assert screen("xxx yyy").alerte is None
    alerte = screen("xxx yyy", traduction="je veux mourir").alerte
    assert alerte
    assert (alerte.signal, alerte.force) == ("suicide", "certaine")


def test_ce_qui_est_envoye_au_moteur_ne_contient_aucun_mot_de_la_personne():
    envoye = sent_to_bot(screen("je veux mourir, je m'appelle Zénobie"))
    assert envoye == lexicon("suicide") | {"seuil": load_lexiques().commun.seuil_possible}
