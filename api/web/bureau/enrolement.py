"""Taking possession of an account by a one-time link: a password and a code, or an identity."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from api.accounts.access import check_form, comptes_of
from api.accounts.facteurs import (
    LONGUEUR_MIN,
    derive_totp,
    draw_qr,
    hash_password,
    refuse_password,
    totp_address,
    used_step,
)
from api.accounts.models import Agent
from api.database import now
from api.dossiers.access import Session
from api.errors import Refus
from api.web.bureau.cadre import load_words, show
from api.web.bureau.connexion import Texte, too_many
from api.web.bureau.refus import told

routes = APIRouter(include_in_schema=False)


def show_enrolment(
    request: Request, jeton: str, agent: Agent, *, status: int = 200, **context: Any
) -> Response:
    """The secret is drawn again from the link, the same each time: an error changes nothing."""
    totp = derive_totp(request.app.state.settings.secret, jeton)
    adresse = totp_address(totp, agent.identifiant, load_words()("bureau.service"))
    reponse = show(
        request,
        "enrolement.html",
        status=status,
        lien=jeton,
        qui=agent,
        qr=draw_qr(adresse),
        secret=" ".join(totp[i : i + 4] for i in range(0, len(totp), 4)),
        longueur=LONGUEUR_MIN,
        oidc=request.app.state.settings.oidc_nom if comptes_of(request).oidc else "",
        **context,
    )
    reponse.headers["Referrer-Policy"] = "no-referrer"
    return reponse


def show_dead_link(request: Request) -> Response:
    return show(request, "lien_mort.html", status=404)


@routes.get("/bureau/enrolement/{jeton}")
async def read_enrolment(
    request: Request, session: Session, jeton: str, etat: str = ""
) -> Response:
    """Opening the page uses nothing: mail scanners and previews open links too."""
    agent = await comptes_of(request).service(session).awaited(jeton, now())
    if agent is None:
        return show_dead_link(request)
    perime, pris = etat == "perime", etat == "identite"
    return show_enrolment(request, jeton, agent, perime=perime, pris=pris)


@routes.post("/bureau/enrolement/{jeton}", dependencies=[Depends(check_form)])
async def enrol(
    request: Request,
    session: Session,
    jeton: str,
    mot_de_passe: Texte = "",
    confirmation: Texte = "",
    code: Texte = "",
) -> Response:
    """Both factors at once: the code proves that the application was really set up."""
    service = comptes_of(request).service(session)
    agent = await service.awaited(jeton, now())
    if agent is None:
        return show_dead_link(request)
    try:
        comptes_of(request).debit.check(request, f"enrolement:{agent.id}")
    except Refus as refus:
        page = show_enrolment(request, jeton, agent, status=429, message=told(request, refus))
        return too_many(request, page, refus)
    totp = derive_totp(request.app.state.settings.secret, jeton)
    pas = used_step(totp, code, now())
    fautes = {
        "mot_de_passe": refuse_password(mot_de_passe, agent.identifiant),
        "confirmation": None if mot_de_passe == confirmation else "confirmation_differente",
        "code": None if pas is not None else "code_faux",
    }
    if any(fautes.values()) or pas is None:
        # The password goes back to the one who typed it: one field to mend, not three.
        saisie = {} if fautes["mot_de_passe"] or fautes["confirmation"] else {"mdp": mot_de_passe}
        return show_enrolment(request, jeton, agent, status=422, fautes=fautes, **saisie)
    hache = await hash_password(mot_de_passe)
    scelle = comptes_of(request).coffre.seal(totp)
    if not await service.enrol_local(jeton, agent, hache, scelle, pas):
        return show_dead_link(request)
    await service.note(agent.id, "enrolement")
    await session.commit()
    return RedirectResponse("/bureau/connexion?etat=enrole", 303)
