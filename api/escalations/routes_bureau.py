"""The desk: queues, a request, and what an agent does with it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.service import ConversationService
from api.database import now
from api.dossiers.access import Session
from api.escalations import acces
from api.escalations import schemas as s
from api.escalations.acces import agent_for
from api.escalations.agents import Agent
from api.escalations.bureau import BureauService
from api.escalations.models import Escalade
from api.escalations.ouverture import open_request, show_request
from api.escalations.vie import VieService

router = APIRouter(prefix="/bureau", tags=["bureau"])


def life(action: str) -> Any:
    """What this agent may do, now, when their role allows `action`."""

    async def read(session: Session, agent: Agent = Depends(agent_for(action))) -> VieService:  # noqa: B008
        return VieService(session, agent, now())

    return Depends(read)


def desk(action: str) -> Any:
    """What this agent sees, now, when their role allows `action`."""

    async def read(session: Session, agent: Agent = Depends(agent_for(action))) -> BureauService:  # noqa: B008
        return BureauService(session, agent, now())

    return Depends(read)


Bureau = Annotated[BureauService, desk("voir_file")]
Equipe = Annotated[BureauService, desk("voir_charge")]
Lit = Annotated[VieService, life("voir_file")]


async def _wake(request: Request, session: AsyncSession, escalade: Escalade) -> None:
    """The person's open screens: where their request stands has changed."""
    conversation = await ConversationService(session).of_dossier(escalade.dossier_id)
    await request.app.state.live.publish(conversation.id, "plan")


async def _done(request: Request, vie: VieService, escalade: Escalade) -> s.DemandeVue:
    vue = show_request(vie.contenus, escalade, vie.maintenant)
    await vie.session.commit()
    await _wake(request, vie.session, escalade)
    return vue


@router.get("/demandes", summary="Ma file, dans l'ordre écrit pour son état")
async def read_queue(bureau: Bureau) -> s.File:
    file = await bureau.queue(await acces.workforce(bureau.session))
    vues = [show_request(bureau.contenus, e, bureau.maintenant) for e in file.demandes]
    return s.File(etat=file.etat, ordre=file.ordre, demandes=vues)


@router.get("/demandes-protegees", summary="Les demandes réservées aux correspondants formés")
async def read_protected(bureau: Bureau) -> list[s.DemandeVue]:
    demandes = await bureau.protected()
    return [show_request(bureau.contenus, e, bureau.maintenant) for e in demandes]


@router.get("/mesures", summary="Où en sont les files (superviseur)")
async def read_measures(bureau: Equipe) -> s.Mesures:
    mesures = await bureau.measure(await acces.workforce(bureau.session))
    return s.Mesures(guichets=[s.Mesures.Ligne(**asdict(m)) for m in mesures])


@router.get("/demandes/{reference}", summary="Une demande et sa fiche de liaison")
async def read_request(request: Request, vie: Lit, reference: str) -> s.DossierDemande:
    return await open_request(request.app.state, vie, reference)


@router.post("/demandes/{reference}/prise", summary="Prendre une demande")
async def take(
    request: Request, vie: Annotated[VieService, life("prendre")], reference: str
) -> s.DemandeVue:
    return await _done(request, vie, await vie.take(reference))


@router.delete("/demandes/{reference}/prise", summary="Rendre une demande à la file")
async def release(
    request: Request, vie: Annotated[VieService, life("liberer")], reference: str
) -> s.DemandeVue:
    return await _done(request, vie, await vie.release(reference))


@router.post("/demandes/{reference}/transfert", summary="Transmettre, avec la raison")
async def transfer(
    request: Request,
    vie: Annotated[VieService, life("transferer")],
    reference: str,
    corps: s.Transfert,
) -> s.DemandeVue:
    return await _done(request, vie, await vie.transfer(reference, corps.organisme, corps.raison))


@router.post(
    "/demandes/{reference}/conjointes", status_code=201, summary="Ouvrir à un autre organisme"
)
async def join(
    request: Request, vie: Annotated[VieService, life("joindre")], reference: str, corps: s.Jonction
) -> s.ConjointeLue:
    conjointe = await vie.join(reference, corps.organisme)
    lue = s.ConjointeLue.model_validate(conjointe, from_attributes=True)
    await vie.session.commit()
    return lue


@router.post("/demandes/{reference}/reponses", summary="Une réponse typée")
async def answer(
    request: Request,
    vie: Annotated[VieService, life("repondre")],
    reference: str,
    corps: s.ReponseTypee,
) -> s.DemandeVue:
    return await _done(request, vie, await vie.answer(reference, **corps.model_dump()))


@router.post(
    "/demandes/{reference}/notes", status_code=201, summary="Une note que la personne ne voit pas"
)
async def write_note(
    vie: Annotated[VieService, life("noter")], reference: str, corps: s.NouvelleNote
) -> s.NoteLue:
    note = await vie.note(reference, corps.texte)
    lue = s.NoteLue.model_validate(note, from_attributes=True)
    await vie.session.commit()
    return lue


@router.post("/demandes/{reference}/fragilites", summary="Signaler une fragilité constatée")
async def flag(
    request: Request, vie: Annotated[VieService, life("repondre")], reference: str, corps: s.Fragile
) -> s.DemandeVue:
    return await _done(request, vie, await vie.flag(reference, corps.code))
