"""A fact as experts write it: type, question, options, bounds, derivations, aliases."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, model_validator

from api.parcours.conditions import (
    TOUJOURS,
    Condition,
    ConditionInvalide,
    compile_condition,
)
from api.parcours.values import (
    DateDite,
    Intervalle,
    Valeur,
    ValeurInvalide,
    add_duration,
    parse_date,
    parse_number,
    to_json,
    whole_units,
)

Type = Literal["oui_non", "choix", "nombre", "date", "liste"]
_OUI_NON: dict[str | bool, bool] = {
    "oui": True,
    "non": False,
    "true": True,
    "false": False,
    True: True,
    False: False,
}


def _compile(brut: Any, info: ValidationInfo) -> Condition:
    if isinstance(brut, Condition):
        return brut
    try:
        return compile_condition(brut, (info.context or {})["types"])
    except ConditionInvalide as erreur:
        chemin = " → ".join(map(str, erreur.chemin))
        raise ValueError(f"{chemin}: {erreur}" if chemin else str(erreur)) from None


Si = Annotated[Any, BeforeValidator(_compile)]


def _oui_non(brut: Any) -> bool:
    if isinstance(brut, str | bool) and brut in _OUI_NON:
        return bool(_OUI_NON[brut])
    raise ValueError("expected oui or non")


OuiNon = Annotated[bool, BeforeValidator(_oui_non)]


class Contenu(BaseModel):
    """Base of everything experts write: a key that is not expected is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Option(Contenu):
    valeur: Any
    libelle: str = Field(min_length=1)


class Variante(Contenu):
    """A wording and when it applies (no `si`: always)."""

    si: Si = None
    texte: str = Field(min_length=1)


Unite = Literal["jours", "semaines", "mois", "ans"]


class Derivation(Contenu):
    """The value of a fact from others.

    `si`/`valeur`; or `date` + `plus`, a date and a duration; or `date` + `depuis`, the whole
    units elapsed since a date (negative: still to come); or `date` + `dans`, those until it.

    `discret`: follows from what was said, but its facts are never asked for that.
    """

    si: Si = None
    valeur: Any = None
    date: str | None = None
    plus: str | None = None
    depuis: Unite | None = None
    dans: Unite | None = None
    discret: OuiNon = False

    @model_validator(mode="after")
    def _one_rule(self) -> Derivation:
        comptes = [self.plus, self.depuis, self.dans]
        if sum(x is not None for x in comptes) != (1 if self.date else 0):
            raise ValueError("`date` needs one of `plus`, `depuis`, `dans`, which need `date`")
        if (self.valeur is None) == (self.date is None):
            raise ValueError("expected either `valeur` (with `si`) or `date`")
        return self

    @property
    def nature(self) -> str | None:
        """The type of fact that the rule gives; None: any."""
        if self.date is None:
            return None
        return "date" if self.plus else "nombre"

    def compute(self, source: DateDite, le: dt.date) -> Valeur:
        """What a date gives, seen from `le`."""
        if self.plus:
            return DateDite(add_duration(source.jour, self.plus), source.approximatif)
        if self.depuis:
            n = whole_units(source.jour, le, self.depuis)
        else:
            n = whole_units(le, source.jour, self.dans or "jours")
        return Intervalle(n, n)


class Borne(Contenu):
    min: float | None = None
    max: float | None = None
    passe: OuiNon = False
    futur: OuiNon = False


class Plausibilite(Contenu):
    """Figures that are most likely of another kind: a gross wage for a net one, a year for a month.

    They are refused with the sentence of `code`, which says what they may be; so is any figure
    that was said with this code as its kind (« brut », « par an »). Without bounds, those alone.
    """

    au_moins: float | None = None
    au_plus: float | None = None
    code: Annotated[str, Field(pattern=r"^[a-z_]+$")]

    def holds(self, n: float) -> bool:
        """Whether a figure is of that other kind."""
        if self.au_moins is None and self.au_plus is None:
            return False
        return (self.au_moins is None or n >= self.au_moins) and (
            self.au_plus is None or n <= self.au_plus
        )


class Hypotheses(Contenu):
    """Values to try for a fact that nobody said, the likeliest first; `si`: for whom."""

    si: Si = TOUJOURS
    valeurs: list[Any] = Field(min_length=1)


class AliasDetaille(Contenu):
    """A founding dossier's own name of a fact, and how its values are turned.

    `depuis`/`dans`: the dossier counts units since (until) the date that this fact is.
    """

    nom: str
    valeurs: dict[Any, Any] = {}
    inverse: OuiNon = False
    depuis: Unite | None = None
    dans: Unite | None = None

    def translate(self, valeur: Any) -> Any:
        """A dossier's value as this fact's raw value."""
        if self.inverse and isinstance(valeur, str | bool) and valeur in _OUI_NON:
            return not _OUI_NON[valeur]
        if self.valeurs and not isinstance(valeur, dict | list):
            return {_key(k): v for k, v in self.valeurs.items()}.get(_key(valeur), valeur)
        unite = self.depuis or self.dans
        if unite and isinstance(valeur, int) and not isinstance(valeur, bool):
            passe = (valeur >= 0) is (self.depuis is not None)
            return {"il_y_a" if passe else "dans": f"{abs(valeur)} {unite}"}
        return valeur


