"""When the dialogue engine is down, slow or confused: nothing is lost, buttons and human remain."""

from __future__ import annotations

import asyncio
import contextlib

import httpx
import pytest
from sqlalchemy import select

from api import app as programme
from api import composition
from api.conversations.models import Message
from api.conversations.service import ConversationService
from api.escalations.models import Escalade
from tests.api.personne import Personne, acts
from tests.calcul_factice import CalculAbsent
from tests.conftest import open_client

CHARABIA = {
    "pas-du-json": ("<html>oups</html>", 200),
    "vide": ("", 200),
    "erreur-500": ('{"messages": []}', 500),
    "secret-refuse": ('{"erreur": "secret"}', 401),
    "liste": ("[]", 200),
    "sans-messages": ("{}", 200),
    "messages-nuls": ('{"messages": null}', 200),
    "acte-absent": ('{"messages": [{"text": "bonjour"}]}', 200),
    "acte-nombre": ('{"messages": [{"acte": 7}]}', 200),
    "acte-nul": ('{"messages": [{"acte": null}]}', 200),
    "acte-sans-fin": ('{"messages": [{"acte": "' + "x" * 500 + '"}]}', 200),
    "params-texte": ('{"messages": [{"acte": "merci", "params": "oui"}]}', 200),
    "acte-texte": ('{"messages": ["merci"]}', 200),
}


def fails_to_connect(rasa):
    rasa.debout = False


def is_too_slow(rasa):
    async def repond(_):
        raise httpx.ReadTimeout("too slow")

    rasa.answers(repond)


@pytest.fixture(params=["arrete", "trop-lent", *CHARABIA])
def rasa_en_panne(request, rasa):
    """Every way that the engine may fail."""
    if request.param == "arrete":
        fails_to_connect(rasa)
    elif request.param == "trop-lent":
        is_too_slow(rasa)
    else:
        rasa.returns_text(*CHARABIA[request.param])
    return rasa


async def test_un_message_en_mots_est_garde_et_la_panne_est_dite(usager, base, rasa_en_panne):
    seq = await usager.writes("je suis enceinte de trois mois")
    reponses = await usager.hears(seq)

    assert acts(reponses) == ["panne"]
    assert {"acte": "demander_humain"} in [b["choix"] for b in reponses[0]["choix"]]
    async with base.session() as session:
        requete = select(Message).where(
            Message.conversation_id == usager.conversation, Message.seq == seq
        )
        message = (await session.execute(requete)).scalar_one()
    assert (message.texte, message.etat) == ("je suis enceinte de trois mois", "echec")


async def test_les_boutons_notent_et_posent_la_question_suivante(usager, rasa_en_panne):
    ouverture = await usager.hears(await usager.presses(moment="naissance"), 2)
    assert acts(ouverture) == ["naissance.ouverture", "question"]
    posee = ouverture[1]["saisie"]["fait"]
    reponses = await usager.chooses(fait=posee, valeur="grossesse")

    assert acts(reponses) == ["question"]
    assert reponses[0]["saisie"]["fait"] != posee
    fait = (await usager.dossier())["faits"][posee]
    assert (fait["valeur"], fait["comment"]) == ("grossesse", "bouton")


async def test_un_moteur_muet_ne_laisse_personne_sans_reponse(usager, rasa):
    rasa.says()

    assert acts(await usager.says("bonjour")) == ["panne"]
    assert acts(await usager.chooses(acte="demander_humain")) == ["humain"]


async def test_on_peut_repondre_a_tout_un_moment_sans_le_moteur(usager, rasa):
    """The first option of every question, up to a settled plan."""
    fails_to_connect(rasa)
    reponses = await usager.hears(await usager.presses(moment="deces"), 2)
    for _ in range(40):
        question = reponses[-1]["saisie"]
        if question is None:
            break
        valeur = question["options"][0]["valeur"]
        if question["type"] == "liste":
            valeur = [valeur]
        reponses = await usager.chooses(fait=question["fait"], valeur=valeur)

    assert acts(reponses)[-1] == "plan_pret"
    assert {e["statut"] for e in (await usager.plan())["etapes"]} <= {"a-faire"}


async def test_une_mauvaise_reponse_est_expliquee_et_la_question_reposee(usager, rasa):
    fails_to_connect(rasa)
    await usager.opens("naissance")
    reponses = await usager.hears(await usager.presses(fait="nb_enfants", valeur=999), 2)

    assert acts(reponses) == ["fait_refuse", "question"]
    assert "{" not in reponses[0]["texte"]


async def test_ne_pas_savoir_passe_a_la_question_suivante(usager, rasa):
    fails_to_connect(rasa)
    premiere = await usager.hears(await usager.presses(moment="naissance"), 2)
    fait = premiere[-1]["saisie"]["fait"]
    suivante = await usager.chooses(fait=fait, statut="ne_sait_pas")

    assert suivante[-1]["saisie"]["fait"] != fait


async def test_demander_une_personne_donne_une_reference_et_des_numeros(
    usager, base, rasa_en_panne
):
    await usager.opens("deces")
    humain = (await usager.chooses(acte="demander_humain"))[0]

    assert humain["acte"] == "humain"
    assert humain["contacts"]
    async with base.session() as session:
        escalade = (await session.execute(select(Escalade))).scalar_one()
    assert escalade.dossier_id == usager.id
    assert escalade.reference in humain["texte"]


