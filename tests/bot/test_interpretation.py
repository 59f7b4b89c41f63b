"""What a message means, given the question asked."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from actions.entendu import DateEntendue, Entendu, FaitEntendu, read_message
from actions.interpretation import (
    Reponse,
    fact_to_offer,
    facts_to_note,
    read_answer,
    same_value,
)
from actions.titres import closest_title, first_with_rare_words
from bot.extraction.extraire import extract
from bot.extraction.lexique import Lexique
from tests.bot.api_factice import QUESTIONS, question

LE = dt.date(2026, 11, 23)


def hear(texte: str, lexique: Lexique, intention: str = "nlu_fallback") -> Entendu:
    """A sentence as the actions would hear it."""
    entites = extract(texte, lexique, LE)
    return read_message({"text": texte, "entities": entites, "intent": {"name": intention}})


REPONSES: list[tuple[str, str, Any]] = [
    ("statut_pro", "au chômage", "demandeur_emploi"),
    ("statut_pro", "demandeur d'emploi", "demandeur_emploi"),
    ("statut_pro", "à la retraite", "retraite"),
    ("statut_pro", "salariée", "salarie_prive"),
    ("en_couple", "oui", True),
    ("en_couple", "non merci", False),
    ("en_couple", "je vis seule", "non"),
    ("nb_enfants", "deux", 2),
    ("nb_enfants", "3", 3),
    ("nb_enfants", "aucun", 0),
    ("date_prevue", "le 3 mars", "2027-03-03"),
    ("date_prevue", "début mars", {"date": "2027-03-05", "approximatif": True}),
    ("date_prevue", "dans 2 mois", {"date": "2027-01-23", "approximatif": True}),
    ("age", "34 ans", 34),
    ("patrimoine", "une maison et des dettes", ["immeuble", "dettes"]),
    ("patrimoine", "non", []),
    ("en_securite", "oui", "oui"),
    ("en_securite", "j'ai peur", "non"),
    ("lien_defunt", "mon père", "parent"),
    ("lien_defunt", "papa", "parent"),
]


@pytest.mark.parametrize(("fait", "texte", "valeur"), REPONSES)
def test_une_reponse_est_lue_dans_les_mots_de_la_personne(
    fait: str, texte: str, valeur: Any, lexique: Lexique
) -> None:
    assert read_answer(QUESTIONS[fait], hear(texte, lexique), {}, LE) == Reponse(valeur)


@pytest.mark.parametrize(
    ("texte", "valeur"),
    [
        ("1450", 1450),
        ("1 450 € net par mois", 1450),
        ("18000 par an", {"montant": 18000, "sorte": "montant_par_an"}),
        ("2 000 euros brut", {"montant": 2000, "sorte": "montant_brut"}),
        ("80 euros par jour", {"montant": 80, "sorte": "montant_par_jour"}),
    ],
)
def test_un_montant_repondu_garde_sa_sorte(texte: str, valeur: Any, lexique: Lexique) -> None:
    salaire = question("salaire_net", "nombre")
    assert read_answer(salaire, hear(texte, lexique), {}, LE) == Reponse(valeur)


PAS_DES_REPONSES = [
    ("nb_enfants", "depuis deux mois"),
    ("nb_enfants", "quels papiers il faut pour la caf"),
    ("en_couple", "ça dépend"),
    ("statut_pro", "bonjour madame"),
    ("date_prevue", "je ne comprends pas la question"),
    ("patrimoine", "qui êtes-vous"),
]


@pytest.mark.parametrize(("fait", "texte"), PAS_DES_REPONSES)
def test_ce_qui_ne_repond_pas_n_est_pas_pris_pour_une_reponse(
    fait: str, texte: str, lexique: Lexique
) -> None:
    assert read_answer(QUESTIONS[fait], hear(texte, lexique), {}, LE) is None


def test_je_ne_sais_pas_et_je_prefere_ne_pas_repondre_sont_des_reponses(lexique: Lexique) -> None:
    ignore = read_answer(
        QUESTIONS["age"], hear("je ne sais pas", lexique, "act_ne_sait_pas"), {}, LE
    )
    refus = read_answer(QUESTIONS["age"], hear("je préfère ne pas répondre", lexique), {}, LE)
    assert ignore == Reponse(statut="ne_sait_pas")
    assert refus == Reponse(statut="refuse")


def test_non_trois_enfants_corrige_et_ne_repond_pas_a_la_question(lexique: Lexique) -> None:
    entendu = hear("non, trois enfants", lexique)
    connus = {"nb_enfants": 2}
    assert read_answer(QUESTIONS["en_couple"], entendu, connus, LE) is None
    assert [(f.nom, f.valeur) for f in facts_to_note(entendu, connus)] == [("nb_enfants", 3)]


def test_un_fait_deja_connu_n_est_pas_note_deux_fois(lexique: Lexique) -> None:
    entendu = hear("j'ai deux enfants et je vis seule", lexique)
    notes = facts_to_note(entendu, {"nb_enfants": 2, "en_couple": False})
    assert notes == []


def test_un_fait_incertain_est_propose_et_non_note(lexique: Lexique) -> None:
    entendu = hear("j'ai un fils de 8 ans", lexique)
    assert facts_to_note(entendu, {}) == []
    propose = fact_to_offer(entendu, {})
    assert propose is not None
    assert (propose.nom, propose.valeur) == ("nb_enfants", 1)


def test_une_reponse_courte_hors_de_sa_question_ne_dit_rien(lexique: Lexique) -> None:
    entendu = hear("mon père", lexique)
    assert facts_to_note(entendu, {}) == []
    assert fact_to_offer(entendu, {}) is None


@pytest.mark.parametrize(
    ("connu", "dit", "pareil"),
    [
        (True, "oui", True), (False, "oui", False), (2, 2, True), (2, 3, False),
        ("2027-03-12", {"date": "2027-03-15", "approximatif": True}, True),
        ("2027-03-12", "2027-03-15", False),
        ({"date": "2027-03-15", "approximatif": True}, "2027-03-12", False),
        ({"min": 3}, 4, False),
    ],
)  # fmt: skip
def test_dire_la_meme_chose_autrement_ne_change_rien(connu: Any, dit: Any, pareil: bool) -> None:
    assert same_value(connu, dit) is pareil


def test_deux_options_aussi_proches_ne_sont_pas_devinees() -> None:
    q = question("x", "choix", ("a", "Oui, avant 2023"), ("b", "Oui, après 2023"), ("c", "Non"))
    assert read_answer(q, Entendu(texte="oui", oui_non="oui"), {}, LE) is None
    assert read_answer(q, Entendu(texte="non", oui_non="non"), {}, LE) == Reponse("c")


def test_une_date_passee_est_preferee_quand_les_bornes_la_permettent() -> None:
    date = DateEntendue(dt.date(2026, 3, 3), dt.date(2027, 3, 3), approximatif=False)
    entendu = Entendu(texte="le 3 mars", dates=(date,))
    libre = question("d", "date", borne={"min": None, "max": 24})
    assert read_answer(libre, entendu, {}, LE) == Reponse("2026-03-03")


def test_une_duree_en_annees_devient_des_mois() -> None:
    q = question("retraite_depuis_mois", "nombre")
    assert read_answer(q, Entendu(texte="2 ans", durees=((2, "an"),)), {}, LE) == Reponse(24)


def test_le_bouton_porte_ses_valeurs() -> None:
    entites = [
        {"entity": "fait", "value": "patrimoine"},
        {"entity": "valeur", "value": "immeuble"},
        {"entity": "valeur", "value": "dettes"},
    ]
    entendu = read_message({"text": "/choisir{…}", "entities": entites})
    assert entendu.bouton == {"fait": "patrimoine", "valeurs": ["immeuble", "dettes"]}
    assert entendu.texte == ""
    assert entendu.faits == ()


def test_une_etape_est_reconnue_par_les_mots_de_son_titre() -> None:
    titres = {"NAI-01": "Déclarer votre grossesse", "NAI-05": "Informer votre employeur"}
    assert closest_title("jusqu'à quand pour déclarer la grossesse ?", titres) == "NAI-01"
    assert closest_title("quels papiers il faut ?", titres) is None


def test_un_mot_rare_d_un_titre_suffit_a_nommer_une_etape() -> None:
    titres = {
        "NAI-02": "Prendre rendez-vous pour l'entretien prénatal",
        "NAI-01": "Déclarer la grossesse",
        "NAI-07": "Vérifier votre droit à la prime à la naissance",
        "NAI-11": "Déclarer la naissance à la mairie",
    }
    assert first_with_rare_words("c'est quoi le délai pour déclarer ?", titres) == "NAI-01"
    assert first_with_rare_words("et pour la déclaration en mairie ?", titres) == "NAI-11"
    assert first_with_rare_words("ça se passe quand ?", titres) is None
    soins = {
        "soins": "Obtenir des soins, même sans droits ouverts",
        "conges": "Connaître vos congés",
    }
    assert first_with_rare_words("est-ce que j'ai droit à un congé ?", soins) == "conges"


def test_un_mot_que_tous_les_titres_disent_ne_nomme_rien() -> None:
    titres = {str(i): f"Demander l'aide numéro {i}" for i in range(5)}
    assert first_with_rare_words("quel délai pour demander ?", titres) is None


def test_un_fait_entendu_garde_sa_certitude() -> None:
    entites = [{"entity": "fait", "nom": "age", "value": 34, "confidence_entity": 0.5}]
    assert read_message({"text": "x", "entities": entites}).faits == (FaitEntendu("age", 34, 0.5),)
