"""Who is in the simulation: households flattened into one array of persons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from api.rights.foyer import RIEN, Adulte, Enfant, Foyer, Serie
from api.rights.openfisca.mois import number

DEMANDEUR, CONJOINT, ENFANT = range(3)  # in this order in every entity of OpenFisca-France


@dataclass(frozen=True)
class ANaitre:
    """An unborn child, listed only where the birth grant is computed."""

    naissance: dt.date


Personne = Adulte | Enfant | ANaitre


@dataclass(frozen=True)
class Population:
    """`personnes[i]` lives in household `foyer[i]`, with rank `rang[i]`."""

    foyers: Sequence[Foyer]
    personnes: Sequence[Personne]
    foyer: npt.NDArray[np.intp]
    rang: npt.NDArray[np.intp]

    @classmethod
    def of(cls, foyers: Sequence[Foyer], a_naitre: dt.date | None = None) -> Population:
        """Everyone of these households, plus their unborn children born on `a_naitre`."""
        lignes = [
            (personne, numero, rang)
            for numero, foyer in enumerate(foyers)
            for personne, rang in _members(foyer, a_naitre)
        ]
        return cls(
            foyers,
            [personne for personne, _, _ in lignes],
            np.array([numero for _, numero, _ in lignes], dtype=np.intp),
            np.array([rang for _, _, rang in lignes], dtype=np.intp),
        )

    def adults(self, valeur: Callable[[Adulte], Any], sinon: Any) -> npt.NDArray[Any]:
        """One value per person: the adult's, or `sinon` for a child."""
        return np.array([valeur(p) if isinstance(p, Adulte) else sinon for p in self.personnes])

    def children(self, valeur: Callable[[Enfant], bool]) -> npt.NDArray[np.bool_]:
        """True for the children of whom it is true."""
        return np.array([isinstance(p, Enfant) and valeur(p) for p in self.personnes])

    def households(self, valeur: Callable[[Foyer], Any]) -> npt.NDArray[Any]:
        """One value per household."""
        return np.array([valeur(f) for f in self.foyers])

    def births(self) -> npt.NDArray[np.datetime64]:
        """One birth date per person."""
        return np.array([p.naissance for p in self.personnes], dtype="datetime64[D]")

    def flow(self, valeur: Callable[[Adulte], Serie]) -> Flux:
        """The monthly amounts of one resource of the adults."""
        return Flux.of([valeur(p) if isinstance(p, Adulte) else RIEN for p in self.personnes])

    def index_of(self, rang: int) -> npt.NDArray[np.intp]:
        """For each household the index of its person of this rank, -1 when there is none."""
        index = np.full(len(self.foyers), -1, dtype=np.intp)
        trouves = np.flatnonzero(self.rang == rang)
        index[self.foyer[trouves]] = trouves
        return index


def _members(foyer: Foyer, a_naitre: dt.date | None) -> Iterator[tuple[Personne, int]]:
    yield foyer.demandeur, DEMANDEUR
    if foyer.conjoint is not None:
        yield foyer.conjoint, CONJOINT
    for enfant in foyer.enfants:
        yield enfant, ENFANT
    if a_naitre is not None:
        for _ in range(foyer.nombre_attendu):
            yield ANaitre(a_naitre), ENFANT


@dataclass(frozen=True)
class Flux:
    """Several `Serie` side by side; the same answer as `Serie.at`, for everyone at once."""

    depuis: npt.NDArray[np.float64]
    avant: npt.NDArray[np.float64]
    bascule: npt.NDArray[np.int64]
    debut: npt.NDArray[np.int64]

    @classmethod
    def of(cls, series: Sequence[Serie]) -> Flux:
        return cls(
            np.array([s.depuis for s in series], dtype=float),
            np.array([s.avant for s in series], dtype=float),
            np.array([number(s.bascule) if s.bascule else 0 for s in series]),
            np.array([number(s.debut) if s.debut else 0 for s in series]),
        )

    def at(self, mois: int) -> npt.NDArray[np.float64]:
        """Euros in this month, one per person."""
        payes = np.where(mois >= self.bascule, self.depuis, self.avant)
        return np.where(mois >= self.debut, payes, 0.0)

    @property
    def is_nil(self) -> bool:
        """Nobody is paid anything at any month."""
        return not (self.depuis.any() or self.avant.any())
