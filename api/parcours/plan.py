"""The personal plan: steps that apply or may apply, dated, sorted, with their phases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from api.parcours.conditions import evaluate
from api.parcours.content import AUJOURDHUI, Borne, Declinaison, Echeance
from api.parcours.deadlines import compute_deadline
from api.parcours.engine import EtapeSituee, Remplacee, Situation
from api.parcours.questions import next_question, refinements
from api.parcours.values import DateDite, add_duration

Statut = Literal["a-faire", "a-verifier", "faite"]
Position = Literal["passee", "en-cours", "a-venir", "inconnue"]
RANG_STATUT = {"a-faire": 0, "a-verifier": 1, "faite": 2}
RANG_PRIORITE = {"urgente": 0, "importante": 1, "utile": 2}
JOURS_SEMAINE = 7
MAX_SEMAINE = 5  # a short list is one that a worried person reads


@dataclass(frozen=True)
class EcheanceDatee:
    """A deadline of a step; the dates are None while the reference date is unknown."""

    echeance: Echeance
    avant_le: dt.date | None
    debut_le: dt.date | None
    approximatif: bool


@dataclass(frozen=True)
class EtapePlan:
    situee: EtapeSituee
    statut: Statut
    cites: dict[str, list[str]]  # organisation shown → those it stands for (itself, or farmers')
    echeances: list[EcheanceDatee]
    avant_le: dt.date | None  # the next limit, or the last one missed
    depend_de: list[str]
    avec: list[EtapePlan] = field(default_factory=list)  # the same act, wanted by other moments

    @property
    def organismes(self) -> list[str]:
        """The organisations to turn to."""
        return list(self.cites)

    @property
    def ids(self) -> list[str]:
        """Its identifier and those of the steps it stands for."""
        return [self.situee.etape.id, *(e.situee.etape.id for e in self.avec)]

    def rank_date(self, le: dt.date) -> dt.date:
        """What sorts it in time: its limit, today when it is for now, else the far future."""
        if self.avant_le:
            return self.avant_le
        immediat = any(e.echeance.ancre == AUJOURDHUI for e in self.echeances)
        return le if immediat else dt.date.max


@dataclass(frozen=True)
class PhasePlan:
    id: str
    moment: str
    titre: str
    jalon: str
    debut_le: dt.date | None
    fin_le: dt.date | None
    position: Position


@dataclass(frozen=True)
class Plan:
    moments: list[str]
    le: dt.date
    etapes: list[EtapePlan]
    phases: list[PhasePlan]
    declinaisons: list[Declinaison]
    prochaine_question: str | None
    precisions: list[str] = field(default_factory=list)
    remplacees: list[Remplacee] = field(default_factory=list)

    @property
    def cette_semaine(self) -> list[EtapePlan]:
        """What cannot wait: certain steps due within seven days, late, or urgent from now on."""
        pressees = [
            e
            for e in self.etapes
            if e.statut == "a-faire"
            and (
                (e.avant_le - self.le).days <= JOURS_SEMAINE
                if e.avant_le
                else e.situee.etape.priorite == "urgente"
            )
        ]
        return pressees[:MAX_SEMAINE]


def make_plan(
    situation: Situation,
    *,
    departement: str | None = None,
    faites: Collection[str] = (),
    poids: Mapping[str, float] | None = None,
    sans_agricole: Callable[[str], bool] = lambda _: False,
) -> Plan:
    """The plan of a situation. `faites`: identifiers of the steps ticked as done.

    `poids`: what questions weigh beside the plan (see `next_question`). `sans_agricole`: whether,
    in this place, farmers turn to that general organisation all the same.

    Sorted: to do, to be checked, done; then the nearest limit, then the gravest, then the
    experts' order.
    """
    etapes = [
        _plan_step(situation, situee, verdict, departement, faites, sans_agricole)
        for situee, verdict in situation.retenues
    ]
    rangs = {e.situee.etape.id: rang for rang, e in enumerate(etapes)}

    def rank(e: EtapePlan) -> tuple[Any, ...]:
        return (
            RANG_STATUT[e.statut],
            e.situee.etape.priorite != "urgente",
            e.rank_date(situation.le),
            RANG_PRIORITE[e.situee.etape.priorite],
            rangs[e.situee.etape.id],
        )

    etapes.sort(key=rank)
    return Plan(
        moments=situation.moments,
        le=situation.le,
        etapes=sorted(_merge_shared(etapes), key=rank),
        phases=_phases(situation),
        declinaisons=[
            d
            for moment in situation.free_moments
            for d in situation.moteur.bibliotheque.parcours[moment].declinaisons
            if evaluate(d.si, situation.valeurs) is True
        ],
        prochaine_question=next_question(situation, poids),
        precisions=refinements(situation),
        remplacees=situation.remplacees,
    )


def _merge_shared(etapes: list[EtapePlan]) -> list[EtapePlan]:
    """The same act wanted by several moments (`commun`) becomes one step that carries every reason.

    `etapes` sorted: the first of a group stands for the others and takes their organisations and
    their nearest limit. A step ticked as done stays apart: it may have to be done again.
    """
    groupes: dict[object, list[EtapePlan]] = {}
    for e in etapes:
        commun = e.situee.etape.commun
        seule = commun is None or e.statut == "faite"
        groupes.setdefault(id(e) if seule else commun, []).append(e)
    return [tete if not autres else _merge(tete, autres) for tete, *autres in groupes.values()]


def _merge(tete: EtapePlan, autres: list[EtapePlan]) -> EtapePlan:
    ensemble = [tete, *autres]
    sures = [e for e in ensemble if e.statut == tete.statut]
    return replace(
        tete,
        cites=_united(e.cites for e in sures),
        avant_le=min((e.avant_le for e in sures if e.avant_le), default=None),
        avec=autres,
    )


def _plan_step(
    situation: Situation,
    situee: EtapeSituee,
    verdict: bool | None,
    departement: str | None,
    faites: Collection[str],
    sans_agricole: Callable[[str], bool],
) -> EtapePlan:
    etape = situee.etape
    statut: Statut = "a-faire" if verdict else "a-verifier"
    if etape.id in faites:
        statut = "faite"
    echeances = [
        _date(situation, situee, e, departement)
        for e in etape.echeance
        if evaluate(e.si, situation.valeurs) is not False
    ]
    return EtapePlan(
        situee=situee,
        statut=statut,
        cites=_organisms(situation, situee, sans_agricole),
        echeances=echeances,
        avant_le=_next_limit(echeances, situation.le),
        depend_de=sorted(situation.questions_for(etape.si)) if verdict is None else [],
    )


def _next_limit(echeances: list[EcheanceDatee], le: dt.date) -> dt.date | None:
    limites = [e.avant_le for e in echeances if e.avant_le]
    a_venir = [limite for limite in limites if limite >= le]
    return min(a_venir, default=None) or max(limites, default=None)


def _organisms(
    situation: Situation, situee: EtapeSituee, sans_agricole: Callable[[str], bool]
) -> dict[str, list[str]]:
    """Organisations of a step; the farm scheme's own (MSA) replaces the general ones once known."""
    agricole = situation.valeurs.get("regime_agricole") is True
    cites: dict[str, list[str]] = {}
    for cite in situee.etape.organismes:
        if evaluate(cite.si, situation.valeurs) is False:
            continue
        propre = situation.moteur.bibliotheque.organismes[cite.id].agricole if agricole else None
        nom = propre if propre and not sans_agricole(cite.id) else cite.id
        cites.setdefault(nom, []).append(cite.id)
    return cites


