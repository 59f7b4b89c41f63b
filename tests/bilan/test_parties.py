"""The six parts: in order, skippable at once, and open again to who comes back."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from api.parcours.fait import option_values
from api.parcours.parties import left_in, parts_of, places
from api.parcours.questions import next_question
from api.parcours.vocabulary import Dit
from tests import contenu

SERVICE = contenu.service()
LE = dt.date(2026, 11, 23)
MOMENT = "bilan_droits"
SIX = ["identification", "famille", "profession", "logement", "cadre_de_vie", "sante"]


def test_le_bilan_a_les_six_parties_du_plan_de_dialogue():
    parties = SERVICE.bibliotheque.parcours[MOMENT].parties
    assert [p.id for p in parties] == SIX


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False), st.sets(st.sampled_from(SIX)))
def test_une_partie_passee_ne_bloque_jamais_et_ne_revient_pas(hasard, passees):
    """Whatever is answered and skipped: parts in order, none asked after it was skipped, an end."""
    dits: dict[str, Dit] = {}
    rang, interdits = 0, set()
    for _ in range(60):
        situation = SERVICE.situate([MOMENT], dits, LE)
        nom = next_question(situation)
        if nom is None:
            break
        situee = places(situation)[nom]
        assert nom not in interdits
        assert situee.rang >= rang
        rang = situee.rang
        if situee.partie.id in passees:
            reste = left_in(situation, situee.partie)
            assert nom in reste
            interdits |= {*situee.partie.faits}
            dits |= {n: Dit(statut="refuse") for n in reste}
            continue
        options = option_values(SERVICE.vocabulaire.faits[nom], LE)
        dits[nom] = Dit(hasard.choice(options)) if options else Dit(statut="ne_sait_pas")
    assert next_question(SERVICE.situate([MOMENT], dits, LE)) is None


def test_une_question_qu_un_autre_moment_pose_aussi_n_est_d_aucune_partie():
    seul = SERVICE.situate([MOMENT], {}, LE)
    apres = SERVICE.situate(["perte_emploi", MOMENT], {}, LE)
    assert "statut_pro" in places(seul)
    ailleurs = set(SERVICE.bibliotheque.parcours["perte_emploi"].questions)
    assert not ailleurs & set(places(apres))


def test_sous_une_garde_il_n_y_a_plus_de_partie():
    garde = SERVICE.read_facts({"en_securite": "non"}, LE)
    assert parts_of(SERVICE.situate(["separation", MOMENT], garde, LE)) == []


async def test_la_question_dit_sa_partie(usager):
    await usager.opens(MOMENT)
    partie = (await usager.dossier())["question"]["partie"]
    assert (partie["id"], partie["rang"], partie["total"]) == ("identification", 1, 6)


async def test_passer_une_partie_en_un_geste_puis_y_revenir(usager):
    await usager.opens(MOMENT)
    await usager.knows(ressources="faibles", aides_recues=[])
    assert (await usager.dossier())["question"]["partie"]["id"] == "famille"
    passee = await usager.call("PUT", "/parties/famille", {"passee": True})
    assert {p["id"]: p["etat"] for p in passee.json()} == {
        "identification": "a_venir",
        "famille": "passee",
        "profession": "en_cours",
        "logement": "a_venir",
        "cadre_de_vie": "a_venir",
        "sante": "a_venir",
    }
    faits = (await usager.dossier())["faits"]
    assert (faits["nb_enfants"]["statut"], faits["nb_enfants"]["comment"]) == ("refuse", "partie")

    await usager.call("PUT", "/parties/famille", {"passee": False})
    assert (await usager.dossier())["question"]["partie"]["id"] == "famille"


async def test_revenir_a_une_partie_ne_rouvre_pas_une_question_refusee_seule(usager):
    await usager.opens(MOMENT)
    await usager.knows(ressources="faibles", aides_recues=[])
    await usager.notes({"nom": "nb_enfants", "statut": "refuse"})
    await usager.call("PUT", "/parties/famille", {"passee": True})
    await usager.call("PUT", "/parties/famille", {"passee": False})

    faits = (await usager.dossier())["faits"]
    assert faits["nb_enfants"]["comment"] == "formulaire"


async def test_une_partie_inconnue_est_refusee_avec_celles_qui_existent(usager):
    await usager.opens(MOMENT)
    reponse = await usager.call("PUT", "/parties/potager", {"passee": True})
    assert reponse.status_code == 404
    assert reponse.json()["detail"][0]["connus"] == sorted(SIX)


async def test_sans_le_moteur_de_dialogue_la_partie_se_passe_aussi(usager, rasa):
    rasa.debout = False
    await usager.opens(MOMENT)
    await usager.presses(fait="ressources", valeur="faibles")
    await usager.hears(1, 1)
    seq = await usager.presses(acte="passer_partie")
    bulles = await usager.hears(seq, 2)
    assert [b["acte"] for b in bulles][:2] == ["partie_passee", "partie"]
    assert "Partie 2 sur 6 : votre famille." in [b["texte"] for b in bulles]
