"""Too big, too many: said in plain words, with how long to wait, and nobody's address kept."""

from __future__ import annotations

import gc
import logging

import httpx
import pytest

from api.limites import DebitDossiers, network_of
from tests.api.personne import API
from tests.conftest import open_client

PROXY = "192.0.2.10"
PAGE = {"accept": "text/html"}


def client_at(app, hote: str) -> httpx.AsyncClient:
    """A client seen by the server as coming from this address."""
    transport = httpx.ASGITransport(app=app, client=(hote, 4000), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://jalons.test")


@pytest.fixture
async def stricte(make_application, settings):
    """An application that lets an address open two dossiers, behind a declared proxy."""
    app = make_application(
        settings.model_copy(update={"dossiers_par_minute": 2, "proxys": [PROXY]})
    )
    async with app.router.lifespan_context(app):
        yield app


async def opens(app, hote: str, **entetes: str) -> httpx.Response:
    async with client_at(app, hote) as client:
        envoi = {nom.replace("_", "-"): valeur for nom, valeur in entetes.items()}
        return await client.post(f"{API}/dossiers", json={}, headers=envoi)


async def statuses(app, hote: str, fois: int, **entetes: str) -> list[int]:
    return [(await opens(app, hote, **entetes)).status_code for _ in range(fois)]


@pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
async def test_une_adresse_qui_ouvre_trop_de_dossiers_est_priee_d_attendre(stricte):
    assert await statuses(stricte, "198.51.100.7", 2) == [201, 201]
    refus = await opens(stricte, "198.51.100.7")

    assert refus.status_code == 429
    assert 1 <= int(refus.headers["retry-after"]) <= 60
    ligne = refus.json()["detail"][0]
    assert ligne["code"] == "trop_de_dossiers"
    assert refus.headers["retry-after"] in ligne["message"]
    assert await statuses(stricte, "198.51.100.8", 1) == [201]


@pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
async def test_les_pages_sans_script_comptent_aussi_et_le_disent_sur_une_page(stricte):
    for attendu in (303, 303, 429):
        async with client_at(stricte, "198.51.100.7") as client:
            reponse = await client.post("/sans-js/ouvrir", headers=PAGE)
        assert reponse.status_code == attendu
    assert reponse.headers["retry-after"]
    assert reponse.headers["content-type"].startswith("text/html")
    assert "secondes" in reponse.text


@pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
async def test_derriere_un_proxy_declare_chacun_a_son_compte(stricte):
    for hote in ("203.0.113.1", "203.0.113.2"):
        assert await statuses(stricte, PROXY, 3, x_forwarded_for=hote) == [201, 201, 429]


@pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
async def test_une_adresse_annoncee_par_n_importe_qui_n_est_pas_crue(stricte):
    recus = [
        (await opens(stricte, "198.51.100.9", x_forwarded_for=f"203.0.113.{n}")).status_code
        for n in range(3)
    ]
    assert recus == [201, 201, 429]


@pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
async def test_une_adresse_ajoutee_devant_celle_du_proxy_n_est_pas_crue(stricte):
    recus = [
        (await opens(stricte, PROXY, x_forwarded_for=f"10.9.9.{n}, 203.0.113.5")).status_code
        for n in range(3)
    ]
    assert recus == [201, 201, 429]


def test_un_foyer_compte_une_fois_et_la_machine_elle_meme_jamais():
    assert network_of("2001:db8:1:2::1") == network_of("2001:db8:1:2:ffff::9")
    assert network_of("2001:db8:1:2::1") != network_of("2001:db8:1:3::1")
    assert network_of("::ffff:198.51.100.7") == "198.51.100.7"
    assert network_of("127.0.0.1") is network_of("::1") is network_of("") is None
    assert network_of("testclient") == "testclient"


@pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
async def test_aucune_adresse_n_est_gardee_ni_notee(stricte, caplog):
    adresse = "198.51.100.77"
    caplog.set_level(logging.DEBUG)
    await statuses(stricte, adresse, 3)
    debit: DebitDossiers = stricte.state.debit_dossiers
    gc.collect()

    assert adresse not in caplog.text
    assert adresse not in str(debit._limiteur.storage.__dict__)


# Too big --------------------------------------------------------------------------------------------


@pytest.fixture
async def petite(make_application, settings):
    app = make_application(settings.model_copy(update={"octets_par_demande": 2000}))
    async with app.router.lifespan_context(app), open_client(app) as client:
        yield client


async def in_pieces(octets: int):
    """A body whose size is not announced."""
    for _ in range(octets // 100):
        yield b"x" * 100


@pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
@pytest.mark.parametrize("annonce", [True, False])
async def test_une_demande_trop_grosse_est_refusee_en_mots_simples(petite, annonce):
    corps = b"x" * 3000 if annonce else in_pieces(3000)
    reponse = await petite.post(
        f"{API}/dossiers", content=corps, headers={"content-type": "application/json"}
    )

    assert reponse.status_code == 413
    assert reponse.json()["detail"][0]["code"] == "demande_trop_grosse"
    assert "trop long" in reponse.json()["detail"][0]["message"]


@pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
async def test_un_formulaire_trop_gros_recoit_une_page(petite):
    await petite.post("/sans-js/ouvrir", headers=PAGE)
    reponse = await petite.post(
        "/sans-js/message", data={"jeton_page": "j", "texte": "x" * 3000}, headers=PAGE
    )

    assert reponse.status_code == 413
    assert "trop long" in reponse.text


@pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
async def test_une_demande_ordinaire_passe(petite):
    reponse = await petite.post(f"{API}/dossiers", json={"langue": "fr"})

    assert reponse.status_code == 201
