"""The release gate: a model is kept only when no gated figure falls below those kept, beyond noise.

`seuils.yml` names the gated figures, the aim of each and what was kept: so many right out of so
many. A figure falls when the difference is larger than chance would make it one time in twenty.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

SEUILS = Path(__file__).with_name("seuils.yml")
Z = 1.645  # one-sided, five per cent
ENTETE = """\
# The release gate (bot/evaluation/portail.py): figures that may not fall. `make eval` compares with
# them and fails when one falls beyond noise; `python -m bot.evaluation --garder` writes new ones
# when none fell. `sens: moins` is a figure to keep low. `objectif` is what the project aims at.
"""


class SeuilsInvalides(ValueError):
    """The file of kept figures cannot be read; the message is one clear line."""


@dataclass(frozen=True)
class Seuil:
    """A gated figure, and what was kept of it."""

    nom: str
    moins: bool  # to keep low
    objectif: float | None
    justes: int
    n: int


@dataclass(frozen=True)
class Verdict:
    """A gated figure, compared."""

    nom: str
    garde: float
    mesure: float | None  # None: nothing measures it any more
    bruit: float
    tombe: bool
    objectif: float | None
    atteint: bool | None


def read_thresholds(fichier: Path = SEUILS) -> list[Seuil]:
    """The gated figures."""
    try:
        lu = yaml.safe_load(fichier.read_text(encoding="utf-8"))
        return [
            Seuil(
                nom,
                d.get("sens") == "moins",
                d.get("objectif"),
                int(d["justes"]),
                int(d["n"]),
            )
            for nom, d in lu["mesures"].items()
        ]
    except (OSError, yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError) as erreur:
        cause = " ".join(str(erreur).split())
        raise SeuilsInvalides(
            f"{fichier.name}: expected `mesures: {{name: {{justes, n}}}}` "
            f"({type(erreur).__name__}: {cause})"
        ) from None


def noise(seuil: Seuil, justes: int, n: int) -> float:
    """The largest fall that chance explains; one error is added so that 1.0 is not certain."""

    def variance(reussis: int, total: int) -> float:
        p = (reussis + 1) / (total + 2)
        return p * (1 - p) / (total + 2)

    return Z * math.sqrt(variance(seuil.justes, seuil.n) + variance(justes, n))


def compare(seuils: list[Seuil], mesures: dict[str, dict[str, Any]]) -> list[Verdict]:
    """Each gated figure against what was kept; one that is no longer measured has fallen."""
    verdicts = []
    for seuil in seuils:
        garde = seuil.justes / seuil.n
        mesure = mesures.get(seuil.nom)
        if mesure is None or not mesure["n"]:
            verdicts.append(Verdict(seuil.nom, garde, None, 0.0, True, seuil.objectif, None))
            continue
        valeur = mesure["justes"] / mesure["n"]
        bruit = noise(seuil, mesure["justes"], mesure["n"])
        recul = valeur - garde if seuil.moins else garde - valeur
        atteint = None
        if seuil.objectif is not None:
            atteint = valeur <= seuil.objectif if seuil.moins else valeur >= seuil.objectif
        verdicts.append(
            Verdict(seuil.nom, garde, valeur, bruit, recul > bruit, seuil.objectif, atteint)
        )
    return verdicts


def report(verdicts: list[Verdict]) -> str:
    """One line a figure, those that fell first."""
    lignes = [f"{'gated figure':28}{'kept':>8}{'now':>8}{'noise':>8}{'aim':>7}"]
    for v in sorted(verdicts, key=lambda v: not v.tombe):
        mesure = "none" if v.mesure is None else f"{v.mesure:.3f}"
        objectif = "" if v.objectif is None else f"{v.objectif:.2f}"
        etat = "FELL" if v.tombe else "below the aim" if v.atteint is False else "ok"
        lignes.append(f"{v.nom:28}{v.garde:8.3f}{mesure:>8}{v.bruit:8.3f}{objectif:>7}  {etat}")
    tombes = sum(v.tombe for v in verdicts)
    lignes.append(f"gate: {'CLOSED, ' + str(tombes) + ' fell' if tombes else 'open'}")
    return "\n".join(lignes)


def keep(seuils: list[Seuil], mesures: dict[str, dict[str, Any]], fichier: Path = SEUILS) -> None:
    """Write the figures just measured as those kept."""
    gardees = {}
    for s in seuils:
        ligne: dict[str, Any] = {"justes": mesures[s.nom]["justes"], "n": mesures[s.nom]["n"]}
        if s.objectif is not None:
            ligne["objectif"] = s.objectif
        if s.moins:
            ligne["sens"] = "moins"
        gardees[s.nom] = ligne
    texte = yaml.safe_dump({"mesures": gardees}, allow_unicode=True, sort_keys=False)
    fichier.write_text(ENTETE + texte, encoding="utf-8")
