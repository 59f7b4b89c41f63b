"""A person deletes: nothing is left of them, anywhere."""

from __future__ import annotations

import asyncio
import sqlite3
import time

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from api.conversations import tracker
from api.database import Base, create_engine
from tests.api.personne import API, Personne
from tests.conftest import TABLES_DU_PERSONNEL
from tests.escalations.bureau import CAF, Bureau
from tests.rendezvous.conftest import Guichet

pytestmark = pytest.mark.deux_bases

MARQUE = "Mirabelle"


async def make_tracker(url: str, *conversations: str, age: float = 0.0) -> None:
    """Rasa's own table, with what it writes of these conversations."""
    moteur = create_engine(url)
    async with moteur.begin() as connexion:
        await connexion.execute(
            text(
                "CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY, sender_id VARCHAR(255),"
                " type_name VARCHAR(255), timestamp FLOAT, intent_name VARCHAR(255),"
                " action_name VARCHAR(255), data TEXT)"
            )
        )
        for conversation in conversations:
            await connexion.execute(
                text(
                    "INSERT INTO events (id, sender_id, type_name, timestamp, data) SELECT"
                    " COALESCE(MAX(id), 0) + 1, :c, 'user', :t, :d FROM events"
                ),
                {"c": conversation, "t": time.time() - age, "d": f'{{"text": "{MARQUE}"}}'},
            )
    await moteur.dispose()


async def tracked(url: str) -> list[str]:
    """The conversations that Rasa's table still knows."""
    moteur = create_engine(url)
    async with moteur.begin() as connexion:
        lignes = await connexion.execute(text("SELECT sender_id FROM events ORDER BY id"))
        senders = [ligne[0] for ligne in lignes]
    await moteur.dispose()
    return senders


async def count_rows(base) -> dict[str, int]:
    """How many rows each table about people holds, whatever tables there are."""
    async with base.session() as session:
        return {
            table.name: (
                await session.execute(select(func.count()).select_from(table))
            ).scalar_one()
            for table in Base.metadata.sorted_tables
            if table.name not in TABLES_DU_PERSONNEL
        }


async def is_followed(usager: Personne) -> None:
    """Ask for a person; an agent takes it, writes, joins another, proposes a moment, calls."""
    demande = (await usager.call("POST", "/escalades", {})).json()["reference"]
    accord = {"champs": ["faits"]}
    assert (await usager.call("PUT", f"/escalades/{demande}/accord", accord)).status_code == 200
    bureau = Bureau(usager.client._transport.app, usager.client)
    assert (await bureau.takes(CAF, demande)).status_code == 200
    for chemin, corps in (("notes", {"texte": MARQUE}), ("conjointes", {"organisme": "cpam"})):
        reponse = await bureau.call(CAF, "POST", f"/demandes/{demande}/{chemin}", corps)
        assert reponse.status_code == 201, reponse.text
    await usager.call("PUT", f"/escalades/{demande}/contact", {"contact": MARQUE})
    guichet = Guichet(bureau.client._transport.app.state.database)
    await guichet.proposes(demande)
    async with guichet.agent(CAF) as cote:
        await cote.note_call(demande, "repondeur")
    async with guichet.usager() as cote:
        await cote.say_safe(usager.id, demande, "sur_place")


async def fills_everything(usager: Personne) -> None:
    """Leave something in every table."""
    await usager.opens("naissance")
    await usager.knows(nb_enfants=1)
    await usager.knows(nb_enfants=2)
    etape = (await usager.plan())["etapes"][0]["id"]
    await usager.call("PUT", f"/etapes/{etape}", {"faite": True})
    await usager.call("POST", "/liens")
    await is_followed(usager)
    await usager.call("PUT", "/droits/rsa", {"etat": "ne_demande_pas", "raison": "honte"})
    await usager.call("PUT", "/suivi", {})  # its consent too
    await usager.call("PUT", "/bilan", {"public": "rsa"})
    await usager.says(f"je m'appelle {MARQUE}")


