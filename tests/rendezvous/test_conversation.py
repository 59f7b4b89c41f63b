"""An appointment in the conversation: its buttons, its reminder, what it says of where things stand."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from api.conversations.bot import Acte
from api.conversations.service import ConversationService
from api.errors import Refus
from api.rendezvous.models import Place
from api.rendezvous.rappels import remind
from tests.api.personne import Personne


def url_base(url_sqlite: str) -> str:
    """The capacity is tested on both databases (test_places); the rest is the same on either."""
    return url_sqlite


async def last(usager: Personne) -> dict:
    """The last bubble, as the person reads it."""
    chemin = f"/api/v1/conversations/{usager.conversation}/messages"
    lus = (await usager.client.get(chemin, headers=usager.entetes)).json()["messages"]
    return dict(lus[-1])


async def presses(usager: Personne, bouton: dict) -> dict:
    """Press a button that a bubble offered; the last bubble of the answer."""
    return (await usager.chooses(**bouton["choix"]))[-1]


def by_gesture(bulle: dict, geste: str) -> list[dict]:
    return [b for b in bulle["choix"] if b["choix"].get("geste") == geste]


async def says(application, usager, *actes) -> None:
    async with application.state.database.session.begin() as session:
        await ConversationService(session).say(usager.conversation, list(actes), auteur="agent")


async def pressed(usager, geste: str) -> tuple[dict, dict]:
    """Press the first button of a gesture in the last bubble that has one: (button, answer)."""
    bouton = by_gesture(await last(usager), geste)[0]
    return bouton, await presses(usager, bouton)


@pytest.fixture
async def dite(usager, proposee, guichet, application) -> str:
    """A request for which three moments were proposed, and it was said."""
    async with guichet.usager() as cote:
        demande = await cote.request(usager.id, proposee)
        ouvert = await cote.open_one(proposee)
        moments = await cote.held(demande, ouvert)
        acte = cote.tell(demande, ouvert, "rendez_vous_propose", moments)
    await says(application, usager, acte)
    return str(proposee)


async def test_la_personne_choisit_un_des_trois_moments_dans_la_conversation(usager, guichet, dite):
    propose = await last(usager)
    assert propose["auteur"] == "agent"
    assert "Caf vous propose un rendez-vous, par téléphone" in propose["texte"]
    moments = by_gesture(propose, "choisir")
    assert len(moments) == 3

    confirme = await presses(usager, moments[1])
    assert moments[1]["libelle"].split(",")[0] in confirme["texte"]
    pris = await guichet.current(dite)
    assert pris.etat == "confirme"
    assert pris.debut == dt.datetime.fromisoformat(moments[1]["choix"]["debut"])
    libres = await guichet.free(dite)
    rendus = dt.datetime.fromisoformat(moments[0]["choix"]["debut"])
    assert rendus in libres, "what was not chosen is given back"

    encore = await presses(usager, moments[1])
    assert encore["acte"] == "rendez_vous_confirme", "the same click again changes nothing"
    autre = await presses(usager, moments[2])
    assert autre["acte"] == "rendez_vous_refuse"
    assert (await guichet.current(dite)).debut == pris.debut


async def test_on_deplace_puis_on_annule_sans_rien_perdre(usager, guichet, dite, base):
    await pressed(usager, "choisir")
    avant = await guichet.current(dite)
    _, autres = await pressed(usager, "autres")
    assert autres["acte"] == "rendez_vous_autres"
    _, deplace = await pressed(usager, "deplacer")
    assert deplace["acte"] == "rendez_vous_deplace"
    apres = await guichet.current(dite)
    assert (apres.etat, apres.identite, apres.version) == ("confirme", avant.identite, 1)
    assert apres.id != avant.id
    async with base.session() as session:
        places = list((await session.execute(select(Place))).scalars())
    assert [p.rendez_vous_id for p in places] == [apres.id]

    _, annule = await pressed(usager, "annuler")
    assert "Vous ne perdez aucun droit" in annule["texte"]
    fini = await guichet.current(dite)
    assert (fini.etat, fini.version) == ("annule", 2)
    assert (await guichet.held()) == 0


async def test_ou_en_est_ma_demande_dit_le_rendez_vous(usager, guichet, dite, rasa):
    rasa.says("suivi_dossier")
    demandes, propose = await usager.chooses(acte="continuer")
    assert demandes["acte"] == "suivi_demandes"
    assert len(by_gesture(propose, "choisir")) == 3
    await presses(usager, by_gesture(propose, "choisir")[0])
    _, prevu = await usager.chooses(acte="continuer")
    assert prevu["texte"].startswith("Vous avez un rendez-vous ")


async def test_une_reference_et_un_numero_n_ouvrent_pas_le_rendez_vous(client, dite, guichet):
    """Another person who knows the reference, and the number, is told that it does not exist."""
    voisin = await Personne.arrives(client)
    choix = {"rendez_vous": dite, "geste": "annuler"}
    [refus] = await voisin.chooses(**choix)
    assert refus["acte"] == "rendez_vous_refuse"
    assert (await guichet.current(dite)).etat == "propose"


async def test_un_bouton_mal_fait_est_refuse(usager, dite):
    for choix in (
        {"rendez_vous": dite},
        {"geste": "annuler"},
        {"rendez_vous": dite, "geste": "honorer"},
        {"rendez_vous": dite, "geste": "annuler", "acte": "oui"},
    ):
        assert (await usager.sends({"choix": choix})).status_code == 422, choix
    for debut in (None, "hier", "2026-12-01T09:00:00"):
        choix = {"rendez_vous": dite, "geste": "choisir"} | ({"debut": debut} if debut else {})
        assert (await usager.chooses(**choix))[0]["acte"] == "rendez_vous_refuse", debut


async def test_notre_absence_est_dite_et_la_promesse_est_rompue(usager, guichet, dite, application):
    apres = await guichet.confirms(usager, dite)
    async with guichet.usager() as cote:
        with pytest.raises(Refus):
            await cote.report_absence(usager.id, dite)
    async with guichet.usager(apres) as cote:
        manque, propose = await cote.report_absence(usager.id, dite)
        rates = [r for r in await cote.of_request(dite) if r.etat == "absent_agent"]
        assert len(rates) == 1
    await says(application, usager, manque, propose)
    assert len(by_gesture(await last(usager), "choisir")) == 3
    chemin = f"/api/v1/conversations/{usager.conversation}/messages"
    lus = (await usager.client.get(chemin, headers=usager.entetes)).json()["messages"]
    assert "Nous n'avons pas tenu notre promesse" in lus[-2]["texte"]


async def test_le_rappel_n_est_dit_qu_a_qui_l_a_voulu_une_fois_et_sans_rien_dire(
    usager, guichet, dite, base
):
    debut = await guichet.confirms(usager, dite) - dt.timedelta(hours=1)
    veille = debut - dt.timedelta(hours=20)
    async with base.session.begin() as session:
        assert await remind(session, veille) == [], "not wanted"
    async with guichet.usager() as cote:
        [note] = await cote.set_reminder(usager.id, dite, True)
    assert note.nom == "rendez_vous_rappel_note"
    async with base.session.begin() as session:
        assert await remind(session, debut - dt.timedelta(days=3)) == [], "too early"
        assert await remind(session, veille) == [usager.conversation]
        assert await remind(session, veille) == [], "once"
    rappel = await last(usager)
    assert rappel["texte"].startswith("Vous avez un rendez-vous ")
    assert "Caf" not in rappel["texte"]
    assert dite not in rappel["texte"]


async def test_est_ce_sur_se_repond_par_des_boutons(usager, protegee, guichet, application):
    await says(application, usager, Acte("contact_sur", {"demande": protegee}))
    _, quand = await pressed(usager, "sur_place")
    assert quand["acte"] == "contact_quand"
    _, note = await pressed(usager, "quand_matin")
    assert note["acte"] == "contact_note"
    async with guichet.usager() as cote:
        dit = await cote.surety(protegee)
        assert (dit.sur, dit.maniere, dit.quand) == (True, "sur_place", "matin")
