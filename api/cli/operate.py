"""`jalons serve`, `migrate`, `train`, `purge`: running the whole, with its progress."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import typer
from alembic import command
from alembic.config import Config

from api.cli.processes import (
    VENV_RASA,
    Arret,
    Processus,
    check_port,
    ensure_secrets,
    make_engine,
    make_processes,
    rasa_environment,
    stop_all,
)
from api.cli.releve import Releve
from api.cli.report import fail
from api.conversations.oubli import Oubli
from api.database import Database
from api.languages.catalogues import Textes
from api.languages.labels import Labels
from api.parcours.service import ParcoursService
from api.settings import RACINE, VAR, Settings, get_settings

DELAI_DEMARRAGE = 180.0
PAUSE = 0.5  # seconds between two looks at what runs


def migrate() -> None:
    """Bring the database to the current schema."""
    VAR.mkdir(exist_ok=True)
    config = Config(str(RACINE / "alembic.ini"))
    config.set_main_option("script_location", str(RACINE / "api" / "migrations"))
    try:
        command.upgrade(config, "head")
    except Exception as erreur:
        fail(f"the database cannot be migrated: {type(erreur).__name__}: {erreur}".splitlines()[0])


def train() -> None:
    """Train the dialogue model if its inputs changed."""
    python = VENV_RASA / "bin" / "python"
    if not python.exists():
        fail("the dialogue engine is not installed: run `make install`")
    env = {**os.environ, **rasa_environment()}
    code = subprocess.run(  # noqa: S603
        [str(python), "-m", "bot.entrainer"], cwd=RACINE, env=env, check=False
    ).returncode
    if code:
        raise typer.Exit(code)


def serve() -> None:
    """Migrate, train if needed, start everything, wait until it answers, print the addresses."""
    ensure_secrets()
    get_settings.cache_clear()
    settings = get_settings()
    if settings.travailleurs > 1 and "postgresql" not in settings.database_url:
        fail("several workers need PostgreSQL: set DATABASE_URL, or JALONS_TRAVAILLEURS=1")
    try:
        for port in (settings.port, settings.port_rasa, settings.port_actions):
            check_port(port)
        _say("database", migrate)
        _say("dialogue model", train)
        asyncio.run(_run(settings))
    except Arret as arret:
        fail(str(arret), 1)
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def _say(quoi: str, faire: Callable[[], None]) -> None:
    debut = time.monotonic()
    print(f"• {quoi}…", flush=True)
    faire()
    print(f"  {quoi}: ready ({time.monotonic() - debut:.1f} s)", flush=True)


async def _run(settings: Settings) -> None:
    arret = asyncio.Event()
    boucle = asyncio.get_running_loop()
    for numero in (signal.SIGINT, signal.SIGTERM):
        boucle.add_signal_handler(numero, arret.set)
    processus = make_processes(settings)
    releve = Releve(settings, processus, partial(make_engine, settings), DELAI_DEMARRAGE)
    releve.forget()  # what a power cut left behind
    debut = time.monotonic()
    try:
        for p in processus:
            print(f"• {p.nom}…", flush=True)
            await p.start()
        pretes = asyncio.gather(*(p.wait_ready(DELAI_DEMARRAGE) for p in processus))
        arrete = asyncio.create_task(arret.wait())
        premiers: set[asyncio.Future[Any]] = {pretes, arrete}
        await asyncio.wait(premiers, return_when=asyncio.FIRST_COMPLETED)
        if arret.is_set():
            pretes.cancel()
            return
        await pretes
        releve.say()
        boucle.add_signal_handler(signal.SIGUSR1, releve.ask)  # `jalons comprehension adopter`
        print(f"\nJalons answers ({time.monotonic() - debut:.1f} s).", flush=True)
        print(f"  chat         {settings.url}/")
        print(f"  plain pages  {settings.url}/sans-js")
        print(f"  API          {settings.url}/docs")
        aucune = "none; `make traduction` adds one (docs/traduction.md)"
        print(f"  translation  {settings.traduction_url or aucune}")
        print("Ctrl-C stops everything.", flush=True)
        mort = asyncio.create_task(_first_to_stop(processus))
        await asyncio.wait({arrete, mort}, return_when=asyncio.FIRST_COMPLETED)
        if mort.done() and not arret.is_set():
            raise Arret(f"{mort.result()} stopped; see var/log/{mort.result()}.log")
    finally:
        await releve.stop()
        await stop_all([*processus, *releve.partants])


async def _first_to_stop(processus: list[Processus]) -> str:
    """Wait for the first process that ends, among those in service then; its name."""
    while True:
        for p in processus:
            if p.ended:
                return p.nom
        await asyncio.sleep(PAUSE)


def purge() -> None:
    """Delete what is past its retention (docs/privacy.md): dossiers, and dialogue state."""
    asyncio.run(_purge(get_settings()))


async def _purge(settings: Settings) -> None:
    parcours = ParcoursService()
    database = Database(settings.database_url)
    labels = Labels(parcours, Textes("fr"))
    bilan = await Oubli(settings, database, parcours, labels).forget_all()
    await database.close()
    print(f"{bilan.dossiers} dossiers and {bilan.evenements} dialogue events deleted")
    if bilan.incompris:
        print(f"{bilan.incompris} messages to learn from deleted")
