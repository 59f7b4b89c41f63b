"""The life cases (`tests/cases/<moment>.yml`): situations and the steps an expert expects."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from api.parcours.fait import Contenu
from api.parcours.yaml_lines import ContenuInvalide, Document


class Cas(Contenu):
    """One person's situation, and exactly the steps they must see."""

    nom: str
    le: dt.date
    lieu: str | None = None
    faits: dict[str, Any] = {}
    etapes: list[str] = Field(min_length=1)
    absentes: list[str] = []
    note: str | None = None


class Cases(Contenu):
    moment: str
    par_defaut: dict[str, Any] = {}
    cas: list[Cas] = Field(min_length=1)


@dataclass(frozen=True)
class FichierDeCas:
    """The cases of a moment, and where they are written."""

    moment: str
    cas: list[Cas]
    document: Document


def load_cases(dossier: Path) -> dict[str, FichierDeCas]:
    """Cases by moment, the file's defaults applied; raise ContenuInvalide with every fault."""
    fichiers: dict[str, FichierDeCas] = {}
    fautes: list[str] = []
    for fichier in sorted(dossier.glob("*.yml")):
        try:
            document = Document(fichier)
            lu = Cases.model_validate(document.data)
        except ContenuInvalide as erreur:
            fautes += erreur.fautes
            continue
        except ValidationError as erreur:
            fautes += document.faults_of(erreur)
            continue
        cas = [c.model_copy(update={"faits": {**lu.par_defaut, **c.faits}}) for c in lu.cas]
        fichiers[lu.moment] = FichierDeCas(lu.moment, cas, document)
    if fautes:
        raise ContenuInvalide(fautes)
    return fichiers
