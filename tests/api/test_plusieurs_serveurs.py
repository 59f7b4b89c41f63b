"""Several servers on one database: each message is heard by the dialogue engine once."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt

import pytest
from sqlalchemy import select, update

from api.conversations import way
from api.conversations.models import Message
from api.conversations.service import ConversationService
from api.database import Database, now
from tests.api.personne import Personne
from tests.conftest import open_client

pytestmark = pytest.mark.deux_bases

MOTS = "j'ai perdu mon emploi"


@pytest.fixture
async def en_attente(make_application, settings, rasa) -> Personne:
    """Someone whose message was left without an answer by a server that stopped."""
    rasa.waits(asyncio.Event())
    arrete = make_application(settings)
    async with arrete.router.lifespan_context(arrete), open_client(arrete) as client:
        usager = await Personne.arrives(client)
        await usager.writes(MOTS)
    rasa.recus.clear()
    rasa.says("merci")
    return usager


@pytest.fixture
def start_all(make_application, settings):
    """Starts this many servers at the same time."""

    @contextlib.asynccontextmanager
    async def start(combien: int):
        async with contextlib.AsyncExitStack() as pile:
            apps = [make_application(settings) for _ in range(combien)]
            await asyncio.gather(
                *(pile.enter_async_context(app.router.lifespan_context(app)) for app in apps)
            )
            yield [await pile.enter_async_context(open_client(app)) for app in apps]

    return start


async def claim(base: Database, qui: str | None, jusqua: dt.datetime | None) -> None:
    async with base.session.begin() as session:
        valeurs = {"pris_par": qui, "pris_jusqua": jusqua, "etat": "recu"}
        await session.execute(update(Message).where(Message.auteur == "usager").values(**valeurs))


async def test_des_serveurs_qui_demarrent_ensemble_ne_font_entendre_le_message_qu_une_fois(
    en_attente, start_all, rasa
):
    async with start_all(3) as clients:
        en_attente.client = clients[0]
        await en_attente.hears(2)
        await asyncio.sleep(0.3)
    assert rasa.textes == [MOTS]


async def test_un_serveur_qui_demarre_laisse_aux_autres_ce_qu_ils_font(start_all, rasa):
    porte = asyncio.Event()
    rasa.waits(porte)
    async with start_all(1) as (client,):
        usager = await Personne.arrives(client)
        seq = await usager.writes(MOTS)
        async with start_all(1):
            await asyncio.sleep(0.3)
            assert rasa.textes == [MOTS]
            porte.set()
            await usager.hears(seq)
    assert rasa.textes == [MOTS]


async def test_un_message_pris_par_un_serveur_mort_est_repris_quand_le_bail_est_fini(
    en_attente, start_all, base, rasa, monkeypatch
):
    monkeypatch.setattr(way, "VEILLE", 0.1)
    await claim(base, "un-mort", now() + dt.timedelta(seconds=1))
    async with start_all(2) as clients:
        en_attente.client = clients[1]
        await asyncio.sleep(0.4)
        assert rasa.recus == []
        await en_attente.hears(2)
        await asyncio.sleep(0.3)
    assert rasa.textes == [MOTS]


async def test_un_serveur_vivant_garde_ce_qu_il_fait_plus_longtemps_qu_un_bail(
    start_all, base, rasa, monkeypatch
):
    """The engine is slow: the claim is renewed, nobody else asks it again."""
    monkeypatch.setattr(way, "VEILLE", 0.1)
    monkeypatch.setattr("api.conversations.service.BAIL", dt.timedelta(seconds=0.5))
    porte = asyncio.Event()
    rasa.waits(porte)
    async with start_all(2) as (client, _):
        usager = await Personne.arrives(client)
        seq = await usager.writes(MOTS)
        await asyncio.sleep(1.5)
        assert rasa.textes == [MOTS]
        porte.set()
        await usager.hears(seq)


async def test_deux_serveurs_qui_prennent_a_la_fois_ne_prennent_jamais_le_meme(en_attente, base):
    for _ in range(6):
        await leave_waiting(base, en_attente.conversation)

    async def take(qui: str) -> list[int]:
        async with base.session.begin() as session:
            return [m.id for m in await ConversationService(session).take_waiting(qui)]

    pris = await asyncio.gather(*(take(f"serveur-{n}") for n in range(4)))
    async with base.session() as session:
        requete = select(Message.id).where(Message.etat == "recu")
        attendus = sorted((await session.execute(requete)).scalars())
    assert sorted(n for numeros in pris for n in numeros) == attendus
    assert len(attendus) == 7


async def leave_waiting(base: Database, conversation: str) -> None:
    """One more message that nobody has taken."""
    async with base.session.begin() as session:
        service = ConversationService(session)
        client_id = str(now().timestamp())
        message, _ = await service.store(conversation, client_id, "encore", None, "personne")
        message.pris_jusqua = None
