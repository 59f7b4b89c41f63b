"""A whole visit in a real browser: an allophone person, a counsellor, the person's own phone, an
agent of the caisse the next day. At 1366×768, on a tablet, on 360 px, and with the keyboard."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from api.cli.operate import DELAI_DEMARRAGE
from api.cli.processes import free_ports, make_processes, stop_all
from api.horloge import HORLOGE
from api.mediation.structures import StructureService
from tests.web.test_bureau import Bureau, check_fits, enrol, sign_in

OFFICE = {"width": 1366, "height": 768}
TABLET = {"width": 820, "height": 1180}
PHONE = {"width": 360, "height": 740}
DIT = "أنا حامل وأريد معرفة حقوقي"  # « je suis enceinte et je veux connaître mes droits »
LIEN = "https://visio.caf.test/salle-7"
MEDIATRICE = {
    "identifiant": "maelle.fs",
    "nom": "Maëlle",
    "role": "mediateur",
    "organismes": [],
    "departements": ["67"],
    "structure": "France services de Selle",
}


class Espace(Bureau):
    """The application alone, with one space: the dialogue engine is down."""

    def attach(self, identifiant: str) -> None:
        async def run() -> None:
            async with self.app.state.database.session() as session:
                service = StructureService(session, self.app.state.settings.secret)
                structure = await service.add(
                    "France services de Selle", "67", ["03 88 00 00 01"], ["67"]
                )
                agent = await self.app.state.comptes.service(session).by_identifier(identifiant)
                await service.attach(structure.id, agent.id, [])
                await session.commit()

        self.run(run())

    def run(self, coroutine: Any, delai: float = 20) -> Any:
        assert self._boucle
        return asyncio.run_coroutine_threadsafe(coroutine, self._boucle).result(delai)


class EspaceVivant(Espace):
    """The same, with the dialogue engine and its actions running beside."""

    def __init__(self, fichier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        ports = dict(zip(("port", "port_rasa", "port_actions"), free_ports(3), strict=True))
        secrets = {"secret_interne": "interne-des-tests", "secret_rasa": "rasa-des-tests"}
        super().__init__(fichier, **ports, **secrets)
        for nom, valeur in {**secrets, "tracker_url": self.settings.tracker_url}.items():
            monkeypatch.setenv(f"JALONS_{nom.upper()}", valeur)
        self._moteurs = make_processes(self.settings)[:2]

    def start(self) -> None:
        super().start()

        async def start_engine() -> None:
            for moteur in self._moteurs:
                await moteur.start()
            for moteur in self._moteurs:
                await moteur.wait_ready(DELAI_DEMARRAGE)

        self.run(start_engine(), DELAI_DEMARRAGE)

    def stop(self) -> None:
        self.run(stop_all(self._moteurs))
        super().stop()

    def moments(self) -> list[str]:
        return [m for (m,) in self.sql("SELECT moment FROM moments_ouverts")]


@pytest.fixture
def espace(modele_sqlite: Path, tmp_path: Path) -> Iterator[Espace]:
    fichier = tmp_path / "espace.db"
    fichier.write_bytes(modele_sqlite.read_bytes())
    un = Espace(fichier)
    un.start()
    yield un
    un.stop()


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """Other work may share the machine: a slow page is not a wrong one."""
    expect.set_options(timeout=60_000)
    yield
    expect.set_options(timeout=5_000)


def open_all(page: Page) -> None:
    """Every folded part, for a picture."""
    page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")


def open_formality(page: Page) -> Locator:
    """The démarche of the visit, unfolded."""
    demarche = page.locator("details#d-famille_logement")
    demarche.locator("summary").first.wait_for(state="attached")
    # Where the plan does not call for it yet, it is among the others, folded too.
    page.evaluate("document.querySelectorAll('#demarches details').forEach((d) => (d.open = true))")
    return demarche


def do_for(page: Page) -> None:
    open_formality(page).get_by_role("button", name=re.compile("^Faire pour")).click()


@pytest.fixture
def vivant(
    modele_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[EspaceVivant]:
    fichier = tmp_path / "vivant.db"
    fichier.write_bytes(modele_sqlite.read_bytes())
    un = EspaceVivant(fichier, monkeypatch)
    un.start()
    try:
        yield un
    finally:
        HORLOGE.avance = dt.timedelta()
        un.stop()


def test_une_visite_entiere_le_moteur_en_marche_et_la_reponse_le_lendemain(
    vivant: EspaceVivant,
    open_context: Callable[..., BrowserContext],
    check_axe: Callable[[Page], None],
    photo: Callable[[Page, str], None],
) -> None:
    page = open_context(viewport=OFFICE).new_page()
    agent = open_context(viewport=OFFICE).new_page()
    for p in (page, agent):
        p.set_default_timeout(60_000)
    totp_agent = enrol(agent, vivant, organismes=["caf", "cpam"], departements=["france"])
    totp = enrol(page, vivant, **MEDIATRICE)
    vivant.attach("maelle.fs")
    sign_in(page, vivant, totp, "maelle.fs")

    # Received in less than a minute, with the keyboard alone; the space's own number is refused.
    page.get_by_role("link", name="Recevoir", exact=True).first.click()
    expect(page.get_by_label("Prénom ou surnom")).to_be_focused()
    photo(page, "mediation-journee")
    check_axe(page)
    page.keyboard.type("Amina")
    page.keyboard.press("Tab")
    page.get_by_label("Langue qu'elle lit").select_option("ar")
    page.get_by_label("Son téléphone ou sa messagerie").fill("03 88 00 00 01")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("à votre espace ou à un conseiller")
    expect(page.get_by_label("Prénom ou surnom")).to_have_value("Amina")
    page.get_by_label("Son téléphone ou sa messagerie").fill("06 12 34 56 78")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Amina")
    ecran = page.url

    # A secret typed by mistake is masked before it is kept.
    page.get_by_label("Ce qu'elle dit").fill("mon mdp : Soleil2026! pour la Caf")
    page.get_by_role("button", name="Envoyer", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("mot de passe")
    assert "Soleil2026" not in page.content()

    # Her own phone joins; she writes in Arabic, and the engine understands: her moment opens.
    page.get_by_role("button", name="Continuer sur son téléphone").click()
    photo(page, "mediation-rejoindre")
    lien = page.locator(".adresse a").get_attribute("href")
    phone = open_context(viewport={"width": 360, "height": 740}).new_page()
    phone.set_default_timeout(60_000)
    phone.goto(lien or "")
    phone.locator("main button").click()
    expect(phone.locator("html")).to_have_attribute("dir", "rtl")
    phone.goto(f"{vivant.adresse}/sans-js")
    phone.locator("#texte").fill(DIT)
    phone.locator("form:has(#texte) button").click()
    expect(phone.locator(".bulle.usager").last).to_contain_text(DIT)
    page.goto(ecran)
    expect(page.locator(".bulle.usager.double").last).to_contain_text(DIT)
    expect(page.locator(".bulle.usager.double .avis").last).to_contain_text("Aucune traduction")
    expect(page.locator("#plan details summary").first).to_be_visible()
    page.wait_for_function("document.querySelectorAll('.fil .bulle.bot').length > 1")
    assert vivant.moments() == ["naissance"], page.locator(".fil").text_content()

    # Then the counsellor types, or presses, what she says: each fact says who entered it.
    page.get_by_label("Ce qu'elle dit").fill("Elle habite à Strasbourg, et elle vit seule")
    page.get_by_role("button", name="Envoyer", exact=True).click()
    expect(page.locator(".bulle.usager").last).to_contain_text("Strasbourg")
    dits = page.locator("#faits dt").count()
    for rang in (1, 2):
        page.locator("#reponse .choix button, #reponse .issues button").first.click()
        expect(page.locator("#faits dt")).to_have_count(dits + rang)
    expect(page.locator("#faits")).to_contain_text("entré par le conseiller")
    expect(page.locator("#plan .pas li").first).to_be_visible()
    photo(page, "mediation-ecran")
    check_axe(page)
    check_fits(page)
    for taille, nom in ((TABLET, "tablette"), (PHONE, "etroit")):
        page.set_viewport_size(taille)
        photo(page, f"mediation-ecran-{nom}")
        check_fits(page)
    page.set_viewport_size(OFFICE)

    # Nothing is done for her without a mandate; then she signs with her finger.
    do_for(page)
    expect(page.get_by_role("alert")).to_contain_text("Il n'y a pas de mandat")
    page.get_by_role("link", name="Recueillir un mandat", exact=True).click()
    page.get_by_label(re.compile("^Aides de la famille")).check()
    photo(page, "mediation-mandat")
    page.get_by_role("button", name="Lire le texte ensemble").click()
    expect(page.locator("article[lang=ar]")).to_be_visible()
    photo(page, "mediation-mandat-lu")
    check_axe(page)
    check_fits(page)
    page.get_by_role("button", name="Elle accepte").first.click()
    expect(page.get_by_role("alert")).to_contain_text("La signature est vide")
    page.locator("canvas.signature").scroll_into_view_if_needed()
    cadre = page.locator("canvas.signature").bounding_box()
    assert cadre
    page.mouse.move(cadre["x"] + 30, cadre["y"] + 60)
    page.mouse.down()
    for pas in range(1, 25):
        page.mouse.move(cadre["x"] + 30 + 8 * pas, cadre["y"] + 60 + 20 * (pas % 3))
    page.mouse.up()
    page.get_by_role("button", name="Elle accepte").first.click()
    expect(page.get_by_role("status").first).to_contain_text("Le mandat est enregistré")
    do_for(page)
    expect(page.get_by_role("status").first).to_contain_text("écrit dans le journal")

    # To the caisse, with what she agrees to show; then a meeting with another one, on video.
    page.locator("#appui summary").last.click()
    page.get_by_label("À quelle caisse").select_option("caf")
    page.get_by_label(re.compile("Elle est d'accord pour montrer")).check()
    page.get_by_label(re.compile("La rappeler au")).check()
    page.get_by_role("button", name="Envoyer la demande").click()
    expect(page.get_by_role("status").first).to_contain_text("La demande est partie")
    reference = page.locator("#appui .code").first.text_content() or ""
    page.get_by_role("link", name="Prendre un rendez-vous").click()
    page.get_by_text("Réunir plusieurs organismes").click()
    page.locator("input[name=avec][value=cpam]").check()
    page.get_by_role("button", name="Voir les moments communs").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("CPAM")
    photo(page, "mediation-reunion")
    check_axe(page)
    check_fits(page)
    visio = page.locator("form:has(input[value=visio])")
    expect(visio).to_contain_text("Le lien sera donné par")
    visio.locator("button[name=moment]").last.click()
    expect(page.get_by_role("status").first).to_contain_text("La réunion est prise, avec tous")
    expect(page.locator("#appui .note")).to_contain_text("Le lien sera donné par")
    open_all(page)
    photo(page, "mediation-appui")
    page.get_by_role("button", name="Terminer la visite").click()
    expect(page.get_by_role("status")).to_contain_text("La visite est terminée")

    # The next day. Yesterday's sessions are over: everyone signs in again.
    HORLOGE.avance = dt.timedelta(days=1)
    sign_in(agent, vivant, totp_agent, "camille.caf")
    agent.goto(f"{vivant.adresse}/bureau/demandes/{reference}")
    agent.get_by_role("button", name=re.compile("^Prendre")).first.click()
    agent.goto(f"{vivant.adresse}/bureau/demandes/{reference}/rendez-vous")
    agent.get_by_label("L'adresse, ou le lien de la visio").fill(LIEN)
    photo(agent, "mediation-lien")
    agent.get_by_role("button", name="Le donner à la personne").click()
    expect(agent.locator("#rendez-vous")).to_contain_text(LIEN)
    agent.goto(f"{vivant.adresse}/bureau/demandes/{reference}")
    agent.locator("input[name=reponse][value=fait]").check()
    agent.locator("#issue").select_option("deposee")
    agent.locator("textarea[name=suite]").fill("Votre demande est faite.")
    agent.locator("#envoyer").click()
    expect(agent.locator("main")).to_contain_text("Terminée")

    # The counsellor is told at once, reads the answer, asks whether it helped.
    sign_in(page, vivant, totp, "maelle.fs")
    expect(page.get_by_role("status")).to_contain_text("nouvelle")
    photo(page, "mediation-arrivee")
    page.get_by_role("link", name="Recevoir, et lire les nouvelles").click()
    nouvelles = page.locator("section.nouvelles")
    expect(nouvelles).to_contain_text("demande terminée")
    photo(page, "mediation-nouvelles")
    check_axe(page)
    page.set_viewport_size(PHONE)
    photo(page, "mediation-nouvelles-etroit")
    check_fits(page)
    page.set_viewport_size(OFFICE)
    nouvelles.get_by_role("button", name="J'ai vu").click()
    expect(page.locator("section.nouvelles")).to_have_count(0)
    page.goto(ecran)
    expect(page.locator("#appui blockquote")).to_contain_text("Votre demande est faite.")
    expect(page.locator(f'#appui .note a[href="{LIEN}"]')).to_be_visible()
    page.locator("#appui").get_by_role("button", name="Oui").click()
    expect(page.get_by_role("status").first).to_contain_text("Merci")

    # She stops her mandate from her phone: the next act is refused at once.
    phone.goto(f"{vivant.adresse}/accompagnement")
    photo(phone, "mediation-telephone")
    check_axe(phone)
    check_fits(phone)
    phone.locator("#mandats .bouton").click()
    page.goto(ecran)
    do_for(page)
    expect(page.get_by_role("alert")).to_contain_text("La personne a arrêté ce mandat")
    page.get_by_role("button", name="Terminer la visite").click()
    expect(page.get_by_role("status")).to_contain_text("La visite est terminée")

    # The journal of the whole, as both of them read it: the first thing done is at the bottom.
    page.goto(ecran)
    open_all(page)
    photo(page, "mediation-journal")
    actes = [re.sub(r"\s+", " ", a) for a in page.locator("#journal li").all_text_contents()]
    assert [re.sub(r"^[\d/]+ [\d:]+ ", "", a).strip() for a in reversed(actes)] == [
        "Reçu Maëlle",
        "Lien personnel donné Maëlle",
        "Moment de vie ouvert Maëlle",
        "Mandat donné Maëlle",
        "Fait pour la personne : Aides de la famille, du logement et du revenu (Caf ou MSA) "
        "Maëlle, sous mandat",
        "Demande envoyée à une caisse : Caf Maëlle, sous mandat",
        "Réunion prise avec plusieurs organismes : Caf, CPAM Maëlle, sous mandat",
        "Visite terminée Maëlle",
        "Mandat arrêté la personne",
        "Visite terminée Maëlle",
    ]
    jours = [a.split(" ")[0] for a in reversed(actes)]
    assert len(set(jours)) == 2
    phone.reload()
    expect(phone.locator(".journal li")).to_have_count(len(actes))


def test_le_bac_a_sable_est_marque_et_se_vide(
    espace: Espace,
    open_context: Callable[..., BrowserContext],
    photo: Callable[[Page, str], None],
) -> None:
    page = open_context(viewport=OFFICE).new_page()
    totp = enrol(page, espace, **MEDIATRICE)
    espace.attach("maelle.fs")
    sign_in(page, espace, totp, "maelle.fs")
    page.goto(f"{espace.adresse}/bureau/accueil/bac")
    photo(page, "mediation-bac")
    page.get_by_role("button", name="Recevoir Joseph").click()
    expect(page.locator(".exercice")).to_contain_text("Personne fictive")
    open_all(page)
    photo(page, "mediation-joseph")
    page.goto(f"{espace.adresse}/bureau/accueil")
    expect(page.locator("main")).not_to_contain_text("Joseph")
    page.goto(f"{espace.adresse}/bureau/accueil/bac")
    page.get_by_role("button", name="Tout remettre à zéro").click()
    expect(page.get_by_role("button", name="Recevoir Joseph")).to_be_visible()
