"""The whole service without a script."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.web.usager import MOMENT, QUESTIONS_MAX


@pytest.fixture
def page(open_context: Callable[..., BrowserContext], adresse: str) -> Page:
    page = open_context(java_script_enabled=False).new_page()
    page.goto(adresse)
    page.get_by_role("link", name="Ouvrir la version simple").click()
    page.get_by_role("button", name="Commencer").click()
    return page


def answer(page: Page) -> None:
    zone = page.locator("#reponse")
    if zone.locator("input[type=checkbox]").count():
        zone.get_by_role("button", name="Valider").click()
    elif zone.locator(".choix button").count():
        zone.locator(".choix button").first.click()
    elif zone.locator("input[type=date]").count():
        day = dt.date.today() + dt.timedelta(days=170)
        zone.locator("input[type=date]").fill(day.isoformat())
        zone.get_by_role("button", name="Valider").click()
    elif zone.locator("input[type=number]").count():
        zone.locator("input[type=number]").fill("1")
        zone.get_by_role("button", name="Valider").click()
    else:
        zone.locator(".issues button").first.click()


def reach_plan(page: Page) -> None:
    page.get_by_role("button", name=MOMENT).click()
    for _ in range(QUESTIONS_MAX):
        if page.get_by_role("link", name="Voir la suite de la réponse").count():
            page.get_by_role("link", name="Voir la suite de la réponse").click()
            page.reload()
        elif page.locator("#reponse .issues").count():
            answer(page)
        else:
            break
    page.get_by_role("link", name="Mon plan").first.click()


def test_toute_la_conversation_sans_script(page: Page) -> None:
    reach_plan(page)
    expect(page.get_by_role("heading", name=re.compile("À faire"))).to_be_visible()
    page.get_by_role("button", name=re.compile("Marquer comme fait")).first.click()
    expect(page.locator(".etape.faite")).to_have_count(1)
    page.get_by_role("button", name=re.compile("Remettre à faire")).click()
    expect(page.locator(".etape.faite")).to_have_count(0)
    origin = page.url.split("/plan")[0]
    assert page.request.get(f"{origin}/plan.pdf").body().startswith(b"%PDF")
    assert b"BEGIN:VCALENDAR" in page.request.get(f"{origin}/plan.ics").body()


def test_parler_a_une_personne_sans_script(page: Page) -> None:
    page.get_by_role("button", name="Parler à une personne").last.click()
    expect(page.locator(".contact").first).to_be_visible()


def test_le_mois_seul_suffit(page: Page) -> None:
    page.get_by_role("button", name=MOMENT).click()
    for _ in range(QUESTIONS_MAX):
        if page.locator("#reponse input[type=date]").count():
            break
        if not page.locator("#reponse .issues").count():
            pytest.skip("no date is asked on this way")
        answer(page)
    day = dt.date.today() + dt.timedelta(days=150)
    page.get_by_label("Mois", exact=True).select_option(str(day.month))
    page.get_by_label("Année").fill(str(day.year))
    before = page.locator(".bulle.usager").count()
    page.get_by_role("button", name="Valider").first.click()
    expect(page.locator(".bulle.usager")).to_have_count(before + 1)
    expect(page.locator(".refus")).to_have_count(0)


def test_le_meme_formulaire_envoye_deux_fois_compte_une_fois(page: Page) -> None:
    button = page.get_by_role("button", name=MOMENT)
    form = {
        "jeton_page": page.locator("input[name=jeton_page]").first.get_attribute("value") or "",
        "choix": button.get_attribute("value") or "",
    }
    for _ in range(2):
        assert page.request.post(page.url.replace("/sans-js", "/sans-js/message"), form=form).ok
    page.reload()
    expect(page.locator(".bulle.usager")).to_have_count(1)


def test_un_message_vide_est_refuse_avec_un_mot(page: Page) -> None:
    page.locator("#texte").evaluate("(e) => e.removeAttribute('required')")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("alert")).to_be_visible()


def test_le_lien_prive_puis_l_effacement_sans_script(
    page: Page, open_context: Callable[..., BrowserContext], adresse: str
) -> None:
    page.get_by_role("button", name="Mon lien privé pour revenir").click()
    path = "/retour/" + page.get_by_label("Votre lien").input_value().rsplit("/", 1)[1]
    ailleurs = open_context(java_script_enabled=False).new_page()
    ailleurs.goto(adresse + path)
    ailleurs.get_by_role("button", name="Ouvrir mon dossier").click()
    expect(ailleurs.locator(".bulle").first).to_be_visible()

    page.goto(f"{adresse}/sans-js/effacer")
    page.get_by_role("button", name="Tout effacer").click()
    expect(page.get_by_text("Tout est effacé")).to_be_visible()
    ailleurs.reload()
    expect(ailleurs.get_by_text("n'existe plus")).to_be_visible()


def test_quitter_oublie_le_dossier_sur_cet_appareil(page: Page, adresse: str) -> None:
    page.route(re.compile("^https://"), lambda route: route.fulfill(body="neutre"))
    page.get_by_role("link", name="Quitter vite").click()
    page.goto(f"{adresse}/sans-js")
    expect(page.get_by_role("button", name="Commencer")).to_be_visible()


def test_le_formulaire_d_un_autre_site_est_refuse(page: Page, adresse: str) -> None:
    answer = page.request.post(
        f"{adresse}/sans-js/effacer",
        headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://ailleurs.test"},
    )
    assert answer.status == 403
