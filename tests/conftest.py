"""What every test can ask for: both databases, the application with a stand-in Rasa, the whole."""

from __future__ import annotations

import os
import shutil
import signal
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from zlib import crc32

import httpx
import pytest
from alembic import command
from alembic.config import Config
from argon2 import PasswordHasher
from fastapi import FastAPI

from api import composition
from api.accounts import facteurs
from api.app import create_app
from api.composition import furnish
from api.conversations.bot import Bot
from api.database import Database
from api.languages.catalogues import Textes
from api.languages.voix import LesVoix
from api.parcours.service import ParcoursService
from api.rights.catalogue import Catalogue
from api.rights.demarches import left_out
from api.rights.poids import weigh_questions
from api.rights.service import DroitsService
from api.settings import RACINE, Settings
from tests import contenu
from tests.calcul_factice import CalculAbsent
from tests.postgres import Cluster, PostgresAbsent
from tests.rasa_factice import RasaFactice
from tests.systeme import Systeme, SystemeIndisponible

LIBRES: dict[str, list[FastAPI]] = defaultdict(list)  # applications whose test is over
SECRET_INTERNE = "secret-interne-des-tests"
BASES = ("sqlite", "postgresql")
PROPRES = {"database_url", "tracker_url", "oidc_emetteur"}  # of a test, and of no route
PART_POSTGRESQL = 4  # one in four: a database there costs half a second, a copied file nothing
# Tables that hang from no dossier, and outlive them all: those who work at the desk, the house's
# own sentences and their reviews.
TABLES_DU_PERSONNEL = frozenset(
    {
        *("agents", "enrolements", "sessions_agents", "journal_agents"),
        *("structures", "conseillers", "coordonnees_refusees", "arrivees_mediation"),
        *("redactions_mandat", "activite_mediation"),  # nobody is in them
        *("memoire_traductions", "relectures"),
        *("messages_incompris", "lectures_incompris"),  # masked: they lead to nobody
    }
)


def pytest_configure() -> None:
    """Asked to stop, as by Ctrl-C: what the fixtures started must not stay behind."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests whose SQL is tried elsewhere keep one database of the two."""
    if os.environ.get("BASES") == "toutes":
        return
    gardes = [item for item in items if _keeps(item)]
    config.hook.pytest_deselected(items=[item for item in items if not _keeps(item)])
    items[:] = gardes


def _keeps(item: pytest.Item) -> bool:
    base = getattr(item, "callspec", None) and item.callspec.params.get("url_base")
    choisie = any("url_base" in marque.args[0] for marque in item.iter_markers("parametrize"))
    if base not in BASES or choisie or item.get_closest_marker("deux_bases"):
        return True
    sur_postgresql = crc32(item.nodeid.replace(base, "").encode()) % PART_POSTGRESQL == 0
    return base == BASES[sur_postgresql]


def alembic_config(url: str) -> Config:
    """Alembic's settings, on one database."""
    config = Config(str(RACINE / "alembic.ini"))
    config.set_main_option("script_location", str(RACINE / "api" / "migrations"))
    config.set_main_option("url", url.replace("%", "%%"))
    return config


# Databases: migrated once, then copied for each test ----------------------------------------


def migrate(url: str) -> None:
    """Everything the migrations make. In a thread: a browser's loop may already run in this one."""
    with ThreadPoolExecutor(1) as fil:
        fil.submit(command.upgrade, alembic_config(url), "head").result()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A private PostgreSQL server; its absence fails, because both databases are supported."""
    try:
        serveur = Cluster()
    except PostgresAbsent as absence:
        pytest.fail(str(absence), pytrace=False)
    serveur.start()
    yield serveur
    serveur.stop()


@pytest.fixture(scope="session")
def modele_postgresql(cluster: Cluster) -> str:
    nom = cluster.create()
    migrate(cluster.url(nom))
    return nom


@pytest.fixture(scope="session")
def modele_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    fichier = tmp_path_factory.mktemp("modele") / "jalons.db"
    migrate(f"sqlite+aiosqlite:///{fichier}")
    return fichier


@pytest.fixture
def url_sqlite(modele_sqlite: Path, tmp_path: Path) -> str:
    """A migrated, empty SQLite database of this test's own."""
    fichier = tmp_path / "jalons.db"
    shutil.copy(modele_sqlite, fichier)
    return f"sqlite+aiosqlite:///{fichier}"


@pytest.fixture
def url_postgresql(cluster: Cluster, modele_postgresql: str) -> Iterator[str]:
    """A migrated, empty PostgreSQL database of this test's own."""
    nom = cluster.create(modele_postgresql)
    yield cluster.url(nom)
    cluster.drop(nom)


