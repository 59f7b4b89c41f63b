"""The counsellor's day: receive someone, find someone, who waits, what is due."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse
from limits import RateLimitItemPerMinute
from starlette.responses import Response

from api.conversations.bot import Acte
from api.conversations.service import ConversationService
from api.errors import Refus
from api.escalations.service import EscaladeService
from api.languages.langues import languages
from api.limites import check_rate
from api.mediation.code import show_code
from api.mediation.masque import mask
from api.mediation.models import Accueil
from api.mediation.nouvelles import NouvellesService
from api.web.mediation.cadre import RACINE, Guichet, Recoit, back
from api.web.mediation.lecture import dossiers_of

routes = APIRouter(include_in_schema=False)
Court = Annotated[str, Form(max_length=200)]
SEMAINE = dt.timedelta(days=7)
CODES_PAR_MINUTE = RateLimitItemPerMinute(10)
SUR_LA_PAGE = 60


async def _line(guichet: Guichet, accueil: Accueil) -> dict[str, Any] | None:
    """One person of the list; None when their dossier is gone."""
    dossiers, poste = dossiers_of(guichet), guichet.poste
    try:
        dossier = await dossiers.get(accueil.dossier_id)
    except Refus:
        return None
    plan, situation = await dossiers.plan(dossier.id, poste.jour)
    dues = [
        e.avant_le
        for e in plan.etapes
        if e.statut == "a-faire" and e.avant_le and e.avant_le <= poste.jour + SEMAINE
    ]
    attendues = [
        e
        for e in await EscaladeService(guichet.session).of_dossier(dossier.id)
        if e.etat != "close"
    ]
    moments = dossiers.parcours.bibliotheque.moments
    return {
        "accueil": accueil,
        "alias": guichet.accueils.alias_of(accueil),
        "code": show_code(accueil.code),
        "langue": languages().get(dossier.langue, dossier.langue),
        # A screen is seen from behind: a protected moment is named nowhere.
        "moments": [moments[m].titre for m in situation.moments if not moments[m].protege],
        "dues": len(dues),
        "prochaine": min(dues, default=None),
        "attentes": [guichet.state.lecteur.read(e, poste.maintenant) for e in attendues],
        "aujourdhui": accueil.vu_le.astimezone(poste.fuseau).date() == poste.jour,
    }


def news_of(guichet: Guichet) -> NouvellesService:
    return NouvellesService(guichet.session, guichet.accueils)


async def read_news(guichet: Guichet) -> list[dict[str, Any]]:
    """What changed since the counsellor last said they had seen, in words."""
    lecteur, poste = guichet.state.lecteur, guichet.poste
    return [
        {
            "adresse": f"{RACINE}/{n.accueil.id}#appui",
            "alias": guichet.accueils.alias_of(n.accueil),
            "code": show_code(n.accueil.code),
            "qui": lecteur.read(n.demande, poste.maintenant).qui,
            "quoi": n.quoi,
            "le": n.le.astimezone(poste.fuseau),
        }
        for n in await news_of(guichet).unread()
    ]


async def show_day(guichet: Guichet, *, status: int = 200, **context: Any) -> Response:
    accueils = await guichet.accueils.people()
    lignes = [await _line(guichet, a) for a in accueils[:SUR_LA_PAGE]]
    gens = [x for x in lignes if x]
    return guichet.page(
        "journee.html",
        status=status,
        gens=gens,
        aujourdhui=[x for x in gens if x["aujourdhui"] and x["accueil"].clos_le is None],
        attendent=[x for x in gens if x["attentes"]],
        nouvelles=await read_news(guichet),
        rompues=sum(d.promesse_etat == "rompue" for x in gens for d in x["attentes"]),
        vu_jusqua=guichet.poste.maintenant.isoformat(),
        semaine=[x for x in gens if x["dues"]],
        langues=languages(),
        reste=max(len(accueils) - SUR_LA_PAGE, 0),
        **context,
    )


@routes.get(RACINE)
async def read_day(guichet: Recoit, etat: str = "") -> Response:
    connus = {"efface", "clos"}
    return await show_day(guichet, etat=etat if etat in connus else "", saisie={})


@routes.post(RACINE)
async def receive(
    request: Request,
    guichet: Recoit,
    alias: Court = "",
    langue: Annotated[str, Form(max_length=12)] = "fr",
    contact: Court = "",
    capacite: Annotated[str, Form(max_length=8)] = "adulte",
) -> Response:
    """A name is not needed, nor a contact: what was typed stays when something is refused, but
    for a secret, which is masked before it is kept or shown again."""
    alias, masques = mask(alias)
    voile = mask(contact)[0]
    saisie = {"alias": alias, "langue": langue, "contact": voile, "capacite": capacite}
    try:
        guichet.state.debit_dossiers.check(request)
        guichet.state.voix.check(langue)
        accueil = await open_dossier(
            guichet, langue, alias=alias, contact=contact, capacite=capacite
        )
    except Refus as refus:
        await guichet.undo()
        return await show_day(
            guichet,
            status=refus.statut,
            saisie=saisie,
            refus=guichet.told(refus),
            champ=refus.champ,
        )
    await guichet.session.commit()
    return back(accueil, masque=",".join(masques))


async def open_dossier(guichet: Guichet, langue: str, **champs: Any) -> Accueil:
    """A new dossier, its conversation, and the person in front of them."""
    dossier, _ = await dossiers_of(guichet).create(langue)
    conversations = ConversationService(guichet.session)
    conversation = await conversations.create(dossier.id)
    await conversations.say(conversation.id, [Acte("accueil", {})])
    return await guichet.accueils.receive(dossier.id, langue, **champs)


@routes.post(f"{RACINE}/vu")
async def mark_read(guichet: Recoit, jusqua: Annotated[str, Form(max_length=40)] = "") -> Response:
    """« J'ai vu »: what came after the page was shown stays new."""
    with suppress(ValueError):
        lu = dt.datetime.fromisoformat(jusqua)
        if lu.tzinfo:
            await news_of(guichet).read_until(lu.astimezone(dt.UTC))
            await guichet.session.commit()
    return RedirectResponse(RACINE, 303)


@routes.post(f"{RACINE}/code")
async def find(guichet: Recoit, code: Court = "") -> Response:
    """By the card. Codes are not tried in bulk: ten a minute for one counsellor."""
    try:
        check_rate(
            guichet.state.limiteur,
            CODES_PAR_MINUTE,
            f"carte:{guichet.agent.id}",
            "code",
            "trop_de_codes",
        )
        accueil = await guichet.accueils.find(code)
    except Refus as refus:
        return await show_day(
            guichet,
            status=refus.statut,
            saisie={},
            code=mask(code)[0],
            refus_code=guichet.told(refus),
        )
    return RedirectResponse(f"{RACINE}/{accueil.id}", 303)


@routes.get(f"{RACINE}/code/{{code}}")
async def find_from_card(guichet: Recoit, code: str) -> Response:
    """The QR of the card, read by a counsellor who is signed in: nothing for anybody else."""
    return await find(guichet, code)
