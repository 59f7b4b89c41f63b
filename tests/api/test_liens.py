"""The private link: come back later, from another device; take it back."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from api.dossiers.models import LienPrive
from tests.api.personne import API, Personne


async def make_link(usager: Personne) -> str:
    reponse = await usager.call("POST", "/liens")
    assert reponse.status_code == 201
    return str(reponse.json()["url"])


async def test_un_lien_prive_rouvre_le_dossier_sur_un_autre_appareil(usager, client):
    await usager.knows(nb_enfants=2)
    url = await make_link(usager)
    assert url.startswith("https://jalons.test/retour/")
    echange = await client.post(f"{API}/liens/echange", json={"lien": url.rsplit("/", 1)[1]})

    assert echange.status_code == 200
    revenu = Personne(client, echange.json())
    assert (revenu.id, revenu.conversation) == (usager.id, usager.conversation)
    assert revenu.jeton != usager.jeton
    assert (await revenu.dossier())["faits"]["nb_enfants"]["valeur"] == 2
    assert (await usager.dossier())["faits"]["nb_enfants"]["valeur"] == 2


async def test_le_lien_est_indevinable_et_la_base_n_en_garde_qu_une_empreinte(usager, base):
    liens = {(await make_link(usager)).rsplit("/", 1)[1] for _ in range(3)}

    assert len(liens) == 3
    assert all(len(lien) >= 40 for lien in liens)
    async with base.session() as session:
        empreintes = (await session.execute(select(LienPrive.empreinte))).scalars().all()
    assert len(empreintes) == 3
    assert not liens & set(empreintes)


async def test_un_lien_retire_ne_rouvre_plus_rien(usager, client):
    lien = (await make_link(usager)).rsplit("/", 1)[1]
    assert (await usager.call("DELETE", "/liens")).status_code == 204

    refuse = await client.post(f"{API}/liens/echange", json={"lien": lien})
    assert refuse.status_code == 404
    assert refuse.json()["detail"][0]["code"] == "lien_inconnu"
    assert (await usager.call("GET", "")).status_code == 200


async def test_retirer_ses_liens_ne_retire_pas_ceux_d_une_autre(usager, client):
    autre = await Personne.arrives(client)
    lien = (await make_link(autre)).rsplit("/", 1)[1]
    await usager.call("DELETE", "/liens")

    assert (await client.post(f"{API}/liens/echange", json={"lien": lien})).status_code == 200


@pytest.mark.parametrize("lien", ["", "x", "a" * 10000, "é", "\x00"])
async def test_un_lien_invente_n_existe_pas(client, lien):
    reponse = await client.post(f"{API}/liens/echange", json={"lien": lien})

    assert reponse.status_code == 404


async def test_une_cle_n_est_pas_un_lien_et_un_lien_n_est_pas_une_cle(usager, client):
    lien = (await make_link(usager)).rsplit("/", 1)[1]

    assert (
        await client.post(f"{API}/liens/echange", json={"lien": usager.jeton})
    ).status_code == 404
    avec_lien = {"authorization": f"Bearer {lien}"}
    assert (await client.get(f"{API}/dossiers/{usager.id}", headers=avec_lien)).status_code == 404
