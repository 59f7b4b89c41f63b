"""The rights API, on both databases: any situation, and a dossier."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.rights.catalogue import Catalogue
from api.rights.service import DroitsService
from api.settings import Settings
from tests.api.personne import API, Personne
from tests.calcul_factice import CalculFactice
from tests.conftest import open_client

FAITS: dict[str, Any] = {
    "ressources": "faibles",
    "statut_pro": "salarie_prive",
    "salaire_net": 1100,
    "en_couple": "non",
    "nb_enfants": 0,
    "age": 35,
    "logement": "location",
    "loyer": 600,
}
FORMULES = {"ppa": lambda f: 241.97, "aide_logement": lambda f: f.logement.loyer / 2}


@pytest.fixture
def application(
    make_application: Callable[[Settings], FastAPI], settings: Settings, catalogue: Catalogue
) -> FastAPI:
    """The application, with formulas in place of OpenFisca."""
    app = make_application(settings)
    calculateur = CalculFactice(catalogue, FORMULES)
    app.state.droits = DroitsService(app.state.parcours, calculateur, catalogue)
    return app


@pytest.fixture
async def client(application: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with application.router.lifespan_context(application), open_client(application) as client:
        yield client


async def estimate(client: httpx.AsyncClient, faits: dict[str, Any], **autres: Any) -> Any:
    corps = {"moments": ["bilan_droits"], "faits": faits, "le": "2026-11-23", **autres}
    return await client.post(f"{API}/droits", json=corps)


def by_id(reponse: dict[str, Any]) -> dict[str, Any]:
    return {d["id"]: d for d in reponse["droits"]}


async def test_une_situation_donne_ses_droits_et_tout_ce_qui_les_explique(
    client: httpx.AsyncClient,
) -> None:
    reponse = (await estimate(client, FAITS, lieu="76100")).json()
    prime = by_id(reponse)["prime_activite"]
    assert prime["statut"] == "probable"
    assert prime["montant"]["texte"] == "environ 240 € par mois"
    assert {f["fait"] for f in prime["pourquoi"]} >= {"salaire_net", "en_couple"}
    assert prime["organisme"]["id"] == "caf"
    assert prime["sources"][0]["vu_le"] == "2026-07-23"
    assert [e["id"] for e in prime["etapes"]] == ["bil_prime_activite"]
    assert all(e["dans_le_plan"] for e in prime["etapes"])
    assert prime["ouvrirait"]
    assert prime["change"]
    assert "23 novembre 2026" in reponse["mention"]
    assert reponse["total"]["texte"] == "environ 540 € par mois"
    assert reponse["total"]["droits"] == ["aide_logement", "prime_activite"]
    assert (reponse["silence"], reponse["disponible"], reponse["message"]) == (False, True, None)


async def test_ce_qui_manque_se_demande_avec_ou_le_trouver(client: httpx.AsyncClient) -> None:
    faits = {n: v for n, v in FAITS.items() if n != "loyer"}
    reponse = (await estimate(client, faits)).json()
    (loyer,) = [q for q in reponse["questions"] if q["fait"] == "loyer"]
    assert "quittance" in loyer["ou_trouver"]
    aide = by_id(reponse)["aide_logement"]
    assert "loyer" in [d["fait"] for d in aide["depend_de"]]
    assert aide["montant"]["texte"].startswith("de ")


async def test_une_garde_ne_laisse_voir_aucun_droit(client: httpx.AsyncClient) -> None:
    reponse = (
        await estimate(client, {"en_securite": "non", "nb_enfants": 2}, moments=["separation"])
    ).json()
    assert reponse["silence"]
    assert (reponse["droits"], reponse["total"], reponse["questions"]) == ([], None, [])
    assert reponse["message"]


@pytest.mark.parametrize(
    ("faits", "champ", "code"),
    [
        ({"salaire_net": -5}, "faits.salaire_net", "nombre_trop_petit"),
        ({"salaire_net": 24000}, "faits.salaire_net", "montant_par_an"),
        ({"age": 20, "age_enfant_1": 24}, "faits.age_enfant_1", "enfant_trop_age"),
        ({"pointure": 42}, "faits.pointure", "fait_inconnu"),
    ],
)
async def test_un_chiffre_absurde_est_refuse_simplement(
    client: httpx.AsyncClient, faits: dict[str, Any], champ: str, code: str
) -> None:
    reponse = await estimate(client, faits)
    assert reponse.status_code == 422
    (ligne,) = reponse.json()["detail"]
    assert (ligne["champ"], ligne["code"]) == (champ, code)
    assert ligne["message"]


async def test_un_moment_ou_un_lieu_inconnu_est_refuse(client: httpx.AsyncClient) -> None:
    assert (await estimate(client, {}, moments=["lune"])).status_code == 422
    assert (await estimate(client, {}, lieu="ici")).status_code == 422


async def test_les_droits_d_un_dossier_suivent_ses_faits(client: httpx.AsyncClient) -> None:
    usager = await Personne.arrives(client)
    await usager.opens("bilan_droits")
    vide = (await usager.call("GET", "/droits")).json()
    assert (vide["droits"], vide["total"]) == ([], None)
    await usager.knows(**FAITS)
    reponse = (await usager.call("GET", "/droits")).json()
    assert by_id(reponse)["prime_activite"]["montant"]["bas"] == 240


async def test_un_chiffre_refuse_ne_perd_rien_de_ce_qui_est_dit(client: httpx.AsyncClient) -> None:
    usager = await Personne.arrives(client)
    await usager.opens("bilan_droits")
    resultat = await usager.knows(statut_pro="salarie_prive", salaire_net=1867)
    assert [n["nom"] for n in resultat["notes"]] == ["statut_pro"]
    (refus,) = resultat["refuses"]
    assert refus["code"] == "montant_brut"
    assert "net à payer" in refus["message"]


async def test_les_droits_d_un_dossier_ne_se_lisent_qu_avec_sa_clef(
    client: httpx.AsyncClient,
) -> None:
    usager = await Personne.arrives(client)
    assert (await client.get(f"{API}/dossiers/{usager.id}/droits")).status_code == 404


async def test_sans_openfisca_le_plan_vient_et_les_droits_le_disent(
    make_application: Callable[[Settings], FastAPI], settings: Settings
) -> None:
    app = make_application(settings)  # its calculator never answers
    async with app.router.lifespan_context(app), open_client(app) as client:
        usager = await Personne.arrives(client)
        await usager.opens("bilan_droits")
        await usager.knows(**FAITS)
        reponse = (await usager.call("GET", "/droits")).json()
        assert not reponse["disponible"]
        assert reponse["message"]
        assert by_id(reponse)["prime_activite"]["statut"] == "indisponible"
        assert by_id(reponse)["prime_activite"]["etapes"]
        assert (await usager.plan())["etapes"]
