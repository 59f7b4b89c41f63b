"""Children of the household: those at charge, and a baby just born. Pure."""

from __future__ import annotations

import datetime as dt

from api.rights.foyer import Enfant
from api.rights.valeurs import Valeurs, born, day, number

ENFANTS = ("age_enfant_1", "age_enfant_2", "age_enfant_3", "age_enfant_4")
ECART_FRATRIE = 3  # years, for a child whose age nobody gave


def children(valeurs: Valeurs, le: dt.date) -> list[Enfant]:
    """Children at charge, the youngest first; a baby just born is added to those there before."""
    nombre = int(max(number(valeurs, n) or 0 for n in ("nb_enfants", "nb_orphelins")))
    handicape = valeurs.get("personne_handicap") == "mon_enfant"
    ages = _ages(valeurs, max(nombre, 1 if handicape else 0))
    naissances = [born(age, le) for age in ages]
    concerne = _disabled_rank(valeurs, ages) if handicape else None
    bebe = day(valeurs, "date_naissance_enfant")
    if valeurs.get("evenement_naissance") == "naissance" and bebe and bebe <= le:
        nes = babies(valeurs)
        naissances = [*[bebe] * nes, *naissances]
        concerne = None if concerne is None else concerne + nes
    reconnu = valeurs.get("taux_incapacite") in ("de_50_a_79", "plus_80")
    seul = _without_other_parent(valeurs)
    alternee = valeurs.get("residence_enfants") == "alternee"
    return [
        Enfant(
            naissance=jour,
            garde_alternee=alternee,
            handicap=reconnu and rang == concerne,
            scolarise=(le - jour).days >= 3 * 365,
            sans_autre_parent=seul,
        )
        for rang, jour in enumerate(naissances)
    ]


def _ages(valeurs: Valeurs, nombre: int) -> list[int]:
    ages: list[int] = []
    for rang in range(nombre):
        dit = number(valeurs, ENFANTS[rang]) if rang < len(ENFANTS) else None
        if dit is None and valeurs.get("personne_handicap") == "mon_enfant" and rang == 0:
            dit = number(valeurs, "age_enfant_handicape")
        ages.append(int(dit) if dit is not None else (ages[-1] + ECART_FRATRIE if ages else 8))
    return sorted(ages)


def _disabled_rank(valeurs: Valeurs, ages: list[int]) -> int:
    """The child whose age is nearest to the one that was said; the eldest when none was."""
    vise = number(valeurs, "age_enfant_handicape")
    if vise is None:
        return len(ages) - 1
    return min(range(len(ages)), key=lambda rang: abs(ages[rang] - vise))


def _without_other_parent(valeurs: Valeurs) -> bool:
    """No support, or not all of it, from the other parent; or an orphan (CSS L523-1)."""
    if valeurs.get("autre_parent_paie") in ("non", "jamais_fixee", "partiel"):
        return True
    return (number(valeurs, "nb_orphelins") or 0) > 0


def babies(valeurs: Valeurs) -> int:
    return max(1, int(number(valeurs, "nb_attendus") or 1))
