"""Sign-in with a password and a code, the code asked again in place, and sign-out."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from api.accounts.access import COOKIE, Connecte, FormulairePerime, check_form, comptes_of
from api.accounts.facteurs import check_password, used_step
from api.accounts.models import Agent
from api.accounts.service import AccountService
from api.database import now
from api.dossiers.access import Session
from api.errors import Refus
from api.web.bureau.cadre import RACINE, public_address, safe_address, set_session, show
from api.web.bureau.refus import ask_again, kept_fields, told

routes = APIRouter(include_in_schema=False)
formulaire = [Depends(check_form)]
ETATS = frozenset({"deconnecte", "enrole", "perime", "essais", "identite"})
Texte = Annotated[str, Form(max_length=300)]


def show_sign_in(
    request: Request, *, status: int = 200, vers: str = "", etat: str = "", **context: Any
) -> Response:
    """The sign-in page, with what was typed but the password."""
    return show(
        request,
        "connexion.html",
        status=status,
        vers=vers,
        etat=etat if etat in ETATS else "",
        oidc=request.app.state.settings.oidc_nom if comptes_of(request).oidc else "",
        **context,
    )


def show_code(request: Request, *, status: int = 200, vers: str = "", faute: str = "") -> Response:
    return show(request, "code.html", status=status, vers=vers, faute=faute)


def too_many(request: Request, page: Response, refus: Refus) -> Response:
    """Keep the header that says how long to wait."""
    for nom, valeur in (refus.entetes or {}).items():
        page.headers[nom] = valeur
    return page


@routes.get("/bureau/connexion")
async def read_sign_in(request: Request, vers: str = "", etat: str = "") -> Response:
    return show_sign_in(request, vers=vers, etat=etat)


@routes.post("/bureau/connexion", dependencies=formulaire)
async def sign_in(
    request: Request,
    session: Session,
    identifiant: Texte = "",
    mot_de_passe: Texte = "",
    vers: Texte = "",
) -> Response:
    """The first factor. Wrong, unknown and disabled are said alike: nothing to learn from it."""
    comptes = comptes_of(request)
    vide = "champ_vide" if not (identifiant.strip() and mot_de_passe) else ""
    if vide:
        return show_sign_in(request, status=422, vers=vers, identifiant=identifiant, faute=vide)
    try:
        comptes.debit.check(request, identifiant)
    except Refus as refus:
        page = show_sign_in(
            request, status=429, vers=vers, identifiant=identifiant, message=told(request, refus)
        )
        return too_many(request, page, refus)
    service = comptes.service(session)
    agent = await service.by_identifier(identifiant)
    garde = agent.mot_de_passe if agent and agent.actif else None
    juste = await check_password(garde, mot_de_passe)
    if agent is None or not juste:
        await service.note(agent.id if agent else None, "connexion", refus=True)
        await session.commit()
        return show_sign_in(
            request, status=401, vers=vers, identifiant=identifiant, faute="connexion_refusee"
        )
    secret = await service.sessions.open(
        agent.id, now(), etat="code", moyen="local", remplace=request.cookies.get(COOKIE)
    )
    await session.commit()
    suite = safe_address(vers)
    reponse = RedirectResponse("/bureau/code" + (f"?vers={suite}" if suite != RACINE else ""), 303)
    set_session(request, reponse, secret)
    return reponse


async def is_right_code(request: Request, service: AccountService, agent: Agent, code: str) -> bool:
    """The second factor, once."""
    totp = comptes_of(request).coffre.open(agent.totp) if agent.totp else None
    pas = used_step(totp, code, now(), agent.totp_pas) if totp else None
    return pas is not None and await service.use_step(agent, pas)


@routes.get("/bureau/code")
async def read_code(request: Request, session: Session, vers: str = "") -> Response:
    service = comptes_of(request).service(session)
    trouve = await service.sessions.read(request.cookies.get(COOKIE))
    if trouve is None or service.sessions.state(*trouve, now()) != "code":
        return RedirectResponse(RACINE, 303)
    return show_code(request, vers=vers)


@routes.post("/bureau/code", dependencies=formulaire)
async def give_code(
    request: Request, session: Session, code: Texte = "", vers: Texte = ""
) -> Response:
    """The second factor: a new session, under a new secret."""
    service = comptes_of(request).service(session)
    trouve = await service.sessions.read(request.cookies.get(COOKIE))
    if trouve is None or service.sessions.state(*trouve, now()) != "code":
        return RedirectResponse("/bureau/connexion?etat=perime", 303)
    attente, agent = trouve
    try:
        comptes_of(request).debit.check(request)
    except Refus as refus:
        page = show_code(request, status=429, vers=vers, faute="code_faux")
        return too_many(request, page, refus)
    if not await is_right_code(request, service, agent, code):
        fini = await service.sessions.count_failure(attente)
        await service.note(agent.id, "code", refus=True)
        await session.commit()
        if fini:
            return RedirectResponse("/bureau/connexion?etat=essais", 303)
        return show_code(request, status=401, vers=vers, faute="code_faux")
    secret = await service.sessions.open(
        agent.id, now(), etat="ouverte", moyen="local", remplace=request.cookies.get(COOKIE)
    )
    await service.note(agent.id, "connexion")
    await session.commit()
    reponse = RedirectResponse(safe_address(vers), 303)
    set_session(request, reponse, secret)
    return reponse


@routes.post("/bureau/reprendre", dependencies=formulaire)
async def resume(
    request: Request,
    session: Session,
    code: Annotated[str, Form(alias="_code", max_length=20)] = "",
    vers: Annotated[str, Form(alias="_vers", max_length=2000)] = "",
    lit: Annotated[str, Form(alias="_lit", max_length=5)] = "",
) -> Response:
    """It is still you: what was typed goes where it was going (307 sends the form again)."""
    service = comptes_of(request).service(session)
    trouve = await service.sessions.read(request.cookies.get(COOKIE))
    etat = service.sessions.state(*trouve, now()) if trouve else "absente"
    if trouve is None or etat == "absente" or etat == "code":
        return show(
            request, "terminee.html", status=401, vers=vers, champs=await kept_fields(request)
        )
    ouverte, agent = trouve
    suite = RedirectResponse(safe_address(vers), 303 if lit else 307)
    if etat == "ouverte":  # another window of this browser was faster
        return suite
    champs = await kept_fields(request)
    try:
        comptes_of(request).debit.check(request)
    except Refus as refus:
        page = await ask_again(request, vers, champs, bool(lit), message=told(request, refus))
        return too_many(request, page, refus)
    if not await is_right_code(request, service, agent, code):
        fini = await service.sessions.count_failure(ouverte)
        await service.note(agent.id, "reprise", refus=True)
        await session.commit()
        if fini:
            return show(request, "terminee.html", status=401, vers=vers, champs=champs)
        return await ask_again(request, vers, champs, bool(lit), faute="code_faux")
    await service.sessions.touch(ouverte, now(), force=True)
    await service.note(agent.id, "reprise")
    await session.commit()
    return suite


@routes.post("/bureau/deconnexion")
async def sign_out(request: Request, session: Session) -> Response:
    """Close the session whatever its state; nobody is kept signed in by a form out of date."""
    try:
        await check_form(request)
    except FormulairePerime:
        return RedirectResponse(RACINE, 303)
    service = comptes_of(request).service(session)
    trouve = await service.sessions.read(request.cookies.get(COOKIE))
    chez_fournisseur = None
    if trouve:
        ouverte, agent = trouve
        await service.sessions.close(request.cookies[COOKIE])
        if not await service.sessions.count_open(agent.id, now()):
            await service.declare(agent.id, present=False)
        await service.note(agent.id, "deconnexion")
        await session.commit()
        chez_fournisseur = await close_elsewhere(request, ouverte.jeton_identite)
    reponse: Response
    if chez_fournisseur:
        # A link, not a redirection: forms may lead only to this site.
        reponse = show(request, "sortie.html", adresse=chez_fournisseur)
    else:
        reponse = RedirectResponse("/bureau/connexion?etat=deconnecte", 303)
    reponse.delete_cookie(COOKIE, path="/")
    return reponse


async def close_elsewhere(request: Request, scelle: str | None) -> str | None:
    """Where the identity provider's own session is closed, when there is one."""
    comptes = comptes_of(request)
    jeton = comptes.coffre.open(scelle) if scelle else None
    if jeton is None or comptes.oidc is None:
        return None
    retour = f"{public_address(request)}/bureau/connexion"
    return await comptes.oidc.logout_url(jeton, retour)


@routes.post("/bureau/sessions/fermer")
async def close_others(request: Request, session: Session, agent: Connecte) -> Response:
    """Sign out of every other browser."""
    service = comptes_of(request).service(session)
    await service.sessions.close_all(agent.id, sauf=agent.session)
    await service.note(agent.id, "fermer_sessions")
    await session.commit()
    return RedirectResponse("/bureau/session?etat=fermees", 303)
