"""What a calculation says of one right, for one complete set of facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Periode = Literal["mois", "an", "jour", "unique"]


@dataclass(frozen=True)
class Estimation:
    """`bas` and `haut`: euros per `periode`, equal when the rule gives one figure.

    `ouvert`: every condition that is modelled is met. `chiffre` is False when the right is open but
    its amount must not be shown (doubtful, or decided by someone). `au_moins`: there is no known
    upper bound, the amount is `bas` or more (`haut` repeats `bas`).
    """

    ouvert: bool
    bas: float = 0.0
    haut: float = 0.0
    periode: Periode = "mois"
    chiffre: bool = True
    au_moins: bool = False


FERME = Estimation(ouvert=False)
