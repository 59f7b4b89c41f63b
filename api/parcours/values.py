"""What a fact can hold: yes/no, a choice, a number or interval, a date (or estimate), a list."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

DUREE = re.compile(r"^([+-]?\d+) (jours?|semaines?|mois|ans?)$")


@dataclass(frozen=True, slots=True)
class Intervalle:
    """A number known exactly (bas == haut) or only between two bounds (None: unbounded)."""

    bas: float | None
    haut: float | None

    def to_json(self) -> Any:
        if self.bas is not None and self.bas == self.haut:
            return int(self.bas) if self.bas == int(self.bas) else self.bas
        bornes = {"min": self.bas, "max": self.haut}
        return {k: int(v) if v == int(v) else v for k, v in bornes.items() if v is not None}


@dataclass(frozen=True, slots=True)
class DateDite:
    """A date as said by a person; `approximatif` when it was estimated ("il y a un mois")."""

    jour: dt.date
    approximatif: bool = False

    def to_json(self) -> Any:
        iso = self.jour.isoformat()
        return {"date": iso, "approximatif": True} if self.approximatif else iso


Valeur = bool | str | Intervalle | DateDite | tuple[str, ...]


class ValeurInvalide(ValueError):
    """A raw value that does not fit its fact. `code` names the sentence to show, in the locales."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


def add_duration(jour: dt.date, duree: str) -> dt.date:
    """Add "-25 semaines", "5 jours", "3 mois" or "1 an" to a date.

    A month that has no such day ends on its last day (31 January + 1 mois = 28 or 29 February),
    as article 641 of the Code de procédure civile says.
    """
    match = DUREE.match(duree)
    if not match:
        raise ValueError(duree)
    nombre, unite = int(match[1]), match[2]
    if unite.startswith("jour"):
        return jour + dt.timedelta(days=nombre)
    if unite.startswith("semaine"):
        return jour + dt.timedelta(weeks=nombre)
    mois = nombre if unite == "mois" else 12 * nombre
    annee, rang = divmod(jour.year * 12 + jour.month - 1 + mois, 12)
    dernier = (dt.date(annee + rang // 11, (rang + 1) % 12 + 1, 1) - dt.timedelta(days=1)).day
    return dt.date(annee, rang + 1, min(jour.day, dernier))


def whole_units(debut: dt.date, fin: dt.date, unite: str) -> int:
    """Whole days, weeks, months or years (`jours`, `semaines`, `mois`, `ans`) from `debut` to `fin`.

    Negative when `fin` comes first. A month ends as in `add_duration`: 31 January to 28 February
    is one month.
    """
    if fin < debut:
        return -whole_units(fin, debut, unite)
    jours = (fin - debut).days
    if unite in ("jours", "semaines"):
        return jours if unite == "jours" else jours // 7
    mois = (fin.year - debut.year) * 12 + fin.month - debut.month
    if add_duration(debut, f"{mois} mois") > fin:
        mois -= 1
    return mois if unite == "mois" else mois // 12


def to_json(valeur: Valeur | None) -> Any:
    """The JSON form of a value, accepted back by `coerce`."""
    if isinstance(valeur, Intervalle | DateDite):
        return valeur.to_json()
    return list(valeur) if isinstance(valeur, tuple) else valeur


def parse_number(brut: Any) -> Intervalle:
    """A number, or {"min": a, "max": b} with either bound left out."""
    if isinstance(brut, dict) and brut and set(brut) <= {"min", "max"}:
        bas, haut = brut.get("min"), brut.get("max")
        bornes = [x for x in (bas, haut) if x is not None]
        nombres = bool(bornes) and all(_is_number(x) for x in bornes)
        if nombres and (bas is None or haut is None or bas <= haut):
            return Intervalle(bas, haut)
        raise ValeurInvalide("nombre_attendu")
    if isinstance(brut, str):
        texte = brut.replace("\u202f", "").replace(" ", "").replace(",", ".")
        try:
            brut = float(texte)
        except ValueError:
            raise ValeurInvalide("nombre_attendu") from None
    if not _is_number(brut):
        raise ValeurInvalide("nombre_attendu")
    return Intervalle(brut, brut)


def _is_number(brut: Any) -> bool:
    """A finite number of a human size: JSON lets NaN and infinities through."""
    return isinstance(brut, int | float) and not isinstance(brut, bool) and abs(brut) <= 1e12


def parse_date(brut: Any, le: dt.date) -> DateDite:
    """ISO, {"date", "approximatif"}, {"il_y_a": "1 mois"} or {"dans": "3 mois"} seen from `le`."""
    try:
        if isinstance(brut, dt.date):
            return DateDite(brut)
        if isinstance(brut, str):
            return DateDite(dt.datetime.fromisoformat(brut).date())
        if isinstance(brut, dict) and "date" in brut:
            return DateDite(dt.date.fromisoformat(brut["date"]), bool(brut.get("approximatif")))
        if isinstance(brut, dict) and "il_y_a" in brut:
            return DateDite(add_duration(le, f"-{brut['il_y_a']}"), True)
        if isinstance(brut, dict) and "dans" in brut:
            return DateDite(add_duration(le, brut["dans"]), True)
    except (ValueError, TypeError, OverflowError):
        pass
    raise ValeurInvalide("date_attendue")
