"""Violence said after an ordinary request: it leaves the ordinary desk, and is left with nobody less."""

from __future__ import annotations

import asyncio
import uuid

import pytest

from api.escalations.models import Escalade
from tests.escalations.bureau import (
    CAF,
    CAF_BIS,
    CHEFFE,
    CPAM,
    DEUIL,
    PROTECTION,
    SAMIA,
    Bureau,
    employ,
)
from tests.escalations.test_vie import agrees, asks

pytestmark = pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)


@pytest.fixture
def bureau(application, client) -> Bureau:
    return Bureau(application, client)


async def stored(base, reference) -> Escalade:
    async with base.session() as session:
        trouvee = await session.get(Escalade, reference)
        assert trouvee
        return trouvee


async def alerts(application, sujet, faire) -> list[tuple[str | None, str]]:
    """What one subject hears of alerts while something is done."""
    with application.state.live.subscribe(sujet) as file:
        await faire
        await asyncio.sleep(0.05)
        signaux = [file.get_nowait() for _ in range(file.qsize())]
    return [(s["reference"], s["cause"]) for s in signaux if s["nature"] == "alerte"]


async def test_dite_apres_coup_et_personne_de_forme_les_responsables_l_apprennent_aussitot(
    application, usager, monkeypatch
):
    employ(monkeypatch, CAF, CHEFFE)
    await usager.opens("naissance")
    await asks(usager)
    assert await alerts(application, "guichet:caf", usager.opens("violences")) == [
        (None, "personne_de_forme")
    ]


async def test_dite_apres_coup_la_personne_formee_est_alertee_et_elle_seule(
    application, usager, monkeypatch
):
    employ(monkeypatch, CAF, CHEFFE, PROTECTION)
    await usager.opens("naissance")
    reference = await asks(usager)
    with application.state.live.subscribe("guichet:caf") as ordinaire:
        entendues = await alerts(application, "protege:caf", usager.opens("violences"))
        dites = [ordinaire.get_nowait() for _ in range(ordinaire.qsize())]
    assert entendues == [(reference, "protegee")]
    assert [s["nature"] for s in dites] == ["file"], "the queue that it leaves, nothing more"


async def test_prise_par_une_agente_non_formee_elle_revient_a_qui_peut_la_voir(
    bureau, usager, base
):
    await usager.opens("naissance")
    reference = await asks(usager)
    await bureau.takes(CAF, reference)
    await usager.opens("violences")
    gardee = await stored(base, reference)
    assert (gardee.etat, gardee.agent_id, gardee.restreinte) == ("nouvelle", None, True)
    assert (await bureau.call(CAF, "GET", f"/demandes/{reference}")).status_code == 404
    assert (await bureau.takes(PROTECTION, reference)).status_code == 200


async def test_la_personne_formee_peut_la_prendre_quel_que_soit_son_sujet_d_avant(bureau, usager):
    await usager.opens("deces")
    await usager.knows(lien_defunt="enfant")
    reference = await asks(usager)
    await usager.opens("violences")
    assert (await bureau.takes(DEUIL, reference)).status_code == 404
    assert (await bureau.takes(PROTECTION, reference)).status_code == 200


async def test_qui_finit_sa_conversation_la_laisse_a_une_personne_formee(bureau, usager, base):
    """Nobody is torn away, and nobody keeps what they may not see any more."""
    await usager.opens("naissance")
    reference = await asks(usager)
    await bureau.takes(CAF, reference)
    await bureau.call(CAF, "POST", f"/demandes/{reference}/main")
    await usager.opens("violences")
    corps = {"client_id": str(uuid.uuid4()), "texte": "Je reste avec vous."}
    ecrit = await bureau.call(CAF, "POST", f"/demandes/{reference}/messages", corps)
    assert ecrit.status_code == 202
    assert (await stored(base, reference)).agent_id == CAF.id
    accord = {"accord": "Une personne formée vous répond."}
    await bureau.call(CAF, "DELETE", f"/demandes/{reference}/main", accord)
    gardee = await stored(base, reference)
    assert (gardee.etat, gardee.agent_id) == ("nouvelle", None)
    assert (await bureau.takes(PROTECTION, reference)).status_code == 200


