"""Content checks of `parcours/mediation/`: what a counsellor reads must exist, in order, in time."""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter

from api.mediation.contenu import ContenuMediation, load_mediation
from api.mediation.posture import POSTURES
from api.mediation.regles import JOURS
from api.parcours.findings import Constat, Contexte
from api.parcours.yaml_lines import ContenuInvalide, Document

CHAMPS = {"structure", "conseiller", "demarches", "duree", "fin", "code"}


def check_mediation(contexte: Contexte) -> Iterator[Constat]:
    """The files of `parcours/mediation/`, when the repository has any of them."""
    dossier = contexte.racine / "parcours" / "mediation"
    if not dossier.exists():
        return
    try:
        lu = load_mediation(dossier)
    except ContenuInvalide as erreur:
        for faute in erreur.fautes:
            fichier, ligne, quoi = faute.split(":", 2)
            yield Constat("erreur", f"parcours/{fichier}:{ligne}", quoi.strip())
        return
    for nom, revoir_avant in (
        ("mandat", lu.mandat.revoir_avant),
        ("demarches", lu.demarches.revoir_avant),
        ("adherences", lu.cartes.revoir_avant),
        ("reperes", lu.reperes.revoir_avant),
    ):
        if revoir_avant < contexte.le:
            document = Document(dossier / f"{nom}.yml", nom=f"mediation/{nom}.yml")
            quoi = f"to be reviewed before {revoir_avant}: overdue"
            yield contexte.avertissement(document, ("revoir_avant",), quoi)
    for fichier, quoi in _faults(contexte, lu):
        yield Constat("erreur", f"parcours/mediation/{fichier}.yml:1", quoi)


def _faults(contexte: Contexte, lu: ContenuMediation) -> Iterator[tuple[str, str]]:
    organismes, moments = contexte.bibliotheque.organismes, contexte.bibliotheque.moments
    for redaction in lu.mandat.redactions:
        for langue, texte in redaction.textes.items():
            champs = {c for _, c, _, _ in Formatter().parse(texte.texte) if c}
            if champs != CHAMPS:
                ecart = ", ".join(sorted(champs ^ CHAMPS))
                yield "mandat", f"{redaction.version} in {langue}: placeholders differ: {ecart}"
    if set(lu.mandat.durees) != set(JOURS):
        yield "mandat", f"durations must be {', '.join(JOURS)}"
    if set(lu.demarches.posture.postures) != set(POSTURES):
        yield "demarches", f"postures must be {', '.join(POSTURES)}"
    vus: set[str] = set()
    for demarche in lu.demarches.demarches:
        for organisme in demarche.organismes:
            if organisme not in organismes:
                yield "demarches", f"{demarche.id}: unknown organisation `{organisme}`"
            if organisme in vus:
                yield "demarches", f"{demarche.id}: `{organisme}` is in two démarches"
            vus.add(organisme)
    for carte in lu.cartes.cartes:
        for branche in carte.branches:
            if branche.organisme not in organismes:
                yield "adherences", f"{carte.id}: unknown organisation `{branche.organisme}`"
    for repere in lu.reperes.reperes:
        if repere.moment not in moments:
            yield "reperes", f"unknown moment `{repere.moment}`"
    for persona in lu.personas:
        ecrits = contexte.cas.get(persona.moment)
        noms = [c.nom for c in ecrits.cas] if ecrits else []
        if persona.cas not in noms:
            yield "personas", f"{persona.id}: no such case in tests/cases/{persona.moment}.yml"
