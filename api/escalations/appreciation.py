"""How urgent, how fragile, who should follow: what is known of a request, explained in words.

Nothing here asks a person to justify needing help: signals add attention, none is required.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from api.escalations.contenu import Attention, Contenus, Fragilite, Niveau
from api.parcours.conditions import evaluate
from api.parcours.engine import Situation
from api.parcours.plan import Plan

Origine = Literal["dite", "deduite", "humain"]
Repetition = Literal["jour", "mois"]
Pour = Literal["agent", "personne"]

SEMAINE, MOIS = 7, 31
SIGNAL_LANGUE = "langue"
LANGUE_SOURCE = "fr"
COMPETENCE_PROTECTION = "violences"


@dataclass(frozen=True)
class Signal:
    """Something that calls for attention, and who noticed it: said by the person, inferred from
    what they said, or set by a human. `code`: a motive, a fragility, or `moment.variant`."""

    code: str
    origine: Origine
    par: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {"code": self.code, "origine": self.origine, "par": self.par}


@dataclass(frozen=True)
class Appreciation:
    """What a request asks for. `correspondants`: (organisation, skill), the gravest first."""

    niveau: Niveau
    fragilites: tuple[Fragilite, ...]
    raisons: tuple[str, ...]
    priorite: int
    echeance: dt.date | None
    competence: str | None
    correspondants: tuple[tuple[str, str], ...]
    restreinte: bool

    @property
    def attentive(self) -> bool:
        return self.niveau == "accompagnement"

    @property
    def pressee(self) -> bool:
        """It cannot wait for an ordinary answer."""
        presse = {"attentif", "echeance_passee", "echeance_semaine", "repetee_jour"}
        return bool(presse & set(self.raisons))


def detect_signals(situation: Situation, motif: str, langue: str) -> list[Signal]:
    """The motive, as said, and what follows from the facts: attentive variants, language."""
    parcours = situation.moteur.bibliotheque.parcours
    signaux = [Signal(motif, "dite")]
    signaux += [
        Signal(f"{moment}.{d.id}", "deduite")
        for moment in situation.free_moments
        for d in parcours[moment].declinaisons
        if evaluate(d.si, situation.valeurs) is True
    ]
    if langue != LANGUE_SOURCE:
        signaux.append(Signal(SIGNAL_LANGUE, "dite"))
    return signaux


def next_deadline(plan: Plan) -> dt.date | None:
    """The nearest limit of what is certainly to be done, a missed one first."""
    limites = [e.avant_le for e in plan.etapes if e.statut == "a-faire" and e.avant_le]
    return min(limites, default=None)


def repetition(
    demandes: Sequence[dt.datetime], maintenant: dt.datetime, jours: int
) -> Repetition | None:
    """Whether the same was already asked today (`jour`), these days (`mois`), or not (None)."""
    if any(d.date() == maintenant.date() for d in demandes):
        return "jour"
    recent = dt.timedelta(days=jours)
    return "mois" if any(maintenant - d <= recent for d in demandes) else None


def appreciate(
    contenus: Contenus,
    signaux: Sequence[Signal],
    moments: Sequence[str],
    *,
    echeance: dt.date | None,
    repetee: Repetition | None,
    protegee: bool,
    le: dt.date,
) -> Appreciation:
    """The level, the fragilities, the priority and its reasons, from signals and deadlines."""
    motifs, regles = contenus.motifs.motifs, contenus.regles
    attentions = _attentions(contenus, signaux)
    niveaux: list[Niveau] = [motifs[s.code].niveau for s in signaux if s.code in motifs]
    niveaux += [a.niveau for a in attentions]
    ordinaires: list[Niveau] = ["information"]
    niveau = max(niveaux or ordinaires, key=lambda n: regles.niveaux[n].rang)
    fragiles = {f for a in attentions for f in a.fragilites}
    fragiles |= {f for f in regles.fragilites if any(s.code == f for s in signaux)}
    fragilites = tuple(f for f in regles.fragilites if f in fragiles)
    raisons = _reasons(niveau, fragilites, echeance, repetee, le)
    graves = sorted(attentions, key=lambda a: -regles.niveaux[a.niveau].rang)
    ordinaire = next(
        (contenus.moments[m].competence for m in moments if m in contenus.moments), None
    )
    competence = graves[0].competence if graves else ordinaire
    return Appreciation(
        niveau="accompagnement" if protegee else niveau,
        fragilites=fragilites,
        raisons=raisons,
        priorite=sum(regles.raisons[r].points for r in raisons),
        echeance=echeance,
        competence=COMPETENCE_PROTECTION if protegee else competence,
        correspondants=tuple(dict.fromkeys((a.organisme, a.competence) for a in graves)),
        restreinte=protegee,
    )


def _attentions(contenus: Contenus, signaux: Iterable[Signal]) -> list[Attention]:
    decoupes = (s.code.partition(".") for s in signaux)
    cles = [(moment, cle) for moment, _, cle in decoupes]
    return [contenus.attentions[c] for c in cles if c in contenus.attentions]


def _reasons(
    niveau: Niveau,
    fragilites: Iterable[Fragilite],
    echeance: dt.date | None,
    repetee: Repetition | None,
    le: dt.date,
) -> tuple[str, ...]:
    raisons = []
    if echeance is not None:
        reste = (echeance - le).days
        if reste < 0:
            raisons.append("echeance_passee")
        elif reste <= SEMAINE:
            raisons.append("echeance_semaine")
        elif reste <= MOIS:
            raisons.append("echeance_mois")
    if niveau == "accompagnement":
        raisons.append("attentif")
    elif niveau == "expertise":
        raisons.append("expertise")
    if repetee:
        raisons.append(f"repetee_{repetee}")
    return (*raisons, *(f"fragilite_{f}" for f in fragilites))


def explain(contenus: Contenus, raisons: Iterable[str], pour: Pour) -> list[str]:
    """Why this priority, in words, for whom reads."""
    connues = contenus.regles.raisons
    return [str(getattr(connues[r], pour)) for r in raisons if r in connues]
