"""The pages of an appointment, without a script: the agent's, the person's, both calendar files."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from icalendar import Calendar

from tests.accounts.poste import Poste, installed, run_sql
from tests.escalations.test_usager import MEME_SITE, opens_plan_page


@pytest.fixture
def url_base(url_sqlite: str) -> str:
    """The pages are the same on either database."""
    return url_sqlite


def values(page: str, nom: str) -> list[str]:
    return re.findall(rf'name="{nom}" value="([^"]+)"', html.unescape(page))


async def at_desk(application: Any, reference: str, **champs: Any) -> Poste:
    """Camille, signed in, who has taken this request."""
    poste = await installed(application, **champs)
    await run_sql(
        application,
        "UPDATE escalades SET etat = 'prise', agent_id = (SELECT id FROM agents) "
        "WHERE reference = :reference",
        reference=reference,
    )
    return poste


async def asked(usager: Any) -> str:
    await usager.opens("naissance")
    return str((await usager.call("POST", "/escalades", {})).json()["reference"])


async def test_l_agent_propose_trois_moments_la_personne_en_choisit_un_puis_le_deplace(
    application, usager, client
):
    reference = await asked(usager)
    poste = await at_desk(application, reference)
    ici = f"/bureau/demandes/{reference}/rendez-vous"
    page = await poste.get(f"{ici}?maniere=sur_place")
    moments = values(page.text, "moments")
    assert "dans le délai promis" in page.text
    jeton = values(page.text, "jeton_formulaire")[0]
    envoi = {"jeton_formulaire": jeton, "maniere": "sur_place", "moments": moments[:3]}

    refus = await poste.client.post(ici, data=envoi)
    assert refus.status_code == 409
    assert "Écrivez l'adresse" in html.unescape(refus.text)
    envoi["lieu"] = "4 rue des Bains, Metz"
    assert (await poste.client.post(ici, data=envoi)).status_code == 303
    assert "n'a pas encore choisi" in html.unescape((await poste.get(ici)).text)

    await opens_plan_page(client, usager)
    la = f"/plan/demandes/{reference}/rendez-vous"
    page = (await client.get(la)).text
    proposes = values(page, "moment")[:3]
    assert proposes == moments[:3]
    assert "4 rue des Bains, Metz" in page
    assert (await client.get(f"{la}.ics")).status_code >= 400, "nothing was chosen yet"
    choix = {"moment": proposes[1], "rendez_vous": values(page, "rendez_vous")[0]}
    pris = await client.post(f"{la}/choisir", data=choix, headers=MEME_SITE)
    assert (pris.status_code, pris.headers["location"]) == (303, la)

    page = (await client.get(la)).text
    numero = {"contact": "06 12 34 56 78", "consigne": ""}
    assert (await usager.call("PUT", f"/escalades/{reference}/contact", numero)).is_success
    assert "Appelez la personne avant ce rendez-vous" in html.unescape((await poste.get(ici)).text)
    autre = values(page, "moment")[-1]
    assert await client.post(f"{la}/deplacer", data={"moment": autre}, headers=MEME_SITE)
    sien = Calendar.from_ical((await client.get(f"{la}.ics")).content).walk("VEVENT")[0]
    notre = Calendar.from_ical((await poste.get(f"{ici}.ics")).content).walk("VEVENT")[0]
    assert sien["DTSTART"].dt == notre["DTSTART"].dt
    assert sien["DTSTART"].dt.isoformat() == autre
    assert (sien["SEQUENCE"], sien["UID"]) == (1, notre["UID"])
    assert "LOCATION" not in sien
    assert notre["LOCATION"] == "4 rue des Bains, Metz"
    perime = await client.post(f"{la}/choisir", data=choix, headers=MEME_SITE)
    assert perime.status_code == 409
    assert "a changé entre-temps" in perime.text

    await client.post(f"{la}/annuler", headers=MEME_SITE)
    annule = Calendar.from_ical((await client.get(f"{la}.ics")).content)
    assert annule["METHOD"] == "CANCEL"


async def test_la_page_d_un_autre_ne_s_ouvre_pas(application, usager, client):
    reference = await asked(usager)
    la = f"/plan/demandes/{reference}/rendez-vous"
    sans_cle = await client.get(la)
    assert sans_cle.headers.get("location") == "/sans-js", "the reference alone opens nothing"
    voisin = await type(usager).arrives(client)
    await voisin.opens("naissance")
    await opens_plan_page(client, voisin)
    for reponse in (
        await client.get(la),
        await client.get(f"{la}.ics"),
        await client.post(f"{la}/annuler", headers=MEME_SITE),
    ):
        assert reponse.status_code >= 400, reponse.text[:200]
        assert "n'existe pas" in html.unescape(reponse.text)


async def test_une_promesse_rompue_ouvre_la_reservation_et_le_numero_se_laisse_la(
    application, usager, client
):
    reference = await asked(usager)
    await run_sql(application, "UPDATE escalades SET promesse_avant = '2026-01-01 09:00:00'")
    await opens_plan_page(client, usager)
    la = f"/plan/demandes/{reference}/rendez-vous"
    page = (await client.get(la)).text
    assert "Prendre un rendez-vous" in page
    corps = {
        "maniere": "telephone",
        "moment": values(page, "moment")[0],
        "numero": "06 12 34 56 78",
        "interprete": "oui",
    }
    assert (await client.post(f"{la}/prendre", data=corps, headers=MEME_SITE)).status_code == 303
    page = (await client.get(la)).text
    assert "Confirmé" in page
    [demande] = await run_sql(application, "SELECT contact FROM escalades")
    assert demande[0] == corps["numero"]
    await client.post(f"{la}/rappel", data={"voulu": "oui"}, headers=MEME_SITE)
    assert b"VALARM" in (await client.get(f"{la}.ics")).content


async def test_en_danger_la_page_demande_d_abord_si_c_est_sur_et_ne_donne_pas_de_fichier(
    application, usager, client
):
    reference = await asked(usager)
    await opens_plan_page(client, usager)
    poste = await at_desk(application, reference, role="correspondant", competences=["violences"])
    await run_sql(application, "UPDATE escalades SET restreinte = true")
    la, ici = f"/plan/demandes/{reference}/rendez-vous", f"/bureau/demandes/{reference}/rendez-vous"
    page = await poste.get(ici)
    assert "n'a pas encore répondu" in html.unescape(page.text)
    assert not values(page.text, "moments")
    assert "aucun numéro n'est gardé" in html.unescape(page.text)

    page = (await client.get(la)).text
    assert "sans risque" in page
    assert "Caf" not in page.split("<main")[1].split("</main>")[0]
    corps = {"maniere": "sur_place", "quand": "matin"}
    await client.post(f"{la}/surete", data=corps, headers=MEME_SITE)
    page = await poste.get(f"{ici}?maniere=sur_place")
    moments = values(page.text, "moments")
    assert moments
    assert all("T09" <= m[10:13] < "T13" for m in moments), "only in the morning"
    envoi = {
        "jeton_formulaire": values(page.text, "jeton_formulaire")[0],
        **{"maniere": "sur_place", "moments": moments[:1], "lieu": "Mairie annexe"},
    }
    assert (await poste.client.post(ici, data=envoi)).status_code == 303
    page = (await client.get(la)).text
    choix = {"moment": moments[0], "rendez_vous": values(page, "rendez_vous")[0]}
    await client.post(f"{la}/choisir", data=choix, headers=MEME_SITE)
    assert (await client.get(f"{la}.ics")).status_code >= 400, "not unless asked for"
    await client.post(f"{la}/agenda", headers=MEME_SITE)
    assert (await client.get(f"{la}.ics")).status_code == 200


async def test_les_chiffres_sont_pour_le_superviseur(application, usager, client):
    agent = await installed(application)
    assert (await agent.get("/bureau/rendez-vous")).status_code == 403
    cheffe = await installed(application, identifiant="rose.caf", nom="Rose", role="superviseur")
    page = await cheffe.get("/bureau/rendez-vous")
    assert page.status_code == 200
    assert "Délai médian" in page.text
    chiffres = await cheffe.get("/api/v1/bureau/mesures/rendez-vous")
    [caf] = [g for g in chiffres.json()["guichets"] if g["guichet"] == "caf"]
    assert caf["part_a_temps"] is None, "nothing to show yet"
