"""A meeting with several organisations, taken in the same visit: free for all, or asked of each."""

from __future__ import annotations

import html
import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from api.rendezvous.contenu import delivered_rules
from tests.accounts.poste import installed, token
from tests.mediation.guichet import after, at_work, gesture, own_device, receives, signs, words

pytestmark = pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
VISIO = "https://visio.caf.test/salle-7"


@pytest.fixture
async def camille(application):
    return await installed(
        application, identifiant="camille", organismes=["caf", "cpam"], departements=["france"]
    )


@pytest.fixture
async def maelle(application):
    return await at_work(application)


async def asked(maelle, **champs: str) -> tuple[str, str]:
    """Someone whose request has left; their screen, and the end of the page of its appointment."""
    ecran = await receives(maelle, langue="en", contact="06 12 34 56 78")
    await gesture(maelle, ecran, "/moments", moment="naissance")
    page = await after(maelle, await gesture(maelle, ecran, "/appui", motif="agent", **champs))
    assert (
        "Son plan ne désigne pas encore de caisse" in page
    )  # France services asks no France services
    page = await after(
        maelle, await gesture(maelle, ecran, "/appui", motif="agent", vers="caf", **champs)
    )
    lien = re.search(rf'href="{ecran}(/appui/JA-[^"]+/rendez-vous)"', page)
    assert lien, "the desk that leads gives appointments"
    return ecran, lien[1]


async def moments_of(maelle, ecran: str, suite: str, avec: str, maniere: str) -> list[str]:
    """The moments that the page offers by one way."""
    page = (await maelle.get(f"{ecran}{suite}?avec={avec}")).text
    bloc = re.search(rf'name="maniere" value="{maniere}">(.*?)</form>', page, re.DOTALL)
    return re.findall(r'name="moment" value="([^"]+)"', bloc[1]) if bloc else []


async def test_caf_et_cpam_en_visio_dans_la_meme_visite_le_lien_est_donne_par_l_organisme(
    application, maelle, camille
):
    ecran, suite = await asked(maelle, montrer="oui")
    avec = "cpam"
    assert "sur_place" not in (await maelle.get(f"{ecran}{suite}?avec={avec}")).text
    moments = await moments_of(maelle, ecran, suite, avec, "visio")
    page = words(await maelle.get(f"{ecran}{suite}?avec={avec}"))
    assert re.search(r"Le lien sera donné par l'organisme \([^)]+\)\. Il s'affichera ici\.", page)
    assert "https://" not in re.sub(r"https://jalons\.test\S*", "", page)

    page = await after(
        maelle,
        await gesture(maelle, ecran, suite, maniere="visio", moment=moments[0], avec=[avec]),
    )
    assert "La réunion est prise, avec tous" in page
    ensemble = re.search(r"Ensemble : (.+?)\.", page)
    assert ensemble and " et " in ensemble[1]
    assert re.search(r"Réunion prise avec plusieurs organismes : .*sans mandat, avec elle", page)
    # The moment is held at both desks: it is offered to nobody else by that way.
    autre, autre_suite = await asked(maelle, montrer="oui")
    assert moments[0] not in await moments_of(maelle, autre, autre_suite, avec, "visio")
    for pour, dit in (("", "JA-"), ("?pour=elle", "PRIVATE")):
        agenda = await maelle.get(f"{ecran}{suite}.ics{pour}")
        assert agenda.headers["content-type"].startswith("text/calendar")
        assert dit in agenda.text
        assert "METHOD:PUBLISH" in agenda.text

    # The agent takes the request, and gives the link that the person waits for.
    bureau = "/bureau/demandes/" + suite.split("/")[2]
    await camille.send(f"/api/v1{bureau}/prise", {}, depuis="/bureau")
    attend = await camille.get(f"{bureau}/rendez-vous")
    assert "Elle attend de vous l'adresse ou le lien" in words(attend)
    champs = {"jeton_formulaire": token(attend)}
    faux = await camille.client.post(
        f"{bureau}/rendez-vous/lieu", data={**champs, "lieu": "salle 7"}
    )
    assert faux.status_code == 409
    await camille.client.post(f"{bureau}/rendez-vous/lieu", data={**champs, "lieu": VISIO})
    assert f'href="{VISIO}"' in words(await maelle.get(ecran))


async def test_sans_accord_de_la_personne_personne_d_autre_ne_lit_sa_demande(maelle, camille):
    ecran, suite = await asked(maelle)
    avec = "cpam"
    [moment, *_] = await moments_of(maelle, ecran, suite, avec, "telephone")
    champs = {"maniere": "telephone", "moment": moment, "avec": [avec]}

    page = await after(maelle, await gesture(maelle, ecran, suite, **champs))
    assert "n'a pas donné son accord" in page
    assert "La réunion est prise" not in page
    page = await after(maelle, await gesture(maelle, ecran, suite, **champs, accord="oui"))
    assert "La réunion est prise" in page


async def test_sous_mandat_le_journal_le_dit_et_la_personne_le_lit(application, maelle, camille):
    ecran, suite = await asked(maelle, montrer="oui")
    await signs(maelle, ecran, "famille_logement", "sante")
    avec = "cpam"
    [moment, *_] = await moments_of(maelle, ecran, suite, avec, "telephone")
    page = await after(
        maelle,
        await gesture(maelle, ecran, suite, maniere="telephone", moment=moment, avec=[avec]),
    )
    assert re.search(r"Réunion prise avec plusieurs organismes : .*sous mandat", page)

    pdf = await gesture(maelle, ecran, "/papier.pdf")
    papier = "".join(p.extract_text() for p in PdfReader(BytesIO(pdf.content)).pages)
    papier = " ".join(re.sub("[\u2066-\u2069]", "", papier).split())
    assert "Ensemble : Caf et CPAM" in papier
    assert "Together: Caf and CPAM" in papier

    lien = re.search(
        r"https://jalons\.test(/accompagnement/[\w-]+)",
        (await gesture(maelle, ecran, "/rejoindre")).text,
    )[1]
    elle = own_device(application)
    await elle.post(lien)
    mien = html.unescape((await elle.get("/accompagnement")).text)
    assert "Meeting taken with several organisations" in mien
    assert "under your permission" in mien


async def test_aucun_moment_commun_chacun_est_sollicite_et_rien_n_est_dit_fixe(
    maelle, camille, monkeypatch
):
    ecran, suite = await asked(maelle, montrer="oui")
    avec = "cpam"
    reglement = delivered_rules()
    vrai = type(reglement).offers
    monkeypatch.setattr(
        type(reglement), "offers", lambda self, g, jour: [] if g == avec else vrai(self, g, jour)
    )
    page = words(await maelle.get(f"{ecran}{suite}?avec={avec}"))
    assert "Aucun moment commun" in page
    page = await after(maelle, await gesture(maelle, ecran, f"{suite}/demander", avec=[avec]))
    assert "Rien n'est encore fixé" in page
    assert "Réunion demandée à plusieurs organismes" in page
    histoire = words(await camille.get("/bureau/demandes/" + suite.split("/")[2]))
    assert "Moment commun demandé par la personne" in histoire
