"""The whole program on one screen: capabilities, wiring, start and stop."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from pydantic import BaseModel
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api import errors
from api.bilan import routes as bilan
from api.composition import furnish, web_settings
from api.conversations import routes as conversations
from api.conversations.bot import Bot
from api.dossiers import routes as dossiers
from api.escalations import flux_agent, routes_direct
from api.escalations import routes as escalades
from api.escalations import routes_bureau as bureau
from api.horloge import HORLOGE
from api.limites import TailleLimitee
from api.parcours import routes as parcours
from api.parcours.deadlines import is_working_day
from api.rendezvous import routes as rendezvous
from api.rights import routes as droits
from api.rights.calculateur import Calcule
from api.rights.openfisca.processus import CalculIndisponible
from api.safety.lexique import load_lexiques
from api.settings import Settings, get_settings
from api.territoires import routes as territoires
from api.web.bureau.installation import install_desk
from api.web.fichiers import fichiers
from api.web.installation import install_web
from api.web.mediation.installation import install_assisted

VERSION = "1.0.0"
sante = APIRouter(tags=["exploitation"])


class Sante(BaseModel):
    """`traduction`: absente, prete (one real translation was made) or en_panne."""

    etat: str
    rasa: bool
    traduction: str


@sante.get("/sante", summary="L'application répond-elle, et le dialogue aussi ?")
async def health(request: Request) -> Sante:
    state = request.app.state
    return Sante(
        etat="ok", rasa=await state.bot.is_ready(), traduction=await state.traduction.say_state()
    )


async def _warm_up(calculateur: Calcule) -> None:
    """Start OpenFisca while people are already served; a failure is in the log."""
    with contextlib.suppress(CalculIndisponible):
        await calculateur.warm_up()


def create_app(
    settings: Settings | None = None,
    bot: Bot | None = None,
    calculateur: Calcule | None = None,
) -> FastAPI:
    """The application, ready to serve. `bot`, `calculateur`: other doors, for tests."""
    settings = settings or get_settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        # Calendars and communes cost half a second when first read: nobody waits for them.
        await asyncio.to_thread(is_working_day, HORLOGE.today())
        await asyncio.to_thread(app.state.territoires.warm)
        await asyncio.to_thread(load_lexiques)  # a danger said first is heard at once
        await app.state.live.start()
        await app.state.way.open()
        await app.state.oubli.open()
        await app.state.rappels.open()
        await app.state.garde.open()
        if app.state.recueil:
            await app.state.recueil.open()
        chauffe = asyncio.create_task(_warm_up(app.state.droits.calculateur))
        langues = asyncio.create_task(asyncio.to_thread(app.state.voix.warm))
        yield
        chauffe.cancel()
        await asyncio.gather(langues, return_exceptions=True)
        await app.state.rappels.stop()
        await app.state.garde.stop()
        if app.state.recueil:
            await app.state.recueil.stop()
        await app.state.oubli.stop()
        app.state.droits.calculateur.close()
        await app.state.live.stop()
        await app.state.way.stop()
        await app.state.bot.close()
        await app.state.database.close()

    app = FastAPI(
        title="Jalons",
        version=VERSION,
        lifespan=lifespan,
        summary="Guide les usagers de la Sécurité sociale dans les moments de la vie.",
        responses=errors.REPONSES,
        license_info={"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
    )
    furnish(app.state, settings, bot, calculateur)
    if settings.origines:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.origines,
            allow_methods=["GET", "POST", "PUT", "DELETE"],
            allow_headers=["authorization", "content-type", "last-event-id"],
        )
    routeurs = (parcours.router, droits.router, territoires.router, dossiers.router, fichiers)
    demandes = (
        *(escalades.router, rendezvous.router, bureau.router),
        *(routes_direct.router, flux_agent.router),
    )
    for module in (*routeurs, bilan.router, *demandes, conversations.router, sante):
        app.include_router(module, prefix="/api/v1")
    app.add_middleware(TailleLimitee, octets=settings.octets_par_demande)
    install_web(app, web_settings(settings))
    install_desk(app)
    install_assisted(app)
    app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=settings.proxys)
    return app
