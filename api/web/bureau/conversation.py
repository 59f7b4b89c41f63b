"""The live conversation at the desk: a page that stands alone, or a fragment of the case page.

Everything works without a script; `static/bureau-conversation.js` only makes it come by itself.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from starlette.responses import Response

from api.accounts.access import comptes_of, exige
from api.conversations.reception import clean
from api.database import now
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
from api.web.bureau.porte import SurDemande, on_request
from api.web.bureau.refus import told

routes = APIRouter(include_in_schema=False)
PAGE = "/bureau/demandes/{reference}/conversation"
Faire = Callable[[EchangeService], Awaitable[Any]]
LONG = 5000  # longer is refused by the rule, which says so: what was written is given back


def champ(maximum: int = 60) -> Any:
    return Form(max_length=maximum)


def address_of(reference: str) -> str:
    return PAGE.format(reference=reference)


def service_of(ici: SurDemande) -> EchangeService:
    """What this agent may do in the conversation, now."""
    return EchangeService(ici.session, as_agent(ici.agent), now())


async def show_exchange(
    ici: SurDemande,
    *,
    apres: int = 0,
    nom: str = "conversation.html",
    status: int = 200,
    fait: str = "",
    **context: Any,
) -> Response:
    """The conversation as this agent may read it, with what was typed when it was refused."""
    state, reference = ici.request.app.state, ici.reference
    escalade = await service_of(ici).read(reference)
    echange = await read_exchange(state, ici.session, escalade, ici.agent.id, apres)
    sien = escalade.agent_id == ici.agent.id
    morceau = "hx-request" in ici.request.headers
    if nom == "conversation.html":
        context |= await _tools(ici, escalade, fait) if sien else {}
        if morceau:
            nom = "_conversation.html"
    return show(
        ici.request,
        nom,
        status=status,
        agent=ici.agent,
        reference=reference,
        echange=echange,
        sien=sien,
        page=address_of(reference),
        vers=f"/bureau/demandes/{reference}" if morceau else address_of(reference),
        client_id=str(uuid4()),
        **context,
    )


def dossiers_of(ici: SurDemande) -> DossierService:
    """The dossiers, as the agent's hand may change them."""
    state = ici.request.app.state
    return DossierService(ici.session, state.parcours, state.labels)


async def _tools(ici: SurDemande, escalade: Escalade, fait: str) -> dict[str, Any]:
    """The facts and the steps that the agent may act on: what the person agreed to show."""
    dossiers, state = dossiers_of(ici), ici.request.app.state
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
    ici: Annotated[SurDemande, on_request(exige("voir_file"))], fait: str = ""
) -> Response:
    return await show_exchange(ici, fait=fait)


@routes.get(PAGE + "/fil")
async def read_new(
    ici: Annotated[SurDemande, on_request(exige("voir_file", geste=False))], apres: int = 0
) -> Response:
    """What came after rank `apres`: asked by the page itself, so it keeps no session open."""
    return await show_exchange(ici, apres=max(apres, 0), nom="_fil.html")


async def act(ici: SurDemande, action: str, vers: str, faire: Faire, **saisi: Any) -> Response:
    """Do it and come back; refused, the same page with why not and all that was typed."""
    try:
        await faire(service_of(ici))
        comptes = comptes_of(ici.request).service(ici.session)
        await comptes.note(ici.agent.id, action, ici.reference)
        await ici.session.commit()
    except Refus as refus:
        await ici.session.rollback()
        if refus.statut == 404:
            raise
        message = told(ici.request, refus)
        return await show_exchange(ici, status=refus.statut, refus=message, **saisi)
    return RedirectResponse(safe_address(vers) if vers else address_of(ici.reference), 303)


Repond = Annotated[SurDemande, on_request(exige("repondre"))]
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
    ici: Repond, client_id: Annotated[UUID, Form()], texte: Mots = "", vers: Vers = ""
) -> Response:
    async def faire(travail: EchangeService) -> None:
        await travail.write(ici.reference, str(client_id), short("texte", texte, 4000))

    return await act(ici, "repondre", vers, faire, texte=texte)


@routes.post(PAGE + "/ouvrir")
async def open_hand(ici: Repond, vers: Vers = "") -> Response:
    return await act(ici, "repondre", vers, lambda t: t.open(ici.reference))


@routes.post(PAGE + "/rendre")
async def give_back(ici: Repond, accord: Mots = "", vers: Vers = "") -> Response:
    async def faire(travail: EchangeService) -> None:
        await travail.give_back(ici.reference, short("accord", accord, 2000, 3))

    return await act(ici, "repondre", vers, faire, accord=accord)


@routes.post(PAGE + "/fait")
async def set_fact(
    ici: Annotated[SurDemande, on_request(exige("corriger_fait"))],
    fait: Annotated[str, champ()],
    valeur: Annotated[list[str] | None, Form()] = None,
    vers: Vers = "",
) -> Response:
    async def faire(travail: EchangeService) -> None:
        dossiers = dossiers_of(ici)
        genre = dossiers.parcours.fact(fait, champ="fait").type
        propose = FaitPropose(
            nom=fait, valeur=read_value(genre, valeur or []), comment="correction"
        )
        await travail.set_fact(dossiers, ici.reference, propose)

    return await act(ici, "corriger_fait", vers, faire, fait=fait)


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
    ici: Annotated[SurDemande, on_request(exige("cocher_etape"))],
    etape: Annotated[str, champ(80)],
    faite: Annotated[str, champ(3)] = "",
    vers: Vers = "",
) -> Response:
    async def faire(travail: EchangeService) -> None:
        dossiers = dossiers_of(ici)
        await travail.tick(dossiers, ici.reference, etape, faite=faite == "oui")

    return await act(ici, "cocher_etape", vers, faire)


@routes.post(PAGE + "/ajout")
async def add_step(
    ici: Annotated[SurDemande, on_request(exige("cocher_etape"))],
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
        await travail.add_step(ici.reference, etape)

    saisi = {"titre": titre, "details": details, "avant_le": avant_le}
    return await act(ici, "cocher_etape", vers, faire, **saisi)
