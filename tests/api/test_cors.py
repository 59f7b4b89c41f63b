"""Other sites: only those declared may embed the chat."""

from __future__ import annotations

import pytest

from tests.api.personne import API
from tests.conftest import open_client

pytestmark = pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)


def preflight(origine: str, methode: str = "POST") -> dict[str, str]:
    return {
        "origin": origine,
        "access-control-request-method": methode,
        "access-control-request-headers": "authorization,content-type",
    }


@pytest.mark.parametrize("methode", ["GET", "POST", "PUT", "DELETE"])
async def test_un_site_declare_peut_integrer_la_conversation(client, methode):
    reponse = await client.options(
        f"{API}/dossiers", headers=preflight("https://mairie.test", methode)
    )

    assert reponse.status_code == 200
    assert reponse.headers["access-control-allow-origin"] == "https://mairie.test"
    permises = reponse.headers["access-control-allow-headers"].lower()
    assert "authorization" in permises
    assert "last-event-id" in permises
    assert "access-control-allow-credentials" not in reponse.headers


@pytest.mark.parametrize(
    "origine",
    ["https://pirate.test", "http://mairie.test", "https://mairie.test.pirate.test", "null"],
)
async def test_un_autre_site_ne_recoit_aucune_permission(client, origine):
    controle = await client.options(f"{API}/dossiers", headers=preflight(origine))
    simple = await client.get(f"{API}/moments", headers={"origin": origine})

    assert controle.status_code == 400
    assert "access-control-allow-origin" not in simple.headers


async def test_un_site_declare_lit_aussi_les_refus(client):
    reponse = await client.get(f"{API}/faits/couleur", headers={"origin": "https://mairie.test"})

    assert reponse.status_code == 422
    assert reponse.headers["access-control-allow-origin"] == "https://mairie.test"


async def test_sans_site_declare_aucune_permission_n_est_donnee(make_application, settings):
    app = make_application(settings.model_copy(update={"origines": []}))
    async with open_client(app) as client:
        reponse = await client.get(f"{API}/moments", headers={"origin": "https://mairie.test"})

    assert reponse.status_code == 200
    assert "access-control-allow-origin" not in reponse.headers
