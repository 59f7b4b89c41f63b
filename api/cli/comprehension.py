"""`jalons comprehension …`: from what was not understood to a better model in service.

exporter → a file of examples to read and commit; essayer → a model trained aside, and the release
gate; adopter → in service, while people talk.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Annotated

import psutil
import typer

from api.apprentissage.exemples import DONNEES, EVALUATION
from api.apprentissage.export import Exemple, new_ones, read_export, write_export
from api.apprentissage.service import ApprentissageService
from api.cli.processes import VENV_RASA, rasa_environment
from api.cli.report import fail
from api.conversations.moteur import Moteur, read_state, state_file
from api.database import Database
from api.settings import RACINE, Settings, get_settings
from bot.servir import CANDIDAT, MODELES

comprehension = typer.Typer(
    no_args_is_help=True, help="Learn from use: export, try, put in service."
)
VERDICT = CANDIDAT / "verdict.json"
EXPORT = DONNEES / "usage.yml"
PATIENCE = 240.0  # seconds for the new engine to answer


@comprehension.callback()
def group() -> None:
    """Learn from use: export, try, put in service."""


@comprehension.command("exporter")
def export(
    fichier: Annotated[Path, typer.Option(help="Where to write; what it holds stays.")] = EXPORT,
) -> None:
    """Write what experts labelled as training examples, near-duplicates left out."""
    from tools.exemples import SEUIL, near_duplicates, read_evaluation, read_training, shingles

    lus = asyncio.run(_labelled(get_settings()))
    deja = read_export(fichier.read_text(encoding="utf-8")) if fichier.exists() else []
    connus = [*read_training(DONNEES), *read_evaluation(DONNEES / EVALUATION)]
    dits = dict.fromkeys([*(e.texte for e in connus), *(e.texte for e in deja)])
    # Two sentences alike share most of their pieces: the others need no comparing.
    morceaux = {s for e in lus for s in shingles(e.texte)}
    proches = [t for t in dits if len(shingles(t) & morceaux) >= SEUIL * len(shingles(t))]
    nouveaux = new_ones(lus, proches, near_duplicates)
    if nouveaux:
        fichier.write_text(write_export([*deja, *nouveaux]), encoding="utf-8")
    print(f"{len(lus)} labelled, {len(lus) - len(nouveaux)} said already, {len(nouveaux)} added")
    if nouveaux:
        print(
            f"read {fichier} line by line before you commit it, then: jalons comprehension essayer"
        )


async def _labelled(settings: Settings) -> list[Exemple]:
    database = Database(settings.database_url)
    try:
        async with database.session() as session:
            tous = await ApprentissageService(session).everything()
    finally:
        await database.close()
    return [
        Exemple(lu.lecture.texte, tuple(lu.lecture.etiquettes), lu.message.langue)
        for lu in tous
        if lu.lecture
    ]


@comprehension.command("essayer")
def try_out() -> None:
    """Train a candidate aside and judge it at the release gate; what serves is not touched.

    Exit code 1 when a gated figure falls. The figures are those of cross-validation by author on
    the same examples and settings: a model of all of them cannot be judged on what it learnt.
    """
    CANDIDAT.mkdir(parents=True, exist_ok=True)
    VERDICT.unlink(missing_ok=True)
    for ancien in CANDIDAT.glob("*.tar.gz"):
        ancien.unlink()
    if _in_rasa("bot.entrainer", "--candidat"):
        raise typer.Exit(1)
    mesures = ["--dossier", str(CANDIDAT), "--verdict", str(VERDICT)]
    code = _in_rasa("bot.evaluation", *mesures, "--erreurs", str(CANDIDAT / "erreurs.jsonl"))
    print(f"figures and errors: {CANDIDAT.relative_to(RACINE)}/")
    if code:
        print("the candidate is not to be put in service", flush=True)
        raise typer.Exit(1)
    print("to put it in service: jalons comprehension adopter")


@comprehension.command("adopter")
def adopt() -> None:
    """Put in service the candidate that passed the gate; conversations go on meanwhile."""
    candidat = next(iter(sorted(CANDIDAT.glob("*.tar.gz"))), None)
    if candidat is None or not VERDICT.exists():
        fail("no candidate was tried: jalons comprehension essayer")
    verdict = json.loads(VERDICT.read_text(encoding="utf-8"))
    if not verdict["ouvert"]:
        fail(f"the gate is closed: {', '.join(verdict['tombes'])} fell", 1)
    modele = candidat.replace(MODELES / candidat.name)
    modele.touch()  # the last touched is the one served
    VERDICT.unlink()
    fichier = state_file(get_settings())
    avant = read_state(fichier)
    if avant is None or not _is_supervisor(avant.pid):
        print(f"{modele.name} will be served at the next start")
        return
    debut = time.monotonic()
    apres = hand_over(fichier, avant)
    if apres is None:
        fail(f"no answer within {PATIENCE:.0f} s; the former model serves", 1)
    if apres.refuse:
        fail(f"the former model serves: {apres.refuse}", 1)
    print(f"{apres.modele} is in service ({time.monotonic() - debut:.0f} s)")


def hand_over(fichier: Path, avant: Moteur, patience: float = PATIENCE) -> Moteur | None:
    """Ask the supervisor for a new engine; what it says once done, None when it says nothing."""
    os.kill(avant.pid, signal.SIGUSR1)
    fin = time.monotonic() + patience
    while time.monotonic() < fin:
        apres = read_state(fichier)
        if apres and apres.rang != avant.rang:
            return apres
        time.sleep(0.2)
    return None


def _is_supervisor(pid: int) -> bool:
    """A number may have gone to another program since: never signal a stranger."""
    try:
        return "serve" in psutil.Process(pid).cmdline()
    except psutil.Error:
        return False


def _in_rasa(module: str, *arguments: str) -> int:
    python = VENV_RASA / "bin" / "python"
    if not python.exists():
        fail("the dialogue engine is not installed: run `make install`")
    env = {**os.environ, **rasa_environment()}
    ordre = [str(python), "-m", module, *arguments]
    return subprocess.run(ordre, cwd=RACINE, env=env, check=False).returncode  # noqa: S603
