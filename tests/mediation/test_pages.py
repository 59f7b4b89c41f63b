"""The counsellor's pages, without a script: a visit, what is refused, and with which words."""

from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest

from api.horloge import HORLOGE
from api.web.textes import load_textes
from tests.accounts.poste import installed
from tests.api.test_effacement import make_tracker
from tests.mediation.guichet import (
    PHONE_DE_L_ESPACE,
    after,
    at_work,
    gesture,
    own_device,
    receives,
    signs,
    words,
)

pytestmark = pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)


@pytest.fixture
async def maelle(application):
    return await at_work(application)


async def act(poste, ecran: str, demarche: str, posture: str = "faire_pour") -> str:
    cle = uuid.uuid4().hex
    return await after(
        poste, await gesture(poste, ecran, "/actes", demarche=demarche, posture=posture, cle=cle)
    )


async def test_une_visite_entiere_sans_script(application, maelle, rasa):
    rasa.says("merci")
    ecran = await receives(maelle, alias="Amina", langue="ar")
    page = (await maelle.get(ecran)).text
    assert "Amina" in page
    assert 'lang="ar"' in page  # the welcome, side by side
    page = await after(maelle, await gesture(maelle, ecran, "/moments", moment="separation"))
    page = await after(
        maelle, await gesture(maelle, ecran, "/message", jeton_page="j1", texte="Je me sépare")
    )
    assert "tapé par le conseiller" in page
    page = await after(
        maelle,
        await gesture(
            maelle, ecran, "/posture", demarche="sante", deja_fait="oui", veut_faire="oui"
        ),
    )
    assert "Proposé : Faire pour" in page
    page = await act(maelle, ecran, "sante")
    assert "Il n'y a pas de mandat" in page
    page = await after(maelle, await signs(maelle, ecran, "sante"))
    assert "Le mandat est enregistré" in page
    # One last day, wherever it is written: not the midnight after it.
    assert len(set(re.findall(r"[Jj]usqu'au (\d+ \w+ \d{4})", page))) == 1
    assert "Fait pour la personne" in await act(maelle, ecran, "sante")
    assert "ne couvre pas cette démarche" in await act(maelle, ecran, "impots")
    assert "Fait avec la personne" in await act(maelle, ecran, "impots", "faire_avec")
    copie = re.search(rf'href="({ecran}/mandats/[^"]+)"', page)[1]
    assert "signé sur l'écran" in words(await maelle.get(copie))
    fin = await gesture(maelle, ecran, "/clore")
    assert fin.headers["location"] == "/bureau/accueil?etat=clos"


async def test_apres_l_arret_l_acte_est_refuse_avec_sa_raison(maelle):
    ecran = await receives(maelle)
    page = await after(maelle, await signs(maelle, ecran, "sante", "impots"))
    mandat = re.search(rf'{ecran}/mandats/([^"/]+)"', page)[1]
    await gesture(maelle, ecran, f"/mandats/{mandat}/arreter", demarche="sante", par="personne")

    assert "a arrêté ce mandat" in await act(maelle, ecran, "sante")
    assert "Fait pour la personne" in await act(maelle, ecran, "impots")


async def test_le_mandat_fini_la_console_refuse_et_propose_d_en_recueillir_un(maelle, monkeypatch):
    ecran = await receives(maelle)
    await signs(maelle, ecran, "sante", duree="31")
    assert "Fait pour la personne" in await act(maelle, ecran, "sante")
    monkeypatch.setattr(HORLOGE, "avance", dt.timedelta(days=31))
    await maelle.sign_in()  # the session of last month is over too

    page = await act(maelle, ecran, "sante")
    assert "Son mandat est terminé" in page
    assert "Recueillir un mandat" in page
    assert "Fait avec la personne" in await act(maelle, ecran, "sante", "faire_avec")


async def test_une_autre_structure_ne_trouve_rien_ni_par_l_adresse_ni_par_le_code(
    application, maelle
):
    ailleurs = await at_work(application, "zoe", "France services d'Ailleurs")
    ecran = await receives(maelle, alias="Amina")
    code = re.search(r'class="code">([A-Z0-9]{4}-[A-Z0-9]{4})', (await maelle.get(ecran)).text)[1]

    assert (await ailleurs.get(ecran)).status_code == 404
    refus = await ailleurs.send("/bureau/accueil/code", {"code": code}, depuis="/bureau/accueil")
    assert refus.status_code == 404
    assert "Amina" not in (await ailleurs.get("/bureau/accueil")).text
    assert (await ailleurs.get(f"/bureau/accueil/code/{code}")).status_code == 404
    trouve = await maelle.get(f"/bureau/accueil/code/{code}")
    assert trouve.headers["location"] == ecran
    public = await own_device(application).get(f"/carte/{code.replace('-', '')}")
    assert public.status_code == 200
    assert "Amina" not in public.text
    faux = await maelle.send(
        "/bureau/accueil/code", {"code": "AAAA-AAAC"}, depuis="/bureau/accueil"
    )
    assert (faux.status_code, "mal recopié" in words(faux)) == (422, True)


