"""Three months later: with consent only, without an address, and what became of the requests."""

from __future__ import annotations

import datetime as dt

import pytest
from icalendar import Calendar

from api.parcours.values import add_duration
from tests.api.personne import API
from tests.bilan.conftest import three_months_later
from tests.bilan.test_fiche import with_cookie

pytestmark = pytest.mark.deux_bases


async def test_il_se_propose_une_fois_puis_plus_jamais(bilan):
    assert (await bilan.call("GET", "/suite")).json()["suivi"] == "a_proposer"
    assert (await bilan.call("POST", "/suivi/proposition")).json() == {"nouveau": True}
    assert (await bilan.call("POST", "/suivi/proposition")).json() == {"nouveau": False}
    assert (await bilan.call("GET", "/suite")).json()["suivi"] is None


async def test_hors_d_un_bilan_il_ne_se_propose_pas(usager):
    await usager.opens("naissance")
    assert (await usager.call("GET", "/suite")).json()["suivi"] is None


async def test_l_accord_est_garde_avec_son_texte_et_la_date_est_dans_trois_mois(bilan):
    suivi = (await bilan.call("PUT", "/suivi", {})).json()
    assert suivi["etat"] == "accepte"
    assert suivi["pour_le"] == add_duration(dt.date.today(), "3 mois").isoformat()
    accord = (await bilan.call("GET", "/accords")).json()["accords"][0]
    assert (accord["objet"], accord["recueilli_par"]) == ("suivi", "usager")


async def test_sans_accord_on_ne_demande_rien(bilan):
    assert (await bilan.call("POST", "/suivi/debut")).status_code == 403
    corps = {"droits": {"rsa": "demande"}}
    assert (await bilan.call("PUT", "/suivi/droits", corps)).status_code == 403
    assert (await bilan.call("GET", "/suivi.ics")).status_code == 403


async def test_retirer_son_accord_arrete_tout(bilan, base):
    await bilan.call("PUT", "/suivi", {})
    await three_months_later(base, bilan)
    assert (await bilan.call("DELETE", "/suivi")).status_code == 204
    assert (await bilan.call("GET", "/suite")).json()["suivi"] is None
    assert (await bilan.call("GET", "/accords")).json()["accords"][0]["retire_le"]


async def test_avant_la_date_le_lien_prive_ne_rappelle_rien(bilan, client):
    await bilan.call("PUT", "/suivi", {})
    lien = (await bilan.call("POST", "/liens")).json()["url"].rsplit("/", 1)[1]
    await client.post(f"{API}/liens/echange", json={"lien": lien})
    assert [b["acte"] for b in await bilan.reads()] == ["accueil"]


async def test_au_retour_par_le_lien_prive_le_point_est_propose_une_fois(bilan, client, base):
    await bilan.call("PUT", "/suivi", {})
    await three_months_later(base, bilan)
    lien = (await bilan.call("POST", "/liens")).json()["url"].rsplit("/", 1)[1]
    for _ in range(2):
        await client.post(f"{API}/liens/echange", json={"lien": lien})
    bulles = await bilan.reads()
    assert [b["acte"] for b in bulles] == ["accueil", "suivi_du"]
    assert {"suivi": "commencer"} in [c["choix"] for c in bulles[-1]["choix"]]


async def test_le_point_demande_chaque_droit_une_fois_puis_se_termine(bilan, base):
    await bilan.call("PUT", "/suivi", {})
    await three_months_later(base, bilan)
    droits = [d["droit"] for d in (await bilan.call("GET", "/suivi")).json()["droits"]]
    assert 0 < len(droits) <= 6
    suivant = (await bilan.call("POST", "/suivi/debut")).json()["droit"]
    demandes = []
    while suivant:
        demandes.append(suivant)
        dite = (await bilan.call("PUT", f"/droits/{suivant}", {"etat": "demande"})).json()
        suivant = dite["suivant"]
    assert dite["suivi_fini"]
    assert sorted(demandes) == sorted(droits)
    assert (await bilan.call("GET", "/suivi")).json()["etat"] == "fait"


async def test_un_droit_laisse_n_est_pas_redemande(bilan, base):
    await bilan.call("PUT", "/suivi", {})
    await three_months_later(base, bilan)
    await bilan.call("PUT", "/droits/c2s_gratuite", {"etat": "ne_demande_pas"})
    droits = {d["droit"] for d in (await bilan.call("GET", "/suivi")).json()["droits"]}
    assert not droits & {"c2s_gratuite", "c2s_participation"}


async def test_un_droit_demande_se_voit_dans_le_plan_et_dans_les_droits(bilan):
    await bilan.call("PUT", "/droits/c2s_gratuite", {"etat": "demande"})
    etapes = {e["id"]: e["statut"] for e in (await bilan.plan())["etapes"]}
    assert etapes["bil_c2s"] == "faite"
    droits = {d["id"]: d for d in (await bilan.call("GET", "/droits")).json()["droits"]}
    assert droits["c2s_gratuite"]["suivi"]["texte"] == "Demandé, réponse attendue"

    await bilan.call("PUT", "/droits/c2s_gratuite", {"etat": "ouvert"})
    droits = {d["id"]: d for d in (await bilan.call("GET", "/droits")).json()["droits"]}
    assert droits["c2s_gratuite"]["suivi"]["etat"] == "ouvert"


@pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
async def test_le_fichier_d_agenda_a_un_titre_discret(bilan):
    await bilan.call("PUT", "/suivi", {})
    with_cookie(bilan)
    api, page = await bilan.call("GET", "/suivi.ics"), await bilan.client.get("/suivi.ics")
    for contenu in (api.content, page.content):
        (evenement,) = Calendar.from_ical(contenu).walk("VEVENT")
        assert str(evenement["summary"]) == "Faire le point sur mes démarches"
        assert evenement["dtstart"].dt == add_duration(dt.date.today(), "3 mois")
        assert "description" not in evenement
        assert b"VALARM" not in contenu


@pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
async def test_sans_script_on_accepte_et_l_on_repond_sur_une_page(bilan):
    with_cookie(bilan)
    assert "Non merci" in (await bilan.client.get("/suivi")).text
    assert (await bilan.client.post("/suivi", data={"geste": "accepter"})).status_code == 303
    assert "dans mon agenda" in (await bilan.client.get("/suivi")).text
    reponse = await bilan.client.post("/suivi/droits", data={"c2s_gratuite": "ouvert"})
    assert reponse.status_code == 303
    assert "c'est noté" in (await bilan.client.get("/suivi")).text.replace("&#39;", "'")


async def test_sans_le_moteur_de_dialogue_le_point_se_fait_aussi(bilan, base, rasa):
    rasa.debout = False
    seq = await bilan.presses(suivi="accepter")
    assert (await bilan.hears(seq))[0]["acte"] == "suivi_accepte"
    await three_months_later(base, bilan)
    seq = await bilan.presses(suivi="commencer")
    droit = (await bilan.hears(seq))[0]
    assert droit["acte"] == "suivi_droit"
    seq = await bilan.presses(**droit["choix"][1]["choix"])
    assert (await bilan.hears(seq))[0]["acte"] in ("suivi_droit", "suivi_merci")
    seq = await bilan.presses(suivi="arreter")
    assert (await bilan.hears(seq))[0]["acte"] == "suivi_merci"
