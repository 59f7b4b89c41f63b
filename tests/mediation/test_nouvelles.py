"""What changed since the counsellor's last look: shown at their arrival, until they say so."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from sqlalchemy import update

from api.database import now
from api.escalations.models import Escalade
from tests.accounts.poste import installed, token
from tests.mediation.guichet import after, at_work, gesture, receives, words

pytestmark = pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)


@pytest.fixture
async def camille(application):
    return await installed(
        application, identifiant="camille", organismes=["caf"], departements=["france"]
    )


@pytest.fixture
async def maelle(application):
    return await at_work(application)


async def asks(poste, alias: str) -> str:
    """Somebody whose request has left for the Caf; its reference."""
    ecran = await receives(poste, alias=alias)
    await gesture(poste, ecran, "/moments", moment="naissance")
    page = await after(poste, await gesture(poste, ecran, "/appui", vers="caf", montrer="oui"))
    return re.search(r"JA-[A-Z0-9]{4}-[A-Z0-9]{3}", page)[0]


async def test_la_reponse_et_la_promesse_rompue_attendent_le_conseiller_a_son_arrivee(
    application, base, maelle, camille
):
    repondue, oubliee = await asks(maelle, "Amina"), await asks(maelle, "Rose")
    assert "Depuis votre dernière visite" not in words(await maelle.get("/bureau/accueil"))
    await camille.send(f"/bureau/demandes/{repondue}/prise", {}, depuis="/bureau")
    page = await camille.get(f"/bureau/demandes/{repondue}")
    reponse = await camille.client.post(
        f"/bureau/demandes/{repondue}/reponse",
        data={
            "jeton_formulaire": token(page),
            "reponse": "en_cours",
            "suite": "Nous regardons votre dossier.",
        },
    )
    assert reponse.status_code == 303, words(reponse)[:1500]
    async with base.session.begin() as session:
        await session.execute(
            update(Escalade)
            .where(Escalade.reference == oubliee)
            .values(promesse_avant=now() - dt.timedelta(minutes=2))
        )
    await application.state.garde.check_promises(now())

    assert "2 nouvelles depuis votre dernière visite" in words(await maelle.get("/bureau"))
    jour = words(await maelle.get("/bureau/accueil"))
    assert "réponse donnée" in jour
    assert "promesse rompue, sans réponse à l'heure dite" in jour
    vu = re.search(r'name="jusqua" value="([^"]+)"', jour)[1]
    page = await after(maelle, await maelle.send("/bureau/accueil/vu", {"jusqua": vu}))
    assert "Depuis votre dernière visite" not in page
    # A colleague has their own reading; another space has nothing to read.
    tom = await at_work(application, "tom")
    assert "Depuis votre dernière visite" in words(await tom.get("/bureau/accueil"))
    ailleurs = await at_work(application, "zoe", "France services d'Ailleurs")
    assert "Depuis votre dernière visite" not in words(await ailleurs.get("/bureau/accueil"))


async def test_une_demande_protegee_n_est_nommee_dans_aucune_nouvelle(
    application, base, maelle, camille
):
    reference = await asks(maelle, "Amina")
    async with base.session.begin() as session:
        await session.execute(
            update(Escalade)
            .where(Escalade.reference == reference)
            .values(promesse_avant=now() - dt.timedelta(minutes=2), restreinte=True)
        )
    assert await application.state.garde.check_promises(now()) == 1
    assert "Depuis votre dernière visite" not in words(await maelle.get("/bureau/accueil"))


async def test_la_responsable_voit_la_promesse_rompue_en_tete_de_sa_page(
    application, base, maelle, camille
):
    cheffe = await installed(
        application,
        identifiant="rose.caf",
        role="superviseur",
        organismes=["caf"],
        departements=["france"],
    )
    reference = await asks(maelle, "Amina")
    for page in ("/bureau", "/bureau/equipe"):
        assert "promesse rompue, sans réponse" not in words(await cheffe.get(page))
    async with base.session.begin() as session:
        await session.execute(
            update(Escalade)
            .where(Escalade.reference == reference)
            .values(promesse_avant=now() - dt.timedelta(minutes=2))
        )
    for page in ("/bureau", "/bureau/equipe"):
        lu = words(await cheffe.get(page))
        assert "1 promesse rompue, sans réponse" in lu
        assert f"r-{reference}" in lu
    assert "1 promesse rompue, sans réponse" not in words(await camille.get("/bureau"))
