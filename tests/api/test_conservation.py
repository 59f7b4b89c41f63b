"""How long things are kept: what is past its time goes, what is in use stays."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, update

from api.cli import operate
from api.database import Base, now
from api.dossiers.models import Dossier
from api.settings import RACINE, Retention
from tests.api.personne import API, Personne
from tests.api.test_effacement import make_tracker, tracked

pytestmark = pytest.mark.deux_bases


async def unseen_for(base, usager: Personne, jours: float) -> None:
    """As if the person had not come for so many days."""
    async with base.session.begin() as session:
        await session.execute(
            update(Dossier)
            .where(Dossier.id == usager.id)
            .values(vu_le=now() - dt.timedelta(days=jours))
        )


async def left(base) -> set[str]:
    async with base.session() as session:
        return set((await session.execute(select(Dossier.id))).scalars())


async def last_seen(base, usager: Personne) -> dt.datetime:
    async with base.session() as session:
        requete = select(Dossier.vu_le).where(Dossier.id == usager.id)
        return (await session.execute(requete)).scalar_one()


@pytest.fixture
def purge(settings, parcours, monkeypatch):
    monkeypatch.setattr(operate, "ParcoursService", lambda: parcours)

    async def purge_now(**durees: int) -> None:
        reglages = settings.model_copy(update={"retention": Retention(**durees)})
        await operate._purge(reglages)

    return purge_now


async def test_un_dossier_inactif_est_efface_apres_sa_duree_et_pas_avant(client, base, purge):
    ancien, recent = await Personne.arrives(client), await Personne.arrives(client)
    for usager, jours in ((ancien, 366), (recent, 364)):
        await usager.knows(nb_enfants=1)
        await unseen_for(base, usager, jours)
    await purge()

    assert await left(base) == {recent.id}


async def test_une_conversation_abandonnee_sans_rien_dire_est_effacee_bien_plus_tot(
    client, base, purge
):
    abandonnee, a_repondu, vient_d_ouvrir = [await Personne.arrives(client) for _ in range(3)]
    await a_repondu.knows(nb_enfants=1)
    for usager in (abandonnee, a_repondu):
        await unseen_for(base, usager, 31)
    await unseen_for(base, vient_d_ouvrir, 29)
    await purge()

    assert await left(base) == {a_repondu.id, vient_d_ouvrir.id}


async def test_ecrire_suffit_a_ne_pas_etre_oublie(usager, base, purge):
    await unseen_for(base, usager, 400)
    await usager.says("je suis toujours là")
    await purge()

    assert await left(base) == {usager.id}


async def test_revenir_par_son_lien_suffit_a_ne_pas_etre_oublie(usager, client, base, purge):
    lien = (await usager.call("POST", "/liens")).json()["url"].rsplit("/", 1)[1]
    await unseen_for(base, usager, 400)
    await client.post(f"{API}/liens/echange", json={"lien": lien})
    await purge()

    assert await left(base) == {usager.id}


async def test_regarder_sans_rien_changer_ne_fausse_pas_la_date_de_la_derniere_visite(usager, base):
    avant = await last_seen(base, usager)
    await usager.says("bonjour")

    assert await last_seen(base, usager) > avant


async def test_le_moteur_oublie_les_vieux_dialogues_et_ceux_des_dossiers_effaces(
    client, base, purge, settings, capsys
):
    efface, garde = await Personne.arrives(client), await Personne.arrives(client)
    await unseen_for(base, efface, 31)
    await make_tracker(settings.tracker_url, efface.conversation, garde.conversation)
    await make_tracker(settings.tracker_url, garde.conversation, age=31 * 86400.0)
    await purge()

    assert await tracked(settings.tracker_url) == [garde.conversation]
    assert capsys.readouterr().out == "1 dossiers and 2 dialogue events deleted\n"


async def test_les_durees_se_reglent_en_un_seul_endroit(client, base, purge, monkeypatch):
    usager = await Personne.arrives(client)
    await usager.knows(nb_enfants=1)
    await unseen_for(base, usager, 10)
    await purge(dossier_inactif=9)
    assert await left(base) == set()

    monkeypatch.setenv("JALONS_CONSERVATION_DOSSIER_INACTIF", "7")
    assert Retention().dossier_inactif == 7


def test_la_page_sur_la_vie_privee_dit_les_durees_reglees():
    page = (RACINE / "docs" / "privacy.md").read_text(encoding="utf-8")

    for nom, duree in Retention().model_dump().items():
        unite = "minutes" if nom == "dossier_protege" else "days"
        lignes = [ligne for ligne in page.splitlines() if f"`{nom}`" in ligne]
        assert any(f"{duree} {unite}" in ligne for ligne in lignes), nom


def test_la_page_sur_la_vie_privee_parle_de_chaque_table():
    page = (RACINE / "docs" / "privacy.md").read_text(encoding="utf-8")

    assert [t.name for t in Base.metadata.sorted_tables if f"`{t.name}`" not in page] == []
