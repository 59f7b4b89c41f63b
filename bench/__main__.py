"""`python -m bench [measure…] [--write PAGE] [--url URL]`: take the measures, print the table."""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from subprocess import CalledProcessError

import httpx

from api.parcours.service import ParcoursService
from bench import langues, memory, plans, questions, replies, startup, throughput, understanding
from bench.conversation import SansReponse
from bench.figures import Absente, Ligne, report, write_between_markers
from bench.system import RACINE, Systeme, SystemeMuet, train
from bench.throughput import Porte

EN_MEMOIRE = ("plans", "questions", "understanding", "langues")
SUR_LE_SYSTEME = ("replies", "throughput", "memory", "startup")
MESURES = (*EN_MEMOIRE, *SUR_LE_SYSTEME)


def read_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    lecteur = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    lecteur.add_argument(
        "mesures", nargs="*", metavar="measure", help=f"among {', '.join(MESURES)}; all by default"
    )
    lecteur.add_argument("--write", type=Path, metavar="PAGE", help="write the table in this page")
    lecteur.add_argument(
        "--url",
        help="measure a running system instead of our own (for the comparison with bare Rasa, "
        "JALONS_PORT_RASA and JALONS_SECRET_RASA must be in the environment)",
    )
    lus = lecteur.parse_args(arguments)
    inconnues = [m for m in lus.mesures if m not in MESURES]
    if inconnues:
        lecteur.error(f"unknown measure {', '.join(inconnues)}; known: {', '.join(MESURES)}")
    lus.mesures = [m for m in MESURES if not lus.mesures or m in lus.mesures]
    return lus


def command_of(lus: argparse.Namespace) -> str:
    """The command as anyone may type it: no path or address of this machine."""
    morceaux = ["python -m bench"]
    if len(lus.mesures) < len(MESURES):
        morceaux += lus.mesures
    if lus.url:
        morceaux.append("--url URL")
    if lus.write:
        page = lus.write.resolve()
        dedans = page.is_relative_to(RACINE)
        morceaux.append(f"--write {page.relative_to(RACINE) if dedans else 'PAGE'}")
    return " ".join(morceaux)


def measure_in_process(mesures: Sequence[str]) -> list[Ligne]:
    lignes: list[Ligne] = []
    if "plans" in mesures:
        _say("plans and next questions")
        lignes += plans.measure()
    if "questions" in mesures:
        _say("questions to a settled plan")
        lignes += questions.measure(ParcoursService())
    if "understanding" in mesures:
        _say("understanding")
        lignes += understanding.measure()
    if "langues" in mesures:
        _say("languages")
        lignes += langues.measure()
    return lignes


def measure_load(mesures: Sequence[str], url: str, porte: Porte | None) -> list[Ligne]:
    lignes: list[Ligne] = []
    if "replies" in mesures:
        _say("answers")
        lignes += asyncio.run(replies.measure(url))
    if "throughput" in mesures:
        _say("throughput")
        lignes += asyncio.run(throughput.measure(url, porte))
    return lignes


def measure_own_system(mesures: Sequence[str]) -> list[Ligne]:
    """Start a system, load it, weigh it, stop it; once more for the start and the stop."""
    train()
    lignes: list[Ligne] = []
    demarrages: list[float] = []
    arrets: list[float] = []
    for tour in range(2 if "startup" in mesures else 1):
        systeme = Systeme()
        try:
            _say("start")
            demarrages.append(systeme.start())
            if tour == 0:
                lignes += measure_load(mesures, systeme.url, systeme.porte)
                if "memory" in mesures:
                    lignes += memory.measure(systeme.processes())
            arrets.append(systeme.stop())
        finally:
            systeme.close()
    if "startup" in mesures:
        lignes += startup.measure(demarrages, arrets)
    return lignes


def measure_running_system(mesures: Sequence[str], url: str) -> list[Ligne]:
    port, secret = os.environ.get("JALONS_PORT_RASA"), os.environ.get("JALONS_SECRET_RASA")
    porte = Porte(f"http://127.0.0.1:{port}", secret) if port and secret else None
    lignes = measure_load(mesures, url, porte)
    for nom in ("memory", "startup"):
        if nom in mesures:
            lignes.append(Absente(nom, "needs a system started by the bench: leave out --url"))
    return lignes


def _say(quoi: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {quoi}…", file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, and write it where asked; 1 when the system did not answer."""
    lus = read_arguments(sys.argv[1:] if arguments is None else arguments)
    charge = os.getloadavg()[0]
    lignes = measure_in_process(lus.mesures)
    echec = ""
    try:
        if lus.url:
            lignes += measure_running_system(lus.mesures, lus.url)
        elif any(m in SUR_LE_SYSTEME for m in lus.mesures):
            lignes += measure_own_system(lus.mesures)
    except (SystemeMuet, SansReponse, httpx.HTTPError, CalledProcessError) as erreur:
        echec = f"{type(erreur).__name__}: {erreur}"
    except ExceptionGroup as erreurs:
        echec = "; ".join(str(e) for e in erreurs.exceptions[:3])
    texte = report(lignes, command_of(lus), dt.date.today(), charge)
    print(texte)
    if echec:
        print(f"bench: incomplete: {echec}", file=sys.stderr)
        return 1
    if lus.write:
        write_between_markers(lus.write, texte)
    return 0


if __name__ == "__main__":
    sys.exit(main())
