"""Violence was said: what is still kept, where, and for how long. On both databases."""

from __future__ import annotations

import asyncio
import datetime as dt
import json

import pytest
from sqlalchemy import select, text, update

from api.conversations.models import Message
from api.conversations.oubli import Oubli
from api.database import create_engine, now
from api.dossiers.models import Dossier, FaitDit, Jeton
from api.settings import Retention
from tests.api.personne import API, Personne, acts
from tests.api.test_effacement import count_rows, make_tracker, tracked
from tests.conftest import open_client

pytestmark = pytest.mark.deux_bases

MOTS = "il a pris mon téléphone, j'ai peur"
URGENCE = {"acte": "urgence", "params": {"signal": "violence_immediate"}}


async def conservation(base, usager: Personne) -> str:
    async with base.session() as session:
        requete = select(Dossier.conservation).where(Dossier.id == usager.id)
        return (await session.execute(requete)).scalar_one()


async def written(base, usager: Personne) -> list[tuple[str | None, object]]:
    """What is left of what the person wrote and pressed."""
    async with base.session() as session:
        requete = (
            select(Message.texte, Message.choix)
            .where(Message.conversation_id == usager.conversation, Message.auteur == "usager")
            .order_by(Message.seq)
        )
        return [tuple(ligne) for ligne in (await session.execute(requete)).all()]


async def erased(base, usager: Personne) -> None:
    """Wait until nothing is left of what they wrote: the answer shows a moment before."""
    async with asyncio.timeout(5):
        while any(ligne != (None, None) for ligne in await written(base, usager)):
            await asyncio.sleep(0.02)


async def alone_for(base, usager: Personne, **duree: float) -> None:
    async with base.session.begin() as session:
        await session.execute(
            update(Dossier)
            .where(Dossier.id == usager.id)
            .values(vu_le=now() - dt.timedelta(**duree))
        )


async def exists(usager: Personne) -> bool:
    return (await usager.call("GET", "")).status_code == 200


@pytest.fixture
async def en_danger(usager) -> Personne:
    """Someone who has opened the protecting moment and answered once."""
    await usager.opens("violences")
    await usager.knows(danger_immediat="non")
    return usager


@pytest.fixture
def oubli(application) -> Oubli:
    return application.state.oubli


# When nothing is kept ---------------------------------------------------------------------------


async def test_ouvrir_le_moment_qui_protege_suffit(usager, base):
    assert await conservation(base, usager) == "ordinaire"
    await usager.opens("violences")
    assert await conservation(base, usager) == "ephemere"


@pytest.mark.parametrize("reponse", ["non", "ne_sait_pas", "prefere_pas"])
async def test_ne_pas_se_dire_en_securite_dans_une_separation_suffit(usager, base, reponse):
    await usager.opens("separation")
    await usager.knows(en_securite=reponse)
    assert await conservation(base, usager) == "ephemere"


async def test_se_dire_en_securite_ne_change_rien_pour_une_separation_ordinaire(usager, base):
    await usager.opens("separation")
    await usager.knows(en_securite="oui", nb_enfants=1)
    assert await conservation(base, usager) == "ordinaire"


async def test_une_reponse_d_urgence_suffit_meme_sans_moment_ouvert(usager, base, rasa):
    rasa.says(URGENCE)
    await usager.says("il me frappe")
    await erased(base, usager)
    assert await conservation(base, usager) == "ephemere"


async def test_une_autre_urgence_ne_change_rien(usager, base, rasa):
    rasa.says({"acte": "urgence", "params": {"signal": "urgence_medicale"}})
    await usager.says("je saigne beaucoup")
    assert await conservation(base, usager) == "ordinaire"


async def test_se_raviser_ne_fait_pas_garder_ce_qui_a_ete_dit(usager, base, rasa):
    """Whoever takes the phone and presses « Oui » must not make it an ordinary dossier."""
    rasa.says("retour")
    await usager.opens("separation")
    await usager.knows(en_securite="non")
    await usager.knows(en_securite="oui")
    await usager.says("tout va bien")
    await erased(base, usager)

    assert await conservation(base, usager) == "ephemere"
    async with base.session() as session:
        requete = select(FaitDit.valeur).where(FaitDit.dossier_id == usager.id)
        assert (await session.execute(requete)).scalars().all() == ["oui"]


# Words ------------------------------------------------------------------------------------------


