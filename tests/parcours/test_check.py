"""What `jalons check` notices beyond plain mistakes: what is fragile, unreadable or out of date."""

from __future__ import annotations

import datetime as dt

import pytest

from api.parcours.check import CONTROLES, check_content
from api.parcours.check_reach import find_situation
from api.parcours.check_wording import find_number, syllables
from api.parcours.conditions import Tous, compile_condition
from api.parcours.findings import load_context
from api.parcours.vocabulary import Types
from tests.parcours.depot import LE, Depot

DEM = "parcours/demenagement.yml"
FAITS = "parcours/faits/demenagement.yml"
ACTES = "locales/fr/actes/demenagement.yml"


def warnings(depot: Depot) -> list[str]:
    rapport = depot.check()
    assert rapport.erreurs == 0, depot.findings()
    return [str(c) for c in rapport.constats]


def errors(depot: Depot) -> list[str]:
    return [str(c) for c in depot.check().constats if c.niveau == "erreur"]


# Warnings: it works, but an expert should look ---------------------------------------------------


def test_un_sigle_inconnu_est_signale_une_fois_avec_son_nombre(depot: Depot) -> None:
    depot.replace(DEM, "Écrivez au propriétaire.", "Voyez la DDTM, puis la DDTM encore.")
    assert warnings(depot) == [
        f"{DEM}:33: DEM-03: acronym `DDTM` is not explained in parcours/sigles.yml (2 times)"
    ]
    depot.append("parcours/sigles.yml", 'DDTM: "Un service inventé."\n')
    assert warnings(depot) == []


def test_une_phrase_de_plus_de_vingt_cinq_mots_est_signalee(depot: Depot) -> None:
    depot.replace(DEM, "Écrivez au propriétaire.", "Écrivez " + "encore " * 25 + "une fois.")
    (signalee,) = warnings(depot)
    assert signalee.startswith(f"{DEM}:33: DEM-03: a sentence of 28 words (at most 25)")


def test_seules_les_dix_phrases_les_plus_longues_sont_signalees(depot: Depot) -> None:
    for rang in range(12):
        phrase = "mot " * (26 + rang) + "fin."
        depot.append(ACTES, f'essai_{rang}: "{phrase}"\n')
    signalees = warnings(depot)
    assert len(signalees) == 10
    assert not any("of 27 words" in s or "of 28 words" in s for s in signalees)


def test_une_date_de_relecture_depassee_est_signalee(depot: Depot) -> None:
    depot.replace(DEM, "revoir_avant: 2030-01-01\nusager", "revoir_avant: 2026-11-21\nusager")
    assert warnings(depot) == [f"{DEM}:5: demenagement: to be reviewed before 2026-11-21: overdue"]


def test_une_etape_a_revoir_est_signalee_le_lendemain_pas_le_jour_meme(depot: Depot) -> None:
    jour = dt.date(2030, 1, 1)
    assert not any("overdue" in str(c) for c in check_content(depot.racine, jour).constats)
    lendemain = check_content(depot.racine, dt.date(2030, 1, 2))
    assert sum("overdue" in str(c) for c in lendemain.constats) == 8


def test_un_numero_sans_date_ni_doute_est_signale(depot: Depot) -> None:
    depot.replace("parcours/urgences.yml", ", verifie_le: 2026-11", "")
    (signale,) = warnings(depot)
    assert "Secours inventés: this number has no date seen" in signale
    depot.replace("parcours/urgences.yml", 'inventé"', 'inventé", doute: oui')
    assert warnings(depot) == []


def test_un_numero_dans_une_parole_est_signale(depot: Depot) -> None:
    depot.replace(ACTES, "Votre plan reste à vous.", "Appelez le 3114.")
    (signale,) = warnings(depot)
    assert signale.endswith("`demenagement.cloture` holds an amount or a telephone number: 3114")


def test_un_piege_jamais_montre_est_signale(depot: Depot) -> None:
    depot.replace(DEM, ", etapes: [DEM-03]}", "}")
    assert [s.split(": ", 1)[1] for s in warnings(depot)] == [
        "demenagement: `pieges`: names no step, never shown"
    ]


