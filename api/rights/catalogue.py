"""The catalogue of rights (`parcours/droits/droits.yml`): its shape, and how it is read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, HttpUrl, TypeAdapter, ValidationError, field_validator, model_validator

from api.parcours.conditions import TOUJOURS
from api.parcours.content import Source, Texte
from api.parcours.fait import Contenu, OuiNon, Si
from api.parcours.vocabulary import Types
from api.parcours.yaml_lines import ContenuInvalide, Document
from api.rights.estimation import Periode
from api.settings import RACINE

FICHIER = RACINE / "parcours" / "droits" / "droits.yml"
_JOUR = re.compile(r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")
_PARENTHESE = re.compile(r"[(,]")

Nature = Literal["montant", "acces", "cout"]
Sens = Literal["hausse", "baisse", "incertain"]


class Calcul(Contenu):
    """What says whether a right is open, and how much: OpenFisca, a dated rule, or nobody here."""

    openfisca: list[str] = []
    regle: str | None = None
    verifier: OuiNon = False

    @model_validator(mode="after")
    def _one(self) -> Calcul:
        if sum((bool(self.openfisca), bool(self.regle), self.verifier)) != 1:
            raise ValueError("expected one of `openfisca`, `regle`, `verifier: oui`")
        return self


class Saison(Contenu):
    """Days of the year, both included (MM-DD); it may run over the new year."""

    du: str
    au: str

    @field_validator("du", "au")
    @classmethod
    def _day(cls, texte: str) -> str:
        if not _JOUR.match(texte):
            raise ValueError('expected a day of the year "MM-DD"')
        return texte

    def holds(self, jour: dt.date) -> bool:
        """Whether a day is in the season."""
        ici = jour.strftime("%m-%d")
        if self.du <= self.au:
            return self.du <= ici <= self.au
        return ici >= self.du or ici <= self.au

    def next_start(self, jour: dt.date) -> dt.date:
        """The first day of the next season after a day out of it."""
        mois, j = map(int, self.du.split("-"))
        debut = dt.date(jour.year, mois, j)
        return debut if debut > jour else dt.date(jour.year + 1, mois, j)


class Lien(Contenu):
    titre: Texte
    url: HttpUrl


class Droit(Contenu):
    """One right: who computes it, on which facts, and what is said of it."""

    titre: Texte
    noms: list[Texte] = []
    explication: Texte
    organisme: str
    calcul: Calcul
    nature: Nature
    periode: Periode
    chiffre: OuiNon = True
    crds: OuiNon = False
    attente: OuiNon = False
    concerne: Si = TOUJOURS
    si: Si = TOUJOURS
    faits: list[str] = Field(min_length=1)
    deja: Si = None
    etapes: list[str] = []
    exclut: list[str] = []
    saison: Saison | None = None
    enjeu: float = Field(ge=0)
    ouvrirait: Texte
    change: list[Texte] = Field(min_length=1)
    conditions_non_modelisees: list[Texte] = []
    doute: OuiNon = False
    doute_texte: Texte | None = None
    lien: Lien | None = None
    sources: list[Source] = []
    revoir_avant: dt.date

    @property
    def appele(self) -> list[str]:
        """Every way people name it: its title without what explains it, then its other names."""
        return list(dict.fromkeys([_PARENTHESE.split(self.titre)[0].strip(), *self.noms]))

    @property
    def chiffrable(self) -> bool:
        """Whether its amount may be shown."""
        return self.nature != "acces" and self.chiffre and not self.calcul.verifier


class Silence(Contenu):
    """When no right is shown at all."""

    si: Si


class Annonce(Contenu):
    """A right that an event changes, said and not computed: for whom, which way, from when."""

    droit: str
    si: Si = TOUJOURS
    sens: Sens
    quand: Texte


class Evenement(Contenu):
    """What a life moment changes: the household before and after it, and what nothing computes.

    A value `{fait: autre}` of the household is what the person said of another fact.
    """

    id: str
    moment: str
    si: Si = TOUJOURS
    avant: dict[str, Any] = {}
    apres: dict[str, Any] = {}
    droits: list[str] = []
    annonces: list[Annonce] = []
    texte: Texte
    sources: list[Source] = []

    @model_validator(mode="after")
    def _says_something(self) -> Evenement:
        if not self.droits and not self.annonces:
            raise ValueError("expected `droits`, or `annonces`")
        if self.annonces and not self.sources:
            raise ValueError("`annonces` are not computed: expected their `sources`")
        return self


class Reperes(Contenu):
    """What turns facts into a household, where a person only gave an idea."""

    communes: dict[str, str]
    crds: float = Field(ge=0, lt=1)
    net_sur_brut: float = Field(gt=0, lt=1)
    jours_par_mois: float = Field(gt=0)
    taux_incapacite: dict[str, float]
    annees_titre: dict[Annotated[str, Field(pattern="^(oui|non)$")], float]


class Catalogue(Contenu):
    """Every right, when to say nothing, and what events change."""

    version: dt.date
    revoir_avant: dt.date
    silences: list[Silence]
    groupes: dict[str, list[str]] = {}
    reperes: Reperes
    evenements: list[Evenement] = []
    droits: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], Droit]

    def facts_of(self, droit: Droit) -> list[str]:
        """The facts that decide a right, groups opened, each once."""
        noms: dict[str, None] = {}
        for nom in droit.faits:
            noms |= dict.fromkeys(self.groupes.get(nom, [nom]))
        return list(noms)

    def variables(self) -> list[str]:
        """Every OpenFisca variable that a right reads."""
        return sorted({v for d in self.droits.values() for v in d.calcul.openfisca})

    def facts(self) -> frozenset[str]:
        """Every fact that a right names."""
        return frozenset(nom for d in self.droits.values() for nom in self.facts_of(d))

    def rank(self) -> dict[str, int]:
        """The experts' order of the facts: as they first appear."""
        noms: dict[str, None] = {}
        for droit in self.droits.values():
            noms |= dict.fromkeys(self.facts_of(droit))
        return {nom: rang for rang, nom in enumerate(noms)}

    def in_season(self, jour: dt.date) -> Iterator[tuple[str, Droit]]:
        """The rights that may be shown on a day."""
        for nom, droit in self.droits.items():
            if droit.saison is None or droit.saison.holds(jour):
                yield nom, droit


def load_catalogue(types: Types, document: Document | None = None) -> Catalogue:
    """The catalogue; raise ContenuInvalide with every fault, its file and line."""
    document = document or Document(FICHIER, nom="droits/droits.yml")
    try:
        return TypeAdapter(Catalogue).validate_python(document.data, context={"types": types})
    except ValidationError as erreur:
        raise ContenuInvalide(document.faults_of(erreur)) from None


def catalogue_document(racine: Path) -> Document | None:
    """The catalogue's file in a content folder, None when there is none."""
    fichier = racine / "droits" / "droits.yml"
    return Document(fichier, nom="droits/droits.yml") if fichier.exists() else None
