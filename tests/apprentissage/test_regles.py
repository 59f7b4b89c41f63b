"""Grouping, labelling and exporting: rules alone, no database."""

from __future__ import annotations

import pytest
import yaml

from api.apprentissage.etiquettes import LectureRefusee, check_labels, check_text
from api.apprentissage.exemples import known_labels, load_examples
from api.apprentissage.export import Exemple, new_ones, read_export, write_export
from api.apprentissage.groupes import group
from api.web.bureau.apprentissage import choices
from api.web.bureau.cadre import load_words
from tools.exemples import near_duplicates

CONNUES = ("moment_deces", "moment_logement", "act_oui", "hors_sujet", "safety_suicide")


def test_les_messages_qui_se_ressemblent_sont_ensemble_les_plus_nombreux_d_abord() -> None:
    textes = [
        "combien de temps dure le congé paternité",
        "mon bailleur garde la caution",
        "Combien de temps dure un congé de paternité ?",
        "le bailleur garde ma caution",
        "combien de temps dur le congé paternitée svp",
        "bonjour",
    ]
    assert group(textes) == [[0, 2, 4], [1, 3], [5]]
    assert group([]) == []


def test_une_chaine_de_ressemblances_ne_rassemble_pas_tout() -> None:
    mots = [f"mot{n:02d}abc" for n in range(12)]
    chaine = [" ".join(mots[n : n + 4]) for n in range(9)]
    assert len(group(chaine)) > 1


@pytest.mark.parametrize(
    ("etiquettes", "code"),
    [
        ([], "aucune"),
        ([""], "aucune"),
        (["moment_inconnu"], "inconnue"),
        (["moment_deces", "act_oui"], "melange"),
        (["hors_sujet", "safety_suicide"], "melange"),
    ],
)
def test_une_lecture_impossible_est_refusee(etiquettes: list[str], code: str) -> None:
    with pytest.raises(LectureRefusee, match=code):
        check_labels(etiquettes, CONNUES)


def test_plusieurs_moments_vont_ensemble_le_premier_dit_d_abord() -> None:
    dites = ["moment_logement", "moment_deces", "moment_logement", ""]
    assert check_labels(dites, CONNUES) == ["moment_logement", "moment_deces"]


def test_un_mot_masque_ne_s_apprend_pas() -> None:
    for texte, code in (("je suis ▮▮▮▮ ici", "voile"), ("je ▮ vis", "voile"), (" …! ", "vide")):
        with pytest.raises(LectureRefusee, match=code):
            check_text(texte)
    assert check_text("  je   me sépare\n") == "je me sépare"


def test_chaque_etiquette_a_son_nom_au_bureau() -> None:
    connues = known_labels(load_examples())
    rangees = choices(connues)
    assert sorted(e for sorte in rangees.values() for e in sorte) == list(connues)
    mots = load_words()
    for etiquette in [e for sorte, es in rangees.items() if sorte != "moment" for e in es]:
        assert f"bureau.apprentissage.etiquettes.{etiquette}" in mots, etiquette


def test_l_export_se_lit_comme_les_autres_exemples_et_se_relit() -> None:
    exemples = [
        Exemple("ma mère est partie, il faut rendre l'appartement : quand ?",
                ("moment_deces", "moment_logement"), "fr"),
        Exemple("estoy embarazada \"de verdad\"", ("moment_naissance",), "es"),
    ]  # fmt: skip
    contenu = write_export(exemples)
    lu = yaml.safe_load(contenu)
    assert lu["version"] == "3.1"
    assert lu["nlu"][0] == {
        "intent": "moment_deces",
        "examples": [
            {
                "text": exemples[0].texte,
                "metadata": {"persona": "usage", "genre": "usage", "aussi": ["moment_logement"]},
            }
        ],
    }
    assert lu["nlu"][1]["examples"][0]["metadata"]["langue"] == "es"
    assert read_export(contenu) == exemples


def test_ce_qui_est_deja_dit_n_est_pas_exporte() -> None:
    appris = ["Je viens d'être licencié pour faute grave"]
    lus = [
        Exemple("je viens d'être licenciée pour faute grave.", ("moment_perte_emploi",), "fr"),
        Exemple("mon patron ferme la boutique, et moi alors", ("moment_perte_emploi",), "fr"),
        Exemple("Mon patron ferme la boutique et moi alors ?", ("moment_perte_emploi",), "fr"),
    ]
    assert new_ones(lus, appris, near_duplicates) == [lus[1]]
