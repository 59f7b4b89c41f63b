"""The rules' file: an expert's mistake is told with its line."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from api.parcours.yaml_lines import ContenuInvalide
from api.territoires.communes import RACINE
from api.territoires.regles import load_rules


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    """A copy of the rules that a test may break."""
    for nom in ("regles.yml", "departements.csv"):
        shutil.copy(RACINE / nom, tmp_path / nom)
    return tmp_path


@pytest.mark.parametrize(
    ("juste", "faux", "attendu"),
    [
        ('departements: ["48"]', 'departements: ["480"]', "unknown département `480`"),
        ("sources: [en3s_2019]", "sources: [en3s_2091]", "unknown source `en3s_2091`"),
        ("nom: CCSS de la Lozère", "non: CCSS de la Lozère", "unknown key"),
        ('regions: ["11"]', 'regions: ["12"]', "unknown region `12`"),
        ("nom: CCSS de la Lozère", "possibles: []", "expected `nom`, or `possibles`"),
        ("famille: agricole,", "famille: agricol,", "unknown family `agricol`"),
        (
            "sources: [connaissance]\n        doute: oui",
            "sources: [connaissance]\n        doute: non",
            "general knowledge alone",
        ),
    ],
)
def test_une_faute_dans_les_regles_est_dite_avec_sa_ligne(racine, juste, faux, attendu):
    fichier = racine / "regles.yml"
    texte = fichier.read_text(encoding="utf-8")
    assert juste in texte
    fichier.write_text(texte.replace(juste, faux, 1), encoding="utf-8")
    with pytest.raises(ContenuInvalide) as refus:
        load_rules(racine)
    assert any(attendu in f and f.startswith("territoires/regles.yml:") for f in refus.value.fautes)


def test_chaque_departement_de_carsat_n_est_que_dans_une_regle():
    for famille in load_rules().familles.values():
        codes = [c for r in famille.regles for c in r.departements]
        assert len(codes) == len(set(codes)), famille.organisme


def test_toute_regle_de_connaissance_generale_garde_son_doute():
    regles = load_rules()
    for famille in regles.familles.values():
        for regle in famille.regles:
            if {regles.sources[s].statut for s in regle.sources} == {"G"}:
                assert regle.doute, regle


def test_les_regles_ne_citent_aucun_numero_de_telephone():
    texte = (RACINE / "regles.yml").read_text(encoding="utf-8")
    assert not re.search(r"\b0[1-9](?:[ .]?\d\d){4}\b|\b3\d \d\d\b", texte)