async def test_effacer_ne_laisse_aucune_ligne_dans_aucune_table(usager, client, base):
    voisin = await Personne.arrives(client)
    await fills_everything(voisin)
    avant = await count_rows(base)
    await fills_everything(usager)
    plein = await count_rows(base)
    assert all(plein[table] > 0 for table in plein), "a table that no test fills: fill it above"

    assert (await usager.call("DELETE", "")).status_code == 204
    apres = await count_rows(base)
    ouverture = {"dossiers": 1, "conversations": 1, "jetons": 1, "messages": 1}
    assert apres == {t: n - ouverture.get(t, 0) for t, n in avant.items()}
    assert (await voisin.dossier())["faits"]["nb_enfants"]["valeur"] == 2


async def test_apres_l_effacement_plus_aucune_cle_n_ouvre(usager, client):
    lien = (await usager.call("POST", "/liens")).json()["url"].rsplit("/", 1)[1]
    billet = (await usager.call("POST", "/billet")).json()["billet"]
    await usager.call("DELETE", "")

    assert (await usager.call("GET", "")).status_code == 404
    assert (await client.post(f"{API}/liens/echange", json={"lien": lien})).status_code == 404
    for chemin in (f"/dossiers/{usager.id}/plan", f"/conversations/{usager.conversation}/messages"):
        reponse = await client.get(API + chemin, params={"billet": billet})
        assert reponse.status_code == 404
    assert (await usager.sends({"texte": "bonjour"})).status_code == 404


async def test_le_bouton_tout_effacer_efface_comme_la_route(usager, base):
    await fills_everything(usager)
    await usager.sends({"choix": {"acte": "effacer_maintenant"}})

    assert set((await count_rows(base)).values()) == {0}


async def test_effacer_fait_aussi_oublier_le_moteur_de_dialogue(usager, client, settings):
    voisin = await Personne.arrives(client)
    await make_tracker(settings.tracker_url, usager.conversation, voisin.conversation)
    await usager.call("DELETE", "")

    assert await tracked(settings.tracker_url) == [voisin.conversation]


async def test_effacer_pendant_que_le_moteur_repond_ne_laisse_rien_non_plus(
    usager, client, rasa, settings, base
):
    porte = asyncio.Event()
    rasa.waits(porte)
    await usager.writes(f"je m'appelle {MARQUE}")
    while not rasa.recus:
        await asyncio.sleep(0.01)
    assert (await usager.call("DELETE", "")).status_code == 204
    # The engine ends its turn after the deletion, and writes it down.
    await make_tracker(settings.tracker_url, usager.conversation)
    porte.set()

    async with asyncio.timeout(5):
        while await tracked(settings.tracker_url):
            await asyncio.sleep(0.02)
    assert set((await count_rows(base)).values()) == {0}


@pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
async def test_si_le_moteur_ne_peut_pas_oublier_rien_n_est_efface_et_on_peut_recommencer(
    usager, settings, monkeypatch
):
    await make_tracker(settings.tracker_url, usager.conversation)

    async def busy(*_, **__):
        verrou = sqlite3.OperationalError("database is locked")
        raise OperationalError("DELETE", {}, verrou)

    with monkeypatch.context() as panne:
        panne.setattr(tracker, "_execute", busy)
        assert (await usager.call("DELETE", "")).status_code == 503
    assert (await usager.call("GET", "")).status_code == 200
    assert (await usager.call("DELETE", "")).status_code == 204
    assert await tracked(settings.tracker_url) == []


async def test_un_oubli_impossible_n_est_jamais_pris_pour_un_oubli_fait(tmp_path):
    """A refusal of the base names the table too: only its absence is harmless."""
    url = f"sqlite:///{tmp_path / 'rasa.db'}"
    with sqlite3.connect(tmp_path / "rasa.db") as rasa_db:
        rasa_db.execute("CREATE VIEW events AS SELECT 'une-conversation' AS sender_id")

    with pytest.raises(OperationalError):
        await tracker.forget(url, ["une-conversation"])


async def test_avant_le_premier_message_le_moteur_n_a_rien_a_oublier(url_base):
    assert await tracker.forget(url_base, ["une-conversation"]) == 0
    assert await tracker.forget(url_base, []) == 0
