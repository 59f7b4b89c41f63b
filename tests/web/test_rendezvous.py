"""One appointment in real browsers: the agent proposes three moments, the person chooses on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import BrowserContext, Page, expect

from tests.accounts.poste import MOT_DE_PASSE
from tests.web.test_bureau import OFFICE, PHONE, Bureau, bureau, fresh_code, shown

__all__ = ["bureau"]
ADRESSE = "4 rue des Bains, Metz"


@pytest.fixture
def agent(bureau: Bureau, open_context: Callable[..., BrowserContext]) -> Iterator[Page]:
    """Camille, signed in at the office."""
    page = open_context(viewport=OFFICE, accept_downloads=True).new_page()
    page.goto(bureau.add())
    totp = shown(page, bureau)
    page.locator("#mot_de_passe").fill(MOT_DE_PASSE)
    page.locator("#confirmation").fill(MOT_DE_PASSE)
    page.locator("#code").fill(totp.now())
    page.get_by_role("button", name="Ouvrir mon compte").click()
    page.locator("#identifiant").fill("camille.caf")
    page.locator("#mot_de_passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Continuer").click()
    page.locator("#code").fill(fresh_code(bureau, totp))
    page.get_by_role("button", name="Me connecter").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    yield page


def fits(page: Page) -> None:
    """Nothing overflows: no sideways scrolling."""
    largeurs = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert largeurs[0] <= largeurs[1], largeurs


def downloaded(page: Page, nom: str) -> Calendar:
    with page.expect_download() as attente:
        page.get_by_role("link", name=nom, exact=True).click()
    return Calendar.from_ical(Path(attente.value.path()).read_bytes())


def test_l_agent_propose_trois_moments_et_la_personne_choisit_sur_son_telephone(
    bureau: Bureau,
    agent: Page,
    open_context: Callable[..., BrowserContext],
    check_axe: Callable[[Page], None],
    tmp_path: Path,
):
    telephone = open_context(
        viewport=PHONE, java_script_enabled=False, accept_downloads=True
    ).new_page()
    telephone.goto(f"{bureau.adresse}/sans-js")
    telephone.locator("form[action='/sans-js/ouvrir'] button").first.click()
    telephone.get_by_role("button", name="accueille un enfant").click()
    telephone.get_by_role("button", name="Parler à une personne").first.click()
    telephone.goto(f"{bureau.adresse}/plan")
    telephone.get_by_role("link", name="Rendez-vous").click()
    expect(telephone.get_by_text("peut vous en proposer un")).to_be_visible()

    [[reference]] = bureau.sql("SELECT reference FROM escalades")
    bureau.sql("UPDATE escalades SET etat = 'prise', agent_id = (SELECT id FROM agents)")
    agent.goto(f"{bureau.adresse}/bureau/demandes/{reference}/rendez-vous")
    agent.get_by_label("La manière").select_option("sur_place")
    agent.get_by_role("button", name="Voir les moments").click()
    for rang in (0, 3, 9):
        agent.locator("input[name=moments]").nth(rang).check()
    agent.get_by_label("L'adresse, ou le lien").fill(ADRESSE)
    check_axe(agent)
    agent.get_by_role("button", name="Proposer à la personne").click()
    expect(agent.get_by_text("n'a pas encore choisi")).to_be_visible()
    fits(agent)

    telephone.reload()
    expect(telephone.get_by_text(ADRESSE)).to_be_visible()
    fits(telephone)
    telephone.screenshot(path=tmp_path / "propose.png", full_page=True)
    telephone.locator("#propose-2").focus()
    telephone.keyboard.press("Space")
    telephone.get_by_role("button", name="Choisir ce moment").press("Enter")
    expect(telephone.get_by_text("Confirmé")).to_be_visible()
    fits(telephone)
    telephone.screenshot(path=tmp_path / "confirme.png", full_page=True)
    telephone.get_by_label("Me le rappeler").check()
    telephone.locator("form[action$='/rappel'] button").click()
    expect(telephone.get_by_label("Me le rappeler")).to_be_checked()
    [sien] = downloaded(telephone, "Mettre dans mon agenda").walk("VEVENT")

    agent.reload()
    expect(agent.get_by_role("heading", name="Confirmé par la personne")).to_be_visible()
    agent.screenshot(path=tmp_path / "bureau.png", full_page=True)
    [notre] = downloaded(agent, "Fichier pour mon agenda").walk("VEVENT")
    assert sien["DTSTART"].dt == notre["DTSTART"].dt
    assert (sien["SUMMARY"], notre["LOCATION"]) == ("Rendez-vous", ADRESSE)
    assert len(sien.walk("VALARM")) == 1

    telephone.goto(f"{bureau.adresse}/sans-js")
    expect(telephone.get_by_text("C'est noté").last).to_be_visible()
    telephone.locator("select#langue").select_option("ar")
    telephone.locator("form.langue button").click()
    telephone.goto(f"{bureau.adresse}/plan/demandes/{reference}/rendez-vous")
    expect(telephone.locator("html")).to_have_attribute("dir", "rtl")
    fits(telephone)
    telephone.screenshot(path=tmp_path / "arabe.png", full_page=True)
