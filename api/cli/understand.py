"""`jalons understand`, `jalons screen`: how well messages are understood, on any labelled file."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Annotated

import typer

from api.cli.processes import VENV_RASA, rasa_environment
from api.cli.report import fail
from api.settings import RACINE


def understand(
    tsv: Annotated[Path, typer.Option(help="Header `text` and `label`, tab-separated.")],
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable output.")] = False,
) -> None:
    """Run the trained model on a labelled file: accuracy, recall and precision, every error."""
    _run("bot.comprendre", tsv, as_json)


def screen(
    tsv: Annotated[Path, typer.Option(help="Header `text` and `safety` (empty when none).")],
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable output.")] = False,
) -> None:
    """Screen a labelled file for danger: recall of each signal, false alarms, every error."""
    _run("bot.depister", tsv, as_json)


def _run(module: str, tsv: Path, as_json: bool) -> None:
    python = VENV_RASA / "bin" / "python"
    if not python.exists():
        fail("the dialogue engine is not installed: run `make install`")
    ordre = [str(python), "-m", module, "--tsv", str(tsv.resolve())]
    if as_json:
        ordre.append("--json")
    env = {**os.environ, **rasa_environment()}
    raise typer.Exit(subprocess.run(ordre, cwd=RACINE, env=env, check=False).returncode)  # noqa: S603
