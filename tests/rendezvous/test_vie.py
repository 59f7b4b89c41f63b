"""An appointment from the offer to the meeting: proposed, missed by either side, refused, safe."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, update

from api.database import now
from api.errors import Refus
from api.escalations.models import Escalade, Evenement
from api.rendezvous.contenu import delivered_rules
from api.rendezvous.models import Place
from tests.escalations.bureau import CAF, CAF_BIS, CPAM, PROTECTION
from tests.rendezvous.conftest import add_person

VISIO = "https://visio.caf.test/salle"
ESSAIS = delivered_rules().reglages.essais_avant_de_clore.valeur


@pytest.fixture
def url_base(url_sqlite: str) -> str:
    """The capacity is tested on both databases (test_places); the rest is the same on either."""
    return url_sqlite


@pytest.fixture
async def usager(base):
    """Someone who presses nothing here."""
    return await add_person(base)


@pytest.fixture
async def test_la_proposition_est_la_reponse_promise_et_la_promesse_est_mesuree(
    base, guichet, proposee
):
    async with base.session() as session:
        demande = await session.get(Escalade, proposee)
        assert demande.premiere_reponse_le is not None
        assert demande.etat == "en_cours"
    pris = await guichet.current(proposee)
    assert pris.premier_jour <= pris.promis_avant


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
    reference = await ask(usager, consentement=["situation"])
    debut = (await guichet.free(reference))[0]
    async with guichet.agent() as cote:
        with pytest.raises(Refus) as refus:
            await cote.propose(reference, "telephone", [debut], organismes=["cpam"])
        await cote.session.rollback()
    assert refus.value.code == "organisme_non_joint"

    async with guichet.agent() as cote:
        await cote.vie.join(reference, "cpam")
    async with guichet.agent() as cote:
        await cote.propose(reference, "telephone", [debut], organismes=["cpam"])
    async with guichet.base.session() as session:
        tenues = list((await session.execute(select(Place))).scalars())
    assert {p.guichet for p in tenues} == {"caf", "cpam"}
    async with guichet.usager() as cote:
        await cote.choose(usager.id, reference, None, debut)
    assert await guichet.held() == 2


# Absences and calls ----------------------------------------------------------------------------


async def test_la_personne_absente_est_appelee_puis_on_propose_autre_chose_sans_reproche(
    usager, guichet, proposee
):
    apres = await guichet.confirms(usager, proposee)
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
    await guichet.confirms(usager, proposee)
    async with guichet.agent() as cote:
        with pytest.raises(Refus) as refus:
            await cote.cancel(proposee, "sans_reponse")
        assert refus.value.details == {"nombre": 1}
        await cote.note_call(proposee, "sans_reponse")
        [acte] = await cote.cancel(proposee, "sans_reponse")
    assert acte.nom == "rendez_vous_annule"


async def test_un_appel_avant_le_rendez_vous_a_suffi_et_c_est_garde(usager, guichet, proposee):
    """R3.13."""
    await guichet.confirms(usager, proposee)
    async with guichet.agent() as cote:
        await cote.note_call(proposee, "joint")
        [acte] = await cote.cancel(proposee, "resolue")
        histoire = await cote.vie.history(proposee)
    assert acte.nom == "rendez_vous_annule"
    dits = {e.quoi: e.details for e in histoire}
    assert dits["appel"] == {"resultat": "joint"}
    assert dits["rendez_vous_annule"] == {"raison": "resolue"}


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
    apres = await guichet.confirms(usager, proposee)
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
    async with guichet.usager() as cote:
        await cote.demandes.set_contact(usager.id, reference, "06", None, cote.maintenant)
    async with guichet.agent() as cote:
        [acte] = await cote.note_call(reference, "mauvais_numero")
    assert acte.nom == "rappel_numero_faux"


async def test_l_histoire_et_les_actes_ne_disent_jamais_le_numero(usager, guichet, proposee, base):
    await guichet.confirms(usager, proposee)
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


@pytest.fixture
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
