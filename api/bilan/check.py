"""Content checks of the rights review: what its two files name exists, and can be believed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from api.bilan.contenu import Textes, documents, load_texts
from api.parcours.check_trust import SOURCES_SURES
from api.parcours.findings import Constat, Contexte
from api.parcours.yaml_lines import ContenuInvalide, Document

_TROU = re.compile(r"\{(\w+)\}")


def check_review(contexte: Contexte) -> Iterator[Constat]:
    """`parcours/droits/bilan.yml` and `non_recours.yml`, when there is a catalogue of rights."""
    dossier = contexte.racine / "parcours" / "droits"
    if contexte.droits is None or not (dossier / "non_recours.yml").exists():
        return
    try:
        bilan, non_recours = documents(dossier)
        textes = load_texts(dossier)
    except ContenuInvalide as erreur:
        for faute in erreur.fautes:
            fichier, ligne, quoi = faute.split(":", 2)
            yield Constat("erreur", f"parcours/{fichier}:{ligne}", quoi.strip())
        return
    yield from _names(contexte, non_recours, textes)
    yield from _answers(contexte, non_recours, textes)
    for document, contenu in ((bilan, textes.bilan), (non_recours, textes.non_recours)):
        if contenu.revoir_avant < contexte.le:
            quoi = f"to be reviewed before {contenu.revoir_avant}: overdue"
            yield contexte.avertissement(document, ("revoir_avant",), quoi)
    for objet, redactions in textes.bilan.consentements.items():
        versions = [r.version for r in redactions]
        if versions != sorted(set(versions)):
            quoi = "versions are dated one after the other, the last one last"
            yield contexte.erreur(bilan, ("consentements", objet), quoi)


def _names(contexte: Contexte, document: Document, textes: Textes) -> Iterator[Constat]:
    """Rights and reasons that are named exist."""
    droits = ((contexte.droits.data if contexte.droits else None) or {}).get("droits", {})
    contenu = textes.non_recours
    raisons = [r.id for r in contenu.raisons]
    for cle, famille in contenu.familles.items():
        for rang, droit in enumerate(famille):
            if droit not in droits:
                quoi = f"unknown right `{droit}`"
                yield contexte.erreur(document, ("familles", cle, rang), quoi)
    cites = [("raisons", n, r.droits) for n, r in enumerate(contenu.raisons)]
    cites += [("reponses", n, r.droits) for n, r in enumerate(contenu.reponses)]
    for groupe, rang, noms in cites:
        for numero, droit in enumerate(noms):
            if droit not in droits:
                ou = (groupe, rang, "droits", numero)
                yield contexte.erreur(document, ou, f"unknown right `{droit}`")
    for rang, reponse in enumerate(contenu.reponses):
        if reponse.raison not in raisons:
            quoi = f"unknown reason `{reponse.raison}`; known: {', '.join(raisons)}"
            yield contexte.erreur(document, ("reponses", rang, "raison"), quoi)


def _answers(contexte: Contexte, document: Document, textes: Textes) -> Iterator[Constat]:
    """Each fact has its figures, and says its doubt where no official page was read."""
    for rang, reponse in enumerate(textes.non_recours.reponses):
        for trou in sorted(set(_TROU.findall(reponse.texte)) ^ reponse.chiffres.keys()):
            quoi = f"`{trou}`: a figure is both in `texte` and in `chiffres`"
            yield contexte.erreur(document, ("reponses", rang, "texte"), quoi)
        if reponse.doute != bool(reponse.doute_texte):
            quoi = "`doute: oui` and `doute_texte` go together"
            yield contexte.erreur(document, ("reponses", rang, "doute"), quoi)
        if not reponse.doute and not any(s.statut in SOURCES_SURES for s in reponse.sources):
            quoi = "no official source (V or C): expected `doute: oui` and what is to be confirmed"
            yield contexte.erreur(document, ("reponses", rang, "sources"), quoi)
        if reponse.revoir_avant < contexte.le:
            quoi = f"to be reviewed before {reponse.revoir_avant}: overdue"
            yield contexte.avertissement(document, ("reponses", rang, "revoir_avant"), quoi)
