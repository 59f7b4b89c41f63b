"""A session: locked when nobody is there, ended at its limit; what was typed is never lost."""

from __future__ import annotations

import datetime as dt

import pytest

from api.accounts.access import COOKIE
from api.database import now
from tests.accounts.poste import Poste, faults, hidden, installed, open_browser, run_sql, token

pytestmark = pytest.mark.deux_bases

FICHE = {
    "nom": "Noémie",
    "identifiant": "noemie.cpam",
    "role": "agent",
    "organismes": "cpam",
    "departements": "67 68",
    "langues": "fr",
}


@pytest.fixture
async def admin(application) -> Poste:
    return await installed(
        application, identifiant="admin", nom="Andrée", role="administrateur", organismes=[]
    )


async def identifiers(app) -> list[str]:
    return [r[0] for r in await run_sql(app, "SELECT identifiant FROM agents ORDER BY 1")]


async def test_apres_un_quart_d_heure_un_code_suffit_et_la_saisie_part_comme_si_de_rien_n_etait(
    admin,
):
    formulaire = await admin.get("/bureau/comptes/ajouter")
    await admin.leave_for(16)
    pause = await admin.client.post(
        "/bureau/comptes/ajouter", data={"jeton_formulaire": token(formulaire), **FICHE}
    )
    assert pause.status_code == 401
    assert "Ce que vous aviez saisi est gardé" in pause.text
    assert await identifiers(admin.app) == ["admin"]

    faux = await admin.client.post("/bureau/reprendre", data={**hidden(pause), "_code": "000000"})
    assert "code" in faults(faux)
    assert hidden(faux)["nom"] == "Noémie"
    await admin.next_code()
    suite = await admin.client.post(
        "/bureau/reprendre", data={**hidden(faux), "_code": admin.code()}, follow_redirects=True
    )
    assert suite.status_code == 200
    assert "Noémie" in suite.text
    assert await identifiers(admin.app) == ["admin", "noemie.cpam"]


async def test_a_la_fin_de_la_journee_on_se_reconnecte_dans_un_autre_onglet_puis_on_envoie(admin):
    formulaire = await admin.get("/bureau/comptes/ajouter")
    await admin.leave_for(601)
    fini = await admin.client.post(
        "/bureau/comptes/ajouter", data={"jeton_formulaire": token(formulaire), **FICHE}
    )
    assert fini.status_code == 401
    assert "Votre session est terminée" in fini.text
    gardes = hidden(fini)

    await admin.sign_in()  # the other tab: same browser, other secret
    reprise = await admin.client.post("/bureau/comptes/ajouter", data=gardes)
    assert reprise.status_code == 403
    assert "Envoyer ce que vous aviez saisi" in reprise.text
    assert await identifiers(admin.app) == ["admin"]
    envoye = await admin.client.post("/bureau/comptes/ajouter", data=hidden(reprise))
    assert envoye.status_code == 200
    assert await identifiers(admin.app) == ["admin", "noemie.cpam"]


async def test_une_page_lue_apres_la_pause_s_ouvre_la_ou_l_on_allait(admin):
    await admin.leave_for(16)
    pause = await admin.get("/bureau/comptes?etat=desactive")
    assert pause.status_code == 401
    await admin.next_code()
    suite = await admin.client.post(
        "/bureau/reprendre", data={**hidden(pause), "_code": admin.code()}
    )

    assert suite.status_code == 303
    assert suite.headers["location"] == "/bureau/comptes?etat=desactive"


async def test_ce_que_la_page_demande_seule_ne_tient_pas_la_session_eveillee(admin):
    await admin.leave_for(14)
    assert (await admin.get("/api/v1/bureau/session")).status_code == 200
    vu = (await run_sql(admin.app, "SELECT vu_le FROM sessions_agents"))[0][0]
    await admin.get("/bureau")
    apres = (await run_sql(admin.app, "SELECT vu_le FROM sessions_agents"))[0][0]

    assert str(apres) > str(vu)
    await admin.leave_for(16)
    refus = await admin.get("/api/v1/bureau/session")
    assert refus.status_code == 401
    assert refus.json()["detail"][0]["code"] == "session_verrouillee"


