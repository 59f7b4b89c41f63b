"""What leaves the screen: paper, calendar, printed page. Others may see it, and it may ring."""

from __future__ import annotations

import io
import re

import pytest
from icalendar import Calendar
from pypdf import PdfReader

from api.web.acces import COOKIE
from tests.api.personne import Personne

# Paper does not depend on the database, and takes a while to make.
pytestmark = pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
DEUIL = {
    "evenement_naissance": "deuil_perinatal",
    "terme_sa": 24,
    "date_naissance_enfant": {"il_y_a": "3 jours"},
    "statut_pro": "salarie_prive",
}
GROSSESSE = {
    "evenement_naissance": "grossesse",
    "date_prevue": {"dans": "5 mois"},
    "statut_pro": "salarie_prive",
    "sejour": "titre_regulier",
}


@pytest.fixture
async def endeuillee(usager) -> Personne:
    await usager.opens("naissance")
    notes = await usager.knows(**DEUIL)
    assert not notes["refuses"], notes
    return usager


@pytest.fixture
async def enceinte(usager) -> Personne:
    await usager.opens("naissance")
    notes = await usager.knows(**GROSSESSE)
    assert not notes["refuses"], notes
    return usager


def with_cookie(usager: Personne) -> None:
    usager.client.cookies[COOKIE] = "~".join((usager.id, usager.conversation, usager.jeton))


async def files(usager: Personne, nom: str) -> list[bytes]:
    """The file as the chat and as the plain pages give it."""
    with_cookie(usager)
    reponses = [await usager.call("GET", f"/{nom}"), await usager.client.get(f"/{nom}")]
    assert [r.status_code for r in reponses] == [200, 200]
    return [r.content for r in reponses]


def words(pdf: bytes) -> tuple[str, str]:
    """The document's own title, and all that it says."""
    lecteur = PdfReader(io.BytesIO(pdf))
    texte = " ".join(page.extract_text() for page in lecteur.pages)
    return str(lecteur.metadata.title), re.sub(r"\s+", " ", texte)


async def test_apres_un_deuil_le_calendrier_ne_nomme_rien_et_ne_sonne_pas(endeuillee):
    titres = [e["titre"] for e in (await endeuillee.plan())["etapes"]]
    for contenu in await files(endeuillee, "plan.ics"):
        evenements = Calendar.from_ical(contenu).walk("VEVENT")
        assert evenements
        assert {str(e["summary"]) for e in evenements} == {"Démarche à faire"}
        assert b"VALARM" not in contenu
        assert not any(titre.encode() in contenu for titre in titres)


async def test_apres_un_deuil_le_papier_a_un_titre_neutre(endeuillee):
    for contenu in await files(endeuillee, "plan.pdf"):
        titre, texte = words(contenu)
        assert titre == "Mon plan – Jalons"
        for dit in ("attends", "La perte d'un bébé", "La grossesse s'est arrêtée"):
            assert dit not in texte, dit
        assert "Qui peut vous aider" in texte


async def test_apres_un_deuil_rien_a_l_ecran_ne_parle_d_une_arrivee(endeuillee):
    await endeuillee.opens("deces")  # two moments: their names head the timeline
    with_cookie(endeuillee)
    page = (await endeuillee.client.get("/plan")).text

    assert "attends" not in page
    assert "Arrivée d" not in page
    assert re.search(r'<section class="encart agent ecran">\s*<h2>.*?grossesse', page)


async def test_un_plan_ordinaire_garde_ses_titres_et_ses_rappels(enceinte):
    for contenu in await files(enceinte, "plan.ics"):
        resumes = {str(e["summary"]) for e in Calendar.from_ical(contenu).walk("VEVENT")}
        assert resumes and "Démarche à faire" not in resumes
        assert b"VALARM" in contenu


async def test_un_long_plan_tient_en_peu_de_pages_et_reste_balise(usager):
    await usager.opens("deces")
    etapes = (await usager.plan())["etapes"]
    assert len(etapes) > 25
    lecteur = PdfReader(io.BytesIO((await files(usager, "plan.pdf"))[0]))

    assert len(lecteur.pages) <= len(etapes) / 2 + 2  # the timeline, contacts and sources too
    assert lecteur.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert lecteur.trailer["/Root"]["/StructTreeRoot"]


