"""`jalons understand`, `jalons screen`: how well messages are understood, on any labelled file."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli.processes import VENV_RASA, rasa_environment
from api.cli.report import fail
from api.safety.depistage import screen as hear
from api.safety.reponse import sent_to_bot
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
    """Screen a labelled file for danger, by the lexicon and the model: recall, false alarms, errors."""
    _run("bot.depister", tsv, as_json, json.dumps(_heard(tsv)))


def _heard(tsv: Path) -> list[dict[str, Any] | None]:
    """What the lexicon hears in each text of a file; nothing of a file that cannot be judged."""
    try:
        lignes = [li.split("\t") for li in tsv.read_text(encoding="utf-8-sig").split("\n")]
        place = [c.strip() for c in lignes[0]].index("text")
        textes = [li[place] for li in lignes[1:] if any(c.strip() for c in li)]
    except (OSError, ValueError, IndexError):  # said in one line by the module that judges
        return []
    return [sent_to_bot(hear(texte)) for texte in textes]


def _run(module: str, tsv: Path, as_json: bool, entree: str = "") -> None:
    python = VENV_RASA / "bin" / "python"
    if not python.exists():
        fail("the dialogue engine is not installed: run `make install`")
    ordre = [str(python), "-m", module, "--tsv", str(tsv.resolve())]
    if as_json:
        ordre.append("--json")
    if entree:
        ordre.append("--entendus")
    env = {**os.environ, **rasa_environment()}
    fini = subprocess.run(ordre, cwd=RACINE, env=env, check=False, input=entree, text=True)  # noqa: S603
    raise typer.Exit(fini.returncode)
