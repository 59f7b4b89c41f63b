"""Facts said in a sentence. The day is Monday 23 November 2026."""

from __future__ import annotations

import datetime as dt
import json
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from api.parcours.service import ParcoursService
from api.settings import RACINE
from bot.extraction.extraire import extract
from bot.extraction.lexique import VALEURS_DITES, Lexique, read_lexicon
from tests import contenu

LE = dt.date(2026, 11, 23)
NOTER = 0.75  # from this certainty a fact is noted without asking (actions/interpretation.py)
TENUS = Path(__file__).parent / "enonces_tenus_a_part.tsv"
RAPPEL = 0.9  # 79 facts of 84 when this list was written
LECTEUR = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def facts(texte: str, lexique: Lexique, seuil: float = 0.6) -> dict[str, Any]:
    """Facts of a sentence that are at least offered."""
    return {
        e["nom"]: e["value"]["date"] if isinstance(e["value"], dict) else e["value"]
        for e in extract(texte, lexique, LE)
        if e["entity"] == "fait" and e["confidence_entity"] >= seuil
    }


DITS = [
    ("je suis enceinte de trois mois", {"evenement_naissance": "grossesse",
     "debut_grossesse": "2026-08-23", "role_parent": "mere"}),
    ("Je suis enceinte de 12 semaines", {"debut_grossesse": "2026-08-31"}),
    ("enceinte de 14 SA", {"debut_grossesse": "2026-08-31"}),
    ("je suis à 22 semaines d'aménorrhée", {"debut_grossesse": "2026-07-06"}),
    ("enceinte de 22 semaines d'aménorrhée", {"debut_grossesse": "2026-07-06"}),
    ("enceinte de presque six mois", {"evenement_naissance": "grossesse",
     "debut_grossesse": "2026-05-23"}),
    ("je suis enceinte depuis août", {"evenement_naissance": "grossesse"}),
    ("mon mari est mort samedi 14", {"date_deces": "2026-11-14"}),
    ("ma femme est décédée à la Toussaint", {"date_deces": "2026-11-01"}),
    ("mon père est mort il y a une quinzaine de jours", {"lien_defunt": "parent",
     "date_deces": "2026-11-08"}),
    ("ma mère est morte l'été dernier", {"lien_defunt": "parent", "date_deces": "2026-07-15"}),
    ("bonjour, hier mon mari est mort", {"date_deces": "2026-11-22"}),
    ("depuis mars, on est séparés", {"date_separation": "2026-03-15"}),
    ("au chômage depuis trois semaines", {"date_fin_contrat": "2026-11-02"}),
    ("j'ai été licenciée la semaine passée", {"date_fin_contrat": "2026-11-16"}),
    ("je suis vendeuse mais on m'a licenciée hier", {"rupture": "licenciement",
     "statut_pro": "demandeur_emploi", "date_fin_contrat": "2026-11-22"}),
    ("j'ai l'AAH", {"aah": "oui"}),
    ("je viens de fêter mes 18 ans", {"age": 18}),
    ("papa de deux filles", {"nb_enfants": 2}),
    ("je suis au cinquième mois de grossesse", {"debut_grossesse": "2026-07-08"}),
    ("ma femme est enceinte de 5 mois", {"role_parent": "autre_parent",
     "debut_grossesse": "2026-06-23"}),
    ("j'accouche en mars", {"date_prevue": "2027-03-15"}),
    ("le terme est le 12 mai", {"date_prevue": "2027-05-12"}),
    ("mon bébé est né le 3 mars", {"evenement_naissance": "naissance",
     "date_naissance_enfant": "2026-03-03"}),
    ("mon bébé a 2 mois", {"date_naissance_enfant": "2026-09-23"}),
    ("ma femme a accouché hier", {"date_naissance_enfant": "2026-11-22",
     "role_parent": "autre_parent"}),
    ("j'attends des jumeaux", {"nb_attendus": 2, "evenement_naissance": "grossesse"}),
    ("j'ai perdu mon bébé", {"evenement_naissance": "deuil_perinatal"}),
    ("j'ai fait une fausse couche samedi", {"evenement_naissance": "deuil_perinatal"}),
    ("je ne sais pas encore si je le garde", {"evenement_naissance": "indecis"}),
    ("nous allons adopter un enfant", {"evenement_naissance": "adoption"}),
    ("j'ai deux enfants", {"nb_enfants": 2}),
    ("g 2 enfan", {"nb_enfants": 2}),
    ("non, trois enfants", {"nb_enfants": 3}),
    ("deux enfants, pardon, trois enfants", {"nb_enfants": 3}),
    ("trois enfants de 4, 6 et 8 ans", {"nb_enfants": 3}),
    ("c'est mon premier bébé", {"nb_enfants": 0}),
    ("je suis au chômage", {"statut_pro": "demandeur_emploi"}),
    ("je viens de perdre mon emploi", {"statut_pro": "demandeur_emploi"}),
    ("je suis auto-entrepreneuse", {"statut_pro": "independant"}),
    ("je suis étudiante", {"statut_pro": "etudiant"}),
    ("je suis retraitée", {"statut_pro": "retraite"}),
    ("j'ai 34 ans", {"age": 34}),
    ("j'ai quatre-vingt-quatre ans", {"age": 84}),
    ("je touche le rsa", {"ressources": "rsa"}),
    ("je suis sans papiers", {"sejour": "sans_titre"}),
    ("j'ai un titre de séjour", {"sejour": "titre_regulier"}),
    ("j'ai l'attestation de prolongation", {"document_sejour": "recepisse"}),
    ("je suis locataire", {"logement": "location"}),
    ("je dors chez mon frère", {"logement": "heberge"}),
    ("je suis à la MSA", {"regime_agricole": "oui"}),
    ("je vis seule", {"en_couple": "non"}),
    ("on est mariés", {"lien_couple": "maries"}),
    ("ni mariés ni pacsés", {"lien_couple": "concubins"}),
    ("on s'est séparés en juin", {"date_separation": "2026-06-15"}),
    ("mon mari m'a quittée il y a trois semaines", {"date_separation": "2026-11-02"}),
    ("le père ne paie plus la pension", {"autre_parent_paie": "non"}),
    ("les enfants sont en garde alternée", {"residence_enfants": "alternee"}),
    ("mon mari est violent", {"en_securite": "non"}),
    ("mon mari est mort le 3 mars", {"lien_defunt": "conjoint_marie",
     "date_deces": "2026-03-03"}),
    ("ma mère est décédée mardi dernier", {"lien_defunt": "parent", "date_deces": "2026-11-17"}),
    ("j'ai perdu mon fils", {"lien_defunt": "enfant"}),
    ("mon conjoint est mort, nous étions pacsés", {"lien_defunt": "partenaire_pacs"}),
    ("ma mère est morte, elle était retraitée", {"statut_defunt": "retraite"}),
    ("on a enterré mon père hier", {"avancement_deces": "obseques_faites"}),
]  # fmt: skip


