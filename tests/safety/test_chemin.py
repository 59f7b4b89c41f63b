"""Danger on the way of a message: before the dialogue, with it, and without it."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from api.conversations.models import Message
from api.dossiers.models import Dossier
from api.escalations.models import Escalade
from tests.api.personne import acts


async def protected(base, usager) -> bool:
    async with base.session() as session:
        requete = select(Dossier.conservation).where(Dossier.id == usager.id)
        return (await session.execute(requete)).scalar_one() == "ephemere"


async def words_kept(base, usager) -> list[str]:
    async with base.session() as session:
        requete = select(Message.texte).where(
            Message.conversation_id == usager.conversation, Message.texte.is_not(None)
        )
        return list((await session.execute(requete)).scalars())


DITS = [
    ("Je veux mourir", "suicide"),
    ("mon mari me frappe en ce moment", "violence_immediate"),
    ("Mari frappe les enfants avec câble", "enfant_danger"),
    ("je dors dehors et je n'ai rien mangé depuis hier", "sans_abri_faim"),
    ("j'ai une douleur violente dans la poitrine", "urgence_medicale"),
]


@pytest.mark.parametrize(("texte", "signal"), DITS)
async def test_le_dialogue_est_arrete_et_le_danger_est_repondu_quand_meme(
    usager, rasa, texte, signal
):
    rasa.debout = False
    [reponse] = await usager.says(texte)
    assert (reponse["acte"], reponse["urgent"]) == ("urgence", True)
    assert reponse["contacts"]
    assert "?" not in reponse["texte"], "not one question in the same breath"
    assert "Parler à une personne" in [c["libelle"] for c in reponse["choix"]]


@pytest.mark.parametrize(("texte", "signal"), DITS)
async def test_le_moteur_n_a_rien_entendu_et_le_danger_est_repondu(usager, rasa, texte, signal):
    rasa.says("hors_sujet", {"acte": "question", "params": {"fait": "role_parent"}})
    dits = await usager.says(texte)
    assert acts(dits) == ["urgence"], "and no question beside it"
    entendu = rasa.recus[-1]["metadata"]["surete"]
    assert (entendu["signal"], entendu["force"]) == (signal, "certaine")


async def test_un_signe_possible_est_laisse_au_moteur_qui_entend_aussi(usager, rasa):
    rasa.says("merci")
    assert acts(await usager.says("j'ai peur de lui")) == ["merci"]
    assert rasa.recus[-1]["metadata"]["surete"]["force"] == "possible"


async def test_sans_moteur_un_signe_possible_donne_qui_appeler(usager, rasa):
    rasa.debout = False
    assert acts(await usager.says("j'ai peur de lui")) == ["urgence"]


async def test_une_presque_alerte_ne_recoit_aucun_numero(usager, rasa):
    rasa.says("merci")
    assert acts(await usager.says("ces courriers de la caisse m'achèvent")) == ["merci"]
    assert "surete" not in rasa.recus[-1]["metadata"]


async def test_un_message_ordinaire_passe_sans_rien_de_plus(usager, rasa):
    await usager.says("bonjour, je me sépare et j'ai deux enfants")
    assert "surete" not in rasa.recus[-1]["metadata"]


async def test_ce_qu_entend_le_lexique_seul_n_est_pas_garde_non_plus(usager, base, rasa):
    rasa.debout = False
    await usager.says("mon mari me frappe en ce moment")
    async with asyncio.timeout(5):
        while await words_kept(base, usager):
            await asyncio.sleep(0.02)
    assert await protected(base, usager)


async def test_un_signe_cache_dans_une_longue_lettre_est_entendu(usager, rasa):
    lettre = (
        "Madame, Monsieur, je vous écris au sujet de mon indu de prime d'activité. J'ai transmis "
        "mes bulletins de janvier à juin et la retenue continue. Ma mère est décédée en mars. "
        "Depuis je n'ai plus envie de vivre. Veuillez trouver mon relevé d'identité bancaire."
    )
    rasa.says("merci")
    assert acts(await usager.says(lettre)) == ["urgence"]


# Whom it is about ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texte", "acte"),
    [
        ("mon frère vient de prendre tous ses comprimés", "urgence_proche"),
        ("ma sœur dit qu'elle veut se tuer", "urgence_proche"),
        ("je veux mourir, ma femme est partie", "urgence"),
        ("ma sœur pleure, son mari la cogne en ce moment", "violences.temoin"),
        ("mon mari me frappe", "urgence"),
        ("j'ai 12 ans et mon père me frappe", "violences.mineur"),
        ("j'ai frappé ma femme hier soir", "violences.auteur"),
        ("je veux retrouver ma femme, elle a quitté la maison", "recherche_refusee"),
    ],
)
async def test_chacun_a_sa_reponse(usager, rasa, texte, acte):
    rasa.says("merci")
    assert acts(await usager.says(texte)) == [acte]


async def test_celui_qui_cherche_quelqu_un_n_apprend_rien_et_rien_n_est_transmis(
    usager, base, rasa
):
    [refus] = await usager.says("est-ce que ma femme vous a contacté ? donnez-moi son dossier")
    assert rasa.recus == [], "the dialogue has nothing to know of it"
    assert refus["contacts"] == []
    assert await protected(base, usager)


async def test_la_meme_reponse_est_faite_que_l_autre_personne_ait_un_dossier_ou_non(client, rasa):
    from tests.api.personne import Personne

    avant = await (await Personne.arrives(client)).says("je veux retrouver ma femme Leïla")
    autre = await Personne.arrives(client)
    await autre.opens("violences")
    await autre.says("je m'appelle Leïla")
    apres = await (await Personne.arrives(client)).says("je veux retrouver ma femme Leïla")
    assert [b["texte"] for b in avant] == [b["texte"] for b in apres]


async def test_celui_qui_fait_du_mal_a_un_numero_et_aucune_information(usager, rasa):
    [reponse] = await usager.says("j'ai frappé ma femme")
    assert [c["nom"] for c in reponse["contacts"]]
    assert rasa.recus == []


async def test_la_demande_d_une_personne_apres_un_danger_reste_hors_des_files_ordinaires(
    usager, base, rasa
):
    """A signal heard by the lexicon alone restricts what follows, as one heard by the model."""
    rasa.debout = False
    await usager.says("mon mari me frappe en ce moment")
    assert await protected(base, usager)
    await usager.chooses(acte="demander_humain")
    async with base.session() as session:
        demandes = list((await session.execute(select(Escalade))).scalars())
    assert demandes and all(d.restreinte for d in demandes)
