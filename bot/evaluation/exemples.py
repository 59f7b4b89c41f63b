"""A labelled message, who wrote it, and which fold keeps it apart. Pure: no dialogue engine here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

PLIS = 5


@dataclass(frozen=True)
class Exemple:
    """One message as somebody wrote it, with what it means."""

    texte: str
    intention: str
    aussi: tuple[str, ...]  # the other intents it speaks of
    auteur: str
    style: str
    langue: str
    signal: str | None  # the danger a near-miss only resembles

    @property
    def etiquettes(self) -> frozenset[str]:
        """Every intent that is right for this message."""
        return frozenset((self.intention, *self.aussi))


def author_group(auteur: str) -> str:
    """`kelly_ase_charleville` is the voice of `kelly_ase`: both stay on the same side."""
    return "_".join(auteur.split("_")[:2])


def folds(auteurs: Iterable[str], nombre: int = PLIS) -> dict[str, int]:
    """The fold of each group of authors: the largest first, each into the emptiest fold."""
    tailles = Counter(author_group(a) for a in auteurs)
    charges = [0] * nombre
    places = {}
    for groupe, taille in sorted(tailles.items(), key=lambda p: (-p[1], p[0])):
        pli = charges.index(min(charges))
        places[groupe] = pli
        charges[pli] += taille
    return places
