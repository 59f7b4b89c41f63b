"""The content files of `parcours/surete/`: one a language, read and compiled once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, Field, ValidationError

from api.parcours.fait import Contenu
from api.parcours.yaml_lines import ContenuInvalide, Document
from api.safety.motifs import Motif, MotifInvalide, compile_motif
from api.safety.normaliser import scripts, words
from api.settings import RACINE

DOSSIER = RACINE / "parcours" / "surete"
COMMUN = "commun"
Signal = Literal[
    "suicide", "violence_immediate", "enfant_danger", "sans_abri_faim", "urgence_medicale"
]
Force = Literal["certaine", "possible"]
Route = Literal["auteur", "recherche"]
Marque = Literal["proche", "soi", "temoin", "mineur"]
# A pattern, and a sentence that shows what it hears (or, under `sauf`, what it lets pass).
Exemples = dict[str, str]


class MotifsDUnSignal(Contenu):
    certaine: Exemples = Field(default_factory=dict)
    possible: Exemples = Field(default_factory=dict)
    sauf: Exemples = Field(default_factory=dict)


class FichierSurete(Contenu):
    """What is heard in one language."""

    langue: str
    mots: dict[str, list[str]] = Field(default_factory=dict)
    ecritures: dict[str, str] = Field(default_factory=dict)
    signaux: dict[Signal, MotifsDUnSignal]
    sauf: Exemples = Field(default_factory=dict)  # harmless whatever the signal
    routes: dict[Route, Exemples] = Field(default_factory=dict)
    marques: dict[Marque, Exemples] = Field(default_factory=dict)


class FichierCommun(Contenu):
    """What holds for every language: which signal is answered when several are heard."""

    gravite: Annotated[list[Signal], Field(min_length=5, max_length=5)]
    seuil_possible: Annotated[float, Field(gt=0, lt=1)]


@dataclass(frozen=True)
class Lexique:
    """One language, ready to be heard."""

    langue: str
    alphabets: frozenset[str]  # a message in none of them is not read in this language
    ecritures: dict[str, str]
    certaine: dict[Signal, list[Motif]]
    possible: dict[Signal, list[Motif]]
    sauf: dict[Signal, list[Motif]]
    routes: dict[Route, list[Motif]]
    marques: dict[Marque, list[Motif]]


Forme = TypeVar("Forme", bound=BaseModel)


def read_as(forme: type[Forme], document: Document) -> Forme:
    """A file as it should be; ContenuInvalide tells where it is not."""
    try:
        return forme.model_validate(document.data)
    except ValidationError as erreur:
        raise ContenuInvalide(document.faults_of(erreur)) from None


def compile_file(document: Document, lu: FichierSurete) -> Lexique:
    """Compile every pattern of a file; ContenuInvalide lists those that cannot be read."""
    fautes: list[str] = []

    def compile_all(chemin: tuple[str, ...], motifs: Exemples) -> list[Motif]:
        prets = []
        for texte in motifs:
            try:
                prets.append(compile_motif(texte, lu.mots))
            except MotifInvalide as erreur:
                fautes.append(document.fault((*chemin, texte), str(erreur)))
        return prets

    partout = compile_all(("sauf",), lu.sauf)
    certaine, possible, sauf = {}, {}, {}
    for signal, motifs in lu.signaux.items():
        certaine[signal] = compile_all(("signaux", signal, "certaine"), motifs.certaine)
        possible[signal] = compile_all(("signaux", signal, "possible"), motifs.possible)
        sauf[signal] = compile_all(("signaux", signal, "sauf"), motifs.sauf) + partout
    routes = {nom: compile_all(("routes", nom), m) for nom, m in lu.routes.items()}
    marques = {nom: compile_all(("marques", nom), m) for nom, m in lu.marques.items()}
    if fautes:
        raise ContenuInvalide(fautes)
    ecritures = {words(court)[0]: " ".join(words(long)) for court, long in lu.ecritures.items()}
    alphabets = scripts("".join(m for motifs in lu.signaux.values() for m in motifs.certaine))
    return Lexique(lu.langue, alphabets, ecritures, certaine, possible, sauf, routes, marques)


@dataclass(frozen=True)
class Lexiques:
    """Every language and what they share."""

    commun: FichierCommun
    langues: tuple[Lexique, ...]


@cache
def load_lexiques(dossier: Path = DOSSIER) -> Lexiques:
    """All the files of a folder, compiled."""
    langues = []
    for fichier in sorted(dossier.glob("*.yml")):
        if fichier.stem != COMMUN:
            document = Document(fichier)
            langues.append(compile_file(document, read_as(FichierSurete, document)))
    return Lexiques(read_as(FichierCommun, Document(dossier / f"{COMMUN}.yml")), tuple(langues))
