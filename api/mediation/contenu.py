"""The content of assisted mode: `parcours/mediation/`. Read once, checked when read."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from api.languages.langues import SOURCE
from api.parcours.content import Texte
from api.parcours.fait import Contenu, OuiNon, Si
from api.parcours.library import load_library
from api.parcours.vocabulary import Types
from api.parcours.yaml_lines import ContenuInvalide, Document
from api.settings import RACINE

DOSSIER = RACINE / "parcours" / "mediation"
Code = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,40}$")]
ParLangue = dict[str, Texte]
Sources = Annotated[list[str], Field(min_length=1)]


class RedactionTexte(Contenu):
    statut: str
    texte: str


class Redaction(Contenu):
    """A version of the mandate: French, and its translations."""

    version: str
    relu_par: str | None
    textes: dict[str, RedactionTexte]

    def fingerprint(self, langue: str) -> str:
        return digest(self.textes[langue].texte)


class TextesMandat(Contenu):
    revoir_avant: dt.date
    sources: Sources
    vu_le: str
    durees: dict[str, ParLangue]
    redactions: list[Redaction] = Field(min_length=1)

    @property
    def current(self) -> Redaction:
        """The one that is presented today: the first."""
        return self.redactions[0]


class Demarche(Contenu):
    id: Code
    titre: ParLangue
    organismes: list[str] = Field(min_length=1)
    critique: OuiNon
    habituelles: ParLangue


class Ligne(Contenu):
    id: Code
    titre: Texte


class PostureLue(Contenu):
    titre: Texte
    aide: Texte


class Questions(Contenu):
    sources: Sources
    questions: list[Ligne] = Field(min_length=3, max_length=3)
    postures: dict[str, PostureLue]


class Incapacite(Contenu):
    titre: Texte
    route: Texte
    doute: Texte


class Demarches(Contenu):
    revoir_avant: dt.date
    sources: Sources
    vu_le: str
    sans_mandat: list[Ligne]
    demarches: list[Demarche] = Field(min_length=1)
    posture: Questions
    incapacite: dict[str, Incapacite]


class Branche(Contenu):
    organisme: str
    regles: list[Texte] = Field(min_length=1)
    source: Texte
    doute: str | None = None


class Carte(Contenu):
    """Where two branches touch: the least rules of both, and no decision."""

    id: Code
    titre: Texte
    si: Si
    branches: list[Branche] = Field(min_length=2)
    faire: list[Texte] = Field(min_length=1)


class Cartes(Contenu):
    revoir_avant: dt.date
    sources: Sources
    vu_le: str
    cartes: list[Carte]


class Repere(Contenu):
    moment: str
    si: Si
    dire: Texte


class Reperes(Contenu):
    revoir_avant: dt.date
    sources: Sources
    vu_le: str
    reperes: list[Repere]


class Persona(Contenu):
    id: Code
    prenom: Texte
    langue: str
    moment: str
    cas: str
    presentation: Texte
    capacite: str = "adulte"


class Personas(Contenu):
    personas: list[Persona] = Field(min_length=8)


@dataclass(frozen=True)
class ContenuMediation:
    """Everything experts write for the counsellors."""

    mandat: TextesMandat
    demarches: Demarches
    cartes: Cartes
    reperes: Reperes
    personas: list[Persona]

    @cached_property
    def par_demarche(self) -> dict[str, Demarche]:
        return {d.id: d for d in self.demarches.demarches}

    @cached_property
    def demarche_de(self) -> dict[str, str]:
        """The démarche that an organisation's steps belong to."""
        return {o: d.id for d in self.demarches.demarches for o in d.organismes}

    def title(self, demarche: str, langue: str = SOURCE) -> str:
        """The words of a démarche; its code when it is no longer written."""
        connue = self.par_demarche.get(demarche)
        return in_words(connue.titre, langue) if connue else demarche

    def mandate_language(self, langue: str) -> str:
        """The language the mandate can be read in: the person's, else French."""
        return langue if langue in self.mandat.current.textes else SOURCE


def in_words(textes: ParLangue, langue: str) -> str:
    return textes.get(langue) or textes[SOURCE]


def digest(texte: str) -> str:
    """The fingerprint of a text: one sign changed changes it."""
    return hashlib.sha256(texte.encode()).hexdigest()


def load_mediation(racine: Path = DOSSIER, types: Types | None = None) -> ContenuMediation:
    """Read the folder; ContenuInvalide with every fault, file and line."""
    contexte = {"types": types or Types(load_library().faits.data)}
    fautes: list[str] = []

    def read(nom: str, nature: Any) -> Any:
        try:
            document = Document(racine / f"{nom}.yml", nom=f"mediation/{nom}.yml")
        except FileNotFoundError:
            fautes.append(f"mediation/{nom}.yml:1: this file is missing")
            return None
        except ContenuInvalide as erreur:
            fautes.extend(erreur.fautes)
            return None
        try:
            return TypeAdapter(nature).validate_python(document.data, context=contexte)
        except ValidationError as erreur:
            fautes.extend(document.faults_of(erreur))
            return None

    mandat, demarches = read("mandat", TextesMandat), read("demarches", Demarches)
    cartes, reperes = read("adherences", Cartes), read("reperes", Reperes)
    personas = read("personas", Personas)
    if fautes:
        raise ContenuInvalide(fautes)
    return ContenuMediation(mandat, demarches, cartes, reperes, personas.personas)


@cache
def delivered() -> ContenuMediation:
    """The content of this installation, read once."""
    return load_mediation()
