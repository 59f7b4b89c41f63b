"""Dossier routes: facts with provenance, moments, what comes next, plan, links, deletion."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from api.bilan.retour import welcome_back
from api.bilan.suivi import SuiviService
from api.conversations.bot import Acte
from api.conversations.reception import erase, leave
from api.conversations.schemas import ContactLu
from api.conversations.service import ConversationService
from api.database import now
from api.dossiers import schemas as s
from api.dossiers.access import Acces, Session, make_ticket, token_dossier
from api.dossiers.demandes import ask_human
from api.dossiers.lecture import read_in_words, read_plan_in_words
from api.dossiers.service import DossierService
from api.errors import Refus
from api.escalations.lecture import DemandeLue, Promis, promised
from api.horloge import HORLOGE
from api.languages.rendering import Renderer
from api.parcours.engine import Situation
from api.parcours.questions import next_question
from api.parcours.schemas import PlanLu

router = APIRouter(tags=["dossiers"])
JETON_MAX = 200  # bytes; more is not a secret of ours


class DemandeHumain(BaseModel):
    motif: str = Field(default="demander_humain", pattern=r"^[a-z_]{1,40}$")
    acte: str | None = None


class EscaladeCreee(BaseModel):
    """Who to reach now and, where a person was asked for, who answers, how and by when."""

    reference: str | None
    organismes: list[str]
    contacts: list[ContactLu]
    promesse: Promis | None
    demande: DemandeLue | None


def dossiers_of(request: Request, session: AsyncSession) -> DossierService:
    """The dossier service of one request."""
    return DossierService(session, request.app.state.parcours, request.app.state.labels)


def _words_due(situation: Situation) -> list[s.ParoleDue]:
    """The acts due now, with what may follow them."""
    parcours = situation.moteur.bibliotheque.parcours
    puis = {p.acte: p.puis for moment in situation.moments for p in parcours[moment].paroles}
    return [s.ParoleDue(acte=acte, puis=puis[acte]) for acte in situation.words_due]


async def wake(request: Request, session: AsyncSession, dossier_id: str) -> None:
    """Tell the open screens that the plan may have changed."""
    conversation = await ConversationService(session).of_dossier(dossier_id)
    await request.app.state.live.publish(conversation.id, "plan")


@router.post("/dossiers", status_code=201, summary="Ouvrir un dossier et sa conversation")
async def create_dossier(
    request: Request, session: Session, corps: s.NouveauDossier
) -> s.DossierCree:
    request.app.state.debit_dossiers.check(request)
    request.app.state.voix.check(corps.langue)
    dossier, jeton = await dossiers_of(request, session).create(corps.langue)
    conversations = ConversationService(session)
    conversation = await conversations.create(dossier.id)
    await conversations.say(conversation.id, [Acte("accueil", {})])
    await session.commit()
    return s.DossierCree(id=dossier.id, conversation=conversation.id, jeton=jeton)


@router.get("/dossiers/{dossier_id}", summary="Ce que le dossier sait")
async def read_dossier(request: Request, session: Session, dossier_id: Acces) -> s.DossierLu:
    voix, dossiers = await read_in_words(request.app.state, session, dossier_id)
    dossier = await dossiers.get(dossier_id)
    situation = await dossiers.situation(dossier_id, HORLOGE.today())
    labels = voix.labels
    faits = {
        f.nom: s.FaitConnu(
            valeur=f.valeur,
            statut=f.statut,
            dit_par=f.dit_par,
            comment=f.comment,
            le=f.le,
            titre=dossiers.parcours.fact(f.nom).titre,
            libelle=labels.said(f.nom, situation.dits[f.nom]),
        )
        for f in await dossiers.current_facts(dossier_id)
        if f.nom in situation.dits
    }
    poids = dossiers.parcours.weights(situation)
    nom = next_question(situation, poids) if situation.moments else None
    return s.DossierLu(
        id=dossier.id,
        langue=dossier.langue,
        lieu=dossier.lieu,
        moments=situation.moments,
        faits=faits,
        conversation=(await ConversationService(session).of_dossier(dossier_id)).id,
        question=labels.question(situation, nom) if nom else None,
    )


@router.delete("/dossiers/{dossier_id}", status_code=204, summary="Tout effacer")
async def delete_dossier(request: Request, session: Session, dossier_id: Acces) -> Response:
    conversation = await ConversationService(session).of_dossier(dossier_id)
    await erase(request.app.state, session, conversation.id, dossier_id)
    return Response(status_code=204)


@router.post(
    "/dossiers/{dossier_id}/quitter",
    status_code=204,
    summary="Quitter la page : efface ce qui ne doit pas lui survivre",
)
async def leave_page(request: Request, session: Session, dossier_id: str) -> Response:
    """A page that closes can only send a body: the secret itself, as plain text."""
    jeton = (await request.body())[:JETON_MAX].decode(errors="replace")
    if await token_dossier(session, jeton) != dossier_id:
        raise Refus(404, "dossier", "acces_refuse")
    conversation = await ConversationService(session).of_dossier(dossier_id)
    await session.commit()  # the running turn may take a while: hold nothing meanwhile
    await leave(request.app.state, session, conversation.id, dossier_id)
    return Response(status_code=204)


@router.put("/dossiers/{dossier_id}/lieu", summary="Dire ou retirer son code postal ou sa commune")
async def set_place(request: Request, session: Session, dossier_id: Acces, corps: s.Lieu) -> s.Lieu:
    lieu = await dossiers_of(request, session).set_place(dossier_id, corps.lieu)
    await session.commit()
    await wake(request, session, dossier_id)
    return s.Lieu(lieu=lieu)


@router.put("/dossiers/{dossier_id}/langue", summary="Choisir sa langue")
async def set_language(
    request: Request, session: Session, dossier_id: Acces, corps: s.Langue
) -> s.Langue:
    """Everything is read in it from now on, what was said before too."""
    langue = request.app.state.voix.check(corps.langue)
    await dossiers_of(request, session).set_language(dossier_id, langue)
    await session.commit()
    await wake(request, session, dossier_id)
    return s.Langue(langue=langue)


@router.post("/dossiers/{dossier_id}/moments", summary="Ouvrir un moment de vie")
async def open_moment(
    request: Request, session: Session, dossier_id: Acces, corps: s.OuvertureMoment
) -> s.MomentsOuverts:
    dossiers = dossiers_of(request, session)
    await dossiers.get(dossier_id)
    if corps.moment not in dossiers.parcours.bibliotheque.moments:
        raise Refus(422, "moment", "moment_inconnu", dossiers.parcours.bibliotheque.moments)
    disponible = dossiers.parcours.is_available(corps.moment)
    nouveau = disponible and await dossiers.open_moment(dossier_id, corps.moment)
    ouverts = await dossiers.moments(dossier_id)
    await session.commit()
    await wake(request, session, dossier_id)
    return s.MomentsOuverts(ouverts=ouverts, nouveau=nouveau, disponible=disponible)


@router.post("/dossiers/{dossier_id}/faits", summary="Noter des faits, avec leur provenance")
async def note_facts(
    request: Request, session: Session, dossier_id: Acces, corps: s.FaitsProposes
) -> s.FaitsNotes:
    dossiers = dossiers_of(request, session)
    await dossiers.get(dossier_id)
    resultat = await dossiers.note_facts(dossier_id, corps.faits, corps.dit_par, HORLOGE.today())
    await session.commit()
    await wake(request, session, dossier_id)
    return resultat


@router.delete("/dossiers/{dossier_id}/faits/dernier", summary="Revenir en arrière")
async def forget_last(request: Request, session: Session, dossier_id: Acces) -> s.FaitOublie:
    nom = await dossiers_of(request, session).forget_last(dossier_id)
    await session.commit()
    await wake(request, session, dossier_id)
    return s.FaitOublie(nom=nom)


@router.delete("/dossiers/{dossier_id}/faits/{nom}", status_code=204, summary="Retirer un fait")
async def forget_fact(request: Request, session: Session, dossier_id: Acces, nom: str) -> Response:
    await dossiers_of(request, session).forget_fact(dossier_id, nom)
    await session.commit()
    await wake(request, session, dossier_id)
    return Response(status_code=204)


@router.get("/dossiers/{dossier_id}/suite", summary="Ce qui vient ensuite")
async def read_next(request: Request, session: Session, dossier_id: Acces) -> s.Suite:
    voix, dossiers = await read_in_words(request.app.state, session, dossier_id)
    labels = voix.labels
    plan, situation = await dossiers.plan(dossier_id, HORLOGE.today())
    restantes = [e for e in plan.etapes if e.statut != "faite"]
    competents = labels.competents(situation, (await dossiers.get(dossier_id)).lieu)
    return s.Suite(
        question=labels.question(situation, plan.prochaine_question)
        if plan.prochaine_question
        else None,
        plan=s.EtatPlan(
            a_faire=sum(e.statut == "a-faire" for e in restantes),
            a_verifier=sum(e.statut == "a-verifier" for e in restantes),
            prochaine=labels.step(restantes[0], competents) if restantes else None,
        ),
        garde=situation.guard_words if plan.prochaine_question is None else None,
        ferme_tout=any(g.ferme_tout for g in situation.gardes),
        paroles=_words_due(situation),
        precisions=[labels.question(situation, nom) for nom in plan.precisions],
        moments=situation.moments,
        suivi=await SuiviService(dossiers).to_say(situation, dossier_id),
    )


@router.get("/dossiers/{dossier_id}/plan", summary="Le plan personnel")
async def read_plan(request: Request, session: Session, dossier_id: Acces) -> PlanLu:
    return await read_plan_in_words(request.app.state, session, dossier_id, HORLOGE.today())


@router.put("/dossiers/{dossier_id}/etapes/{etape}", summary="Cocher une étape")
async def tick_step(
    request: Request, session: Session, dossier_id: Acces, etape: str, corps: s.EtapeCochee
) -> s.EtapeCochee:
    await dossiers_of(request, session).tick(
        dossier_id, etape, faite=corps.faite, le=HORLOGE.today()
    )
    await session.commit()
    await wake(request, session, dossier_id)
    return corps


@router.post("/dossiers/{dossier_id}/billet", summary="Un billet d'une minute pour un flux")
async def make_billet(request: Request, dossier_id: Acces) -> s.Billet:
    return s.Billet(billet=make_ticket(request.app.state.settings, dossier_id))


@router.post("/dossiers/{dossier_id}/liens", status_code=201, summary="Un lien privé pour revenir")
async def create_link(
    request: Request, session: Session, dossier_id: Acces, corps: s.DemandeLien | None = None
) -> s.LienCree:
    averti = corps is not None and corps.averti
    lien = await dossiers_of(request, session).create_link(dossier_id, averti=averti)
    await session.commit()
    return s.LienCree(url=f"{request.app.state.settings.url}/retour/{lien}")


@router.delete("/dossiers/{dossier_id}/liens", status_code=204, summary="Retirer les liens privés")
async def revoke_links(request: Request, session: Session, dossier_id: Acces) -> Response:
    await dossiers_of(request, session).revoke_links(dossier_id)
    await session.commit()
    return Response(status_code=204)


@router.post("/liens/echange", summary="Revenir par un lien privé")
async def exchange_link(
    request: Request, session: Session, corps: s.LienPresente
) -> s.DossierRouvert:
    dossier_id, jeton = await dossiers_of(request, session).exchange_link(corps.lien)
    conversation = await ConversationService(session).of_dossier(dossier_id)
    protege = await dossiers_of(request, session).is_protected(dossier_id)
    if not protege:
        await welcome_back(dossiers_of(request, session), dossier_id, conversation.id)
    await session.commit()
    return s.DossierRouvert(
        id=dossier_id, conversation=conversation.id, jeton=jeton, protege=protege
    )


@router.post("/dossiers/{dossier_id}/escalades", status_code=201, summary="Demander une personne")
async def request_human(
    request: Request, session: Session, dossier_id: Acces, corps: DemandeHumain
) -> EscaladeCreee:
    dossiers = dossiers_of(request, session)
    escalade, organismes = await ask_human(dossiers, dossier_id, corps.motif, now())
    voix, dossiers = await read_in_words(request.app.state, session, dossier_id)
    situation = await dossiers.situation(dossier_id, HORLOGE.today())
    await session.commit()
    if escalade:
        await wake(request, session, dossier_id)
    renderer = Renderer(voix.labels, situation, voix.droits)
    return EscaladeCreee(
        reference=escalade.reference if escalade else None,
        organismes=organismes,
        contacts=[renderer.contact(nom) for nom in organismes],
        promesse=promised(escalade) if escalade else None,
        demande=request.app.state.lecteur.read(escalade, now()) if escalade else None,
    )
