"""Reading facts and dated values for a rule, in three-valued logic: unknown is not false."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Mapping

from api.parcours.values import DateDite, Intervalle, Valeur, add_duration, whole_units
from api.rights.regles.bareme import Bareme
from api.rights.regles.fourchette import Fourchette

Vrai = bool | None  # True, False, or None: unknown


def both(*conditions: Vrai) -> Vrai:
    """True when all hold, False when one does not, whatever the unknown ones."""
    if any(c is False for c in conditions):
        return False
    return None if any(c is None for c in conditions) else True


def either(*conditions: Vrai) -> Vrai:
    """True when one holds, whatever the unknown ones; False when none does."""
    if any(c is True for c in conditions):
        return True
    return None if any(c is None for c in conditions) else False


def negate(condition: Vrai) -> Vrai:
    return None if condition is None else not condition


def presume(condition: Vrai) -> bool:
    """Held true until the contrary is said: a condition most people meet, seldom asked."""
    return condition is not False


def at_least(nombre: Fourchette | None, seuil: float) -> Vrai:
    """Is the number at least `seuil`? None: it is not known precisely enough."""
    if nombre is None:
        return None
    if nombre.bas >= seuil:
        return True
    return False if nombre.haut < seuil else None


def under(nombre: Fourchette | None, seuil: float) -> Vrai:
    """Is the number strictly under `seuil`?"""
    return negate(at_least(nombre, seuil))


def at_most(nombre: Fourchette | None, seuil: float) -> Vrai:
    """Is the number `seuil` or less?"""
    if nombre is None:
        return None
    if nombre.haut <= seuil:
        return True
    return False if nombre.bas > seuil else None


class Lecture:
    """The facts and values that one rule declares, seen from a day.

    Reading anything else raises LookupError: a rule cannot depend on what it does not say.
    """

    def __init__(
        self,
        valeurs: Mapping[str, Valeur],
        le: dt.date,
        bareme: Bareme,
        *,
        faits: Collection[str],
        baremes: Collection[str],
    ) -> None:
        self._valeurs = valeurs
        self._faits = faits
        self._bareme = bareme
        self._baremes = baremes
        self.le = le
        self.hidden = False  # a doubtful figure was read since this was last set to False

    def _fait(self, nom: str) -> Valeur | None:
        if nom not in self._faits:
            raise LookupError(f"`{nom}` is not among the facts that this rule declares")
        return self._valeurs.get(nom)

    def yes(self, nom: str) -> Vrai:
        """What a yes/no fact says."""
        valeur = self._fait(nom)
        return valeur if isinstance(valeur, bool) else None

    def is_any(self, nom: str, *options: str) -> Vrai:
        """Whether a choice is one of `options`."""
        valeur = self._fait(nom)
        return valeur in options if isinstance(valeur, str) else None

    def ticked(self, nom: str, option: str) -> Vrai:
        """Whether an answer of a list was ticked."""
        valeur = self._fait(nom)
        return option in valeur if isinstance(valeur, tuple) else None

    def number(self, nom: str) -> Fourchette | None:
        valeur = self._fait(nom)
        return Fourchette.of(valeur) if isinstance(valeur, Intervalle) else None

    def day(self, nom: str) -> dt.date | None:
        valeur = self._fait(nom)
        return valeur.jour if isinstance(valeur, DateDite) else None

    def age(self, au: dt.date | None = None) -> Fourchette | None:
        """Whole years at a day (today by default): from the date of birth, else the stated age."""
        au = au or self.le
        naissance = self.day("date_naissance")
        if naissance is not None:
            return Fourchette.of(float(max(0, whole_units(naissance, au, "ans"))))
        age = self.number("age")
        if age is None or au == self.le:
            return age
        ecoules = math.ceil((self.le - au).days / 365.25)
        return Fourchette(max(0.0, age.bas - ecoules), max(0.0, age.haut - ecoules + 1))

    def law(self, cle: str, au: dt.date | None = None) -> Fourchette:
        """A dated value on a day (today by default); a doubtful figure hides the amount."""
        self._declared(cle)
        palier = self._bareme.palier(cle, au or self.le)
        self.hidden = self.hidden or palier.hidden
        return palier.fourchette

    def threshold(self, cle: str, au: dt.date | None = None) -> float:
        """A dated value to compare with; between two bounds, the most favourable."""
        self._declared(cle)
        return self._bareme.palier(cle, au or self.le).fourchette.haut

    def law_day(self, cle: str) -> dt.date:
        """A day that a law names."""
        self._declared(cle)
        return self._bareme.jour(cle)

    def _declared(self, cle: str) -> None:
        if cle not in self._baremes:
            raise LookupError(f"`{cle}` is not among the values that this rule declares")

    def within(self, cle: str, depuis: dt.date | None) -> Vrai:
        """Whether today is no later than `depuis` plus a delay of law."""
        if depuis is None:
            return None
        unite = self._bareme.contenu.valeurs[cle].unite
        return self.le <= add_duration(depuis, f"{int(self.threshold(cle))} {unite}")
