"""The pages without scripts, given forms that were tampered with or that are out of date."""

from __future__ import annotations

import json
import re

import httpx
import pytest

from api.web.acces import COOKIE, COOKIE_REPONDUE
from tests.api.personne import Personne

PAGE = {"accept": "text/html"}


@pytest.fixture
async def navigateur(client: httpx.AsyncClient) -> httpx.AsyncClient:
    """A browser without scripts, its conversation open."""
    reponse = await client.post("/sans-js/ouvrir", headers=PAGE)
    assert reponse.status_code == 303
    assert client.cookies[COOKIE]
    return client


def check_refusal(reponse: httpx.Response) -> str:
    """A page in plain words, never a crash nor JSON; what it says."""
    assert 400 <= reponse.status_code < 500, (reponse.status_code, reponse.text[:300])
    assert reponse.headers["content-type"].startswith("text/html")
    dit = re.search(r'role="alert">.*?<span>(.*?)</span>', reponse.text, re.DOTALL)
    assert dit, reponse.text[:500]
    assert "{" not in dit[1]
    return dit[1]


FORMULAIRES = {
    "choix-illisible": {"choix": "{"},
    "choix-texte": {"choix": '"oui"'},
    "choix-vide": {"choix": "{}"},
    "choix-double": {"choix": '{"moment": "deces", "fait": "age"}'},
    "moment-inconnu": {"choix": '{"moment": "mars"}'},
    "moment-nombre": {"choix": '{"moment": 7}'},
    "fait-inconnu": {"choix": '{"fait": "couleur", "valeur": 1}'},
    "fait-liste": {"choix": '{"fait": ["age"], "valeur": 1}'},
    "statut-invente": {"choix": '{"fait": "age", "statut": "peut-etre"}'},
    "acte-phrase": {"choix": '{"acte": "Je veux tout"}'},
    "choix-trop-long": {"choix": json.dumps({"acte": "x" * 600})},
    "cases-illisibles": {"type": "liste", "fait": "patrimoine", "cases": "["},
    "cases-profondes": {"type": "liste", "fait": "patrimoine", "cases": "[" * 5000},
    "nombre-exposant": {"type": "nombre", "fait": "age", "valeur": "²"},
    "nombre-deux-signes": {"type": "nombre", "fait": "age", "valeur": "--5"},
    "mois-exposant": {"type": "date", "fait": "date_deces", "annee": "²", "mois": "²"},
    "rang-texte": {"seq": "premier", "texte": "bonjour"},
    "rang-sans-fin": {"seq": "9" * 5000, "texte": "bonjour"},
    "jeton-trop-long": {"jeton_page": "x" * 100, "texte": "bonjour"},
    "jeton-absent": {"jeton_page": None, "texte": "bonjour"},
    "rien": {},
}


@pytest.mark.parametrize("champs", FORMULAIRES.values(), ids=FORMULAIRES)
async def test_un_formulaire_falsifie_recoit_un_refus_clair(navigateur, champs):
    formulaire = {"jeton_page": "jeton-de-page", "seq": "0", **champs}
    envoi = {cle: valeur for cle, valeur in formulaire.items() if valeur is not None}

    check_refusal(await navigateur.post("/sans-js/message", data=envoi, headers=PAGE))


async def test_une_valeur_impossible_est_expliquee_dans_la_conversation(navigateur, rasa):
    """The button is one of ours, its value is not: the conversation says it, the page lives."""
    rasa.debout = False
    formulaire = {"jeton_page": "j", "choix": '{"fait": "nb_enfants", "valeur": {"a": [1e999]}}'}
    reponse = await navigateur.post("/sans-js/message", data=formulaire, headers=PAGE)

    assert reponse.status_code == 303
    assert (await navigateur.get("/sans-js", headers=PAGE)).status_code == 200


@pytest.mark.parametrize("etape", ["NAI-999", "x" * 500, "%00", "<b>"])
async def test_cocher_une_etape_qui_n_est_pas_au_plan_est_refuse_avec_un_mot(navigateur, etape):
    reponse = await navigateur.post(f"/plan/etapes/{etape}", data={"faite": "oui"}, headers=PAGE)

    assert "plan" in check_refusal(reponse)


async def test_cocher_sans_dire_quoi_est_refuse_avec_un_mot(navigateur):
    check_refusal(await navigateur.post("/plan/etapes/NAI-01", headers=PAGE))


async def test_corriger_un_fait_inconnu_donne_une_page_et_non_une_panne(navigateur):
    reponse = await navigateur.get("/sans-js/fait/couleur", headers=PAGE)

    assert reponse.status_code == 404
    assert "<h1>" in reponse.text


async def test_ne_pas_savoir_deja_parmi_les_reponses_n_est_pas_propose_deux_fois(navigateur, rasa):
    rasa.debout = False
    for choix in ({"moment": "separation"}, {"fait": "en_securite", "valeur": "oui"}):
        formulaire = {"jeton_page": f"j{len(choix)}", "choix": json.dumps(choix)}
        await navigateur.post("/sans-js/message", data=formulaire, headers=PAGE)
    plan = (await navigateur.get("/plan", headers=PAGE)).text
    adresses = set(re.findall(r"/sans-js/fait/[^\"?]+", plan))
    pages = [(await navigateur.get(adresse, headers=PAGE)).text for adresse in adresses]
    page = next(page for page in pages if "sécurité" in page)

    for issue in ("Je ne sais pas", "Je préfère ne pas répondre"):
        assert len(re.findall(rf"<button[^>]*>(?:<span>)?{issue}<", page)) == 1


@pytest.mark.parametrize("rang", ["²", "9" * 4500, "-1", "un"])
async def test_un_temoin_de_reponse_falsifie_ne_fait_rien_tomber(navigateur, rang):
    temoins = f"{COOKIE}={navigateur.cookies[COOKIE]}; {COOKIE_REPONDUE}={rang}"
    entetes = {**PAGE, "cookie": temoins.encode()}

    assert (await navigateur.get("/sans-js", headers=entetes)).status_code == 200


async def test_le_temoin_d_une_personne_n_ouvre_pas_la_conversation_d_une_autre(client, usager):
    autre = await Personne.arrives(client)
    client.cookies[COOKIE] = "~".join((usager.id, autre.conversation, usager.jeton))

    for methode, chemin in (("GET", "/sans-js"), ("POST", "/sans-js/effacer")):
        reponse = await client.request(methode, chemin, headers=PAGE)
        assert reponse.status_code == 303, chemin
    assert await autre.reads()
