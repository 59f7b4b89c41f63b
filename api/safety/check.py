"""Content checks of `parcours/surete/`: every pattern shows what it hears, every context what it
lets pass, and both are true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from api.parcours.findings import Chemin, Constat, Contexte
from api.parcours.yaml_lines import ContenuInvalide, Document
from api.safety.depistage import screen
from api.safety.lexique import (
    COMMUN,
    Exemples,
    FichierCommun,
    FichierSurete,
    Lexique,
    Lexiques,
    compile_file,
    read_as,
)
from api.safety.motifs import Motif, beginnings
from api.safety.normaliser import sentences, spell_out

Faute = tuple[Chemin, str]


def check_safety(contexte: Contexte) -> Iterator[Constat]:
    """The files of `parcours/surete/`, when the repository has any of them."""
    dossier = contexte.racine / "parcours" / "surete"
    if not dossier.exists():
        return
    lus = [f for f in sorted(dossier.glob("*.yml")) if f.stem != COMMUN]
    try:
        commun = read_as(FichierCommun, Document(dossier / f"{COMMUN}.yml"))
    except ContenuInvalide as erreur:
        yield from _unreadable(erreur)
        return
    for fichier in lus:
        try:
            yield from _check_file(contexte, Document(fichier), commun)
        except ContenuInvalide as erreur:
            yield from _unreadable(erreur)


def _unreadable(erreur: ContenuInvalide) -> Iterator[Constat]:
    for faute in erreur.fautes:
        nom, ligne, quoi = faute.split(":", 2)
        yield Constat("erreur", f"parcours/surete/{nom}:{ligne}", quoi.strip())


def _check_file(contexte: Contexte, document: Document, commun: FichierCommun) -> Iterator[Constat]:
    lu = read_as(FichierSurete, document)
    if lu.langue != Path(document.fichier).stem:
        yield contexte.erreur(document, ("langue",), "expected the name of the file")
    for chemin, quoi in faults(lu, compile_file(document, lu), commun):
        yield contexte.erreur(document, chemin, quoi)


def faults(lu: FichierSurete, lexique: Lexique, commun: FichierCommun) -> Iterator[Faute]:
    """Patterns that do not hear their example, contexts that take nothing back."""
    seul = Lexiques(commun, (lexique,))
    sans = replace(lexique, sauf={signal: [] for signal in lexique.sauf})
    credule = Lexiques(commun, (sans,))
    for signal, motifs in lu.signaux.items():
        for force in ("certaine", "possible"):
            ecrits: Exemples = getattr(motifs, force)
            prets = {m.texte: m for m in getattr(lexique, force)[signal]}
            for motif, exemple in ecrits.items():
                ou = ("signaux", signal, force, motif)
                if not _says(prets[motif], exemple, lexique):
                    yield ou, f"does not hear its example « {exemple} »"
                elif screen(exemple, lexiques=seul).alerte is None:
                    yield ou, f"a context takes its example back « {exemple} »"
        yield from _contexts(("signaux", signal, "sauf"), motifs.sauf, lexique, seul, credule)
    yield from _contexts(("sauf",), lu.sauf, lexique, seul, credule)
    autres: list[tuple[str, str, Exemples, list[Motif]]] = [
        ("routes", n, lu.routes[n], m) for n, m in lexique.routes.items()
    ]
    autres += [("marques", n, lu.marques[n], m) for n, m in lexique.marques.items()]
    for cle, nom, exemples, motifs_prets in autres:
        for pret in motifs_prets:
            if not _says(pret, exemples[pret.texte], lexique):
                yield (cle, nom, pret.texte), f"does not hear « {exemples[pret.texte]} »"


def _contexts(
    chemin: Chemin, sauf: Exemples, lexique: Lexique, seul: Lexiques, credule: Lexiques
) -> Iterator[Faute]:
    prets = {m.texte: m for motifs in lexique.sauf.values() for m in motifs}
    for motif, presque in sauf.items():
        if not _says(prets[motif], presque, lexique):
            yield (*chemin, motif), f"does not recognise « {presque} »"
        elif screen(presque, lexiques=credule).alerte is None:
            yield (*chemin, motif), f"takes nothing back: « {presque} » would not alarm without it"
        else:
            alerte = screen(presque, lexiques=seul).alerte
            if alerte and alerte.force == "certaine":
                yield (*chemin, motif), f"« {presque} » still alarms: {alerte.motif}"


def _says(motif: Motif, texte: str, lexique: Lexique) -> bool:
    phrases = [spell_out(mots, lexique.ecritures) for mots in sentences(texte)]
    return any(motif.find(phrase, beginnings(phrase.split())) for phrase in phrases)
