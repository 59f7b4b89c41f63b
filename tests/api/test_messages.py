"""Messages: kept before anything else, once, in order, whole; never read as orders."""

from __future__ import annotations

import asyncio
import uuid

import httpx
import pytest
from sqlalchemy import select

from api.conversations.models import Message
from tests.api.personne import API, Personne, acts
from tests.conftest import open_client

pytestmark = pytest.mark.deux_bases

EMOJIS = "😭🤰👶🏽"


async def kept(base, conversation: str) -> list[Message]:
    """What the base holds of a conversation, in order."""
    async with base.session() as session:
        requete = select(Message).where(Message.conversation_id == conversation)
        return list((await session.execute(requete.order_by(Message.seq))).scalars())


async def test_la_conversation_commence_par_l_accueil_et_ses_moments(usager):
    accueil = await usager.reads()

    assert acts(accueil) == ["accueil"]
    assert (accueil[0]["seq"], accueil[0]["langue"], accueil[0]["dir"]) == (1, "fr", "ltr")
    assert {"moment": "naissance"} in [b["choix"] for b in accueil[0]["choix"]]


async def test_ce_que_dit_la_personne_va_au_dialogue_et_la_reponse_revient(usager, rasa):
    rasa.says("salutation", "merci")
    seq = await usager.writes("je suis enceinte de trois mois")
    reponses = await usager.hears(seq, 2)

    assert acts(reponses) == ["salutation", "merci"]
    tour = rasa.recus[0]
    assert tour["sender"] == usager.conversation
    assert tour["message"] == "je suis enceinte de trois mois"
    assert tour["metadata"]["dossier"] == usager.id
    assert tour["metadata"]["langue"] == "fr"


async def test_le_message_est_garde_avant_que_le_dialogue_ne_reponde(usager, rasa, base):
    porte = asyncio.Event()
    rasa.waits(porte)
    seq = await usager.writes("mon mari est mort le 3 mars")

    message = (await kept(base, usager.conversation))[-1]
    assert (message.seq, message.texte) == (seq, "mon mari est mort le 3 mars")
    assert message.etat == "recu"
    porte.set()
    await usager.hears(seq)
    message = (await kept(base, usager.conversation))[seq - 1]
    assert message.etat == "traite"


async def test_un_bouton_est_transmis_comme_un_choix_et_non_comme_des_mots(usager, rasa):
    await usager.chooses(fait="nb_enfants", valeur=2)
    await usager.chooses(fait="en_couple", statut="refuse")
    await usager.chooses(moment="deces")
    await usager.chooses(acte="demander_plan")

    assert rasa.textes == [
        '/choisir{"fait": "nb_enfants", "valeur": 2}',
        '/choisir{"fait": "en_couple", "statut": "refuse"}',
        '/ouvrir{"moment": "deces"}',
        "/act_demander_plan",
    ]


# Once, whatever the network does ------------------------------------------------------------------


async def test_le_meme_message_renvoye_n_est_garde_et_compris_qu_une_fois(usager, rasa):
    cle = str(uuid.uuid4())
    premier = await usager.sends({"texte": "j'ai deux enfants"}, cle)
    await usager.hears(premier.json()["seq"])
    renvoi = await usager.sends({"texte": "j'ai deux enfants"}, cle)

    assert premier.json() == {"seq": 2, "double": False}
    assert (renvoi.status_code, renvoi.json()) == (202, {"seq": 2, "double": True})
    assert rasa.textes == ["j'ai deux enfants"]


async def test_vingt_envois_simultanes_du_meme_message_n_en_font_qu_un(usager, rasa, base):
    cle = str(uuid.uuid4())
    envois = await asyncio.gather(
        *(usager.sends({"texte": "j'ai deux enfants"}, cle) for _ in range(20))
    )

    assert {e.status_code for e in envois} == {202}
    assert {e.json()["seq"] for e in envois} == {2}
    assert sum(not e.json()["double"] for e in envois) == 1
    await usager.hears(2)
    gardes = [m for m in await kept(base, usager.conversation) if m.auteur == "usager"]
    assert len(gardes) == len(rasa.recus) == 1


async def test_deux_personnes_peuvent_utiliser_le_meme_numero_de_message(client, usager):
    autre, cle = await Personne.arrives(client), str(uuid.uuid4())

    assert not (await usager.sends({"texte": "bonjour"}, cle)).json()["double"]
    assert not (await autre.sends({"texte": "bonjour"}, cle)).json()["double"]


# In order -----------------------------------------------------------------------------------------


async def test_les_rangs_se_suivent_sans_trou_meme_avec_des_envois_simultanes(usager, base):
    await asyncio.gather(*(usager.writes(f"message {n}") for n in range(15)))
    await usager.hears(1, 15)

    rangs = [m.seq for m in await kept(base, usager.conversation)]
    assert rangs == list(range(1, 1 + 1 + 15 + 15))