async def test_le_plan_dit_quels_faits_sont_sensibles(enceinte):
    faits = {f["nom"]: f["sensible"] for f in (await enceinte.plan())["faits"]}

    assert faits["sejour"] is True
    assert faits["statut_pro"] is False


async def test_un_fait_sensible_attend_un_geste_et_ne_s_imprime_pas(enceinte, parcours):
    with_cookie(enceinte)
    page = (await enceinte.client.get("/plan")).text
    replie = re.search(r'<details class="faits-sensibles ecran">(.*?)</details>', page, re.DOTALL)
    titre = parcours.fact("sejour").titre

    assert replie
    assert f"<dt>{titre}</dt>" in replie[1]
    assert f"<dt>{titre}</dt>" not in page.replace(replie[0], "")
    assert f"<dt>{parcours.fact('statut_pro').titre}</dt>" in page.replace(replie[0], "")


async def test_ni_le_papier_ni_le_calendrier_ne_portent_un_fait_sensible(enceinte, parcours):
    libelle = (await enceinte.dossier())["faits"]["sejour"]["libelle"]
    for contenu in await files(enceinte, "plan.pdf"):
        _, texte = words(contenu)
        assert parcours.fact("sejour").titre not in texte
        assert libelle not in texte
    for contenu in await files(enceinte, "plan.ics"):
        assert libelle.encode() not in contenu


# In danger: what leaves the screen tells nothing at all ----------------------------------------

PARLANT = re.compile(
    r"violen|victim|agress|auteur|femmes|danger|frapp|plainte|cyber|protég|sécurité|SEP-|VIO-",
    re.IGNORECASE,
)
EN_DANGER = {
    "violences dites dans une séparation": (["separation"], {"en_securite": "non"}),
    "moment qui protège, avec des démarches": (
        ["violences"],
        {
            "danger_immediat": "non",
            "accord_demarches": True,
            "enfants_exposes": True,
            "besoin_abri": True,
            "preuve_violences": "plainte",
            "situations_violences": ["parti", "bail", "comptes", "travail"],
            "sejour": "titre_regulier",
        },
    ),
    "danger maintenant": (["naissance", "violences"], {"danger_immediat": "oui"}),
}


@pytest.fixture(params=EN_DANGER.values(), ids=list(EN_DANGER))
async def en_danger(request, usager) -> Personne:
    moments, faits = request.param
    for moment in moments:
        await usager.opens(moment)
    notes = await usager.knows(**faits)
    assert not notes["refuses"], notes
    return usager


async def test_en_danger_le_papier_ne_donne_que_des_numeros(en_danger, parcours):
    etapes = (await en_danger.plan())["etapes"]
    for contenu in await files(en_danger, "plan.pdf"):
        titre, texte = words(contenu)
        assert titre == "Mon plan – Jalons"
        assert "3919" in texte
        assert not PARLANT.search(texte), PARLANT.findall(texte)
        assert not [e["titre"] for e in etapes if e["titre"] in texte]
        lecteur = PdfReader(io.BytesIO(contenu))
        assert len(lecteur.pages) == 1
        assert not PARLANT.search(" ".join(map(str, (lecteur.metadata or {}).values())))


async def test_en_danger_le_fichier_porte_un_nom_neutre(en_danger):
    with_cookie(en_danger)
    for reponse in (
        await en_danger.call("GET", "/plan.pdf"),
        await en_danger.client.get("/plan.pdf"),
    ):
        assert re.search(r"filename=\"?plan\.pdf", reponse.headers["content-disposition"])


async def test_en_danger_il_n_y_a_pas_de_calendrier(en_danger):
    with_cookie(en_danger)
    api = await en_danger.call("GET", "/plan.ics")
    page = await en_danger.client.get("/plan.ics", headers={"accept": "text/html"})

    assert [api.status_code, page.status_code] == [409, 409]
    assert api.json()["detail"][0]["code"] == "calendrier_protege"
    assert "pas de calendrier" in page.text


async def test_un_calendrier_de_separation_ne_nomme_rien(usager):
    """The family's calendar shows on every phone of the house."""
    await usager.opens("separation")
    await usager.knows(en_securite="oui", date_separation={"il_y_a": "15 jours"}, nb_enfants=1)
    for contenu in await files(usager, "plan.ics"):
        resumes = {str(e["summary"]) for e in Calendar.from_ical(contenu).walk("VEVENT")}
        assert resumes == {"Démarche à faire"}
