"""The `jalons` command, run in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from api.cli import situation
from api.cli.__main__ import app
from api.languages.catalogues import Textes
from tests import contenu

Run = Callable[..., Result]


@pytest.fixture
def run(textes: Textes, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`jalons <arguments>`: exit code, standard output, standard error.

    The content is read once for all of them; `./jalons` itself is run by one test.
    """
    monkeypatch.setattr(situation, "ParcoursService", contenu.service)
    monkeypatch.setattr(situation, "Textes", lambda _: textes)

    def invoke(*arguments: object) -> Result:
        return CliRunner().invoke(app, [str(a) for a in arguments])

    return invoke


@pytest.fixture
def facts_file(tmp_path: Path) -> Callable[[Any], Path]:
    """Writes facts in a JSON file."""

    def write(faits: Any) -> Path:
        fichier = tmp_path / "faits.json"
        fichier.write_text(json.dumps(faits), encoding="utf-8")
        return fichier

    return write


def only_line(resultat: Result) -> str:
    """The one line that a fault prints, exit code 2, nothing on the standard output."""
    assert resultat.exit_code == 2, resultat.output
    assert resultat.stdout == ""
    lignes = resultat.stderr.splitlines()
    assert len(lignes) == 1, lignes
    return str(lignes[0])