@pytest.mark.parametrize(("texte", "attendus"), DITS, ids=[t for t, _ in DITS])
def test_un_fait_dit_en_passant_est_releve(
    texte: str, attendus: dict[str, Any], lexique: Lexique
) -> None:
    trouves = facts(texte, lexique)
    assert {nom: trouves.get(nom) for nom in attendus} == attendus


MONTANTS: list[tuple[str, dict[str, Any]]] = [
    ("je gagne 1300 euros", {"salaire_net": 1300}),
    ("600 de loyer", {"loyer": 600}),
    ("je touche 1 450 € net par mois", {"salaire_net": 1450}),
    ("je gagne 1300€ et je paie 600 de loyer", {"salaire_net": 1300, "loyer": 600}),
    ("mon loyer est de 720,50 euros", {"loyer": 720.5}),
    ("je gagnais 1800 euros", {"salaire_precedent": 1800, "salaire_net": None}),
    ("je suis payé 2000 brut", {"salaire_net": (2000, "montant_brut")}),
    ("mon salaire brut est de 1900", {"salaire_net": (1900, "montant_brut")}),
    ("je gagne 18 000 € par an", {"salaire_net": (18000, "montant_par_an")}),
    ("je gagne 13,50 euros de l'heure", {"salaire_net": (13.5, "montant_par_heure")}),
    ("je gagne 300 euros par semaine", {"salaire_net": (300, "montant_par_semaine")}),
    ("je gagne 1450 euros net, 1860 brut", {"salaire_net": 1450}),
    ("je gagne 200 euros de plus", {"salaire_net": None}),
    ("si je gagne 1300 euros", {"salaire_net": None}),
    ("mon mari gagne 1300 euros", {"salaire_net": None}),
    ("je touche 900 euros de retraite", {"salaire_net": None}),
    ("je touche 1200 euros net de pension", {"salaire_net": None}),
    ("j'ai 600 euros de loyer de retard", {"loyer": None}),
    ("je cherche un loyer de 600 euros", {"loyer": None}),
]


