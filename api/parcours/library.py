"""Reading `parcours/` once into an immutable library; faults are told with file, line and key."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from api.horloge import HORLOGE
from api.parcours.content import Coherence, Moment, Organisme, Parcours, Urgence
from api.parcours.fait import Fait
from api.parcours.values import ValeurInvalide
from api.parcours.vocabulary import Types, Vocabulaire
from api.parcours.yaml_lines import ContenuInvalide, Document, Recueil

RACINE = Path(__file__).resolve().parents[2] / "parcours"
COMMUNS = ("moments", "organismes", "urgences", "sigles", "coherences")


@dataclass(frozen=True)
class Bibliotheque:
    """All the content: vocabulary, organisations, hotlines, and each written parcours."""

    vocabulaire: Vocabulaire
    organismes: dict[str, Organisme]
    moments: dict[str, Moment]
    urgences: dict[str, Urgence]
    sigles: dict[str, str]
    coherences: list[Coherence]
    parcours: dict[str, Parcours]
    documents: dict[str, Document]
    faits: Recueil


def load_library(racine: Path = RACINE, *, le: dt.date | None = None) -> Bibliotheque:
    """Read and validate every file of `racine`; raise ContenuInvalide with all the faults found."""
    le = le or HORLOGE.today()
    fautes: list[str] = []
    documents: dict[str, Document] = {}
    des_faits: list[Document] = []
    for fichier in [*sorted(racine.glob("*.yml")), *sorted(racine.glob("faits/*.yml"))]:
        try:
            document = Document(fichier, nom=str(fichier.relative_to(racine)))
        except ContenuInvalide as erreur:
            fautes += erreur.fautes
            continue
        if fichier.parent == racine:
            documents[fichier.stem] = document
        else:
            des_faits.append(document)
    fautes += [
        f"{nom}.yml:1: this file is missing"
        for nom in COMMUNS
        if nom not in documents and not any(f.startswith(f"{nom}.yml") for f in fautes)
    ]
    if not fautes and not any(d.data for d in des_faits):
        fautes.append("faits:1: no fact is written in this folder")
    if fautes:
        raise ContenuInvalide(fautes)

    recueil = Recueil(des_faits)
    contexte = {"types": Types(recueil.data)}

    def read(document: Document | Recueil, nature: Any) -> Any:
        try:
            return TypeAdapter(nature).validate_python(document.data, context=contexte)
        except ValidationError as erreur:
            fautes.extend(document.faults_of(erreur))
            return None

    faits = read(recueil, dict[str, Fait])
    organismes = read(documents["organismes"], dict[str, Organisme])
    moments = read(documents["moments"], list[Moment])
    urgences = read(documents["urgences"], dict[str, Urgence])
    sigles = read(documents["sigles"], dict[str, str])
    coherences = read(documents["coherences"], list[Coherence])
    parcours = {nom: read(documents[nom], Parcours) for nom in documents if nom not in COMMUNS}
    vocabulaire = _vocabulary(recueil, faits, le, fautes) if faits else None
    if fautes or vocabulaire is None:
        raise ContenuInvalide(fautes)
    return Bibliotheque(
        vocabulaire=vocabulaire,
        organismes=organismes,
        moments={m.id: m for m in moments},
        urgences=urgences,
        sigles=sigles,
        coherences=coherences,
        parcours=parcours,
        documents=documents,
        faits=recueil,
    )


def _vocabulary(
    document: Recueil, faits: dict[str, Fait], le: dt.date, fautes: list[str]
) -> Vocabulaire | None:
    for nom, fait in faits.items():
        for rang, regle in enumerate(fait.derive):
            if regle.date and (regle.date not in faits or faits[regle.date].type != "date"):
                quoi = f"unknown fact `{regle.date}`, or not a date"
                fautes.append(document.fault((nom, "derive", rang), quoi))
            if regle.nature and regle.nature != fait.type:
                quoi = f"this rule gives a {regle.nature}, and the fact is a {fait.type}"
                fautes.append(document.fault((nom, "derive", rang), quoi))
        valeurs: list[tuple[tuple[str | int, ...], Any]] = [((nom, "defaut"), fait.defaut)]
        valeurs += [((nom, "derive", n), r.valeur) for n, r in enumerate(fait.derive)]
        if fait.type not in ("choix", "liste", "oui_non"):
            valeurs += [((nom, "options", n), o.valeur) for n, o in enumerate(fait.options)]
        for n, essai in enumerate(fait.hypotheses):
            valeurs += [((nom, "hypotheses", n), v) for v in essai.valeurs]
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
