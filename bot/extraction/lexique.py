"""The lexicon of facts (`nlu_data/faits/`) compiled once; every fault names the file, fact and phrase."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from bot.extraction.dates import Dates
from bot.extraction.motifs import PhraseInvalide, compile_phrase, compile_words
from bot.extraction.nombres import Nombres
from bot.extraction.tiers import Tiers

CERTITUDE = 0.9
CERTITUDE_REPONSE = 0.5  # below what is noted: counts only when its own question was asked
VALEURS_DITES = ("nombre", "montant", "duree_ecoulee", "semaines_amenorrhee", "rang_mois")
_CLES = {
    "fait",
    "valeur",
    "valeurs",
    "phrases",
    "reponses",
    "gabarits",
    "sujet",
    "avec",
    "sauf",
    "sauf_phrase",
    "certitude",
    "negation",
    "hypothese",
    "date",
    "recent",
}
COMMUN = "commun.yml"  # what every rule uses; the other files hold rules only
FICHIER = "fichier"  # where a rule was read, kept with it for messages
_LECTEUR = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_lexicon(dossier: Path) -> dict[str, Any]:
    """The content of a folder of facts: the common file, and the rules of all the others."""
    contenu = _read(dossier / COMMUN)
    regles: list[dict[str, Any]] = []
    ou: dict[str, str] = {}
    for chemin in sorted(dossier.glob("*.yml")):
        if chemin.name == COMMUN:
            continue
        lu = _read(chemin)
        if set(lu) != {"faits"} or not isinstance(lu["faits"], list):
            raise ValueError(f"{chemin}: expected `faits` and a list of rules, nothing else")
        for rang, brut in enumerate(lu["faits"], 1):
            if not isinstance(brut, dict) or not isinstance(brut.get("fait"), str):
                raise ValueError(f"{chemin}: rule {rang}: expected `fait`")
            # Of two values said, the rule written first wins: files have no order of their own.
            if ou.setdefault(brut["fait"], chemin.name) != chemin.name:
                raise ValueError(
                    f"{chemin}: rule {rang} ({brut['fait']}): expected with the other rules of this"
                    f" fact, in {ou[brut['fait']]}"
                )
            regles.append({**brut, FICHIER: chemin.name})
    return {**contenu, "faits": regles}


def _read(chemin: Path) -> dict[str, Any]:
    try:
        contenu = yaml.load(chemin.read_text(encoding="utf-8"), Loader=_LECTEUR)
    except yaml.YAMLError as erreur:
        raise ValueError(f"{chemin}: {' '.join(str(erreur).split())}") from None
    if not isinstance(contenu, dict):
        raise ValueError(f"{chemin}: expected keys and values")
    return contenu


@dataclass(frozen=True)
class Regle:
    """When one of `motifs` is said, `fait` is `valeur` (or what was said, or a date nearby)."""

    fait: str
    valeur: Any
    motifs: tuple[re.Pattern[str], ...]
    sujet: str = "libre"
    avec: tuple[re.Pattern[str], ...] = ()
    sauf: tuple[re.Pattern[str], ...] = ()
    sauf_phrase: tuple[re.Pattern[str], ...] = ()
    certitude: float = CERTITUDE
    date: str | None = None
    recent: int | None = None  # months: an older date is not this event
    negation_libre: bool = False
    hypothese_libre: bool = False
    entier: bool = False  # the whole message, not a part of it


@dataclass
class Lexique:
    """Everything the extraction reads, built from the content of the folder (`read_lexicon`)."""

    contenu: dict[str, Any]
    regles: list[Regle] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.nombres = Nombres.from_lexicon(self.contenu)
        self.dates = Dates(self.contenu, self.nombres)
        self._captures = {
            "nombre": self.nombres.nombre,
            "plusieurs": self.nombres.plusieurs,
            "duree": self.nombres.duree,
            "rang": self.nombres.rang,
            "montant": self.nombres.montant,
        }
        fautes: list[str] = []
        for rang, brut in enumerate(self.contenu["faits"], 1):
            try:
                self.regles += self._rules(brut)
            except (PhraseInvalide, KeyError, ValueError) as erreur:
                ou = f"{brut[FICHIER]}: " if FICHIER in brut else ""
                fautes.append(f"{ou}rule {rang} ({brut.get('fait', '?')}): {erreur}")
        if fautes:
            raise ValueError("nlu_data/faits: " + "; ".join(fautes))
        self.ordre = self._order()

    def _compile(self, phrases: list[str]) -> tuple[re.Pattern[str], ...]:
        return tuple(compile_phrase(p, self.contenu["raccourcis"], self._captures) for p in phrases)

    def _rules(self, brut: dict[str, Any]) -> list[Regle]:
        inconnues = set(brut) - _CLES - {FICHIER}
        if inconnues:
            raise ValueError(f"unknown key {sorted(inconnues)[0]!r}")
        commun: dict[str, Any] = {
            "sujet": brut.get("sujet", "libre"),
            "avec": self._compile(brut.get("avec", [])),
            "sauf": self._compile(brut.get("sauf", [])),
            "sauf_phrase": self._compile(brut.get("sauf_phrase", [])),
            "certitude": float(brut.get("certitude", CERTITUDE)),
            "negation_libre": brut.get("negation") == "libre",
            "hypothese_libre": brut.get("hypothese") == "libre",
        }
        if "gabarits" in brut:
            raccourcis = self.contenu["raccourcis"]
            return [
                Regle(
                    brut["fait"],
                    valeur,
                    tuple(
                        compile_phrase(g, {**raccourcis, "personne": qui}, self._captures)
                        for g in brut["gabarits"]
                    ),
                    **commun,
                )
                for valeur, qui in brut["valeurs"].items()
            ]
        if "reponses" in brut:
            commun |= {"certitude": CERTITUDE_REPONSE, "entier": True, "negation_libre": True}
            return [Regle(brut["fait"], brut["valeur"], self._compile(brut["reponses"]), **commun)]
        if "date" not in brut and "valeur" not in brut:
            raise ValueError("expected `valeur` or `date`")
        return [
            Regle(
                brut["fait"],
                brut.get("valeur"),
                self._compile(brut["phrases"]),
                date=brut.get("date"),
                recent=brut.get("recent"),
                **commun,
            )
        ]

    def _order(self) -> dict[tuple[str, Any], int]:
        """Rank of each (fact, value) in its file: the first written wins when two were said."""
        ordre: dict[tuple[str, Any], int] = {}
        for regle in self.regles:
            ordre.setdefault((regle.fait, str(regle.valeur)), len(ordre))
        return ordre

    @cached_property
    def sujets(self) -> dict[str, re.Pattern[str]]:
        raccourcis = self.contenu["raccourcis"]
        return {
            qui: re.compile(
                "|".join(
                    compile_phrase(p, raccourcis, {}).pattern for p in self.contenu["sujets"][qui]
                )
            )
            for qui in ("moi", "autre")
        }

    @property
    def descriptifs(self) -> frozenset[str]:
        """Facts that only describe a person: said alone, they do not change the subject."""
        return frozenset(self.contenu["descriptifs"])

    @cached_property
    def negations(self) -> re.Pattern[str]:
        return compile_words(self.contenu["negations"])

    @cached_property
    def hypotheses(self) -> re.Pattern[str]:
        return compile_words(self.contenu["hypotheses"])

    @cached_property
    def corrections(self) -> re.Pattern[str]:
        return compile_words(self.contenu["corrections"])

    @cached_property
    def coupures(self) -> re.Pattern[str]:
        """What separates a date from the words that follow it."""
        return re.compile("[,:]|" + compile_words(self.contenu["dates"]["coupures"]).pattern)

    @cached_property
    def tiers(self) -> Tiers | None:
        """How a counsellor names the usager."""
        return Tiers.from_lexicon(self.contenu)

    @cached_property
    def amorces(self) -> re.Pattern[str]:
        """What may come before an answer that is otherwise the whole message."""
        mots = compile_words(self.contenu["amorces"]).pattern
        return re.compile(rf"(?:{mots}[\s,.;:!]*)+")

    @cached_property
    def injures(self) -> re.Pattern[str]:
        return compile_words(self.contenu["injures"])

    @cached_property
    def oui_non(self) -> dict[str, re.Pattern[str]]:
        return {mot: compile_words(self.contenu["oui_non"][mot]) for mot in ("oui", "non")}

    @cached_property
    def droits(self) -> dict[str, tuple[re.Pattern[str], ...]]:
        """The rights as people name them."""
        return {nom: self._compile(mots) for nom, mots in self.contenu.get("droits", {}).items()}

    @cached_property
    def gestes(self) -> dict[str, tuple[re.Pattern[str], ...]]:
        return {nom: self._compile(phrases) for nom, phrases in self.contenu["gestes"].items()}
