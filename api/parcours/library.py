"""Reading `parcours/` once into an immutable library; faults are told with file, line and key."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from api.parcours.content import Moment, Organisme, Parcours, Urgence
from api.parcours.values import ValeurInvalide
from api.parcours.vocabulary import Fait, Types, Vocabulaire
from api.parcours.yaml_lines import ContenuInvalide, Document

RACINE = Path(__file__).resolve().parents[2] / "parcours"
COMMUNS = ("faits", "moments", "organismes", "urgences", "sigles")


@dataclass(frozen=True)
class Bibliotheque:
    """All the content: vocabulary, organisations, hotlines, and each written parcours."""

    vocabulaire: Vocabulaire
    organismes: dict[str, Organisme]
    moments: dict[str, Moment]
    urgences: dict[str, Urgence]
    sigles: dict[str, str]
    parcours: dict[str, Parcours]
    documents: dict[str, Document]


def load_library(racine: Path = RACINE, *, le: dt.date | None = None) -> Bibliotheque:
    """Read and validate every file of `racine`; raise ContenuInvalide with all the faults found."""
    le = le or dt.date.today()
    fautes: list[str] = []
    documents: dict[str, Document] = {}
    for fichier in sorted(racine.glob("*.yml")):
        try:
            documents[fichier.stem] = Document(fichier)
        except ContenuInvalide as erreur:
            fautes += erreur.fautes
    fautes += [
        f"{nom}.yml:1: this file is missing"
        for nom in COMMUNS
        if nom not in documents and not any(f.startswith(f"{nom}.yml") for f in fautes)
    ]
    if fautes:
        raise ContenuInvalide(fautes)

    types = Types(documents["faits"].data if isinstance(documents["faits"].data, dict) else {})
    contexte = {"types": types}

    def read(nom: str, nature: Any) -> Any:
        try:
            return TypeAdapter(nature).validate_python(documents[nom].data, context=contexte)
        except ValidationError as erreur:
            fautes.extend(documents[nom].faults_of(erreur))
            return None

    faits = read("faits", dict[str, Fait])
    organismes = read("organismes", dict[str, Organisme])
    moments = read("moments", list[Moment])
    urgences = read("urgences", dict[str, Urgence])
    sigles = read("sigles", dict[str, str])
    parcours = {nom: read(nom, Parcours) for nom in documents if nom not in COMMUNS}
    vocabulaire = _vocabulary(documents["faits"], faits, le, fautes) if faits else None
    if fautes or vocabulaire is None:
        raise ContenuInvalide(fautes)
    return Bibliotheque(
        vocabulaire=vocabulaire,
        organismes=organismes,
        moments={m.id: m for m in moments},
        urgences=urgences,
        sigles=sigles,
        parcours=parcours,
        documents=documents,
    )


def _vocabulary(
    document: Document, faits: dict[str, Fait], le: dt.date, fautes: list[str]
) -> Vocabulaire | None:
    for nom, fait in faits.items():
        for source in {r.date for r in fait.derive if r.date}:
            if source not in faits:
                fautes.append(document.fault((nom, "derive"), f"unknown fact `{source}`"))
        valeurs: list[tuple[tuple[str | int, ...], Any]] = [((nom, "defaut"), fait.defaut)]
        valeurs += [((nom, "derive", n), r.valeur) for n, r in enumerate(fait.derive)]
        if fait.type not in ("choix", "liste", "oui_non"):
            valeurs += [((nom, "options", n), o.valeur) for n, o in enumerate(fait.options)]
        for chemin, valeur in valeurs:
            try:
                if valeur is not None:
                    fait.coerce(valeur, le)
            except ValeurInvalide as erreur:
                quoi = f"not a value of type {fait.type}: {erreur.code} (found: {valeur!r})"
                fautes.append(document.fault(chemin, quoi))
    if fautes:
        return None
    try:
        return Vocabulaire(faits, le)
    except ValueError as cercle:
        fautes.append(document.fault((), f"circular derivation: {cercle}"))
        return None
