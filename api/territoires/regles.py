"""The shape of parcours/territoires/regles.yml: who is in charge, where, and how sure we are."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from pathlib import Path
from typing import Self

from pydantic import Field, ValidationError, model_validator

from api.parcours.content import Source, Texte
from api.parcours.fait import Contenu, OuiNon
from api.parcours.yaml_lines import ContenuInvalide, Document
from api.territoires.communes import RACINE, Commune, Departement, load_departements, normalise

CLES = ("pourquoi", "sources", "doute")


class Fonde(Contenu):
    """Something stated: why, from which sources, and whether a doubt remains."""

    pourquoi: Texte
    sources: list[str] = Field(min_length=1)
    doute: OuiNon = False


class APart(Fonde):
    departements: list[str]


class Site(Fonde):
    """Where files are processed, when it is not where people live."""

    familles: list[str] = Field(min_length=1)
    nom: Texte


class Regle(Fonde):
    """One line of a family: where it holds, and the organisation or those that share the place."""

    departements: list[str] = []
    regions: list[str] = []
    epci: list[str] = []
    nom: Texte | None = None
    possibles: list[Texte] = []
    sites: list[Site] = []

    @model_validator(mode="after")
    def _one_answer(self) -> Self:
        if bool(self.nom) == bool(self.possibles):
            raise ValueError("expected `nom`, or `possibles` when several share these communes")
        return self

    def matches(self, commune: Commune, region: str) -> bool:
        """True when the rule holds for this commune."""
        if not (self.departements or self.regions or self.epci):
            return True
        return (
            commune.departement in self.departements
            or region in self.regions
            or commune.epci in self.epci
        )


class Agricole(Contenu):
    famille: str
    sauf: list[str] = []


class Famille(Contenu):
    """Organisations of one kind, and its rules in the order they are tried."""

    organisme: str
    mots: list[str] = Field(min_length=1)
    agricole: Agricole | None = None
    pourquoi: Texte | None = None
    sources: list[str] = []
    doute: OuiNon = False
    regles: list[Regle] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _inherit(cls, brut: object) -> object:
        """What the family says holds for its rules that say nothing else."""
        if not isinstance(brut, dict) or not isinstance(brut.get("regles"), list):
            return brut
        communs = {cle: brut[cle] for cle in CLES if cle in brut}
        regles = [{**communs, **r} if isinstance(r, dict) else r for r in brut["regles"]]
        return {**brut, "regles": regles}


class Regles(Contenu):
    """All the rules, checked: sources named, places that exist, doubts said."""

    revoir_avant: dt.date
    articles: dict[str, str]
    sources: dict[str, Source]
    a_part: APart
    annuaire_titre: Texte
    annuaire: dict[str, list[str]]
    familles: dict[str, Famille]

    def family_of(self, organisme: str) -> str | None:
        """The family that an organisation's name or code belongs to."""
        return self._mots.get(normalise(organisme).replace(" ", "_"))

    @property
    def _mots(self) -> dict[str, str]:
        return {mot: nom for nom, famille in self.familles.items() for mot in famille.mots}

    @property
    def known_words(self) -> list[str]:
        """The codes one may ask for."""
        return sorted({f.organisme for f in self.familles.values()} | set(self._mots))

    def of_departement(self, departement: Departement) -> str:
        """ "du Rhône", "de l'Ain"."""
        return self.articles.get(departement.article, self.articles["0"]) + departement.nom


def _faults(
    regles: Regles, departements: dict[str, Departement]
) -> list[tuple[list[str | int], str]]:
    regions = {d.region for d in departements.values()}
    fautes: list[tuple[list[str | int], str]] = []

    def check(fonde: Fonde, *chemin: str | int) -> None:
        for cle in fonde.sources:
            if cle not in regles.sources:
                fautes.append(([*chemin, "sources"], f"unknown source `{cle}`"))
        statuts = {regles.sources[c].statut for c in fonde.sources if c in regles.sources}
        if statuts == {"G"} and not fonde.doute:
            fautes.append(([*chemin], "general knowledge alone: `doute: oui` is required"))

    check(regles.a_part, "a_part")
    for nom, famille in regles.familles.items():
        if famille.agricole and famille.agricole.famille not in regles.familles:
            quoi = f"unknown family `{famille.agricole.famille}`"
            fautes.append((["familles", nom, "agricole"], quoi))
        for n, regle in enumerate(famille.regles):
            chemin: list[str | int] = ["familles", nom, "regles", n]
            check(regle, *chemin)
            for code in set(regle.departements) - set(departements):
                fautes.append(([*chemin, "departements"], f"unknown département `{code}`"))
            for code in set(regle.regions) - regions:
                fautes.append(([*chemin, "regions"], f"unknown region `{code}`"))
            for s, site in enumerate(regle.sites):
                check(site, *chemin, "sites", s)
    return fautes


@lru_cache(maxsize=2)
def load_rules(racine: Path = RACINE) -> Regles:
    """The rules, read once for the process."""
    return read_rules(racine)[1]


def read_rules(racine: Path = RACINE) -> tuple[Document, Regles]:
    """Read and check the rules; raise ContenuInvalide with file, line and key of every fault."""
    fichier = racine / "regles.yml"
    if not fichier.exists():
        raise ContenuInvalide(["territoires/regles.yml:1: this file is missing"])
    document = Document(fichier, nom="territoires/regles.yml")
    try:
        regles = Regles.model_validate(document.data)
    except ValidationError as erreur:
        raise ContenuInvalide(document.faults_of(erreur)) from None
    fautes = _faults(regles, load_departements(racine))
    if fautes:
        raise ContenuInvalide([document.fault(tuple(chemin), quoi) for chemin, quoi in fautes])
    return document, regles