async def test_une_personne_formee_reprend_ce_que_sa_collegue_absente_suivait(
    bureau, usager, base, monkeypatch
):
    """Supervisors see nothing of it: those trained stand in for each other."""
    await usager.opens("violences")
    reference = await asks(usager)
    await bureau.takes(PROTECTION, reference)
    for agent, statut in ((DEUIL, 404), (CHEFFE, 404), (SAMIA, 200)):
        reponse = await bureau.call(agent, "DELETE", f"/demandes/{reference}/prise")
        assert reponse.status_code == statut, agent.id
    assert (await bureau.takes(SAMIA, reference)).status_code == 200


# A request that waits for its agent, or that has become attentive ---------------------------------


async def closed_then_asked_again(bureau, usager) -> str:
    await usager.opens("naissance")
    reference = await asks(usager)
    await bureau.takes(CAF, reference)
    fin = {"reponse": "fait", "issue": "deposee", "suite": "Réponse le 12."}
    assert (await bureau.answers(CAF, reference, **fin)).status_code == 200
    assert await asks(usager) == reference
    return reference


async def test_rouverte_elle_attend_son_agente_et_sa_responsable_peut_la_relayer(bureau, usager):
    reference = await closed_then_asked_again(bureau, usager)
    assert (await bureau.takes(CAF_BIS, reference)).status_code == 409
    assert (await bureau.takes(CHEFFE, reference)).status_code == 200


async def test_rouverte_et_son_agente_partie_tout_collegue_la_prend(bureau, usager, monkeypatch):
    reference = await closed_then_asked_again(bureau, usager)
    employ(monkeypatch, CAF_BIS, CHEFFE)
    assert (await bureau.takes(CAF_BIS, reference)).status_code == 200


async def test_rouverte_et_la_promesse_rompue_tout_collegue_la_prend(bureau, usager, base):
    reference = await closed_then_asked_again(bureau, usager)
    async with base.session.begin() as session:
        demande = await session.get(Escalade, reference)
        demande.promesse_avant = demande.cree_le
    assert (await bureau.takes(CAF_BIS, reference)).status_code == 200


async def test_devenue_attentive_sans_correspondant_la_responsable_est_alertee(
    application, usager, base, monkeypatch
):
    """R2.16, also when it is said the second time."""
    employ(monkeypatch, CAF, CHEFFE)
    await usager.opens("deces")
    reference = await asks(usager)
    assert not (await stored(base, reference)).alerte
    await usager.knows(lien_defunt="enfant")
    entendues = await alerts(application, "guichet:caf", asks(usager))
    assert entendues == [(reference, "personne_de_nomme")]
    assert (await stored(base, reference)).alerte


async def test_devenue_attentive_elle_va_au_guichet_qui_a_un_correspondant(
    usager, base, monkeypatch
):
    employ(monkeypatch, CPAM, DEUIL, presents=False)
    await usager.opens("maladie")
    reference = await asks(usager)
    avant = await stored(base, reference)
    assert avant.guichet == "cpam"
    await usager.opens("deces")
    await usager.knows(lien_defunt="enfant")
    await asks(usager)
    apres = await stored(base, reference)
    assert (apres.guichet, apres.competence, apres.alerte) == ("caf", "deuil", False)
    assert apres.promesse_avant <= avant.promesse_avant


async def test_transmise_a_un_guichet_sans_correspondant_la_responsable_y_est_alertee(
    application, bureau, usager, base, monkeypatch
):
    await usager.opens("deces")
    await usager.knows(lien_defunt="enfant")
    reference = await asks(usager)
    await agrees(usager, reference)
    await bureau.takes(DEUIL, reference)
    vers = {"organisme": "cpam", "raison": "Le capital décès est à la CPAM."}
    transmission = bureau.call(DEUIL, "POST", f"/demandes/{reference}/transfert", vers)
    entendues = await alerts(application, "guichet:cpam", transmission)
    assert entendues == [(reference, "personne_de_nomme")]
    assert (await stored(base, reference)).alerte