def test_un_fait_qui_ne_sert_a_rien_est_signale(depot: Depot) -> None:
    depot.append(
        FAITS,
        "\ncouleur:\n  type: oui_non\n  titre: Couleur\n"
        "  question: Aimez-vous le bleu ?\n  pourquoi: Pour savoir.\n",
    )
    (signale,) = warnings(depot)
    assert "couleur: no condition, reference date or derivation uses this fact" in signale


def test_une_question_hors_de_l_ordre_des_experts_est_signalee(depot: Depot) -> None:
    depot.replace(DEM, "regime_agricole, animal]", "regime_agricole]")
    (signale,) = warnings(depot)
    assert "DEM-06: `animal` can be asked but is not in `questions`" in signale


def test_deux_deductions_qui_se_contredisent_sont_signalees(depot: Depot) -> None:
    depot.replace(FAITS, "{si: {nb_enfants: {moins_de: 3}}", "{si: {travaille: non}")
    (signale,) = warnings(depot)
    assert "famille_nombreuse: rules 1 and 2 can both hold with different values" in signale


def test_une_reponse_proposee_qui_ne_tranche_pas_est_signalee(depot: Depot) -> None:
    depot.replace(FAITS, "{au_moins: 3}", "{au_moins: 2}")
    depot.replace(FAITS, "{moins_de: 3}", "{moins_de: 2}")
    signalees = warnings(depot)
    assert len(signalees) == 2
    assert "the answer `Un ou deux` does not settle" in signalees[0]


# Reaching a step ---------------------------------------------------------------------------------


def reachable(depot: Depot, **si: object) -> bool:
    contexte = load_context(depot.racine, LE)
    condition = compile_condition(si, Types(contexte.bibliotheque.faits.documents[0].data))
    return find_situation(contexte, condition) is not None


def test_une_etape_s_atteint_a_travers_ce_qui_se_deduit(depot: Depot) -> None:
    assert reachable(depot, famille_nombreuse="oui", nb_enfants=4)
    assert not reachable(depot, famille_nombreuse="oui", nb_enfants=2)
    assert not reachable(depot, famille_nombreuse="oui", nb_enfants={"moins_de": 3})


def test_un_seuil_entre_deux_reponses_proposees_s_atteint_en_ecrivant_le_nombre(
    depot: Depot,
) -> None:
    assert reachable(depot, nb_enfants={"plus_de": 7, "moins_de": 9})
    assert not reachable(depot, nb_enfants={"plus_de": 20})  # a bound of the fact
    assert not reachable(depot, nb_enfants={"plus_de": 7, "moins_de": 8, "au_moins": 8})


def test_une_date_s_atteint_de_part_et_d_autre_d_un_jour(depot: Depot) -> None:
    jour = dt.date(2026, 1, 1)
    assert reachable(depot, date_demenagement={"apres": jour})
    assert reachable(depot, date_demenagement={"avant": jour})
    assert not reachable(depot, date_demenagement={"apres": jour, "avant": jour})


def test_une_garde_qui_ferme_une_etape_a_tous_est_une_erreur(depot: Depot) -> None:
    garde = "gardes:\n  - {si: {animal: oui}, etapes: [DEM-01]}\nphases:"
    depot.replace(DEM, "phases:", garde)
    assert any("DEM-06: no answers can ever make this step apply" in e for e in errors(depot))
    assert not any("DEM-05: no answers" in e for e in errors(depot))


def test_un_organisme_conditionnel_impossible_est_une_erreur(depot: Depot) -> None:
    depot.replace(
        DEM, "{id: mairie, si: {travaille: non}}", "{id: mairie, si: {logement: heberge}}"
    )
    attendu = "DEM-02: `organismes` 2 can never apply to who sees this step"
    assert any(attendu in e for e in errors(depot))


def test_une_contradiction_se_trouve_quel_que_soit_l_ordre(depot: Depot) -> None:
    contexte = load_context(depot.racine, LE)
    types = Types(contexte.bibliotheque.faits.documents[0].data)
    oui = compile_condition({"travaille": "oui"}, types)
    non = compile_condition({"pas": {"travaille": "oui"}}, types)
    assert find_situation(contexte, Tous((oui, non))) is None
    assert find_situation(contexte, Tous((non, oui))) is None
    assert find_situation(contexte, oui) == {"travaille": True}