async def test_les_mots_sont_effaces_des_que_la_reponse_est_donnee(en_danger, base):
    await en_danger.says(MOTS)
    await erased(base, en_danger)


async def test_ce_qui_a_ete_ecrit_avant_de_le_dire_est_efface_aussi(usager, base, rasa):
    await usager.says("je veux partir de chez moi")
    assert await written(base, usager) == [("je veux partir de chez moi", None)]
    rasa.says(URGENCE)
    await usager.says("il me frappe")
    await erased(base, usager)


async def test_un_message_est_garde_tant_qu_il_n_a_pas_sa_reponse(en_danger, base, rasa):
    """Stored before it is processed: a cut must not lose a call for help."""
    porte = asyncio.Event()
    rasa.waits(porte)
    await en_danger.writes(MOTS)
    assert (MOTS, None) in await written(base, en_danger)
    porte.set()
    await erased(base, en_danger)


async def test_un_bouton_presse_ne_laisse_pas_sa_valeur(en_danger, base):
    await en_danger.chooses(fait="besoin_abri", valeur=True)
    await erased(base, en_danger)


async def test_une_page_relue_ne_remontre_pas_les_mots(en_danger, base):
    await en_danger.says(MOTS)
    await erased(base, en_danger)
    relues = [b["texte"] for b in await en_danger.reads() if b["auteur"] == "usager"]
    assert relues == ["(Vos mots ne sont pas gardés.)"]


async def test_renvoyer_le_meme_message_apres_l_effacement_ne_le_double_pas(en_danger, base, rasa):
    client_id = "5f3b2c4e-0a64-4f55-9a06-3f6f9d6f0e11"
    seq = (await en_danger.sends({"texte": MOTS}, client_id)).json()["seq"]
    await en_danger.hears(seq)
    await erased(base, en_danger)
    encore = (await en_danger.sends({"texte": MOTS}, client_id)).json()

    assert encore == {"seq": seq, "double": True}
    assert len(rasa.textes) == 1


async def test_un_message_en_mots_est_efface_meme_quand_le_moteur_est_en_panne(
    en_danger, base, rasa
):
    rasa.debout = False
    assert acts(await en_danger.says(MOTS)) == ["panne"]
    await erased(base, en_danger)


async def test_une_reponse_changee_ne_laisse_pas_d_historique(en_danger, base):
    await en_danger.knows(danger_immediat="ne_sait_pas")
    await en_danger.knows(danger_immediat="non")
    await en_danger.says("d'accord")
    await erased(base, en_danger)
    async with base.session() as session:
        requete = select(FaitDit.nom).where(FaitDit.dossier_id == en_danger.id)
        assert (await session.execute(requete)).scalars().all() == ["danger_immediat"]


# The dialogue engine ----------------------------------------------------------------------------


async def make_events(url: str, conversation: str) -> None:
    """A turn as Rasa writes it down."""
    await make_tracker(url)
    moteur = create_engine(url)
    evenements = [
        ("session_started", {}),
        ("action", {"name": "action_listen"}),
        ("user", {"text": MOTS}),
        ("user_featurization", {}),
        ("slot", {"name": "moment", "value": "violences"}),
        ("bot", {"data": {"custom": {"acte": "question"}}}),
        ("rewind", {}),
    ]
    async with moteur.begin() as connexion:
        for nature, data in evenements:
            await connexion.execute(
                text(
                    "INSERT INTO events (id, sender_id, type_name, timestamp, data) SELECT"
                    " COALESCE(MAX(id), 0) + 1, :c, :n, 0, :d FROM events"
                ),
                {"c": conversation, "n": nature, "d": json.dumps(data)},
            )
    await moteur.dispose()


async def events(url: str, conversation: str) -> list[str]:
    moteur = create_engine(url)
    async with moteur.begin() as connexion:
        lignes = await connexion.execute(
            text("SELECT type_name FROM events WHERE sender_id = :c ORDER BY id"),
            {"c": conversation},
        )
        natures = [ligne[0] for ligne in lignes]
    await moteur.dispose()
    return natures


async def test_le_moteur_oublie_les_mots_et_sait_encore_ou_en_est_le_dialogue(
    en_danger, base, settings
):
    await make_events(settings.tracker_url, en_danger.conversation)
    await en_danger.says(MOTS)
    async with asyncio.timeout(5):
        while "user" in await events(settings.tracker_url, en_danger.conversation):
            await asyncio.sleep(0.02)

    gardes = await events(settings.tracker_url, en_danger.conversation)
    assert gardes == ["session_started", "action", "slot"]