async def test_un_compte_desactive_est_dehors_a_sa_prochaine_demande(application, admin):
    poste = await installed(application)
    agents = await run_sql(application, "SELECT id FROM agents WHERE identifiant = 'camille.caf'")
    reponse = await admin.send(
        f"/bureau/comptes/{agents[0][0]}/desactiver", depuis="/bureau/comptes"
    )
    assert reponse.headers["location"] == "/bureau/comptes?etat=desactive"

    assert (await poste.get("/bureau")).headers["location"] == "/bureau/connexion"
    assert (await poste.give_password()).status_code == 401


@pytest.mark.parametrize("url_base", ["postgresql"], indirect=True)
async def test_un_compte_impossible_n_existe_pas(admin):
    """PostgreSQL refuses a NUL in text: that is nobody's key, not a breakdown."""
    for geste in ("desactiver", "reactiver", "reinitialiser"):
        for nom in ("inconnu", "a%00b"):
            adresse = f"/bureau/comptes/{nom}/{geste}"
            assert (await admin.send(adresse, depuis="/bureau/comptes")).status_code == 404


async def test_fermer_ses_autres_sessions_laisse_celle_ci(application):
    ici = await installed(application)
    ailleurs = Poste(application)
    ailleurs.identifiant, ailleurs.totp = ici.identifiant, ici.totp
    await ailleurs.sign_in()
    assert "Une autre session est ouverte" in (await ici.get("/bureau/session")).text

    await ici.send("/bureau/sessions/fermer", depuis="/bureau/session")
    assert (await ici.get("/bureau")).status_code == 200
    assert (await ailleurs.get("/bureau")).status_code == 303


async def test_un_formulaire_d_un_autre_site_ou_sans_jeton_n_agit_pas(admin):
    page = await admin.get("/bureau/comptes/ajouter")
    dehors = await admin.client.post(
        "/bureau/comptes/ajouter",
        data={"jeton_formulaire": token(page), **FICHE},
        headers={"sec-fetch-site": "cross-site", "origin": "https://mechant.test"},
    )
    sans = await admin.client.post("/bureau/comptes/ajouter", data=FICHE)
    devine = await admin.client.post(
        "/bureau/comptes/ajouter", data={"jeton_formulaire": "0" * 64, **FICHE}
    )

    assert [r.status_code for r in (dehors, sans, devine)] == [403, 403, 403]
    assert await identifiers(admin.app) == ["admin"]


async def test_le_jeton_d_un_navigateur_ne_vaut_rien_dans_un_autre(admin):
    async with open_browser(admin.app) as autre:
        volee = token(await autre.get("/bureau/connexion"))
    refus = await admin.client.post(
        "/bureau/comptes/ajouter", data={"jeton_formulaire": volee, **FICHE}
    )
    assert refus.status_code == 403


async def test_present_veut_dire_declare_et_vraiment_la(application):
    poste = await installed(application)
    comptes = application.state.comptes

    async def presents(le: dt.datetime) -> list[str]:
        async with application.state.database.session() as session:
            return [a.identifiant for a in await comptes.service(session).present(le)]

    assert await presents(now()) == []
    await poste.send("/bureau/presence", {"present": "oui"}, depuis="/bureau")
    assert await presents(now()) == ["camille.caf"]
    assert await presents(now() + dt.timedelta(minutes=16)) == []
    await poste.send("/bureau/presence", {"present": "non"}, depuis="/bureau")
    assert await presents(now()) == []


async def test_sans_session_l_api_dit_401_et_la_page_mene_a_la_connexion(application):
    async with open_browser(application) as inconnu:
        inconnu.cookies.set(COOKIE, "invente")
        api = await inconnu.get("/api/v1/bureau/session")
        page = await inconnu.get("/bureau/comptes")

    assert (api.status_code, api.json()["detail"][0]["code"]) == (401, "session_absente")
    assert page.headers["location"] == "/bureau/connexion?vers=/bureau/comptes"
