"""Conditions of steps, in three-valued (Kleene) logic: True, False, or None when a fact is unknown.

Experts write mappings (`{role_parent: mere, age: {moins_de: 18}}`), compiled once, at load, into
small immutable trees. No expression language: content can never carry code.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from api.parcours.values import DUREE, DateDite, Intervalle, Valeur, add_duration

Valeurs = Mapping[str, Valeur]
RESERVES = ("tous", "un", "pas")
AUJOURDHUI = "aujourdhui"  # the day a plan is seen from, among the values beside the facts
NOMBRES = ("au_moins", "plus_de", "au_plus", "moins_de")
# Comparisons with today: the comparison made, and the sign of the duration added to today.
DUREES = {
    "depuis_moins_de": ("plus_que", "-"),
    "depuis_au_moins": ("au_plus", "-"),
    "dans_moins_de": ("avant", "+"),
    "dans_au_moins": ("apres", "+"),
}
COMPARAISONS = (*NOMBRES, "apres", "avant", *DUREES, "contient", "sauf")


@dataclass(frozen=True, slots=True)
class Test:
    """One fact compared with a constant, or a date with another (`autre`, moved by `decalage`)."""

    fait: str
    op: str
    attendu: Any
    autre: str | None = None
    decalage: str | None = None


@dataclass(frozen=True, slots=True)
class Tous:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Un:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Pas:
    part: Condition


Condition = Test | Tous | Un | Pas
TOUJOURS = Tous(())


class TypesDeFaits(Protocol):
    """What the compiler must know of the vocabulary."""

    def type_of(self, fait: str) -> str | None: ...
    def options_of(self, fait: str) -> tuple[str, ...]: ...


class ConditionInvalide(ValueError):
    """`chemin` leads from the condition to the faulty key."""

    def __init__(self, chemin: tuple[str | int, ...], message: str) -> None:
        super().__init__(message)
        self.chemin = chemin


def compile_condition(
    brut: Any, types: TypesDeFaits, chemin: tuple[str | int, ...] = ()
) -> Condition:
    """Compile an expert's mapping; raise ConditionInvalide naming the key and what was expected."""
    if not isinstance(brut, dict):
        raise ConditionInvalide(chemin, "expected a mapping `fait: valeur`")
    parts = tuple(_compile_entry(cle, v, types, (*chemin, cle)) for cle, v in brut.items())
    return parts[0] if len(parts) == 1 else Tous(parts)


def _compile_entry(
    cle: str, brut: Any, types: TypesDeFaits, chemin: tuple[str | int, ...]
) -> Condition:
    if cle == "pas":
        return Pas(compile_condition(brut, types, chemin))
    if cle in ("tous", "un"):
        if not isinstance(brut, list) or not brut:
            raise ConditionInvalide(chemin, f"`{cle}` expects a non-empty list of conditions")
        parts = tuple(compile_condition(x, types, (*chemin, i)) for i, x in enumerate(brut))
        return Tous(parts) if cle == "tous" else Un(parts)
    nature = types.type_of(cle)
    if nature is None:
        raise ConditionInvalide(chemin, f"unknown fact `{cle}` (not in parcours/faits)")
    if isinstance(brut, dict):
        if not brut:
            raise ConditionInvalide(chemin, "expected a comparison")
        tests = tuple(_compile_comparison(cle, op, v, types, chemin) for op, v in brut.items())
        return tests[0] if len(tests) == 1 else Tous(tests)
    return _equality(cle, brut, nature, types, chemin)


def _compile_comparison(
    fait: str, op: str, brut: Any, types: TypesDeFaits, chemin: tuple[str | int, ...]
) -> Condition:
    nature = types.type_of(fait)
    if op not in COMPARAISONS:
        raise ConditionInvalide(
            (*chemin, op), f"unknown comparison `{op}`; known: {', '.join(COMPARAISONS)}"
        )
    if op == "sauf":
        return Pas(_equality(fait, brut, nature or "", types, (*chemin, op)))
    if op == "contient":
        if nature != "liste" or brut not in types.options_of(fait):
            raise ConditionInvalide((*chemin, op), f"`{fait}` has no option `{brut}`")
        return Test(fait, op, brut)
    if op in ("apres", "avant"):
        autre = brut if isinstance(brut, str) and types.type_of(brut) == "date" else None
        if nature != "date" or not (autre or isinstance(brut, dt.date)):
            quoi = "expected a date fact, and a date YYYY-MM-DD or another date fact"
            raise ConditionInvalide((*chemin, op), quoi)
        return Test(fait, op, None if autre else brut, autre)
    if op in DUREES:
        if nature != "date" or not DUREE.match(str(brut)):
            quoi = 'expected a date fact and a duration such as "90 jours", "6 mois"'
            raise ConditionInvalide((*chemin, op), quoi)
        comparaison, signe = DUREES[op]
        return Test(fait, comparaison, None, AUJOURDHUI, f"{signe}{brut}")
    if nature != "nombre" or isinstance(brut, bool) or not isinstance(brut, int | float):
        raise ConditionInvalide((*chemin, op), "expected a number fact and a number")
    return Test(fait, op, brut)


