"""The place: optional, kept as a postal code only, and what the deadlines of the plan make of it."""

from __future__ import annotations

import datetime as dt

import pytest

from api.dossiers.schemas import FaitPropose
from api.dossiers.service import DossierService
from api.web.acces import COOKIE

PAGE = {"accept": "text/html"}


def with_cookie(usager) -> None:
    usager.client.cookies[COOKIE] = "~".join((usager.id, usager.conversation, usager.jeton))


@pytest.mark.parametrize(
    ("dit", "garde"),
    [
        ("67000", "67000"),
        (" 67 000 ", "67000"),
        ("2a", "2A"),
        ("974", "974"),
        ("insee:59350", "insee:59350"),
        ("59200 tourcoing", "insee:59599"),
        ("Strasbourg", "insee:67482"),
        ("Bas-Rhin", "67"),
        (None, None),
        ("", None),
    ],
)
async def test_un_code_postal_est_garde_et_rendu(usager, dit, garde):
    reponse = await usager.call("PUT", "/lieu", {"lieu": dit})

    assert (reponse.status_code, reponse.json()) == (200, {"lieu": garde})
    await usager.opens("deces")
    assert (await usager.dossier())["lieu"] == garde
    assert (await usager.plan())["lieu"] == garde


@pytest.mark.parametrize(
    ("faux", "code"),
    [
        ("Strasbrg", "lieu_inconnu"),
        ("6700", "lieu_inconnu"),
        ("670000", "lieu_inconnu"),
        ("12 rue des Lilas", "lieu_inconnu"),
        ("\x00", "lieu_inconnu"),
        ("6" * 5000, "lieu_inconnu"),
        ("67999", "code_postal_inconnu"),
        ("67000 Bordeaux", "code_et_commune_differents"),
        ("98000", "lieu_monaco"),
        ("Saint-Denis", "nom_partage"),
        ("insee:99999", "lieu_inconnu"),
    ],
    ids=str.split("faute court long adresse nul trop_long inexistant autre monaco partage insee"),
)
async def test_un_lieu_qui_n_existe_pas_est_refuse_et_l_ancien_reste(usager, faux, code):
    await usager.call("PUT", "/lieu", {"lieu": "67000"})
    reponse = await usager.call("PUT", "/lieu", {"lieu": faux})

    assert reponse.status_code == 422
    ligne = reponse.json()["detail"][0]
    assert (ligne["champ"], ligne["code"]) == ("lieu", code)
    assert (await usager.dossier())["lieu"] == "67000"


@pytest.mark.parametrize("corps", [{}, {"lieu": 67000}, {"lieu": ["67000"]}, []])
async def test_une_demande_mal_formee_est_refusee(usager, corps):
    assert (await usager.call("PUT", "/lieu", corps)).status_code == 422


async def test_le_code_postal_d_une_autre_ne_se_change_pas(usager, client):
    reponse = await client.put(f"/api/v1/dossiers/{usager.id}/lieu", json={"lieu": "67000"})

    assert reponse.status_code == 404


async def test_les_delais_du_plan_suivent_les_jours_feries_du_lieu(
    usager, application, base, parcours
):
    """Five days to declare a birth end on Good Friday 2027: a day off in Alsace-Moselle only."""
    await usager.opens("naissance")
    le = dt.date(2027, 3, 22)
    naissance = {"evenement_naissance": "naissance", "date_naissance_enfant": "2027-03-21"}
    propositions = [FaitPropose(nom=nom, valeur=valeur) for nom, valeur in naissance.items()]

    async def limits(lieu: str | None) -> set[dt.date]:
        assert (await usager.call("PUT", "/lieu", {"lieu": lieu})).status_code == 200
        async with base.session.begin() as session:
            dossiers = DossierService(session, parcours, application.state.labels)
            await dossiers.note_facts(usager.id, propositions, "usager", le)
            plan, _ = await dossiers.plan(usager.id, le)
        return {d.avant_le for e in plan.etapes for d in e.echeances if d.avant_le}

    vendredi_saint, mardi = dt.date(2027, 3, 26), dt.date(2027, 3, 30)
    ailleurs, alsace = await limits(None), await limits("67000")
    assert vendredi_saint in ailleurs - alsace
    assert mardi in alsace - ailleurs


async def test_sans_script_le_code_postal_se_dit_sur_la_page_du_plan(usager):
    await usager.opens("deces")
    with_cookie(usager)
    envoi = await usager.client.post("/plan/lieu", data={"lieu": "67 000"}, headers=PAGE)

    assert (envoi.status_code, envoi.headers["location"]) == (303, "/plan#lieu")
    assert 'value="67000 Strasbourg"' in (await usager.client.get("/plan", headers=PAGE)).text


async def test_sans_script_un_refus_est_dit_pres_du_champ_et_garde_ce_qui_etait_ecrit(usager):
    await usager.opens("deces")
    with_cookie(usager)
    refus = await usager.client.post("/plan/lieu", data={"lieu": "Stras<b>"}, headers=PAGE)

    assert refus.status_code == 422
    for morceau in (
        'aria-invalid="true"',
        'aria-describedby="lieu-aide lieu-refus"',
        'id="lieu-refus" role="alert"',
        'value="Stras&lt;b&gt;"',
        "code postal ou votre commune",
    ):
        assert morceau in refus.text, morceau
