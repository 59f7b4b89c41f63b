"""What an agent writes reaches who reads another language: at once, then translated, and said so."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator

import pytest

from api.conversations.bot import Acte
from api.conversations.service import ConversationService
from api.conversations.traduction import Relais, Traduction
from api.escalations.lecture_agent import read_words
from api.languages.isolats import strip_isolates
from api.settings import Settings
from api.translation.lecture import PourLecture
from api.translation.service import Traducteur
from tests.api.personne import API, Personne
from tests.escalations.bureau import CAF, Bureau
from tests.escalations.test_vie import asks
from tests.translation.serveurs_reels import Apertium

pytestmark = pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)


class Machine:
    """Puts a language before the words; knows nothing of some, and may be made to wait."""

    def __init__(self) -> None:
        self.porte = asyncio.Event()
        self.porte.set()
        self.demandes: list[tuple[str, bool]] = []

    async def traduire(
        self, texte: str, de: str, vers: str, *, memorable: bool = False
    ) -> Traduction | None:
        self.demandes.append((texte, memorable))
        await self.porte.wait()
        return None if "intraduisible" in texte else Traduction(f"[{vers}] {texte}", "essai")


@pytest.fixture
def machine(application) -> Machine:
    une = Machine()
    application.state.traducteur = Relais(une)
    return une


@pytest.fixture
def bureau(application, client) -> Bureau:
    return Bureau(application, client)


@pytest.fixture
async def direct(bureau, usager) -> str:
    """A request that Lina took from someone who reads Spanish, and in which she answers."""
    await usager.call("PUT", "/langue", {"langue": "es"})
    reference = await asks(usager)
    await bureau.takes(CAF, reference)
    await bureau.call(CAF, "POST", f"/demandes/{reference}/main")
    return reference


async def writes(bureau: Bureau, reference: str, texte: str) -> None:
    corps = {"client_id": str(uuid.uuid4()), "texte": texte}
    reponse = await bureau.call(CAF, "POST", f"/demandes/{reference}/messages", corps)
    assert reponse.status_code == 202, reponse.text


async def requests(usager: Personne) -> list[dict]:
    return list((await usager.call("GET", "/escalades")).json()["demandes"])


async def test_le_message_arrive_aussitot_et_sa_traduction_le_suit(
    direct, bureau, usager, machine, application
):
    machine.porte.clear()
    with application.state.live.subscribe(usager.conversation) as signaux:
        await writes(bureau, direct, "Il manque une attestation.")
        lue = (await usager.reads())[-1]
        assert (lue["texte"], lue["langue"]) == ("Il manque une attestation.", "fr")
        assert lue["attendue"] and not lue["sans_traduction"] and lue["original"] is None
        machine.porte.set()
        while (signal := await asyncio.wait_for(signaux.get(), 5))["nature"] != "traduit":
            pass
        assert signal["seq"] == lue["seq"]
    lue = (await usager.reads())[-1]
    assert (lue["texte"], lue["langue"]) == ("[es] Il manque une attestation.", "es")
    assert (lue["original"], lue["traduit_par"]) == ("Il manque une attestation.", "essai")
    assert machine.demandes == [("Il manque une attestation.", True)]  # asked once, kept


async def test_ce_qui_ne_peut_etre_traduit_reste_en_francais_et_le_dit(
    direct, bureau, usager, machine
):
    await writes(bureau, direct, "Un mot intraduisible.")
    for _ in range(2):  # an answer that says nothing is not asked again at each reading
        lue = (await usager.reads())[-1]
        assert (lue["texte"], lue["traduction"]) == ("Un mot intraduisible.", "absente")
        assert lue["sans_traduction"] and not lue["attendue"]
    assert len(machine.demandes) == 1


async def test_sans_machine_l_agent_reste_en_francais_et_la_personne_est_prevenue(
    direct, bureau, usager
):
    await writes(bureau, direct, "Bonjour.")
    assert (await usager.reads())[-1]["sans_traduction"]


async def test_les_reponses_les_etapes_et_la_cloture_sont_traduites_leur_francais_a_cote(
    direct, bureau, usager, machine, application
):
    phrase = next(iter(application.state.lecteur.contenus.phrases.par_id.values()))
    await bureau.answers(CAF, direct, reponse="en_cours", suite=f"{phrase}\nJe rappelle la mairie.")
    dite = (await usager.reads())[-1]
    assert "[es] Je rappelle la mairie." in dite["texte"]
    assert (dite["original"], dite["traduit_par"]) == ("Je rappelle la mairie.", "essai")
    assert [t for t, _ in machine.demandes] == ["Je rappelle la mairie."]  # ours is in a catalogue
    (demande,) = await requests(usager)
    assert "[es] Je rappelle la mairie." in demande["suite"]
    assert demande["suite_originale"] == "Je rappelle la mairie."

    etape = {"titre": "Porter le contrat", "texte": "Au guichet, le matin."}
    await bureau.call(CAF, "POST", f"/demandes/{direct}/etapes", etape)
    assert "[es] Porter le contrat" in (await usager.reads())[-1]["texte"]
    (ajoutee,) = [e for e in (await usager.plan())["etapes"] if e["ajoutee"]]
    assert ajoutee["titre"] == "[es] Porter le contrat"
    assert ajoutee["originale"] == "Porter le contrat\nAu guichet, le matin."

    await bureau.answers(CAF, direct, reponse="fait", issue="resolue", suite="Tout est réglé.")
    (demande,) = await requests(usager)
    assert demande["suite"].endswith("[es] Tout est réglé.")


async def test_l_adresse_d_un_rendez_vous_reste_francaise_sa_traduction_la_suit(
    direct, usager, machine, application
):
    dit = {
        **{"id": "x", "reference": direct, "etat": "confirme", "maniere": "sur_place"},
        **{"organisme": "caf", "lieu": "12 rue des Lilas, sonnez deux fois"},
        "debut": "2026-12-01T10:00:00+01:00",
    }
    async with application.state.database.session.begin() as session:
        conversation = ConversationService(session)
        await conversation.say(usager.conversation, [Acte("rendez_vous_confirme", {"rdv": dit})])
    texte = (await usager.reads())[-1]["texte"]
    lieu = "12 rue des Lilas, sonnez deux fois"
    assert f"{lieu}\n[es] {lieu}" in strip_isolates(texte)


async def test_ce_qui_est_ecrit_a_une_personne_en_danger_n_entre_pas_dans_la_memoire(
    direct, bureau, usager, machine
):
    await usager.opens("violences")
    await writes(bureau, direct, "Je reste avec vous.")
    await usager.reads()
    assert machine.demandes == [("Je reste avec vous.", False)]


async def test_la_consigne_pour_rappeler_est_lue_en_francais_par_l_agent(application, machine):
    consigne = await read_words(application.state, "Llame por la mañana, por favor", "es")
    assert consigne.langue == "es"
    assert consigne.traduction and consigne.traduction.texte.startswith("[fr] Llame")
    assert machine.demandes == [("Llame por la mañana, por favor", False)]  # a person's: never kept


# With a real machine ------------------------------------------------------------------------------


@pytest.fixture
def apertium() -> Iterator[Apertium]:
    serveur = Apertium()
    serveur.start()
    yield serveur
    serveur.stop()


async def test_en_espagnol_d_un_cote_en_francais_de_l_autre_avec_une_vraie_machine(
    direct, bureau, usager, application, base, apertium
):
    reglages = Settings(traduction_url=apertium.adresse)
    application.state.traducteur = Relais(PourLecture(Traducteur(reglages, base, {"Caf"})))
    await usager.writes("Perdí mi trabajo y no puedo pagar el alquiler.")
    await writes(bureau, direct, "Votre demande est acceptée : la Caf verse 250 € le 05/12/2026.")

    url = f"/demandes/{direct}/messages"
    for _ in range(100):
        lue = (await usager.reads())[-1]
        entendues = (await bureau.call(CAF, "GET", url)).json()["messages"]
        entendue = next(m for m in entendues if m["auteur"] == "usager")
        if not (lue["attendue"] or entendue["attendue"]):
            break
        await asyncio.sleep(0.05)
    assert entendue["texte"].startswith("Perdí mi trabajo")
    assert entendue["traduction"]["par"] == "LibreTranslate"
    assert "J'ai perdu mon travail" in entendue["traduction"]["texte"]
    assert lue["langue"] == "es" and "demanda está aceptada" in lue["texte"]
    for exact in ("Caf", "250 €", "05/12/2026"):
        assert exact in lue["texte"]
    assert lue["original"] == "Votre demande est acceptée : la Caf verse 250 € le 05/12/2026."
    reponse = await bureau.client.get(
        f"{API}/conversations/{usager.conversation}/messages?langue=fr", headers=usager.entetes
    )
    assert reponse.json()["messages"][-1]["texte"] == lue["original"]
