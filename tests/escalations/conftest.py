"""What the tests of requests for a human share: the real content, agents, hours."""

from __future__ import annotations

import httpx
import pytest

from api.escalations.agents import Agent
from api.escalations.appreciation import Appreciation, appreciate
from api.escalations.contenu import Contenus, load_escalades
from tests.api.personne import Personne
from tests.escalations.bureau import TOUS, employ
from tests.escalations.cas import LUNDI_10H, said


@pytest.fixture(autouse=True)
def agents(monkeypatch: pytest.MonkeyPatch) -> None:
    """The organisations have their agents, who are not there now."""
    employ(monkeypatch, *TOUS, presents=False)


@pytest.fixture(scope="session")
def contenus() -> Contenus:
    """The real rules, desks, motives and flows, read once."""
    return load_escalades()


@pytest.fixture
def ordinaire(contenus: Contenus) -> Appreciation:
    """Someone who simply asks for a person, in a birth."""
    return appreciate(
        contenus,
        [said("demander_humain")],
        ["naissance"],
        echeance=None,
        repetee=None,
        protegee=False,
        le=LUNDI_10H.date(),
    )


@pytest.fixture
def caf() -> Agent:
    """An ordinary agent of the Caf, everywhere in France."""
    return Agent("agent-caf", "agent", frozenset({"caf"}))


@pytest.fixture
async def usager(client: httpx.AsyncClient) -> Personne:
    """A person who has just arrived."""
    return await Personne.arrives(client)
