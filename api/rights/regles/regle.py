"""A rule: the facts and values that it reads, when a right is open, and for how much."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from api.parcours.values import Valeur
from api.rights.estimation import FERME, Estimation, Periode
from api.rights.regles.bareme import AvantLeBareme, Bareme
from api.rights.regles.fourchette import Fourchette
from api.rights.regles.lecture import Lecture, Vrai


@dataclass(frozen=True)
class Regle:
    """`faits_des_conditions` decide whether the right is open; `faits_du_montant`, how much.

    When a fact of a condition is unknown and it decides, the rule says None. When only a fact of
    the amount is unknown, the right is open without an amount (or within a wider range).
    """

    nom: str
    conditions: Callable[[Lecture], Vrai]
    montant: Callable[[Lecture], Estimation]
    faits_des_conditions: frozenset[str]
    faits_du_montant: frozenset[str]
    baremes: frozenset[str]

    @property
    def faits(self) -> frozenset[str]:
        return self.faits_des_conditions | self.faits_du_montant

    def calculer(
        self, valeurs: Mapping[str, Valeur], le: dt.date, bareme: Bareme
    ) -> Estimation | None:
        """The estimation on a day; None: a fact that decides is unknown, or the law of that day."""
        ouverture = self._reading(valeurs, le, bareme, self.faits_des_conditions)
        try:
            ouvert = self.conditions(ouverture)
        except AvantLeBareme:
            return None
        if not ouvert:
            return None if ouvert is None else FERME
        lecture = self._reading(valeurs, le, bareme, self.faits)
        try:
            estimation = self.montant(lecture)
        except AvantLeBareme:
            return Estimation(ouvert=True, chiffre=False)
        return dataclasses.replace(estimation, chiffre=False) if lecture.hidden else estimation

    def _reading(
        self,
        valeurs: Mapping[str, Valeur],
        le: dt.date,
        bareme: Bareme,
        faits: frozenset[str],
    ) -> Lecture:
        return Lecture(valeurs, le, bareme, faits=faits, baremes=self.baremes)


def rule(
    nom: str,
    conditions: Callable[[Lecture], Vrai],
    montant: Callable[[Lecture], Estimation],
    *,
    quand: str,
    combien: str = "",
    baremes: str = "",
) -> Regle:
    """A rule whose facts and values are written as words, to be read at a glance."""
    return Regle(
        nom=nom,
        conditions=conditions,
        montant=montant,
        faits_des_conditions=frozenset(quand.split()),
        faits_du_montant=frozenset(combien.split()),
        baremes=frozenset(baremes.split()),
    )


def register(regles: Iterable[Regle]) -> dict[str, Regle]:
    """Rules by name; two rules never carry one name."""
    registre: dict[str, Regle] = {}
    for regle in regles:
        if regle.nom in registre:
            raise ValueError(f"two rules are named {regle.nom}")
        registre[regle.nom] = regle
    return registre


def amount(euros: Fourchette | None, periode: Periode) -> Estimation:
    """An open right: its range, or no amount when it is not known."""
    if euros is None:
        return Estimation(ouvert=True, periode=periode, chiffre=False)
    if math.isinf(euros.haut):
        return Estimation(True, euros.bas, euros.bas, periode, au_moins=True)
    return Estimation(True, euros.bas, euros.haut, periode)


def no_amount(periode: Periode) -> Callable[[Lecture], Estimation]:
    """An open right whose amount someone decides, or that no source gives."""

    def montant(_: Lecture) -> Estimation:
        return amount(None, periode)

    return montant
