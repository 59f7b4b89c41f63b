"""Sign-in by an identity provider (OpenID Connect), and binding one to an account."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.accounts.access import COOKIE, comptes_of
from api.accounts.oidc import Attente, Identite, IdentiteRefusee, Oidc
from api.accounts.service import AccountService
from api.database import now
from api.dossiers.access import Session
from api.web.bureau.cadre import public_address, safe_address, set_session, show

routes = APIRouter(include_in_schema=False)
COOKIE_ATTENTE = "jalons_bureau_oidc"
DUREE_ATTENTE = 600  # seconds to sign in at the provider's
CHEMIN = "/bureau/oidc"


def _signer(request: Request) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(request.app.state.settings.secret, salt="oidc")


def _provider(request: Request) -> Oidc:
    oidc = comptes_of(request).oidc
    if oidc is None:
        raise HTTPException(404)
    return oidc


def _return_address(request: Request) -> str:
    return f"{public_address(request)}{CHEMIN}/retour"


@routes.get("/bureau/oidc/depart")
async def leave(request: Request, vers: str = "", enrolement: str = "") -> Response:
    """Send the person to the provider; what must come back is in a signed cookie."""
    attente = Attente.draw()
    try:
        adresse = await _provider(request).authorize_url(attente, _return_address(request))
    except IdentiteRefusee:
        return show(request, "identite.html", status=503, faute="fournisseur")
    garde = {**attente.as_dict(), "vers": safe_address(vers), "enrolement": enrolement[:200]}
    reponse = RedirectResponse(adresse, 303)
    reponse.set_cookie(
        COOKIE_ATTENTE,
        str(_signer(request).dumps(garde)),
        max_age=DUREE_ATTENTE,
        httponly=True,
        samesite="lax",
        secure=public_address(request).startswith("https://"),
        path=CHEMIN,
    )
    return reponse


@routes.get("/bureau/oidc/retour")
async def come_back(request: Request, session: Session) -> Response:
    """Believe the provider only if everything is as it was asked; the cookie serves once."""
    reponse = await _welcome(request, session)
    reponse.delete_cookie(COOKIE_ATTENTE, path=CHEMIN)
    return reponse


async def _welcome(request: Request, session: Session) -> Response:
    oidc = _provider(request)
    service = comptes_of(request).service(session)
    try:
        garde = _signer(request).loads(
            request.cookies.get(COOKIE_ATTENTE, ""), max_age=DUREE_ATTENTE
        )
        attente = Attente(garde["etat"], garde["nonce"], garde["verificateur"])
        recu = dict(request.query_params)
        identite = await oidc.identify(recu, attente, _return_address(request))
    except BadData:
        return show(request, "identite.html", status=400, faute="etat")
    except IdentiteRefusee as refus:
        await service.note(None, "connexion_oidc", str(refus), refus=True)
        await session.commit()
        return show(request, "identite.html", status=401, faute=str(refus))
    if garde["enrolement"]:
        lie = await _bind(service, garde["enrolement"], identite)
        if not lie:
            return show(request, "identite.html", status=409, faute="liaison")
    agent = await service.by_identity(identite.emetteur, identite.sujet)
    if agent is None or not agent.actif:
        await service.note(agent.id if agent else None, "connexion_oidc", refus=True)
        await session.commit()
        return show(request, "identite.html", status=403, faute="inconnue")
    secret = await service.sessions.open(
        agent.id,
        now(),
        etat="ouverte",
        moyen="oidc",
        jeton_identite=comptes_of(request).coffre.seal(identite.jeton_identite),
        remplace=request.cookies.get(COOKIE),
    )
    await service.note(agent.id, "connexion_oidc")
    await session.commit()
    reponse = RedirectResponse(garde["vers"], 303)
    set_session(request, reponse, secret)
    return reponse


async def _bind(service: AccountService, jeton: str, identite: Identite) -> bool:
    """The link says whose account it is, the provider says who came: both are needed."""
    agent = await service.awaited(jeton, now())
    if agent is None:
        return False
    lie = await service.enrol_identity(jeton, agent, identite.emetteur, identite.sujet)
    if lie:
        await service.note(agent.id, "enrolement")
    return lie
