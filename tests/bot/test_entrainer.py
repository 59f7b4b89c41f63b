"""Training happens when its inputs changed, and only then; a failure is one line."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from api.cli.processes import VENV_RASA
from api.settings import RACINE
from bot import entrainer


def test_l_empreinte_suit_le_contenu_des_entrees(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entrainer, "RACINE", tmp_path)
    for entree in entrainer.ENTREES:
        cible = tmp_path / entree
        if cible.suffix:
            cible.parent.mkdir(parents=True, exist_ok=True)
            cible.write_text("x", encoding="utf-8")
        else:
            cible.mkdir(parents=True, exist_ok=True)
            (cible / "a.yml").write_text("x", encoding="utf-8")
    premiere = entrainer.fingerprint()
    assert entrainer.fingerprint() == premiere
    (tmp_path / "nlu_data" / "notes.txt").write_text("not an input", encoding="utf-8")
    assert entrainer.fingerprint() == premiere
    (tmp_path / "nlu_data" / "evaluation").mkdir()
    (tmp_path / "nlu_data" / "evaluation" / "ar.yml").write_text("measures only", encoding="utf-8")
    assert entrainer.fingerprint() == premiere
    (tmp_path / "nlu_data" / "a.yml").write_text("y", encoding="utf-8")
    seconde = entrainer.fingerprint()
    assert seconde != premiere
    (tmp_path / "bot" / "flows" / "b.yml").write_text("x", encoding="utf-8")
    assert entrainer.fingerprint() != seconde


def run_in_rasa(*arguments: str, cwd: Path = RACINE) -> subprocess.CompletedProcess[str]:
    """Run a module in Rasa's own environment."""
    env = {**os.environ, "PYTHONPATH": str(RACINE), "PYTHONWARNINGS": "ignore",
           "TF_CPP_MIN_LOG_LEVEL": "2", "OMP_NUM_THREADS": "1"}  # fmt: skip
    return subprocess.run(
        [str(VENV_RASA / "bin" / "python"), *arguments],
        cwd=cwd, env=env, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def test_les_composants_apprennent_se_gardent_et_se_relisent() -> None:
    """Runs in Rasa's environment: a tiny training of each component, then its reloading."""
    fin = run_in_rasa("-m", "tests.bot.essai_composants")
    assert fin.returncode == 0, fin.stderr[-2000:]
    assert fin.stdout.strip().splitlines()[-1] == "ok"
