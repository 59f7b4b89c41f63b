"""What the person reads and decides: a promise at request, where it stands, nothing kept in danger."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from api.escalations.contenu import delivered
from api.escalations.models import Escalade, Evenement
from tests.api.personne import Personne
from tests.escalations.bureau import CAF, PROTECTION, Bureau, employ
from tests.escalations.cas import LUNDI_10H
from tests.rasa_factice import RasaFactice


async def stored(base) -> list[Escalade]:
    async with base.session() as session:
        return list((await session.execute(select(Escalade).order_by(Escalade.cree_le))).scalars())


async def requests(usager) -> list[dict]:
    return list((await usager.call("GET", "/escalades")).json()["demandes"])


@pytest.fixture
def en_panne(rasa: RasaFactice) -> RasaFactice:
    rasa.debout = False
    return rasa


async def test_demander_une_personne_dit_qui_repond_comment_et_avant_quand(usager, en_panne):
    await usager.opens("naissance")
    (humain,) = await usager.chooses(acte="demander_humain")
    (demande,) = await requests(usager)
    assert demande["reference"] in humain["texte"]
    assert demande["promesse"] in humain["texte"]
    assert "vous répond avant le" in humain["texte"]
    assert humain["contacts"]


async def test_sans_aucun_agent_rien_n_est_promis_et_les_contacts_sont_donnes(
    usager, en_panne, monkeypatch
):
    employ(monkeypatch)
    [humain] = await usager.chooses(acte="demander_humain")

    assert humain["contacts"]
    assert "JA-" not in humain["texte"]
    assert "répond" not in humain["texte"]
    assert await requests(usager) == []


async def test_le_nom_de_l_organisme_du_lieu_est_dit_quand_il_est_connu(usager):
    await usager.call("PUT", "/lieu", {"lieu": "48000"})
    await usager.opens("naissance")
    demande = (await usager.call("POST", "/escalades", {})).json()
    assert demande["demande"]["qui"] == "CCSS de la Lozère"


async def test_quelqu_un_est_la_et_la_reponse_est_promise_dans_quelques_minutes(
    usager, monkeypatch
):
    employ(monkeypatch, CAF)
    monkeypatch.setattr("api.dossiers.routes.now", lambda: LUNDI_10H)
    await usager.opens("naissance")
    demande = (await usager.call("POST", "/escalades", {})).json()
    assert demande["promesse"]["canal"] == "direct"
    avant = dt.datetime.fromisoformat(demande["promesse"]["avant"])
    assert avant == LUNDI_10H + dt.timedelta(minutes=3)
    assert "une personne est là" in demande["demande"]["promesse"]


async def test_quand_l_agente_repond_deja_a_tous_ceux_qu_elle_peut_un_rappel_est_promis(
    usager, client, application, monkeypatch
):
    """From the conversations that are really open, not from a number given to the rule."""
    employ(monkeypatch, CAF)
    monkeypatch.setattr("api.dossiers.routes.now", lambda: LUNDI_10H)
    bureau, promises = Bureau(application, client), []
    for _ in range(delivered().regles.a_la_fois.nombre + 1):
        autre = await Personne.arrives(client)
        await autre.opens("naissance")
        demande = (await autre.call("POST", "/escalades", {})).json()
        promises.append(demande["promesse"])
        assert (await bureau.takes(CAF, demande["reference"])).status_code == 200
    assert {p["canal"] for p in promises[:-1]} == {"direct"}
    assert promises[-1]["canal"] == "rappel"
    avant = dt.datetime.fromisoformat(promises[-1]["avant"])
    assert avant == LUNDI_10H + dt.timedelta(hours=2)


async def test_derriere_quelqu_un_qui_attend_un_rappel_est_promis_dans_les_deux_heures(
    usager, client, monkeypatch
):
    employ(monkeypatch, CAF)
    monkeypatch.setattr("api.dossiers.routes.now", lambda: LUNDI_10H)
    canaux = []
    for qui in (usager, await Personne.arrives(client)):
        await qui.opens("naissance")
        demande = (await qui.call("POST", "/escalades", {})).json()
        canaux.append(demande["promesse"]["canal"])
    assert canaux == ["direct", "rappel"]


async def test_vouloir_seulement_un_contact_ne_cree_pas_de_demande(usager, base):
    await usager.opens("naissance")
    reponse = (await usager.call("POST", "/escalades", {"motif": "demander_contact"})).json()
    assert reponse["reference"] is None
    assert reponse["contacts"]
    assert await stored(base) == []


async def test_redemander_est_la_meme_demande_plus_pressante_jamais_plus_tardive(usager, base):
    await usager.opens("naissance")
    une = (await usager.call("POST", "/escalades", {})).json()
    deux = (await usager.call("POST", "/escalades", {})).json()
    assert deux["reference"] == une["reference"]
    assert deux["promesse"]["avant"] <= une["promesse"]["avant"]
    (gardee,) = await stored(base)
    assert gardee.repetitions == 1
    assert "repetee_jour" in gardee.raisons
    async with base.session() as session:
        quoi = (await session.execute(select(Evenement.quoi).order_by(Evenement.id))).scalars()
        assert list(quoi) == ["demandee", "relancee"]


async def test_une_situation_attentive_cree_ses_signaux_et_les_explique(usager, base):
    await usager.opens("deces")
    await usager.knows(lien_defunt="enfant")
    await usager.call("POST", "/escalades", {})
    (gardee,) = await stored(base)
    assert {"code": "deces.deces-enfant", "origine": "deduite", "par": None} in gardee.signaux
    assert (gardee.organisme, gardee.competence) == ("caf", "deuil")
    (lue,) = await requests(usager)
    assert "Votre situation demande une attention particulière." in lue["raisons"]


async def test_ou_en_est_ma_demande_repond_avec_l_etat_et_la_promesse(
    usager, rasa, application, client
):
    await usager.opens("naissance")
    reference = (await usager.call("POST", "/escalades", {})).json()["reference"]
    rasa.says("suivi_dossier")
    (bulle,) = await usager.says("où en est ma demande ?")
    assert bulle["acte"] == "suivi_demandes"
    assert reference in bulle["texte"]
    assert "Reçue" in bulle["texte"]

    bureau = Bureau(application, client)
    await bureau.takes(CAF, reference)
    fin = {"reponse": "fait", "issue": "deposee", "suite": "Réponse de la Caf le 12 {mot}."}
    await bureau.answers(CAF, reference, **fin)
    (lue,) = await requests(usager)
    assert lue["suite"] == "Votre demande est déposée. Réponse de la Caf le 12 {mot}."


async def test_sans_demande_le_suivi_dit_honnetement_ce_qu_il_ne_voit_pas(usager, rasa):
    rasa.says("suivi_dossier")
    (bulle,) = await usager.says("où en est mon dossier ?")
    assert bulle["acte"] == "suivi_dossier"


async def test_un_numero_n_est_garde_que_si_la_personne_le_donne_et_part_avec_elle(
    usager, base, application, client
):
    await usager.opens("naissance")
    reference = (await usager.call("POST", "/escalades", {})).json()["reference"]
    assert (await stored(base))[0].contact is None
    corps = {"contact": "06 12 34 56 78", "consigne": "Après 18 h"}
    await usager.call("PUT", f"/escalades/{reference}/contact", corps)

    bureau = Bureau(application, client)
    assert (await bureau.opens(CAF, reference))["contact"] is None, "before it is taken"
    await bureau.takes(CAF, reference)
    assert (await bureau.opens(CAF, reference))["contact"] == corps["contact"]
    assert corps["contact"] not in str((await bureau.opens(CAF, reference))["histoire"])

    await usager.call("PUT", f"/escalades/{reference}/contact", {"contact": None})
    (gardee,) = await stored(base)
    assert gardee.contact is gardee.contact_consigne is None


async def test_fermer_la_demande_efface_le_numero(usager, base, application, client):
    await usager.opens("naissance")
    reference = (await usager.call("POST", "/escalades", {})).json()["reference"]
    await usager.call("PUT", f"/escalades/{reference}/contact", {"contact": "06 12 34 56 78"})
    bureau = Bureau(application, client)
    await bureau.takes(CAF, reference)
    await bureau.answers(CAF, reference, reponse="fait", issue="resolue", suite="C'est fait.")
    assert (await stored(base))[0].contact is None
    tard = await usager.call("PUT", f"/escalades/{reference}/contact", {"contact": "06"})
    assert tard.status_code == 409


async def test_la_violence_dite_apres_coup_efface_le_numero_et_restreint(usager, base):
    await usager.opens("naissance")
    reference = (await usager.call("POST", "/escalades", {})).json()["reference"]
    await usager.call("PUT", f"/escalades/{reference}/contact", {"contact": "06 12 34 56 78"})
    await usager.opens("violences")
    (gardee,) = await stored(base)
    assert (gardee.restreinte, gardee.contact, gardee.canal) == (True, None, "lignes")
    refus = await usager.call("PUT", f"/escalades/{reference}/contact", {"contact": "06"})
    assert refus.status_code == 409


async def test_en_danger_aucun_rappel_n_est_promis(usager, base, monkeypatch):
    employ(monkeypatch, CAF, PROTECTION, presents=False)
    await usager.opens("violences")
    demande = (await usager.call("POST", "/escalades", {})).json()
    assert demande["promesse"]["canal"] == "lignes"
    assert demande["demande"]["contact_possible"] is False
    assert (await stored(base))[0].restreinte
    fiche = await usager.call("GET", f"/escalades/{demande['reference']}/fiche")
    assert fiche.status_code == 409, "no paper"


async def test_la_fiche_de_la_personne_dit_tout_avec_la_provenance(usager):
    await usager.opens("naissance")
    await usager.knows(nb_enfants=2)
    reference = (await usager.call("POST", "/escalades", {})).json()["reference"]
    fiche = (await usager.call("GET", f"/escalades/{reference}/fiche")).json()
    (fait,) = fiche["faits"]
    assert (fait["nom"], fait["dit_par"]) == ("nb_enfants", "usager")
    assert fiche["plan"]
    assert fiche["situation"]


async def test_la_demande_d_un_autre_dossier_n_existe_pas(usager, client):
    autre = type(usager)
    voisin = await autre.arrives(client)
    await voisin.opens("naissance")
    reference = (await voisin.call("POST", "/escalades", {})).json()["reference"]
    for methode, chemin, corps in (
        ("GET", "fiche", None),
        ("PUT", "accord", {"champs": []}),
        ("PUT", "contact", {"contact": "x"}),
    ):
        reponse = await usager.call(methode, f"/escalades/{reference}/{chemin}", corps)
        assert reponse.status_code == 404, chemin


async def test_un_champ_hors_registre_ne_s_accorde_pas(usager):
    await usager.opens("naissance")
    reference = (await usager.call("POST", "/escalades", {})).json()["reference"]
    refus = await usager.call("PUT", f"/escalades/{reference}/accord", {"champs": ["nir"]})
    assert refus.status_code == 422
    assert "faits" in refus.json()["detail"][0]["connus"]


# The plan page -----------------------------------------------------------------------------------


async def opens_plan_page(client, usager) -> str:
    """The plan page of this person, on a browser without a script."""
    lien = (await usager.call("POST", "/liens")).json()["url"]
    ouverte = await client.post(f"/retour/{lien.rsplit('/', 1)[1]}", headers=MEME_SITE)
    assert ouverte.status_code == 303, ouverte.text
    return str((await client.get("/plan")).text)


MEME_SITE = {"sec-fetch-site": "same-origin", "origin": "http://jalons.test"}


async def test_le_plan_montre_vos_demandes_leur_etat_et_la_promesse(usager, client):
    await usager.opens("naissance")
    assert "Vos demandes" not in await opens_plan_page(client, usager)
    reference = (await usager.call("POST", "/escalades", {})).json()["reference"]
    (lue,) = await requests(usager)
    page = await opens_plan_page(client, usager)
    assert "Vos demandes" in page
    await usager.opens("violences")
    assert "Vos demandes" not in (await client.get("/plan")).text, "seen by someone else"
    for dit in (reference, lue["etat_texte"], lue["promesse"].split(",")[0]):
        assert dit in page, dit


async def test_sans_script_on_laisse_un_numero_et_on_montre_ses_reponses(usager, client, base):
    await usager.opens("naissance")
    reference = (await usager.call("POST", "/escalades", {})).json()["reference"]
    await opens_plan_page(client, usager)
    corps = {"contact": "06 12 34 56 78", "consigne": "Après 18 h", "montrer": "oui"}
    reponse = await client.post(f"/plan/demandes/{reference}", data=corps, headers=MEME_SITE)
    assert (reponse.status_code, reponse.headers["location"]) == (303, "/plan#demandes")
    (gardee,) = await stored(base)
    assert gardee.contact == corps["contact"]
    assert "faits" in gardee.consentement
    assert "sensible" not in gardee.consentement

    await client.post(f"/plan/demandes/{reference}", data={"contact": ""}, headers=MEME_SITE)
    (gardee,) = await stored(base)
    assert gardee.contact is None
    assert gardee.consentement == []