def _equality(
    fait: str, brut: Any, nature: str, types: TypesDeFaits, chemin: tuple[str | int, ...]
) -> Condition:
    if isinstance(brut, list):
        if not brut:
            raise ConditionInvalide(chemin, "expected at least one value")
        return Un(tuple(_equality(fait, x, nature, types, chemin) for x in brut))
    if nature == "oui_non":
        if brut not in ("oui", "non", True, False):
            raise ConditionInvalide(chemin, f"`{fait}` expects oui or non, not `{brut}`")
        return Test(fait, "est", brut in ("oui", True))
    if nature == "choix":
        if brut not in types.options_of(fait):
            connus = ", ".join(types.options_of(fait))
            raise ConditionInvalide(chemin, f"`{fait}` has no option `{brut}`; known: {connus}")
        return Test(fait, "est", brut)
    if nature == "nombre" and isinstance(brut, int | float) and not isinstance(brut, bool):
        return Test(fait, "est", brut)
    raise ConditionInvalide(chemin, f"`{fait}` ({nature}) cannot be compared with `{brut}`")


def evaluate(condition: Condition, valeurs: Valeurs) -> bool | None:
    """Kleene value of a condition: an unknown fact gives None unless the rest decides."""
    if isinstance(condition, Test):
        valeur = valeurs.get(condition.fait)
        if valeur is None:
            return None
        if condition.op == "est" and type(valeur) in (bool, str):  # most tests, most of the time
            return valeur == condition.attendu
        attendu = condition.attendu
        if condition.autre:
            autre = valeurs.get(condition.autre)
            if not isinstance(autre, DateDite):
                return None
            attendu = autre.jour
            if condition.decalage:
                attendu = add_duration(attendu, condition.decalage)
        return _compare(valeur, condition.op, attendu)
    if isinstance(condition, Pas):
        resultat = evaluate(condition.part, valeurs)
        return None if resultat is None else not resultat
    decisif = isinstance(condition, Un)
    inconnu = False
    for part in condition.parts:
        resultat = evaluate(part, valeurs)
        if resultat is decisif:
            return decisif
        if resultat is None:
            inconnu = True
    return None if inconnu else not decisif


def _compare(valeur: Valeur, op: str, attendu: Any) -> bool | None:
    if isinstance(valeur, Intervalle):
        return _compare_number(valeur, op, attendu)
    if isinstance(valeur, DateDite):
        return _compare_dates(valeur.jour, op, attendu)
    if op == "contient":
        return isinstance(valeur, tuple) and attendu in valeur
    return valeur == attendu


def _compare_dates(jour: dt.date, op: str, borne: dt.date) -> bool:
    if op == "apres":
        return jour >= borne
    if op == "avant":
        return jour < borne
    return jour > borne if op == "plus_que" else jour <= borne


def _compare_number(n: Intervalle, op: str, seuil: float) -> bool | None:
    bas = float("-inf") if n.bas is None else n.bas
    haut = float("inf") if n.haut is None else n.haut
    if op == "est":
        if bas == haut:
            return bas == seuil
        return None if bas <= seuil <= haut else False
    if op == "au_moins":
        return True if bas >= seuil else (False if haut < seuil else None)
    if op == "plus_de":
        return True if bas > seuil else (False if haut <= seuil else None)
    if op == "au_plus":
        return True if haut <= seuil else (False if bas > seuil else None)
    return True if haut < seuil else (False if bas >= seuil else None)


def facts_of(condition: Condition) -> frozenset[str]:
    """Every fact a condition names."""
    return frozenset(nom for test in tests_of(condition) for nom in _named(test))


def _named(test: Test) -> tuple[str, ...]:
    return (test.fait,) if test.autre in (None, AUJOURDHUI) else (test.fait, str(test.autre))


def tests_of(condition: Condition) -> Iterator[Test]:
    """Every comparison of a condition."""
    if isinstance(condition, Test):
        yield condition
    elif isinstance(condition, Pas):
        yield from tests_of(condition.part)
    else:
        for part in condition.parts:
            yield from tests_of(part)


def missing_facts(condition: Condition, valeurs: Valeurs) -> set[str]:
    """The unknown facts that keep a condition undecided (empty when it is decided)."""
    return _undecided(condition, valeurs)[1]


def _undecided(condition: Condition, valeurs: Valeurs) -> tuple[bool | None, set[str]]:
    """The value of a condition and what it lacks, in one walk."""
    if isinstance(condition, Test):
        resultat = evaluate(condition, valeurs)
        if resultat is not None:
            return resultat, set()
        return None, {nom for nom in _named(condition) if nom not in valeurs}
    if isinstance(condition, Pas):
        resultat, manquants = _undecided(condition.part, valeurs)
        return (None if resultat is None else not resultat), manquants
    decisif = isinstance(condition, Un)
    reunis: set[str] = set()
    inconnu = False
    for part in condition.parts:
        resultat, manquants = _undecided(part, valeurs)
        if resultat is decisif:
            return decisif, set()
        inconnu = inconnu or resultat is None
        reunis |= manquants
    return (None if inconnu else not decisif), reunis
