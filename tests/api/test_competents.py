"""The plan names who is in charge where the person lives, and asks the commune when it must."""

from __future__ import annotations

from typing import Any

import pytest

from api.territoires.annuaire import Annuaire
from api.web.acces import COOKIE
from tests.api.personne import API

pytestmark = pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)

ENFANT = {"evenement_naissance": "naissance", "date_naissance_enfant": "2026-03-01"}
PARTAGE = "01590"  # two départements: Ain and Jura


async def plan(client, lieu: str | None, moment: str = "naissance", **faits: Any) -> dict[str, Any]:
    corps = {"moments": [moment], "faits": faits or ENFANT, "lieu": lieu, "le": "2026-11-22"}
    reponse = await client.post(f"{API}/plan", json=corps)
    assert reponse.status_code == 200, reponse.text
    return dict(reponse.json())


def organisme(plan: dict[str, Any], nom: str) -> dict[str, Any]:
    return next(o for e in plan["etapes"] for o in e["organismes"] if o["id"] == nom)


@pytest.fixture(autouse=True)
def sans_annuaire(application, tmp_path, monkeypatch) -> None:
    """As installed: the State's directory is not imported."""
    monkeypatch.setattr(application.state.territoires, "annuaire", Annuaire(tmp_path / "absent.db"))


async def test_sans_lieu_rien_n_est_nomme_ni_demande(client):
    vu = await plan(client, None)

    assert vu["territoire"] is None
    assert organisme(vu, "caf")["competent"] is None
    assert organisme(vu, "caf")["nom_ici"] == "Caf"


@pytest.mark.parametrize(
    ("lieu", "nom", "ici"),
    [
        ("67000", "caf", "Caf du Bas-Rhin"),
        ("67", "cpam", "CPAM du Bas-Rhin"),
        ("insee:67482", "caf", "Caf du Bas-Rhin"),
        ("48000", "caf", "Caf : CCSS de la Lozère"),
        ("69003", "pmi", "PMI : Métropole de Lyon"),
        ("97400", "caf", "Caf de La Réunion"),
    ],
)
async def test_chaque_organisme_porte_son_nom_d_ici_et_pourquoi(client, lieu, nom, ici):
    vu = organisme(await plan(client, lieu), nom)

    assert vu["nom_ici"] == ici
    assert (vu["competent"]["statut"], vu["competent"]["doute"]) == ("trouve", False)
    assert vu["competent"]["pourquoi"] and vu["competent"]["sources"]


async def test_un_nom_qui_n_est_pas_sur_se_dit_a_confirmer(client):
    vu = organisme(await plan(client, "67000", statut_pro="independant", **ENFANT), "pmi")

    assert vu["competent"]["doute"]
    assert vu["nom_ici"] == "PMI : Collectivité européenne d'Alsace (à confirmer)"


async def test_un_organisme_sans_territoire_reste_comme_il_est(client):
    vu = organisme(await plan(client, "67000"), "mairie")

    assert (vu["nom_ici"], vu["competent"]) == ("Mairie", None)


async def test_dans_l_agriculture_c_est_la_msa_d_ici(client):
    vu = await plan(client, "67000", regime_agricole="oui", **ENFANT)

    assert organisme(vu, "msa")["competent"]["nom"] == "MSA Alsace"
    assert not [o for e in vu["etapes"] for o in e["organismes"] if o["id"] in ("caf", "cpam")]


async def test_outre_mer_l_agriculture_garde_la_caf_et_la_caisse_generale(client):
    """There is no MSA overseas: the general funds do its work, and the family stays with the Caf."""
    vu = await plan(client, "97400", regime_agricole="oui", **ENFANT)

    assert organisme(vu, "caf")["competent"]["nom"] == "Caf de La Réunion"
    assert organisme(vu, "cpam")["competent"]["nom"] == "CGSS de La Réunion"
    assert not [o for e in vu["etapes"] for o in e["organismes"] if o["id"] == "msa"]


async def test_le_site_ou_le_dossier_est_traite_est_donne_aussi(client):
    vu = await plan(client, "63000", "retraite", regime_agricole="oui", age=64)
    sites = [
        o["competent"]["site_traitement"]["nom"]
        for e in vu["etapes"]
        for o in e["organismes"]
        if o["id"] == "msa" and o["competent"]["site_traitement"]
    ]

    assert sites and set(sites) == {"Le Puy-en-Velay"}
    assert organisme(vu, "msa")["competent"]["nom"] == "MSA Auvergne"