# Facts that can never be known -------------------------------------------------------------------


def test_un_fait_qui_ne_peut_jamais_etre_connu_est_une_erreur(depot: Depot) -> None:
    depot.replace(
        FAITS,
        "  derive:\n    - {si: {nb_enfants: {au_moins: 3}}, valeur: oui}\n"
        "    - {si: {nb_enfants: {moins_de: 3}}, valeur: non}\n",
        "",
    )
    assert any("`famille_nombreuse` can never be known" in e for e in errors(depot))


def test_un_fait_dit_par_un_humain_sous_son_nom_de_dossier_est_admis(depot: Depot) -> None:
    depot.append(
        FAITS,
        "\nsuivi:\n  type: oui_non\n  titre: Suivi\n  demander: non\n"
        "  alias: {demenagement: suivi_social}\n",
    )
    depot.replace(DEM, "si: {animal: oui}", "si: {un: [{animal: oui}, {suivi: oui}]}")
    depot.replace(
        "tests/cases/demenagement.yml", "regime_agricole: non}", "regime_agricole: non, suivi: non}"
    )
    assert errors(depot) == []


# Wording and code --------------------------------------------------------------------------------


def test_une_parole_du_dialogue_sans_texte_est_une_erreur(depot: Depot) -> None:
    domaine = depot.file("bot/domain/responses.yml")
    domaine.parent.mkdir(parents=True)
    domaine.write_text(
        "responses:\n  utter_question: [{custom: {acte: question}}]\n"
        "  utter_perdu: [{custom: {acte: perdu}}]\n"
    )
    assert errors(depot) == [
        "bot/domain/responses.yml:3: responses: act `perdu` has no wording in locales/fr/actes"
    ]


def test_une_parole_du_code_sans_texte_est_une_erreur(depot: Depot) -> None:
    module = depot.file("actions/essai.py")
    module.parent.mkdir()
    module.write_text(
        'tour.say("question", fait=1)\n'
        'tour.say("perdu" if x else "question")\n'
        'tour.say(f"{moment}.ouverture")\n'
        'class Dire:\n    acte = "egare"\n'
        'Acte("oublie", {"fait": 1})\n'
    )
    assert errors(depot) == [
        f"actions/essai.py:{ligne}: act `{acte}` has no wording in locales/fr/actes"
        for ligne, acte in ((2, "perdu"), (5, "egare"), (6, "oublie"))
    ]


def test_un_trou_rempli_par_le_code_est_connu(depot: Depot) -> None:
    depot.replace(ACTES, "Votre plan reste à vous.", "Il vous reste {reste} étapes.")
    assert any("unknown placeholder `{reste}`" in e for e in errors(depot))
    module = depot.file("actions/essai.py")
    module.parent.mkdir()
    module.write_text('tour.say("demenagement.cloture", reste=3)\n')
    assert errors(depot) == []


def test_un_refus_sans_phrase_est_une_erreur(depot: Depot) -> None:
    module = depot.file("api/essai.py")
    module.parent.mkdir()
    module.write_text('raise Refus(422, "age", "age_impossible")\nraise ValeurInvalide("oups")\n')
    assert errors(depot) == [
        "api/essai.py:1: refusal `age_impossible` has no sentence in locales/fr/erreurs.yml",
        "api/essai.py:2: refusal `oups` has no sentence in locales/fr/erreurs.yml",
    ]


def test_un_montant_ou_un_numero_dans_le_code_est_une_erreur(depot: Depot) -> None:
    module = depot.file("bot/essai.py")
    module.parent.mkdir()
    module.write_text(
        '"""On a dit 950 € en 2026."""\nPRIX = "950 €"\nTELEPHONE = "3919"\nPORT = 3000\n'
    )
    assert [e.split(": ", 1)[0] for e in errors(depot)] == ["bot/essai.py:2", "bot/essai.py:3"]


