"""What a content check looks at, and how it says what it found."""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from api.parcours.cases import FichierDeCas, load_cases
from api.parcours.content import Etape
from api.parcours.engine import Moteur
from api.parcours.fait import Fait
from api.parcours.library import Bibliotheque, load_library
from api.parcours.yaml_lines import ContenuInvalide, Document, Recueil
from api.territoires.regles import Regles, read_rules

Chemin = tuple[str | int, ...]
CODE = ("api", "actions", "bot")


@dataclass(frozen=True, order=True)
class Constat:
    """One finding: how grave, where (`file:line`), what is wrong and what was expected."""

    niveau: Literal["erreur", "avertissement"]
    ou: str
    quoi: str

    def __str__(self) -> str:
        return f"{self.ou}: {self.quoi}"


@dataclass(frozen=True)
class Module:
    """What a Python file calls and says, for the few rules that bind code to wording."""

    ou: str
    appels: list[ast.Call]
    classes: list[ast.ClassDef]
    chaines: list[tuple[str, int]]  # text and line, docstrings left out


@dataclass(frozen=True)
class Contexte:
    """Everything the checks may look at, read once."""

    racine: Path
    le: dt.date
    bibliotheque: Bibliotheque
    moteur: Moteur
    territoires: tuple[Document, Regles]
    cas: dict[str, FichierDeCas] = field(default_factory=dict)
    actes: list[Document] = field(default_factory=list)
    locales: dict[str, Document] = field(default_factory=dict)
    domaine: list[Document] = field(default_factory=list)
    droits: Document | None = None  # the catalogue of rights, when there is one
    modules: list[Module] = field(default_factory=list)

    def erreur(self, document: Document | Recueil, chemin: Chemin, quoi: str) -> Constat:
        return self._found("erreur", document, chemin, quoi)

    def avertissement(self, document: Document | Recueil, chemin: Chemin, quoi: str) -> Constat:
        return self._found("avertissement", document, chemin, quoi)

    def _found(
        self,
        niveau: Literal["erreur", "avertissement"],
        document: Document | Recueil,
        chemin: Chemin,
        quoi: str,
    ) -> Constat:
        document = document.part_of(chemin)
        fichier = relative(document.fichier, self.racine)
        sujet = subject_of(document, chemin)
        ligne = document.line_of(chemin)
        return Constat(niveau, f"{fichier}:{ligne}", f"{sujet}: {quoi}" if sujet else quoi)

    def document(self, nom: str) -> Document:
        """The content file of a moment, or of `organismes`, `urgences`…"""
        return self.bibliotheque.documents[nom]

    @property
    def faits(self) -> dict[str, Fait]:
        return self.bibliotheque.vocabulaire.faits

    def steps(self) -> Iterator[tuple[str, Chemin, Etape]]:
        """Every step: its moment, its path in the file, itself."""
        for moment, parcours in self.bibliotheque.parcours.items():
            for rang, phase in enumerate(parcours.phases):
                for numero, etape in enumerate(phase.etapes):
                    yield moment, ("phases", rang, "etapes", numero), etape

    @cached_property
    def etapes(self) -> dict[str, Etape]:
        """Every step by its identifier."""
        return {etape.id: etape for _, _, etape in self.steps()}


def relative(fichier: Path, racine: Path) -> str:
    return str(fichier.relative_to(racine) if fichier.is_relative_to(racine) else fichier)


def subject_of(document: Document, chemin: Chemin) -> str:
    """What a path is about, as an expert names it: the step, the fact, the act."""
    noeud = document.data
    nom = str(noeud.get("moment") or "") if isinstance(noeud, dict) else ""
    for rang, cle in enumerate(chemin):
        try:
            noeud = noeud[cle]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(noeud, dict) and isinstance(cle, int):
            nom = str(noeud.get("id") or noeud.get("nom") or nom)
            if rang and chemin[rang - 1] == "etapes":  # what is inside a step is about the step
                return nom
    if chemin and chemin[0] == "droits" and len(chemin) > 1:  # a right is named by its key
        return str(chemin[1])
    return nom or (str(chemin[0]) if chemin else "")