@pytest.mark.parametrize(("texte", "attendus"), MONTANTS, ids=[t for t, _ in MONTANTS])
def test_un_montant_dit_se_releve_avec_sa_sorte(
    texte: str, attendus: dict[str, Any], lexique: Lexique
) -> None:
    trouves = {e["nom"]: e["value"] for e in extract(texte, lexique, LE) if e["entity"] == "fait"}
    for nom, attendu in attendus.items():
        valeur = attendu
        if isinstance(attendu, tuple):
            valeur = dict(zip(("montant", "sorte"), attendu, strict=True))
        assert trouves.get(nom) == valeur


ENONCES = [
    ("Je suis caissière depuis onze ans", {"statut_pro": "salarie_prive"}),
    ("je suis cadre dans une banque", {"statut_pro": "salarie_prive"}),
    ("je travaille dans une boulangerie, 20 heures", {"statut_pro": "salarie_prive"}),
    ("jbosse 35h en cdi", {"statut_pro": "salarie_prive"}),
    ("j'ai un contrat de 26 heures", {"statut_pro": "salarie_prive"}),
    ("Je suis fonctionnaire", {"statut_pro": "agent_public", "fonctionnaire": "oui"}),
    ("je suis jardinier à la mairie", {"statut_pro": "agent_public"}),
    ("J'enseigne l'anglais en collège", {"statut_pro": "agent_public"}),
    ("on est agriculteurs tous les deux", {"statut_pro": "independant", "regime_agricole": "oui"}),
    ("je suis cheffe d'exploitation", {"statut_pro": "independant", "regime_agricole": "oui"}),
    ("mon mari est ouvrier agricole", {"regime_agricole": "oui", "statut_pro": None}),
    ("jsui en 4eme", {"statut_pro": "etudiant"}),
    ("nous sommes retraités tous les deux", {"statut_pro": "retraite"}),
    ("je touche neuf cents euros de retraite.", {"statut_pro": "retraite"}),
    ("on est toujours mariés", {"lien_couple": "maries"}),
    ("on reste mariés pour l'instant", {"lien_couple": "maries"}),
    ("marié depuis 2001", {"lien_couple": "maries"}),
    ("on é pacsé dpui 2021", {"lien_couple": "pacses"}),
    ("pas mariés, pas pacsés", {"lien_couple": "concubins"}),
    ("je suis divorcée depuis 2016", {"lien_couple": "aucun"}),
    ("mon mari et moi vivons à Nantes", {"en_couple": "oui"}),
    ("32 ans, célibataire", {"en_couple": "non"}),
    ("j'ai une fille de 4 ans et un garçon de 8 ans", {"nb_enfants": 2}),
    ("marié, deux enfants", {"nb_enfants": 2}),
    ("mes trois gars ont 8, 12 et 15 ans", {"nb_enfants": 3}),
    ("j'ai mes deux minots", {"nb_enfants": 2}),
    ("je n'ai plus d'enfant à charge", {"nb_enfants": 0}),
    ("j'ai eu 88 ans au printemps", {"age": 88}),
    ("je suis né le deux avril mille neuf cent soixante-cinq", {"date_naissance": "1965-04-02"}),
    ("mes revenus sont corrects", {"ressources": "moyennes"}),
    ("nos revenus sont modestes", {"ressources": "faibles"}),
    ("je touche 240 euros d'apl", {"aide_logement": "oui", "deja_allocataire": "oui"}),
    ("on a la prime d'activité", {"rsa_ou_prime": "oui", "deja_allocataire": "oui"}),
    ("je ne touche aucune aide.", {"aides_recues": []}),
    ("je suis boursière", {"boursier": "oui"}),
    ("ma carte Vitale est à jour", {"carte_vitale": "oui"}),
    ("je suis sur la mutuelle de mon père", {"couverture_maladie": "complete"}),
    ("mon loyer est de 430 €", {"logement": "location"}),
    ("j'habite un T3 en location", {"logement": "location"}),
    ("la maison est à nous", {"logement": "propriete"}),
    ("j'habite chez ma tante", {"logement": "heberge"}),
    ("je vis en résidence autonomie", {"logement": "residence"}),
    ("moi roumaine", {"sejour": "francais_ue"}),
    ("j'ai la double nationalité, française et canadienne", {"sejour": "francais_ue"}),
]  # fmt: skip