async def test_un_code_postal_de_deux_departements_fait_demander_la_commune(client):
    vu = await plan(client, PARTAGE)
    caf, territoire = organisme(vu, "caf"), vu["territoire"]

    assert (caf["nom_ici"], caf["competent"]["statut"]) == ("Caf", "demander_commune")
    assert set(caf["competent"]["possibles"]) == {"Caf de l'Ain", "Caf du Jura"}
    assert territoire["question"].startswith("Plusieurs communes ont ce code postal")
    assert [c["nom"] for c in territoire["communes"]] == ["Chancia", "Dortan", "Lavancia-Epercy"]

    for commune in territoire["communes"]:
        apres = await plan(client, commune["lieu"])
        assert organisme(apres, "caf")["competent"]["statut"] == "trouve"
        assert apres["territoire"]["question"] is None
        assert apres["territoire"]["saisie"] == f"{PARTAGE} {commune['nom']}"


async def test_un_departement_partage_fait_demander_le_code_postal_sans_deviner(client):
    vu = await plan(client, "59")
    cpam = organisme(vu, "cpam")

    assert cpam["nom_ici"] == "CPAM"
    assert len(cpam["competent"]["possibles"]) == 4
    assert "code postal" in vu["territoire"]["question"]
    assert vu["territoire"]["communes"] == []


async def test_une_carte_que_nous_n_avons_pas_ne_redemande_pas_la_commune(client):
    vu = await plan(client, "insee:59350")
    cpam = organisme(vu, "cpam")

    assert (cpam["competent"]["statut"], cpam["nom_ici"]) == ("a_preciser", "CPAM")
    assert "courriers" in cpam["competent"]["question"]
    assert vu["territoire"]["question"] is None


async def test_une_collectivite_a_part_est_dite_sans_nom_invente(client):
    vu = await plan(client, "97500")

    assert organisme(vu, "caf")["competent"] is None
    assert "propre organisation" in vu["territoire"]["note"]


@pytest.mark.parametrize(
    ("lieu", "code"), [("67999", "code_postal_inconnu"), ("75000 cedex", "code_cedex")]
)
async def test_un_code_postal_qui_n_existe_pas_est_dit_et_redemande(client, usager, lieu, code):
    corps = {"moments": ["naissance"], "lieu": lieu}
    sans_dossier = (await client.post(f"{API}/plan", json=corps)).json()["detail"][0]
    await usager.opens("naissance")
    await usager.knows(**ENFANT)
    await usager.call("PUT", "/lieu", {"lieu": "67000"})
    refus = await usager.call("PUT", "/lieu", {"lieu": lieu})

    assert (sans_dossier["champ"], sans_dossier["code"]) == ("lieu", code)
    assert (refus.status_code, refus.json()["detail"][0]["code"]) == (422, code)
    assert "commune" in refus.json()["detail"][0]["message"]
    garde = await usager.plan()
    assert organisme(garde, "caf")["nom_ici"] == "Caf du Bas-Rhin"
    assert {f["nom"] for f in garde["faits"]} == set(ENFANT)


async def test_la_commune_choisie_est_gardee_et_le_papier_la_nomme(usager):
    await usager.opens("naissance")
    await usager.knows(**ENFANT)
    usager.client.cookies[COOKIE] = "~".join((usager.id, usager.conversation, usager.jeton))
    page = {"accept": "text/html"}

    envoi = await usager.client.post("/plan/lieu", data={"lieu": PARTAGE}, headers=page)
    assert envoi.headers["location"] == "/plan#commune"
    demande = (await usager.client.get("/plan", headers=page)).text
    assert 'id="commune"' in demande and 'value="insee:01148"' in demande
    envoi = await usager.client.post("/plan/lieu", data={"lieu": "insee:01148"}, headers=page)
    assert envoi.headers["location"] == "/plan#lieu"
    choisie = (await usager.client.get("/plan", headers=page)).text
    assert 'value="01590 Dortan"' in choisie and 'id="commune"' not in choisie
    assert "Caf de l&#39;Ain" in choisie
    assert (await usager.call("GET", "/plan.pdf")).status_code == 200
    suite = (await usager.call("GET", "/suite")).json()["plan"]["prochaine"]
    assert all(o["competent"] for o in suite["organismes"] if o["id"] in ("caf", "cpam"))


async def test_les_bureaux_de_l_annuaire_sont_donnes_quand_il_est_importe(
    client, application, tmp_path, monkeypatch
):
    from api.parcours.content import Source
    from api.territoires.annuaire import Guichet

    annuaire = Annuaire(tmp_path / "annuaire.db")
    source = Source(titre="Annuaire", statut="V", vu_le="2026-11-20")
    guichet = Guichet(
        "c1", "caf", "67482", "Caf - Strasbourg", "18 rue de Berne", ("3230",), (), None, None
    )
    annuaire.write(source, [guichet], [])
    monkeypatch.setattr(application.state.territoires, "annuaire", annuaire)

    vu = organisme(await plan(client, "insee:67482"), "caf")
    assert [g["adresse"] for g in vu["competent"]["guichets"]] == ["18 rue de Berne"]
