"""The pages without a script, when someone may be in danger: what the history and the screen say."""

from __future__ import annotations

import asyncio
import re

import pytest

from api.web.acces import COOKIE
from tests.api.personne import Personne
from tests.api.test_rien_garde import exists

pytestmark = pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
PARLANT = re.compile(
    r"violen|victim|agress|auteur|danger|sécurité|protég|frapp|plainte|VIO|SEP", re.IGNORECASE
)
PAGE = {"accept": "text/html", "sec-fetch-site": "same-origin"}


@pytest.fixture
async def en_danger(usager) -> Personne:
    await usager.opens("violences")
    await usager.knows(danger_immediat="non", accord_demarches=True, besoin_abri=True)
    usager.client.cookies[COOKIE] = "~".join((usager.id, usager.conversation, usager.jeton))
    usager.client.headers.update(PAGE)
    return usager


async def page(usager: Personne, chemin: str):
    reponse = await usager.client.get(chemin)
    assert reponse.status_code == 200, chemin
    return reponse.text


def addresses(html: str) -> set[str]:
    """Where a click leads: what stays in the history, or is copied in a message."""
    return set(re.findall(r'href="(/[^"]*|#[^"]*)"', html))


async def test_ni_les_titres_ni_les_adresses_ne_disent_rien(en_danger):
    vues: set[str] = set()
    a_voir = {"/sans-js", "/plan", "/sans-js/effacer"}
    while a_voir:
        chemin = a_voir.pop()
        vues.add(chemin)
        assert not PARLANT.search(chemin), chemin
        html = await page(en_danger, chemin)
        titre = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
        assert titre and not PARLANT.search(titre[1]), titre
        liens = {a for a in addresses(html) if not a.startswith(("/static", "/theme"))}
        assert not [a for a in liens if PARLANT.search(a)], liens
        questions = {a for a in liens if a.startswith("/sans-js/fait/")}
        a_voir |= {a.split("#")[0] for a in questions} - vues
    assert len(vues) > 5


async def test_une_etape_cochee_ramene_a_une_adresse_neutre(en_danger):
    reponse = await en_danger.client.post("/plan/etapes/VIO-04", data={"faite": "oui"})
    assert reponse.status_code == 303
    adresse = reponse.headers["location"]
    assert not PARLANT.search(adresse)
    html = await page(en_danger, "/plan")
    assert f'id="{adresse.split("#")[1]}"' in html


async def test_la_page_dit_que_rien_n_est_garde_et_ne_propose_ni_calendrier_ni_lien(en_danger):
    conversation, plan = await page(en_danger, "/sans-js"), await page(en_danger, "/plan")
    assert "Rien n'est gardé ici" in conversation.replace("&#39;", "'")
    assert "/plan.ics" not in plan
    assert "lien" not in re.findall(r'action="/sans-js/(\w+)"', plan)


async def test_imprimer_la_page_du_plan_ne_montre_aucune_etape(en_danger):
    html = await page(en_danger, "/plan")
    cache = html.index('<div class="ecran">')
    assert html.index('class="etapes"') > cache
    assert not PARLANT.search(re.sub(r"<[^>]*>", " ", html[html.index("<main") : cache]))


async def test_demander_un_lien_avertit_d_abord(en_danger):
    averti = await en_danger.client.post("/sans-js/lien")
    assert "rien n&#39;est gardé" in averti.text
    assert "/retour/" not in averti.text
    donne = await en_danger.client.post("/sans-js/lien", data={"averti": "oui"})
    assert "/retour/" in donne.text


async def gone(usager: Personne) -> None:
    async with asyncio.timeout(5):
        while await exists(usager):
            await asyncio.sleep(0.02)


async def test_quitter_vite_part_aussitot_et_efface(en_danger):
    reponse = await en_danger.client.get("/quitter")
    assert reponse.status_code == 303
    assert "storage" in reponse.headers["clear-site-data"]
    await gone(en_danger)


async def test_fermer_sur_cet_appareil_efface_et_le_dit(en_danger):
    reponse = await en_danger.client.post("/sans-js/fermer")
    assert reponse.headers["location"] == "/sans-js?etat=efface"
    assert not await exists(en_danger)


async def test_fermer_un_dossier_ordinaire_ne_l_efface_pas(usager):
    usager.client.cookies[COOKIE] = "~".join((usager.id, usager.conversation, usager.jeton))
    usager.client.headers.update(PAGE)
    reponse = await usager.client.post("/sans-js/fermer")
    assert reponse.headers["location"] == "/sans-js?etat=ferme"
    assert await exists(usager)


async def test_la_page_sur_les_donnees_dit_ce_qui_est_garde_en_danger(usager):
    html = (await usager.client.get("/confidentialite")).text
    assert "Si vous n&#39;êtes pas en sécurité" in html
    assert "60 minutes" in html
