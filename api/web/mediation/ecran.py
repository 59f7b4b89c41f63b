"""The one screen: conversation, facts, grid, plan; and the gestures that change them."""

from __future__ import annotations

import json
from typing import Annotated, Any
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from starlette.responses import Response

from api.accounts.access import comptes_of
from api.conversations.reception import erase, receive
from api.conversations.schemas import Choix, NouveauMessage
from api.conversations.service import ConversationService
from api.errors import Refus
from api.escalations.lecture_agent import hear
from api.languages.langues import SOURCE, languages
from api.mediation.code import show_code
from api.mediation.dossiers import note_typed
from api.mediation.masque import mask
from api.mediation.models import Accueil
from api.mediation.moments import note_moments
from api.web.estimation import estimate_shown
from api.web.mediation.cadre import RACINE, Guichet, Recoit, Regarde, Saisit, back, local_time
from api.web.mediation.lecture import (
    dossiers_of,
    list_caisses,
    read_formalities,
    read_journal,
    read_mandates,
    read_requests,
    read_screen,
    wait_reply,
)
from api.web.mediation.rendezvous import read_to_come
from api.web.sans_js import MONTHS, build_choix, find_question, list_boutons
from api.web.textes import load_textes
from api.web.vue_droits import may_show

routes = APIRouter(include_in_schema=False)
UN = f"{RACINE}/{{accueil_id}}"
PATIENCE = 8.0
GENRES = ("nir", "carte", "iban", "mot_de_passe", "code")
DITS = frozenset(
    {
        "note",
        "mandat",
        "arrete",
        "acte",
        "appui",
        "appui_exercice",
        "avis",
        "contact",
        "rendez_vous",
        "rendez_vous_caisse",
        "reunion",
        "reunion_demandee",
        "deja",
    }
)


async def show_screen(
    guichet: Guichet, accueil: Accueil, *, status: int = 200, **context: Any
) -> Response:
    ecran = await read_screen(guichet, accueil)
    bulles = [t.francais for t in ecran.fil]
    question = None if ecran.attente else find_question(bulles, 0)
    if question and any(b["auteur"] == "usager" and b["seq"] > question["seq"] for b in bulles):
        question = None
    textes = load_textes(SOURCE)
    moments = guichet.state.parcours.bibliotheque.moments
    vu_avec = await guichet.accueils.see(accueil)
    autre = await _name(guichet, vu_avec) if vu_avec else None
    page = guichet.page(
        "ecran.html",
        status=status,
        e=ecran,
        accueil=accueil,
        plan=ecran.plan,
        alias=guichet.accueils.alias_of(accueil),
        contact=guichet.accueils.contact_of(accueil),
        code=show_code(accueil.code),
        langues=languages(),
        question=question,
        boutons=list_boutons(question, textes("oui"), textes("non")) if question else [],
        adresse_message=f"{RACINE}/{accueil.id}/message",
        jeton_page=uuid4().hex,
        mois=range(1, MONTHS + 1),
        dernier=ecran.fil[-1].bulle["seq"] if ecran.fil else 0,
        autre=autre,
        demarches=await read_formalities(guichet, accueil, ecran.plan),
        mandats=await read_mandates(guichet, accueil),
        demandes=await read_requests(guichet, accueil),
        caisses=list_caisses(guichet),
        rendez_vous=await read_to_come(guichet, accueil),
        journal=await read_journal(guichet, guichet.session, accueil),
        titres={m: moments[m].titre for m in moments},
        ouvrables=[m for m in moments if m not in ecran.moments],
        **{"postures": {}, "refus": "", "dit": "", "masques": [], "texte": "", **context},
    )
    await guichet.session.commit()
    return page


async def _name(guichet: Guichet, agent_id: str) -> str | None:
    comptes = comptes_of(guichet.request).service(guichet.session)
    return next((a.nom for a in await comptes.everyone() if a.id == agent_id), None)


@routes.get(UN)
async def read_person(
    guichet: Recoit,
    accueil_id: str,
    refus: str = "",
    dit: str = "",
    masque: str = "",
    posture: str = "",
    demarche: str = "",
) -> Response:
    accueil = await guichet.person(accueil_id)
    textes = guichet.state.textes
    connu = bool(refus) and refus in textes.erreurs
    return await show_screen(
        guichet,
        accueil,
        refus=textes.error(refus) if connu else "",
        dit=dit if dit in DITS else "",
        masques=[g for g in masque.split(",") if g in GENRES],
        postures={demarche: posture}
        if posture in guichet.poste.contenu.demarches.posture.postures
        else {},
    )