@pytest.fixture(params=BASES)
def url_base(request: pytest.FixtureRequest) -> str:
    """A database of this test's own: on each engine for the data layer (`deux_bases`), and for
    the others on one of the two, always the same. `BASES=toutes make test` runs all on both.
    """
    return str(request.getfixturevalue(f"url_{request.param}"))


@pytest.fixture
async def base(url_base: str) -> AsyncIterator[Database]:
    """The migrated database, for tests that look at what is kept."""
    database = Database(url_base)
    yield database
    await database.close()


@pytest.fixture(scope="session", autouse=True)
def mots_de_passe_rapides() -> None:
    """A password is slow to check on purpose: that is a fifth of a second at each sign-in."""
    facteurs._hacheur = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


# The application, with a stand-in for the dialogue engine -------------------------------------


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The real rights, read once."""
    return contenu.rights()


@pytest.fixture(scope="session")
def parcours(catalogue: Catalogue) -> ParcoursService:
    """The real content, compiled once; its questions weigh rights, as in the application."""
    service = contenu.service()
    service.peser = partial(weigh_questions, catalogue)
    service.ecarter = partial(left_out, catalogue)
    return service


@pytest.fixture(scope="session")
def textes() -> Textes:
    """The real French wording, read once."""
    return Textes("fr")


@pytest.fixture
def rasa() -> RasaFactice:
    """The stand-in for the dialogue engine."""
    return RasaFactice()


@pytest.fixture
def settings(url_base: str, tmp_path: Path) -> Settings:
    """The settings of this test's application."""
    return Settings(
        database_url=url_base,
        tracker_url=f"sqlite:///{tmp_path / 'rasa.db'}",
        adresse_publique="https://jalons.test",
        secret="secret-des-tests",
        secret_interne=SECRET_INTERNE,
        secret_rasa="secret-rasa-des-tests",
        origines=["https://mairie.test"],
        messages_par_minute=1000,
    )


@pytest.fixture
def make_application(
    parcours: ParcoursService,
    textes: Textes,
    catalogue: Catalogue,
    rasa: RasaFactice,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[[Settings], FastAPI]]:
    """Makes applications on given settings, all with the stand-in and the content read once."""
    monkeypatch.setattr(composition, "ParcoursService", lambda: parcours)
    monkeypatch.setattr(composition, "Textes", lambda _: textes)
    # Thirteen languages made for each application cost eight times the application itself.
    monkeypatch.setattr(LesVoix, "warm", lambda _: None)
    monkeypatch.setattr(composition, "DroitsService", partial(DroitsService, catalogue=catalogue))
    prises: list[tuple[str, FastAPI]] = []

    def make(settings: Settings) -> FastAPI:
        bot = Bot(settings, httpx.MockTransport(rasa))
        # Routes are read by FastAPI at their first call, a third of the time of these tests: an
        # application whose test is over serves again, all its services made anew.
        genre = settings.model_dump_json(exclude=PROPRES)
        if LIBRES[genre]:
            app = LIBRES[genre].pop()
            furnish(app.state, settings, bot, CalculAbsent())
        else:
            app = create_app(settings, bot, CalculAbsent())
        prises.append((genre, app))
        return app

    yield make
    for genre, app in prises:
        app.dependency_overrides.clear()
        LIBRES[genre].append(app)


@pytest.fixture
async def application(
    make_application: Callable[[Settings], FastAPI], settings: Settings
) -> AsyncIterator[FastAPI]:
    """The application, started."""
    app = make_application(settings)
    async with app.router.lifespan_context(app):
        yield app


def open_client(app: FastAPI) -> httpx.AsyncClient:
    """A client of an application in this process. A crash is seen as the person sees it: 500."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://jalons.test")


@pytest.fixture
async def client(application: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application. For live streams, see `serveur` in tests/api."""
    async with open_client(application) as client:
        yield client


# The whole system, for the browser and for real conversations -----------------------------------


@pytest.fixture(scope="session")
def adresse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a whole running Jalons: JALONS_TEST_ADRESSE, or one started for the tests."""
    donnee = os.environ.get("JALONS_TEST_ADRESSE")
    if donnee:
        yield donnee.rstrip("/")
        return
    try:
        systeme = Systeme(tmp_path_factory.mktemp("systeme"))
    except SystemeIndisponible as cause:
        pytest.fail(str(cause), pytrace=False)
    try:
        systeme.start()
        yield systeme.adresse
    except SystemeIndisponible as cause:
        pytest.fail(str(cause), pytrace=False)
    finally:
        try:
            systeme.stop()
        except SystemeIndisponible as cause:
            pytest.fail(str(cause), pytrace=False)
