"""The schema: made by the migrations alone, the same on both databases, and reversible."""

from __future__ import annotations

import asyncio

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from api.database import Base, Database
from tests.conftest import alembic_config

# Tables that hang from no other: everything else is erased with what it hangs from.
RACINES = {
    *("dossiers", "agents", "journal_agents", "structures", "redactions_mandat"),
    *("activite_mediation", "memoire_traductions", "relectures"),
    "messages_incompris",
}


@pytest.fixture(params=["sqlite", "postgresql"])
def url_vide(request, tmp_path) -> str:
    """An empty database, without any table."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'vide.db'}"
        return
    cluster = request.getfixturevalue("cluster")
    nom = cluster.create()
    yield cluster.url(nom)
    cluster.drop(nom)


def inspected(url: str, voir) -> object:
    """What `voir` reads of a database's schema."""

    async def read() -> object:
        base = Database(url)
        async with base.engine.connect() as connexion:
            vu = await connexion.run_sync(lambda c: voir(inspect(c)))
        await base.close()
        return vu

    return asyncio.run(read())


def tables(url: str) -> set[str]:
    return set(inspected(url, lambda i: i.get_table_names())) - {"alembic_version"}


def test_monter_cree_toutes_les_tables_et_descendre_les_retire(url_vide):
    config = alembic_config(url_vide)
    attendues = {t.name for t in Base.metadata.sorted_tables}
    assert attendues

    command.upgrade(config, "head")
    assert tables(url_vide) == attendues
    command.downgrade(config, "base")
    assert tables(url_vide) == set()
    command.upgrade(config, "head")
    assert tables(url_vide) == attendues


def test_monter_deux_fois_ne_change_rien(url_vide):
    config = alembic_config(url_vide)
    command.upgrade(config, "head")
    command.upgrade(config, "head")

    assert tables(url_vide) == {t.name for t in Base.metadata.sorted_tables}


def test_les_migrations_disent_exactement_ce_que_disent_les_modeles(url_vide):
    config = alembic_config(url_vide)
    command.upgrade(config, "head")

    command.check(config)  # raises when a model and the schema differ


def test_un_seul_fait_courant_et_des_effacements_en_cascade_sont_dans_la_base(url_vide):
    command.upgrade(alembic_config(url_vide), "head")

    index = inspected(url_vide, lambda i: i.get_indexes("faits_dits"))
    courant = next(i for i in index if i["name"] == "uq_faits_dits_courant")
    assert courant["unique"]
    for table in tables(url_vide) - RACINES:
        cles = inspected(url_vide, lambda i, t=table: i.get_foreign_keys(t))
        # A wording of the mandate outlives the mandates that were signed on it.
        suivies = [c for c in cles if c["referred_table"] != "redactions_mandat"]
        assert {c["options"].get("ondelete") for c in suivies} == {"CASCADE"}, table


def test_les_migrations_forment_une_seule_ligne():
    script = ScriptDirectory.from_config(alembic_config("sqlite://"))

    assert len(script.get_heads()) == 1


async def test_sqlite_attend_son_tour_et_respecte_les_cles(url_sqlite):
    def read(connexion: Connection) -> list[object]:
        noms = ("foreign_keys", "journal_mode", "busy_timeout")
        return [connexion.exec_driver_sql(f"PRAGMA {n}").scalar() for n in noms]

    base = Database(url_sqlite)
    async with base.engine.connect() as connexion:
        assert await connexion.run_sync(read) == [1, "wal", 15000]
    await base.close()
