"""From what experts said to a file of examples that a person reads again, and commits. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from api.languages.langues import SOURCE

PERSONA, GENRE = "usage", "usage"  # one voice: the evaluation never judges it by itself
ENTETE = """\
# Écrit par `jalons comprehension exporter` : des messages mal compris, masqués, réécrits et étiquetés
# par des experts. À relire un par un avant de le garder : rien ne doit permettre de reconnaître quelqu'un.
"""

PresqueDoubles = Callable[[Sequence[str]], Iterable[tuple[int, int, float]]]


@dataclass(frozen=True)
class Exemple:
    """A sentence and what it means, its first label first."""

    texte: str
    etiquettes: tuple[str, ...]
    langue: str


def new_ones(
    exemples: Iterable[Exemple], connus: Sequence[str], presque_doubles: PresqueDoubles
) -> list[Exemple]:
    """Those that say something that nothing known, and none before them, already says."""
    voulus = list(exemples)
    textes = [*connus, *(e.texte for e in voulus)]
    doubles = {b for a, b, _ in presque_doubles(textes) if b >= len(connus)}
    return [e for rang, e in enumerate(voulus, len(connus)) if rang not in doubles]


def read_export(contenu: str) -> list[Exemple]:
    """The examples of a file written before."""
    lu = yaml.safe_load(contenu) or {}
    return [
        Exemple(
            brut["text"].strip(),
            (bloc["intent"], *(brut["metadata"].get("aussi") or ())),
            brut["metadata"].get("langue", SOURCE),
        )
        for bloc in lu.get("nlu") or []
        for brut in bloc["examples"]
    ]


def write_export(exemples: Iterable[Exemple]) -> str:
    """The file, in the form of `nlu_data/`."""
    blocs: dict[str, list[Exemple]] = defaultdict(list)
    for exemple in exemples:
        blocs[exemple.etiquettes[0]].append(exemple)
    nlu = [
        {"intent": i, "examples": [_example(e) for e in sorted(siens, key=lambda e: e.texte)]}
        for i, siens in sorted(blocs.items())
    ]
    corps = yaml.safe_dump(
        {"version": "3.1", "nlu": nlu}, allow_unicode=True, sort_keys=False, width=10_000
    )
    return ENTETE + corps


def _example(exemple: Exemple) -> dict[str, Any]:
    marques: dict[str, Any] = {"persona": PERSONA, "genre": GENRE}
    if exemple.langue != SOURCE:
        marques["langue"] = exemple.langue
    if exemple.etiquettes[1:]:
        marques["aussi"] = list(exemple.etiquettes[1:])
    return {"text": exemple.texte, "metadata": marques}
