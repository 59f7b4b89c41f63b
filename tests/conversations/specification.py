"""The conversations written as data: their form, and the dates they speak of.

The keys are explained at the top of `general.yml`, for the people who write conversations.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import yaml
from babel.dates import format_date, get_day_names
from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.parcours.fait import OuiNon
from api.parcours.values import add_duration

DOSSIER = Path(__file__).parent
LIMITE_REPONSES = 25
SUITES = ("ne_sait_pas", "refuse")
_REPERE = re.compile(r"<(mois )?(dans|il y a) (\d+ \w+)>")
# How far a date said in words may be from the exact one: "il y a deux mois" is not a day.
_TOLERANCES = {"jour": 0, "semaine": 3, "mois": 16, "an": 31}


class Strict(BaseModel):
    """A key that is not expected is an error: a typing mistake must not silence a check."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Tour(Strict):
    """One turn: what the person does (one of the first five keys), then what must follow."""

    dit: str | None = None
    fois: int = Field(default=1, ge=1)
    choix: dict[str, Any] | None = None
    presse: str | None = None
    repond: dict[str, Any] | None = None

    actes: list[str | list[str]] = []
    sans: list[str] = []
    sans_mots: list[str] = []
    faits: dict[str, Any] = {}
    passes: list[str] = []
    inconnus: list[str] = []
    question: str | None = None
    meme_question: OuiNon = False
    pas_demande: list[str] = []
    propose: list[str] = []
    nb_moments: int | None = None
    offre_humain: OuiNon = False
    contacts: OuiNon = False
    numeros: list[str] = []
    cite: OuiNon = False
    montre: list[str] = []
    efface: OuiNon = False

    @model_validator(mode="after")
    def _one_gesture(self) -> Tour:
        gestes = (self.dit, self.choix, self.presse, self.repond)
        if sum(g is not None for g in gestes) != 1:
            raise ValueError("a turn has exactly one of: dit, choix, presse, repond")
        return self

    def words(self, le: dt.date) -> str:
        """What is written, with its dates seen from today (`<dans 4 mois>` → « 23 mars »)."""
        return "\n\n".join([_REPERE.sub(lambda m: _said(m, le), self.dit or "")] * self.fois)

    @property
    def named_acts(self) -> set[str]:
        """Every act this turn speaks of."""
        attendus = {a for x in self.actes for a in ([x] if isinstance(x, str) else x)}
        return attendus | {*self.sans} | ({self.presse} if self.presse else set())

    @property
    def named_facts(self) -> set[str]:
        """Every fact this turn speaks of."""
        noms = {*self.faits, *self.passes, *self.inconnus, *self.pas_demande, *(self.repond or {})}
        return noms | {n for n in (self.question, (self.choix or {}).get("fait")) if n}

    def given_values(self) -> dict[str, Any]:
        """Values that this turn expects or gives, by fact."""
        valeurs = {n: v for n, v in (self.repond or {}).items() if v not in SUITES}
        if self.choix and "valeur" in self.choix:
            valeurs[self.choix["fait"]] = self.choix["valeur"]
        return {**valeurs, **self.faits}


class ConversationEcrite(Strict):
    """A conversation from the first words to the plan."""

    nom: str = Field(min_length=10)
    tours: list[Tour] = Field(min_length=1)
    moments: list[str] | None = None
    etapes: list[str] = []
    absentes: list[str] = []
    seules: list[str] | None = None

    @property
    def named_steps(self) -> set[str]:
        montrees = {i for tour in self.tours for i in tour.montre}
        return {*self.etapes, *self.absentes, *(self.seules or ()), *montrees}


def load(fichier: Path) -> list[ConversationEcrite]:
    """The conversations of a file; pydantic names the key and the place of a mistake."""
    brutes = yaml.safe_load(fichier.read_text(encoding="utf-8"))
    return [ConversationEcrite.model_validate(brute) for brute in brutes]


def load_all() -> dict[str, list[ConversationEcrite]]:
    """All the conversations, by file name."""
    return {f.stem: load(f) for f in sorted(DOSSIER.glob("*.yml"))}


def _said(m: re.Match[str], le: dt.date) -> str:
    jour = add_duration(le, m[3] if m[2] == "dans" else f"-{m[3]}")
    return format_date(jour, "MMMM" if m[1] else "d MMMM", locale="fr")


def expected_date(brut: dict[str, Any], le: dt.date) -> tuple[dt.date, int]:
    """(day, tolerance in days) of a date written as people say it.

    {jour, mois}: the latest one past, or the next with `sens: futur`; {mois}: some day of it;
    {jour_semaine}: the last one before today; {il_y_a}, {dans}: a duration from today.
    """
    futur = brut.get("sens") == "futur"
    if "jour_semaine" in brut:
        rang = {nom: r for r, nom in get_day_names(locale="fr").items()}[brut["jour_semaine"]]
        return le - dt.timedelta(days=(le.weekday() - rang) % 7 or 7), 0
    if "mois" in brut:
        precis = "jour" in brut
        jour = dt.date(brut.get("annee", le.year), brut["mois"], brut.get("jour", 15))
        # Without a day, a month under way is both the latest past and the next.
        repere = le if precis else le.replace(day=15)
        if "annee" not in brut and not futur and jour > repere:
            jour = jour.replace(year=le.year - 1)
        if "annee" not in brut and futur and jour < repere:
            jour = jour.replace(year=le.year + 1)
        return jour, 0 if precis else 16
    duree = brut.get("il_y_a") or brut["dans"]
    unite = duree.split()[1]
    tolerance = next(t for u, t in _TOLERANCES.items() if unite.startswith(u))
    return add_duration(le, f"-{duree}" if "il_y_a" in brut else duree), tolerance


def is_date(brut: Any) -> bool:
    """True for a date written as people say it (a number interval has other keys)."""
    return isinstance(brut, dict) and bool({"jour_semaine", "mois", "il_y_a", "dans"} & set(brut))


def sent_value(brut: Any, le: dt.date) -> Any:
    """A value as the API takes it."""
    if isinstance(brut, dt.date):
        return brut.isoformat()
    return expected_date(brut, le)[0].isoformat() if is_date(brut) else brut
