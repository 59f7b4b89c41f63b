"""A human answers in the conversation: the assistant is silent until the hand is given back."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid

import pytest
from sqlalchemy import text

from api.conversations.live import announce
from api.conversations.traduction import Relais, Traduction
from api.database import now
from api.escalations.lecture_agent import is_shown, shows_all
from api.escalations.main import is_here
from api.escalations.models import Escalade, Main
from api.languages.isolats import is_french
from tests.api.personne import Personne, acts
from tests.conftest import BASES, open_client
from tests.escalations.bureau import CAF, CAF_BIS, CHEFFE, CPAM, Bureau
from tests.escalations.cas import LUNDI_10H
from tests.escalations.test_vie import asks

ACCORD = "Vous envoyez l'attestation. Je regarde votre dossier jeudi."


deux_bases = pytest.mark.parametrize("url_base", BASES, indirect=True)


@pytest.fixture(params=["sqlite"])
def url_base(request: pytest.FixtureRequest) -> str:
    """One database is enough, where a test does not ask for both."""
    return str(request.getfixturevalue(f"url_{request.param}"))


@pytest.fixture
def bureau(application, client) -> Bureau:
    return Bureau(application, client)


@pytest.fixture
async def demande(usager: Personne) -> str:
    return await asks(usager)


@pytest.fixture
async def direct(bureau, demande) -> str:
    """A request that Lina, of the Caf, has taken, and in which she answers in person."""
    assert (await bureau.takes(CAF, demande)).status_code == 200
    reponse = await bureau.call(CAF, "POST", f"/demandes/{demande}/main")
    assert reponse.status_code == 204, reponse.text
    return demande


async def writes(bureau, reference, texte, agent=CAF, client_id=None):
    corps = {"client_id": client_id or str(uuid.uuid4()), "texte": texte}
    return await bureau.call(agent, "POST", f"/demandes/{reference}/messages", corps)


async def reads(bureau, reference, apres=0, agent=CAF) -> dict:
    reponse = await bureau.call(agent, "GET", f"/demandes/{reference}/messages?apres={apres}")
    assert reponse.status_code == 200, reponse.text
    return dict(reponse.json())


async def settled(base, usager) -> None:
    """Wait until nothing waits for its way any more."""
    for _ in range(200):
        async with base.session() as session:
            reste = await session.execute(text("SELECT count(*) FROM messages WHERE etat = 'recu'"))
            if not reste.scalar_one():
                return
        await asyncio.sleep(0.02)
    raise AssertionError("a message still waits")


async def sql(base, ordre, **valeurs) -> None:
    async with base.session.begin() as session:
        await session.execute(text(ordre), valeurs)


# Rules ------------------------------------------------------------------------------------------


def test_on_ne_dit_pas_en_ligne_quelqu_un_qui_ne_donne_plus_signe():
    assert is_here(LUNDI_10H, LUNDI_10H + dt.timedelta(seconds=45))
    assert not is_here(LUNDI_10H, LUNDI_10H + dt.timedelta(minutes=2))
    assert not is_here(None, LUNDI_10H)


def test_l_agent_ne_lit_que_ce_qui_lui_a_ete_dit_sauf_accord_entier():
    mains = [Main(de_seq=5, a_seq=8), Main(de_seq=12, a_seq=None)]
    assert [n for n in range(15) if is_shown(n, mains)] == [5, 6, 7, 8, 12, 13, 14]
    assert is_shown(2, mains, tout=True)
    champs = ["faits", "tentatives", "sensible"]
    assert shows_all(Escalade(consentement=champs), champs)
    assert not shows_all(Escalade(consentement=champs), ["faits"])
    assert not shows_all(Escalade(consentement=["faits", "plan"]), champs)


# The assistant is silent ------------------------------------------------------------------------


async def test_l_assistant_se_tait_tant_qu_une_personne_repond(direct, bureau, usager, rasa, base):
    avant = len(rasa.recus)
    seq = await usager.writes("est-ce que mon dossier est complet ?")
    await settled(base, usager)
    assert len(rasa.recus) == avant
    assert [b["auteur"] for b in await usager.reads(seq - 1)] == ["usager"]

    assert (await writes(bureau, direct, "Il manque une attestation.")).status_code == 202
    derniere = (await usager.reads(seq))[-1]
    assert (derniere["auteur"], derniere["qui"]) == ("agent", "Caf")
    assert (derniere["texte"], derniere["langue"]) == ("Il manque une attestation.", "fr")

    rendue = await bureau.call(CAF, "DELETE", f"/demandes/{direct}/main", {"accord": ACCORD})
    assert rendue.status_code == 204, rendue.text
    accord, fin = (await usager.reads(seq))[-2:]
    assert (accord["auteur"], accord["texte"]) == ("agent", ACCORD)
    assert fin["acte"] == "main_rendue"
    assert acts(await usager.says("merci")) == ["merci"]
    assert rasa.textes[avant:] == ["merci"]


@deux_bases
async def test_une_reponse_de_l_assistant_en_retard_n_est_pas_dite_par_dessus_la_personne(
    bureau, demande, usager, rasa, base
):
    porte = asyncio.Event()
    rasa.waits(porte)
    seq = await usager.writes("je veux parler à quelqu'un")
    await asyncio.sleep(0.1)
    await bureau.takes(CAF, demande)
    await bureau.call(CAF, "POST", f"/demandes/{demande}/main")
    porte.set()
    await settled(base, usager)
    assert acts(await usager.reads(seq)) == ["main_ouverte"]


async def test_une_demande_promise_en_direct_ouvre_la_conversation_quand_on_la_prend(
    bureau, demande, usager, base
):
    await sql(base, "UPDATE escalades SET canal = 'direct'")
    await bureau.takes(CAF, demande)
    assert "main_ouverte" in acts(await usager.reads())
    lu = await reads(bureau, demande)
    assert (lu["direct"], lu["a_vous"]) == (True, True)


async def test_un_bouton_du_plan_sert_encore_et_l_assistant_ne_demande_rien(
    direct, usager, rasa, base
):
    seq = await usager.presses(fait="nb_enfants", valeur=2)
    await settled(base, usager)
    assert (await usager.dossier())["faits"]["nb_enfants"]["valeur"] == 2
    assert await usager.reads(seq) == []
    assert not rasa.recus


async def test_un_serveur_qui_redemarre_trouve_la_meme_personne_au_bout_du_fil(
    direct, usager, make_application, settings, rasa, base
):
    autre = make_application(settings)
    async with autre.router.lifespan_context(autre), open_client(autre) as client:
        await usager.sends({"texte": "vous êtes là ?"}, client=client)
        await settled(base, usager)
    assert not rasa.recus


async def test_un_danger_est_dit_a_la_personne_et_montre_a_l_agent(direct, bureau, usager, rasa):
    """The lexicon hears it although the assistant is silent: nothing silences the numbers."""
    recus = len(rasa.recus)
    await usager.writes("je veux mourir")
    await asyncio.sleep(0.3)
    assert len(rasa.recus) == recus
    assert (await usager.reads())[-1]["contacts"]
    assert (await reads(bureau, direct))["messages"][-1]["urgent"]


async def test_une_violence_avouee_pendant_l_echange_est_repondue_et_protegee(
    direct, bureau, usager
):
    await usager.writes("j'ai frappé ma femme")
    await asyncio.sleep(0.3)
    assert (await usager.reads())[-1]["acte"] == "violences.auteur"
    assert (await bureau.call(CAF, "GET", f"/demandes/{direct}")).status_code == 404


# What the agent reads and writes ------------------------------------------------------------------


async def test_l_agent_lit_l_arabe_tel_quel_et_sait_qu_il_n_est_pas_traduit(direct, bureau, usager):
    await usager.writes("هل وصلت وثائقي؟ أنا أنتظر منذ شهر")
    lu = await reads(bureau, direct)
    bulle = lu["messages"][-1]
    assert (bulle["texte"], bulle["langue"]) == ("هل وصلت وثائقي؟ أنا أنتظر منذ شهر", "ar")
    assert (bulle["dir"], bulle["traduction"]) == ("rtl", None)
    assert "arabe" in bulle["avis"]
    assert (await reads(bureau, direct, lu["dernier"]))["messages"] == []


class Dictionnaire:
    """A translator that knows two sentences, and is slow for one of them."""

    def __init__(self) -> None:
        self.porte = asyncio.Event()
        self.demandes = 0

    async def traduire(
        self, texte: str, de: str, vers: str, *, memorable: bool = False
    ) -> Traduction | None:
        self.demandes += 1
        if texte == LENTE:
            await self.porte.wait()
        connues = {CONNUE: "Bonjour madame", LENTE: "Mes papiers ?", "Bonjour": "مرحبا"}
        return Traduction(connues[texte], "essai")


CONNUE, LENTE = "مرحبا يا سيدتي العزيزة", "هل وصلت وثائقي؟ أنا أنتظر منذ شهر"


async def test_une_traduction_vient_a_cote_de_l_original_et_ne_le_retient_jamais(
    direct, application, bureau, usager
):
    dictionnaire = Dictionnaire()
    application.state.traducteur = Relais(dictionnaire)
    await usager.call("PUT", "/langue", {"langue": "ar"})
    await usager.writes(CONNUE)
    await usager.writes(LENTE)
    connue, lente = (await reads(bureau, direct))["messages"][-2:]
    assert connue["traduction"] == {"texte": "Bonjour madame", "par": "essai"}
    assert lente["traduction"] is None and lente["attendue"] and lente["texte"] == LENTE
    dictionnaire.porte.set()  # late for this reading, there for the next: asked once
    assert (await reads(bureau, direct))["messages"][-1]["traduction"]["texte"] == "Mes papiers ?"
    assert dictionnaire.demandes == 2
    await writes(bureau, direct, "Bonjour")
    lue = (await usager.reads())[-1]
    assert (lue["texte"], lue["original"], lue["traduction"]) == ("مرحبا", "Bonjour", "automatique")


async def test_ce_qui_fut_dit_a_l_assistant_n_est_pas_montre_a_l_agent(bureau, usager, base):
    await usager.says("un secret pour l'assistant")
    reference = await asks(usager)
    await bureau.takes(CAF, reference)
    await bureau.call(CAF, "POST", f"/demandes/{reference}/main")
    assert acts_of(await reads(bureau, reference)) == ["systeme"]
    champs = ["faits", "tentatives", "sensible"]
    await usager.call("PUT", f"/escalades/{reference}/accord", {"champs": champs})
    textes = [m["texte"] for m in (await reads(bureau, reference))["messages"]]
    assert "un secret pour l'assistant" in textes


def acts_of(echange: dict) -> list[str]:
    return [m["auteur"] for m in echange["messages"]]


@deux_bases
async def test_le_meme_message_envoye_deux_fois_n_est_ecrit_qu_une_fois(direct, bureau, usager):
    client_id = str(uuid.uuid4())
    recus = await asyncio.gather(
        *(writes(bureau, direct, "Bonjour", client_id=client_id) for _ in range(4))
    )
    assert {r.status_code for r in recus} == {202}
    assert sum(b["auteur"] == "agent" for b in await usager.reads()) == 1


@pytest.mark.parametrize("agent", [CAF_BIS, CHEFFE], ids=lambda a: a.id)
async def test_un_collegue_lit_et_n_ecrit_pas_a_la_place_de_qui_repond(direct, bureau, agent):
    assert (await reads(bureau, direct, agent=agent))["a_vous"] is False
    assert (await writes(bureau, direct, "Bonjour", agent)).status_code == 409
    for methode, chemin, corps in (
        ("POST", "/main", None),
        ("DELETE", "/main", {"accord": ACCORD}),
        ("PUT", "/faits/nb_enfants", {"valeur": 1}),
        ("POST", "/etapes", {"titre": "Appeler la mairie"}),
        ("POST", "/saisie", {"actif": True}),
    ):
        reponse = await bureau.call(agent, methode, f"/demandes/{direct}{chemin}", corps)
        assert reponse.status_code == 409, (chemin, reponse.text)


async def test_un_autre_organisme_n_entend_rien(direct, bureau):
    chemin = f"/demandes/{direct}/messages"
    assert (await bureau.call(CPAM, "GET", chemin)).status_code == 404
    assert (await writes(bureau, direct, "Bonjour", CPAM)).status_code == 404


async def test_qui_est_deja_avec_une_personne_en_danger_n_est_pas_arrache(direct, bureau, usager):
    await usager.opens("violences")
    assert (await writes(bureau, direct, "Je reste avec vous.")).status_code == 202
    await usager.writes("il va rentrer")
    await asyncio.sleep(0.3)
    assert (await reads(bureau, direct))["messages"][-1]["texte"] == "il va rentrer"
    assert (await bureau.call(CAF, "GET", f"/demandes/{direct}")).status_code == 404
    await bureau.call(CAF, "DELETE", f"/demandes/{direct}/main", {"accord": ACCORD})
    assert (await bureau.call(CAF, "GET", f"/demandes/{direct}/messages")).status_code == 404
    await bureau.client._transport.app.state.oubli.forget_protected()
    assert not [b for b in await usager.reads() if b["texte"] in ("il va rentrer", ACCORD)]


# Ends ---------------------------------------------------------------------------------------------


async def test_une_demande_rendue_le_dit_a_la_personne_avec_sa_promesse(direct, bureau, usager):
    await bureau.call(CAF, "DELETE", f"/demandes/{direct}/prise")
    dite = (await usager.reads())[-1]
    assert dite["acte"] == "main_liberee"
    assert direct in dite["texte"] and "avant le" in dite["texte"]


@pytest.mark.parametrize(
    ("corps", "acte"),
    [
        ({"reponse": "en_cours", "suite": "Je vérifie."}, "demande_en_cours"),
        ({"reponse": "piece_manquante", "suite": "Votre RIB."}, "demande_piece_manquante"),
        ({"reponse": "fait", "issue": "resolue", "suite": "C'est réglé."}, "demande_close"),
    ],
    ids=lambda x: x if isinstance(x, str) else "",
)
async def test_une_reponse_se_lit_dans_la_conversation(direct, bureau, usager, corps, acte):
    reponse = await bureau.answers(CAF, direct, **corps)
    assert reponse.status_code == 200, reponse.text
    dite = (await usager.reads())[-1]
    assert dite["acte"] == acte
    assert corps["suite"] in dite["texte"] and direct in dite["texte"] and "{" not in dite["texte"]
    assert (await reads(bureau, direct))["direct"] is (acte != "demande_close")


@deux_bases
async def test_un_agent_disparu_est_dit_et_la_demande_revient_avec_sa_promesse(
    direct, application, bureau, usager, base
):
    avant = await stored(base, direct)
    garde = application.state.garde
    assert await garde.look(now()) == 0
    absent = now() + dt.timedelta(minutes=6)
    assert sum(await asyncio.gather(*(garde.look(absent) for _ in range(3)))) == 1
    apres = await stored(base, direct)
    assert (apres.etat, apres.agent_id) == ("nouvelle", None)
    assert apres.promesse_avant == avant.promesse_avant
    dite = (await usager.reads())[-1]
    assert dite["acte"] == "main_perdue" and direct in dite["texte"]
    assert (await bureau.takes(CAF_BIS, direct)).status_code == 200


async def stored(base, reference) -> Escalade:
    async with base.session() as session:
        trouvee = await session.get(Escalade, reference)
        assert trouvee
        return trouvee


# Facts and plan -----------------------------------------------------------------------------------


async def test_l_agent_corrige_un_fait_et_la_personne_le_lit(direct, bureau, usager):
    chemin = f"/demandes/{direct}/faits/nb_enfants"
    reponse = await bureau.call(CAF, "PUT", chemin, {"valeur": 3})
    assert reponse.status_code == 200, reponse.text
    fait = (await usager.dossier())["faits"]["nb_enfants"]
    assert (fait["valeur"], fait["dit_par"]) == (3, "agent")
    assert "3" in (await usager.reads())[-1]["texte"]
    refus = await bureau.call(CAF, "PUT", chemin, {"valeur": -4})
    assert refus.status_code == 422, refus.text
    inconnu = await bureau.call(CAF, "PUT", f"/demandes/{direct}/faits/couleur", {"valeur": 1})
    assert inconnu.status_code in (404, 422)
    quoi = [e["quoi"] for e in (await bureau.opens(CAF, direct))["histoire"]]
    assert "fait" in quoi


@deux_bases
async def test_l_agent_ajoute_une_etape_que_la_personne_coche(direct, bureau, usager):
    avant = len((await usager.plan())["etapes"])
    demain = (now() + dt.timedelta(days=1)).date().isoformat()
    corps = {"titre": "Déposer le contrat", "texte": "À l'accueil.", "avant_le": demain}
    reponse = await bureau.call(CAF, "POST", f"/demandes/{direct}/etapes", corps)
    assert reponse.status_code == 201, reponse.text
    plan = await usager.plan()
    assert len(plan["etapes"]) == avant + 1
    etape = next(e for e in plan["etapes"] if e["id"] == reponse.json()["id"])
    assert etape["titre"] == "Déposer le contrat" and "Caf" in etape["ajoutee"]
    assert (await usager.reads())[-1]["etapes"][0]["id"] == etape["id"]
    calendrier = (await usager.call("GET", "/plan.ics")).text.replace("\r\n ", "")
    assert "Déposer le contrat" in calendrier and "Ajouté pour vous par Caf" in calendrier
    coche = await usager.call("PUT", f"/etapes/{etape['id']}", {"faite": True})
    assert coche.status_code == 200
    etape = next(e for e in (await usager.plan())["etapes"] if e["id"] == etape["id"])
    assert etape["statut"] == "faite"
    passee = {"titre": "Trop tard", "avant_le": "2020-01-01"}
    refus = await bureau.call(CAF, "POST", f"/demandes/{direct}/etapes", passee)
    assert refus.status_code == 422


async def test_l_agent_coche_une_etape_du_plan(direct, bureau, usager):
    etape = next(e for e in (await usager.plan())["etapes"] if e["statut"] != "faite")
    chemin = f"/demandes/{direct}/etapes/{etape['id']}"
    assert (await bureau.call(CAF, "POST", chemin, {"faite": True})).status_code == 200
    faites = [e["id"] for e in (await usager.plan())["etapes"] if e["statut"] == "faite"]
    assert etape["id"] in faites
    assert etape["titre"] in (await usager.reads())[-1]["texte"]


# Announces ------------------------------------------------------------------------------------------


@deux_bases
async def test_rien_n_est_annonce_avant_d_etre_garde_ni_si_c_est_defait(application):
    state = application.state
    with state.live.subscribe("essai") as file:
        async with state.database.session() as session:
            await session.execute(text("SELECT 1"))
            announce(session, "essai", "bulle", seq=1)
            await session.rollback()
        async with state.database.session.begin() as session:
            await session.execute(text("SELECT 1"))
            async with session.begin_nested():
                announce(session, "essai", "bulle", seq=2)
            await asyncio.sleep(0.1)
            assert not [s for s in heard(file) if "seq" in s]
        async with asyncio.timeout(5):
            while (signal := await file.get()).get("seq") != 2:
                assert signal.get("seq") != 1


def heard(file: asyncio.Queue) -> list[dict]:
    """What waits to be heard now."""
    return [file.get_nowait() for _ in range(file.qsize())]


async def test_une_phrase_pas_encore_traduite_reste_un_seul_morceau_de_francais(
    direct, bureau, usager
):
    """The name put in it is French too: the whole bubble says that it is, and nothing else."""
    await usager.call("PUT", "/langue", {"langue": "ar"})
    for bulle in await usager.reads():
        if bulle["langue"] == "fr" and bulle["auteur"] == "systeme":
            assert is_french(bulle["texte"]), bulle["texte"]
    assert all(b["auteur"] != "systeme" or b["traduction"] for b in await usager.reads())
