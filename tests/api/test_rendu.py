"""Acts get words when they are read: in French, on what the dossier knows now."""

from __future__ import annotations

import re

import pytest

from api.conversations.bot import Acte
from api.conversations.service import ConversationService
from api.languages.catalogues import Textes
from tests.api.personne import acts

FRANCAIS = Textes("fr")
# Everything that an act may be given; each takes what it needs.
PARAMETRES = {
    "fait": "nb_enfants",
    "valeur": 2,
    "nom": "nb_enfants",
    "code": "nombre_trop_grand",
    "details": {"max": 20},
    "faits": [
        {"nom": "nb_enfants", "valeur": 3, "ancien": 2},
        {"nom": "date_prevue", "valeur": {"date": "2027-05-01", "approximatif": True}},
    ],
    "moment": "deces",
    "moments": ["naissance", "separation", "deces"],
    "etapes": ["NAI-01", "NAI-02"],
    "contacts": ["caf", "france_services"],
    "signal": "suicide",
    "reference": "JA-7KD4-XH3",
    "demandes": [
        {
            "reference": "JA-7KD4-XH3",
            "etat": "nouvelle",
            "issue": None,
            "suite": None,
            "promesse": {
                "organisme": "caf",
                "organisme_local": None,
                "departement": "67",
                "canal": "rappel",
                "de": "2026-11-23T09:00:00+00:00",
                "avant": "2026-11-23T11:00:00+00:00",
            },
            "rompue": False,
        },
    ],
    "longueur": 4000,
    "a_faire": 3,
    "a_verifier": 2,
    "sigle": "RSA",
    "droit": "rsa",
    "droits": [
        {
            "droit": "rsa",
            "statut": "a_verifier",
            "montant": {"bas": 0, "haut": 610, "periode": "mois", "au_moins": False},
        },
    ],
    "partie": "famille",
    "rang": 2,
    "total": 6,
    "etat": "demande",
    "raison": "honte",
    "depend_de": ["logement"],
    "le": "2026-11-23",
    "demande": "JA-ACDE-FHJ",
    "rdv": {
        **{"id": "1", "reference": "JA-ACDE-FHJ", "etat": "confirme", "maniere": "sur_place"},
        **{"organisme": "caf", "lieu": "4 rue des Bains", "dit_le": "2026-11-30"},
        **{"debut": "2026-12-01T10:00:00+01:00", "moments": ["2026-12-01T10:00:00+01:00"]},
        "jusqua": "2026-12-01T10:00:00+01:00",
    },
}


async def say(base, usager, *actes: Acte) -> None:
    async with base.session.begin() as session:
        await ConversationService(session).say(usager.conversation, list(actes))


@pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
@pytest.mark.parametrize("acte", sorted(FRANCAIS.actes))
async def test_chaque_acte_se_dit_en_entier_et_ses_boutons_marchent(usager, base, rasa, acte):
    await usager.opens("naissance")
    await say(base, usager, Acte(acte, PARAMETRES))
    bulle = (await usager.reads(1))[0]

    assert bulle["acte"] == acte
    assert bulle["texte"]
    assert "{" not in bulle["texte"]
    assert "None" not in bulle["texte"]
    rasa.debout = False
    for bouton in bulle["choix"]:
        assert bouton["libelle"]
        if bouton["choix"].get("acte", "").startswith("effacer_maintenant"):
            continue  # it would: see test_effacement.py
        seq = await usager.presses(**bouton["choix"])
        await usager.hears(seq)
        presse = (await usager.reads(seq - 1))[0]["texte"]
        assert presse
        assert "_" not in presse, f"the button {bouton} has no words in boutons.yml"


async def test_un_bouton_presse_se_relit_en_mots(usager):
    for choix, mots in [
        ({"fait": "nb_enfants", "valeur": 2}, "Deux"),
        ({"fait": "en_couple", "valeur": True}, "Oui"),
        ({"fait": "en_couple", "statut": "ne_sait_pas"}, FRANCAIS.word("inconnu")),
        ({"fait": "en_couple", "statut": "refuse"}, FRANCAIS.word("refuse")),
        ({"fait": "nb_enfants", "valeur": 7}, "7"),
        ({"fait": "patrimoine", "valeur": []}, FRANCAIS.word("aucun")),
        ({"fait": "date_deces", "valeur": "2026-03-03"}, "3 mars 2026"),
        ({"moment": "deces"}, "J'ai perdu un proche"),
        ({"acte": "demander_humain"}, "Je voudrais parler à une personne"),
    ]:
        seq = await usager.presses(**choix)
        await usager.hears(seq)
        assert (await usager.reads(seq - 1))[0]["texte"] == mots


