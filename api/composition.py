"""What the application is made of: every service, from the settings, in the order they need."""

from __future__ import annotations

import datetime as dt
from functools import cache, partial

from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import State

from api.accounts.comptes import Comptes
from api.accounts.schemas import Connus
from api.apprentissage.installation import make_collection
from api.conversations.bot import Bot
from api.conversations.ecoute_traduite import for_listening
from api.conversations.live import carry_announces, make_live
from api.conversations.oubli import Oubli
from api.conversations.traduction import Relais
from api.conversations.way import Way
from api.database import Database, normalise_url
from api.dossiers.service import DossierService
from api.escalations.contenu import delivered
from api.escalations.garde import Garde
from api.escalations.lecture import Lecteur
from api.languages.catalogues import Textes
from api.languages.labels import Labels
from api.languages.source import list_phrases
from api.languages.voix import LesVoix, Voix
from api.limites import DebitDossiers
from api.parcours.service import ParcoursService
from api.rendezvous.rappels import Rappels
from api.rights.calculateur import Calcule
from api.rights.demarches import left_out
from api.rights.openfisca.processus import PATIENCE, Calculateur
from api.rights.rendu import Rendu
from api.rights.reponse import Reponse
from api.rights.service import DroitsService
from api.settings import Settings
from api.territoires.communes import load_departements
from api.translation.lecture import PourLecture
from api.translation.service import Traducteur
from api.web.cadre import Web
from api.web.ports import ReglagesWeb
from api.web.services import ServicesInternes
from api.web.services_bilan import ServicesBilan
from api.web.services_rendezvous import ServicesRendezVous


def furnish(
    state: State,
    settings: Settings,
    bot: Bot | None = None,
    calculateur: Calcule | None = None,
) -> None:
    """Put in `state` what routes and pages work with. `bot`, `calculateur`: other doors, for tests."""
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
    state.recueil = (
        make_collection(
            state.database,
            state.phrases,
            noms | set(bibliotheque.sigles),
            partial(DossierService, parcours=state.parcours, labels=state.labels),
        )
        if settings.apprentissage
        else None
    )
    state.way = Way(
        *(settings, state.database, state.live, state.bot, state.parcours, state.labels),
        recueil=state.recueil,
        traducteur=for_listening(state.traduction, state.traducteur),
    )
    state.oubli = Oubli(settings, state.database, state.parcours, state.labels, state.live)
    state.rappels = Rappels.of(state.database, state.live)
    state.limiteur = MovingWindowRateLimiter(MemoryStorage())
    state.debit_dossiers = DebitDossiers(settings.dossiers_par_minute)
    internes = ServicesInternes(state)
    state.web = Web(internes, web_settings(settings))
    state.web_bilan = ServicesBilan(state, internes)
    state.web_rendezvous = ServicesRendezVous(state, internes)
    connus = Connus(
        organismes=frozenset(state.parcours.bibliotheque.organismes),
        departements=frozenset(load_departements()),
        competences=frozenset(delivered().motifs.competences),
    )
    state.comptes = Comptes(settings, connus)


def web_settings(settings: Settings) -> ReglagesWeb:
    """What the pages need to know of the settings."""
    return ReglagesWeb(
        adresse_publique=settings.adresse_publique.rstrip("/"),
        origines_integration=tuple(settings.origines),
        theme=settings.dossier_theme,
        conservation_jours=settings.retention.dossier_inactif,
        protection_minutes=settings.retention.dossier_protege,
        apprentissage_jours=settings.retention.apprentissage if settings.apprentissage else None,
    )
