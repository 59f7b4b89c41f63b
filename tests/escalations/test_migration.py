"""Requests kept before promises existed: none is lost, each receives a promise."""

from __future__ import annotations

import asyncio

import pytest
from alembic import command
from sqlalchemy import text

from api.database import Database
from tests.conftest import alembic_config

AVANT = "33e96a5ce7eb"


@pytest.fixture(params=["sqlite", "postgresql"])
def url_vide(request, tmp_path):
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'vide.db'}"
        return
    cluster = request.getfixturevalue("cluster")
    nom = cluster.create()
    yield cluster.url(nom)
    cluster.drop(nom)


def run(url: str, *ordres: str) -> list[tuple]:
    """Run orders; the rows of the last one."""

    async def run_all() -> list[tuple]:
        base = Database(url)
        async with base.engine.begin() as connexion:
            for ordre in ordres:
                resultat = await connexion.execute(text(ordre))
            lignes = [tuple(r) for r in resultat.all()] if resultat.returns_rows else []
        await base.close()
        return lignes

    return asyncio.run(run_all())


def test_les_demandes_d_avant_gardent_leur_reference_et_recoivent_une_promesse(url_vide):
    config = alembic_config(url_vide)
    command.upgrade(config, AVANT)
    jour = "2026-11-20 09:00:00"
    run(
        url_vide,
        *(
            "INSERT INTO dossiers (id, langue, version, conservation, cree_le, vu_le)"
            f" VALUES ('{d}', 'fr', 0, '{c}', '{jour}', '{jour}')"
            for d, c in (("d1", "ordinaire"), ("d2", "ephemere"))
        ),
        *(
            "INSERT INTO escalades (reference, dossier_id, motif, organismes, cree_le)"
            f" VALUES ('{r}', '{d}', 'demander_humain', 'caf france_services', '{le}')"
            for r, d, le in (
                ("JA-1", "d1", jour),
                ("JA-2", "d1", "2026-11-21 09:00:00"),
                ("JA-3", "d2", jour),
            )
        ),
    )

    command.upgrade(config, "head")
    gardees = run(
        url_vide,
        "SELECT reference, repetitions, restreinte, canal, promesse_avant > promesse_de"
        " FROM escalades ORDER BY reference",
    )
    assert [(r, n, bool(x), c, bool(p)) for r, n, x, c, p in gardees] == [
        ("JA-2", 1, False, "message", True),
        ("JA-3", 0, True, "lignes", True),
    ]
    histoire = run(url_vide, "SELECT details FROM escalades_histoire ORDER BY id")
    assert all(any(r in str(h) for h in histoire) for r in ("JA-1", "JA-2", "JA-3"))

    command.downgrade(config, AVANT)
    restees = run(url_vide, "SELECT reference, organismes FROM escalades ORDER BY reference")
    assert [r for r, _ in restees] == ["JA-2", "JA-3"]