async def test_une_question_porte_ses_reponses_et_sa_raison(usager, base):
    await usager.opens("naissance")
    await say(base, usager, Acte("question", {"fait": "nb_enfants"}))
    bulle = (await usager.reads(1))[0]

    assert bulle["saisie"]["fait"] == "nb_enfants"
    assert bulle["saisie"]["pourquoi"]
    assert bulle["texte"] == bulle["saisie"]["question"]
    assert {"fait": "nb_enfants", "valeur": 2} in [b["choix"] for b in bulle["choix"]]


async def test_une_question_a_plusieurs_reponses_n_a_pas_de_boutons_qui_l_envoient(usager, base):
    await usager.opens("deces")
    await say(base, usager, Acte("question", {"fait": "patrimoine"}))
    bulle = (await usager.reads(1))[0]

    assert bulle["saisie"]["type"] == "liste"
    assert bulle["saisie"]["options"]
    assert bulle["choix"] == []


async def test_un_acte_se_dit_selon_ce_qui_est_su_au_moment_de_le_lire(usager, base):
    await usager.opens("naissance")
    await say(base, usager, Acte("naissance.ouverture", {}))
    avant = (await usager.reads(1))[0]["texte"]
    await usager.knows(evenement_naissance="deuil_perinatal")
    apres = (await usager.reads(1))[0]["texte"]

    assert avant != apres
    assert "élicitations" not in apres


async def test_une_correction_dit_ce_qui_etait_note_avant(usager, base):
    await say(base, usager, Acte("faits_notes", {"faits": PARAMETRES["faits"]}))
    texte = (await usager.reads(1))[0]["texte"]

    assert "Deux" in texte
    assert "1 mai 2027" in texte


async def test_un_numero_urgent_est_donne_avec_sa_source(usager, base):
    await say(base, usager, Acte("urgence", {"signal": "suicide"}))
    bulle = (await usager.reads(1))[0]

    assert bulle["urgent"] is True
    assert "3114" in [c["telephone"] for c in bulle["contacts"]]
    assert all(c["source"] for c in bulle["contacts"])


@pytest.mark.parametrize(
    "acte",
    [
        Acte("acte_d_une_version_future", {}),
        Acte("moment_aussi", {"moment": "moment_retire"}),
        Acte("proposer_moments", {"moments": ["moment_retire"]}),
        Acte("urgence", {"signal": "signal_retire"}),
        Acte("question", {"fait": "fait_retire"}),
        Acte("faits_notes", {"faits": "charabia"}),
        Acte("fait_refuse", {"code": "code_retire", "nom": "fait_retire"}),
        Acte("plan_etapes", {"etapes": ["NAI-999"]}),
        Acte("humain", {"contacts": ["organisme_retire"]}),
    ],
    ids=lambda a: a.nom,
)
async def test_un_acte_que_le_contenu_ne_sait_plus_dire_ne_cache_pas_les_autres(usager, base, acte):
    await say(base, usager, Acte("merci", {}), acte, Acte("au_revoir", {}))
    bulles = await usager.reads(1)

    assert acts(bulles) == ["merci", acte.nom, "au_revoir"]
    assert bulles[1]["texte"]


async def test_un_texte_de_la_personne_n_est_jamais_pris_pour_un_modele(usager):
    await usager.says("{reference} {question}")

    assert (await usager.reads(1))[0]["texte"] == "{reference} {question}"


# What is said where nothing is kept ------------------------------------------------------------

PROMESSE = re.compile(
    r"(?:réponses?|messages?|plan|dossier)\b[^.!?]{0,40}\b(?:gardé|enregistré)e?s?\b"
    r"|demande est notée|rien n'est perdu|reprendre où vous en étiez|\bJe l'ai gardé|montrez votre plan",
    re.IGNORECASE,
)


@pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
async def test_la_ou_rien_n_est_garde_aucune_parole_ne_dit_le_contraire(usager, base):
    """Every act, whatever its moment: a person in danger may be told any of them."""
    await usager.opens("violences")
    await say(base, usager, *[Acte(acte, PARAMETRES) for acte in sorted(FRANCAIS.actes)])
    bulles = await usager.reads(1)
    promettent = {b["acte"]: m[0] for b in bulles if (m := PROMESSE.search(b["texte"]))}

    assert len(bulles) == len(FRANCAIS.actes)
    assert promettent == {}


async def test_un_au_revoir_dit_ce_qui_est_vrai_dans_les_deux_cas(usager, base):
    await say(base, usager, Acte("au_revoir", {}))
    assert "Vos réponses sont gardées" in (await usager.reads(1))[0]["texte"]
    await usager.opens("violences")
    assert "Tout s'efface quand vous partez" in (await usager.reads(1))[0]["texte"]
    await usager.call("POST", "/liens", {"averti": True})
    assert "Vos réponses sont gardées" in (await usager.reads(1))[0]["texte"]
