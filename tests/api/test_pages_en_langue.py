"""Every page around the conversation, in the language that was picked: refusals and faults too."""

from __future__ import annotations

import html
import re

import pytest

from api.languages.dictionnaire import load_dictionnaire
from api.languages.isolats import strip_isolates
from api.languages.langues import SOURCE, dir_of, languages
from api.languages.source import list_interface
from api.settings import RACINE
from api.web.acces import COOKIE
from api.web.langue import COOKIE_LANGUE
from api.web.textes import load_textes, read_tree
from tests.api.personne import API, Personne
from tests.conftest import open_client

pytestmark = pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
AUTRES = [langue for langue in languages() if langue not in (SOURCE, "fr-simple")]
PAGES = (
    *("/", "/sans-js", "/plan", "/confidentialite", "/accessibilite", "/nulle-part"),
    *("/retour/inconnu", "/accompagnement", "/accompagnement/inconnu", "/carte/inconnu"),
)
DROIT = {"etat": "ne_demande_pas"}


def picks(client, langue: str) -> None:
    """The picker's cookie, in a browser that asks for French."""
    client.cookies[COOKIE_LANGUE] = langue
    client.headers["accept-language"] = "fr-FR"


def with_access(usager: Personne) -> None:
    usager.client.cookies[COOKIE] = "~".join((usager.id, usager.conversation, usager.jeton))


async def reads_in(usager: Personne, langue: str) -> None:
    """A person of this language, on the pages without a script."""
    picks(usager.client, langue)
    with_access(usager)
    assert (await usager.call("PUT", "/langue", {"langue": langue})).status_code == 200


def french_sentences(langue: str) -> set[str]:
    """The interface's French sentences that this language says otherwise."""
    dites = load_dictionnaire(langue)
    phrases = list_interface(read_tree(RACINE / "locales" / SOURCE / "interface.yml"))
    connues = ((p, dites.find(p)) for p in phrases if len(p.francais.split()) > 2)
    return {
        p.francais.split("{")[0].strip()
        for p, dite in connues
        if dite and strip_isolates(dite.textes[0]) != p.francais
        and len(p.francais.split("{")[0].split()) > 2
    }  # fmt: skip


def text_of(page: str) -> str:
    """What is read of a page, but for what says that it is French."""
    sans = re.sub(r"<(select|script|style).*?</\1>", " ", page, flags=re.DOTALL)
    sans = re.sub(r'<(\w+)[^>]* lang="fr"[^>]*>.*?</\1>', " ", sans, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "\n", sans)).replace("\u00a0", " ").split(" "))


@pytest.mark.parametrize("langue", AUTRES)
async def test_aucune_page_n_a_de_phrase_francaise(client, langue) -> None:
    picks(client, langue)
    phrases = french_sentences(langue)
    for chemin in PAGES:
        reponse = await client.get(chemin, headers={"accept": "text/html"})
        balise = f'<html lang="{langue}" dir="{dir_of(langue)}">'
        assert balise in reponse.text, chemin
        lignes = {" ".join(x.split()) for x in text_of(reponse.text).split("\n")}
        assert not lignes & phrases, chemin


async def test_un_refus_de_page_est_dans_la_langue_choisie_pas_dans_celle_du_navigateur(
    client,
) -> None:
    picks(client, "ar")
    autre_site = {"origin": "https://autre.example"}
    page = await client.post("/sans-js/ouvrir", headers={**autre_site, "accept": "text/html"})
    assert page.status_code == 403
    assert "Ce formulaire" not in html.unescape(page.text)
    assert "هذا النموذج" in page.text or "الاستمارة" in page.text


async def test_une_erreur_imprevue_est_dite_dans_la_langue_avec_les_protections(
    application,
) -> None:
    @application.get("/tombe")
    @application.get(f"{API}/tombe")
    async def tombe() -> None:
        raise RuntimeError("mon enfant est malade")

    # The application's own routes are kept for other tests: this one is taken back.
    try:
        async with open_client(application) as client:
            picks(client, "zh")
            page = await client.get("/tombe", headers={"accept": "text/html"})
            lu = await client.get(f"{API}/tombe", headers={"accept-language": "en"})
    finally:
        routes = application.router.routes
        routes[:] = [r for r in routes if not getattr(r, "path", "").endswith("/tombe")]
    assert page.status_code == lu.status_code == 500
    assert load_textes("zh")("pages.panne.titre") in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    (ligne,) = lu.json()["detail"]
    assert ligne["code"] == "erreur_imprevue" and "not from you" in ligne["message"]
    assert "malade" not in page.text + lu.text


@pytest.mark.parametrize("langue", ["ar", "uk"])
async def test_le_bilan_des_droits_se_lit_dans_la_langue_et_le_service_lit_le_francais(
    client, langue
) -> None:
    usager = await Personne.arrives(client)
    await usager.opens("bilan_droits")
    await usager.knows(age=70, ressources="tres_faibles", logement="location")
    await reads_in(usager, langue)
    dits = load_dictionnaire(langue)

    def said(cle: str) -> str:
        return strip_isolates(dits.traductions[cle].textes[0])

    page = strip_marks((await client.get("/droits/aspa")).text)
    assert said("droits:aspa.titre") in page
    assert said("droits:aspa.explication") in page
    page = strip_marks((await client.post("/droits/aspa", data=DROIT)).text)
    assert said("bilan:raisons.succession.libelle") in page
    fiche = strip_marks((await client.get("/fiche")).text)
    assert said("bilan:fiche_service.2026-11-23.texte") in fiche
    assert said("faits:age.titre") in fiche
    lu = (await usager.call("GET", "/accords")).json()
    textes = {r["objet"]: r["texte"] for r in lu["a_presenter"]}
    assert strip_isolates(textes["suivi"]) == said("bilan:suivi.2026-11-23.texte")

    version = next(r["version"] for r in lu["a_presenter"] if r["objet"] == "fiche_service")
    await usager.call("POST", "/accords", {"objet": "fiche_service", "version": version})
    service = (await usager.call("GET", "/fiche?exemplaire=service")).json()
    assert service["situation"][0]["faits"][0]["titre"][0].isascii()


def strip_marks(page: str) -> str:
    """A page as it reads, what is marked French included."""
    return html.unescape(re.sub(r"</?bdi[^>]*>", "", page))
