"""Stateless parcours API: moments, facts, plan, next question."""

from __future__ import annotations

from fastapi import APIRouter, Request

from api.horloge import HORLOGE
from api.languages.labels import Labels
from api.parcours import schemas as s
from api.parcours.questions import next_question as choose
from api.parcours.service import ParcoursService

router = APIRouter(tags=["parcours"])


def _services(request: Request) -> tuple[ParcoursService, Labels]:
    return request.app.state.parcours, request.app.state.labels


@router.get("/moments", summary="Les moments de vie connus")
def list_moments(request: Request) -> list[s.MomentLu]:
    parcours, labels = _services(request)
    return [labels.moment(m) for m in parcours.bibliotheque.moments]


@router.get("/faits", summary="Le vocabulaire des faits")
def list_facts(request: Request) -> list[s.FaitLu]:
    parcours, labels = _services(request)
    return [labels.fact(nom, HORLOGE.today()) for nom in parcours.vocabulaire.faits]


@router.get("/faits/{nom}", summary="Un fait : sa question, ses réponses possibles")
def read_fact(request: Request, nom: str) -> s.FaitLu:
    parcours, labels = _services(request)
    parcours.fact(nom)
    return labels.fact(nom, HORLOGE.today())


@router.get("/sigles", summary="Les sigles, expliqués en une ligne")
def list_acronyms(request: Request) -> dict[str, str]:
    parcours, _ = _services(request)
    return parcours.bibliotheque.sigles


@router.post("/plan", summary="Le plan d'une situation")
def make_plan(request: Request, demande: s.DemandePlan) -> s.PlanLu:
    parcours, labels = _services(request)
    le = demande.le or HORLOGE.today()
    moments = parcours.check_moments(demande.moments)
    situation = parcours.situate(moments, parcours.read_facts(demande.faits, le), le)
    lieu = parcours.place(demande.lieu)
    return labels.plan(parcours.plan_of(situation, lieu), situation, lieu)


@router.post("/question", summary="La prochaine question d'une situation")
def next_question(request: Request, demande: s.DemandePlan) -> s.QuestionLue | None:
    parcours, labels = _services(request)
    le = demande.le or HORLOGE.today()
    situation = parcours.situate(
        parcours.check_moments(demande.moments), parcours.read_facts(demande.faits, le), le
    )
    nom = choose(situation, parcours.weights(situation))
    return labels.question(situation, nom) if nom else None
