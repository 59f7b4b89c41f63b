"""What a machine can check of a translation: a person still has to read it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from api.languages.dictionnaire import AUTRES_ECRITURES, Dictionnaire
from api.languages.langues import forms_of
from api.languages.phrases import Phrase
from api.languages.po import Traduction

PLACE = re.compile(r"\{\w+\}")
ADRESSE = re.compile(r"https?://[^\s<>()]+|\b[\w-]+\.(?:gouv\.fr|org|fr|com)\b")
TELEPHONE = re.compile(r"(?<!\d)(?:0\d(?:[ .\u00a0]?\d{2}){4}|0 ?8\d{2}(?: \d{3}){2}|3\d{3})(?!\d)")
NOMBRE = re.compile(r"\d+(?:[.,]\d+)?")
# Little words that no sentence of another language in Latin letters holds side by side.
FRANCAIS = re.compile(
    r"\b(?:vous|votre|vos|nous|c'est|n'est|d'une|qu'il|dans|avec|pour|cette|être|déjà)\b", re.I
)
CYRILLIQUE_ARABE = re.compile(r"[\u0400-\u06ff\u0980-\u09ff\u3400-\u9fff]")


@dataclass(frozen=True)
class Remarque:
    """One thing to look at in one sentence."""

    cle: str
    regle: str
    detail: str

    def __str__(self) -> str:
        return f"{self.cle}: {self.regle}: {self.detail}"


@dataclass(frozen=True)
class Couverture:
    """How much of a catalogue is translated, and how."""

    catalogue: str
    phrases: int
    relues: int
    machine: int
    perimees: int

    @property
    def part(self) -> float:
        """The share that is shown in the language."""
        return (self.relues + self.machine) / self.phrases if self.phrases else 1.0


def measure(phrases: list[Phrase], dictionnaire: Dictionnaire) -> list[Couverture]:
    """The coverage of each catalogue."""
    comptes: dict[str, Counter[str]] = {}
    for phrase in phrases:
        compte = comptes.setdefault(phrase.catalogue, Counter())
        compte["phrases"] += 1
        trad = dictionnaire.traductions.get(phrase.cle)
        if trad:
            compte[trad.statut if trad.fits(phrase) else "perimee"] += 1
    return [
        Couverture(nom, c["phrases"], c["relue"], c["machine"], c["perimee"])
        for nom, c in comptes.items()
    ]


def list_stale(phrases: list[Phrase], dictionnaire: Dictionnaire) -> list[str]:
    """The keys whose French has changed since the translation, or has gone."""
    connues = {p.cle: p for p in phrases}
    return [
        cle
        for cle, trad in dictionnaire.traductions.items()
        if cle not in connues or not trad.fits(connues[cle])
    ]


def lint_all(phrases: list[Phrase], dictionnaire: Dictionnaire) -> list[Remarque]:
    """Every remark on the translations of a language."""
    return [
        remarque
        for phrase in phrases
        if (trad := dictionnaire.find(phrase))
        for remarque in lint(phrase, trad, dictionnaire.langue, dictionnaire.glossaire)
    ]


def lint(
    phrase: Phrase, trad: Traduction, langue: str, glossaire: Mapping[str, str]
) -> Iterator[Remarque]:
    """The remarks on one sentence."""
    if phrase.pluriel is not None:
        attendues = len(forms_of(langue))
        if len(trad.textes) != attendues:
            quoi = f"{len(trad.textes)} forms, {attendues} expected"
            yield Remarque(phrase.cle, "plural", quoi)
    for rang, texte in enumerate(trad.textes):
        source = phrase.francais if rang == 0 or not phrase.pluriel else phrase.pluriel
        for regle, detail in _faults(source, texte, langue, phrase.pluriel is not None):
            yield Remarque(phrase.cle, regle, detail)
        for terme in glossaire:
            if _has(source, terme) and not _has(texte, terme):
                yield Remarque(phrase.cle, "glossary", f"`{terme}` is missing")


def _faults(source: str, texte: str, langue: str, compte: bool) -> Iterator[tuple[str, str]]:
    if not texte.strip():
        yield "empty", "nothing is written"
        return
    places, voulues = Counter(PLACE.findall(texte)), Counter(PLACE.findall(source))
    # « One child » needs no figure: a form that counts may do without {n}, never with another.
    trop = set(places - voulues) or (set() if compte else set(voulues - places))
    if trop:
        yield "placeholder", ", ".join(sorted(trop))
    for nom, motif in (("address", ADRESSE), ("phone", TELEPHONE)):
        if sorted(motif.findall(source)) != sorted(motif.findall(texte)):
            yield nom, f"{motif.findall(source)} became {motif.findall(texte)}"
    # « 24 h sur 24 » may well be said with one figure: which figures, not how many times.
    perdus = set(NOMBRE.findall(source)) - set(NOMBRE.findall(texte))
    ajoutes = set(NOMBRE.findall(texte)) - set(NOMBRE.findall(source))
    if not compte and (perdus or ajoutes):
        yield "number", f"lost {sorted(perdus)}, added {sorted(ajoutes)}"
    if langue in AUTRES_ECRITURES:
        if len(source.split()) > 2 and not (CYRILLIQUE_ARABE.search(texte) or PLACE.search(texte)):
            yield "script", texte
    elif not langue.startswith("fr") and len(FRANCAIS.findall(texte)) >= 2:
        yield "french", texte


def _has(texte: str, terme: str) -> bool:
    return re.search(rf"(?<![A-Za-zÀ-ÿ0-9]){re.escape(terme)}(?![A-Za-zÀ-ÿ0-9])", texte) is not None
