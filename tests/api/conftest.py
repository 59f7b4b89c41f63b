"""What the API tests add: a person, and a real server for live streams."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from tests.api.personne import Personne
from tests.escalations.bureau import TOUS, employ


@pytest.fixture(autouse=True)
def agents(monkeypatch: pytest.MonkeyPatch) -> None:
    """The organisations have their agents, who are not there now."""
    employ(monkeypatch, *TOUS, presents=False)


@pytest.fixture
async def usager(client: httpx.AsyncClient) -> Personne:
    """A person who has just arrived."""
    return await Personne.arrives(client)


class Serveur:
    """The application behind a real socket, in this process: streams are really streamed."""

    def __init__(self, app: FastAPI) -> None:
        # The application is already started by its fixture: the server only carries it.
        reglages = uvicorn.Config(
            app,
            host="127.0.0.1",
            port=0,
            lifespan="off",
            log_level="error",
            timeout_graceful_shutdown=2,
        )
        self._serveur = uvicorn.Server(reglages)
        self._tache: asyncio.Task[None] | None = None

    async def start(self) -> str:
        self._tache = asyncio.create_task(self._serveur.serve())
        while not self._serveur.started:
            await asyncio.sleep(0.01)
        port = self._serveur.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"

    async def stop(self) -> None:
        self._serveur.should_exit = True
        if self._tache:
            await self._tache


Ouvre = Callable[[FastAPI], Awaitable[httpx.AsyncClient]]


@pytest.fixture
def retraite_non_ecrite(application: FastAPI) -> Iterator[None]:
    """A moment of the catalogue whose parcours does not exist yet."""
    parcours = application.state.parcours.bibliotheque.parcours
    ecrit = parcours.pop("retraite")
    yield
    parcours["retraite"] = ecrit


@pytest.fixture
async def behind_socket() -> AsyncIterator[Ouvre]:
    """Puts applications behind real sockets, and gives a client of each."""
    async with contextlib.AsyncExitStack() as pile:

        async def ouvre(app: FastAPI) -> httpx.AsyncClient:
            serveur = Serveur(app)
            adresse = await serveur.start()
            pile.push_async_callback(serveur.stop)
            client = httpx.AsyncClient(base_url=adresse, timeout=10.0)
            await pile.enter_async_context(client)
            return client

        yield ouvre


@pytest.fixture
async def client_http(application: FastAPI, behind_socket: Ouvre) -> httpx.AsyncClient:
    """A client of the application over a real socket."""
    return await behind_socket(application)
