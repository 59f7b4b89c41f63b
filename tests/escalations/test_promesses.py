"""The promised hour is past: the supervisor is alerted at once, the person reads it plainly."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, update

from api.database import now
from api.escalations.models import Escalade, Evenement
from tests.escalations.bureau import CAF, CHEFFE, Bureau
from tests.escalations.test_vie import asks

pytestmark = pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)


@pytest.fixture
async def demande(usager) -> str:
    return await asks(usager)


async def late(base, reference: str, **champs) -> dt.datetime:
    """The promise of a request ended an hour ago."""
    le = now() - dt.timedelta(hours=1)
    async with base.session.begin() as session:
        await session.execute(
            update(Escalade)
            .where(Escalade.reference == reference)
            .values(promesse_avant=le, **champs)
        )
    return le


async def said(usager) -> list[str]:
    """What the person reads about a promise."""
    return [b["texte"] for b in await usager.reads() if "l'heure est passée" in b["texte"]]


async def test_une_promesse_rompue_se_dit_une_fois_au_guichet_et_a_la_personne(
    application, base, usager, demande
):
    garde = application.state.garde
    assert await garde.check_promises(now()) == 0
    await late(base, demande)
    with application.state.live.subscribe("guichet:caf") as file:
        assert await garde.check_promises(now()) == 1
        signaux = [file.get_nowait() for _ in range(file.qsize())]
    alertes = [s for s in signaux if s["nature"] == "alerte"]
    assert [(a["reference"], a["cause"]) for a in alertes] == [(demande, "promesse_rompue")]
    assert await garde.check_promises(now()) == 0
    [dit] = await said(usager)
    assert demande in dit
    assert "Un responsable est prévenu" in dit


async def test_une_reponse_a_temps_ou_une_demande_close_n_alerte_pas(
    application, base, usager, demande
):
    avant = await late(base, demande)
    async with base.session.begin() as session:
        await session.execute(
            update(Escalade).values(premiere_reponse_le=avant - dt.timedelta(minutes=5))
        )
    assert await application.state.garde.check_promises(now()) == 0
    assert await said(usager) == []


async def test_ou_quelqu_un_est_en_danger_l_ecran_ne_dit_rien(application, base, usager, demande):
    await late(base, demande, restreinte=True, contact=None)
    assert await application.state.garde.check_promises(now()) == 1
    assert await said(usager) == []
    async with base.session() as session:
        dits = (await session.execute(select(Evenement.quoi))).scalars().all()
    assert "promesse_rompue" in dits


async def test_la_responsable_la_voit_dans_sa_file_et_l_agent_dans_la_sienne(
    application, client, base, usager, demande
):
    bureau = Bureau(application, client)
    await late(base, demande)
    for qui in (CAF, CHEFFE):
        [ligne] = await bureau.queue(qui)
        assert ligne["promesse_etat"] == "rompue"
