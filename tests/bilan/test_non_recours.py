"""Not claiming a right: noted without insisting, answered once, never brought up again."""

from __future__ import annotations

import datetime as dt

import pytest

from api.bilan.contenu import load_texts
from api.languages.catalogues import Textes
from api.rights.demarches import left_out, steps_only_for
from api.rights.poids import weigh

LAISSE = "ne_demande_pas"
LE = dt.date(2026, 11, 23)


async def says(usager, droit: str, etat: str = LAISSE, raison: str | None = None):
    return await usager.call("PUT", f"/droits/{droit}", {"etat": etat, "raison": raison})


async def in_plan(usager) -> set[str]:
    return {e["id"] for e in (await usager.plan())["etapes"]}


async def test_laisser_un_droit_propose_des_raisons_une_seule_fois(bilan):
    dite = (await says(bilan, "c2s_gratuite")).json()
    assert {r["id"] for r in dite["raisons"]} == {
        "complexe", "honte", "rembourser", "pas_pour_moi", "autre", "sans_reponse",
    }  # fmt: skip
    assert dite["reponse"] is None
    assert (await says(bilan, "c2s_gratuite")).json()["raisons"] == []


async def test_la_peur_de_l_heritage_a_sa_reponse_exacte_une_seule_fois(bilan):
    await says(bilan, "aspa")
    reponse = (await says(bilan, "aspa", raison="succession")).json()["reponse"]
    assert "107\u202f616\u00a0€" in reponse["texte"].replace(" €", "\u00a0€")
    assert "{" not in reponse["texte"]
    assert reponse["doute"]
    assert reponse["doute_texte"]
    assert reponse["sources"]

    assert (await says(bilan, "aspa", raison="succession")).json()["reponse"] is None
    assert (await says(bilan, "aspa", raison="rembourser")).json()["reponse"] is None


async def test_la_raison_de_l_heritage_ne_se_propose_que_pour_l_aspa(bilan):
    refus = await says(bilan, "rsa", raison="succession")
    assert refus.status_code == 422
    assert "succession" not in refus.json()["detail"][0]["connus"]


async def test_un_droit_laisse_quitte_le_plan_et_y_revient_si_l_on_change_d_avis(bilan):
    assert "bil_c2s" in await in_plan(bilan)
    await says(bilan, "c2s_gratuite", raison="sans_reponse")
    assert "bil_c2s" not in await in_plan(bilan)

    assert (await bilan.call("DELETE", "/droits/c2s_participation")).status_code == 204
    assert "bil_c2s" in await in_plan(bilan)


async def test_une_demarche_qui_sert_un_autre_droit_reste(bilan, catalogue):
    assert "SEP-08" not in steps_only_for(catalogue, {"rsa"})
    assert "SEP-08" in left_out(catalogue, {"rsa": LAISSE, "prime_activite": LAISSE})
    assert left_out(catalogue, {"rsa": "demande"}) == frozenset()


async def test_plus_une_question_n_est_posee_pour_un_droit_laisse(parcours, catalogue):
    dits = parcours.read_facts({"ressources": "faibles"}, LE)
    avant = weigh(catalogue, parcours.situate(["bilan_droits"], dits, LE))
    tous = dict.fromkeys(catalogue.droits, LAISSE)
    assert avant
    assert weigh(catalogue, parcours.situate(["bilan_droits"], dits, LE, tous)) == {}


async def test_dans_les_droits_il_reste_dit_et_son_bouton_y_ramene(bilan):
    await says(bilan, "aspa")
    droits = {d["id"]: d for d in (await bilan.call("GET", "/droits")).json()["droits"]}
    assert droits["aspa"]["suivi"]["etat"] == LAISSE
    assert [g["choix"] for g in droits["aspa"]["gestes"]] == [
        {"droit": "aspa", "etat": "reprendre"}
    ]
    gestes = {g["choix"]["etat"] for g in droits["c2s_gratuite"]["gestes"]}
    assert gestes == {"demande", LAISSE}


@pytest.mark.parametrize("raison", ["complexe", "honte"])
async def test_dire_une_raison_sans_laisser_le_droit_est_refuse(bilan, raison):
    assert (await says(bilan, "rsa", "demande", raison)).status_code == 422


async def test_un_droit_inconnu_est_refuse(bilan):
    assert (await says(bilan, "licorne")).status_code == 404
    assert (await bilan.sends({"choix": {"droit": "licorne", "etat": LAISSE}})).status_code == 422
    assert (await bilan.sends({"choix": {"droit": "rsa", "etat": "vendu"}})).status_code == 422


async def test_sans_le_moteur_de_dialogue_les_raisons_et_la_reponse_viennent_aussi(bilan, rasa):
    rasa.debout = False
    seq = await bilan.presses(droit="aspa", etat=LAISSE)
    laisse = (await bilan.hears(seq))[0]
    assert laisse["acte"] == "droit_laisse"
    boutons = [c["choix"] for c in laisse["choix"]]
    assert {"droit": "aspa", "etat": LAISSE, "raison": "succession"} in boutons
    seq = await bilan.presses(droit="aspa", etat=LAISSE, raison="succession")
    reponse = (await bilan.hears(seq))[0]
    assert reponse["acte"] == "droit_reponse"
    assert "héritage" in reponse["texte"]
    assert "{" not in reponse["texte"]


def test_chaque_reponse_a_une_raison_connue_et_ses_chiffres_ecrits(catalogue):
    contenu = load_texts().non_recours
    raisons = {r.id for r in contenu.raisons}
    for reponse in contenu.reponses:
        assert reponse.raison in raisons
        assert "{" not in reponse.words(Textes("fr"))
        assert set(reponse.droits) <= catalogue.droits.keys()
