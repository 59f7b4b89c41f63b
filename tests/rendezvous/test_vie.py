"""An appointment from the offer to the meeting: chosen, moved, cancelled, missed by either side."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, update

from api.conversations.bot import Acte
from api.conversations.service import ConversationService
from api.database import now
from api.errors import Refus
from api.escalations.models import Escalade, Evenement
from api.rendezvous.contenu import delivered_rules
from api.rendezvous.models import Place
from api.rendezvous.rappels import remind
from tests.api.personne import Personne
from tests.escalations.bureau import CAF, CAF_BIS, CPAM, PROTECTION

VISIO = "https://visio.caf.test/salle"
ESSAIS = delivered_rules().reglages.essais_avant_de_clore.valeur


@pytest.fixture
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


@pytest.fixture
async def proposee(usager, ask, guichet, application) -> str:
    """A request for which three telephone moments were proposed, in the conversation."""
    reference = await ask(usager, numero="06 12 34 56 78")
    acte = await guichet.proposes(reference)
    await says(application, usager, acte)
    return reference


async def says(application, usager, *actes) -> None:
    async with application.state.database.session.begin() as session:
        await ConversationService(session).say(usager.conversation, list(actes), auteur="agent")


async def pressed(usager, geste: str) -> tuple[dict, dict]:
    """Press the first button of a gesture in the last bubble that has one: (button, answer)."""
    bouton = by_gesture(await last(usager), geste)[0]
    return bouton, await presses(usager, bouton)


async def test_la_personne_choisit_un_des_trois_moments_dans_la_conversation(
    usager, guichet, proposee
):
    propose = await last(usager)
    assert propose["auteur"] == "agent"
    assert "Caf vous propose un rendez-vous, par téléphone" in propose["texte"]
    moments = by_gesture(propose, "choisir")
    assert len(moments) == 3

    confirme = await presses(usager, moments[1])
    assert moments[1]["libelle"].split(",")[0] in confirme["texte"]
    pris = await guichet.current(proposee)
    assert pris.etat == "confirme"
    assert pris.debut == dt.datetime.fromisoformat(moments[1]["choix"]["debut"])
    libres = await guichet.free(proposee)
    rendus = dt.datetime.fromisoformat(moments[0]["choix"]["debut"])
    assert rendus in libres, "what was not chosen is given back"

    encore = await presses(usager, moments[1])
    assert encore["acte"] == "rendez_vous_confirme", "the same click again changes nothing"
    autre = await presses(usager, moments[2])
    assert autre["acte"] == "rendez_vous_refuse"
    assert (await guichet.current(proposee)).debut == pris.debut


async def test_la_proposition_est_la_reponse_promise_et_la_promesse_est_mesuree(
    base, guichet, proposee
):
    async with base.session() as session:
        demande = await session.get(Escalade, proposee)
        assert demande.premiere_reponse_le is not None
        assert demande.etat == "en_cours"
    pris = await guichet.current(proposee)
    assert pris.premier_jour <= pris.promis_avant


async def test_on_deplace_puis_on_annule_sans_rien_perdre(usager, guichet, proposee, base):
    await pressed(usager, "choisir")
    avant = await guichet.current(proposee)
    _, autres = await pressed(usager, "autres")
    assert autres["acte"] == "rendez_vous_autres"
    _, deplace = await pressed(usager, "deplacer")
    assert deplace["acte"] == "rendez_vous_deplace"
    apres = await guichet.current(proposee)
    assert (apres.etat, apres.identite, apres.version) == ("confirme", avant.identite, 1)
    assert apres.id != avant.id
    async with base.session() as session:
        places = list((await session.execute(select(Place))).scalars())
    assert [p.rendez_vous_id for p in places] == [apres.id]

    _, annule = await pressed(usager, "annuler")
    assert "Vous ne perdez aucun droit" in annule["texte"]
    fini = await guichet.current(proposee)
    assert (fini.etat, fini.version) == ("annule", 2)
    assert (await base_places(base)) == 0


async def base_places(base) -> int:
    async with base.session() as session:
        return len(list((await session.execute(select(Place))).scalars()))


async def test_ou_en_est_ma_demande_dit_le_rendez_vous(usager, guichet, proposee, rasa):
    rasa.says("suivi_dossier")
    demandes, propose = await usager.chooses(acte="continuer")
    assert demandes["acte"] == "suivi_demandes"
    assert len(by_gesture(propose, "choisir")) == 3
    await presses(usager, by_gesture(propose, "choisir")[0])
    _, prevu = await usager.chooses(acte="continuer")
    assert prevu["texte"].startswith("Vous avez un rendez-vous ")


async def test_une_reference_et_un_numero_n_ouvrent_pas_le_rendez_vous(client, proposee, guichet):
    """Another person who knows the reference, and the number, is told that it does not exist."""
    voisin = await Personne.arrives(client)
    choix = {"rendez_vous": proposee, "geste": "annuler"}
    [refus] = await voisin.chooses(**choix)
    assert refus["acte"] == "rendez_vous_refuse"
    assert (await guichet.current(proposee)).etat == "propose"


async def test_un_bouton_mal_fait_est_refuse(usager, proposee):
    for choix in (
        {"rendez_vous": proposee},
        {"geste": "annuler"},
        {"rendez_vous": proposee, "geste": "honorer"},
        {"rendez_vous": proposee, "geste": "annuler", "acte": "oui"},
    ):
        assert (await usager.sends({"choix": choix})).status_code == 422, choix
    for debut in (None, "hier", "2026-12-01T09:00:00"):
        choix = {"rendez_vous": proposee, "geste": "choisir"} | ({"debut": debut} if debut else {})
        assert (await usager.chooses(**choix))[0]["acte"] == "rendez_vous_refuse", debut


async def test_sur_place_et_en_visio_l_adresse_est_dite(usager, ask, guichet):
    reference = await ask(usager)
    for maniere, lieu, code in (
        ("sur_place", "  ", "lieu_a_dire"),
        ("visio", "salle 3", "lien_visio"),
    ):
        with pytest.raises(Refus) as refus:
            await guichet.proposes(reference, maniere=maniere, lieu=lieu)
        assert refus.value.code == code
    await guichet.proposes(reference, maniere="visio", lieu=VISIO)
    assert (await guichet.current(reference)).lieu == VISIO


async def test_seul_l_agent_qui_a_pris_la_demande_propose(usager, ask, guichet):
    reference = await ask(usager)
    debut = (await guichet.free(reference))[0]
    for agent, code in ((CAF_BIS, "demande_d_un_autre"), (CPAM, "demande_inconnue")):
        async with guichet.agent(agent) as cote:
            with pytest.raises(Refus) as refus:
                await cote.propose(reference, "telephone", [debut])
            await cote.session.rollback()
        assert refus.value.code == code
    async with guichet.agent() as cote:
        with pytest.raises(Refus) as refus:
            await cote.propose(reference, "telephone", (await guichet.free(reference))[:4])
    assert refus.value.code == "moments_nombre"


async def test_un_rendez_vous_commun_ne_reunit_que_les_organismes_joints(usager, ask, guichet):
    reference = await ask(usager)
    debut = (await guichet.free(reference))[0]
    async with guichet.agent() as cote:
        with pytest.raises(Refus) as refus:
            await cote.propose(reference, "telephone", [debut], organismes=["cpam"])
        await cote.session.rollback()
    assert refus.value.code == "organisme_non_joint"

    accord = {"champs": ["situation"]}
    await usager.call("PUT", f"/escalades/{reference}/accord", accord)
    async with guichet.agent() as cote:
        await cote.vie.join(reference, "cpam")
    async with guichet.agent() as cote:
        await cote.propose(reference, "telephone", [debut], organismes=["cpam"])
    async with guichet.base.session() as session:
        tenues = list((await session.execute(select(Place))).scalars())
    assert {p.guichet for p in tenues} == {"caf", "cpam"}
    async with guichet.usager() as cote:
        await cote.choose(usager.id, reference, None, debut)
    assert await base_places(guichet.base) == 2


# Absences and calls ----------------------------------------------------------------------------


async def confirmed(usager, guichet, reference: str) -> dt.datetime:
    """Choose the first proposed moment; the hour after it ends."""
    async with guichet.usager() as cote:
        demande = await cote.request(usager.id, reference)
        ouvert = await cote.open_one(reference)
        debut = (await cote.held(demande, ouvert))[0]
        await cote.choose(usager.id, reference, ouvert.id, debut)
    return debut + dt.timedelta(hours=1)


async def test_la_personne_absente_est_appelee_puis_on_propose_autre_chose_sans_reproche(
    usager, guichet, proposee
):
    apres = await confirmed(usager, guichet, proposee)
    async with guichet.agent() as cote:
        with pytest.raises(Refus) as trop_tot:
            await cote.note_outcome(proposee, "honore")
    assert trop_tot.value.code == "rendez_vous_a_venir"
    async with guichet.agent(le=apres) as cote:
        with pytest.raises(Refus) as sans_appel:
            await cote.note_outcome(proposee, "absent_usager")
    assert sans_appel.value.code == "appels_manquants"

    async with guichet.agent(le=apres) as cote:
        [essai] = await cote.note_call(proposee, "repondeur")
        assert essai.nom == "rappel_essaye"
        manque, propose = await cote.note_outcome(proposee, "absent_usager")
    assert (manque.nom, propose.nom) == ("rendez_vous_absent_usager", "rendez_vous_propose")
    assert len(propose.params["rdv"]["moments"]) == 3
    assert (await guichet.current(proposee)).etat == "propose"


async def test_on_n_annule_pas_faute_de_reponse_sans_avoir_appele(usager, guichet, proposee):
    await confirmed(usager, guichet, proposee)
    async with guichet.agent() as cote:
        with pytest.raises(Refus) as refus:
            await cote.cancel(proposee, "sans_reponse")
        assert refus.value.details == {"nombre": 1}
        await cote.note_call(proposee, "sans_reponse")
        [acte] = await cote.cancel(proposee, "sans_reponse")
    assert acte.nom == "rendez_vous_annule"


async def test_notre_absence_est_dite_et_la_promesse_est_rompue(
    usager, guichet, proposee, application
):
    apres = await confirmed(usager, guichet, proposee)
    async with guichet.usager() as cote:
        with pytest.raises(Refus):
            await cote.report_absence(usager.id, proposee)
    async with guichet.usager(apres) as cote:
        manque, propose = await cote.report_absence(usager.id, proposee)
        rates = [r for r in await cote.of_request(proposee) if r.etat == "absent_agent"]
        assert len(rates) == 1
    await says(application, usager, manque, propose)
    assert len(by_gesture(await last(usager), "choisir")) == 3
    chemin = f"/api/v1/conversations/{usager.conversation}/messages"
    lus = (await usager.client.get(chemin, headers=usager.entetes)).json()["messages"]
    assert "Nous n'avons pas tenu notre promesse" in lus[-2]["texte"]


async def test_personne_n_est_dit_injoignable_avant_assez_d_appels(usager, guichet, proposee):
    for essai in range(ESSAIS):
        async with guichet.agent() as cote:
            with pytest.raises(Refus) as refus:
                await cote.vie.close(proposee, "injoignable", "Écrivez-nous ici.")
        assert refus.value.details == {"nombre": ESSAIS - essai}
        async with guichet.agent() as cote:
            await cote.note_call(proposee, "sans_reponse")
    async with guichet.agent() as cote:
        close = await cote.vie.close(proposee, "injoignable", "Écrivez-nous ici.")
        assert close.etat == "close"


async def test_on_ne_clot_pas_une_demande_dont_l_appel_est_attendu(usager, guichet, proposee):
    apres = await confirmed(usager, guichet, proposee)
    async with guichet.agent() as cote:
        with pytest.raises(Refus) as refus:
            await cote.vie.close(proposee, "rendez_vous", "Nous vous appelons.")
    assert refus.value.code == "rendez_vous_a_tenir", "closing erases the number"
    async with guichet.agent(le=apres) as cote:
        await cote.note_outcome(proposee, "honore")
        assert (await cote.vie.close(proposee, "resolue", "C'est fait.")).contact is None


async def test_sans_numero_on_n_appelle_pas_et_un_numero_faux_est_dit(usager, ask, guichet):
    reference = await ask(usager)
    async with guichet.agent() as cote:
        with pytest.raises(Refus) as refus:
            await cote.note_call(reference, "joint")
    assert refus.value.code == "contact_absent"
    await usager.call("PUT", f"/escalades/{reference}/contact", {"contact": "06"})
    async with guichet.agent() as cote:
        [acte] = await cote.note_call(reference, "mauvais_numero")
    assert acte.nom == "rappel_numero_faux"


async def test_l_histoire_et_les_actes_ne_disent_jamais_le_numero(usager, guichet, proposee, base):
    await confirmed(usager, guichet, proposee)
    async with guichet.agent() as cote:
        await cote.note_call(proposee, "joint")
    async with base.session() as session:
        lignes = list((await session.execute(select(Evenement))).scalars())
    assert "appel" in [e.quoi for e in lignes]
    assert "06" not in str([e.details.get("contact") for e in lignes])
    assert not any("06 12" in str(e.details) for e in lignes)


# Alone, reminders, safety -----------------------------------------------------------------------


async def test_une_promesse_rompue_permet_de_prendre_soi_meme_un_moment(usager, ask, guichet, base):
    reference = await ask(usager)
    debut = (await guichet.free(reference))[0]
    async with guichet.usager() as cote:
        with pytest.raises(Refus) as refus:
            await cote.ask(usager.id, reference, "telephone", debut)
        await cote.session.rollback()
    assert refus.value.code == "rendez_vous_non_offert"
    async with base.session.begin() as session:
        hier = now() - dt.timedelta(days=1)
        await session.execute(update(Escalade).values(promesse_avant=hier))
    async with guichet.usager() as cote:
        with pytest.raises(Refus):
            await cote.ask(usager.id, reference, "sur_place", debut)  # nobody said where
        [acte] = await cote.ask(usager.id, reference, "telephone", debut, "ar")
    assert acte.nom == "rendez_vous_confirme"
    pris = await guichet.current(reference)
    assert (pris.etat, pris.agent_id, pris.interprete) == ("confirme", None, "ar")


async def test_le_rappel_n_est_dit_qu_a_qui_l_a_voulu_une_fois_et_sans_rien_dire(
    usager, guichet, proposee, base
):
    debut = await confirmed(usager, guichet, proposee) - dt.timedelta(hours=1)
    veille = debut - dt.timedelta(hours=20)
    async with base.session.begin() as session:
        assert await remind(session, veille) == [], "not wanted"
    async with guichet.usager() as cote:
        [note] = await cote.set_reminder(usager.id, proposee, True)
    assert note.nom == "rendez_vous_rappel_note"
    async with base.session.begin() as session:
        assert await remind(session, debut - dt.timedelta(days=3)) == [], "too early"
        assert await remind(session, veille) == [usager.conversation]
        assert await remind(session, veille) == [], "once"
    rappel = await last(usager)
    assert rappel["texte"].startswith("Vous avez un rendez-vous ")
    assert "Caf" not in rappel["texte"]
    assert proposee not in rappel["texte"]


@pytest.fixture
async def protegee(usager, ask, base) -> str:
    """A request of someone who may be in danger."""
    reference = await ask(usager)
    async with base.session.begin() as session:
        await session.execute(
            update(Escalade).values(restreinte=True, contact=None, agent_id="anna")
        )
    return str(reference)


async def test_en_danger_rien_n_est_propose_avant_de_savoir_si_c_est_sur(usager, guichet, protegee):
    async with guichet.agent(CAF) as cote:
        with pytest.raises(Refus) as invisible:
            await cote.vie.get(protegee)
    assert invisible.value.statut == 404

    async def propose(maniere: str = "sur_place") -> str:
        async with guichet.agent(PROTECTION) as cote:
            demande = await cote.vie.get(protegee)
            try:
                libres = await cote.free(demande, maniere)
            except Refus as refus:
                return refus.code
            [acte] = await cote.propose(protegee, maniere, [libres[0].debut], lieu="Mairie")
            return acte.nom

    assert await propose() == "contact_a_demander"
    async with guichet.agent(PROTECTION) as cote:
        [question] = await cote.ask_safety(protegee)
        with pytest.raises(Refus) as appel:
            await cote.note_call(protegee, "joint")
    assert question.nom == "contact_sur"
    assert appel.value.code == "contact_protege"

    async with guichet.usager() as cote:
        with pytest.raises(Refus):
            await cote.say_safe(usager.id, protegee, "telephone")
        await cote.say_safe(usager.id, protegee, "sur_place")
    assert await propose() == "contact_a_demander", "how, but not when"
    async with guichet.usager() as cote:
        await cote.say_when(usager.id, protegee, "matin")
    assert await propose("visio") == "contact_pas_sur"
    assert await propose() == "rendez_vous_propose"
    async with guichet.usager() as cote:
        demande = await cote.request(usager.id, protegee)
        [debut] = await cote.held(demande, await cote.open_one(protegee))
        assert debut.astimezone(cote.lieu(demande).fuseau).hour < 12
        await cote.say_safe(usager.id, protegee, None)
    assert (await guichet.current(protegee)).etat == "annule", "not safe any more"
    assert await propose() == "contact_pas_sur"


async def test_est_ce_sur_se_repond_par_des_boutons(usager, protegee, guichet, application):
    await says(application, usager, Acte("contact_sur", {"demande": protegee}))
    _, quand = await pressed(usager, "sur_place")
    assert quand["acte"] == "contact_quand"
    _, note = await pressed(usager, "quand_matin")
    assert note["acte"] == "contact_note"
    async with guichet.usager() as cote:
        dit = await cote.surety(protegee)
        assert (dit.sur, dit.maniere, dit.quand) == (True, "sur_place", "matin")
