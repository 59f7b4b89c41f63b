"""The content of `parcours/escalades/`: rules, desks, motives, register of flows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError, model_validator

from api.parcours.content import Texte
from api.parcours.fait import Contenu, OuiNon
from api.parcours.yaml_lines import ContenuInvalide, Document
from api.settings import RACINE

DOSSIER = RACINE / "parcours" / "escalades"
FICHIERS = ("regles", "guichets", "motifs", "flux", "phrases")
MOMENTS = "moments/"
FRANCE = "france"
FUSEAU_METROPOLE = "Europe/Paris"
JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")

Niveau = Literal["information", "personnalise", "expertise", "accompagnement"]
Fragilite = Literal["administrative", "rupture", "mobilite", "numerique", "langue"]
Role = Literal["agent", "correspondant", "superviseur", "administrateur", "mediateur"]
Jour = Literal["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
Tension = Literal["normale", "tendue", "critique"]
Vu = Annotated[str, BeforeValidator(str), Field(pattern=r"^\d{4}(-\d{2}){0,2}$")]


def _hour(brut: Any) -> dt.time:
    try:
        return dt.time.fromisoformat(brut)
    except (TypeError, ValueError):
        raise ValueError('expected an hour between quotes, such as "09:00"') from None


def _zone(brut: Any) -> ZoneInfo:
    try:
        return ZoneInfo(str(brut))
    except (KeyError, ValueError):
        raise ValueError("expected a time zone such as America/Guadeloupe") from None


Heure = Annotated[dt.time, BeforeValidator(_hour)]
Fuseau = Annotated[Any, BeforeValidator(_zone)]


class Duree(Contenu):
    """A promised duration, and where it was read."""

    valeur: int = Field(gt=0)
    unite: Literal["minutes", "heures", "jours_ouvres"]
    sens: Texte
    source: Texte
    vu_le: Vu

    @property
    def delta(self) -> dt.timedelta:
        """As a plain duration; working days have none, they are counted on a calendar."""
        assert self.unite != "jours_ouvres"
        return dt.timedelta(**{"minutes" if self.unite == "minutes" else "hours": self.valeur})


class Promesses(Contenu):
    attente_directe: Duree
    conversation: Duree
    fenetre_rappel: Duree
    reponse: Duree
    rendez_vous: Duree
    marge_fermeture: Duree


class Repetition(Contenu):
    jours: int = Field(gt=0)
    source: Texte
    vu_le: Vu


class ALaFois(Contenu):
    """How many people one agent answers at the same time."""

    nombre: int = Field(gt=0)
    exemple: OuiNon
    sens: Texte
    source: Texte
    vu_le: Vu


class RegleNiveau(Contenu):
    rang: int
    titre: Texte
    roles: list[Role] = Field(min_length=1)
    competence_exigee: OuiNon


class Raison(Contenu):
    """What gives priority, and how it is said to the agent and to the person."""

    points: int = Field(gt=0)
    agent: Texte
    personne: Texte


class EtatFile(Contenu):
    depuis: float = Field(ge=0)
    ordre: Texte


class Tensions(Contenu):
    """`plafond`: how many open requests a queue bears; states begin at a share of it."""

    exemple: OuiNon
    source: Texte
    vu_le: Vu
    plafond: int = Field(gt=0)
    etats: dict[Tension, EtatFile]


class Regles(Contenu):
    version: dt.date
    revoir_avant: dt.date
    promesses: Promesses
    a_la_fois: ALaFois
    repetition: Repetition
    niveaux: dict[Niveau, RegleNiveau]
    fragilites: dict[Fragilite, Texte]
    raisons: dict[str, Raison]
    tension: Tensions
    fuseaux: dict[str, Fuseau]

    def zone(self, departement: str | None) -> ZoneInfo:
        """The clock of a département."""
        fuseau: ZoneInfo = self.fuseaux.get(departement or "") or ZoneInfo(FUSEAU_METROPOLE)
        return fuseau


class Plage(Contenu):
    jours: list[Jour] = Field(min_length=1)
    de: Heure
    a: Heure

    @model_validator(mode="after")
    def _in_order(self) -> Plage:
        if self.de >= self.a:
            raise ValueError("`de` must come before `a`")
        return self


class ProcedureUrgence(Contenu):
    """Whom to warn, how long they have, who takes over."""

    previent: Role
    minutes: int = Field(gt=0)
    sinon: Role
    consigne: Texte


class Guichet(Contenu):
    """A team that answers for organisations somewhere. `exemple`: hours still to be set."""

    id: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    organismes: list[str] = Field(min_length=1)
    territoires: list[str] = Field(min_length=1)
    exemple: OuiNon
    source: Texte | None = None
    horaires: list[Plage]
    fermetures: list[dt.date] = []
    direct: OuiNon
    rappel: OuiNon
    rendez_vous: OuiNon
    correspondants: list[str] = []
    urgence: ProcedureUrgence

    def serves(self, organisme: str, departement: str | None) -> bool:
        """Whether this desk answers for an organisation in a département."""
        ici = FRANCE in self.territoires or departement in self.territoires
        return organisme in self.organismes and ici

    @property
    def partout(self) -> bool:
        return FRANCE in self.territoires


class Motif(Contenu):
    titre: Texte
    niveau: Niveau
    demande: OuiNon = True


class Attention(Contenu):
    """What an attentive variant asks for: a level, and the correspondent who follows it."""

    niveau: Niveau
    fragilites: list[Fragilite]
    organisme: str
    competence: str


class Issue(Contenu):
    """How a request ends, as the agent chooses it and as the person reads it."""

    titre: Texte
    personne: Texte


class Motifs(Contenu):
    version: dt.date
    revoir_avant: dt.date
    sources: list[Texte] = Field(min_length=1)
    vu_le: Vu
    motifs: dict[str, Motif]
    competences: dict[str, Texte]
    issues: dict[str, Issue]
    titres_caches: list[str]


class SuiviMoment(Contenu):
    """Who answers in a moment of life: the ordinary skill, and its attentive variants."""

    competence: str
    declinaisons: dict[str, Attention]


class Flux(Contenu):
    """What may leave for organisations: on which ground, for what, which fields, until when."""

    id: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    organismes: list[str] = Field(min_length=1)
    base: Literal["convention", "accord"]
    finalite: Texte
    champs: list[str] = Field(min_length=1)
    signataires: list[Texte]
    du: dt.date
    au: dt.date
    arrete_le: dt.date | None = None
    remplace_par: str | None = None
    source: Texte
    vu_le: Vu

    @model_validator(mode="after")
    def _complete(self) -> Flux:
        if self.base == "convention" and len(self.signataires) < 2:
            raise ValueError("a convention names at least two signatories")
        if self.au <= self.du:
            raise ValueError("`au` must come after `du`")
        return self


class Registre(Contenu):
    version: dt.date
    revoir_avant: dt.date
    champs: list[str] = Field(min_length=1)
    flux: list[Flux]


class PhraseProposee(Contenu):
    """A sentence an agent may use. `quand`: the sign that calls for it."""

    id: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    quand: Texte
    texte: Texte


class GroupePhrases(Contenu):
    id: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    titre: Texte
    phrases: list[PhraseProposee] = Field(min_length=1)


class Phrases(Contenu):
    version: dt.date
    revoir_avant: dt.date
    sources: list[Texte] = Field(min_length=1)
    vu_le: Vu
    groupes: list[GroupePhrases] = Field(min_length=1)

    @cached_property
    def par_id(self) -> dict[str, str]:
        """Every sentence, by identifier."""
        return {p.id: p.texte for groupe in self.groupes for p in groupe.phrases}


@dataclass(frozen=True)
class Contenus:
    """What the files say, read and valid."""

    regles: Regles
    guichets: list[Guichet]
    motifs: Motifs
    registre: Registre
    moments: dict[str, SuiviMoment]
    phrases: Phrases

    @cached_property
    def attentions(self) -> dict[tuple[str, str], Attention]:
        """Every attentive variant, by moment and identifier."""
        return {
            (moment, cle): attention
            for moment, suivi in self.moments.items()
            for cle, attention in suivi.declinaisons.items()
        }

    def desk(self, organisme: str, departement: str | None) -> Guichet | None:
        """The desk that answers: the one of the département before the one of all France."""
        possibles = [g for g in self.guichets if g.serves(organisme, departement)]
        return min(possibles, key=lambda g: g.partout, default=None)

    def desks(self, organismes: Iterable[str], departement: str | None) -> list[str]:
        """Those of these organisations that have a desk there, in the same order."""
        return [o for o in dict.fromkeys(organismes) if self.desk(o, departement)]


@cache
def delivered() -> Contenus:
    """The content of this installation, read once; the application reads it at start."""
    return load_escalades()


def documents(racine: Path = DOSSIER) -> dict[str, Document]:
    """The files as written, by name; raise ContenuInvalide when one cannot be read."""
    lus, fautes = {}, []
    for nom in (*FICHIERS, *(f"moments/{f.stem}" for f in sorted(racine.glob("moments/*.yml")))):
        try:
            lus[nom] = Document(racine / f"{nom}.yml", nom=f"escalades/{nom}.yml")
        except FileNotFoundError:
            fautes.append(f"escalades/{nom}.yml:1: this file is missing")
        except ContenuInvalide as erreur:
            fautes += erreur.fautes
    if fautes:
        raise ContenuInvalide(fautes)
    return lus


def load_escalades(racine: Path = DOSSIER) -> Contenus:
    """Everything; raise ContenuInvalide with every fault, its file and line."""
    lus = documents(racine)
    fautes: list[str] = []

    def read(nom: str, nature: Any) -> Any:
        try:
            return TypeAdapter(nature).validate_python(lus[nom].data)
        except ValidationError as erreur:
            fautes.extend(lus[nom].faults_of(erreur))
            return None

    contenus = Contenus(
        read("regles", Regles),
        read("guichets", list[Guichet]),
        read("motifs", Motifs),
        read("flux", Registre),
        {nom[len(MOMENTS) :]: read(nom, SuiviMoment) for nom in lus if nom.startswith(MOMENTS)},
        read("phrases", Phrases),
    )
    if fautes:
        raise ContenuInvalide(fautes)
    return contenus