async def test_le_moteur_garde_les_mots_d_une_conversation_ordinaire(usager, settings):
    await make_events(settings.tracker_url, usager.conversation)
    await usager.says("bonjour")
    assert "user" in await events(settings.tracker_url, usager.conversation)


# How long ---------------------------------------------------------------------------------------


async def test_une_heure_apres_le_dernier_geste_tout_est_efface(en_danger, base, oubli, settings):
    await make_events(settings.tracker_url, en_danger.conversation)
    await alone_for(base, en_danger, minutes=59)
    await oubli.forget_protected()
    assert await exists(en_danger)

    await alone_for(base, en_danger, minutes=61)
    await oubli.forget_protected()
    assert set((await count_rows(base)).values()) == {0}
    assert await tracked(settings.tracker_url) == []


async def test_un_dossier_ordinaire_n_est_pas_presse(usager, base, oubli):
    await usager.opens("separation")
    await usager.knows(en_securite="oui")
    await alone_for(base, usager, days=20)
    await oubli.forget_protected()
    assert await exists(usager)


async def test_le_serveur_efface_de_lui_meme_sans_attendre_une_tache_quotidienne(
    make_application, settings, base
):
    app = make_application(settings)
    async with app.router.lifespan_context(app), open_client(app) as client:
        usager = await Personne.arrives(client)
        await usager.opens("violences")
    await alone_for(base, usager, minutes=61)
    app = make_application(settings)
    async with app.router.lifespan_context(app), open_client(app), asyncio.timeout(5):
        while (await count_rows(base))["dossiers"]:
            await asyncio.sleep(0.02)


async def test_l_effacement_ferme_les_ecrans_encore_ouverts(en_danger, base, oubli, application):
    with application.state.live.subscribe(en_danger.conversation) as file:
        await alone_for(base, en_danger, minutes=61)
        await oubli.forget_protected()
        signal = await asyncio.wait_for(file.get(), 5)
    assert signal["nature"] == "fin"


async def test_des_mots_laisses_par_un_arret_brutal_sont_effaces_au_passage_suivant(
    en_danger, base, oubli, settings
):
    await en_danger.says("d'accord")
    await erased(base, en_danger)
    async with base.session.begin() as session:  # the server died between answer and erasure
        await session.execute(
            update(Message)
            .where(Message.conversation_id == en_danger.conversation, Message.auteur == "usager")
            .values(texte=MOTS)
        )
    await make_events(settings.tracker_url, en_danger.conversation)
    await oubli.forget_protected()

    await erased(base, en_danger)
    assert "user" not in await events(settings.tracker_url, en_danger.conversation)


async def test_le_passage_ne_touche_pas_a_un_tour_en_cours(en_danger, base, oubli, rasa):
    porte = asyncio.Event()
    rasa.waits(porte)
    await en_danger.writes(MOTS)
    await oubli.forget_protected()
    assert (MOTS, None) in await written(base, en_danger)
    porte.set()
    await erased(base, en_danger)


async def test_la_duree_se_regle(en_danger, base, oubli):
    oubli.settings = oubli.settings.model_copy(update={"retention": Retention(dossier_protege=5)})
    await alone_for(base, en_danger, minutes=6)
    await oubli.forget_protected()
    assert not await exists(en_danger)


# Leaving ----------------------------------------------------------------------------------------


async def leaves(usager: Personne, jeton: str | None = None):
    """What a page sends when it closes: a beacon can carry no header."""
    return await usager.client.post(
        f"{API}/dossiers/{usager.id}/quitter",
        content=jeton or usager.jeton,
        headers={"content-type": "text/plain;charset=UTF-8"},
    )


async def test_quitter_la_page_efface_tout_a_l_instant(en_danger, base, settings):
    await make_events(settings.tracker_url, en_danger.conversation)
    await en_danger.says(MOTS)
    assert (await leaves(en_danger)).status_code == 204
    assert set((await count_rows(base)).values()) == {0}
    assert await tracked(settings.tracker_url) == []


async def test_quitter_n_efface_pas_un_dossier_ordinaire(usager):
    await usager.knows(nb_enfants=2)
    assert (await leaves(usager)).status_code == 204
    assert await exists(usager)


