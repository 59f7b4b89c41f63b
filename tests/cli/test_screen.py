"""`jalons screen`: danger on any labelled file, and what a bad file gets."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from api.settings import RACINE
from bot.comprehension import PERTE, answered_signal, summarise
from bot.depister import screen

ENTETE = "text\tsafety\n"


def run_screen(fichier: Path) -> subprocess.CompletedProcess[str]:
    """The command as a person runs it."""
    ordre = [str(RACINE / "jalons"), "screen", "--tsv", str(fichier), "--json"]
    return subprocess.run(ordre, capture_output=True, text=True, check=False, timeout=180)


def compris(intention: str, **faits: Any) -> dict[str, Any]:
    entites = [
        {"entity": "fait", "nom": n, "value": v, "confidence_entity": 1, "start": 0, "end": 1}
        for n, v in faits.items()
    ]
    return summarise({"intent": {"name": intention, "confidence": 0.7}, "entities": entites})


MAUVAIS = [
    ("vide", "", "the file is empty"),
    ("sans_colonne", "text\tlabel\nx\t\n", "missing column `safety`"),
    ("signal_inconnu", ENTETE + "x\tsuicid\n", ":2: unknown safety `suicid`"),
    ("prefixe", ENTETE + "x\tsafety:suicide\n", ":2: unknown safety `safety:suicide`"),
]


@pytest.mark.parametrize(
    ("contenu", "cause"), [m[1:] for m in MAUVAIS], ids=[m[0] for m in MAUVAIS]
)
def test_un_mauvais_fichier_est_dit_en_une_ligne(contenu: str, cause: str, tmp_path: Path) -> None:
    fichier = tmp_path / "f.tsv"
    fichier.write_text(contenu, encoding="utf-8")
    fini = run_screen(fichier)
    assert fini.returncode == 2
    assert fini.stdout == ""
    assert cause in fini.stderr
    assert len(fini.stderr.strip().splitlines()) == 1


def test_le_rappel_les_fausses_alertes_et_les_erreurs() -> None:
    exemples = [("a", "suicide"), ("b", "suicide"), ("c", "enfant_danger"), ("d", ""), ("e", "")]
    resultat = screen(
        exemples,
        [
            compris("safety_suicide"),
            compris("nlu_fallback"),
            compris("safety_suicide"),
            compris("moment_deces"),
            compris("safety_enfant_danger"),
        ],
    )
    assert list(resultat) == ["recall", "false_alarms", "errors"]
    assert resultat["recall"] == {"enfant_danger": 0.0, "suicide": 0.5}
    assert resultat["false_alarms"] == 0.5
    assert [(e["text"], e["safety"], e["predicted"]) for e in resultat["errors"]] == [
        ("b", "suicide", ""),
        ("c", "enfant_danger", "suicide"),
        ("e", "", "enfant_danger"),
    ]


def test_une_perte_dite_n_est_pas_une_alarme_ici_non_plus() -> None:
    from actions.naissance import DEUIL, EVENEMENT

    assert PERTE == (EVENEMENT, DEUIL)  # the same exception as the dialogue's
    assert answered_signal(compris("safety_urgence_medicale", **{EVENEMENT: DEUIL})) is None
    assert answered_signal(compris("safety_urgence_medicale")) == "urgence_medicale"
    assert answered_signal(compris("safety_suicide", **{EVENEMENT: DEUIL})) == "suicide"


def test_le_vrai_modele_depiste_un_fichier(tmp_path: Path) -> None:
    """The last column may be empty, or dropped by an editor."""
    fichier = tmp_path / "f.tsv"
    fichier.write_text(
        ENTETE + "je veux mourir\tsuicide\nmon bébé ne respire plus\turgence_medicale\n"
        "bonjour\nma mère est décédée hier\t\n",
        encoding="utf-8",
    )
    fini = run_screen(fichier)
    assert fini.returncode == 0, fini.stderr
    resultat = json.loads(fini.stdout)
    assert resultat["recall"] == {"suicide": 1.0, "urgence_medicale": 1.0}
    assert (resultat["false_alarms"], resultat["errors"]) == (0.0, [])
    assert fini.stderr == ""
