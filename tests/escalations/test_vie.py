"""The life of a request: taken by one, shared, passed on, answered, closed, opened again."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from api.escalations.etats import (
    ETATS,
    OUVERTES,
    TRANSITIONS,
    order_queue,
    promise_state,
    queue_state,
)
from api.escalations.models import Escalade, Evenement
from tests.api.personne import API
from tests.escalations.bureau import (
    ADMIN,
    CAF,
    CAF_BIS,
    CHEFFE,
    CPAM,
    DEUIL,
    PROTECTION,
    Bureau,
    employ,
)
from tests.escalations.cas import LUNDI_10H

pytestmark = pytest.mark.deux_bases

TOUT = ["situation", "faits", "plan", "droits", "tentatives"]


@pytest.fixture
def bureau(application, client) -> Bureau:
    return Bureau(application, client)


async def asks(usager, motif="demander_humain", moment="naissance") -> str:
    """Ask for a person; the reference."""
    await usager.opens(moment)
    reponse = await usager.call("POST", "/escalades", {"motif": motif})
    assert reponse.status_code == 201, reponse.text
    return str(reponse.json()["reference"])


@pytest.fixture
async def demande(usager) -> str:
    return await asks(usager)


@pytest.fixture
async def prise(bureau, demande) -> str:
    """A request that Lina, of the Caf, has taken."""
    assert (await bureau.takes(CAF, demande)).status_code == 200
    return demande


async def agrees(usager, reference, champs=TOUT) -> None:
    reponse = await usager.call("PUT", f"/escalades/{reference}/accord", {"champs": champs})
    assert reponse.status_code == 200, reponse.text


async def stored(base, reference) -> Escalade:
    async with base.session() as session:
        return (
            await session.execute(select(Escalade).where(Escalade.reference == reference))
        ).scalar_one()


# States, promises, queues: rules ----------------------------------------------------------------


def test_de_chaque_etat_ouvert_on_peut_finir_par_clore():
    for etat in OUVERTES:
        atteints = {etat}
        while (
            suite := {vers for depuis, vers in TRANSITIONS.values() if atteints & {*depuis}}
            - atteints
        ):
            atteints |= suite
        assert "close" in atteints, etat
    assert {vers for _, vers in TRANSITIONS.values()} <= {*ETATS}


@pytest.mark.parametrize(
    ("reponse", "maintenant", "etat"),
    [(None, 9, "en_cours"), (None, 11, "rompue"), (9, 20, "tenue"), (11, 20, "rompue")],
)
def test_une_promesse_est_tenue_ou_rompue_d_apres_ses_dates(reponse, maintenant, etat):
    def at(heure: int | None) -> dt.datetime | None:
        return None if heure is None else LUNDI_10H.replace(hour=heure)

    demande = Escalade(promesse_avant=at(10), premiere_reponse_le=at(reponse))
    assert promise_state(demande, at(maintenant)) == etat


@pytest.mark.parametrize(
    ("stock", "agents", "etat"),
    [
        *((0, 0, "normale"), (27, 1, "normale"), (28, 1, "tendue"), (34, 1, "tendue")),
        *((35, 1, "critique"), (35, 2, "normale"), (400, 2, "critique")),
    ],
)
def test_une_file_se_tend_avant_le_point_de_rupture(contenus, stock, agents, etat):
    assert queue_state(stock, agents, contenus.regles.tension) == etat


def test_l_ordre_change_avec_l_etat_de_la_file():
    def make(reference, heures, priorite=0, niveau="personnalise") -> Escalade:
        avant = LUNDI_10H + dt.timedelta(hours=heures)
        return Escalade(
            *(),
            reference=reference,
            promesse_avant=avant,
            priorite=priorite,
            niveau=niveau,
            cree_le=LUNDI_10H,
        )

    rompue, bientot = make("rompue", -1), make("bientot", 2)
    demain = make("demain", 24, 50)
    attentive = make("attentive", 48, 30, "accompagnement")
    toutes = [demain, attentive, bientot, rompue]

    def names(etat) -> list[str]:
        return [d.reference for d in order_queue(toutes, etat, LUNDI_10H)]

    assert names("normale") == ["rompue", "bientot", "demain", "attentive"]
    assert names("tendue") == ["rompue", "bientot", "attentive", "demain"]
    assert names("critique") == ["rompue", "attentive", "demain", "bientot"]


# One winner -------------------------------------------------------------------------------------


async def test_deux_agents_prennent_en_meme_temps_un_seul_gagne(bureau, demande, base):
    reponses = await asyncio.gather(
        *(bureau.takes(agent, demande) for _ in range(5) for agent in (CAF, CAF_BIS))
    )
    statuts = [r.status_code for r in reponses]
    assert sorted(statuts) == [200] + [409] * 9
    gagnant = next(r for r in reponses if r.status_code == 200).json()["agent_id"]
    assert (await stored(base, demande)).agent_id == gagnant
    perdu = next(r for r in reponses if r.status_code == 409).json()["detail"][0]
    assert perdu["code"] == "demande_deja_prise"
    async with base.session() as session:
        requete = select(Evenement).where(Evenement.quoi == "prise")
        assert len((await session.execute(requete)).scalars().all()) == 1


async def test_rendue_elle_peut_etre_prise_par_un_autre(bureau, prise):
    assert (await bureau.takes(CAF_BIS, prise)).status_code == 409
    rendue = await bureau.call(CAF, "DELETE", f"/demandes/{prise}/prise")
    assert rendue.json()["etat"] == "nouvelle"
    assert (await bureau.takes(CAF_BIS, prise)).status_code == 200


async def test_on_ne_touche_pas_a_la_demande_d_un_autre(bureau, prise):
    reponse = await bureau.answers(CAF_BIS, prise, reponse="en_cours", suite="Je regarde.")
    assert reponse.json()["detail"][0]["code"] == "demande_d_un_autre"


async def test_un_cas_attentif_ne_se_prend_que_par_son_correspondant_ou_un_superviseur(
    bureau, usager
):
    await usager.opens("deces")
    await usager.knows(lien_defunt="enfant")
    reference = await asks(usager, moment="deces")
    refus = await bureau.takes(CAF, reference)
    assert (refus.status_code, refus.json()["detail"][0]["code"]) == (
        *(403, "demande_hors_competence"),
    )
    assert (await bureau.takes(DEUIL, reference)).status_code == 200


async def test_faute_de_correspondant_le_superviseur_peut_prendre(
    bureau, usager, base, monkeypatch
):
    employ(monkeypatch, CAF, CHEFFE, presents=False)
    await usager.opens("deces")
    await usager.knows(lien_defunt="enfant")
    reference = await asks(usager, moment="deces")
    assert (await stored(base, reference)).alerte
    assert (await bureau.takes(CHEFFE, reference)).status_code == 200


# Who sees what ----------------------------------------------------------------------------------


async def test_sans_etre_connecte_le_bureau_est_ferme(application, client):
    for chemin in ("/demandes", "/demandes-protegees", "/mesures", "/demandes/JA-0000-000"):
        assert (await client.get(f"{API}/bureau{chemin}")).status_code == 401, chemin


async def test_un_autre_organisme_ne_voit_ni_la_demande_ni_son_existence(bureau, demande):
    assert await bureau.queue(CPAM) == []
    assert (await bureau.call(CPAM, "GET", f"/demandes/{demande}")).status_code == 404
    assert (await bureau.takes(CPAM, demande)).status_code == 404


async def test_un_administrateur_ne_voit_aucune_demande(bureau, demande):
    for chemin in ("/demandes", "/demandes-protegees", f"/demandes/{demande}"):
        assert (await bureau.call(ADMIN, "GET", chemin)).status_code == 403, chemin


async def test_la_file_dit_son_etat_et_son_ordre_ecrit(bureau, demande):
    file = (await bureau.call(CAF, "GET", "/demandes")).json()
    assert file["etat"] == "normale"
    assert "Promesses les plus proches" in file["ordre"]
    (vue,) = file["demandes"]
    assert vue["reference"] == demande
    assert vue["promesse_etat"] == "en_cours"


async def test_une_demande_en_danger_n_est_dans_aucune_file_ni_aucun_compte(bureau, usager):
    await asks(usager)
    avant = (await bureau.call(CHEFFE, "GET", "/mesures")).json()["guichets"][0]
    assert (avant["stock"], avant["entrees"]) == (1, 1)

    await usager.opens("violences")  # what was asked before is hidden too
    await usager.call("POST", "/escalades", {"motif": "incompris"})
    for agent in (CAF, CHEFFE, DEUIL):
        assert await bureau.queue(agent) == []
        reservees = await bureau.call(agent, "GET", "/demandes-protegees")
        assert reservees.json() == []
    apres = (await bureau.call(CHEFFE, "GET", "/mesures")).json()["guichets"][0]
    assert (apres["stock"], apres["entrees"]) == (0, 0)
    assert await bureau.queue(PROTECTION) == []
    reservees = (await bureau.call(PROTECTION, "GET", "/demandes-protegees")).json()
    assert len(reservees) == 2


async def test_les_mesures_sont_au_superviseur_et_ponderent_la_charge(bureau, prise):
    refus = await bureau.call(CAF, "GET", "/mesures")
    assert refus.status_code == 403
    guichets = (await bureau.call(CHEFFE, "GET", "/mesures")).json()["guichets"]
    caf = next(g for g in guichets if g["guichet"] == "caf")
    assert caf["charges"] == {"lina": 10}
    assert caf["stock"] == 0


# Passing on, sharing ----------------------------------------------------------------------------


async def test_sans_accord_de_la_personne_rien_ne_part_ailleurs(bureau, prise):
    """R2.6."""
    corps = {"organisme": "cpam", "raison": "Question de remboursement"}
    refus = await bureau.call(CAF, "POST", f"/demandes/{prise}/transfert", corps)
    assert refus.status_code == 409
    assert refus.json()["detail"][0]["code"] == "flux_sans_accord"
    assert (await bureau.opens(CAF, prise))["demande"]["organisme"] == "caf"


async def test_transmise_avec_sa_raison_la_promesse_ne_bouge_pas(bureau, usager, prise):
    await agrees(usager, prise)
    promise = (await bureau.opens(CAF, prise))["demande"]["promesse_avant"]
    corps = {"organisme": "cpam", "raison": "Question de remboursement"}
    passee = await bureau.call(CAF, "POST", f"/demandes/{prise}/transfert", corps)
    assert passee.json()["etat"] == "transferee"
    assert passee.json()["agent_id"] is None

    vue = await bureau.opens(CPAM, prise)
    assert vue["demande"]["promesse_avant"] == promise
    evenement = vue["histoire"][-1]
    assert evenement["details"]["raison"] == "Question de remboursement"
    assert evenement["details"]["flux"] == "fiche_remise_par_la_personne"
    assert (await bureau.call(CAF, "GET", f"/demandes/{prise}")).status_code == 404
    assert (await bureau.takes(CPAM, prise)).status_code == 200


async def test_un_transfert_dit_sa_raison(bureau, prise):
    corps = {"organisme": "cpam", "raison": ""}
    refus = await bureau.call(CAF, "POST", f"/demandes/{prise}/transfert", corps)
    assert refus.status_code == 422
    refus = await bureau.answers(CAF, prise, reponse="pas_nous", organisme="cpam")
    assert refus.json()["detail"][0]["code"] == "transfert_sans_raison"


async def test_un_dossier_conjoint_partage_notes_et_fiche_avec_l_autre_organisme(
    bureau, usager, prise
):
    await agrees(usager, prise)
    note = {"texte": "Voir les indemnités avec la CPAM."}
    await bureau.call(CAF, "POST", f"/demandes/{prise}/notes", note)
    jointe = await bureau.call(CAF, "POST", f"/demandes/{prise}/conjointes", {"organisme": "cpam"})
    assert jointe.status_code == 201, jointe.text

    assert [d["reference"] for d in await bureau.queue(CPAM)] == [prise]
    vue = await bureau.opens(CPAM, prise)
    assert [n["texte"] for n in vue["notes"]] == [note["texte"]]
    assert vue["demande"]["organisme"] == "caf", "the lead does not change"
    reponse = {"texte": "Je les vérifie."}
    assert (await bureau.call(CPAM, "POST", f"/demandes/{prise}/notes", reponse)).status_code == 201
    assert len((await bureau.opens(CAF, prise))["notes"]) == 2
    deux = await bureau.call(CAF, "POST", f"/demandes/{prise}/conjointes", {"organisme": "cpam"})
    assert deux.json()["detail"][0]["code"] == "deja_conjointe"


async def test_l_accord_repris_ferme_aussitot_la_fiche(bureau, usager, prise):
    await usager.knows(nb_enfants=2)
    await agrees(usager, prise)
    pleine = (await bureau.opens(CAF, prise))["fiche"]
    assert [f["nom"] for f in pleine["faits"]] == ["nb_enfants"]
    assert pleine["absents"] == []

    await agrees(usager, prise, [])
    vide = (await bureau.opens(CAF, prise))["fiche"]
    assert vide["faits"] == vide["plan"] == []
    assert set(vide["absents"]) == {*TOUT}


# Answering, closing, opening again --------------------------------------------------------------


async def test_une_reponse_en_cours_tient_la_promesse_et_se_lit_chez_la_personne(
    bureau, usager, prise
):
    suite = "Je vérifie votre dossier, je vous réponds ici mercredi."
    reponse = await bureau.answers(CAF, prise, reponse="en_cours", suite=suite)
    assert (reponse.json()["etat"], reponse.json()["promesse_etat"]) == ("en_cours", "tenue")
    (lue,) = (await usager.call("GET", "/escalades")).json()["demandes"]
    assert lue["etat_texte"].startswith("En cours")
    assert lue["suite"] == suite


async def test_une_piece_manquante_attend_la_personne_et_sa_reponse_relance(bureau, usager, prise):
    suite = "Il manque l'acte de naissance."
    await bureau.answers(CAF, prise, reponse="piece_manquante", suite=suite)
    (lue,) = (await usager.call("GET", "/escalades")).json()["demandes"]
    assert (lue["etat"], lue["suite"]) == ("en_attente_usager", suite)

    await usager.call("POST", "/escalades", {})
    assert (await bureau.opens(CAF, prise))["demande"]["etat"] == "en_cours"


@pytest.mark.parametrize(
    ("corps", "code"),
    [
        ({"issue": "resolue"}, "suite_manquante"),
        ({"issue": "resolue", "suite": "   "}, "suite_manquante"),
        ({"suite": "Rien de plus."}, "issue_inconnue"),
        ({"issue": "classee", "suite": "Rien de plus."}, "issue_inconnue"),
    ],
)
async def test_on_ne_ferme_pas_sans_issue_ni_suite_ecrite(bureau, prise, corps, code):
    refus = await bureau.answers(CAF, prise, reponse="fait", **corps)
    assert (refus.status_code, refus.json()["detail"][0]["code"]) == (422, code)


async def test_une_demande_rouverte_revient_a_son_agent(bureau, usager, prise):
    fin = {"reponse": "fait", "issue": "resolue", "suite": "L'aide arrive le 5."}
    assert (await bureau.answers(CAF, prise, **fin)).json()["etat"] == "close"
    (lue,) = (await usager.call("GET", "/escalades")).json()["demandes"]
    assert lue["suite"] == "Une réponse vous a été donnée. L'aide arrive le 5."
    assert lue["avis_possible"]
    assert await bureau.queue(CAF) == []

    encore = (await usager.call("POST", "/escalades", {})).json()
    assert encore["reference"] == prise, "the same request, not another one"
    (vue,) = await bureau.queue(CAF)
    assert (vue["etat"], vue["agent_id"], vue["promesse_etat"]) == (
        *("rouverte", "lina", "en_cours"),
    )
    assert (await bureau.takes(CAF_BIS, prise)).status_code == 409
    assert (await bureau.takes(CAF, prise)).status_code == 200


async def test_l_avis_se_demande_a_la_fin_et_une_fois(bureau, usager, prise):
    tot = await usager.call("PUT", f"/escalades/{prise}/avis", {"utile": True})
    assert tot.status_code == 409
    fin = {"reponse": "fait", "issue": "resolue", "suite": "C'est fait."}
    await bureau.answers(CAF, prise, **fin)
    apres = await usager.call("PUT", f"/escalades/{prise}/avis", {"utile": False})
    assert not apres.json()["avis_possible"]


async def test_une_note_n_est_jamais_lue_par_la_personne(bureau, usager, prise):
    marque = "Mirabelle"
    await bureau.call(CAF, "POST", f"/demandes/{prise}/notes", {"texte": marque})
    for chemin in ("/escalades", f"/escalades/{prise}/fiche", "/plan", ""):
        assert marque not in (await usager.call("GET", chemin)).text, chemin


async def test_une_fragilite_constatee_est_un_signal_humain_et_monte_la_priorite(bureau, prise):
    avant = (await bureau.opens(CAF, prise))["demande"]["priorite"]
    corps = {"code": "numerique"}
    for _ in range(2):  # said twice, it counts once
        await bureau.call(CAF, "POST", f"/demandes/{prise}/fragilites", corps)
    vue = await bureau.opens(CAF, prise)
    assert vue["demande"]["priorite"] == avant + 10
    assert vue["demande"]["fragilites"] == ["numerique"]
    assert {"code": "numerique", "origine": "humain", "par": "lina"} in vue["signaux"]


async def test_l_histoire_ne_se_change_pas_meme_dans_la_base(bureau, prise, base):
    with pytest.raises(DBAPIError, match="append-only"):
        async with base.session.begin() as session:
            await session.execute(update(Evenement).values(quoi="autre"))
    async with base.session() as session:
        quoi = (
            await session.execute(text("SELECT quoi FROM escalades_histoire ORDER BY id"))
        ).scalars()
        assert list(quoi) == ["demandee", "prise"]