async def test_quitter_avant_la_reponse_efface_aussi(usager, base, rasa):
    """Two Escapes right after « il me frappe » : the answer says that it was violence."""
    porte = asyncio.Event()

    async def repond(_):
        await porte.wait()
        import httpx

        return httpx.Response(200, json={"messages": [URGENCE]})

    rasa.answers(repond)
    await usager.writes("il me frappe")
    depart = asyncio.create_task(leaves(usager))
    await asyncio.sleep(0.1)
    porte.set()
    assert (await depart).status_code == 204
    assert set((await count_rows(base)).values()) == {0}


@pytest.mark.parametrize("jeton", ["faux", "x" * 5000, "\x00", "é"])
async def test_un_faux_secret_n_efface_rien_et_n_apprend_rien(en_danger, jeton):
    refus = await leaves(en_danger, jeton)
    assert refus.status_code == 404
    assert await exists(en_danger)


async def test_le_secret_d_une_autre_personne_n_efface_rien(en_danger, client):
    voisin = await Personne.arrives(client)
    assert (await leaves(en_danger, voisin.jeton)).status_code == 404
    assert await exists(en_danger)


# Links and other devices ------------------------------------------------------------------------


async def test_aucun_lien_prive_sans_avoir_ete_averti(en_danger):
    refus = await en_danger.call("POST", "/liens")
    assert refus.status_code == 409
    assert refus.json()["detail"][0]["code"] == "lien_a_confirmer"


async def test_avertie_la_personne_peut_demander_a_garder_trente_jours(en_danger, base, oubli):
    assert (await en_danger.call("POST", "/liens", {"averti": True})).status_code == 201
    await alone_for(base, en_danger, days=29)
    await oubli.forget_protected()
    assert await exists(en_danger)
    assert (await leaves(en_danger)).status_code == 204
    assert await exists(en_danger)

    await alone_for(base, en_danger, days=31)
    await oubli.forget_protected()
    assert not await exists(en_danger)


async def test_meme_gardes_a_sa_demande_les_mots_sont_effaces(en_danger, base):
    await en_danger.call("POST", "/liens", {"averti": True})
    await en_danger.says(MOTS)
    await erased(base, en_danger)


async def test_annuler_ses_liens_fait_de_nouveau_tout_oublier(en_danger, base):
    await en_danger.call("POST", "/liens", {"averti": True})
    await en_danger.call("DELETE", "/liens")
    assert await conservation(base, en_danger) == "ephemere"


async def test_un_lien_donne_avant_n_ouvre_plus_rien(usager, client):
    """It may be in a mailbox that two people read."""
    lien = (await usager.call("POST", "/liens")).json()["url"].rsplit("/", 1)[1]
    await usager.opens("violences")
    assert (await client.post(f"{API}/liens/echange", json={"lien": lien})).status_code == 404


async def test_l_autre_appareil_ou_la_conversation_avait_commence_est_ferme(
    usager, client, base, application
):
    lien = (await usager.call("POST", "/liens")).json()["url"].rsplit("/", 1)[1]
    ouverture = (await client.post(f"{API}/liens/echange", json={"lien": lien})).json()
    tablette = Personne(client, ouverture)
    await usager.opens("violences")
    with application.state.live.subscribe(usager.conversation) as file:
        await usager.says("d'accord")
        async with asyncio.timeout(5):
            while (await file.get())["nature"] != "fin":
                pass

    assert not await exists(tablette)
    assert await exists(usager)
    async with base.session() as session:
        assert len((await session.execute(select(Jeton.empreinte))).all()) == 1


async def test_revenir_par_un_lien_dit_au_navigateur_de_ne_rien_garder(en_danger, client):
    lien = (await en_danger.call("POST", "/liens", {"averti": True})).json()["url"]
    retour = await client.post(f"{API}/liens/echange", json={"lien": lien.rsplit("/", 1)[1]})
    assert retour.json()["protege"] is True


async def test_le_plan_dit_aux_ecrans_que_rien_n_est_garde(en_danger, usager):
    plan = await en_danger.plan()
    assert (plan["protege"], plan["ephemere"]) == (True, True)
    await en_danger.call("POST", "/liens", {"averti": True})
    plan = await en_danger.plan()
    assert (plan["protege"], plan["ephemere"]) == (True, False)
