"""The live conversation at the desk: a page that stands alone, or a fragment of the case page.

Everything works without a script; `static/bureau-conversation.js` only makes it come by itself.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from api.accounts.access import comptes_of, exige
from api.accounts.schemas import AgentConnecte
from api.conversations.reception import clean
from api.database import now
from api.dossiers.access import Session
from api.dossiers.ajouts import NouvelleEtape
from api.dossiers.schemas import FaitPropose
from api.dossiers.service import DossierService
from api.errors import Refus
from api.escalations.acces import as_agent
from api.escalations.contenu import delivered
from api.escalations.echange import EchangeService
from api.escalations.fiche import SENSIBLE
from api.escalations.flux import passage
from api.escalations.lecture_agent import read_exchange
from api.escalations.models import Escalade
from api.web.bureau.cadre import safe_address, show
from api.web.bureau.refus import told

routes = APIRouter(include_in_schema=False)
PAGE = "/bureau/demandes/{reference}/conversation"
Faire = Callable[[EchangeService], Awaitable[Any]]
LONG = 5000  # longer is refused by the rule, which says so: what was written is given back


def champ(maximum: int = 60) -> Any:
    return Form(max_length=maximum)


def may(action: str, *, geste: bool = True) -> Any:
    return Depends(exige(action, geste=geste))


def address_of(reference: str) -> str:
    return PAGE.format(reference=reference)


async def show_exchange(
    request: Request,
    session: AsyncSession,
    agent: AgentConnecte,
    reference: str,
    *,
    apres: int = 0,
    nom: str = "conversation.html",
    status: int = 200,
    fait: str = "",
    **context: Any,
) -> Response:
    """The conversation as this agent may read it, with what was typed when it was refused."""
    state = request.app.state
    travail = EchangeService(session, as_agent(agent), now())
    escalade = await travail.read(reference)
    echange = await read_exchange(state, session, escalade, agent.id, apres)
    sien = escalade.agent_id == agent.id
    morceau = "hx-request" in request.headers
    if nom == "conversation.html":
        context |= await _tools(state, session, escalade, fait) if sien else {}
        if morceau:
            nom = "_conversation.html"
    return show(
        request,
        nom,
        status=status,
        agent=agent,
        reference=reference,
        echange=echange,
        sien=sien,
        page=address_of(reference),
        vers=f"/bureau/demandes/{reference}" if morceau else address_of(reference),
        client_id=str(uuid4()),
        **context,
    )


async def _tools(
    state: Any, session: AsyncSession, escalade: Escalade, fait: str
) -> dict[str, Any]:
    """The facts and the steps that the agent may act on: what the person agreed to show."""
    dossiers = DossierService(session, state.parcours, state.labels)
    consentis = escalade.consentement
    flux = passage(delivered().registre, escalade.organisme, consentis, now().date()).flux
    permis = set(flux.champs) & set(consentis) if flux else set()
    plan = await dossiers.shown_plan(escalade.dossier_id, now().date())
    situation = await dossiers.situation(escalade.dossier_id, now().date())
    faits = state.parcours.vocabulaire.faits
    montrables = {n: f for n, f in faits.items() if not f.sensible or SENSIBLE in permis}
    return {
        "etapes": [e for e in plan.etapes if e.ajoutee or "plan" in permis],
        "faits": sorted((f.titre, n) for n, f in montrables.items()),
        "question": state.labels.question(situation, fait) if fait in montrables else None,
    }


@routes.get(PAGE)
async def read_page(
    request: Request,
    session: Session,
    agent: Annotated[AgentConnecte, may("voir_file")],
    reference: str,
    fait: str = "",
) -> Response:
    return await show_exchange(request, session, agent, reference, fait=fait)


@routes.get(PAGE + "/fil")
async def read_new(
    request: Request,
    session: Session,
    agent: Annotated[AgentConnecte, may("voir_file", geste=False)],
    reference: str,
    apres: int = 0,
) -> Response:
    """What came after rank `apres`: asked by the page itself, so it keeps no session open."""
    return await show_exchange(
        request, session, agent, reference, apres=max(apres, 0), nom="_fil.html"
    )


async def act(
    request: Request,
    session: AsyncSession,
    agent: AgentConnecte,
    reference: str,
    action: str,
    vers: str,
    faire: Faire,
    **saisi: Any,
) -> Response:
    """Do it and come back; refused, the same page with why not and all that was typed."""
    try:
        await faire(EchangeService(session, as_agent(agent), now()))
        await comptes_of(request).service(session).note(agent.id, action, reference)
        await session.commit()
    except Refus as refus:
        await session.rollback()
        if refus.statut == 404:
            raise
        message = told(request, refus)
        return await show_exchange(
            request, session, agent, reference, status=refus.statut, refus=message, **saisi
        )
    return RedirectResponse(safe_address(vers) if vers else address_of(reference), 303)


Repond = Annotated[AgentConnecte, may("repondre")]
Vers = Annotated[str, champ(200)]
Mots = Annotated[str, champ(LONG)]


def short(champ: str, texte: str, maximum: int, minimum: int = 1) -> str:
    """Words of a length the rule allows; refused (422) otherwise, never cut."""
    net: str = clean(texte.strip())
    if len(net) < minimum:
        raise Refus(422, champ, "message_vide")
    if len(net) > maximum:
        raise Refus(422, champ, "texte_trop_long", maximum=maximum)
    return net


@routes.post(PAGE + "/ecrire")
async def write(
    request: Request,
    session: Session,
    agent: Repond,
    reference: str,
    client_id: Annotated[UUID, Form()],
    texte: Mots = "",
    vers: Vers = "",
) -> Response:
    async def faire(travail: EchangeService) -> None:
        await travail.write(reference, str(client_id), short("texte", texte, 4000))

    return await act(request, session, agent, reference, "repondre", vers, faire, texte=texte)


@routes.post(PAGE + "/ouvrir")
async def open_hand(
    request: Request, session: Session, agent: Repond, reference: str, vers: Vers = ""
) -> Response:
    return await act(
        *(request, session, agent, reference, "repondre", vers), lambda t: t.open(reference)
    )


@routes.post(PAGE + "/rendre")
async def give_back(
    request: Request,
    session: Session,
    agent: Repond,
    reference: str,
    accord: Mots = "",
    vers: Vers = "",
) -> Response:
    async def faire(travail: EchangeService) -> None:
        await travail.give_back(reference, short("accord", accord, 2000, 3))

    return await act(request, session, agent, reference, "repondre", vers, faire, accord=accord)


@routes.post(PAGE + "/fait")
async def set_fact(
    request: Request,
    session: Session,
    agent: Annotated[AgentConnecte, may("corriger_fait")],
    reference: str,
    fait: Annotated[str, champ()],
    valeur: Annotated[list[str] | None, Form()] = None,
    vers: Vers = "",
) -> Response:
    async def faire(travail: EchangeService) -> None:
        state = request.app.state
        dossiers = DossierService(session, state.parcours, state.labels)
        genre = dossiers.parcours.fact(fait, champ="fait").type
        propose = FaitPropose(
            nom=fait, valeur=read_value(genre, valeur or []), comment="correction"
        )
        await travail.set_fact(dossiers, reference, propose)

    return await act(request, session, agent, reference, "corriger_fait", vers, faire, fait=fait)


def read_value(genre: str, valeurs: list[str]) -> Any:
    """What the form of a fact says, in the shape its type expects; the rule judges it."""
    if genre == "liste":
        return [_plain(v) for v in valeurs]
    premiere = valeurs[0] if valeurs else ""
    if genre == "nombre" and premiere.strip().lstrip("-").isdigit():
        return int(premiere)
    return _plain(premiere) if genre in ("choix", "oui_non") else premiere


def _plain(valeur: str) -> Any:
    """Options travel as JSON: an option may be a word, a number, a yes."""
    try:
        return json.loads(valeur)
    except ValueError:
        return valeur


@routes.post(PAGE + "/etape")
async def tick(
    request: Request,
    session: Session,
    agent: Annotated[AgentConnecte, may("cocher_etape")],
    reference: str,
    etape: Annotated[str, champ(80)],
    faite: Annotated[str, champ(3)] = "",
    vers: Vers = "",
) -> Response:
    async def faire(travail: EchangeService) -> None:
        state = request.app.state
        dossiers = DossierService(session, state.parcours, state.labels)
        await travail.tick(dossiers, reference, etape, faite=faite == "oui")

    return await act(request, session, agent, reference, "cocher_etape", vers, faire)


@routes.post(PAGE + "/ajout")
async def add_step(
    request: Request,
    session: Session,
    agent: Annotated[AgentConnecte, may("cocher_etape")],
    reference: str,
    titre: Mots = "",
    details: Mots = "",
    avant_le: Annotated[str, champ(10)] = "",
    vers: Vers = "",
) -> Response:
    async def faire(travail: EchangeService) -> None:
        brute = {"titre": clean(titre), "texte": clean(details) or None, "avant_le": avant_le}
        try:
            etape = NouvelleEtape.model_validate({k: v for k, v in brute.items() if v})
        except ValidationError:
            raise Refus(422, "titre", "etape_mal_ecrite") from None
        await travail.add_step(reference, etape)

    saisi = {"titre": titre, "details": details, "avant_le": avant_le}
    return await act(request, session, agent, reference, "cocher_etape", vers, faire, **saisi)
