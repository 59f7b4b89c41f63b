"""Content checks of `parcours/escalades/rendez_vous.yml`: no desk promises what it cannot offer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from api.escalations.contenu import Guichet, load_escalades
from api.parcours.findings import Constat, Contexte
from api.parcours.yaml_lines import ContenuInvalide, Document
from api.rendezvous.contenu import Grille, load_reglement, read_document


def check_appointments(contexte: Contexte) -> Iterator[Constat]:
    """The rules of appointments, when the repository has desks; their own faults come first."""
    dossier = contexte.racine / "parcours" / "escalades"
    if not dossier.exists():
        return
    try:
        guichets = {g.id: g for g in load_escalades(dossier).guichets}
    except ContenuInvalide:
        return  # already told by the check of the desks
    try:
        document = read_document(dossier / "rendez_vous.yml")
        reglement = load_reglement(document)
    except ContenuInvalide as erreur:
        for faute in erreur.fautes:
            fichier, ligne, quoi = faute.split(":", 2)
            yield Constat("erreur", f"parcours/{fichier}:{ligne}", quoi.strip())
        return
    if reglement.revoir_avant < contexte.le:
        quoi = f"to be reviewed before {reglement.revoir_avant}: overdue"
        yield contexte.avertissement(document, ("revoir_avant",), quoi)
    for rang, grille in enumerate(reglement.grilles):
        yield from _grid(contexte, document, rang, grille, guichets)
    for nom, guichet in guichets.items():
        if guichet.rendez_vous and not reglement.offers(nom, contexte.le):
            quoi = f"the desk `{nom}` gives appointments: it needs a grid in force today"
            yield contexte.erreur(document, ("grilles",), quoi)


def _grid(
    contexte: Contexte,
    document: Document,
    rang: int,
    grille: Grille,
    guichets: dict[str, Guichet],
) -> Iterator[Constat]:
    ou = ("grilles", rang)
    if grille.exemple == bool(grille.source):
        quoi = "a grid is either an example to be set (`exemple: oui`), or has a `source`"
        yield contexte.erreur(document, (*ou, "exemple"), quoi)
    for numero, nom in enumerate(grille.guichets):
        guichet = guichets.get(nom)
        if guichet is None:
            yield contexte.erreur(document, (*ou, "guichets", numero), f"unknown desk `{nom}`")
        elif longest(guichet) < max(o.duree for o in grille.manieres):
            quoi = f"no opening of `{nom}` is long enough for its longest appointment"
            yield contexte.erreur(document, (*ou, "guichets", numero), quoi)


def longest(guichet: Guichet) -> dt.timedelta:
    """The longest stretch of opening of a desk."""
    jour = dt.date.min
    durees = [
        dt.datetime.combine(jour, p.a) - dt.datetime.combine(jour, p.de) for p in guichet.horaires
    ]
    return max(durees, default=dt.timedelta())
