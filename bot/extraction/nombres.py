"""Numbers, durations and amounts in figures or in words. The words are data."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from bot.components.texte import fold_text
from bot.extraction.motifs import alternatives

_CHIFFRES = r"\d{1,3}(?:[\s.\u202f\u00a0]\d{3})+(?:,\d+)?|\d+(?:[,.]\d+)?"
_BORNES = r"(?<![\w/]){}(?![\w/])"
_EUROS = r"€|euros?\b|eur\b|balles\b|e\b"
_PORTEE_SORTE = (
    40  # characters after an amount where its kind is said: « 2 000 € par mois en brut »
)
_COUPURE = re.compile(
    r"[;!?\d]|[.,](?=\s|$)"
)  # another amount, or the end of what is said of this one


@dataclass(frozen=True)
class Nombres:
    """Readers of numbers, built from the lexicon."""

    unites: dict[str, int]
    dizaines: dict[str, int]
    rangs: dict[str, int]
    durees: dict[str, str]
    siecles: dict[str, int] = field(default_factory=dict)  # « mille neuf cent » of a year in words
    sortes: dict[str, list[str]] = field(default_factory=dict)  # gross, by the year, by the hour

    @classmethod
    def from_lexicon(cls, lexique: dict[str, Any]) -> Nombres:
        nombres = lexique["nombres"]
        return cls(
            *(_folded(nombres[cle]) for cle in ("unites", "dizaines", "rangs")),
            durees=_folded(lexique["dates"]["unites"]),
            siecles=_folded(nombres.get("siecles", {})),
            sortes=lexique.get("sortes", {}),
        )

    @cached_property
    def words(self) -> str:
        """Pattern of a number in words, « quatre-vingt-dix-sept » included."""
        unites, dizaines = alternatives(self.unites), alternatives(self.dizaines)
        return rf"{dizaines}(?:[\s\-]+(?:et[\s\-]+)?{unites})?|{unites}"

    @cached_property
    def nombre(self) -> str:
        return rf"(?:\d{{1,3}}|{self.words})(?![a-z0-9])"

    @cached_property
    def plusieurs(self) -> str:
        """Two or more: « un enfant » may only be an example, « deux enfants » is a count."""
        return rf"(?!(?:0?1|une?)(?![a-z0-9])){self.nombre}"

    @cached_property
    def montant(self) -> str:
        """An amount of three figures or more, « € » or not: « 1 300 », « 600 euros »."""
        return rf"(?=\d[\d\s.,\u202f\u00a0]{{2}})(?:{_CHIFFRES})(?![\d,])\s*(?:{_EUROS})?"

    @cached_property
    def rang(self) -> str:
        return alternatives(self.rangs)

    @cached_property
    def duree(self) -> str:
        return rf"(?:\d{{1,3}}|{self.words})[\s\-]*{alternatives(self.durees)}(?![a-z0-9])"

    def value(self, texte: str) -> int | float | None:
        """Number said by a text of the `nombre` pattern."""
        mots = re.sub(r"[\s\-]+", " ", texte.strip())
        if re.fullmatch(r"[\d\s.,\u202f\u00a0]+", texte.strip()):
            return _figures(texte)
        if mots in self.unites:
            return self.unites[mots]
        for dizaine, base in sorted(self.dizaines.items(), key=lambda d: -len(d[0])):
            if mots == dizaine:
                return base
            if mots.startswith(dizaine + " "):
                reste = mots[len(dizaine) + 1 :].removeprefix("et ")
                return base + self.unites[reste] if reste in self.unites else None
        return None

    @cached_property
    def annee(self) -> str:
        """A year from 1900, in figures or in words as dictation writes it."""
        chiffres = r"(?:19|20)\d{2}"
        if not self.siecles:
            return chiffres
        return rf"(?:{chiffres}|{alternatives(self.siecles)}(?:[\s\-]+(?:{self.words}))?)"

    def year(self, texte: str) -> int:
        """Year said by a text of the `annee` pattern."""
        mots = re.sub(r"[\s\-]+", " ", texte.strip())
        for siecle, base in sorted(self.siecles.items(), key=lambda s: -len(s[0])):
            if mots == siecle or mots.startswith(siecle + " "):
                reste = mots[len(siecle) + 1 :]
                return base + int((self.value(reste) or 0) if reste else 0)
        return int(mots)

    def rank(self, texte: str) -> int | None:
        return self.rangs.get(re.sub(r"[\s\-]+", " ", texte.strip()))

    def duration(self, texte: str) -> tuple[int, str] | None:
        """(number, unit) said by a text of the `duree` pattern."""
        m = self._motif_duree_seule.fullmatch(texte.strip())
        nombre = self.value(m[1]) if m else None
        if m is None or nombre is None or int(nombre) != nombre:
            return None
        return int(nombre), self.durees[re.sub(r"[\s\-]+", " ", m[2])]

    @cached_property
    def _motif_nombre(self) -> re.Pattern[str]:
        return re.compile(_BORNES.format(f"(?:{_CHIFFRES}|{self.words})"))

    @cached_property
    def motif_duree(self) -> re.Pattern[str]:
        return re.compile(r"(?<![\w/])" + self.duree)

    @cached_property
    def _motif_duree_seule(self) -> re.Pattern[str]:
        return re.compile(rf"(.+?)[\s\-]*({alternatives(self.durees)})")

    def numbers_in(self, plie: str) -> list[tuple[int, int, int | float]]:
        """(start, end, value) of each number of a folded text; « un » and « une » alone are articles."""
        trouves = []
        for m in self._motif_nombre.finditer(plie):
            if m[0] in ("un", "une") and len(plie.split()) > 2:
                continue
            valeur = self.value(m[0])
            if valeur is not None:
                trouves.append((m.start(), m.end(), valeur))
        return trouves

    def amounts_in(self, plie: str) -> list[tuple[int, int, float]]:
        """(start, end, euros) of each amount of a folded text: « 30 euros », « 18000 par an »."""
        dites = "|".join(self._mots_de_sorte.values())
        motif = re.compile(
            rf"(?<!\w)({_CHIFFRES})(?:\s*(?:€|euros?\b|eur\b|balles\b)|(?=\s*(?:{dites})))"
            if dites
            else rf"(?<!\w)({_CHIFFRES})\s*(?:€|euros?\b|eur\b|balles\b)"
        )
        trouves = [(m.start(), m.end(), _figures(m[1])) for m in motif.finditer(plie)]
        return [(a, b, float(v)) for a, b, v in trouves if v is not None]

    def amount(self, texte: str) -> int | float | None:
        """Euros of a text of the `montant` pattern."""
        m = re.match(_CHIFFRES, texte)
        return _figures(m[0]) if m else None

    def kind_of(self, plie: str, debut: int, fin: int) -> str | None:
        """What an amount is when it is not net by the month: said in its words, or just after."""
        coupure = _COUPURE.search(plie, fin)
        arret = min(fin + _PORTEE_SORTE, coupure.start() if coupure else len(plie))
        dits = plie[debut:arret]
        return next((s for s, mots in self._mots_de_sorte.items() if re.search(mots, dits)), None)

    @cached_property
    def _mots_de_sorte(self) -> dict[str, str]:
        return {
            sorte: rf"(?<![a-z]){alternatives(mots)}(?![a-z0-9])"
            for sorte, mots in self.sortes.items()
        }


def _figures(texte: str) -> int | float | None:
    net = re.sub(r"[\s\u202f\u00a0]", "", texte)
    net = re.sub(r"\.(?=\d{3}(\D|$))", "", net).replace(",", ".")
    try:
        nombre = float(net)
    except ValueError:
        return None
    return int(nombre) if nombre == int(nombre) else nombre


def _folded(table: dict[Any, Any]) -> dict[str, Any]:
    return {re.sub(r"[\s\-]+", " ", fold_text(str(cle))): valeur for cle, valeur in table.items()}
