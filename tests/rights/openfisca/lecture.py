"""Reads an official test of OpenFisca-France in any of the forms that OpenFisca accepts."""

from __future__ import annotations

import ast
import datetime as dt
import operator
from collections.abc import Iterator, Mapping
from typing import Any

ROLES = {
    "parents",
    "enfants",
    "declarants",
    "personnes_a_charge",
    "personne_de_reference",
    "conjoint",
}
NON_DEMANDES = {"bourse_college", "bourse_lycee", "acs"}
OPERATIONS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


class Inexprimable(Exception):
    """Why an official test is not a household: the words of the count in docs/droits.md."""


def evaluate(valeur: Any) -> Any:
    """OpenFisca writes amounts as `9100 / 12`."""
    if not isinstance(valeur, str):
        return valeur
    try:
        return _arithmetic(ast.parse(valeur, mode="eval").body)
    except (SyntaxError, TypeError, KeyError, ValueError):
        return valeur


def _arithmetic(noeud: ast.expr) -> float:
    if isinstance(noeud, ast.Constant) and isinstance(noeud.value, int | float):
        return noeud.value
    if isinstance(noeud, ast.UnaryOp) and isinstance(noeud.op, ast.USub):
        return -_arithmetic(noeud.operand)
    if isinstance(noeud, ast.BinOp):
        return OPERATIONS[type(noeud.op)](_arithmetic(noeud.left), _arithmetic(noeud.right))
    raise ValueError


def months_of(periode: str) -> list[int]:
    """The months of `2014`, `2014-07`, `year:2014-04` or `month:2014-04:3`."""
    brut = str(periode)
    nombre = 1
    if brut.startswith("month:"):
        debut, _, taille = brut.removeprefix("month:").partition(":")
        nombre = int(taille or 1)
    elif brut.startswith("year:") or len(brut) == 4:
        debut, _, taille = brut.removeprefix("year:").partition(":")
        nombre = 12 * int(taille or 1)
    else:
        debut = brut
    morceaux = [int(x) for x in debut.split("-")]
    premier = morceaux[0] * 12 + (morceaux[1] - 1 if len(morceaux) > 1 else 0)
    return list(range(premier, premier + nombre))


def is_default(variable: Any, valeur: Any) -> bool:
    valeur = evaluate(valeur)
    defaut = variable.default_value
    if hasattr(defaut, "name"):
        return bool(valeur == defaut.name)
    if isinstance(defaut, dt.date):
        return str(valeur) == defaut.isoformat()
    return bool(valeur == defaut)


def values_of(valeur: Any) -> Iterator[Any]:
    yield from valeur.values() if isinstance(valeur, dict) else [valeur]


def list_of(valeur: Any) -> list[str]:
    if valeur is None:
        return []
    return [str(v) for v in valeur] if isinstance(valeur, list) else [str(valeur)]


def normalise(
    entree: Mapping[str, Any], systeme: Any
) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    """Persons and the three groups, from any of the forms that OpenFisca accepts."""
    pluriels = {"famille": "familles", "foyer_fiscal": "foyers_fiscaux", "menage": "menages"}
    groupes: dict[str, dict[str, Any]] = {nom: {} for nom in pluriels}
    individus: dict[str, dict[str, Any]] = {}
    libres: dict[str, Any] = {}
    for cle, valeur in entree.items():
        groupe = next((g for g, p in pluriels.items() if cle in (g, p)), None)
        if cle in ("individus", "individu"):
            individus = {str(n): dict(v or {}) for n, v in valeur.items()}
        elif groupe and cle != groupe and not ROLES & set(valeur):
            if len(valeur) > 1:
                raise Inexprimable("familles, ménages ou foyers fiscaux séparés")
            groupes[groupe] = dict(next(iter(valeur.values())))
        elif groupe:
            groupes[groupe] = dict(valeur)
        else:
            libres[cle] = valeur
    if not individus:
        individus = {"_": {}}
        groupes["famille"].setdefault("parents", ["_"])
    for nom, valeur in libres.items():
        variable = systeme.get_variable(nom)
        if variable is None:
            raise Inexprimable("variable inconnue de cette version")
        entite = variable.entity.key
        if entite == "individu":
            if isinstance(valeur, list):
                raise Inexprimable("forme de liste")
            individus["_"][nom] = valeur
        else:
            groupes[entite][nom] = valeur
    return individus, groupes


def outputs_by_month(systeme: Any, test: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    """What the test expects, by the month in which we compute it."""
    attendus: dict[int, dict[str, Any]] = {}
    periode = str(test["period"])
    for nom, personne, valeur in _outputs(systeme, test["output"]):
        variable = systeme.get_variable(nom)
        if variable is None:
            raise Inexprimable("variable inconnue de cette version")
        if nom in NON_DEMANDES:
            continue
        for p, v in (valeur if isinstance(valeur, dict) else {periode: valeur}).items():
            mois = months_of(str(p))
            annuelle = str(variable.definition_period.value) == "year"
            if len(mois) > 1 and not annuelle:
                raise Inexprimable("résultat de plusieurs mois ajoutés")
            quand = mois[-1] if len(mois) > 1 else mois[0]
            cle = nom if personne is None else f"{nom}@{personne}"
            attendus.setdefault(quand, {})[cle] = v
    if not attendus:
        raise Inexprimable("droit que Jalons ne demande pas")
    return attendus


def _outputs(systeme: Any, sortie: Mapping[str, Any]) -> Iterator[tuple[str, str | None, Any]]:
    for cle, valeur in sortie.items():
        if cle in ("individus", "individu"):
            for personne, dits in valeur.items():
                for nom, v in dits.items():
                    yield nom, str(personne), v
        elif cle in ("famille", "menage", "foyer_fiscal"):
            yield from ((nom, None, v) for nom, v in valeur.items())
        elif cle in ("familles", "menages", "foyers_fiscaux"):
            for dits in valeur.values():
                yield from ((nom, None, v) for nom, v in dits.items())
        else:
            yield cle, None, valeur
