"""The live stream: catching up, following, cutting and coming back."""

from __future__ import annotations

import asyncio
import contextlib
import time

import pytest
from sqlalchemy.exc import OperationalError

from api.conversations import routes
from api.conversations.bot import Acte
from api.conversations.service import ConversationService
from api.dossiers import access
from tests.api.flux import follow
from tests.api.personne import API, Personne, acts
from tests.conftest import open_client

pytestmark = pytest.mark.deux_bases


async def test_le_flux_rattrape_ce_qui_a_deja_ete_dit(client_http, usager):
    await usager.says("bonjour")

    async with follow(client_http, usager) as flux:
        assert flux.reponse.headers["content-type"].startswith("text/event-stream")
        dits = await flux.bubbles(3)
        assert await flux.is_silent()
    assert dits == await usager.reads()


async def test_le_flux_ne_redit_pas_ce_que_l_ecran_a_deja(client_http, usager):
    await usager.says("bonjour")

    async with follow(client_http, usager, depuis=2) as flux:
        evenement = await flux.next("bulle")
        assert (evenement.donnees["seq"], evenement.id) == (3, "3")
        assert await flux.is_silent()


async def test_un_message_la_saisie_la_reponse_et_le_plan_arrivent_en_direct(
    client_http, usager, rasa
):
    rasa.says("salutation", "merci")
    async with follow(client_http, usager, depuis=1) as flux:
        await usager.writes("bonjour")
        recus = [await flux.next() for _ in range(6)]

    natures = [e.nature for e in recus]
    assert sorted(natures) == ["bulle", "bulle", "bulle", "plan", "saisie", "saisie"]
    bulles = [e.donnees for e in recus if e.nature == "bulle"]
    assert [b["auteur"] for b in bulles] == ["usager", "bot", "bot"]
    assert [b["seq"] for b in bulles] == [2, 3, 4]
    assert [e.donnees["actif"] for e in recus if e.nature == "saisie"] == [True, False]
    assert natures.index("saisie") < natures.index("plan")


@pytest.mark.parametrize(
    ("methode", "chemin", "corps"),
    [
        ("POST", "/moments", {"moment": "deces"}),
        ("POST", "/faits", {"faits": [{"nom": "nb_enfants", "valeur": 2}]}),
        ("PUT", "/etapes/{etape}", {"faite": True}),
        ("DELETE", "/faits/nb_enfants", None),
        ("DELETE", "/faits/dernier", None),
    ],
    ids=["moment", "fait", "etape", "fait-retire", "retour"],
)
async def test_tout_ce_qui_change_le_plan_le_fait_savoir_aux_ecrans_ouverts(
    client_http, usager, methode, chemin, corps
):
    await usager.opens("naissance")
    await usager.knows(nb_enfants=1)
    etape = (await usager.plan())["etapes"][0]["id"]

    async with follow(client_http, usager, depuis=1) as flux:
        await flux.is_silent(0.1)
        await usager.call(methode, chemin.format(etape=etape), corps)
        assert (await flux.next("plan")).nature == "plan"


async def test_apres_une_coupure_rien_n_est_perdu_ni_double(client_http, usager, rasa):
    rasa.says("salutation", "merci")
    async with follow(client_http, usager) as flux:
        await usager.writes("un")
        vus = [await flux.next("bulle") for _ in range(3)]  # cut in the middle of an answer
    await usager.says("deux")
    await usager.hears(vus[-1].donnees["seq"], 3)

    async with follow(client_http, usager, dernier=vus[-1].id) as flux:
        await usager.writes("trois")
        suite = await flux.bubbles(1 + 3 + 3)
        assert await flux.is_silent()
    rangs = [e.donnees["seq"] for e in vus] + [b["seq"] for b in suite]
    assert rangs == list(range(1, 1 + 9 + 1))


def cut_reading(monkeypatch, fois: int) -> None:
    """The database goes away during this many readings of a stream."""
    read_all = routes.render_all
    reste = fois

    async def cut_then_read(*arguments, **options):
        nonlocal reste
        if reste:
            reste -= 1
            raise OperationalError("SELECT", {}, ConnectionError("terminated"))
        return await read_all(*arguments, **options)

    monkeypatch.setattr(routes, "render_all", cut_then_read)


async def test_une_base_coupee_pendant_la_lecture_n_arrete_pas_le_flux(
    client_http, usager, monkeypatch
):
    monkeypatch.setattr(routes, "REPRISES", (0.01, 0.01))
    async with follow(client_http, usager, depuis=1) as flux:
        await flux.is_silent(0.2)
        cut_reading(monkeypatch, 2)
        await usager.writes("bonjour")
        assert [b["seq"] for b in await flux.bubbles(2)] == [2, 3]


async def test_une_base_absente_finit_le_flux_proprement_et_rien_n_est_perdu(
    client_http, usager, monkeypatch
):
    monkeypatch.setattr(routes, "REPRISES", (0.01,))
    async with follow(client_http, usager) as flux:
        vu = await flux.next("bulle")
        cut_reading(monkeypatch, 2)
        await usager.writes("bonjour")
        assert await flux.ends()
        assert not flux.coupe  # a whole answer, not a broken one
    async with follow(client_http, usager, dernier=vu.id) as flux:
        assert [b["seq"] for b in await flux.bubbles(2)] == [2, 3]


