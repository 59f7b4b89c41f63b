"""Signing in: a link, a password, a code; what is refused, and what a refusal gives away."""

from __future__ import annotations

import logging
import re

import pytest

from api.accounts.access import COOKIE
from tests.accounts.poste import (
    MOT_DE_PASSE,
    Poste,
    add_agent,
    faults,
    installed,
    open_browser,
    run_sql,
    token,
)


@pytest.fixture
async def nouveau(application) -> Poste:
    """An agent who has opened their account, and is not signed in yet."""
    _, jeton = await add_agent(application)
    poste = Poste(application)
    poste.identifiant = "camille.caf"
    assert (await poste.enrol(jeton)).status_code == 303
    return poste


async def test_un_agent_ouvre_son_compte_puis_se_connecte_en_deux_temps(nouveau):
    avant = nouveau.client.cookies[COOKIE]
    reponse = await nouveau.give_password()
    assert reponse.headers["location"] == "/bureau/code"
    entre_deux = nouveau.client.cookies[COOKIE]
    assert (await nouveau.get("/bureau")).headers["location"] == "/bureau/code"

    reponse = await nouveau.give_code()
    assert reponse.headers["location"] == "/bureau"
    assert len({avant, entre_deux, nouveau.client.cookies[COOKIE]}) == 3  # renewed at each step
    page = await nouveau.get("/bureau")
    assert page.status_code == 200
    assert "Camille" in page.text


async def test_le_cookie_de_session_est_hors_de_portee_des_scripts_et_des_autres_sites(nouveau):
    reponse = await nouveau.give_password()
    reglages = reponse.headers["set-cookie"].lower()

    assert "httponly" in reglages
    assert "samesite=lax" in reglages
    assert "secure" in reglages
    assert "max-age" not in reglages


async def test_la_base_ne_garde_ni_le_secret_de_session_ni_le_mot_de_passe_ni_la_cle(nouveau):
    await nouveau.sign_in()
    gardes = str(await run_sql(nouveau.app, "SELECT * FROM agents"))
    gardes += str(await run_sql(nouveau.app, "SELECT * FROM sessions_agents"))

    for secret in (MOT_DE_PASSE, nouveau.totp, nouveau.client.cookies[COOKIE]):
        assert secret not in gardes
    assert "$argon2id$" in gardes


async def test_un_mot_de_passe_faux_un_inconnu_et_un_compte_ferme_recoivent_la_meme_reponse(
    nouveau,
):
    faux = await nouveau.give_password("ce n'est pas le bon")
    inconnu = await nouveau.give_password(identifiant="personne.ici")
    await run_sql(nouveau.app, "UPDATE agents SET actif = false")
    ferme = await nouveau.give_password()

    assert {r.status_code for r in (faux, inconnu, ferme)} == {401}
    assert len({faults(r)["connexion"] for r in (faux, inconnu, ferme)}) == 1
    assert 'value="camille.caf"' in faux.text  # what was typed stays, but the password
    assert "ce n'est pas le bon" not in faux.text


async def test_un_code_ne_sert_qu_une_fois(nouveau):
    code = nouveau.code()
    await nouveau.give_password()
    await nouveau.next_code()
    assert (await nouveau.send("/bureau/code", {"code": code})).status_code == 303

    voleur = Poste(nouveau.app)
    voleur.identifiant = nouveau.identifiant
    await voleur.give_password()
    refus = await voleur.send("/bureau/code", {"code": code})
    assert refus.status_code == 401
    assert "code" in faults(refus)


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "١٢٣٤٥٦", "000000 or 1=1", "1" * 300])
async def test_un_code_mal_forme_est_refuse_a_cote_du_champ(nouveau, code):
    await nouveau.give_password()
    refus = await nouveau.send("/bureau/code", {"code": code})

    assert refus.status_code == 401
    assert "Attendez le suivant" in faults(refus)["code"]


async def test_apres_cinq_codes_faux_il_faut_redonner_le_mot_de_passe(nouveau):
    await nouveau.give_password()
    for _ in range(4):
        assert (await nouveau.send("/bureau/code", {"code": "000000"})).status_code == 401
    dernier = await nouveau.send("/bureau/code", {"code": "000000"})

    assert dernier.headers["location"] == "/bureau/connexion?etat=essais"
    reponse = await nouveau.client.post(
        "/bureau/code",
        data={
            "jeton_formulaire": token(await nouveau.get("/bureau/connexion")),
            "code": nouveau.code(),
        },
    )
    assert reponse.headers["location"].startswith("/bureau/connexion")


@pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
async def test_trop_d_essais_sur_un_identifiant_sont_arretes_meme_avec_le_bon_mot_de_passe(nouveau):
    for _ in range(5):
        assert (await nouveau.give_password("faux faux faux")).status_code == 401
    refus = await nouveau.give_password()

    assert refus.status_code == 429
    assert 1 <= int(refus.headers["retry-after"]) <= 60
    assert f"{refus.headers['retry-after']} secondes" in refus.text
    assert (await nouveau.give_password(identifiant="autre.agent")).status_code == 401


@pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
async def test_trop_d_essais_d_un_meme_lieu_sont_arretes_et_son_adresse_n_est_gardee_nulle_part(
    application, caplog
):
    caplog.set_level(logging.DEBUG)
    poste = Poste(application, hote="198.51.100.23")
    statuts = []
    for rang in range(31):
        reponse = await poste.give_password("x", identifiant=f"personne{rang}")
        statuts.append(reponse.status_code)
    assert statuts == [401] * 30 + [429]

    ailleurs = Poste(application, hote="198.51.100.24")
    assert (await ailleurs.give_password("x", identifiant="personne")).status_code == 401
    assert "198.51.100" not in caplog.text
    assert "198.51.100" not in repr(vars(application.state.comptes.debit._limiteur.storage))
    assert "198.51.100" not in str(await run_sql(application, "SELECT * FROM journal_agents"))


async def test_se_deconnecter_ferme_la_session_et_retire_la_presence(application):
    poste = await installed(application)
    await poste.send("/bureau/presence", {"present": "oui"}, depuis="/bureau")
    ancien = poste.client.cookies[COOKIE]
    assert [tuple(r) for r in await run_sql(application, "SELECT present FROM agents")] in (
        [(True,)],
        [(1,)],
    )

    reponse = await poste.send("/bureau/deconnexion", depuis="/bureau")
    assert reponse.headers["location"] == "/bureau/connexion?etat=deconnecte"
    assert await run_sql(application, "SELECT * FROM sessions_agents") == []
    async with open_browser(application) as voleur:
        voleur.cookies.set(COOKIE, ancien)
        assert (await voleur.get("/bureau")).headers["location"] == "/bureau/connexion"
    assert not (await run_sql(application, "SELECT present FROM agents"))[0][0]


@pytest.mark.parametrize(
    ("champs", "champ"),
    [
        ({"mot_de_passe": "court", "confirmation": "court"}, "mot_de_passe"),
        ({"mot_de_passe": "a" * 20, "confirmation": "a" * 20}, "mot_de_passe"),
        (
            {"mot_de_passe": "Camille.caf 2026!", "confirmation": "Camille.caf 2026!"},
            "mot_de_passe",
        ),
        ({"confirmation": "autre chose que cela"}, "confirmation"),
        ({"code": "000000"}, "code"),
    ],
    ids=["trop-court", "repete", "contient-l-identifiant", "differents", "mauvais-code"],
)
async def test_un_premier_acces_mal_rempli_est_explique_et_le_lien_sert_encore(
    application, champs, champ
):
    _, jeton = await add_agent(application)
    poste = Poste(application)
    refus = await poste.enrol(jeton, **champs)
    assert refus.status_code == 422
    assert list(faults(refus)) == [champ]
    cle = poste.totp

    assert (await poste.enrol(jeton)).status_code == 303
    assert poste.totp == cle  # the telephone already set up still serves


async def test_un_lien_d_acces_sert_une_fois_et_pas_apres_son_terme(application):
    _, jeton = await add_agent(application)
    poste = Poste(application)
    assert (await poste.enrol(jeton)).status_code == 303
    assert (await poste.get(f"/bureau/enrolement/{jeton}")).status_code == 404

    _, tardif = await add_agent(application, identifiant="autre.caf")
    await run_sql(application, "UPDATE enrolements SET expire_le = '2020-01-01 00:00:00+00:00'")
    assert (await poste.get(f"/bureau/enrolement/{tardif}")).status_code == 404


async def test_la_page_du_lien_ne_dit_son_adresse_a_personne(application):
    _, jeton = await add_agent(application)
    page = await Poste(application).get(f"/bureau/enrolement/{jeton}")

    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert not re.search(r'(src|href)="https?://', page.text)


@pytest.mark.parametrize(
    "vers",
    ["//mechant.test", "https://mechant.test", "/bureau/../plan", "/bureau\\x", "/bureau//x"],
)
async def test_apres_la_connexion_on_ne_va_que_dans_le_bureau(nouveau, vers):
    await nouveau.give_password(vers=vers)
    reponse = await nouveau.give_code(vers=vers)

    assert reponse.headers["location"] == "/bureau"
