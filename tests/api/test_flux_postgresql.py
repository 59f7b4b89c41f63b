"""Several servers on one PostgreSQL: what is said on one is seen on the other."""

from __future__ import annotations

import contextlib

import psycopg
import pytest

from tests.api.flux import follow
from tests.api.personne import Personne

pytestmark = pytest.mark.parametrize("url_base", ["postgresql"], indirect=True)


@pytest.fixture
async def deux_serveurs(make_application, settings, behind_socket):
    """Clients of two applications that share one database."""
    async with contextlib.AsyncExitStack() as pile:
        clients = []
        for _ in range(2):
            app = make_application(settings)
            await pile.enter_async_context(app.router.lifespan_context(app))
            clients.append(await behind_socket(app))
        yield clients


def cut(url: str, ordre: str) -> int:
    """End the connections of this base whose last order begins so; how many there were.

    Returns once they are really over: without a limit, the server only asks them to end.
    """
    with psycopg.connect(url, autocommit=True) as connexion:
        lignes = connexion.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE %s",
            (ordre + "%",),
        ).fetchall()
    return len(lignes)


async def test_un_message_ecrit_sur_un_serveur_est_vu_sur_l_autre(deux_serveurs):
    un, deux = deux_serveurs
    usager = await Personne.arrives(un)

    async with follow(deux, usager, depuis=1) as flux:
        await flux.is_silent(0.2)
        await usager.writes("bonjour")
        bulles = await flux.bubbles(2)
        await flux.next("plan")
    assert [b["auteur"] for b in bulles] == ["usager", "bot"]


async def test_une_ecoute_coupee_se_reprend_et_rien_n_est_perdu(deux_serveurs, url_base):
    un, deux = deux_serveurs
    usager = await Personne.arrives(un)

    async with follow(deux, usager, depuis=1) as flux:
        await flux.is_silent(0.2)
        assert cut(url_base, "LISTEN") == 2
        await usager.writes("bonjour")  # nobody listens now
        bulles = await flux.bubbles(2)
        await flux.next("plan")
        await usager.writes("encore")
        bulles += await flux.bubbles(2)
        assert await flux.is_silent()
    assert [b["seq"] for b in bulles] == [2, 3, 4, 5]


async def test_une_annonce_coupee_se_reprend(deux_serveurs, url_base):
    un, deux = deux_serveurs
    usager = await Personne.arrives(un)
    await usager.says("bonjour")

    async with follow(deux, usager, depuis=3) as flux:
        await flux.is_silent(0.2)
        assert cut(url_base, "SELECT pg_notify") >= 1
        await usager.writes("encore")
        assert [b["seq"] for b in await flux.bubbles(2)] == [4, 5]


async def test_une_coupure_de_toutes_les_connexions_ne_perd_aucun_message(deux_serveurs, url_base):
    un, deux = deux_serveurs
    usager = await Personne.arrives(un)
    await usager.says("bonjour")

    async with follow(deux, usager, depuis=3) as flux:
        await flux.is_silent(0.2)
        assert cut(url_base, "") > 2
        await usager.writes("encore")
        assert [b["seq"] for b in await flux.bubbles(2)] == [4, 5]


async def test_les_annonces_ne_portent_que_des_identifiants(deux_serveurs, url_base):
    un, _ = deux_serveurs
    usager = await Personne.arrives(un)

    with psycopg.connect(url_base, autocommit=True) as espion:
        espion.execute("LISTEN jalons")
        await usager.says("mon secret est Mirabelle")
        charges = [n.payload for n in espion.notifies(timeout=0.5)]
    assert charges
    assert not any("Mirabelle" in c or "merci" in c for c in charges)
