"""A whole visit in a real browser: an allophone person, a counsellor, the person's own phone, an
agent of the caisse the next day. At 1366×768, on a tablet, and with the keyboard."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from api.mediation.structures import StructureService
from tests.web.test_bureau import Bureau, check_fits, enrol, sign_in

OFFICE = {"width": 1366, "height": 768}
TABLET = {"width": 820, "height": 1180}
MEDIATRICE = {
    "identifiant": "maelle.fs",
    "nom": "Maëlle",
    "role": "mediateur",
    "organismes": [],
    "departements": ["67"],
    "structure": "France services de Selle",
}


class Espace(Bureau):
    """The application alone, with one space: the dialogue engine is down, and the visit goes on."""

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

    def run(self, coroutine: Any) -> Any:
        assert self._boucle
        return asyncio.run_coroutine_threadsafe(coroutine, self._boucle).result(20)


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


def test_une_visite_entiere_de_l_accueil_au_papier(
    espace: Espace,
    open_context: Callable[..., BrowserContext],
    check_axe: Callable[[Page], None],
    photo: Callable[[Page, str], None],
) -> None:
    page = open_context(viewport=OFFICE).new_page()
    agent = open_context(viewport=OFFICE).new_page()
    totp_agent = enrol(agent, espace, organismes=["caf", "cpam"], departements=["france"])
    totp = enrol(page, espace, **MEDIATRICE)
    espace.attach("maelle.fs")
    sign_in(page, espace, totp, "maelle.fs")

    # Received in less than a minute, with the keyboard alone.
    page.get_by_role("link", name="Recevoir", exact=True).click()
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

    # A secret typed by mistake is masked; then a moment opens, in two languages.
    page.get_by_label("Ce qu'elle dit").fill("mon mdp : Soleil2026! pour la Caf")
    page.get_by_role("button", name="Envoyer", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("mot de passe")
    expect(page.get_by_label("Ce qu'elle dit")).to_have_value("")
    assert "Soleil2026" not in page.content()
    page.locator("#plan button.puce", has_text="un enfant").first.click()
    expect(page.locator(".bulle.double").nth(1)).to_be_visible()
    for rang in (1, 2, 3):
        page.locator("#reponse .choix button, #reponse .issues button").first.click()
        expect(page.locator("#faits dt")).to_have_count(rang)
    expect(page.locator("#faits dd").first).to_contain_text("entré par le conseiller")
    photo(page, "mediation-ecran")
    check_axe(page)
    check_fits(page)
    page.set_viewport_size(TABLET)
    photo(page, "mediation-ecran-tablette")
    check_fits(page)
    page.set_viewport_size(OFFICE)

    # Nothing is done for her without a mandate; then she signs with her finger.
    demarche = page.locator("details#d-famille_logement")
    if not demarche.get_attribute("open"):
        demarche.locator("summary").first.click()
    demarche.get_by_role("button", name=re.compile("^Faire pour")).click()
    expect(page.get_by_role("alert")).to_contain_text("Il n'y a pas de mandat")
    page.get_by_role("link", name="Recueillir un mandat", exact=True).click()
    page.get_by_label(re.compile("^Aides de la famille")).check()
    photo(page, "mediation-mandat")
    page.get_by_role("button", name="Lire le texte ensemble").click()
    expect(page.locator("article[lang=ar]")).to_be_visible()
    photo(page, "mediation-mandat-lu")
    check_axe(page)
    check_fits(page)
    accepte = page.get_by_role("button", name="Elle accepte").first
    accepte.click()
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
    demarche = page.locator("details#d-famille_logement")
    if not demarche.get_attribute("open"):
        demarche.locator("summary").first.click()
    demarche.get_by_role("button", name=re.compile("^Faire pour")).click()
    expect(page.get_by_role("status").first).to_contain_text("écrit dans le journal")

    # Her own phone joins the conversation, reads the journal, in her language.
    page.get_by_role("button", name="Continuer sur son téléphone").click()
    photo(page, "mediation-rejoindre")
    lien = page.locator(".adresse a").get_attribute("href")
    phone = open_context(viewport={"width": 360, "height": 740}).new_page()
    phone.goto(lien or "")
    phone.get_by_role("button").click()
    expect(phone.locator("html")).to_have_attribute("dir", "rtl")
    expect(phone.locator(".journal")).to_contain_text("Maëlle")
    photo(phone, "mediation-telephone")
    check_axe(phone)
    check_fits(phone)

    # To the caisse, with what she agrees to show; the agent answers the next day.
    page.goto(ecran)
    page.locator("#appui summary").click()
    page.get_by_label(re.compile("Elle est d'accord pour montrer")).check()
    page.get_by_label(re.compile("La rappeler au")).check()
    page.get_by_role("button", name="Envoyer la demande").click()
    expect(page.get_by_role("status").first).to_contain_text("La demande est partie")
    reference = page.locator("#appui .code").first.text_content()
    sign_in(agent, espace, totp_agent, "camille.caf")
    jeton = agent.locator("input[name=jeton_formulaire]").first.get_attribute("value")
    for chemin, corps in (
        ("prise", {}),
        ("reponses", {"reponse": "fait", "issue": "deposee", "suite": "Votre demande est faite."}),
    ):
        reponse = agent.request.post(
            f"{espace.adresse}/api/v1/bureau/demandes/{reference}/{chemin}",
            data=corps,
            headers={"x-jalons-formulaire": jeton or "", "sec-fetch-site": "same-origin"},
        )
        assert reponse.ok, reponse.text()
    page.goto(ecran)
    expect(page.locator("#appui blockquote")).to_contain_text("Votre demande est faite.")
    page.locator("#appui").get_by_role("button", name="Oui").click()
    expect(page.get_by_role("status").first).to_contain_text("Merci")

    # She stops her mandate from her phone: the next act is refused at once.
    phone.reload()
    phone.locator("#mandats .bouton").click()
    page.goto(ecran)
    demarche = page.locator("details#d-famille_logement")
    if not demarche.get_attribute("open"):
        demarche.locator("summary").first.click()
    demarche.get_by_role("button", name=re.compile("^Faire pour")).click()
    expect(page.get_by_role("alert")).to_contain_text("La personne a arrêté ce mandat")
    open_all(page)
    photo(page, "mediation-journal")
    actes = page.locator("#journal li").all_text_contents()
    assert [a for a in actes if "Mandat arrêté" in a and "la personne" in a]

    page.get_by_role("button", name="Terminer la visite").click()
    expect(page.get_by_role("status")).to_contain_text("La visite est terminée")
    check_axe(page)


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
