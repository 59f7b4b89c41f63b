"""The live conversation at the desk, without a script: a page alone, or a piece of another."""

from __future__ import annotations

import uuid

import httpx
import pytest

from api.accounts.access import CHAMP_JETON, ENTETE_JETON
from api.web.bureau.conversation import read_value
from tests.accounts.poste import hidden
from tests.api.personne import Personne
from tests.escalations.agente import Agente
from tests.escalations.test_vie import asks


@pytest.fixture
def url_base(url_sqlite: str) -> str:
    return url_sqlite


class Page:
    """The pages that one agent opens for one request."""

    def __init__(self, lina: Agente, reference: str) -> None:
        self.lina = lina
        self.chemin = f"/bureau/demandes/{reference}/conversation"

    async def opens(self, suite: str = "", **entetes: str) -> httpx.Response:
        return await self.lina.client.get(
            self.chemin + suite, headers={"cookie": self.lina.entetes["cookie"], **entetes}
        )

    async def sends(self, geste: str, **champs: str) -> httpx.Response:
        jeton = {CHAMP_JETON: self.lina.entetes[ENTETE_JETON]}
        return await self.lina.client.post(
            f"{self.chemin}/{geste}",
            data={**jeton, **champs},
            headers={"cookie": self.lina.entetes["cookie"]},
        )


@pytest.fixture
async def page(application, client, usager: Personne) -> Page:
    """The conversation of a request that Lina has taken, before it is opened."""
    lina = await Agente.arrives(application, client)
    reference = await asks(usager)
    assert (await lina.call("POST", f"/demandes/{reference}/prise")).status_code == 200
    return Page(lina, reference)


async def test_sans_script_on_ouvre_on_ecrit_on_corrige_on_ajoute_et_on_rend(page, usager):
    assert "Ouvrir la conversation" in (await page.opens()).text
    assert (await page.sends("ouvrir")).status_code == 303
    ouverte = await page.opens()
    envoi = hidden(ouverte)["client_id"]
    for _ in range(2):  # the same form sent twice
        assert (await page.sends("ecrire", client_id=envoi, texte="Bonjour")).status_code == 303
    assert [b["texte"] for b in await usager.reads() if b["auteur"] == "agent"] == ["Bonjour"]

    assert 'name="valeur"' in (await page.opens("?fait=nb_enfants")).text
    assert (await page.sends("fait", fait="nb_enfants", valeur="2")).status_code == 303
    assert (await usager.dossier())["faits"]["nb_enfants"]["dit_par"] == "agent"
    assert (await page.sends("ajout", titre="Apporter le bail")).status_code == 303
    etapes = [e for e in (await usager.plan())["etapes"] if e["ajoutee"]]
    coche = await page.sends("etape", etape=etapes[0]["id"], faite="oui")
    assert coche.status_code == 303
    assert (await page.sends("rendre", accord="Vous apportez le bail.")).status_code == 303
    assert "Ouvrir la conversation" in (await page.opens()).text


async def test_ce_qui_est_refuse_est_rendu_avec_la_raison(page):
    refus = await page.sends(
        "ecrire", client_id="7d1f0d0a-9f4b-4c55-8a1e-0d7b7a7f3c11", texte="Bonjour"
    )
    assert refus.status_code == 409
    assert "Ouvrez-la d" in refus.text
    await page.sends("ouvrir")
    vide = await page.sends("rendre", accord=" ")
    assert vide.status_code == 422
    longue = await page.sends("ajout", titre="x" * 200, details="à garder")
    assert longue.status_code == 422 and "à garder" in longue.text


async def test_le_morceau_pour_une_autre_page_et_la_suite_d_un_rang(page, usager):
    await page.sends("ouvrir")
    await usager.writes("premier")
    morceau = await page.opens(**{"HX-Request": "true"})
    assert "<html" not in morceau.text and "premier" in morceau.text
    assert hidden(morceau)["vers"] == page.chemin.removesuffix("/conversation")
    dernier = morceau.text.split('data-dernier="')[1].split('"')[0]
    await usager.writes("second")
    suite = (await page.opens(f"/fil?apres={dernier}")).text
    assert "second" in suite and "premier" not in suite


async def test_sans_script_la_personne_sait_qui_lui_repond(page, usager, client):
    await page.sends("ouvrir")
    acces = f"{usager.id}~{usager.conversation}~{usager.jeton}"
    lue = await client.get("/sans-js", headers={"cookie": f"jalons_acces={acces}"})
    assert "Vous parlez avec une personne" in lue.text and "Lina, Caf" in lue.text


@pytest.mark.parametrize("role", ["administrateur", "mediateur"])
async def test_qui_n_est_pas_du_bureau_ne_lit_ni_n_ecrit_rien(page, application, client, role):
    structure = {"structure": "Maison de services", "organismes": []} if role == "mediateur" else {}
    perimetre = {"organismes": [], "departements": []} if role == "administrateur" else {}
    autre = await Agente.arrives(
        application, client, identifiant=f"un.{role}", role=role, **(structure | perimetre)
    )
    demande = page.chemin.removeprefix("/bureau").removesuffix("/conversation")
    for methode, suite, corps in (
        ("GET", "/messages", None),
        ("POST", "/messages", {"client_id": str(uuid.uuid4()), "texte": "Bonjour"}),
        ("POST", "/saisie", {"actif": True}),
        ("POST", "/main", None),
        ("DELETE", "/main", {"accord": "rien"}),
        ("PUT", "/faits/nb_enfants", {"valeur": 1}),
        ("POST", "/etapes", {"titre": "Une étape"}),
        ("POST", "/etapes/ajout-1", {"faite": True}),
    ):
        refus = await autre.call(methode, demande + suite, corps)
        assert refus.status_code == 403, (suite, refus.text)
    assert (await autre.call("GET", "/flux")).status_code == 403


def test_une_reponse_saisie_au_bureau_a_la_forme_de_son_type():
    assert read_value("nombre", ["3"]) == 3
    assert read_value("oui_non", ["true"]) is True
    assert read_value("choix", ['"parent"']) == "parent"
    assert read_value("liste", ['"a"', '"b"']) == ["a", "b"]
    assert read_value("date", ["2026-03-01"]) == "2026-03-01"
    assert read_value("nombre", ["trois"]) == "trois"  # the rule refuses it, and says why
