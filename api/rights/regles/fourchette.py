"""An amount between two bounds: a fact known by an interval, a doubtful value of law."""

from __future__ import annotations

import math
from dataclasses import dataclass

from api.parcours.values import Intervalle


@dataclass(frozen=True, slots=True)
class Fourchette:
    """A non-negative number between `bas` and `haut`, which may be infinite."""

    bas: float
    haut: float

    @classmethod
    def of(cls, nombre: float | Intervalle | Fourchette) -> Fourchette:
        """A number as a range; what a person says is never under zero."""
        if isinstance(nombre, Fourchette):
            return nombre
        if isinstance(nombre, Intervalle):
            bas = 0.0 if nombre.bas is None else max(0.0, float(nombre.bas))
            return cls(bas, math.inf if nombre.haut is None else max(bas, float(nombre.haut)))
        return cls(float(nombre), float(nombre))

    def __add__(self, autre: float | Fourchette) -> Fourchette:
        autre = Fourchette.of(autre)
        return Fourchette(self.bas + autre.bas, self.haut + autre.haut)

    def less(self, autre: float | Fourchette) -> Fourchette:
        """What is left once `autre` is taken away, never under zero."""
        autre = Fourchette.of(autre)
        return Fourchette(max(0.0, self.bas - autre.haut), max(0.0, self.haut - autre.bas))

    def __mul__(self, autre: float | Fourchette) -> Fourchette:
        autre = Fourchette.of(autre)
        return Fourchette(_times(self.bas, autre.bas), _times(self.haut, autre.haut))

    def __truediv__(self, diviseur: float) -> Fourchette:
        return Fourchette(self.bas / diviseur, self.haut / diviseur)

    def at_most(self, plafond: float | Fourchette) -> Fourchette:
        """Brought down to a ceiling, itself perhaps known only between two bounds."""
        plafond = Fourchette.of(plafond)
        return Fourchette(min(self.bas, plafond.bas), min(self.haut, plafond.haut))

    def or_up_to(self, autre: Fourchette) -> Fourchette:
        """The smallest range that holds both."""
        return Fourchette(min(self.bas, autre.bas), max(self.haut, autre.haut))


def _times(a: float, b: float) -> float:
    return 0.0 if a == 0 or b == 0 else a * b
