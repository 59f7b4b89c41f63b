"""The published contract, and what the stateless routes do with anything at all."""

from __future__ import annotations

import shutil
from pathlib import Path

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance

from api import app as programme
from api import composition
from api.languages.catalogues import Textes
from api.parcours.service import ParcoursService
from api.settings import Settings
from tests.api.personne import API
from tests.calcul_factice import CalculAbsent

SANS_ETAT = ("/moments", "/faits", "/faits/{nom}", "/plan", "/question", "/droits")


@pytest.fixture(scope="module")
def schema(
    parcours: ParcoursService,
    textes: Textes,
    modele_sqlite: Path,
    tmp_path_factory: pytest.TempPathFactory,
):
    """The application's own description, and the application behind it."""
    fichier = shutil.copy(modele_sqlite, tmp_path_factory.mktemp("openapi"))
    with pytest.MonkeyPatch.context() as contenu:
        contenu.setattr(composition, "ParcoursService", lambda: parcours)
        contenu.setattr(composition, "Textes", lambda _: textes)
        settings = Settings(database_url=f"sqlite:///{fichier}")
        app = programme.create_app(settings, calculateur=CalculAbsent())
    return schemathesis.openapi.from_asgi("/openapi.json", app)


publie = schemathesis.pytest.from_fixture("schema")


@publie.include(path=[API + chemin for chemin in SANS_ETAT]).parametrize()
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_aucune_demande_ne_fait_tomber_les_routes_sans_etat(case):
    case.call_and_validate(checks=(not_a_server_error, response_schema_conformance))


def test_toutes_les_routes_annoncees_sont_decrites(schema):
    chemins = schema.raw_schema["paths"]
    attendus = {
        *SANS_ETAT,
        "/dossiers",
        "/dossiers/{dossier_id}",
        "/dossiers/{dossier_id}/moments",
        "/dossiers/{dossier_id}/lieu",
        "/dossiers/{dossier_id}/faits",
        "/dossiers/{dossier_id}/faits/{nom}",
        "/dossiers/{dossier_id}/faits/dernier",
        "/dossiers/{dossier_id}/suite",
        "/dossiers/{dossier_id}/plan",
        "/dossiers/{dossier_id}/droits",
        "/dossiers/{dossier_id}/etapes/{etape}",
        "/dossiers/{dossier_id}/billet",
        "/dossiers/{dossier_id}/liens",
        "/liens/echange",
        "/dossiers/{dossier_id}/escalades",
        "/conversations/{conversation_id}/messages",
        "/conversations/{conversation_id}/flux",
        "/sante",
    }
    assert {API + c for c in attendus} <= set(chemins)
    for chemin in attendus:
        for methode, description in chemins[API + chemin].items():
            assert description["summary"], (methode, chemin)
            assert description["tags"], (methode, chemin)


@pytest.mark.parametrize(
    "corps",
    [
        {"moments": ["naissance"], "le": "0001-01-01"},
        {"moments": ["naissance"], "le": "9999-12-31"},
        {"moments": ["naissance"], "le": "9999-12-31", "faits": {"date_prevue": "9999-12-31"}},
        {"moments": ["deces"], "faits": {"date_deces": {"il_y_a": "999999999 ans"}}},
        {"moments": ["deces"], "faits": {"date_deces": {"il_y_a": "1 mois; rm -rf"}}},
        {"moments": ["naissance"], "faits": {"nb_enfants": {"min": 5, "max": 1}}},
        {"moments": ["naissance"], "faits": {"nb_enfants": {}}},
        {"moments": ["naissance"], "faits": {"nb_enfants": 10**400}},
        {"moments": ["naissance"], "faits": {"nb_enfants": "1e999"}},
        {"moments": ["naissance"], "faits": {"evenement_naissance": ["grossesse"]}},
        {"moments": ["naissance"], "faits": {"evenement_naissance": {"a": 1}}},
        {"moments": ["deces"], "faits": {"patrimoine": [["immeuble"], {}, None]}},
        {"moments": ["deces"] * 1000},
        {"moments": ["deces"], "lieu": "97" * 1000},
    ],
    ids=lambda c: str(c)[12:60],
)
async def test_une_demande_extreme_recoit_une_reponse_ou_un_refus(schema, corps):
    transport = httpx.ASGITransport(app=schema.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://jalons.test") as client:
        for route in ("/plan", "/question"):
            reponse = await client.post(API + route, json=corps)
            assert reponse.status_code in (200, 422), reponse.text