@pytest.mark.parametrize(("texte", "attendus"), ENONCES, ids=[t for t, _ in ENONCES])
def test_un_simple_enonce_sur_soi_est_note(
    texte: str, attendus: dict[str, Any], lexique: Lexique
) -> None:
    trouves = facts(texte, lexique, NOTER)
    assert {nom: trouves.get(nom) for nom in attendus} == attendus


TUS = [
    ("je ne suis pas enceinte", "evenement_naissance"),
    ("si je suis licenciée j'aurai droit à quoi", "statut_pro"),
    ("est-ce que je suis au chômage ?", "statut_pro"),
    ("mon mari est au chômage", "statut_pro"),
    ("ma fille est étudiante", "statut_pro"),
    ("je suis né le 3 mars 1980", "date_naissance_enfant"),
    ("mon fils a 8 ans", "age"),
    ("j'ai 20 ans de carrière", "age"),
    ("j'aurai 18 ans en décembre", "age"),
    ("mort de rire", "lien_defunt"),
    ("mon père n'est pas mort", "lien_defunt"),
    ("j'ai perdu mon emploi le 3 mars", "date_deces"),
    ("il est parti travailler en juin", "date_separation"),
    ("mon mari ne me frappe pas", "en_securite"),
    ("je ne touche pas le rsa", "ressources"),
    ("je ne suis pas allocataire et je ne touche rien", "ressources"),
    ("une aide pour un enfant de 7 ans", "nb_enfants"),
    ("j'ai deux enfants. enfin trois enfants, je ne sais plus", "rien"),
    ("mon mari est fonctionnaire", "statut_pro"),
    ("mon mari est fonctionnaire", "fonctionnaire"),
    ("ma femme est caissière à Auchan", "statut_pro"),
    ("Madame a deux enfants, Monsieur est salarié", "nb_enfants"),
    ("Madame a dit que j'étais salariée", "statut_pro"),
    ("j'écris parce que Madame a trois enfants", "nb_enfants"),
    ("je suis chauffeur depuis 10 ans mais j'ai été licencié", "date_fin_contrat"),
    ("j'ai commencé en 2019 et on m'a licenciée", "date_fin_contrat"),
    ("je suis au chômage depuis 2019", "date_fin_contrat"),
    ("je vis en France depuis 2012", "date_arrivee"),
    ("je suis arrivée en France en 2012", "date_prevue"),
    ("je suis séparée depuis huit ans", "date_separation"),
    ("j'ai l'AAH", "personne_handicap"),
    ("je touche l'AAH depuis 2019", "personne_handicap"),
    ("je suis vendeuse mais on m'a licenciée hier", "mois_travailles"),
    ("en arrêt depuis mon accouchement", "arret_en_cours"),
    ("je suis en arrêt, mon congé maternité commence lundi", "arret_en_cours"),
    ("mon mari est mort, j'ai appelé le 15", "date_deces"),
    ("mon mari est mort, on attend la prime de Noël", "date_deces"),
    ("j'ai des jumeaux d'amis", "nb_enfants"),
    ("ma sœur a deux enfants", "nb_enfants"),
    ("ma mère est enceinte de six mois", "role_parent"),
    ("mon fils est serveur dans un bar", "statut_pro"),
    ("je cherche un poste de vendeuse en cdi", "statut_pro"),
    ("j'ai démissionné, j'étais en cdi", "statut_pro"),
    ("j'ai démissionné de mon cdi", "statut_pro"),
    ("je suis allée à la mairie", "statut_pro"),
    ("quand on est en retraite on touche quoi", "statut_pro"),
    ("ma sœur, mariée depuis 2009", "lien_couple"),
    ("j'ai sept petits-enfants", "nb_enfants"),
    ("j'ai deux petits frères", "nb_enfants"),
    ("nous avons eu cinq enfants, tous installés", "nb_enfants"),
    ("mon fils habite chez ma mère", "logement"),
    ("ma sœur est propriétaire", "logement"),
    ("Madame est née le 12 février 1974", "date_naissance_enfant"),
    ("ai-je droit aux APL", "aide_logement"),
    ("je ne touche plus les apl", "aide_logement"),
    ("je touche les apl", "aides_recues"),
    ("parlez-moi français", "sejour"),
    ("l'ordonnance du médecin date de mai", "preuve_violences"),
    ("je suis retraité depuis 2006", "date_retraite"),
]  # fmt: skip


