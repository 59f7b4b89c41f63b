"""The territory routes, as another program meets them."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance
from starlette.exceptions import HTTPException

from api import errors
from api.languages.catalogues import Textes
from api.territoires.annuaire import Annuaire
from api.territoires.routes import router
from api.territoires.service import TerritoireService

COMMUNES = "/api/v1/territoires/communes"
ORGANISMES = "/api/v1/territoires/organismes"


@pytest.fixture(scope="module")
def app() -> FastAPI:
    """The territory routes alone: they need no database."""
    app = FastAPI(responses=errors.REPONSES)
    app.state.textes = Textes("fr")
    app.state.territoires = TerritoireService(annuaire=Annuaire(Path("absent.db")))
    for erreur, conteur in errors.REFUS.items():
        app.add_exception_handler(erreur, conteur)
    app.add_exception_handler(HTTPException, errors.tell_address)
    app.add_exception_handler(RequestValidationError, errors.tell_malformed)
    app.include_router(router, prefix="/api/v1")
    return app


@pytest.fixture
async def get(app):
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://jalons.test") as client:

        async def get(adresse: str, **parametres: str) -> httpx.Response:
            return await client.get(adresse, params=parametres)

        yield get


async def test_les_communes_d_un_code_postal(get):
    lues = (await get(COMMUNES, code_postal="48000")).json()
    assert "Mende" in {c["nom"] for c in lues}
    mende = next(c for c in lues if c["nom"] == "Mende")
    assert mende["lieu"] == "insee:48095" and mende["nom_departement"] == "Lozère"


async def test_les_communes_d_un_nom(get):
    lues = (await get(COMMUNES, nom="saint etienne")).json()
    assert lues[0]["nom"] == "Saint-Étienne" and len(lues) <= 10


@pytest.mark.parametrize(
    ("parametres", "statut", "champ", "code"),
    [
        ({}, 422, "code_postal", "code_postal_ou_nom"),
        ({"code_postal": "48000", "nom": "Mende"}, 422, "code_postal", "code_postal_ou_nom"),
        ({"code_postal": "4800"}, 422, "code_postal", "lieu_invalide"),
        ({"code_postal": "99999"}, 404, "code_postal", "code_postal_inconnu"),
        ({"code_postal": "98000"}, 404, "code_postal", "lieu_monaco"),
        ({"nom": "Xyzzyville"}, 404, "nom", "commune_inconnue"),
        ({"nom": ""}, 404, "nom", "commune_inconnue"),
        ({"nom": "a" * 300}, 422, "nom", "champ_invalide"),
    ],
)
async def test_une_commune_introuvable_est_refusee_en_mots_simples(
    get, parametres, statut, champ, code
):
    reponse = await get(COMMUNES, **parametres)
    (ligne,) = reponse.json()["detail"]
    assert (reponse.status_code, ligne["champ"], ligne["code"]) == (statut, champ, code)
    assert ligne["message"].endswith((".", "!", "?"))


async def test_l_organisme_et_le_site_de_traitement_sont_donnes_tous_les_deux(get):
    lue = (await get(ORGANISMES, lieu="63000", organisme="retraite", agricole="true")).json()
    assert lue["nom"] == "MSA Auvergne"
    assert lue["site_traitement"]["nom"] == "Le Puy-en-Velay"
    assert lue["doute"] and lue["sources"][0]["titre"]


async def test_quand_la_commune_manque_la_question_et_les_choix_sont_donnes(get):
    lue = (await get(ORGANISMES, lieu="01200", organisme="caf")).json()
    assert lue["statut"] == "demander_commune" and lue["question"].endswith("?")
    choix = next(c["lieu"] for c in lue["communes"] if c["nom"] == "Éloise")
    suite = (await get(ORGANISMES, lieu=choix, organisme="caf")).json()
    assert (suite["statut"], suite["nom"]) == ("trouve", "Caf de la Haute-Savoie")


@pytest.mark.parametrize(
    ("parametres", "statut", "champ", "code"),
    [
        ({"lieu": "48000"}, 422, "organisme", "champ_manquant"),
        ({"organisme": "caf"}, 422, "lieu", "champ_manquant"),
        ({"lieu": "48000", "organisme": "banque"}, 422, "organisme", "organisme_inconnu"),
        ({"lieu": "", "organisme": "caf"}, 422, "lieu", "lieu_vide"),
        ({"lieu": "99999", "organisme": "caf"}, 404, "lieu", "code_postal_inconnu"),
        ({"lieu": "59033 cedex", "organisme": "caf"}, 404, "lieu", "code_cedex"),
        ({"lieu": "97500", "organisme": "caf"}, 404, "lieu", "collectivite_a_part"),
        ({"lieu": "48000", "organisme": "caf", "agricole": "x"}, 422, "agricole", "champ_invalide"),
    ],
)
async def test_un_refus_dit_le_champ_et_comment_faire(get, parametres, statut, champ, code):
    reponse = await get(ORGANISMES, **parametres)
    (ligne,) = reponse.json()["detail"]
    assert (reponse.status_code, ligne["champ"], ligne["code"]) == (statut, champ, code)
    assert "{" not in ligne["message"]


async def test_une_faute_de_frappe_propose_des_noms(get):
    (ligne,) = (await get(ORGANISMES, lieu="Montpelier", organisme="caf")).json()["detail"]
    assert "Montpellier" in ligne["connus"]


@pytest.fixture(scope="module")
def schema(app):
    return schemathesis.openapi.from_asgi("/openapi.json", app)


publie = schemathesis.pytest.from_fixture("schema")


@publie.parametrize()
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_aucune_demande_ne_fait_tomber_les_territoires(case):
    case.call_and_validate(checks=(not_a_server_error, response_schema_conformance))


async def test_l_application_entiere_repond_aussi(client: httpx.AsyncClient):
    reponse = await client.get(ORGANISMES, params={"lieu": "48000", "organisme": "caf"})
    assert reponse.json()["nom"] == "CCSS de la Lozère"
    chemins = (await client.get("/openapi.json")).json()["paths"]
    for chemin in (COMMUNES, ORGANISMES):
        assert chemins[chemin]["get"]["summary"] and chemins[chemin]["get"]["tags"]
