"""An identity provider that signs, and one that lies: only the first is believed."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from api.accounts.access import COOKIE
from api.accounts.oidc import ReglagesOidc
from tests.accounts.fournisseur import CLIENT, SECRET, Fournisseur
from tests.accounts.poste import SITE, Poste, add_agent, run_sql
from tests.api.conftest import Serveur

pytestmark = pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)


@pytest.fixture
async def fournisseur():
    """The provider, listening on a real socket."""
    un = Fournisseur()
    serveur = Serveur(un.app)
    un.adresse = await serveur.start()
    yield un
    await serveur.stop()


@pytest.fixture
async def application(make_application, settings, fournisseur):
    """The application, told of this provider."""
    app = make_application(
        settings.model_copy(
            update={
                "oidc_emetteur": fournisseur.adresse,
                "oidc_client_id": CLIENT,
                "oidc_client_secret": SECRET,
            }
        )
    )
    async with app.router.lifespan_context(app):
        yield app


async def go(poste: Poste, depart: str = "/bureau/oidc/depart") -> httpx.Response:
    """Leave for the provider and come back, as a browser does; the page it ends on."""
    reponse = await poste.get(depart)
    if reponse.status_code != 303:
        return reponse
    async with httpx.AsyncClient() as dehors:
        renvoi = await dehors.get(reponse.headers["location"])
    retour = renvoi.headers["location"]
    assert retour.startswith(f"{SITE}/bureau/oidc/retour?")
    return await poste.get(retour, headers={"sec-fetch-site": "cross-site"})


@pytest.fixture
async def relie(application) -> Poste:
    """An agent whose account is bound to the provider's identity, and signed out."""
    _, jeton = await add_agent(application)
    poste = Poste(application)
    page = await poste.get(f"/bureau/enrolement/{jeton}")
    depart = re.search(r'href="(/bureau/oidc/depart\?enrolement=[^"]+)"', page.text)
    reponse = await go(poste, depart[1])
    assert reponse.headers["location"] == "/bureau", reponse.text
    assert (await poste.get("/bureau")).status_code == 200
    await run_sql(application, "DELETE FROM sessions_agents")
    poste.client.cookies.clear()
    return poste


async def test_l_identite_reliee_par_le_lien_ouvre_le_bureau_ensuite(relie, fournisseur):
    reponse = await go(relie, "/bureau/oidc/depart?vers=/bureau/session")

    assert reponse.headers["location"] == "/bureau/session"
    assert "Camille" in (await relie.get("/bureau/session")).text
    lignes = await run_sql(relie.app, "SELECT emetteur, sujet, mot_de_passe FROM agents")
    assert [tuple(x) for x in lignes] == [(fournisseur.adresse, "sujet-1", None)]


async def test_se_deconnecter_propose_de_fermer_aussi_la_session_du_fournisseur(relie, fournisseur):
    await go(relie)
    page = await relie.send("/bureau/deconnexion", depuis="/bureau")
    adresse = re.search(r'href="(http[^"]+/logout[^"]+)"', page.text)[1].replace("&amp;", "&")

    demande = parse_qs(urlsplit(adresse).query)
    assert demande["id_token_hint"][0].count(".") == 2
    assert len(demande["state"][0]) >= 32
    assert await run_sql(relie.app, "SELECT * FROM sessions_agents") == []


async def test_le_fournisseur_qui_change_de_cles_est_suivi(relie, fournisseur):
    assert (await go(relie)).status_code == 303
    relie.client.cookies.clear()
    fournisseur.turn_keys()

    assert (await go(relie)).headers["location"] == "/bureau"


@pytest.mark.parametrize(
    "defaut",
    [
        "userinfo_en_clair",
        "userinfo_alg_none",
        "userinfo_autre_cle",
        "userinfo_cle_partagee",
        "id_token_alg_none",
        "id_token_autre_cle",
        "id_token_cle_partagee",
        "perime",
        "sans_terme",
        "autre_nonce",
        "autre_client",
        "autre_signataire",
        "autre_sujet",
        "abandon",
    ],
)
async def test_une_reponse_qui_n_est_pas_sure_n_ouvre_rien(relie, fournisseur, defaut):
    fournisseur.defaut = defaut
    reponse = await go(relie)

    assert reponse.status_code == 401
    assert 'role="alert"' in reponse.text
    assert (await relie.get("/bureau")).status_code == 303  # still outside


async def test_une_identite_inconnue_ou_un_compte_ferme_restent_dehors(relie, fournisseur):
    fournisseur.sujet = "sujet-2"
    assert (await go(relie)).status_code == 403
    fournisseur.sujet = "sujet-1"
    await run_sql(relie.app, "UPDATE agents SET actif = false")
    assert (await go(relie)).status_code == 403
    assert COOKIE not in relie.client.cookies or (await relie.get("/bureau")).status_code == 303


async def test_un_retour_que_ce_navigateur_n_a_pas_demande_est_refuse(relie, fournisseur):
    """Somebody else's answer, pushed into this browser (login CSRF), and an answer played twice."""
    depart = await relie.get("/bureau/oidc/depart")
    async with httpx.AsyncClient() as dehors:
        retour = (await dehors.get(depart.headers["location"])).headers["location"]

    victime = Poste(relie.app)
    assert (await victime.get(retour)).status_code == 400
    await victime.get("/bureau/oidc/depart")
    assert (await victime.get(retour)).status_code == 401
    assert (await relie.get(retour)).status_code == 303
    assert (await relie.get(retour)).status_code == 400


async def test_une_identite_ne_se_relie_qu_a_un_compte(relie):
    _, jeton = await add_agent(relie.app, identifiant="autre.caf")
    reponse = await go(relie, f"/bureau/oidc/depart?enrolement={jeton}")

    assert reponse.status_code == 409
    assert len(await run_sql(relie.app, "SELECT * FROM enrolements")) == 1


async def test_le_fournisseur_absent_ou_qui_ment_sur_son_nom_est_dit_sur_une_page(
    application, fournisseur
):
    fournisseur.defaut = "autre_emetteur"
    reponse = await Poste(application).get("/bureau/oidc/depart")

    assert reponse.status_code == 503
    assert "ne répond pas" in reponse.text


def test_un_fournisseur_sans_https_n_est_pas_accepte(url_base):
    with pytest.raises(ValueError, match="https"):
        ReglagesOidc("http://fournisseur.example", CLIENT, SECRET)