async def test_les_codes_ne_s_essaient_pas_en_nombre(maelle):
    statuts = [
        (await maelle.send("/bureau/accueil/code", {"code": "x"}, depuis="/bureau/accueil"))
        for _ in range(12)
    ]
    assert [r.status_code for r in statuts] == [422] * 10 + [429] * 2


async def test_seul_un_conseiller_rattache_recoit(application):
    agent = await installed(application)
    seul = await installed(
        application, identifiant="seul", role="mediateur", organismes=[], structure="Ailleurs"
    )
    assert (await agent.get("/bureau/accueil")).status_code == 403
    reponse = await seul.get("/bureau/accueil")
    assert reponse.status_code == 403
    assert "rattaché à aucun espace" in words(reponse)


async def test_l_adresse_du_conseiller_ou_de_l_espace_est_refusee_et_la_saisie_reste(maelle):
    for contact in (PHONE_DE_L_ESPACE, "Maelle@fs.example"):
        refus = await maelle.send("/bureau/accueil", {"alias": "Rose", "contact": contact})
        assert refus.status_code == 422
        assert "à votre espace ou à un conseiller" in words(refus)
        assert 'value="Rose"' in words(refus)
    ecran = await receives(maelle, alias="Rose")
    refus = await gesture(maelle, ecran, "/personne", contact=PHONE_DE_L_ESPACE)
    assert refus.status_code == 422
    assert PHONE_DE_L_ESPACE in words(refus)


async def test_un_secret_colle_est_masque_avant_d_etre_garde(application, maelle, base):
    ecran = await receives(maelle)
    reponse = await gesture(
        maelle, ecran, "/message", jeton_page="j", texte="mon mdp : Soleil2026! pour la Caf"
    )
    page = await after(maelle, reponse)
    assert "mot de passe" in page
    assert "▮▮▮▮ pour la Caf" in page
    assert "Soleil2026" not in page + reponse.headers["location"]


async def test_dans_chaque_champ_libre_un_secret_est_masque_ou_refuse(application, maelle):
    await installed(application, identifiant="lina", organismes=["caf"], departements=["france"])
    nir = "1 85 05 78 006 084 91"
    reponse = await maelle.send("/bureau/accueil", {"alias": f"Rose {nir}"})
    page = await after(maelle, reponse)
    assert "numéro de sécurité sociale" in page
    assert "Rose ▮▮▮▮" in page
    ecran = reponse.headers["location"].partition("?")[0]
    for refus in (
        await maelle.send("/bureau/accueil", {"alias": "Rose", "contact": nir}),
        await gesture(maelle, ecran, "/personne", contact=nir),
        await maelle.send("/bureau/accueil/code", {"code": nir}, depuis="/bureau/accueil"),
    ):
        assert refus.status_code == 422
        assert nir not in words(refus)
    await gesture(maelle, ecran, "/personne", contact="06 12 34 56 78")
    page = await after(
        maelle,
        await gesture(
            maelle, ecran, "/appui", vers="caf", rappel="oui", consigne="mdp : Soleil2026! le soir"
        ),
    )
    assert "La demande est partie" in page
    assert "Un secret a été masqué avant d'être gardé : mot de passe" in page
    assert "Soleil2026" not in page


async def test_aucune_page_n_a_de_champ_pour_un_mot_de_passe_ou_un_code_recu(maelle):
    ecran = await receives(maelle)
    await signs(maelle, ecran, "sante")
    for adresse in ("/bureau/accueil", ecran, f"{ecran}/mandat"):
        page = (await maelle.get(adresse)).text
        champs = re.findall(r"<(?:input|textarea)[^>]*>", page)
        assert champs
        for champ in champs:
            assert not re.search(
                r'type="password"|one-time-code|current-password|name="(mdp|otp|mot_de_passe|code_recu)',
                champ,
            ), champ