@routes.get(f"{UN}/fil")
async def read_news(guichet: Regarde, accueil_id: str, depuis: int = 0) -> Response:
    """Asked by the page every few seconds: has something been said on the other screen?"""
    accueil = await guichet.person(accueil_id)
    conversations = ConversationService(guichet.session)
    conversation = await conversations.of_dossier(accueil.dossier_id)
    dernier = await conversations.last(conversation.id)
    if dernier is None or dernier.seq <= depuis:
        return Response(status_code=204)
    dossier = await dossiers_of(guichet).get(accueil.dossier_id)
    await hear(guichet.state, dernier, dossier.langue)  # asked now: the page then finds it ready
    return Response(status_code=200)


@routes.post(f"{UN}/message")
async def post_message(
    guichet: Saisit,
    accueil_id: str,
    jeton_page: Annotated[str, Form(max_length=64)],
    texte: Annotated[str, Form(max_length=8000)] = "",
    choix: Annotated[str, Form(max_length=500)] = "",
    fait: Annotated[str, Form(max_length=80)] = "",
    kind: Annotated[str, Form(alias="type", max_length=20)] = "",
    valeur: Annotated[str, Form(max_length=40)] = "",
    annee: Annotated[str, Form(max_length=4)] = "",
    mois: Annotated[str, Form(max_length=2)] = "",
    cases: Annotated[list[str] | None, Form()] = None,
    qui: Annotated[str, Form(max_length=12)] = "conseiller",
) -> Response:
    """What the person says, typed for them or by them. A secret is masked before it is kept."""
    accueil = await guichet.person(accueil_id)
    texte, masques = mask(texte.strip())
    try:
        presse = build_choix(choix, fait, kind, valeur, annee, mois, cases or [])
        choisi = Choix.model_validate(presse) if presse is not None else None
    except (ValueError, RecursionError, ValidationError):
        presse = choisi = None
    contenu = json.dumps(presse, sort_keys=True) if presse else texte
    if not contenu:
        return back(accueil, "reponse", Refus(422, "texte", "message_vide"))
    client_id = str(uuid5(NAMESPACE_URL, f"{accueil.dossier_id}/{jeton_page}/{contenu}"))
    conversation = await ConversationService(guichet.session).of_dossier(accueil.dossier_id)
    if qui != "personne":
        await note_typed(guichet.session, conversation.id, client_id, guichet.agent.id)
    corps = NouveauMessage(client_id=UUID(client_id), texte=None if choisi else texte, choix=choisi)
    try:
        await guichet.accueils.reopen(accueil)
        recu = await receive(
            guichet.state, guichet.session, conversation.id, accueil.dossier_id, corps
        )
    except Refus as refus:
        await guichet.undo()
        accueil = await guichet.person(accueil_id)
        return await show_screen(
            guichet, accueil, status=refus.statut, refus=guichet.told(refus), texte=texte
        )
    if recu.seq == 0:  # « tout effacer » was pressed: nothing is left to show
        return RedirectResponse(f"{RACINE}?etat=efface", 303)
    await wait_reply(guichet, conversation.id, recu.seq, PATIENCE)
    await note_moments(guichet.session, dossiers_of(guichet), accueil_id, guichet.poste)
    await guichet.session.commit()
    return back(accueil, "reponse", masque=",".join(masques))


@routes.post(f"{UN}/moments")
async def open_moment(
    guichet: Saisit, accueil_id: str, moment: Annotated[str, Form(max_length=30)]
) -> Response:
    """A sign was recognised with the person: the moment opens in the conversation, as if pressed."""
    choix = json.dumps({"moment": moment})
    return await post_message(guichet, accueil_id, jeton_page=uuid4().hex, choix=choix)


@routes.post(f"{UN}/etapes/{{etape}}")
async def tick(
    guichet: Saisit, accueil_id: str, etape: str, faite: Annotated[str, Form()] = "oui"
) -> Response:
    accueil = await guichet.person(accueil_id)
    try:
        await dossiers_of(guichet).tick(
            accueil.dossier_id, etape, faite=faite == "oui", le=guichet.poste.jour
        )
    except Refus as refus:
        return back(accueil, "plan", refus)
    await guichet.session.commit()
    return back(accueil, "plan")


