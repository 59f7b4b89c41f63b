"""`bot.comprendre`: the evaluation file is checked, the figures are right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.comprehension import predicted_label, summarise
from bot.comprendre import evaluate, main, read_tsv


def compris(intention: str, *top3: str) -> dict[str, Any]:
    """A comprehension whose ranking is `top3`."""
    return summarise(
        {
            "intent": {"name": intention, "confidence": 0.7},
            "intent_ranking": [{"name": n, "confidence": 0.3} for n in top3 or (intention,)],
        }
    )


def write(tmp_path: Path, texte: str) -> Path:
    fichier = tmp_path / "f.tsv"
    fichier.write_text(texte, encoding="utf-8")
    return fichier


MAUVAIS = [
    ("", "the file is empty"),
    ("text\tlabel\n", "no example under the header"),
    ("texte\tlabel\nx\tact:oui\n", "missing column `text`"),
    ("text\nx\n", "missing column `label`"),
    ("text\tlabel\nx\tact:ouii\n", ":2: unknown label `act:ouii`"),
    ("text\tlabel\nx\tact:oui\ny\n", ":3: expected 2 columns"),
]


@pytest.mark.parametrize(("contenu", "cause"), MAUVAIS)
def test_un_mauvais_fichier_est_dit_en_une_ligne(
    contenu: str, cause: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--tsv", str(write(tmp_path, contenu))]) == 2
    dit = capsys.readouterr().err.strip()
    assert cause in dit
    assert "\n" not in dit


def test_un_fichier_absent_est_dit_en_une_ligne(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--tsv", "nulle/part.tsv"]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_les_colonnes_peuvent_etre_dans_un_autre_ordre(tmp_path: Path) -> None:
    fichier = write(tmp_path, 'label\tid\ttext\nact:oui\t1\toui "bien sûr"\n\nhors_sujet\t2\tzut\n')
    assert read_tsv(fichier) == [('oui "bien sûr"', "act:oui"), ("zut", "hors_sujet")]


def test_le_rappel_et_la_precision_de_chaque_etiquette() -> None:
    exemples = [("a", "act:oui"), ("b", "act:oui"), ("c", "act:non"), ("d", "moment:deces")]
    predits = [compris("act_oui"), compris("act_non"), compris("act_non"),
               compris("moment_separation", "moment_separation", "moment_deces", "act_oui")]  # fmt: skip
    resultat = evaluate(exemples, predits)
    assert resultat["accuracy"] == 0.5
    assert resultat["labels"]["act:oui"] == {"n": 2, "recall": 0.5, "precision": 1.0}
    assert resultat["labels"]["act:non"] == {"n": 1, "recall": 1.0, "precision": 0.5}
    assert resultat["labels"]["moment:deces"] == {"n": 1, "recall": 0.0, "precision": 0.0}
    assert resultat["errors"][1] == {
        "text": "d", "label": "moment:deces", "predicted": "moment:separation",
        "top3": ["moment:separation", "moment:deces", "act:oui"],
    }  # fmt: skip


def test_quand_l_assistant_doute_sa_premiere_proposition_compte() -> None:
    assert predicted_label(compris("nlu_fallback", "moment_deces", "act_oui")) == "moment:deces"
    assert predicted_label(compris("safety_suicide", "moment_deces")) == "safety:suicide"
    assert predicted_label(compris("hors_sujet")) == "hors_sujet"


def test_une_comprehension_donne_les_faits_et_les_moments() -> None:
    parse = {
        "intent": {"name": "moment_deces", "confidence": 0.91234},
        "intent_ranking": [{"name": f"act_{i}", "confidence": 0.1} for i in range(10)],
        "moments": [{"moment": "deces", "probabilite": 0.9}],
        "entities": [
            {"entity": "fait", "nom": "age", "value": 34, "confidence_entity": 0.9,
             "start": 0, "end": 4},
            {"entity": "nombre", "value": 34, "start": 0, "end": 2},
        ],
    }  # fmt: skip
    resume = summarise(parse)
    assert (resume["intent"], resume["confiance"], len(resume["top3"])) == (
        "moment_deces",
        0.9123,
        3,
    )
    assert resume["moments"] == ["deces"]
    assert resume["faits"] == [{"nom": "age", "valeur": 34, "certitude": 0.9, "debut": 0, "fin": 4}]
