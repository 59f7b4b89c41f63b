"""French dates in every usual form, relative to a given day. Plain arithmetic; words are data.

A date parser was measured first (dateparser 1.2): it misses « mardi dernier », « début mars » and
« depuis 2 ans », and costs 22 MB and 1 to 3 ms a date; this takes 0.1 ms.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from bot.components.texte import fold_text
from bot.extraction.motifs import alternatives
from bot.extraction.nombres import Nombres, _folded

_NET = re.compile(r"[\s\-']+")
_PORTEE_QUANTIEME = 100  # days around today in which « samedi 14 » is looked for


@dataclass(frozen=True)
class DateDite:
    """A date as said. Without a year, `passe` and `futur` are the nearest on each side."""

    debut: int
    fin: int
    passe: dt.date
    futur: dt.date
    approximatif: bool = False
    depuis: bool = False  # « depuis mars » : a state that lasts, said of what is just before

    def nearest(self, le: dt.date) -> dt.date:
        """The closer of the two readings; the past when equal."""
        return min(self.passe, self.futur, key=lambda d: (abs((d - le).days), d > le))


def add(jour: dt.date, nombre: int, unite: str) -> dt.date:
    """A day plus a number of days, weeks, months or years; a missing 31st is the month's last day."""
    if unite == "jour":
        return jour + dt.timedelta(days=nombre)
    if unite == "semaine":
        return jour + dt.timedelta(weeks=nombre)
    total = jour.year * 12 + jour.month - 1 + nombre * (12 if unite == "an" else 1)
    annee, mois = total // 12, total % 12 + 1
    dernier = (dt.date(annee + mois // 12, mois % 12 + 1, 1) - dt.timedelta(days=1)).day
    return dt.date(annee, mois, min(jour.day, dernier))


class Dates:
    """Finds dates in folded texts."""

    def __init__(self, lexique: dict[str, Any], nombres: Nombres) -> None:
        d = lexique["dates"]
        self._nombres = nombres
        self._mois = _folded(d["mois"])
        self._jours = _folded(d["jours"])
        self._parties = _folded(d["parties"])
        self._fetes = _folded(d["fetes"])
        self._saisons = _folded(d["saisons"])
        self._depuis = re.compile(
            rf"(?<![a-z0-9]){alternatives(d['depuis'])}(?:\s+(?:le|la|l'))?\s*$"
        )
        self._dit_depuis = re.compile(rf"{alternatives(d['depuis'])}(?![a-z0-9])")
        self._relatifs = {
            _NET.sub("", fold_text(phrase)): regle
            for regle in d["relatifs"]
            for phrase in regle["phrases"]
        }
        relatifs = alternatives(p for regle in d["relatifs"] for p in regle["phrases"])
        mois, jours = alternatives(self._mois), alternatives(self._jours)
        passe, futur = alternatives(d["dernier"]), alternatives(d["prochain"])
        annee = nombres.annee
        environ = rf"(?:{alternatives(d['environ'])}\s+)?"
        quantieme = rf"(?:\d{{1,2}}|1er|premier|{nombres.words})"
        suite = rf"(?:[\s,]+(?:de\s+)?(?P<an>{annee})|\s+(?P<dernier>{passe})|\s+(?P<prochain>{futur}))?"
        formes: list[tuple[str, Callable[[re.Match[str], dt.date], DateDite | None]]] = [
            (r"(?P<an>(?:19|20)\d{2})-(?P<m>\d{2})-(?P<j>\d{2})", self._numeric),
            (r"(?P<j>\d{1,2})[/.\-](?P<m>\d{1,2})(?:[/.\-](?P<an>\d{4}|\d{2}))?", self._numeric),
            (
                rf"le\s+(?P<j>{quantieme})\s+(?:{alternatives(d['de_ce_mois'])})"
                rf"(?:\s+(?P<dernier>{passe})|\s+(?P<prochain>{futur}))?",
                self._day_of_month,
            ),
            (
                rf"(?:{jours}\s+)?(?:le\s+)?(?P<j>{quantieme})\s+(?P<mois>{mois})\.?{suite}",
                self._day_month,
            ),
            (
                rf"(?P<partie>{alternatives(self._parties)})[\s\-]+(?P<mois>{mois}){suite}",
                self._month,
            ),
            (rf"(?:{alternatives(d['il_y_a'])})\s+{environ}(?P<duree>{nombres.duree})", self._ago),
            (rf"(?P<duree>{nombres.duree})\s+(?:deja|auparavant|plus tot|en arriere)", self._ago),
            (rf"(?:{alternatives(d['dans'])})\s+{environ}(?P<duree>{nombres.duree})", self._ahead),
            (rf"(?P<relatif>{relatifs})", self._relative),
            (
                rf"(?P<jour>{jours})\s+(?:le\s+)?(?P<j>\d{{1,2}})"
                rf"(?=\s*(?:$|[.,;:!?)]|{alternatives(d['moments_du_jour'])}))",
                self._weekday_and_day,
            ),
            (
                rf"(?:{alternatives(d['avant_fete'])})\s+(?P<fete>{alternatives(self._fetes)}){suite}",
                self._feast,
            ),
            (
                rf"(?:{alternatives(d['avant_saison'])})(?:\s+|(?<='))"
                rf"(?P<saison>{alternatives(self._saisons)}){suite}",
                self._season,
            ),
            (
                rf"(?P<jour>{jours})(?:\s+(?:(?P<dernier>{passe})|(?P<prochain>{futur})))?"
                r"(?!\s+\d)",
                self._weekday,
            ),
            (
                rf"(?:{alternatives(d['avant_mois'])})(?:\s+|(?<='))(?P<mois>{mois}){suite}",
                self._month,
            ),
            (rf"(?P<mois>{mois})\s+(?P<an>{annee})", self._month),
            (rf"(?:en|depuis)\s+(?P<an>{annee})", self._year),
        ]
        self._formes = [
            (re.compile(r"(?<![a-z0-9/])(?:" + motif + r")(?![a-z0-9/])"), lire)
            for motif, lire in formes
        ]

    def find(self, plie: str, le: dt.date) -> list[DateDite]:
        """Dates of a folded text, first said first, never overlapping."""
        pris: list[DateDite] = []
        for motif, lire in self._formes:
            for m in motif.finditer(plie):
                if any(m.start() < d.fin and d.debut < m.end() for d in pris):
                    continue
                try:
                    date = lire(m, le)
                except (ValueError, OverflowError):
                    continue  # the 31st of June is not a date
                if date:
                    pris.append(self._lasting(date, m[0], plie[: m.start()]))
        return sorted(pris, key=lambda d: d.debut)

    def _lasting(self, date: DateDite, dit: str, avant: str) -> DateDite:
        """« Depuis mars » is always past, whatever a month alone would mean."""
        if self._dit_depuis.match(dit) or self._depuis.search(avant):
            return replace(date, futur=date.passe, depuis=True)
        return date

    def _number(self, texte: str) -> int | None:
        if texte in ("1er", "premier"):
            return 1
        valeur = self._nombres.value(texte)
        return int(valeur) if valeur is not None else None

    def _numeric(self, m: re.Match[str], le: dt.date) -> DateDite | None:
        annee = m["an"]
        if annee and len(annee) == 2:
            siecle = 2000 if int(annee) <= (le.year + 20) % 100 else 1900
            annee = str(siecle + int(annee))
        return self._yearless(m, le, int(m["j"]), int(m["m"]), int(annee) if annee else None)

    def _day_month(self, m: re.Match[str], le: dt.date) -> DateDite | None:
        jour = self._number(m["j"])
        if jour is None or not 1 <= jour <= 31:
            return None
        annee = self._nombres.year(m["an"]) if m["an"] else None
        return self._yearless(m, le, jour, self._mois[m["mois"]], annee)

    def _month(self, m: re.Match[str], le: dt.date) -> DateDite | None:
        groupes = m.groupdict()
        jour = self._parties[groupes["partie"]] if groupes.get("partie") else 15
        annee = self._nombres.year(groupes["an"]) if groupes.get("an") else None
        return self._yearless(m, le, jour, self._mois[m["mois"]], annee, approximatif=True)

    def _day_of_month(self, m: re.Match[str], le: dt.date) -> DateDite | None:
        jour = self._number(m["j"])
        if jour is None or not 1 <= jour <= 31:
            return None
        mois = add(le.replace(day=1), -1 if m["dernier"] else 1 if m["prochain"] else 0, "mois")
        date = mois.replace(day=jour)
        return DateDite(m.start(), m.end(), date, date)

    def _weekday_and_day(self, m: re.Match[str], le: dt.date) -> DateDite | None:
        """« Samedi 14 » : the nearest such days; when there is none within months, it is no date."""
        voulu, jour = self._jours[m["jour"]], int(m["j"])
        proches = [le + dt.timedelta(days=n) for n in range(-_PORTEE_QUANTIEME, _PORTEE_QUANTIEME)]
        dits = [d for d in proches if d.day == jour and d.weekday() == voulu]
        passes, futurs = [d for d in dits if d <= le], [d for d in dits if d >= le]
        if not dits:
            return None
        passe, futur = (passes or futurs)[-1], (futurs or passes)[0]
        return DateDite(m.start(), m.end(), passe, futur)

    def _feast(self, m: re.Match[str], le: dt.date) -> DateDite | None:
        mois, jour = self._fetes[m["fete"]]
        annee = self._nombres.year(m["an"]) if m["an"] else None
        return self._yearless(m, le, jour, mois, annee, approximatif=True)

    def _season(self, m: re.Match[str], le: dt.date) -> DateDite | None:
        annee = self._nombres.year(m["an"]) if m["an"] else None
        return self._yearless(m, le, 15, self._saisons[m["saison"]], annee, approximatif=True)

    def _yearless(
        self,
        m: re.Match[str],
        le: dt.date,
        jour: int,
        mois: int,
        annee: int | None,
        *,
        approximatif: bool = False,
    ) -> DateDite:
        groupes = m.groupdict()
        if annee:
            date = dt.date(annee, mois, jour)
            return DateDite(m.start(), m.end(), date, date, approximatif)
        passe = _with_year(le.year, mois, jour)
        # A month under way (« début novembre » said on the 3rd) still counts as this one.
        marge = dt.timedelta(days=20 if approximatif else 0)
        if passe > le + marge:
            passe = _with_year(le.year - 1, mois, jour)
        futur = _with_year(le.year, mois, jour)
        if futur < le - marge:
            futur = _with_year(le.year + 1, mois, jour)
        if groupes.get("dernier"):
            futur = passe
        elif groupes.get("prochain"):
            passe = futur
        return DateDite(m.start(), m.end(), passe, futur, approximatif)

    def _ago(self, m: re.Match[str], le: dt.date) -> DateDite | None:
        return self._shifted(m, le, -1)

    def _ahead(self, m: re.Match[str], le: dt.date) -> DateDite | None:
        return self._shifted(m, le, 1)

    def _shifted(self, m: re.Match[str], le: dt.date, sens: int) -> DateDite | None:
        duree = self._nombres.duration(m["duree"])
        if duree is None or duree[0] > 1200:
            return None
        date = add(le, sens * duree[0], duree[1])
        return DateDite(m.start(), m.end(), date, date, duree[1] != "jour")

    def _relative(self, m: re.Match[str], le: dt.date) -> DateDite | None:
        regle = self._relatifs[_NET.sub("", m["relatif"])]
        date = add(add(le, regle.get("mois", 0), "mois"), regle.get("jours", 0), "jour")
        return DateDite(m.start(), m.end(), date, date, regle.get("approximatif") == "oui")

    def _weekday(self, m: re.Match[str], le: dt.date) -> DateDite | None:
        ecart = (le.weekday() - self._jours[m["jour"]]) % 7 or 7
        passe, futur = le - dt.timedelta(days=ecart), le + dt.timedelta(days=7 - ecart or 7)
        if m["dernier"]:
            futur = passe
        elif m["prochain"]:
            passe = futur
        return DateDite(m.start(), m.end(), passe, futur)

    def _year(self, m: re.Match[str], le: dt.date) -> DateDite | None:
        annee = self._nombres.year(m["an"])
        date = min(dt.date(annee, 7, 1), le) if annee <= le.year else None
        return DateDite(m.start(), m.end(), date, date, True) if date else None


def _with_year(annee: int, mois: int, jour: int) -> dt.date:
    if (mois, jour) == (2, 29):
        while annee % 4 or (annee % 100 == 0 and annee % 400):
            annee -= 1
    return dt.date(annee, mois, jour)
