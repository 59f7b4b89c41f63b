"""What the estimation finds for one person: each right, the total, what an event changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from api.parcours.values import Valeur
from api.rights.catalogue import Droit, Evenement, Sens
from api.rights.estimation import Periode

Statut = Literal["probable", "a_verifier", "peu_probable", "deja_percu", "indisponible"]
RANG: dict[Statut, int] = {
    "probable": 0,
    "a_verifier": 1,
    "indisponible": 2,
    "deja_percu": 3,
    "peu_probable": 4,
}


@dataclass(frozen=True)
class Chiffre:
    """What one case says of one right: open, closed or unknown (None), and euros per period."""

    ouvert: bool | None
    bas: float = 0.0
    haut: float = 0.0
    chiffre: bool = True
    periode: Periode | None = None  # None: the right's own
    au_moins: bool = False


@dataclass(frozen=True)
class Montant:
    """Euros per period, rounded down. `bas` is 0 when the right may be closed.

    `au_moins`: no upper bound is known, `haut` is a floor too.
    """

    bas: int
    haut: int
    bas_si_ouvert: int
    periode: Periode
    au_moins: bool = False


@dataclass(frozen=True)
class Decisif:
    """A fact that decides, and how many euros per period it moves."""

    fait: str
    euros: float


@dataclass(frozen=True)
class DroitExamine:
    id: str
    droit: Droit
    statut: Statut
    montant: Montant | None = None
    depend_de: list[Decisif] = field(default_factory=list)
    pourquoi: list[str] = field(default_factory=list)  # facts said that count for it


@dataclass(frozen=True)
class Total:
    """Euros a month, rights that exclude each other counted once, those already paid left out.

    `incomplet`: some right that is open has no amount here.
    """

    bas: int
    haut: int
    droits: list[str]
    incomplet: bool


@dataclass(frozen=True)
class Effet:
    """What an event changes for one right, in euros per period; or, not computed, from when."""

    id: str
    droit: Droit
    sens: Sens
    avant: Montant | None = None
    apres: Montant | None = None
    quand: str | None = None


@dataclass(frozen=True)
class EffetsEvenement:
    evenement: Evenement
    effets: list[Effet]


@dataclass(frozen=True)
class Bilan:
    """Everything found on a day. `silence`: nothing may be shown here and now."""

    le: dt.date
    silence: bool = False
    disponible: bool = True
    droits: list[DroitExamine] = field(default_factory=list)
    plus_tard: list[tuple[str, Droit, dt.date]] = field(default_factory=list)
    total: Total | None = None
    effets: list[EffetsEvenement] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    supposes: Mapping[str, Valeur] = field(default_factory=dict)  # taken for granted
    variantes: int = 0