@pytest.mark.parametrize(("texte", "fait"), TUS, ids=[t for t, _ in TUS])
def test_ce_qui_est_nie_suppose_ou_dit_d_un_autre_n_est_pas_releve(
    texte: str, fait: str, lexique: Lexique
) -> None:
    assert fait not in facts(texte, lexique)


def _tenus() -> list[tuple[str, dict[str, Any]]]:
    lignes = TENUS.read_text(encoding="utf-8").splitlines()[1:]
    return [(t, json.loads(faits)) for t, faits in (ligne.split("\t") for ligne in lignes)]


@pytest.mark.parametrize(("texte", "attendus"), _tenus(), ids=[t for t, _ in _tenus()])
def test_d_un_enonce_tenu_a_part_rien_de_faux_n_est_note(
    texte: str, attendus: dict[str, Any], lexique: Lexique
) -> None:
    trouves = facts(texte, lexique, NOTER)
    assert {nom: v for nom, v in trouves.items() if attendus.get(nom) != v} == {}


def test_la_plupart_des_faits_des_enonces_tenus_a_part_sont_notes(lexique: Lexique) -> None:
    notes = [
        facts(texte, lexique, NOTER).get(nom) == valeur
        for texte, attendus in _tenus()
        for nom, valeur in attendus.items()
    ]
    assert sum(notes) / len(notes) >= RAPPEL


def test_aucun_enonce_tenu_a_part_n_est_appris() -> None:
    enonces = yaml.load((RACINE / "nlu_data" / "enonces.yml").read_text(encoding="utf-8"), LECTEUR)
    appris = {e["text"].strip().casefold() for bloc in enonces["nlu"] for e in bloc["examples"]}
    assert {t for t, _ in _tenus() if t.casefold() in appris} == set()


def test_deux_valeurs_contraires_ne_sont_pas_devinees(lexique: Lexique) -> None:
    assert "nb_enfants" not in facts("j'ai deux enfants et là-bas j'ai trois enfants", lexique)


@pytest.mark.parametrize(
    ("texte", "geste"),
    [("je préfère ne pas répondre", "refuser"), ("passer", "passer"), ("question suivante", "passer"),
     ("question précédente", "retour"), ("on continue", "continuer"), ("ta gueule", "injure")],
)  # fmt: skip
def test_un_geste_est_reconnu(texte: str, geste: str, lexique: Lexique) -> None:
    gestes = [e["value"] for e in extract(texte, lexique, LE) if e["entity"] == "geste"]
    assert geste in gestes


def test_la_place_du_fait_est_celle_du_texte_d_origine(lexique: Lexique) -> None:
    texte = "Cœur serré : MON PÈRE est décédé."
    lien = next(e for e in extract(texte, lexique, LE) if e.get("nom") == "lien_defunt")
    assert texte[lien["start"] : lien["end"]] == "MON PÈRE est décédé"


def test_chaque_fait_du_lexique_existe_et_accepte_sa_valeur(lexique: Lexique) -> None:
    parcours = contenu.service()
    for regle in lexique.regles:
        assert regle.fait in parcours.vocabulaire.faits, regle.fait
        if regle.date is None and regle.valeur not in VALEURS_DITES:
            parcours.coerce(regle.fait, regle.valeur, LE)


