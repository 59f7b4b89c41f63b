"""The desk's pages, without scripts: what each agent reads, presses, and is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from sqlalchemy import event, text

from api.database import now
from api.escalations.bureau import Part, share
from api.escalations.models import Escalade
from api.web.acces import COOKIE as COOKIE_USAGER
from tests.accounts.poste import run_sql
from tests.api.personne import Personne
from tests.escalations.pages import Ecran, read, seated

TOUT = ["situation", "faits", "plan", "droits", "tentatives"]
SUITE = "Je vérifie votre dossier, je vous réponds mercredi."


@pytest.fixture(autouse=True)
def agents() -> None:
    """Real accounts: nothing is stood in for."""


@pytest.fixture
def url_base(url_sqlite: str) -> str:
    """What pages say does not depend on the database."""
    return url_sqlite


@pytest.fixture
async def application(make_application, settings) -> AsyncIterator[FastAPI]:
    """The application without what runs beside pages: no dialogue is held here."""
    app = make_application(settings)
    yield app
    await app.state.database.close()


@pytest.fixture
async def lina(application) -> Ecran:
    return await seated(application, "lina")


@pytest.fixture
async def omar(application) -> Ecran:
    return await seated(application, "omar")


@pytest.fixture
async def ines(application) -> Ecran:
    return await seated(application, "ines", organismes=["cpam"])


@pytest.fixture
async def rose(application) -> Ecran:
    return await seated(application, "rose", role="superviseur")


async def asks(usager, moment="naissance") -> str:
    await usager.opens(moment)
    reponse = await usager.call("POST", "/escalades", {"motif": "demander_humain"})
    assert reponse.status_code == 201, reponse.text
    return str(reponse.json()["reference"])


async def agrees(usager, reference, champs=TOUT) -> None:
    reponse = await usager.call("PUT", f"/escalades/{reference}/accord", {"champs": champs})
    assert reponse.status_code == 200, reponse.text


@pytest.fixture
async def demande(lina, usager) -> str:
    return await asks(usager)


@pytest.fixture
async def prise(lina, demande) -> str:
    """A request that Lina has taken."""
    await lina.follows(await lina.presses(demande, "prise"))
    return demande


# The queue ------------------------------------------------------------------------------------


async def test_une_file_vide_le_dit_et_dit_qui_est_la(lina, omar):
    lue = await lina.reads()
    assert "Aucune demande n'attend" in lue
    assert "Personne n'est présent" in lue

    await lina.sends("/presence", present="oui")
    assert "Vous êtes seul présent" in await lina.reads()
    await omar.sends("/presence", present="oui")
    assert "Un autre agent est présent." in await lina.reads()


async def test_la_file_dit_tout_de_chaque_demande(lina, demande, usager):
    lue = await lina.reads()
    assert "File normale." in lue
    assert "Promesses les plus proches d'abord" in lue
    for dit in (demande, "Priorité ordinaire", "Reste", "Caf", "français", "À prendre", "Rappel"):
        assert dit in lue, dit
    assert "Moment et étape : la personne ne les partage pas." in lue

    await usager.call("POST", "/escalades", {"motif": "demander_humain"})
    await agrees(usager, demande)
    lue = await lina.reads()
    assert "Redemandée 1 fois" in lue
    assert "Priorité 25" in lue
    assert "Déjà demandé aujourd'hui, sans solution." in lue
    assert "Moment :" in lue
    assert "Étape :" in lue


async def test_une_promesse_depassee_le_dit_en_toutes_lettres(lina, demande, application):
    hier = now() - dt.timedelta(hours=25)
    await run_sql(application, "UPDATE escalades SET promesse_avant = :le", le=hier)

    assert "Dépassée de 1 jour" in await lina.reads()
    assert demande in await lina.reads("?promesse=rompue")


@pytest.mark.parametrize(
    ("question", "reste"),
    [
        *(("organisme=caf", True), ("organisme=cpam", False), ("langue=ar", False)),
        *(("canal=rappel", True), ("niveau=expertise", False), ("moment=naissance", True)),
        *(("qui=miennes", False), ("qui=a_prendre", True), ("promesse=rompue", False)),
        ("inconnu=1", True),
    ],
)
async def test_les_filtres_sont_dans_l_adresse(lina, usager, demande, question, reste):
    await agrees(usager, demande)
    lue = await lina.reads(f"?{question}")

    assert (demande in lue) is reste
    assert ("Aucune demande ne répond à ces filtres." in lue) is not reste


async def test_quarante_demandes_se_lisent_en_peu_de_requetes(lina, demande, application):
    """Each more request costs no more query."""

    async def count() -> tuple[int, str]:
        faites: list[str] = []

        def note(*args: object) -> None:
            faites.append(str(args[2]))

        event.listen(application.state.database.engine.sync_engine, "before_cursor_execute", note)
        lue = await lina.reads()
        event.remove(application.state.database.engine.sync_engine, "before_cursor_execute", note)
        return len(faites), lue

    seule, _ = await count()
    async with application.state.database.session() as session:
        modele = await session.get_one(Escalade, demande)
        champs = {c.name: getattr(modele, c.name) for c in Escalade.__table__.columns}
        for n in range(39):
            session.add(Escalade(**champs | {"reference": f"JA-T{n:03d}-AAA", "motif": f"m{n}"}))
        await session.commit()
    toutes, lue = await count()

    assert lue.count("JA-") >= 40
    assert "40 demandes ouvertes" in lue
    assert toutes == seule


async def test_une_reference_dictee_ouvre_la_demande(lina, demande):
    dictee = demande.removeprefix("JA-").replace("-", " ").lower()
    page = await lina.get(f"/demandes?reference={dictee}")

    assert page.headers["location"] == f"/bureau/demandes/{demande}"


async def test_les_demandes_protegees_sont_a_part_et_aux_seuls_correspondants(
    lina, rose, application, usager
):
    anna = await seated(
        application, "anna", role="correspondant", competences=["violences"], organismes=["caf"]
    )
    reference = await asks(usager)
    await usager.opens("violences")

    for ecran in (lina, rose):
        assert reference not in await ecran.reads()
        assert (await ecran.get(f"/demandes/{reference}")).status_code == 404
    lue = await anna.reads()
    assert "Demandes protégées" in lue
    assert reference in lue
    ouverte = await anna.reads(f"/demandes/{reference}")
    assert "Aucun numéro n'est gardé" in ouverte


async def test_le_superviseur_voit_l_alerte_et_peut_prendre(lina, rose, usager):
    await usager.opens("deces")
    await usager.knows(lien_defunt="enfant")
    reference = await asks(usager, "deces")

    assert "Personne de nommé" in await rose.reads()
    assert reference in await rose.reads("/equipe")
    assert "attend un correspondant (Deuil)" in await lina.reads(f"/demandes/{reference}")
    refus = await lina.presses(reference, "prise")
    assert refus.status_code == 403
    assert "attend une personne qui a la compétence" in read(refus)
    assert "À vous" in await rose.follows(await rose.presses(reference, "prise"))


# Taking ---------------------------------------------------------------------------------------


async def test_deja_prise_dit_par_qui_et_quand(lina, omar, prise):
    refus = await omar.presses(prise, "prise")

    assert refus.status_code == 409
    assert "Lina suit cette demande, prise le " in read(refus)
    assert "Suivie par Lina" in await omar.reads()
    autre = await omar.presses(prise, "reponse", reponse="en_cours", suite=SUITE)
    assert autre.status_code == 409
    assert "Lina suit cette demande" in read(autre)


async def test_rendue_elle_retourne_a_la_file(lina, prise):
    lue = await lina.follows(await lina.presses(prise, "rendre"))

    assert f"La demande {prise} est rendue à la file." in lue
    assert "1 à prendre, 0 à vous." in lue


async def test_un_administrateur_et_un_inconnu_ne_lisent_aucune_demande(application, demande):
    admin = await seated(application, "andree", role="administrateur", organismes=[])
    assert "aucune demande" in await admin.reads()
    for chemin in (f"/demandes/{demande}", "/file", f"/demandes/{demande}/etat", "/equipe"):
        page = await admin.get(chemin)
        assert page.status_code == 403, chemin
        assert demande not in read(page)
    admin.client.cookies.clear()
    assert (
        (await admin.get(f"/demandes/{demande}"))
        .headers["location"]
        .startswith("/bureau/connexion")
    )


# The sheet ------------------------------------------------------------------------------------


async def test_la_fiche_ne_montre_que_ce_que_la_personne_partage(lina, prise, usager):
    await usager.knows(nb_enfants=2)
    fermee = await lina.reads(f"/demandes/{prise}")
    assert fermee.count("La personne ne partage pas cela.") == 5
    assert "Elle ne partage rien de plus que sa demande." in fermee

    await agrees(usager, prise)
    ouverte = await lina.reads(f"/demandes/{prise}")
    assert "La personne ne partage pas cela." not in ouverte
    assert "Elle partage : sa situation, ses réponses, son plan" in ouverte
    assert "À vérifier (" in ouverte
    assert "{" not in ouverte
    # No estimation in these tests: it is said, and nothing waits for it.
    assert "Indisponible pour le moment." in ouverte


async def test_le_numero_n_est_montre_qu_a_qui_suit_la_demande(lina, omar, prise, usager):
    corps = {"contact": "06 39 98 00 01", "consigne": "Le matin"}
    await usager.call("PUT", f"/escalades/{prise}/contact", corps)

    assert "06 39 98 00 01" in await lina.reads(f"/demandes/{prise}")
    assert "Le matin" in await lina.reads(f"/demandes/{prise}")
    autre = await omar.reads(f"/demandes/{prise}")
    assert "06 39 98 00 01" not in autre
    assert "Visible pour la personne qui suit la demande." in autre


async def test_une_fragilite_constatee_se_lit_avec_son_auteur(lina, prise):
    lue = await lina.follows(await lina.presses(prise, "fragilite", code="numerique"))

    assert "Internet n'est pas une aide pour cette personne constaté par Lina" in lue
    assert "10 points" in lue
    assert (await lina.presses(prise, "fragilite", code="autre")).status_code == 422


async def test_une_note_reste_entre_agents(lina, omar, prise, usager):
    lue = await omar.follows(await omar.presses(prise, "note", note="Voir la mirabelle."))
    assert "La personne ne lit jamais ces notes. Omar," in lue
    assert "mirabelle" in await lina.reads(f"/demandes/{prise}")
    for chemin in ("/escalades", f"/escalades/{prise}/fiche", "/plan"):
        assert "mirabelle" not in (await usager.call("GET", chemin)).text
    assert (await omar.presses(prise, "note", note="  ")).status_code == 422


# Answering ------------------------------------------------------------------------------------


async def test_une_phrase_prete_s_ajoute_et_se_lit_dans_la_langue_de_la_personne(
    lina, prise, usager, application
):
    await run_sql(application, "UPDATE escalades SET langue = 'ar'")
    page = await lina.presses(
        prise, "brouillon", reponse="en_cours", suite="Bonjour Nadia.", phrase="je_verifie"
    )
    lue = read(page)
    assert "Bonjour Nadia.\nJe vérifie votre situation." in page.text
    assert "En arabe, comme elle le lira." in lue
    assert "أتحقق من وضعكم" in page.text
    assert (await usager.call("GET", "/escalades")).json()["demandes"][0]["suite"] is None

    morceau = await lina.sends(
        f"/demandes/{prise}/brouillon", {"hx-request": "true"}, suite="", phrase="joie"
    )
    assert morceau.text.lstrip().startswith('<div id="redaction"')


@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        ({"reponse": "en_cours", "suite": " "}, "Écrivez la suite pour la personne"),
        ({"reponse": "fait", "suite": SUITE}, "Dites comment la demande se termine"),
        ({"reponse": "pas_nous", "organisme": "cpam"}, "Dites à quel organisme, et pourquoi."),
        (
            {"reponse": "pas_nous", "organisme": "cpam", "raison": "Remboursement"},
            "n'a pas donné son accord",
        ),
        ({"suite": SUITE}, "Choisissez le type de réponse."),
        ({"reponse": "en_cours", "suite": "a" * 2001}, "2001 signes, 2000 au plus"),
    ],
    ids=["sans-suite", "sans-issue", "sans-raison", "sans-accord", "sans-type", "trop-long"],
)
async def test_un_refus_dit_pourquoi_et_rend_ce_qui_etait_ecrit(lina, prise, champs, dit):
    refus = await lina.presses(prise, "reponse", **champs)

    assert refus.status_code in (409, 422)
    assert dit in read(refus)
    for ecrit in (champs.get("suite", "").strip(), champs.get("raison", "")):
        assert ecrit in refus.text
    relue = await lina.get(f"/demandes/{prise}/reponse")  # the address that the browser now shows
    assert relue.headers["location"] == f"/bureau/demandes/{prise}"


async def test_une_session_en_pause_garde_le_texte(lina, prise, application):
    await run_sql(application, "UPDATE sessions_agents SET vu_le = '2020-01-01 00:00:00'")
    pause = await lina.presses(prise, "reponse", reponse="en_cours", suite=SUITE)

    assert pause.status_code == 401
    assert f'name="suite" value="{SUITE}"' in pause.text
    assert f'value="/bureau/demandes/{prise}/reponse"' in pause.text


async def test_la_page_qui_se_rafraichit_seule_ne_garde_pas_la_session(lina, prise, application):
    avant = await run_sql(
        application,
        "UPDATE sessions_agents SET vu_le = datetime(vu_le, '-10 minutes') RETURNING vu_le",
    )
    for chemin in ("/file", f"/demandes/{prise}/etat"):
        assert (await lina.get(chemin, **{"hx-request": "true"})).status_code == 200
    assert await run_sql(application, "SELECT vu_le FROM sessions_agents") == avant
    await run_sql(application, "UPDATE sessions_agents SET vu_le = '2020-01-01 00:00:00'")
    coupee = await lina.get("/file", **{"hx-request": "true"})
    assert coupee.status_code == 401
    assert "<form" not in coupee.text


async def test_transmise_elle_quitte_la_file_et_garde_sa_promesse(lina, ines, prise, usager):
    await agrees(usager, prise)
    lue = await lina.follows(
        await lina.presses(
            prise, "reponse", reponse="pas_nous", organisme="cpam", raison="Remboursement"
        )
    )
    assert f"La demande {prise} est transmise." in lue
    absente = await lina.get(f"/demandes/{prise}")
    assert absente.status_code == 404
    assert "n'existe pas, ou n'est pas pour vous" in read(absente)
    assert "Transmise : de Caf à CPAM. Remboursement" in await ines.reads(f"/demandes/{prise}")


async def test_un_dossier_conjoint_se_lit_a_deux_organismes(lina, ines, prise, usager):
    refus = await lina.presses(prise, "conjointe", organisme="cpam")
    assert refus.status_code == 409
    await agrees(usager, prise)
    lue = await lina.follows(await lina.presses(prise, "conjointe", organisme="cpam"))
    assert "Avec CPAM, depuis le" in lue
    assert "Proposer un rendez-vous conjoint" in lue

    assert "Dossier conjoint" in await ines.reads()
    sienne = await ines.reads(f"/demandes/{prise}")
    assert "Lina suit cette demande. Vous pouvez lire, et écrire une note." in sienne


# Closing, and after ---------------------------------------------------------------------------


async def closes(lina, prise, **champs) -> str:
    return await lina.follows(
        await lina.presses(
            prise, "reponse", reponse="fait", issue="resolue", suite="C'est versé.", **champs
        )
    )


async def test_terminee_la_personne_dit_si_la_reponse_l_a_aidee(lina, prise, usager):
    lue = await closes(lina, prise, parcours_normal="oui")
    assert "Issue : Réponse donnée" in lue
    assert "n'a pas encore dit si la réponse l'a aidée" in lue
    assert "qu'un parcours normal existait" in lue
    assert prise not in await lina.reads()

    plan = await person_reads(usager)
    assert "Cette réponse vous a-t-elle aidé·e ?" in plan
    assert "parcours normal" not in plan
    await usager.client.post(f"/plan/demandes/{prise}/avis", data={"utile": "oui"})
    assert "Vous avez dit que cette réponse vous a aidé·e." in await person_reads(usager)
    assert "La personne dit que la réponse l'a aidée." in await lina.reads(f"/demandes/{prise}")


async def person_reads(usager: Personne) -> str:
    """Their plan, on the pages without scripts."""
    acces = "~".join((usager.id, usager.conversation, usager.jeton))
    usager.client.cookies.set(COOKIE_USAGER, acces)
    return read(await usager.client.get("/plan", headers={"accept": "text/html"}))


async def test_rouverte_elle_revient_a_son_agent_et_le_dit(lina, omar, prise, usager):
    await closes(lina, prise)
    await usager.call("POST", "/escalades", {"motif": "demander_humain"})

    assert "Rouverte, elle vous revient" in await lina.reads()
    assert "Vous l'aviez suivie : elle vous revient." in await lina.reads(f"/demandes/{prise}")
    assert "Revient à Lina" in await omar.reads()
    refus = await omar.presses(prise, "prise")
    assert refus.status_code == 409
    assert "Lina suit cette demande" in read(refus)
    assert "À vous depuis" in await lina.follows(await lina.presses(prise, "prise"))


# Team and journal -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("oui", "sur", "dite"),
    [
        *((3, 4, Part(None, None)), (0, 0, Part(None, None)), (0, 5, Part(5, 0))),
        *((1, 20, Part(20, None)), (18, 20, Part(20, None)), (5, 10, Part(10, 50))),
        (20, 20, Part(20, 100)),
    ],
)
def test_une_part_ne_parle_jamais_de_moins_de_cinq_personnes(oui, sur, dite):
    assert share(oui, sur) == dite


async def test_l_equipe_voit_ses_charges_par_nom_et_ses_promesses(
    lina, omar, rose, prise, application
):
    hier = now() - dt.timedelta(hours=25)
    await run_sql(application, "UPDATE escalades SET promesse_avant = :le", le=hier)
    lue = await rose.reads("/equipe")

    assert "ce n'est pas un classement" in lue
    assert "Lina Charge 10 Absent Omar Aucune charge Absent Rose Aucune charge" in lue
    assert "1 promesse est dépassée." in lue
    assert "Non montré, moins de 5" in lue
    assert (await lina.get("/equipe")).status_code == 403


async def test_l_equipe_lit_l_utilite_quand_elle_ne_parle_de_personne(rose, prise, application):
    async with application.state.database.session() as session:
        modele = await session.get_one(Escalade, prise)
        champs = {c.name: getattr(modele, c.name) for c in Escalade.__table__.columns}
        fin = {"etat": "close", "issue": "resolue", "suite": "Fait.", "close_le": now()}
        for n in range(12):
            propres = {"reference": f"JA-T{n:03d}-AAA", "utile": n < 6, "parcours_normal": n < 2}
            session.add(Escalade(**champs | fin | propres))
        await session.commit()
    lue = await rose.reads("/equipe")

    assert "Réponse utile 50 % sur 12" in lue
    assert "Un parcours normal existait Non montré, sur 12" in lue


async def test_le_journal_se_cherche_et_ne_dit_rien_des_usagers(lina, prise, application, usager):
    admin = await seated(application, "andree", role="administrateur", organismes=[])
    await lina.presses(prise, "note", note="Voir la mirabelle.")
    lue = await admin.reads("/journal?action=noter")

    assert f"Lina Écrire une note {prise} Fait" in lue
    assert "mirabelle" not in lue
    assert "Prendre une demande" not in lue.split("Quand Qui Quoi")[1]
    assert "Aucune ligne ne répond" in await admin.reads("/journal?issue=refuse&action=noter")
    demain = (now() + dt.timedelta(days=2)).date().isoformat()
    assert "Aucune ligne ne répond" in await admin.reads(f"/journal?du={demain}")
    assert (await lina.get("/journal")).status_code == 403
    refuse = await admin.reads(f"/journal?compte={lina.agent.id}&issue=refuse")
    assert "Lina Lire le journal – Refusé" in refuse


async def test_rien_n_est_garde_d_une_demande_protegee_sur_ou_en_est_la_personne(
    lina, usager, application
):
    reference = await asks(usager)
    garde = text("SELECT moment, etape FROM escalades WHERE reference = :r")
    async with application.state.database.session() as session:
        [(moment, etape)] = (await session.execute(garde, {"r": reference})).all()
        assert (moment, bool(etape)) == ("naissance", True)
    await usager.opens("violences")
    async with application.state.database.session() as session:
        assert (await session.execute(garde, {"r": reference})).all() == [(None, None)]