async def test_les_messages_sont_compris_un_par_un_dans_l_ordre_ou_ils_sont_ecrits(usager, rasa):
    """Also when one arrives while the next in line has just begun."""
    en_cours: list[str] = []
    journal: list[str] = []

    async def repond(corps):
        en_cours.append(corps["message"])
        assert len(en_cours) == 1, f"at the same time: {en_cours}"
        await asyncio.sleep(0.15)
        journal.append(en_cours.pop())
        return httpx.Response(200, json={"messages": [{"acte": "merci"}]})

    rasa.answers(repond)
    await usager.writes("un")
    await usager.writes("deux")
    await asyncio.sleep(0.2)  # "un" is over, "deux" has begun
    await usager.writes("trois")
    await usager.writes("quatre")
    await usager.hears(1, 4)

    assert journal == ["un", "deux", "trois", "quatre"]


async def test_une_conversation_lente_ne_fait_pas_attendre_les_autres(client, usager, rasa):
    porte = asyncio.Event()
    presse = await Personne.arrives(client)

    async def repond(corps):
        if corps["sender"] == usager.conversation:
            await porte.wait()
        return httpx.Response(200, json={"messages": [{"acte": "merci"}]})

    rasa.answers(repond)
    lent = await usager.writes("je cherche mes mots")
    assert acts(await presse.says("bonjour")) == ["merci"]
    porte.set()
    await usager.hears(lent)


async def test_un_message_reste_sans_reponse_est_repris_au_redemarrage(
    make_application, settings, rasa, base
):
    rasa.waits(asyncio.Event())  # an engine that never answers, stopped with the server
    arrete = make_application(settings)
    async with arrete.router.lifespan_context(arrete), open_client(arrete) as client:
        usager = await Personne.arrives(client)
        await usager.writes("j'ai perdu mon emploi")
        await usager.writes("hier")
    assert [m.etat for m in await kept(base, usager.conversation)] == ["traite", "recu", "recu"]

    rasa.recus.clear()
    rasa.says("merci")
    repris = make_application(settings)
    async with repris.router.lifespan_context(repris), open_client(repris) as client:
        usager.client = client
        await usager.hears(1, 2)
    assert rasa.textes == ["j'ai perdu mon emploi", "hier"]
    assert {m.etat for m in await kept(base, usager.conversation)} == {"traite"}


async def test_deux_serveurs_qui_redemarrent_ensemble_ne_repondent_qu_une_fois(
    make_application, settings, rasa, base
):
    rasa.waits(asyncio.Event())
    arrete = make_application(settings)
    async with arrete.router.lifespan_context(arrete), open_client(arrete) as client:
        usager = await Personne.arrives(client)
        await usager.writes("j'ai perdu mon emploi")

    rasa.says("merci")
    un, deux = make_application(settings), make_application(settings)
    async with un.router.lifespan_context(un), deux.router.lifespan_context(deux):
        async with open_client(un) as client:
            usager.client = client
            await usager.hears(1)
            await asyncio.sleep(0.3)
    assert [m.acte for m in await kept(base, usager.conversation)] == ["accueil", None, "merci"]


# All kinds of words ---------------------------------------------------------------------------------


async def test_un_message_trop_long_est_garde_entier_et_la_coupure_est_dite(usager, rasa):
    long = "je suis enceinte " * 600
    seq = await usager.writes(long)
    reponses = await usager.hears(seq, 2)

    assert (await usager.reads(seq - 1))[0]["texte"] == long
    assert len(rasa.textes[0]) == 4000
    assert acts(reponses) == ["trop_long", "merci"]
    assert "{" not in reponses[0]["texte"]


async def test_un_message_juste_a_la_limite_n_est_pas_coupe(usager, rasa):
    reponses = await usager.says("a" * 4000)

    assert acts(reponses) == ["merci"]
    assert rasa.textes == ["a" * 4000]


@pytest.mark.parametrize(
    "vide", ["", " ", "\n\t \r\n", "\u200b", "\u200d\ufeff", "\x00\x01\x1b", "\u00a0"]
)
async def test_un_message_vide_est_refuse_avec_ce_qu_il_faut_faire(usager, rasa, vide):
    reponse = await usager.sends({"texte": vide})

    assert reponse.status_code == 422
    assert reponse.json()["detail"][0]["code"] == "message_vide"
    assert len(await usager.reads()) == 1
    assert rasa.recus == []


async def test_ni_mots_ni_choix_ou_les_deux_a_la_fois_est_refuse(usager):
    assert (await usager.sends({})).status_code == 422
    deux = await usager.sends({"texte": "oui", "choix": {"acte": "oui"}})
    assert deux.status_code == 422
    assert deux.json()["detail"][0]["code"] == "message_double_forme"


