"""The journal: everything that matters is in it, nothing can be taken out, no word about anyone."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from api.accounts.service import AccountService
from api.accounts.sessions import Limites
from tests.accounts.poste import installed, run_sql

pytestmark = pytest.mark.deux_bases


async def note(base, *valeurs: str | None) -> None:
    import datetime as dt

    async with base.session() as session:
        limites = Limites(dt.timedelta(minutes=15), dt.timedelta(hours=10))
        await AccountService(session, limites).note(*valeurs)
        await session.commit()


@pytest.mark.parametrize(
    "ordre",
    [
        "UPDATE journal_agents SET action = 'rien'",
        "UPDATE journal_agents SET le = le",
        "DELETE FROM journal_agents",
        "DELETE FROM journal_agents WHERE id = 1",
    ],
)
async def test_la_base_refuse_de_changer_ou_d_effacer_une_ligne(base, ordre):
    await note(base, "a1", "prendre", "JA-7KD4-XH3")
    with pytest.raises(DBAPIError, match="append-only"):
        async with base.session() as session:
            await session.execute(text(ordre))
            await session.commit()

    async with base.session() as session:
        lignes = (await session.execute(text("SELECT action, objet FROM journal_agents"))).all()
    assert [tuple(x) for x in lignes] == [("prendre", "JA-7KD4-XH3")]


@pytest.mark.parametrize("url_base", ["postgresql"], indirect=True)
async def test_vider_la_table_est_refuse_aussi(base):
    await note(base, "a1", "prendre", None)
    with pytest.raises(DBAPIError, match="append-only"):
        async with base.session() as session:
            await session.execute(text("TRUNCATE journal_agents"))


@pytest.mark.parametrize("objet", ["Mme Martin", "née le 3 mai", "a" * 61, "", "a\nb"])
async def test_le_journal_ne_prend_que_des_references(base, objet):
    with pytest.raises(ValueError, match="references"):
        await note(base, "a1", "prendre", objet)


@pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
async def test_connexions_refus_et_gestes_sur_les_comptes_y_sont(application):
    admin = await installed(
        application, identifiant="admin", role="administrateur", organismes=[], departements=[]
    )
    await admin.give_password("pas le bon du tout", identifiant="Secret tapé au mauvais endroit")
    await admin.sign_in()
    await admin.send("/bureau/deconnexion", depuis="/bureau")
    lignes = await run_sql(application, "SELECT action, issue FROM journal_agents ORDER BY id")

    assert [tuple(x) for x in lignes] == [
        ("enrolement", "fait"),
        ("connexion", "fait"),
        ("connexion", "refuse"),
        ("connexion", "fait"),
        ("deconnexion", "fait"),
    ]
    tout = str(await run_sql(application, "SELECT * FROM journal_agents"))
    assert "Secret" not in tout
