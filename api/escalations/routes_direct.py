"""The live conversation, from the desk: read, write, hold and give back, correct, tick, add."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, StringConstraints

from api.conversations.reception import clean
from api.conversations.schemas import MessageRecu, Saisie
from api.database import now
from api.dossiers.access import Session
from api.dossiers.ajouts import NouvelleEtape
from api.dossiers.schemas import EtapeCochee, FaitPropose
from api.dossiers.service import DossierService
from api.escalations.acces import agent_for
from api.escalations.agents import Agent
from api.escalations.echange import EchangeService
from api.escalations.lecture_agent import Echange, read_exchange

router = APIRouter(prefix="/bureau/demandes/{reference}", tags=["bureau"])
RANG_MAX = 2**31 - 1
Mots = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]


class MessageAgent(BaseModel):
    """`client_id` makes a repeat harmless, as for the person."""

    client_id: UUID
    texte: Mots


class Accord(BaseModel):
    """What was agreed, written for the person: they keep it above the assistant's return."""

    accord: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=2000)]


class ValeurFait(BaseModel):
    valeur: Any = None


class FaitCorrige(BaseModel):
    """What is noted now. What was there before is not told: it may not have been agreed to."""

    nom: str
    titre: str
    valeur: Any
    libelle: str


class EtapeCree(BaseModel):
    id: str


def at_work(action: str) -> Any:
    """The agent in this conversation, when their role allows `action`."""

    async def read(session: Session, agent: Agent = Depends(agent_for(action))) -> EchangeService:  # noqa: B008
        return EchangeService(session, agent, now())

    return Depends(read)


Lit = Annotated[EchangeService, at_work("voir_file")]
Repond = Annotated[EchangeService, at_work("repondre")]
Corrige = Annotated[EchangeService, at_work("corriger_fait")]
Coche = Annotated[EchangeService, at_work("cocher_etape")]


def dossiers_of(request: Request, travail: EchangeService) -> DossierService:
    """The person's dossiers, in this session."""
    return DossierService(travail.session, request.app.state.parcours, request.app.state.labels)


@router.get("/messages", summary="La conversation, lue par l'agent")
async def read_messages(
    request: Request,
    travail: Lit,
    reference: str,
    apres: Annotated[int, Query(ge=0, le=RANG_MAX)] = 0,
) -> Echange:
    escalade = await travail.read(reference)
    return await read_exchange(
        request.app.state, travail.session, escalade, travail.agent.id, apres
    )


@router.post("/messages", status_code=202, summary="Écrire à la personne")
async def post_message(travail: Repond, reference: str, corps: MessageAgent) -> MessageRecu:
    message, double = await travail.write(reference, str(corps.client_id), clean(corps.texte))
    recu = MessageRecu(seq=message.seq, double=double)
    await travail.session.commit()
    return recu


@router.post("/saisie", status_code=204, summary="Dire que l'on écrit, ou plus")
async def tell_typing(travail: Repond, reference: str, corps: Saisie) -> Response:
    await travail.types(reference, actif=corps.actif)
    await travail.session.commit()
    return Response(status_code=204)


@router.post("/main", status_code=204, summary="Ouvrir la conversation : l'assistant se tait")
async def open_hand(travail: Repond, reference: str) -> Response:
    await travail.open(reference)
    await travail.session.commit()
    return Response(status_code=204)


@router.delete("/main", status_code=204, summary="Rendre la main, avec ce qui est convenu")
async def give_back(travail: Repond, reference: str, corps: Accord) -> Response:
    await travail.give_back(reference, clean(corps.accord))
    await travail.session.commit()
    return Response(status_code=204)


@router.put("/faits/{fait}", summary="Ajouter ou corriger un fait, au nom de l'agent")
async def set_fact(
    request: Request, travail: Corrige, reference: str, fait: str, corps: ValeurFait
) -> FaitCorrige:
    propose = FaitPropose(nom=fait, valeur=clean(corps.valeur), comment="correction")
    note = await travail.set_fact(dossiers_of(request, travail), reference, propose)
    await travail.session.commit()
    return FaitCorrige(nom=note.nom, titre=note.titre, valeur=note.valeur, libelle=note.libelle)


@router.post("/etapes", status_code=201, summary="Ajouter une étape au plan de la personne")
async def add_step(travail: Coche, reference: str, corps: NouvelleEtape) -> EtapeCree:
    propre = NouvelleEtape.model_validate(clean(corps.model_dump()))
    nom = await travail.add_step(reference, propre)
    await travail.session.commit()
    return EtapeCree(id=nom)


@router.post("/etapes/{etape}", summary="Cocher ou décocher une étape")
async def tick(
    request: Request, travail: Coche, reference: str, etape: str, corps: EtapeCochee
) -> EtapeCochee:
    await travail.tick(dossiers_of(request, travail), reference, etape, faite=corps.faite)
    await travail.session.commit()
    return corps
