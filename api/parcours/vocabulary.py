"""The one vocabulary of facts (`parcours/faits`), and what follows from what is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from api.parcours.conditions import (
    AUJOURDHUI,
    evaluate,
    facts_of,
    missing_facts,
)
from api.parcours.fait import AliasDetaille, Fait
from api.parcours.values import (
    DateDite,
    Valeur,
)


@dataclass(frozen=True, slots=True)
class Dit:
    """What a dossier knows of a fact: a value, or that the person does not know or declines."""

    valeur: Valeur | None = None
    statut: Literal["connu", "ne_sait_pas", "refuse"] = "connu"


class Types:
    """Types and options of facts, read before anything is compiled."""

    def __init__(self, brut: Mapping[str, Any]) -> None:
        self._brut = brut

    def type_of(self, fait: str) -> str | None:
        entree = self._brut.get(fait)
        return entree.get("type") if isinstance(entree, dict) else None

    def options_of(self, fait: str) -> tuple[str, ...]:
        options = self._brut.get(fait, {}).get("options")
        liste = options if isinstance(options, list) else []
        return tuple(str(o.get("valeur")) for o in liste if isinstance(o, dict))


class Vocabulaire:
    """All the facts, and what follows from them."""

    def __init__(self, faits: Mapping[str, Fait], le: dt.date) -> None:
        self.faits = dict(faits)
        self._defauts = {
            nom: fait.coerce(fait.defaut, le)
            for nom, fait in faits.items()
            if fait.defaut is not None
        }
        self._derives = {
            nom: [(r, None if r.valeur is None else fait.coerce(r.valeur, le)) for r in fait.derive]
            for nom, fait in faits.items()
            if fait.derive
        }
        self.order = self._derivation_order()

    def sources_of(self, nom: str, *, demandees: bool = False) -> frozenset[str]:
        """Facts that a fact is directly derived from (`demandees`: those asked for its sake)."""
        noms: set[str] = set()
        for regle in self.faits[nom].derive:
            if demandees and regle.discret:
                continue
            noms |= facts_of(regle.si) if regle.si is not None else set()
            if regle.date:
                noms.add(regle.date)
        return frozenset(noms)

    def _derivation_order(self) -> list[str]:
        """Derived facts, sources first; a circle raises ValueError naming it."""
        ordre: list[str] = []
        en_cours: list[str] = []

        def visit(nom: str) -> None:
            if nom in en_cours:
                raise ValueError(" → ".join([*en_cours, nom]))
            if nom in ordre or nom not in self._derives:
                return
            en_cours.append(nom)
            for source in sorted(self.sources_of(nom)):
                visit(source)
            en_cours.pop()
            ordre.append(nom)

        for nom in self._derives:
            visit(nom)
        return ordre

    def resolve(self, dits: Mapping[str, Dit], le: dt.date) -> dict[str, Valeur]:
        """Values of all decided facts at `le`: what is said wins, then what follows, then defaults."""
        valeurs = {n: d.valeur for n, d in dits.items() if d.valeur is not None}
        valeurs[AUJOURDHUI] = DateDite(le)
        for nom, valeur in self._defauts.items():
            if nom not in self._derives:
                valeurs.setdefault(nom, valeur)
        self.derive_into(valeurs, self.order, le)
        return valeurs

    def derive_into(self, valeurs: dict[str, Valeur], noms: Iterable[str], le: dt.date) -> None:
        """Fill `valeurs` with the derived facts of `noms` (sources first) that have no value yet.

        Rules are independent implications: the first that holds gives the value, so that one
        known fact suffices even when another rule's fact is unknown.
        """
        for nom in noms:
            if nom in valeurs:
                continue
            for regle, valeur in self._derives[nom]:
                if regle.si is not None and evaluate(regle.si, valeurs) is not True:
                    continue
                source = valeurs.get(regle.date) if regle.date else None
                if isinstance(source, DateDite):
                    valeurs[nom] = regle.compute(source, le)
                    break
                if valeur is not None:
                    valeurs[nom] = valeur
                    break
            else:
                if nom in self._defauts:
                    valeurs[nom] = self._defauts[nom]

    def askable(self, nom: str, valeurs: Mapping[str, Valeur], dits: Collection[str]) -> set[str]:
        """The questions that could settle an unknown fact: its open sources first, else itself.

        `dits`: facts already answered or skipped, which are never asked again.
        """
        manquants: set[str] = set()
        for regle in self.faits[nom].derive:
            if regle.discret:
                continue
            if regle.si is not None:
                for source in missing_facts(regle.si, valeurs):
                    manquants |= self.askable(source, valeurs, dits)
            elif regle.date and regle.date not in valeurs:
                manquants |= self.askable(regle.date, valeurs, dits)
        if manquants:
            return manquants
        ouverte = nom not in valeurs and nom not in dits and self.may_ask(nom, valeurs)
        return {nom} if ouverte else set()

    def may_ask(self, nom: str, valeurs: Mapping[str, Valeur]) -> bool:
        """Whether a question may be put to someone of whom `valeurs` is known."""
        fait = self.faits[nom]
        return fait.demander and evaluate(fait.quand, valeurs) is True

    def from_dossier_names(
        self, moments: Iterable[str], faits: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Rename facts that carry a founding dossier's own name for one of `moments`.

        Raises KeyError with the name when it is neither a fact nor an alias.
        """
        alias: dict[str, tuple[str, AliasDetaille]] = {}
        for moment in moments:
            for nom, fait in self.faits.items():
                for a in _aliases(fait.alias.get(moment)):
                    alias.setdefault(a.nom, (nom, a))
        renommes: dict[str, Any] = {}
        for nom, valeur in faits.items():
            if nom in alias:
                cible, a = alias[nom]
                renommes[cible] = a.translate(valeur)
            elif nom in self.faits:
                renommes[nom] = valeur
            else:
                raise KeyError(nom)
        return renommes


def _aliases(brut: Any) -> list[AliasDetaille]:
    if brut is None:
        return []
    liste = brut if isinstance(brut, list) else [brut]
    return [AliasDetaille(nom=x) if isinstance(x, str) else x for x in liste]
