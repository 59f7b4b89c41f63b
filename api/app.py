"""The whole program on one screen: capabilities, wiring, start and stop."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache, partial

from fastapi import APIRouter, FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from pydantic import BaseModel
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api import errors
from api.accounts.comptes import Comptes
from api.accounts.schemas import Connus
from api.bilan import routes as bilan
from api.conversations import routes as conversations
from api.conversations.bot import Bot
from api.conversations.live import carry_announces, make_live
from api.conversations.oubli import Oubli
from api.conversations.traduction import Relais
from api.conversations.way import Way
from api.database import Database, normalise_url
from api.dossiers import routes as dossiers
from api.escalations import flux_agent, routes_direct
from api.escalations import routes as escalades
from api.escalations import routes_bureau as bureau
from api.escalations.contenu import delivered
from api.escalations.garde import Garde
from api.escalations.lecture import Lecteur
from api.languages.catalogues import Textes
from api.languages.labels import Labels
from api.languages.source import list_phrases
from api.languages.voix import LesVoix, Voix
from api.limites import DebitDossiers, TailleLimitee
from api.parcours import routes as parcours
from api.parcours.deadlines import is_working_day
from api.parcours.service import ParcoursService
from api.rendezvous import routes as rendezvous
from api.rendezvous.rappels import Rappels
from api.rights import routes as droits
from api.rights.calculateur import Calcule
from api.rights.demarches import left_out
from api.rights.openfisca.processus import PATIENCE, Calculateur, CalculIndisponible
from api.rights.rendu import Rendu
from api.rights.reponse import Reponse
from api.rights.service import DroitsService
from api.safety.lexique import load_lexiques
from api.settings import Settings, get_settings
from api.territoires import routes as territoires
from api.territoires.communes import load_departements
from api.translation.lecture import PourLecture
from api.translation.service import Traducteur
from api.web.bureau.installation import install_desk
from api.web.fichiers import fichiers
from api.web.installation import install_web
from api.web.mediation.installation import install_assisted
from api.web.ports import ReglagesWeb
from api.web.services import ServicesInternes
from api.web.services_bilan import ServicesBilan
from api.web.services_rendezvous import ServicesRendezVous

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
        await asyncio.to_thread(is_working_day, dt.date.today())
        await asyncio.to_thread(app.state.territoires.warm)
        await asyncio.to_thread(load_lexiques)  # a danger said first is heard at once
        await app.state.live.start()
        await app.state.way.open()
        await app.state.oubli.open()
        await app.state.rappels.open()
        await app.state.garde.open()
        chauffe = asyncio.create_task(_warm_up(app.state.droits.calculateur))
        langues = asyncio.create_task(asyncio.to_thread(app.state.voix.warm))
        yield
        chauffe.cancel()
        await asyncio.gather(langues, return_exceptions=True)
        await app.state.rappels.stop()
        await app.state.garde.stop()
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
    state = app.state
    state.settings = settings
    state.textes = Textes("fr")
    state.parcours = ParcoursService()
    state.territoires = state.parcours.territoires
    state.droits = DroitsService(
        state.parcours,
        calculateur or Calculateur(delai=settings.delai_openfisca),
        delai=settings.delai_openfisca + PATIENCE,
    )
    state.labels = Labels(state.parcours, state.textes, state.droits.catalogue)
    state.lecteur = Lecteur(delivered(), state.textes, state.parcours.bibliotheque.organismes)
    state.bilan = state.labels.bilan  # read at start: a malformed file is told now
    state.parcours.peser = state.droits.weights
    state.parcours.ecarter = partial(left_out, state.droits.catalogue)

    def dire_droits(labels: Labels) -> Reponse:
        return Reponse(Rendu(labels, labels.droits, state.droits.bareme))

    state.reponse_droits = dire_droits(state.labels)
    state.voix = LesVoix(
        Voix(state.textes, state.parcours, state.labels, state.reponse_droits), dire_droits
    )
    state.database = Database(settings.database_url)
    bibliotheque = state.parcours.bibliotheque
    state.phrases = cache(partial(list_phrases, bibliotheque))  # half a second, for reviewers only
    noms = {o.nom for o in bibliotheque.organismes.values()}
    state.traduction = Traducteur(settings, state.database, noms | set(bibliotheque.sigles))
    state.live = make_live(normalise_url(settings.database_url))
    carry_announces(state.database, state.live)
    state.garde = Garde(state.database, dt.timedelta(minutes=settings.direct_absence_minutes))
    state.traducteur = Relais(PourLecture(state.traduction))
    state.bot = bot or Bot(settings)
    state.way = Way(settings, state.database, state.live, state.bot, state.parcours, state.labels)
    state.oubli = Oubli(settings, state.database, state.parcours, state.labels, state.live)
    state.rappels = Rappels.of(state.database, state.live)
    state.limiteur = MovingWindowRateLimiter(MemoryStorage())
    state.debit_dossiers = DebitDossiers(settings.dossiers_par_minute)

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
    reglages = ReglagesWeb(
        adresse_publique=settings.adresse_publique.rstrip("/"),
        origines_integration=tuple(settings.origines),
        theme=settings.dossier_theme,
        conservation_jours=settings.retention.dossier_inactif,
        protection_minutes=settings.retention.dossier_protege,
    )
    app.add_middleware(TailleLimitee, octets=settings.octets_par_demande)
    internes = ServicesInternes(state)
    state.web_bilan = ServicesBilan(state, internes)
    state.web_rendezvous = ServicesRendezVous(state, internes)
    install_web(app, internes, reglages)
    connus = Connus(
        organismes=frozenset(state.parcours.bibliotheque.organismes),
        departements=frozenset(load_departements()),
        competences=frozenset(delivered().motifs.competences),
    )
    install_desk(app, Comptes(settings, connus))
    install_assisted(app)
    app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=settings.proxys)
    return app