def test_une_parole_ecrite_dans_deux_fichiers_est_une_erreur(depot: Depot) -> None:
    depot.file("locales/fr/actes/general.yml").write_text('question: "Encore."\n')
    (erreur,) = errors(depot)
    assert erreur.endswith("question: already written in demenagement.yml")


@pytest.mark.parametrize(
    ("texte", "trouve"),
    [
        ("Vous recevez 1 066,30 € par mois.", "1 066,30 €"),
        ("Comptez 12 euros.", "12 euros"),
        ("Appelez le 3919.", "3919"),
        ("Appelez le 32 30.", "32 30"),
        ("Appelez le 01 23 45 67 89.", "01 23 45 67 89"),
        ("Appelez le 0123456789.", "0123456789"),
        ("Appelez le +33 1 23 45 67 89.", "+33 1 23 45 67 89"),
        ("Composez le 115.", "115"),
        ("Avant le 15 mars 2026, dans les 14 semaines.", None),
        ("La loi du 23 décembre 1998 et celle de 2021.", None),
        ("Un délai de 3 mois, 15 jours ou 12 semaines.", None),
        ("Le formulaire S3705 et la fiche F1234.", None),
        ("Du 1er au 12e jour, 100 % des frais.", None),
    ],
)
def test_un_montant_ou_un_numero_se_reconnait(texte: str, trouve: str | None) -> None:
    assert find_number(texte) == trouve


@pytest.mark.parametrize(
    ("mot", "nombre"),
    [("maison", 2), ("caisse", 1), ("allocation", 4), ("logement", 3), ("aide", 1), ("né", 1)],
)
def test_les_syllabes_se_comptent_comme_on_les_dit(mot: str, nombre: int) -> None:
    assert syllables(mot) == nombre


# The report --------------------------------------------------------------------------------------


def test_le_rapport_dit_ce_qui_a_ete_regarde(depot: Depot) -> None:
    resume = depot.check().to_json()["resume"]
    assert resume == {
        "moments": 1,
        "etapes": 7,
        "faits": 7,
        "organismes": 5,
        "sources": 7,
        "doutes": 1,
        "cas": 2,
        "actes": 3,
        "droits": 0,
        "controles": len(CONTROLES),
        "erreurs": 0,
        "avertissements": 0,
    }


def test_le_rapport_dit_quoi_relire_et_avant_quand(depot: Depot) -> None:
    depot.replace(
        DEM,
        "revoir_avant: 2030-01-01\n      - id: DEM-04",
        "revoir_avant: 2027-02-01\n      - id: DEM-04",
    )
    fraicheur = depot.check().to_json()["fraicheur"]
    assert [(f["quoi"], f["avant"], f["elements"], f["doutes"]) for f in fraicheur] == [
        ("demenagement", "2027-02-01", 1, 0),
        ("demenagement", "2030-01-01", 6, 1),
        ("territoires", "2030-06-01", 4, 0),
        ("organismes", None, 1, 0),
        ("urgences", None, 1, 0),
    ]
    assert fraicheur[1]["sources_non_datees"] == 1
    assert fraicheur[1]["source_la_plus_ancienne"] == "2026-11"
    assert fraicheur[1]["relu_par"] is None


def test_les_erreurs_viennent_avant_les_avertissements(depot: Depot) -> None:
    depot.replace(DEM, "Écrivez au propriétaire.", "Voyez la DDTM.")
    depot.replace(DEM, "apres: [DEM-03]", "apres: [DEM-30]")
    assert [c.niveau for c in depot.check().constats] == ["erreur", "avertissement"]


def test_une_phrase_simple_se_lit_mieux_qu_une_phrase_savante(depot: Depot) -> None:
    def ease() -> int:
        lignes = {x["fichier"]: x["facilite"] for x in depot.check().lisibilite}
        return int(lignes["parcours/urgences.yml"])

    simple = ease()
    depot.replace(
        "parcours/urgences.yml",
        "Nous restons là.",
        "Nonobstant les dispositions réglementaires, l'accompagnement personnalisé perdurera.",
    )
    assert ease() < simple
