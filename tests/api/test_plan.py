"""The plan of a dossier: what it shows, what a tick changes."""

from __future__ import annotations

import asyncio


async def test_le_plan_suit_les_faits_du_dossier(usager):
    await usager.opens("naissance")
    ouvert = await usager.plan()
    await usager.knows(evenement_naissance="grossesse", date_prevue="2030-06-01")
    precis = await usager.plan()

    assert [m["id"] for m in ouvert["moments"]] == ["naissance"]
    assert ouvert["prochaine_question"]["fait"] == "evenement_naissance"
    assert precis["prochaine_question"]["fait"] != "evenement_naissance"
    assert {f["nom"] for f in precis["faits"]} <= {"evenement_naissance", "date_prevue"}
    for etape in precis["etapes"]:
        assert etape["titre"]
        assert etape["organismes"]
        assert etape["statut"] in ("a-faire", "a-verifier")


async def test_sans_moment_ouvert_le_plan_est_vide_et_ne_pose_pas_de_question(usager):
    plan = await usager.plan()

    assert plan["etapes"] == []
    assert plan["prochaine_question"] is None
    suite = (await usager.call("GET", "/suite")).json()
    assert (suite["question"], suite["plan"]["prochaine"]) == (None, None)


async def test_une_etape_cochee_est_faite_et_peut_etre_decochee(usager):
    await usager.opens("naissance")
    await usager.knows(evenement_naissance="grossesse")
    etape = (await usager.plan())["etapes"][0]["id"]

    assert (await usager.call("PUT", f"/etapes/{etape}", {"faite": True})).json() == {"faite": True}
    assert await _status(usager, etape) == "faite"
    await usager.call("PUT", f"/etapes/{etape}", {"faite": True})
    assert await _status(usager, etape) == "faite"
    await usager.call("PUT", f"/etapes/{etape}", {"faite": False})
    assert await _status(usager, etape) in ("a-faire", "a-verifier")


async def test_un_double_clic_sur_une_etape_ne_casse_rien(usager):
    await usager.opens("naissance")
    etape = (await usager.plan())["etapes"][0]["id"]

    clics = await asyncio.gather(
        *(usager.call("PUT", f"/etapes/{etape}", {"faite": True}) for _ in range(5))
    )
    assert {c.status_code for c in clics} == {200}
    assert await _status(usager, etape) == "faite"


async def test_un_double_clic_sur_un_moment_l_ouvre_une_fois(usager):
    clics = await asyncio.gather(
        *(usager.call("POST", "/moments", {"moment": "deces"}) for _ in range(5))
    )

    assert {c.status_code for c in clics} == {200}
    assert sum(c.json()["nouveau"] for c in clics) == 1
    assert (await usager.dossier())["moments"] == ["deces"]


async def test_la_meme_reponse_donnee_plusieurs_fois_en_meme_temps_est_gardee_une_fois(usager):
    corps = {"faits": [{"nom": "nb_enfants", "valeur": 2}]}

    clics = await asyncio.gather(*(usager.call("POST", "/faits", corps) for _ in range(5)))
    assert {c.status_code for c in clics} == {200}
    assert (await usager.dossier())["faits"]["nb_enfants"]["valeur"] == 2


async def test_cocher_une_etape_hors_du_plan_est_refuse(usager):
    await usager.opens("naissance")
    await usager.knows(evenement_naissance="grossesse")

    for etrangere in ("DEC-01", "NAI-999", "x" * 500):
        reponse = await usager.call("PUT", f"/etapes/{etrangere}", {"faite": True})
        assert reponse.status_code == 404
        assert reponse.json()["detail"][0]["code"] == "etape_inconnue"


async def test_les_etapes_faites_ne_comptent_plus_dans_ce_qui_reste(usager):
    await usager.opens("naissance")
    await usager.knows(evenement_naissance="grossesse")
    avant = (await usager.call("GET", "/suite")).json()["plan"]
    await usager.call("PUT", f"/etapes/{avant['prochaine']['id']}", {"faite": True})
    apres = (await usager.call("GET", "/suite")).json()["plan"]

    assert apres["prochaine"]["id"] != avant["prochaine"]["id"]
    restait = avant["a_faire"] + avant["a_verifier"]
    assert apres["a_faire"] + apres["a_verifier"] == restait - 1


async def test_un_deuil_perinatal_remplace_tout_de_suite_le_plan_de_naissance(usager):
    await usager.opens("naissance")
    await usager.knows(evenement_naissance="grossesse")
    grossesse = {e["id"] for e in (await usager.plan())["etapes"]}
    await usager.notes(
        {"nom": "evenement_naissance", "valeur": "deuil_perinatal", "comment": "correction"}
    )
    plan = await usager.plan()

    assert {e["id"] for e in plan["etapes"]} != grossesse
    assert "accueille" not in plan["moments"][0]["titre"]
    assert "attends" not in plan["moments"][0]["titre"]


async def test_demander_une_personne_donne_une_reference_et_ou_appeler(usager):
    await usager.opens("deces")
    reponse = await usager.call("POST", "/escalades", {"motif": "demander_humain"})

    assert reponse.status_code == 201
    demande = reponse.json()
    assert demande["reference"].startswith("JA-")
    assert demande["contacts"]
    assert all(c["telephone"] or c["lieu"] or c["site"] for c in demande["contacts"])


async def _status(usager, etape: str) -> str:
    return next(e["statut"] for e in (await usager.plan())["etapes"] if e["id"] == etape)
