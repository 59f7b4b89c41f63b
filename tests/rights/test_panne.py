"""Bad figures, and OpenFisca failing or slow: the plan comes, the panel says so, the log says why."""

from __future__ import annotations

import logging
import sys
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.rights.catalogue import Catalogue
from api.rights.openfisca.processus import Calculateur
from api.rights.service import DroitsService
from api.settings import Settings
from tests.api.personne import Personne
from tests.conftest import open_client
from tests.rights.openfisca.atelier_factice import PREUVES
from tests.rights.test_routes import FAITS, by_id

FACTICE = (sys.executable, "-m", "tests.rights.openfisca.atelier_factice")


@pytest.fixture
async def calculateur(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Calculateur]:
    """A process that answers a hundred euros for everything, hangs or breaks by the rent."""
    monkeypatch.setenv("VARIABLES", " ".join(catalogue.variables()))
    calculateur = Calculateur(delai=1.0, patience=30.0, commande=FACTICE)
    yield calculateur
    await calculateur.aclose()


@pytest.fixture
async def client(
    make_application: Callable[[Settings], FastAPI],
    settings: Settings,
    catalogue: Catalogue,
    calculateur: Calculateur,
) -> AsyncIterator[httpx.AsyncClient]:
    app = make_application(settings)
    app.state.droits = DroitsService(app.state.parcours, calculateur, catalogue, delai=35.0)
    async with app.router.lifespan_context(app), open_client(app) as client:
        yield client


async def rights(usager: Personne) -> dict[str, Any]:
    reponse = await usager.call("GET", "/droits")
    assert reponse.status_code == 200, reponse.text
    return dict(reponse.json())


@pytest.mark.parametrize("panne", ["lent", "plante", "confus", "erreur"])
async def test_openfisca_en_panne_ou_lent_l_estimation_est_indisponible_puis_revient(
    panne: str, client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    usager = await Personne.arrives(client)
    await usager.opens("bilan_droits")
    await usager.knows(**{**FAITS, "loyer": PREUVES[panne]})
    with caplog.at_level(logging.WARNING):
        indisponible = await rights(usager)
    assert not indisponible["disponible"]
    assert indisponible["message"]
    assert (indisponible["total"], indisponible["effets"]) == (None, [])
    assert by_id(indisponible)["prime_activite"]["statut"] == "indisponible"
    assert (await usager.plan())["etapes"]
    causes = [r.getMessage() for r in caplog.records if r.name.startswith("jalons.")]
    assert causes
    assert not any(str(FAITS[nom]) in c for c in causes for nom in ("salaire_net", "statut_pro"))

    await usager.knows(loyer=500)
    revenue = await rights(usager)
    assert revenue["disponible"]
    assert by_id(revenue)["prime_activite"]["montant"]["haut"] == 90  # 100 less the contribution


@pytest.mark.parametrize(
    ("avant", "absurde", "code"),
    [
        ({}, {"salaire_net": -300}, "nombre_trop_petit"),
        ({}, {"salaire_net": 900_000}, "nombre_trop_grand"),
        ({}, {"salaire_net": 25_000}, "montant_par_an"),
        ({}, {"loyer": -1}, "nombre_trop_petit"),
        ({"age": 20, "nb_enfants": 1}, {"age_enfant_1": 24}, "enfant_trop_age"),
    ],
)
async def test_un_chiffre_negatif_ou_absurde_est_refuse_et_le_plan_vient(
    avant: dict[str, Any], absurde: dict[str, Any], code: str, client: httpx.AsyncClient
) -> None:
    usager = await Personne.arrives(client)
    await usager.opens("bilan_droits")
    await usager.knows(**{n: v for n, v in (FAITS | avant).items() if n not in absurde})
    (refus,) = (await usager.knows(**absurde))["refuses"]
    assert refus["code"] == code
    assert (await rights(usager))["disponible"]
    assert (await usager.plan())["etapes"]
