"""The shape of a life moment's file (`parcours/<moment>.yml`), as experts write it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, HttpUrl, field_validator

from api.parcours.conditions import AUJOURDHUI, TOUJOURS, Condition
from api.parcours.fait import Contenu, OuiNon, Si, Variante
from api.parcours.parties import Partie
from api.parcours.values import DUREE

Texte = Annotated[str, Field(min_length=1), AfterValidator(str.strip)]


def _duration(texte: str) -> str:
    if not DUREE.match(texte):
        raise ValueError('expected a duration such as "-25 semaines", "5 jours", "3 mois", "1 an"')
    return texte


Duree = Annotated[str, AfterValidator(_duration)]


def _seen(brut: Any) -> str | None:
    """A version date: a day, a month or a year, kept as written."""
    if brut is None:
        return None
    texte = str(brut)
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", texte):
        raise ValueError("expected YYYY, YYYY-MM or YYYY-MM-DD")
    return texte


class Source(Contenu):
    """Where a fact of law was read.

    V: official page; C: computed; G: general knowledge; Vs: another page.
    """

    titre: Texte
    url: HttpUrl | None = None
    vu_le: Annotated[str | None, BeforeValidator(_seen)] = None
    statut: Literal["V", "C", "G", "Vs"]


class Echeance(Contenu):
    si: Si = TOUJOURS
    type: Literal["legal", "conseille", "droit_perdu"]
    ancre: str | None = None
    delai: Duree | None = None
    debut: Duree | None = None
    report: OuiNon = False
    texte: Texte


class Borne(Contenu):
    ancre: str
    delai: Duree


class OrganismeCite(Contenu):
    id: str
    si: Si = TOUJOURS


class Automatique(Contenu):
    est: Literal["oui", "non", "partiel"]
    texte: str | None = None


class Remplacement(Contenu):
    """A step that must not stand beside this one, and the reason told to the person."""

    etape: str
    pourquoi: Texte


class Etape(Contenu):
    """One thing to do, with whom, by when, with which papers, and how sure we are."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z]+[-_][A-Za-z0-9_]+$")]
    nom: str
    titre: Annotated[str, Field(min_length=3, max_length=80)]
    action: Texte
    si: Si = TOUJOURS
    organismes: list[OrganismeCite] = Field(min_length=1)
    echeance: list[Echeance] = []
    hors_phase: Texte | None = None  # why a deadline of this step falls outside its phase
    documents: list[Texte] = []
    canaux: list[Texte] = []
    automatique: Automatique = Automatique(est="non")
    retard: Texte | None = None
    base: Texte | None = None
    conditions_non_modelisees: list[Texte] = []
    doute: OuiNon = False
    doute_texte: Texte | None = None
    priorite: Literal["urgente", "importante", "utile"] = "importante"
    apres: list[str] = []
    commun: Annotated[str | None, Field(pattern=r"^[a-z0-9-]+$")] = None  # same act, every moment
    remplace: list[Remplacement] = []
    continuite: OuiNon = False  # bridges a benefit that ends and the one that follows (R2.4)
    sources: list[Source] = Field(min_length=1)
    revoir_avant: dt.date

    @field_validator("organismes", mode="before")
    @classmethod
    def _short_form(cls, brut: Any) -> Any:
        if not isinstance(brut, list):
            return brut
        return [{"id": x} if isinstance(x, str) else x for x in brut]

    @field_validator("echeance", mode="before")
    @classmethod
    def _one_or_many(cls, brut: Any) -> Any:
        return brut if isinstance(brut, list) else ([] if brut is None else [brut])


class Phase(Contenu):
    id: str
    titre: Texte
    de: Borne | None = None
    a: Borne | None = None
    jalon: Texte
    etapes: list[Etape] = Field(min_length=1)


class Ancre(Contenu):
    id: str
    titre: Texte
    fait: str


class Garde(Contenu):
    """When `si` holds, only these steps may be shown (safety before everything).

    `ferme_tout`: the other open moments keep silent too.
    `ferme_autres`: the others keep silent, and this one goes on as usual.
    `discret`: someone may be in danger: what leaves the screen tells nothing, and nothing is kept.
    """

    si: Si
    etapes: list[str]
    acte: str | None = None
    ferme_tout: OuiNon = False
    ferme_autres: OuiNon = False
    discret: OuiNon = False


