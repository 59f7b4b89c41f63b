"""One conversation, read by each in their own language."""

from __future__ import annotations

import pytest

from tests.api.personne import Personne

API = "/api/v1"
pytestmark = pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)


async def test_la_personne_choisit_sa_langue_et_tout_ce_qui_etait_dit_s_y_relit(client, usager):
    await usager.opens("naissance")
    francais = await usager.reads()
    reponse = await client.put(
        f"{API}/dossiers/{usager.id}/langue", json={"langue": "ar"}, headers=usager.entetes
    )
    assert reponse.status_code == 200
    arabe = await usager.reads()
    assert [b["seq"] for b in arabe] == [b["seq"] for b in francais]
    assert (arabe[0]["langue"], arabe[0]["dir"]) == ("ar", "rtl")
    assert arabe[0]["traduction"] == "automatique"
    assert francais[0]["texte"] != arabe[0]["texte"]


async def test_une_personne_du_service_relit_en_francais_ce_que_la_mere_lit_en_arabe(
    client, usager
):
    await usager.opens("naissance")
    await client.put(
        f"{API}/dossiers/{usager.id}/langue", json={"langue": "ar"}, headers=usager.entetes
    )
    url = f"{API}/conversations/{usager.conversation}/messages"
    lus = {
        langue: (await client.get(url, params={"langue": langue}, headers=usager.entetes)).json()
        for langue in ("fr", "ar", "en")
    }
    premiers = {langue: lu["messages"][0] for langue, lu in lus.items()}
    assert {b["acte"] for b in premiers.values()} == {"accueil"}
    assert [premiers[x]["langue"] for x in ("fr", "ar", "en")] == ["fr", "ar", "en"]
    assert len({b["texte"] for b in premiers.values()}) == 3


async def test_un_refus_se_dit_dans_la_langue_demandee(client):
    reponse = await client.post(
        f"{API}/dossiers", json={"langue": "tlh"}, headers={"Accept-Language": "en"}
    )
    detail = reponse.json()["detail"][0]
    assert (detail["code"], detail["message"]) == (
        "langue_inconnue",
        "This language is not offered yet.",
    )
    assert "ar" in detail["connus"]


ISOLE = "\u2066"  # what stays French says so to the screen: its own direction, its own language


async def test_le_plan_est_dans_la_langue_et_ce_qui_reste_francais_le_dit(client, usager: Personne):
    await usager.opens("naissance")
    await usager.knows(evenement_naissance="grossesse")
    francais = {e["id"]: e for e in await _plan(client, usager, "fr")}
    for langue in ("en", "zh"):
        for etape in await _plan(client, usager, langue):
            assert etape["titre"] != francais[etape["id"]]["titre"]
            assert not etape["titre"].startswith(ISOLE)
            reste = etape["action"].strip("\u2066\u2069") == francais[etape["id"]]["action"]
            assert not reste or etape["action"].startswith(ISOLE)
            assert all(o["nom"].startswith(ISOLE) for o in etape["organismes"])
    assert "Declare the pregnancy" in {e["titre"] for e in await _plan(client, usager, "en")}


async def _plan(client, usager: Personne, langue: str) -> list[dict]:
    await client.put(
        f"{API}/dossiers/{usager.id}/langue", json={"langue": langue}, headers=usager.entetes
    )
    lu = await client.get(f"{API}/dossiers/{usager.id}/plan", headers=usager.entetes)
    return list(lu.json()["etapes"])


async def test_une_autre_langue_entendue_est_proposee_une_fois_sans_etre_imposee(usager):
    await usager.opens("naissance")
    for texte in ("I am pregnant and I need help", "Where should I go with my papers?"):
        await usager.says(texte)
    bulles = await usager.reads()
    proposees = [b for b in bulles if b["acte"] == "proposer_langue"]
    assert len(proposees) == 1
    assert {b["langue"] for b in bulles} == {"fr"}
    assert [c["libelle"] for c in proposees[0]["choix"]] == [
        "Continue in English",
        "Continuer en français",
    ]
    await usager.hears(await usager.presses(langue="en"))
    assert (await usager.reads())[0]["langue"] == "en"