def walk(data: Any, chemin: Chemin = ()) -> Iterator[tuple[Chemin, str]]:
    """Every text of a file, with its path."""
    if isinstance(data, str):
        yield chemin, data
    elif isinstance(data, dict):
        for cle, valeur in data.items():
            yield from walk(valeur, (*chemin, cle))
    elif isinstance(data, list):
        for rang, valeur in enumerate(data):
            yield from walk(valeur, (*chemin, rang))


def load_context(racine: Path, le: dt.date) -> Contexte:
    """Read content, cases, wording and code of a repository; raise ContenuInvalide on faults."""
    fautes: list[str] = []

    def read(fichiers: Iterator[Path]) -> list[Document]:
        documents = []
        for fichier in sorted(fichiers):
            dossier = relative(fichier.parent, racine)
            try:
                document = Document(fichier)
            except ContenuInvalide as erreur:
                fautes.extend(f"{dossier}/{faute}" for faute in erreur.fautes)
                continue
            if document.data is None or isinstance(document.data, dict):
                documents.append(document)
            else:
                fautes.append(f"{dossier}/{document.fault((), 'expected a mapping')}")
        return documents

    francais = racine / "locales" / "fr"
    locales = {d.fichier.stem: d for d in read(francais.glob("*.yml"))}
    actes = read((francais / "actes").glob("*.yml"))
    domaine = read((racine / "bot" / "domain").glob("*.yml"))
    try:
        territoires = read_rules(racine / "parcours" / "territoires")
    except ContenuInvalide as erreur:
        fautes += [f"parcours/{faute}" for faute in erreur.fautes]
    try:
        bibliotheque = load_library(racine / "parcours", le=le)
    except ContenuInvalide as erreur:
        fautes += [f"parcours/{faute}" for faute in erreur.fautes]
        raise ContenuInvalide(fautes) from None
    droits = racine / "parcours" / "droits" / "droits.yml"
    catalogue = read(iter([droits])) if droits.exists() else []
    try:
        cas = load_cases(racine / "tests" / "cases")
    except ContenuInvalide as erreur:
        fautes += [f"tests/cases/{faute}" for faute in erreur.fautes]
    if fautes:
        raise ContenuInvalide(fautes)
    return Contexte(
        racine=racine,
        le=le,
        bibliotheque=bibliotheque,
        moteur=Moteur(bibliotheque),
        territoires=territoires,
        cas=cas,
        actes=actes,
        locales=locales,
        domaine=domaine,
        droits=catalogue[0] if catalogue else None,
        modules=list(_modules(racine)),
    )


def _modules(racine: Path) -> Iterator[Module]:
    for dossier in CODE:
        for fichier in sorted((racine / dossier).rglob("*.py")):
            try:
                arbre = ast.parse(fichier.read_text(encoding="utf-8"))
            except (SyntaxError, OSError):  # the linter's business, not the content's
                continue
            yield _read_module(relative(fichier, racine), arbre)


def _read_module(ou: str, arbre: ast.Module) -> Module:
    module = Module(ou, [], [], [])
    a_voir: list[ast.AST] = [arbre]
    while a_voir:
        noeud = a_voir.pop()
        if isinstance(noeud, ast.Expr) and isinstance(noeud.value, ast.Constant):
            continue  # a docstring
        if isinstance(noeud, ast.Constant) and isinstance(noeud.value, str):
            module.chaines.append((noeud.value, noeud.lineno))
        elif isinstance(noeud, ast.Call):
            module.appels.append(noeud)
        elif isinstance(noeud, ast.ClassDef):
            module.classes.append(noeud)
        a_voir.extend(ast.iter_child_nodes(noeud))
    return module