async def test_mineur_ou_protege_la_route_est_le_representant(maelle):
    for capacite, mots in (("mineur", "représentant légal"), ("protege", "tuteur")):
        ecran = await receives(maelle, capacite=capacite)
        assert mots in words(await maelle.get(f"{ecran}/mandat"))
        page = await after(
            maelle,
            await gesture(
                maelle, ecran, "/actes", demarche="sante", posture="faire_pour", cle="a" * 20
            ),
        )
        assert "pas de mandat ici" in page
        assert "Fait avec la personne" in await act(maelle, ecran, "sante", "faire_avec")


async def test_la_personne_lit_son_journal_et_arrete_tout_depuis_son_appareil(application, maelle):
    ecran = await receives(maelle, langue="en")
    await signs(maelle, ecran, "sante", "impots")
    page = (await gesture(maelle, ecran, "/rejoindre")).text
    lien = re.search(r"https://jalons\.test(/accompagnement/[\w-]+)", page)[1]
    elle = own_device(application)
    porte = await elle.get(lien, headers={"accept-language": "en"})
    assert "This link is personal" in porte.text
    await elle.post(lien)
    mien = (await elle.get("/accompagnement")).text
    assert "What was done for me" in mien
    assert "Maelle" in mien
    mandat = re.search(r'name="mandat" value="([^"]+)"', mien)[1]
    await elle.post("/accompagnement/arreter", data={"mandat": mandat})

    assert "You have allowed nothing" in (await elle.get("/accompagnement")).text
    assert "a arrêté ce mandat" in await act(maelle, ecran, "sante")
    # Somebody else's mandate is not stopped, and nothing is told.
    autre = own_device(application)
    assert (await autre.get("/accompagnement")).status_code == 404


async def test_le_mandat_se_lit_de_droite_a_gauche_et_sa_copie_garde_la_traduction(maelle):
    ecran = await receives(maelle, langue="fa")
    lu = await gesture(maelle, ecran, "/mandat", demarches=["sante"], duree="31")
    assert re.search(r'<article[^>]*lang="fa" dir="rtl"', lu.text)
    page = await after(maelle, await signs(maelle, ecran, "sante"))
    copie = words(await maelle.get(re.search(rf'href="({ecran}/mandats/[^"]+)"', page)[1]))
    assert '<div lang="fa" dir="rtl">' in copie
    assert load_textes("fa")("pages.accompagnement.pour_arreter") in copie
    carte = words(await maelle.get(f"{ecran}/carte"))
    assert load_textes("fa")("pages.accompagnement.carte_ailleurs") in carte


async def test_le_code_affiche_sur_son_appareil_vaut_accord(application, maelle):
    ecran = await receives(maelle)
    page = (await gesture(maelle, ecran, "/rejoindre")).text
    lien = re.search(r"https://jalons\.test(/accompagnement/[\w-]+)", page)[1]
    elle = own_device(application)
    await elle.post(lien)
    montre = await gesture(maelle, ecran, "/mandat/montrer", demarches=["sante"], duree="31")
    empreinte = re.search(r'name="empreinte" value="([0-9a-f]{64})"', montre.text)[1]
    code = re.search(r'class="code grand">(\d{6})<', (await elle.get("/accompagnement")).text)[1]
    assert code not in montre.text
    champs = {"moyen": "code", "empreinte": empreinte, "duree": "31", "demarches": ["sante"]}
    faux = await gesture(maelle, ecran, "/mandat/signer", **champs, code="12")
    assert faux.status_code == 422
    page = await after(maelle, await gesture(maelle, ecran, "/mandat/signer", **champs, code=code))
    assert "Le mandat est enregistré" in page


async def test_le_papier_signe_est_garde_chiffre_et_seule_la_structure_le_lit(application, maelle):
    ecran = await receives(maelle)
    lu = await gesture(maelle, ecran, "/mandat", demarches=["sante"], duree="31")
    empreinte = re.search(r'name="empreinte" value="([0-9a-f]{64})"', lu.text)[1]
    jeton = re.search(r'name="jeton_formulaire" value="([^"]+)"', lu.text)[1]
    champs = {
        "moyen": "papier",
        "empreinte": empreinte,
        "duree": "31",
        "demarches": "sante",
        "jeton_formulaire": jeton,
    }

    async def envoie(contenu: bytes):
        return await maelle.client.post(
            f"{ecran}/mandat/signer", data=champs, files={"papier": ("m", contenu)}
        )

    assert "JPEG ou PNG" in words(await envoie(b"<html>"))
    assert "trop lourd" in words(await envoie(b"\xff\xd8\xff" + b"0" * 700_001))
    photo = b"\xff\xd8\xff" + b"une photo"
    page = await after(maelle, await envoie(photo))
    copie = re.search(rf'href="({ecran}/mandats/[^"]+)"', page)[1]
    papier = await maelle.get(f"{copie}/papier")
    assert (papier.content, papier.headers["content-type"]) == (photo, "image/jpeg")
    ailleurs = await at_work(application, "zoe", "France services d'Ailleurs")
    assert (await ailleurs.get(f"{copie}/papier")).status_code == 404