def _united(plusieurs: Iterable[dict[str, list[str]]]) -> dict[str, list[str]]:
    cites: dict[str, list[str]] = {}
    for nom, origines in (couple for c in plusieurs for couple in c.items()):
        cites[nom] = list(dict.fromkeys([*cites.get(nom, []), *origines]))
    return cites


def _reference(situation: Situation, situee: EtapeSituee, ancre: str | None) -> DateDite | None:
    if ancre == AUJOURDHUI:
        return DateDite(situation.le)
    fait = situee.parcours.anchor_fact(ancre) if ancre else None
    valeur = situation.valeurs.get(fait) if fait else None
    return valeur if isinstance(valeur, DateDite) else None


def _date(
    situation: Situation, situee: EtapeSituee, echeance: Echeance, departement: str | None
) -> EcheanceDatee:
    reference = _reference(situation, situee, echeance.ancre)
    if reference is None or evaluate(echeance.si, situation.valeurs) is not True:
        return EcheanceDatee(echeance, None, None, False)
    immediat = (
        echeance.ancre == AUJOURDHUI
        and echeance.delai
        and add_duration(reference.jour, echeance.delai) == reference.jour
    )
    if immediat:  # "from now on": a start, not a limit
        return EcheanceDatee(echeance, None, reference.jour, False)
    avant_le = (
        compute_deadline(
            reference.jour, echeance.delai, report=echeance.report, departement=departement
        )
        if echeance.delai
        else None
    )
    debut_le = add_duration(reference.jour, echeance.debut) if echeance.debut else None
    return EcheanceDatee(echeance, avant_le, debut_le, reference.approximatif)


def _phases(situation: Situation) -> list[PhasePlan]:
    """Phases that hold a kept step, in the experts' order, and where today falls."""
    vivantes = {id(situee.phase): situee for situee, _ in situation.retenues}
    phases: list[PhasePlan] = []
    for moment in situation.moments:
        for phase in situation.moteur.bibliotheque.parcours[moment].phases:
            situee = vivantes.get(id(phase))
            if situee is None:
                continue
            debut = _bound(situation, situee, phase.de)
            fin = _bound(situation, situee, phase.a)
            phases.append(
                PhasePlan(
                    id=phase.id,
                    moment=moment,
                    titre=phase.titre,
                    jalon=phase.jalon,
                    debut_le=debut,
                    fin_le=fin,
                    position=_position(debut, fin, situation.le),
                )
            )
    return phases


def _bound(situation: Situation, situee: EtapeSituee, borne: Borne | None) -> dt.date | None:
    reference = _reference(situation, situee, borne.ancre) if borne else None
    return add_duration(reference.jour, borne.delai) if borne and reference else None


def _position(debut: dt.date | None, fin: dt.date | None, le: dt.date) -> Position:
    if debut is None and fin is None:
        return "inconnue"
    if fin is not None and fin < le:
        return "passee"
    if debut is not None and debut > le:
        return "a-venir"
    return "en-cours"