async def test_deux_ecrans_voient_la_meme_conversation(client_http, usager):
    async with (
        follow(client_http, usager, depuis=1) as telephone,
        follow(client_http, usager, depuis=1) as ordinateur,
    ):
        await usager.writes("bonjour")
        assert await telephone.bubbles(2) == await ordinateur.bubbles(2)


async def test_une_conversation_ne_reveille_pas_celle_d_une_autre(client_http, usager, client):
    autre = await Personne.arrives(client)

    async with follow(client_http, usager, depuis=1) as flux:
        await autre.says("bonjour")
        with pytest.raises(TimeoutError):
            await flux.next(patience=0.3)


async def test_une_tres_longue_conversation_est_rattrapee_en_entier(client_http, usager, base):
    async with base.session.begin() as session:
        await ConversationService(session).say(usager.conversation, [Acte("merci", {})] * 1200)

    async with follow(client_http, usager) as flux:
        bulles = await flux.bubbles(1201)
    assert [b["seq"] for b in bulles] == list(range(1, 1202))


async def test_un_flux_silencieux_donne_des_signes_de_vie(client_http, usager, monkeypatch):
    monkeypatch.setattr(routes, "BATTEMENT", 0.05)

    async with follow(client_http, usager, depuis=1) as flux:
        assert (await flux.next("commentaire")).donnees == "vivant"


async def test_de_nombreux_flux_ouverts_sont_tous_servis(client_http, usager, application):
    """An open stream waits without holding a connection to the database."""
    async with asyncio.timeout(25), contextlib.AsyncExitStack() as ouverts:
        flux = [
            await ouverts.enter_async_context(follow(client_http, usager, depuis=1))
            for _ in range(40)
        ]
        await usager.writes("bonjour")
        for un in flux:
            assert acts(await un.bubbles(2)) == [None, "merci"]
        while application.state.database.engine.pool.checkedout():
            await asyncio.sleep(0.05)


async def test_effacer_le_dossier_le_dit_aux_ecrans_ouverts_et_ferme_le_flux(client_http, usager):
    async with follow(client_http, usager, depuis=1) as flux:
        await flux.is_silent(0.1)
        assert (await usager.call("DELETE", "")).status_code == 204
        assert (await flux.next("fin")).nature == "fin"
        assert await flux.ends()


# Tickets ------------------------------------------------------------------------------------------


async def test_un_billet_perime_n_ouvre_plus_rien(usager, client, monkeypatch):
    billet = (await usager.call("POST", "/billet")).json()["billet"]
    chemin = f"{API}/dossiers/{usager.id}/plan"
    assert (await client.get(chemin, params={"billet": billet})).status_code == 200

    monkeypatch.setattr(access, "DUREE_BILLET", -1)
    perime = await client.get(chemin, params={"billet": billet})
    flux = await client.get(
        f"{API}/conversations/{usager.conversation}/flux", params={"billet": billet}
    )
    assert perime.status_code == flux.status_code == 404
    assert perime.json()["detail"][0]["code"] == "acces_refuse"


async def test_un_billet_n_ouvre_que_son_dossier_et_ne_se_fabrique_pas(usager, client, settings):
    autre = await Personne.arrives(client)
    d_une_autre = (await autre.call("POST", "/billet")).json()["billet"]
    invente = access.make_ticket(settings.model_copy(update={"secret": "deviné"}), usager.id)
    bon = (await usager.call("POST", "/billet")).json()["billet"]

    for billet in (d_une_autre, invente, bon[:-2], usager.id, ""):
        reponse = await client.get(f"{API}/dossiers/{usager.id}", params={"billet": billet})
        assert reponse.status_code == 404, billet


async def test_un_billet_lit_mais_n_ecrit_jamais(usager, client):
    billet = {"billet": (await usager.call("POST", "/billet")).json()["billet"]}
    dossier = f"{API}/dossiers/{usager.id}"

    assert (await client.delete(dossier, params=billet)).status_code == 404
    assert (await client.post(f"{dossier}/liens", params=billet)).status_code == 404
    assert (await client.post(f"{dossier}/billet", params=billet)).status_code == 404
    assert (await usager.call("GET", "")).status_code == 200


async def test_sans_secret_regle_personne_ne_peut_fabriquer_un_billet(settings):
    """A forgotten setting must not make every dossier readable."""
    oublie = type(settings)(_env_file=None, database_url=settings.database_url)
    autre = type(settings)(_env_file=None, database_url=settings.database_url)

    assert access.ticket_dossier(oublie, access.make_ticket(autre, "dossier")) is None


# Stopping -----------------------------------------------------------------------------------------


async def test_a_l_arret_les_flux_ouverts_se_ferment_vite(
    make_application, settings, behind_socket
):
    app = make_application(settings)
    async with app.router.lifespan_context(app):
        client_http = await behind_socket(app)
        async with open_client(app) as client:
            usager = await Personne.arrives(client)
            contexte = follow(client_http, usager, depuis=1)
            flux = await contexte.__aenter__()
            await flux.is_silent(0.1)
        debut = time.monotonic()
    assert await flux.ends()
    assert time.monotonic() - debut < 5
    await contexte.__aexit__(None, None, None)
