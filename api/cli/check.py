"""`jalons check`: every content check, one line a finding."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from api.cli.report import fail, print_json
from api.parcours.check import Rapport, check_content
from api.settings import RACINE


def check(
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable output.")] = False,
    on: Annotated[str | None, typer.Option(help="Date seen from, YYYY-MM-DD.")] = None,
    root: Annotated[Path, typer.Option(help="Folder that holds parcours/ and locales/.")] = RACINE,
) -> None:
    """Check parcours, vocabulary, cases and wording. Exit code 1 when there is an error."""
    try:
        le = dt.date.fromisoformat(on) if on else dt.date.today()
    except ValueError:
        fail(f"--on: expected a date YYYY-MM-DD, not {on!r}")
    if not (root / "parcours").is_dir():
        fail(f"{root}: no folder parcours/ here")
    rapport = check_content(root.resolve(), le)
    if as_json:
        print_json(rapport.to_json())
    else:
        _print_report(rapport)
    if rapport.erreurs:
        raise typer.Exit(1)


def _print_report(rapport: Rapport) -> None:
    for constat in rapport.constats:
        print(constat if constat.niveau == "erreur" else f"{constat} (warning)")
    if rapport.fraicheur:
        print(f"\n{'To review':<14}{'before':<12}{'items':>6}{'doubts':>8}{'undated':>9}  oldest")
    for f in rapport.fraicheur:
        avant = f.avant.isoformat() if f.avant else "-"
        doutes, non_datees = f"{f.doutes:>8}", f"{f.sources_non_datees:>9}"
        ancienne = f.source_la_plus_ancienne or "-"
        print(f"{f.quoi:<14}{avant:<12}{f.elements:>6}{doutes}{non_datees}  {ancienne}")
    if rapport.lisibilite:
        print(f"\n{'Reading':<14}{'sentences':>10}{'words each':>12}{'ease':>6}")
    for x in rapport.lisibilite:
        print(f"{x['fichier']:<14}{x['phrases']:>10}{x['mots_par_phrase']:>12}{x['facilite']:>6}")
    comptes = ", ".join(f"{n} {nom}" for nom, n in rapport.comptes.items())
    bilan = f"{rapport.erreurs} errors, {rapport.avertissements} warnings"
    print(f"\n{comptes}: {bilan}")