class Parole(Contenu):
    """An act said once, when its condition becomes true in the middle of a parcours."""

    si: Si
    acte: str
    puis: Literal["question", "pause"] = "question"  # pause: no question after it in that turn


class Declinaison(Contenu):
    """An attentive variant: for whom, what changes, which human.

    `discret`: what leaves the screen (paper, calendar) names nothing and reminds of nothing.
    """

    id: str
    titre: Texte
    si: Si
    change: Texte
    humain: Texte
    discret: OuiNon = False


class Piege(Contenu):
    texte: Texte
    etapes: list[str] = []


class Parcours(Contenu):
    """A life moment: the six elements of the founding report, and its steps."""

    moment: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    titre: Texte
    titres: list[Variante] = []  # when the ordinary title would hurt or be wrong
    calendrier_discret: OuiNon = False  # a calendar is often shared: it names none of the steps
    version: dt.date
    relu_par: str | None
    revoir_avant: dt.date
    usager: Texte
    evenement: Texte
    debut: Texte
    fin: Texte
    graphique: Literal["frise"]
    objectifs: list[Texte] = Field(min_length=1)
    ancres: list[Ancre] = Field(min_length=1)
    questions: list[str] = Field(min_length=1)
    premieres: list[str] = []
    parties: list[Partie] = []
    portes: list[str] = []  # facts that, said alone, open this moment
    pese_les_droits: OuiNon = False  # its questions are also ranked by the rights they decide
    gardes: list[Garde] = []
    paroles: list[Parole] = []
    declinaisons: list[Declinaison] = Field(min_length=1)
    signaux: list[Texte] = []
    pieges: list[Piege] = []
    phases: list[Phase] = Field(min_length=1)

    @property
    def protege(self) -> bool:
        """A moment that may go on alone: what it closes prevails over the others' guards."""
        return any(g.ferme_autres for g in self.gardes)

    @property
    def etapes(self) -> list[Etape]:
        return [etape for phase in self.phases for etape in phase.etapes]

    def anchor_fact(self, ancre: str) -> str | None:
        """The date fact behind a reference date (None for `aujourdhui`)."""
        return next((a.fait for a in self.ancres if a.id == ancre), None)


class Telephone(Contenu):
    numero: Texte
    horaires: str | None = None
    prix: str | None = None
    source: Texte
    vu_le: Annotated[str | None, BeforeValidator(_seen)] = None
    doute: OuiNon = False


class Organisme(Contenu):
    nom: Texte
    nom_long: Texte
    nom_discret: Texte | None = None  # on paper, where another person may read it
    explication: Texte
    branche: str
    icone: str
    agricole: str | None = None
    telephone: Telephone | None = None
    site: str | None = None
    lieu: str | None = None


class Coherence(Contenu):
    """Answers that cannot be true together; `code` names the sentence that says so."""

    si: Si
    code: Annotated[str, Field(pattern=r"^[a-z_]+$")]


class Moment(Contenu):
    """A life moment in the catalogue, whether or not its parcours is written yet."""

    id: str
    titre: Texte
    resume: Texte
    icone: str
    relais: list[str] = Field(min_length=1)
    frequent: OuiNon = False  # offered when nothing points elsewhere
    general: OuiNon = False  # never offered beside a precise moment
    protege: OuiNon = False  # those who protect come first, even before its parcours is written


class ContactUrgence(Contenu):
    nom: Texte
    numero: str | None = None
    sms: str | None = None
    horaires: str | None = None
    langues: str | None = None
    accessible: str | None = None
    source: Texte
    verifie_le: Annotated[str | None, BeforeValidator(_seen)] = None
    doute: OuiNon = False


class Urgence(Contenu):
    """A safety signal and who answers it."""

    titre: Texte
    phrase: Texte
    contacts: list[ContactUrgence] = Field(min_length=1)
    silencieux: str | None = None
    ensuite: Texte
    discret: OuiNon = False  # told by someone who may be watched: nothing of it is kept


__all__ = [
    "AUJOURDHUI",
    "Condition",
    "Declinaison",
    "Echeance",
    "Etape",
    "Moment",
    "Organisme",
    "Parcours",
    "Phase",
    "Source",
    "Urgence",
]