async def test_qui_n_est_pas_en_securite_recoit_la_protection_et_non_des_questions(usager, rasa):
    fails_to_connect(rasa)
    await usager.hears(await usager.presses(moment="separation"), 2)
    reponses = await usager.chooses(fait="en_securite", valeur="non")

    assert acts(reponses) == ["separation.garde_violences"]


async def test_un_deuil_perinatal_recoit_d_abord_des_mots_et_non_une_question(usager, rasa):
    fails_to_connect(rasa)
    await usager.hears(await usager.presses(moment="naissance"), 2)
    reponses = await usager.chooses(fait="evenement_naissance", valeur="deuil_perinatal")

    assert acts(reponses) == ["naissance.deuil"]


async def test_apres_des_paroles_qui_demandent_une_pause_aucune_question_ne_suit(usager, rasa):
    """« Voulez-vous un lieu sûr ? Oui » : where to call, and silence."""
    fails_to_connect(rasa)
    await usager.hears(await usager.presses(moment="violences"), 2)
    for fait, valeur in (("danger_immediat", "non"), ("enfants_exposes", False)):
        await usager.chooses(fait=fait, valeur=valeur)
    reponses = await usager.hears(await usager.presses(fait="besoin_abri", valeur=True))

    assert acts(reponses) == ["violences.abri"]
    assert any(c["telephone"] == "115" for c in reponses[0]["contacts"])


async def test_un_moment_ouvert_apres_un_deuil_deja_dit_laisse_choisir_la_suite(usager, rasa):
    fails_to_connect(rasa)
    await usager.knows(evenement_naissance="deuil_perinatal")
    reponses = await usager.hears(await usager.presses(moment="naissance"), 2)

    assert acts(reponses) == ["naissance.ouverture", "a_votre_rythme"]


async def test_revenir_a_la_question_marche_aussi_sans_le_moteur(usager, rasa):
    fails_to_connect(rasa)
    await usager.hears(await usager.presses(moment="separation"), 2)
    await usager.chooses(fait="en_securite", valeur="ne_sait_pas")
    reponses = await usager.hears(await usager.presses(acte="retour"), 2)

    assert acts(reponses) == ["retour", "question"]
    assert reponses[1]["saisie"]["fait"] == "en_securite"


async def test_un_moment_pas_encore_ecrit_donne_qui_peut_aider(usager, rasa, retraite_non_ecrite):
    fails_to_connect(rasa)
    reponse = (await usager.chooses(moment="retraite"))[0]

    assert reponse["acte"] == "moment_indisponible"
    assert reponse["contacts"]


async def test_le_dialogue_reprend_de_lui_meme_quand_le_moteur_revient(usager, rasa):
    fails_to_connect(rasa)
    assert acts(await usager.says("bonjour")) == ["panne"]
    rasa.debout = True

    assert acts(await usager.says("bonjour")) == ["merci"]


async def test_une_reponse_qui_ne_peut_pas_etre_gardee_est_remplacee_par_un_aveu(
    usager, base, monkeypatch
):
    """A database that restarts in the middle of a turn must not leave a person in silence."""
    say = ConversationService.say
    echecs = []

    async def fails_once(self, conversation_id, actes, auteur="bot"):
        if not echecs:
            echecs.append(actes)
            raise OSError("the connection was closed")
        return await say(self, conversation_id, actes, auteur)

    with monkeypatch.context() as panne:
        panne.setattr(ConversationService, "say", fails_once)
        reponses = await usager.says("bonjour")

    assert acts(reponses) == ["panne"]
    async with base.session() as session:
        etats = (await session.execute(select(Message.etat))).scalars().all()
    assert "recu" not in etats


async def test_la_sante_dit_si_le_dialogue_repond(client, rasa):
    assert (await client.get("/api/v1/sante")).json() == {
        **{"etat": "ok", "rasa": True},
        "traduction": "absente",
    }
    rasa.debout = False
    assert (await client.get("/api/v1/sante")).json()["rasa"] is False


async def test_un_moteur_qui_ne_repond_jamais_est_abandonne_au_bout_du_delai(
    parcours, textes, settings, monkeypatch
):
    """A real socket that accepts and says nothing: the time limit is the application's own."""
    monkeypatch.setattr(composition, "ParcoursService", lambda: parcours)
    monkeypatch.setattr(composition, "Textes", lambda _: textes)
    parti = asyncio.Event()

    async def accepts(_, ecriture):
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(parti.wait(), 20)
        ecriture.close()

    muet = await asyncio.start_server(accepts, "127.0.0.1", 0)
    port = muet.sockets[0].getsockname()[1]
    lents = settings.model_copy(update={"port_rasa": port, "delai_rasa": 0.3})
    app = programme.create_app(lents, calculateur=CalculAbsent())
    try:
        async with app.router.lifespan_context(app), open_client(app) as client:
            usager = await Personne.arrives(client)
            assert acts(await usager.says("bonjour")) == ["panne"]
            assert (await client.get("/api/v1/sante")).json()["rasa"] is False
    finally:
        parti.set()
        muet.close()


async def test_une_question_demandee_d_un_bouton_est_posee_sans_le_moteur(usager, rasa):
    rasa.debout = False
    await usager.opens("perte_emploi")
    seq = await usager.presses(question="loyer")
    await usager.hears(seq)

    demande, question = await usager.reads(seq - 1)
    assert demande["texte"] == "Je veux préciser : Votre loyer par mois"
    assert (question["acte"], question["saisie"]["fait"]) == ("question", "loyer")
