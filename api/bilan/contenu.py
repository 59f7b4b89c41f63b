"""The content of the rights review: `parcours/droits/bilan.yml` and `non_recours.yml`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from babel.numbers import format_decimal
from pydantic import Field, TypeAdapter, ValidationError

from api.languages.places import fill
from api.parcours.content import Duree, Source, Texte
from api.parcours.fait import Contenu, OuiNon
from api.parcours.yaml_lines import ContenuInvalide, Document
from api.settings import RACINE

if TYPE_CHECKING:
    from api.languages.catalogues import Textes as Mots

DOSSIER = RACINE / "parcours" / "droits"
Objet = Literal["fiche_service", "suivi"]
Code = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,20}$")]


class Point(Contenu):
    """A date to look again, counted from the opening of the review."""

    delai: Duree
    texte: Texte


class Public(Contenu):
    """Whom a review is for; `code`: the circular's own, for statistics."""

    id: Code
    titre: Texte
    code: str


class Motif(Contenu):
    id: Code
    titre: Texte


class Redaction(Contenu):
    """One wording of a consent; all stay, the last one is presented."""

    version: dt.date
    texte: Texte


class ContenuBilan(Contenu):
    version: dt.date
    revoir_avant: dt.date
    suivi: Duree
    points: list[Point] = Field(min_length=1)
    publics: list[Public] = Field(min_length=1)
    motifs: list[Motif] = Field(min_length=1)
    consentements: dict[Objet, Annotated[list[Redaction], Field(min_length=1)]]

    def current(self, objet: Objet) -> Redaction:
        """The wording presented today."""
        return self.consentements[objet][-1]

    def wording(self, objet: Objet, version: dt.date) -> str | None:
        """What was presented under a version; None when there never was such a one."""
        return next((r.texte for r in self.consentements[objet] if r.version == version), None)


class Raison(Contenu):
    """Why a right is not claimed; `droits`: offered for those only."""

    id: Code
    libelle: Texte
    droits: list[str] = []


class ReponseNonRecours(Contenu):
    """The exact fact that answers a reason, once."""

    raison: str
    droits: list[str] = []
    texte: Texte
    chiffres: dict[str, float] = {}
    doute: OuiNon = False
    doute_texte: Texte | None = None
    sources: list[Source] = Field(min_length=1)
    revoir_avant: dt.date

    def words(self, textes: Mots) -> str:
        """The fact, its figures written as the language writes them."""
        chiffres = {
            nom: textes.word("euros", n=format_decimal(n, locale=textes.locale))
            for nom, n in self.chiffres.items()
        }
        return fill(self.texte, chiffres)


class NonRecours(Contenu):
    version: dt.date
    revoir_avant: dt.date
    familles: dict[Code, list[str]] = {}
    raisons: list[Raison] = Field(min_length=1)
    reponses: list[ReponseNonRecours] = []

    def family(self, droit: str) -> list[str]:
        """The rights that are one and the same for the person; itself alone otherwise."""
        return next((f for f in self.familles.values() if droit in f), [droit])

    def reasons(self, droit: str) -> list[Raison]:
        """The reasons offered for a right."""
        return [r for r in self.raisons if not r.droits or droit in r.droits]

    def answer(self, raison: str, droit: str) -> ReponseNonRecours | None:
        """The fact that answers this reason for this right, if there is one."""
        return next(
            (
                r
                for r in self.reponses
                if r.raison == raison and (not r.droits or droit in r.droits)
            ),
            None,
        )


@dataclass(frozen=True)
class Textes:
    """Both files."""

    bilan: ContenuBilan
    non_recours: NonRecours


def documents(racine: Path = DOSSIER) -> tuple[Document, Document]:
    """Both files as written; raise ContenuInvalide when one cannot be read."""
    noms = ("bilan.yml", "non_recours.yml")
    bilan, non_recours = (Document(racine / nom, nom=f"droits/{nom}") for nom in noms)
    return bilan, non_recours


def load_texts(racine: Path = DOSSIER) -> Textes:
    """Both files; raise ContenuInvalide with every fault, its file and line."""
    bilan, non_recours = documents(racine)
    fautes: list[str] = []

    def read(document: Document, nature: Any) -> Any:
        try:
            return TypeAdapter(nature).validate_python(document.data)
        except ValidationError as erreur:
            fautes.extend(document.faults_of(erreur))
            return None

    lus = read(bilan, ContenuBilan), read(non_recours, NonRecours)
    if fautes:
        raise ContenuInvalide(fautes)
    return Textes(*lus)