@pytest.mark.parametrize(
    "mots",
    [
        EMOJIS,
        "ligne un\nligne deux\ttabulée",
        "caractères de contrôle \x01\x02\x1b[31m rouge\x7f",
        "\u202eécrit à l'envers\u202c",
        "من حامله هستم",
        "e\u0301te\u0301",
        "<script>alert(1)</script> & \"guillemets\" ''; DROP TABLE messages; --",
        "{prenom} {0} %s ${x} {{ 7*7 }}",
        "a\u0300\u0301\u0302\u0303" * 200,
    ],
)
async def test_tous_les_mots_sont_gardes_et_rendus_tels_quels(usager, rasa, mots):
    seq = await usager.writes(mots)
    await usager.hears(seq)

    assert (await usager.reads(seq - 1))[0]["texte"] == mots
    assert len(rasa.recus) == 1


async def test_un_caractere_nul_est_retire_et_le_reste_est_garde(usager):
    seq = await usager.writes("je suis\x00 enceinte")
    await usager.hears(seq)

    assert (await usager.reads(seq - 1))[0]["texte"] == "je suis enceinte"


async def test_un_emoji_coupe_en_deux_par_le_telephone_ne_perd_pas_le_message(usager):
    reponse = await usager.client.post(
        f"{API}/conversations/{usager.conversation}/messages",
        content=f'{{"client_id": "{uuid.uuid4()}", "texte": "demi-caract\\ud83d"}}',
        headers={**usager.entetes, "content-type": "application/json"},
    )

    assert reponse.status_code == 202
    assert (await usager.reads(1))[0]["texte"] == "demi-caract\ufffd"


@pytest.mark.parametrize("client_id", ["", "1", "pas-un-uuid", None])
async def test_un_message_sans_numero_valable_est_refuse(usager, client_id):
    reponse = await usager.client.post(
        f"{API}/conversations/{usager.conversation}/messages",
        json={"client_id": client_id, "texte": "bonjour"},
        headers=usager.entetes,
    )

    assert reponse.status_code == 422
    assert reponse.json()["detail"][0]["champ"] == "client_id"


@pytest.mark.parametrize("depuis", ["-1", "abc", "99999999999999999999"])
async def test_relire_depuis_un_rang_impossible_est_refuse(usager, depuis):
    reponse = await usager.client.get(
        f"{API}/conversations/{usager.conversation}/messages",
        params={"depuis": depuis},
        headers=usager.entetes,
    )

    assert reponse.status_code == 422
    assert reponse.json()["detail"][0]["champ"] == "depuis"


@pytest.mark.parametrize("inconnue", ["aucune", "x" * 300, "%00", "%F0%9F%92%A5"])
async def test_une_conversation_inconnue_n_existe_pas(usager, inconnue):
    reponse = await usager.client.get(
        f"{API}/conversations/{inconnue}/messages", headers=usager.entetes
    )

    assert reponse.status_code == 404


async def test_la_conversation_d_une_autre_ne_se_lit_ni_ne_s_ecrit(client, usager):
    autre = await Personne.arrives(client)
    chemin = f"{API}/conversations/{usager.conversation}"

    lu = await client.get(f"{chemin}/messages", headers=autre.entetes)
    ecrit = await client.post(
        f"{chemin}/messages",
        json={"client_id": str(uuid.uuid4()), "texte": "bonjour"},
        headers=autre.entetes,
    )
    suivi = await client.get(f"{chemin}/flux", headers=autre.entetes)
    assert [r.status_code for r in (lu, ecrit, suivi)] == [404, 404, 404]
    assert len(await usager.reads()) == 1


# Too fast -------------------------------------------------------------------------------------------


async def test_qui_ecrit_trop_vite_est_prie_d_attendre_et_ne_perd_rien(
    make_application, settings, rasa
):
    lent = settings.model_copy(update={"messages_par_minute": 3})
    app = make_application(lent)
    async with app.router.lifespan_context(app), open_client(app) as client:
        usager, autre = await Personne.arrives(client), await Personne.arrives(client)
        envois = [await usager.sends({"texte": f"message {n}"}) for n in range(5)]
        chez_l_autre = await autre.sends({"texte": "bonjour"})
        ecrits = [b for b in await usager.reads() if b["auteur"] == "usager"]

    assert [e.status_code for e in envois] == [202, 202, 202, 429, 429]
    assert envois[3].json()["detail"][0]["code"] == "trop_de_messages"
    assert chez_l_autre.status_code == 202
    assert [b["texte"] for b in ecrits] == ["message 0", "message 1", "message 2"]
