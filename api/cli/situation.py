"""A situation as a command is told it: moments, facts, a day, a place."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from api.cli.report import fail, read_json
from api.errors import Refus
from api.languages.catalogues import Textes
from api.languages.labels import Labels
from api.parcours.engine import Situation
from api.parcours.service import ParcoursService
from api.parcours.yaml_lines import ContenuInvalide

Moments = Annotated[list[str], typer.Option("--moment", help="Life moment; may be repeated.")]
Faits = Annotated[Path | None, typer.Option(help="JSON file: fact name → value.")]
Jour = Annotated[str | None, typer.Option(help="Date seen from, YYYY-MM-DD.")]
Lieu = Annotated[str | None, typer.Option(help="Postal code, commune, département.")]
EnJson = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]


@dataclass(frozen=True)
class SituationDite:
    """The situation that was told, with the content it is read in."""

    parcours: ParcoursService
    labels: Labels
    situation: Situation
    lieu: str | None


def read_situation(
    moment: list[str], facts: Path | None, on: str | None, place: str | None
) -> SituationDite:
    """Read what was typed; a fault is said in one line and stops the command."""
    textes = Textes("fr")
    try:
        parcours = ParcoursService()
        le = dt.date.fromisoformat(on) if on else dt.date.today()
        moments = parcours.check_moments(moment)
        bruts = read_json(facts) if facts else {}
        if not isinstance(bruts, dict):
            fail(f"{facts}: expected an object {{fact: value}}")
        dits = parcours.read_facts(parcours.vocabulaire.from_dossier_names(moments, bruts), le)
        situation, lieu = parcours.situate(moments, dits, le), parcours.place(place)
    except ContenuInvalide as erreur:
        fail(str(erreur))
    except KeyError as inconnu:
        connus = ", ".join(sorted(parcours.vocabulaire.faits))
        fail(f"unknown fact {inconnu}; known: {connus}")
    except ValueError:
        fail(f"--on: expected a date YYYY-MM-DD, not {on!r}")
    except Refus as refus:
        connus = f" ({', '.join(refus.connus)})" if refus.connus else ""
        fail(f"{refus.champ}: {textes.error(refus.code)}{connus}")
    return SituationDite(parcours, Labels(parcours, textes), situation, lieu)