def test_une_faute_du_lexique_est_dite_avec_le_fait_et_la_phrase() -> None:
    contenu = {
        "raccourcis": {}, "nombres": {"unites": {"un": 1}, "dizaines": {"vingt": 20},
                                      "rangs": {"premier": 1}},
        "dates": {"mois": {"mars": 3}, "jours": {"lundi": 0}, "unites": {"mois": "mois"},
                  "parties": {"debut": 5}, "il_y_a": ["il y a"], "dans": ["dans"],
                  "environ": ["environ"], "avant_mois": ["en"], "dernier": ["dernier"],
                  "fetes": {"noel": [12, 25]}, "avant_fete": ["a"], "saisons": {"hiver": 1},
                  "avant_saison": ["cet"], "de_ce_mois": ["du mois"], "depuis": ["depuis"],
                  "moments_du_jour": ["matin"], "coupures": ["mais"],
                  "prochain": ["prochain"], "relatifs": [{"phrases": ["hier"], "jours": -1}]},
        "faits": [{"fait": "age", "valeur": "nombre", "phrases": ["j'ai {nobmre} ans"]}],
    }  # fmt: skip
    with pytest.raises(ValueError, match=r"rule 1 \(age\): unknown shortcut \{nobmre\}"):
        Lexique(contenu)


FAITS_MAL_RANGES = [
    ("faits: [{fait: age, valeur: 3, phrases: [trois]}]", r"z\.yml: rule 1 \(age\): .*in a\.yml"),
    ("autre: 1", r"z\.yml: expected `faits`"),
    ("faits: [{valeur: 3}]", r"z\.yml: rule 1: expected `fait`"),
    ("faits: [", r"z\.yml: while parsing"),
    ("rien", r"z\.yml: expected keys and values"),
]


@pytest.mark.parametrize(
    ("contenu", "faute"), FAITS_MAL_RANGES, ids=[f[0] for f in FAITS_MAL_RANGES]
)
def test_un_dossier_de_faits_mal_ecrit_dit_ou(tmp_path: Path, contenu: str, faute: str) -> None:
    (tmp_path / "commun.yml").write_text("raccourcis: {}", encoding="utf-8")
    (tmp_path / "a.yml").write_text(
        "faits: [{fait: age, valeur: 2, phrases: [deux]}]", encoding="utf-8"
    )
    (tmp_path / "z.yml").write_text(contenu, encoding="utf-8")
    with pytest.raises(ValueError, match=faute):
        read_lexicon(tmp_path)


def test_chaque_regle_est_dans_le_fichier_qui_porte_le_nom_de_celui_du_fait(
    lexique: Lexique,
) -> None:
    dossier = RACINE / "parcours" / "faits"
    ou = {
        nom: chemin.name
        for chemin in dossier.glob("*.yml")
        for nom in yaml.load(chemin.read_text(encoding="utf-8"), LECTEUR)
    }
    assert [(r["fait"], r["fichier"]) for r in lexique.contenu["faits"]] == [
        (r["fait"], ou[r["fait"]]) for r in lexique.contenu["faits"]
    ]


def test_aucun_exemple_d_apprentissage_ne_casse_l_extraction(lexique: Lexique) -> None:
    """One in five of each intent: all of them take half a minute; a fault would lose no message."""
    for fichier in (RACINE / "nlu_data").rglob("*.yml"):
        for bloc in yaml.load(fichier.read_text(encoding="utf-8"), LECTEUR).get("nlu") or []:
            for exemple in bloc["examples"][::5]:
                extract(exemple["text"], lexique, LE)


BIZARRES = ["", "   ", "😀😀😀", "\x00\x07", "a" * 10_000, "je suis enceinte " * 600, "{nombre} {x}",
            "((((", "\\d+", "ʇsǝ,ɔ", "الزوج مات", "DROP TABLE faits;"]  # fmt: skip


@pytest.mark.parametrize("texte", BIZARRES)
def test_un_texte_bizarre_ne_casse_rien_et_ne_dure_pas(texte: str, lexique: Lexique) -> None:
    debut = time.perf_counter()
    json.dumps(extract(texte, lexique, LE))
    assert time.perf_counter() - debut < 5


@settings(deadline=None)
@given(texte=st.text(max_size=200))
def test_n_importe_quel_texte_donne_des_places_justes(texte: str) -> None:
    lexique = _lexique_partage()
    for e in extract(texte, lexique, LE):
        if e["entity"] in ("fait", "date", "nombre"):
            assert 0 <= e["start"] < e["end"] <= len(texte)


_memo: list[Lexique] = []


def _lexique_partage() -> Lexique:
    if not _memo:
        _memo.append(Lexique(read_lexicon(RACINE / "nlu_data" / "faits")))
    return _memo[0]


def test_les_faits_qui_decrivent_sont_du_vocabulaire(
    lexique: Lexique, parcours: ParcoursService
) -> None:
    assert lexique.descriptifs <= set(parcours.vocabulaire.faits)