@routes.get(f"{UN}/droits")
async def read_rights(guichet: Recoit, accueil_id: str) -> Response:
    """The rights come after the screen: their calculation must not slow it down."""
    accueil = await guichet.person(accueil_id)
    ecran = await read_screen(guichet, accueil)
    droits = None
    if may_show(ecran.plan):
        dossiers = dossiers_of(guichet)
        situation = await dossiers.situation(accueil.dossier_id, guichet.poste.jour)
        droits = await estimate_shown(
            guichet.state, situation, ecran.plan["lieu"], guichet.state.labels
        )
    alias = guichet.accueils.alias_of(accueil)
    return guichet.page("droits.html", accueil=accueil, alias=alias, droits=droits, plan=ecran.plan)


# The visit --------------------------------------------------------------------------------------


@routes.post(f"{UN}/personne")
async def set_person(
    guichet: Recoit,
    accueil_id: str,
    contact: Annotated[str, Form(max_length=200)] = "",
    capacite: Annotated[str, Form(max_length=8)] = "",
    langue: Annotated[str, Form(max_length=12)] = "",
) -> Response:
    """The language they read, how to reach them if they want it, whether they decide alone."""
    accueil = await guichet.person(accueil_id)
    try:
        if langue:
            guichet.state.voix.check(langue)
            await dossiers_of(guichet).set_language(accueil.dossier_id, langue)
        if capacite and capacite != accueil.capacite:
            await guichet.accueils.set_capacity(accueil, capacite)
        if contact.strip() != (guichet.accueils.contact_of(accueil) or ""):
            await guichet.accueils.set_contact(accueil, contact)
    except Refus as refus:
        await guichet.undo()
        accueil = await guichet.person(accueil_id)
        return await show_screen(
            guichet,
            accueil,
            status=refus.statut,
            refus=guichet.told(refus),
            contact_dit=mask(contact)[0],
        )
    await guichet.session.commit()
    return back(accueil, "personne", dit="note")


@routes.post(f"{UN}/prochain")
async def set_next(
    guichet: Recoit,
    accueil_id: str,
    jour: Annotated[str, Form(max_length=10)] = "",
    heure: Annotated[str, Form(max_length=8)] = "",
) -> Response:
    """When the person comes back here; empty takes it away."""
    accueil = await guichet.person(accueil_id)
    le = local_time(guichet.poste.fuseau, jour, heure)
    if (jour or heure) and (le is None or le <= guichet.poste.maintenant):
        return back(accueil, "papier", Refus(422, "jour", "date_illisible"))
    await guichet.accueils.set_next(accueil, le)
    await guichet.session.commit()
    return back(accueil, "papier", dit="rendez_vous")


@routes.post(f"{UN}/clore")
async def close(guichet: Recoit, accueil_id: str) -> Response:
    """The visit is over; a mandate of one visit ends with it."""
    accueil = await guichet.person(accueil_id)
    await note_moments(guichet.session, dossiers_of(guichet), accueil_id, guichet.poste)
    await guichet.mandats.end_visit(accueil, guichet.poste.maintenant)
    await guichet.accueils.close(accueil)
    await guichet.session.commit()
    return RedirectResponse(f"{RACINE}?etat=clos", 303)


@routes.post(f"{UN}/arreter")
async def withdraw(
    guichet: Recoit, accueil_id: str, effacer: Annotated[str, Form(max_length=3)] = ""
) -> Response:
    """The person withdraws midway: every mandate stops at once; the dossier goes if they wish."""
    accueil = await guichet.person(accueil_id)
    for mandat, accord in await guichet.mandats.of(accueil.id):
        if accord.revoque is None:
            await guichet.mandats.revoke(
                accueil, guichet.poste.structure, guichet.poste.maintenant, mandat_id=mandat.id
            )
    await guichet.accueils.note(accueil, "retrait")
    if effacer != "oui":
        await guichet.accueils.close(accueil)
        await guichet.session.commit()
        return RedirectResponse(f"{RACINE}?etat=clos", 303)
    await guichet.session.commit()
    conversation = await ConversationService(guichet.session).of_dossier(accueil.dossier_id)
    await erase(guichet.state, guichet.session, conversation.id, accueil.dossier_id)
    return RedirectResponse(f"{RACINE}?etat=efface", 303)
