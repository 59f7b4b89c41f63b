"""The agent's one stream, and two servers on one database of which one is lost."""

from __future__ import annotations

import asyncio
import uuid

import httpx
import pytest
from sqlalchemy import text

from api.database import now
from api.escalations import flux_agent
from tests.api.conftest import behind_socket  # noqa: F401
from tests.api.flux import follow
from tests.api.personne import Personne
from tests.conftest import BASES, open_client
from tests.escalations.agente import Agente
from tests.escalations.test_vie import asks

deux_bases = pytest.mark.parametrize("url_base", BASES, indirect=True)


@pytest.fixture(params=["sqlite"])
def url_base(request: pytest.FixtureRequest) -> str:
    """One database is enough, where a test does not ask for both."""
    return str(request.getfixturevalue(f"url_{request.param}"))


@pytest.fixture
async def client_http(application, behind_socket) -> httpx.AsyncClient:  # noqa: F811
    return await behind_socket(application)


@pytest.fixture
async def lina(application, client_http) -> Agente:
    return await Agente.arrives(application, client_http)


async def opens_live(lina: Agente, usager: Personne) -> str:
    reference = await asks(usager)
    assert (await lina.call("POST", f"/demandes/{reference}/prise")).status_code == 200
    assert (await lina.call("POST", f"/demandes/{reference}/main")).status_code == 204
    return reference


@deux_bases
async def test_un_seul_flux_dit_la_file_la_conversation_la_frappe_et_le_plan(lina, client_http):
    async with lina.follows() as bureau:
        usager = await Personne.arrives(client_http)
        reference = await asks(usager)
        assert (await bureau.next("file")).donnees["reference"] == reference
        await lina.call("POST", f"/demandes/{reference}/prise")
        assert (await bureau.next("file")).donnees["reference"] == reference
        await lina.call("POST", f"/demandes/{reference}/main")
        await bureau.next("presence")

        async with follow(client_http, usager) as ecran:
            presence = (await ecran.next("presence")).donnees
            assert (presence["humain"], presence["qui"]) == (True, "Lina, Caf")
            await bureau.next("presence")  # the person is there
            lu = await lina.call("GET", f"/demandes/{reference}/messages")
            assert lu.json()["usager_en_ligne"] is True

            seq = await usager.writes("bonjour Lina")
            assert (await bureau.next("bulle")).donnees == {"reference": reference, "seq": seq}
            await client_http.post(
                f"/api/v1/conversations/{usager.conversation}/saisie",
                json={"actif": True},
                headers=usager.entetes,
            )
            assert (await bureau.next("saisie")).donnees == {"reference": reference, "actif": True}
            await usager.knows(nb_enfants=1)
            assert (await bureau.next("plan")).donnees == {"reference": reference}

            await lina.call("POST", f"/demandes/{reference}/saisie", {"actif": True})
            frappe = await ecran.next("saisie")
            assert frappe.donnees == {"actif": True, "qui": "agent"}


async def test_le_flux_d_un_agent_ne_dit_rien_des_conversations_des_autres(
    lina, application, client_http
):
    omar = await Agente.arrives(application, client_http, identifiant="omar.caf", nom="Omar B")
    usager = await Personne.arrives(client_http)
    await opens_live(lina, usager)
    async with omar.follows() as bureau:
        await usager.writes("bonjour Lina")
        assert await bureau.is_silent()


async def test_le_flux_se_ferme_avec_la_session(lina, monkeypatch):
    monkeypatch.setattr(flux_agent, "BATTEMENT", 0.1)
    async with lina.follows() as bureau:
        await lina.signs_out()
        assert (await bureau.next("session")).donnees == {"ouverte": False}
        assert await bureau.ends()


async def test_une_alerte_ne_va_qu_a_qui_doit_la_recevoir(lina, application, client_http, base):
    rose = await Agente.arrives(
        application, client_http, identifiant="rose.caf", nom="Rose D", role="superviseur"
    )
    usager = await Personne.arrives(client_http)
    reference = await asks(usager)
    await lina.call("POST", f"/demandes/{reference}/prise")
    await lina.call("POST", f"/demandes/{reference}/main")
    async with base.session.begin() as session:
        await session.execute(text("UPDATE escalades_mains SET vu_le = '2020-01-01 00:00:00+00'"))
    async with lina.follows() as agent, rose.follows() as responsable:
        async with base.session.begin() as session:  # the stream has just said that she is there
            await session.execute(
                text("UPDATE escalades_mains SET vu_le = '2020-01-01 00:00:00+00'")
            )
        assert await application.state.garde.look(now()) == 1
        alerte = (await responsable.next("alerte")).donnees
        assert alerte == {"reference": reference, "cause": "perdue"}
        with pytest.raises(TimeoutError):
            await agent.next("alerte", patience=0.4)


@pytest.mark.parametrize("url_base", ["postgresql"], indirect=True)
async def test_un_serveur_perdu_ne_perd_ni_ne_double_aucun_message(
    make_application,
    settings,
    behind_socket,  # noqa: F811
):
    """The person is on one server, the agent on the other; the person's server goes away."""
    reste = make_application(settings)
    async with reste.router.lifespan_context(reste):
        http = await behind_socket(reste)
        lina = await Agente.arrives(reste, http)
        perdu = make_application(settings)
        async with perdu.router.lifespan_context(perdu), open_client(perdu) as client:
            usager = await Personne.arrives(client)
            reference = await opens_live(lina, usager)
            async with lina.follows() as bureau:
                envois = [str(uuid.uuid4()) for _ in range(6)]
                for n, envoi in enumerate(envois[:3]):
                    await usager.sends({"texte": f"message {n}"}, envoi)
                    await bureau.next("bulle")
        # Gone. The screen sends again what it is not sure of, to the other server.
        usager.client = http
        await asyncio.gather(
            *(usager.sends({"texte": f"message {n}"}, e) for n, e in enumerate(envois))
        )
        async with asyncio.timeout(10):
            lus: list[str] = []
            while len(lus) < 6:
                lu = (await lina.call("GET", f"/demandes/{reference}/messages")).json()
                lus = [m["texte"] for m in lu["messages"] if m["auteur"] == "usager"]
        assert sorted(lus) == [f"message {n}" for n in range(6)]
        ecrit = {"client_id": str(uuid.uuid4()), "texte": "Je suis toujours là."}
        await lina.call("POST", f"/demandes/{reference}/messages", ecrit)
        assert (await usager.reads())[-1]["texte"] == "Je suis toujours là."