class Fait(Contenu):
    """One thing a person can say about their life.

    `quand`: the question is put only to those it concerns (a list of birth matters, to parents).
    `unite`: what a number is counted in. `ou_trouver`: where the person can read it.
    `plausible`: figures that are of another kind.
    `hypotheses`: what the estimation of rights tries while the fact is unknown.
    """

    type: Type
    titre: str
    question: str | list[Variante] = ""
    pourquoi: str = ""
    options: list[Option] = []
    sensible: OuiNon = False
    demander: OuiNon = True
    quand: Si = TOUJOURS
    defaut: Any = None
    derive: list[Derivation] = []
    borne: Borne | None = None
    unite: Literal["euros"] | None = None
    ou_trouver: str = ""
    plausible: list[Plausibilite] = []
    hypotheses: list[Hypotheses] = []
    alias: dict[str, str | AliasDetaille | list[str | AliasDetaille]] = {}

    @model_validator(mode="after")
    def _complete(self) -> Fait:
        if self.demander and not (self.question and self.pourquoi):
            raise ValueError("an asked fact needs `question` and `pourquoi`")
        if self.type in ("choix", "liste") and not self.options:
            raise ValueError(f"a fact of type {self.type} needs `options`")
        if self.plausible and self.type != "nombre":
            raise ValueError("`plausible` is for numbers")
        return self

    def coerce(self, brut: Any, le: dt.date) -> Valeur:
        """Turn a raw value into this fact's type; raise ValeurInvalide with a wording code."""
        if isinstance(brut, dict) and set(brut) == {"valeur", "libelle"}:
            brut = brut["valeur"]
        if self.type == "oui_non":
            if isinstance(brut, str | bool) and brut in _OUI_NON:
                return _OUI_NON[brut]
            raise ValeurInvalide("oui_non_attendu")
        if self.type == "choix":
            if isinstance(brut, str) and brut in [o.valeur for o in self.options]:
                return brut
            raise ValeurInvalide("option_inconnue", connus=[o.valeur for o in self.options])
        if self.type == "liste":
            connus = [o.valeur for o in self.options]
            if isinstance(brut, list) and all(x in connus for x in brut):
                return tuple(dict.fromkeys(brut))
            raise ValeurInvalide("option_inconnue", connus=connus)
        return self._coerce_bounded(brut, le)

    def _coerce_bounded(self, brut: Any, le: dt.date) -> Valeur:
        borne = self.borne or Borne()
        if isinstance(brut, dict) and set(brut) == {"montant", "sorte"}:
            brut = self._of_this_kind(brut["montant"], brut["sorte"])
        if self.type == "date":
            date = parse_date(brut, le)
            if borne.passe and date.jour > le:
                raise ValeurInvalide("date_future")
            if borne.futur and date.jour < le:
                raise ValeurInvalide("date_passee")
            if not -130 <= (date.jour - le).days / 365.25 <= 70:
                raise ValeurInvalide("date_impossible")
            _check_date_bounds(date, borne, le)
            return date
        nombre = parse_number(brut)
        dits = [x for x in (nombre.bas, nombre.haut) if x is not None]
        if borne.min is not None and min(dits) < borne.min:
            raise ValeurInvalide("nombre_trop_petit", min=_whole(borne.min))
        if borne.max is not None and max(dits) > borne.max:
            raise ValeurInvalide("nombre_trop_grand", max=_whole(borne.max))
        for autre in self.plausible:
            if any(autre.holds(n) for n in dits):
                raise ValeurInvalide(autre.code)
        return nombre

    def _of_this_kind(self, montant: Any, sorte: Any) -> Any:
        """A figure said with its kind: refused when this fact cannot be of that kind."""
        for autre in self.plausible:
            if autre.code == sorte:
                raise ValeurInvalide(autre.code)
        return montant

    def label_of(self, valeur: Valeur) -> str | None:
        """The expert's label of a value, when the fact has options; None otherwise."""
        json = to_json(valeur)
        if self.type == "liste":
            return ", ".join(o.libelle for o in self.options if o.valeur in json) or None
        return next((o.libelle for o in self.options if o.valeur == json), None)


def _check_date_bounds(date: DateDite, borne: Borne, le: dt.date) -> None:
    """Bounds of a date are in months from today; the refusal says the day they give."""
    premier = None if borne.min is None else add_duration(le, f"{int(borne.min)} mois")
    dernier = None if borne.max is None else add_duration(le, f"{int(borne.max)} mois")
    if premier and date.jour < premier:
        raise ValeurInvalide("date_trop_ancienne", min=premier.isoformat())
    if dernier and date.jour > dernier:
        raise ValeurInvalide("date_trop_lointaine", max=dernier.isoformat())


def _whole(nombre: float) -> float:
    return int(nombre) if nombre == int(nombre) else nombre


def _key(valeur: Any) -> Any:
    """Booleans and their French words are one key in alias tables."""
    return _OUI_NON.get(valeur, valeur) if isinstance(valeur, str | bool) else valeur


def option_values(fait: Fait, le: dt.date) -> list[Valeur]:
    """Every closed answer of a fact as engine values (relative dates seen from `le`)."""
    if fait.type == "oui_non":
        return [True, False]
    if fait.type == "liste":
        return [(), *[(o.valeur,) for o in fait.options]]
    return [fait.coerce(o.valeur, le) for o in fait.options]
