"""Is it readable by anyone? Acronyms, amounts and numbers, long sentences, reading level."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from api.parcours.findings import Chemin, Constat, Contexte, relative, walk
from api.parcours.yaml_lines import Document

# Keys whose text a person reads. `base`, `sources`, `signaux`, `objectifs` are for experts.
MONTRES = frozenset(
    (
        *("titre", "action", "texte", "change", "humain", "jalon", "retard", "question"),
        *("pourquoi", "libelle", "documents", "canaux", "resume", "phrase", "ensuite"),
        *("silencieux", "explication", "doute_texte", "conditions_non_modelisees", "nom_long"),
        *("ou_trouver", "ouvrirait", "sens"),
    )
)
PHRASE_LONGUE = 25
NOMBRE_SIGNALE = 10

_SIGLE = re.compile(r"\b(?=[A-Z0-9]*[A-Z][A-Z0-9]*[A-Z])[A-Z][A-Z0-9]+s?\b")
_MONTANT = re.compile(r"\d(?:[\d\s.,]*\d)?\s*(?:€|euros?\b)", re.IGNORECASE)
_TELEPHONE = re.compile(
    r"(?:\+33|\b0)\s?[1-9](?:[\s.-]?\d{2}){4}\b"  # ten digits
    r"|\b[13]\d\s?\d{2}\b(?!\s*(?:€|euros?|jours|semaines|mois|ans|familles|personnes))"
    r"|\b11[2-9]\b"
)
_ANNEE = re.compile(r"\b(?:19|20)\d{2}\b")
_FIN_DE_PHRASE = re.compile(r"(?<=[.!?…])\s+|\n+")
_MOT = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿœŒ]+(?:['’\-·][A-Za-zÀ-ÖØ-öø-ÿœŒ]+)*")
_VOYELLES = re.compile(r"[aeiouyàâäéèêëîïôöùûüÿœæ]+", re.IGNORECASE)


def shown_texts(contexte: Contexte) -> Iterator[tuple[Document, Chemin, str]]:
    """Every text that a person may read, where it is written."""
    contenu = [d for nom, d in contexte.bibliotheque.documents.items() if nom != "sigles"]
    contenu += [contexte.droits] if contexte.droits else []
    for document in [*contenu, *contexte.bibliotheque.faits.documents]:
        for chemin, texte in walk(document.data):
            mots = [x for x in chemin if isinstance(x, str)]
            if mots and mots[-1] in MONTRES and "sources" not in mots:
                yield document, chemin, texte
    for document in contexte.actes:
        for chemin, texte in walk(document.data):
            if chemin[-1] in ("texte", "libelle") or len(chemin) == 1:
                yield document, chemin, texte


def check_acronyms(contexte: Contexte) -> Iterator[Constat]:
    """An acronym is explained in parcours/sigles.yml, or is an organisation's name."""
    connus = set(contexte.bibliotheque.sigles)
    for organisme in contexte.bibliotheque.organismes.values():
        connus |= {*_SIGLE.findall(organisme.nom), *_SIGLE.findall(organisme.nom_long)}
    trouves: dict[str, list[tuple[Document, Chemin]]] = {}
    for document, chemin, texte in shown_texts(contexte):
        for sigle in _SIGLE.findall(texte):
            if sigle not in connus and sigle.rstrip("s") not in connus:
                trouves.setdefault(sigle, []).append((document, chemin))
    for sigle, lieux in sorted(trouves.items()):
        fois = f" ({len(lieux)} times)" if len(lieux) > 1 else ""
        quoi = f"acronym `{sigle}` is not explained in parcours/sigles.yml{fois}"
        yield contexte.avertissement(*lieux[0], quoi)


def find_number(texte: str) -> str | None:
    """The first amount or telephone number of a text, None when there is none."""
    montant = _MONTANT.search(texte)
    if montant:
        return montant[0]
    telephone = _TELEPHONE.search(_ANNEE.sub("", texte))
    return telephone[0] if telephone else None


def check_no_number_in_wording(contexte: Contexte) -> Iterator[Constat]:
    """Amounts and telephone numbers are dated data with a source, not words of a step or an act."""
    for document, chemin, texte in shown_texts(contexte):
        etape = chemin[0] == "phases" or document is contexte.droits
        nombre = find_number(texte) if etape or document in contexte.actes else None
        if nombre:
            cle = next((x for x in reversed(chemin) if isinstance(x, str)), "")
            quoi = f"`{cle}` holds an amount or a telephone number: {nombre}"
            signaler = contexte.erreur if etape else contexte.avertissement
            yield signaler(document, chemin, quoi)


@dataclass(frozen=True)
class Phrase:
    texte: str
    document: Document
    chemin: Chemin

    @property
    def mots(self) -> int:
        return len(_MOT.findall(self.texte))


def sentences(contexte: Contexte) -> list[Phrase]:
    """Every sentence a person may read."""
    return [
        Phrase(bout.strip(), document, chemin)
        for document, chemin, texte in shown_texts(contexte)
        for bout in _FIN_DE_PHRASE.split(texte)
        if _MOT.search(bout)
    ]


def check_long_sentences(contexte: Contexte) -> Iterator[Constat]:
    """The longest sentences, when they pass what is read in one breath."""
    longues = sorted(
        (p for p in sentences(contexte) if p.mots > PHRASE_LONGUE), key=lambda p: -p.mots
    )
    for p in longues[:NOMBRE_SIGNALE]:
        quoi = f"a sentence of {p.mots} words (at most {PHRASE_LONGUE}): « {p.texte[:60]}… »"
        yield contexte.avertissement(p.document, p.chemin, quoi)


def syllables(mot: str) -> int:
    """Spoken syllables, roughly: groups of vowels, a final mute e left out."""
    groupes = len(_VOYELLES.findall(mot))
    muette = re.search(r"[^aeiouyéèêà]e[s]?$|[^aeiouym]ent$", mot, re.IGNORECASE)
    return max(1, groupes - (1 if muette else 0))


def reading_level(contexte: Contexte) -> list[dict[str, Any]]:
    """By file: sentences, words a sentence, and reading ease (Kandel and Moles, 1958).

    The index is Flesch's, fitted to French: about 60 is plain, under 40 is for the trained.
    """
    par_fichier: dict[str, list[Phrase]] = {}
    for phrase in sentences(contexte):
        fichier = relative(phrase.document.fichier, contexte.racine)
        par_fichier.setdefault(fichier, []).append(phrase)
    lignes = []
    for nom, phrases in sorted(par_fichier.items()):
        mots = [m for p in phrases for m in _MOT.findall(p.texte)]
        longueur = len(mots) / len(phrases)
        syllabes = sum(syllables(m) for m in mots) / len(mots)
        lignes.append(
            {
                "fichier": nom,
                "phrases": len(phrases),
                "mots_par_phrase": round(longueur, 1),
                "phrases_longues": sum(p.mots > PHRASE_LONGUE for p in phrases),
                "facilite": round(207 - 1.015 * longueur - 73.6 * syllabes),
            }
        )
    return lignes