async def test_la_pause_ne_perd_ni_la_signature_ni_les_mots(maelle):
    ecran = await receives(maelle)
    page = await maelle.get(ecran)
    from tests.accounts.poste import hidden, token

    await maelle.leave_for(20)
    pause = await maelle.client.post(
        f"{ecran}/message",
        data={"jeton_formulaire": token(page), "jeton_page": "j", "texte": "Je suis seule"},
    )
    assert "Vous êtes toujours là" in words(pause)
    assert hidden(pause)["texte"] == "Je suis seule"
    await maelle.next_code()
    reprise = await maelle.client.post(
        "/bureau/reprendre",
        data={**hidden(pause), "_code": maelle.code()},
    )
    while reprise.status_code in (303, 307):
        suite = reprise.headers["location"]
        reprise = (
            await maelle.client.post(suite, data=hidden(pause))
            if reprise.status_code == 307
            else await maelle.get(suite.partition("#")[0])
        )
    assert "Je suis seule" in (await maelle.get(ecran)).text


async def test_elle_s_arrete_au_milieu_et_tout_s_efface_il_reste_des_nombres(
    application, maelle, settings
):
    ecran = await receives(maelle, alias="Rose")
    await signs(maelle, ecran, "sante")
    await make_tracker(settings.tracker_url)
    fin = await gesture(maelle, ecran, "/arreter", effacer="oui")
    assert fin.headers["location"] == "/bureau/accueil?etat=efface"

    absent = await maelle.get(ecran)
    assert absent.status_code == 404
    assert "Recevoir quelqu'un" in words(absent)


async def test_dans_la_meme_visite_la_caisse_est_sollicitee_et_un_rendez_vous_pris(
    application, maelle
):
    await installed(application, identifiant="lina", organismes=["caf", "cpam"])
    ecran = await receives(maelle, langue="en", contact="06 12 34 56 78")
    await gesture(maelle, ecran, "/moments", moment="perte_emploi")
    page = await after(
        maelle,
        await gesture(
            maelle, ecran, "/appui", motif="agent", vers="caf", montrer="oui", rappel="oui"
        ),
    )
    assert "La demande est partie" in page
    lien = re.search(rf'href="({ecran}/appui/JA-[^"]+/rendez-vous)"', page)
    assert lien, "the desk that leads gives appointments"
    moments = await maelle.get(lien[1])
    maniere = re.search(r'name="maniere" value="(\w+)"', moments.text)[1]
    moment = re.search(r'name="moment" value="([^"]+)"', moments.text)[1]
    suite = lien[1][len(ecran) :]
    page = await after(
        maelle,
        await gesture(maelle, ecran, suite, maniere=maniere, moment=moment, interprete="oui"),
    )
    assert "Le rendez-vous est pris" in page
    assert "Rendez-vous pris avec un organisme" in page


async def test_deux_conseillers_sur_un_dossier_sont_prevenus(application, maelle):
    tom = await at_work(application, "tom")
    ecran = await receives(maelle)
    await maelle.get(ecran)
    assert "Maelle a ce dossier ouvert aussi" in words(await tom.get(ecran))


async def test_le_papier_sort_dans_les_deux_langues_avec_son_rendez_vous(maelle, rasa):
    ecran = await receives(maelle, langue="ar")
    rasa.debout = False
    await gesture(maelle, ecran, "/moments", moment="naissance")
    await gesture(maelle, ecran, "/prochain", jour="2030-01-15", heure="10:30")
    pdf = await gesture(maelle, ecran, "/papier.pdf", lien="oui")
    assert pdf.content[:5] == b"%PDF-"
    from io import BytesIO

    from pypdf import PdfReader

    texte = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf.content)).pages)
    assert "15 janvier 2030" in texte
    assert "10:30" in texte
