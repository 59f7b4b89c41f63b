"""A person in the middle of a rights review."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update

from api.bilan.models import Suivi
from tests.api.personne import Personne

DITS = {
    "ressources": "tres_faibles",
    "aides_recues": [],
    "nb_enfants": 0,
    "statut_pro": "retraite",
    "age": 70,
    "logement": "location",
    "difficultes_argent": ["energie"],
    "situations_bilan": ["handicap", "renonce_soins"],
    "sejour": "titre_regulier",
}
SENSIBLES = ("difficultes_argent", "situations_bilan", "sejour")


@pytest.fixture
async def usager(client) -> Personne:
    return await Personne.arrives(client)


@pytest.fixture
async def bilan(usager) -> Personne:
    """Everything was said: the plan is settled."""
    await usager.opens("bilan_droits")
    notes = await usager.knows(**DITS)
    assert not notes["refuses"], notes
    return usager


@pytest.fixture
async def version(usager) -> str:
    """The wording of the consent presented today."""
    accords = (await usager.call("GET", "/accords")).json()
    return next(r["version"] for r in accords["a_presenter"] if r["objet"] == "fiche_service")


async def consents(usager: Personne, version: str, **choix: list[str]) -> None:
    corps = {"objet": "fiche_service", "version": version, **choix}
    reponse = await usager.call("POST", "/accords", corps)
    assert reponse.status_code == 201, reponse.text


async def reads_sheet(usager: Personne, exemplaire: str = "usager", requete: str = "") -> dict:
    reponse = await usager.call("GET", f"/fiche?exemplaire={exemplaire}{requete}")
    assert reponse.status_code == 200, reponse.text
    return dict(reponse.json())


async def three_months_later(base, usager: Personne) -> None:
    """As if the day of the follow-up had come."""
    async with base.session.begin() as session:
        await session.execute(
            update(Suivi)
            .where(Suivi.dossier_id == usager.id)
            .values(pour_le=dt.date.today() - dt.timedelta(days=1))
        )
