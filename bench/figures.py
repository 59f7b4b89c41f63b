"""Figures and their table: what was aimed at, what was measured, and the ratio of the two."""

from __future__ import annotations

import datetime as dt
import math
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

DEBUT = "<!-- bench:start -->"
FIN = "<!-- bench:end -->"


@dataclass(frozen=True)
class Mesure:
    """One figure. `visee` is an aim, or what it is compared with when `repere` names it."""

    quoi: str
    valeur: float
    unite: str
    visee: float | None = None
    sens: Literal["au_plus", "au_moins"] = "au_plus"
    repere: str = ""
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Measured over aim."""
        return self.valeur / self.visee if self.visee else None

    @property
    def tenue(self) -> bool | None:
        """Whether the aim is held; None when there is none."""
        if self.visee is None or self.repere:
            return None
        if self.sens == "au_moins":
            return self.valeur >= self.visee
        return self.valeur <= self.visee

    def cells(self) -> list[str]:
        """The row of the table."""
        visee = "—"
        if self.visee is not None:
            signe = (
                f"{self.repere}:" if self.repere else {"au_plus": "≤", "au_moins": "≥"}[self.sens]
            )
            visee = f"{signe} {quantity(self.visee, self.unite)}"
        ratio = "—" if self.ratio is None else number(self.ratio)
        tenue = {True: "yes", False: "**no**", None: "—"}[self.tenue]
        return [self.quoi, visee, quantity(self.valeur, self.unite), ratio, tenue, self.note]


@dataclass(frozen=True)
class Absente:
    """A figure that could not be taken, and why: said, never guessed."""

    quoi: str
    raison: str

    def cells(self) -> list[str]:
        return [self.quoi, "—", "not measured", "—", "—", self.raison]


Ligne = Mesure | Absente
COLONNES = ["Measure", "Aim", "Measured", "Measured / aim", "Held", "How"]


def percentile(valeurs: Sequence[float], rang: float) -> float:
    """Nearest-rank percentile: a value that was really measured, never an average of two."""
    if not valeurs:
        raise ValueError("no values")
    triees = sorted(valeurs)
    return triees[max(0, math.ceil(rang / 100 * len(triees)) - 1)]


def median(valeurs: Sequence[float]) -> float:
    """Half of the values are at or under it."""
    return percentile(valeurs, 50)


def number(valeur: float) -> str:
    """About three figures: more would claim a precision that timing does not have."""
    if valeur == int(valeur) and abs(valeur) < 10_000:
        return str(int(valeur))
    decimales = 0 if abs(valeur) >= 100 else 1 if abs(valeur) >= 10 else 2
    return f"{valeur:.{decimales}f}"


def quantity(valeur: float, unite: str) -> str:
    return f"{number(valeur)} {unite}".strip()


def table(lignes: Sequence[Ligne]) -> str:
    """A Markdown table."""
    rangs = [COLONNES, ["---"] * len(COLONNES), *(ligne.cells() for ligne in lignes)]
    return "\n".join(f"| {' | '.join(c.replace('|', '/') for c in rang)} |" for rang in rangs)


def report(lignes: Sequence[Ligne], commande: str, le: dt.date, charge: float) -> str:
    """The table with what a reader needs to judge it; never the machine's name nor a path.

    `charge`: the machine's load average before the first measure.
    """
    coeurs = os.cpu_count() or 1
    occupee = " (**a busy machine: figures are worse than they should be**)"
    entete = (
        f"Measured on {le.isoformat()} with `{commande}`, "
        f"{coeurs} core{'s' if coeurs > 1 else ''}, Python {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}, load average {charge:.1f} before the first "
        f"measure{occupee if charge > coeurs / 2 else ''}. "
        "The load generator runs on the same cores."
    )
    return f"{entete}\n\n{table(lignes)}"


def write_between_markers(fichier: Path, texte: str) -> None:
    """Replace what stands between the two markers of a page; ValueError when they are missing."""
    page = fichier.read_text(encoding="utf-8")
    avant, debut, reste = page.partition(DEBUT)
    _, fin, apres = reste.partition(FIN)
    if not (debut and fin):
        raise ValueError(f"{fichier}: the markers {DEBUT} and {FIN} are missing")
    fichier.write_text(f"{avant}{DEBUT}\n{texte}\n{FIN}{apres}", encoding="utf-8")
