"""The plan beside the conversation, on paper, and in a calendar."""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from pypdf import PdfReader

from tests.web.conftest import DESKTOP, PHONE
from tests.web.usager import WAIT, Usager


@pytest.fixture(scope="module")
def memoire_avec_plan(browser: Browser, adresse: str) -> Iterator[dict[str, Any]]:
    """What the browser of a person with a plan remembers: the conversation is held once."""
    context = browser.new_context(viewport=PHONE, locale="fr-FR")
    Usager(context.new_page(), adresse).open().reach_plan()
    yield dict(context.storage_state())
    context.close()


@pytest.fixture
def avec_plan(
    open_context: Callable[..., BrowserContext], memoire_avec_plan: dict[str, Any], adresse: str
) -> Usager:
    usager = Usager(open_context(storage_state=memoire_avec_plan).new_page(), adresse)
    usager.page.goto(adresse)
    return usager.show_plan()


def test_le_plan_montre_ou_l_on_en_est(
    avec_plan: Usager, check_axe: Callable[[Page], None]
) -> None:
    page = avec_plan.page
    expect(page.get_by_role("heading", name="Où vous en êtes")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("^À faire"))).to_be_visible()
    expect(page.locator("jalons-chat .etape.premiere")).to_have_count(1)
    assert not avec_plan.has_sideways_scroll()
    check_axe(page)


def test_cocher_tient_apres_un_rechargement(avec_plan: Usager) -> None:
    page = avec_plan.page
    before = page.locator("jalons-chat .etape.faite").count()
    with page.expect_response(re.compile(r"/etapes/")):
        avec_plan.etapes.first.get_by_role("checkbox").check()
    expect(page.locator("jalons-chat .etape.faite")).to_have_count(before + 1)
    page.reload()
    avec_plan.show_plan()
    expect(page.locator("jalons-chat .etape.faite")).to_have_count(before + 1, timeout=WAIT)


def test_une_coche_refusee_revient_et_le_dit(avec_plan: Usager) -> None:
    def refuse(route: Route) -> None:
        route.fulfill(status=500, json={"detail": []})

    page = avec_plan.page
    page.route(re.compile(r"/etapes/"), refuse)
    box = avec_plan.etapes.first.get_by_role("checkbox")
    box.click()
    expect(page.locator("jalons-chat .toast")).to_contain_text("enregistré")
    expect(box).not_to_be_checked()


def test_corriger_ce_que_l_on_a_dit_passe_par_la_conversation(avec_plan: Usager) -> None:
    page = avec_plan.page
    page.locator("jalons-chat .faits > summary").click()
    before = avec_plan.miennes.count()
    page.get_by_role("button", name=re.compile("^Corriger")).first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    dialog.locator(".issues button").first.click()
    expect(dialog).to_be_hidden()
    expect(avec_plan.miennes).to_have_count(before + 1)


def fetch_file(page: Page, name: str) -> bytes:
    address = page.evaluate(
        "(name) => document.querySelector('jalons-chat').client.fileAddress(name)", name
    )
    answer = page.request.get(address)
    assert answer.ok, answer.text()
    return answer.body()


def test_le_pdf_est_balise_et_se_lit(avec_plan: Usager) -> None:
    reader = PdfReader(io.BytesIO(fetch_file(avec_plan.page, "plan.pdf")))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "fr"
    text = " ".join(page.extract_text() for page in reader.pages)
    title = avec_plan.etapes.first.get_by_role("heading", level=4).inner_text()
    assert title.split()[0] in text
    assert "Établi le" in text


def test_le_calendrier_se_lit_et_ses_evenements_sont_stables(avec_plan: Usager) -> None:
    first = Calendar.from_ical(fetch_file(avec_plan.page, "plan.ics"))
    again = Calendar.from_ical(fetch_file(avec_plan.page, "plan.ics"))
    uids = [str(event["uid"]) for event in first.walk("VEVENT")]
    assert uids
    assert len(set(uids)) == len(uids)
    assert uids == [str(event["uid"]) for event in again.walk("VEVENT")]


def test_imprimer_ne_montre_que_le_plan(avec_plan: Usager) -> None:
    avec_plan.page.emulate_media(media="print")
    expect(avec_plan.page.locator("jalons-chat .pied")).to_be_hidden()
    expect(avec_plan.etapes.first).to_be_visible()


def test_le_telechargement_part_du_bouton(avec_plan: Usager) -> None:
    with avec_plan.page.expect_download() as download:
        avec_plan.page.get_by_role("button", name="PDF", exact=True).click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")


def test_le_lien_prive_ramene_puis_s_annule(
    avec_plan: Usager, open_context: Callable[..., BrowserContext]
) -> None:
    page = avec_plan.page
    avec_plan.open_menu()
    page.get_by_role("button", name=re.compile("Mon lien privé")).click()
    page.get_by_role("button", name="Créer mon lien").click()
    lien = page.get_by_label("Votre lien").input_value()
    path = "/retour/" + lien.rsplit("/", 1)[1]

    ailleurs = Usager(open_context().new_page(), avec_plan.adresse)
    answer = ailleurs.page.goto(avec_plan.adresse + path)
    assert answer is not None
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in answer.headers["x-robots-tag"]
    ailleurs.page.get_by_role("button", name="Ouvrir mon dossier").click()
    expect(ailleurs.miennes.first).to_be_attached(timeout=WAIT)

    page.get_by_role("button", name="Annuler mes liens").click()
    expect(page.get_by_text("ne fonctionnent plus")).to_be_visible()
    plus_tard = open_context().new_page()
    plus_tard.goto(avec_plan.adresse + path)
    plus_tard.get_by_role("button", name="Ouvrir mon dossier").click()
    expect(plus_tard.get_by_text("ne fonctionne plus")).to_be_visible()


def test_effacer_demande_confirmation_puis_efface(usager: Usager) -> None:
    page = usager.page
    usager.choose_moment()
    acces = page.evaluate("document.querySelector('jalons-chat').client.acces")
    usager.open_menu()
    page.get_by_role("button", name="Effacer mes données").click()
    focused = "document.querySelector('jalons-chat').shadowRoot.activeElement?.textContent.trim()"
    assert page.evaluate(focused) == "Ne rien effacer"
    page.get_by_role("button", name="Tout effacer").click()
    expect(page.get_by_role("heading", name="Tout est effacé")).to_be_focused(timeout=WAIT)
    answer = page.request.get(
        f"{usager.adresse}/api/v1/dossiers/{acces['dossier']}/plan",
        headers={"Authorization": f"Bearer {acces['jeton']}"},
    )
    assert answer.status in {401, 403, 404}


@pytest.mark.parametrize("width", [320, 360])
def test_rien_ne_deborde_sur_un_petit_ecran(
    width: int,
    open_context: Callable[..., BrowserContext],
    memoire_avec_plan: dict[str, Any],
    adresse: str,
) -> None:
    size = {"width": width, "height": 640}
    page = open_context(viewport=size, storage_state=memoire_avec_plan).new_page()
    usager = Usager(page, adresse)
    page.goto(adresse)
    expect(usager.bulles.last).to_be_visible(timeout=WAIT)
    assert not usager.has_sideways_scroll()
    usager.show_plan()
    assert not usager.has_sideways_scroll()
    inside = page.locator("jalons-chat #panneau-plan")
    assert inside.evaluate("(e) => e.scrollWidth <= e.clientWidth")


def test_agrandi_quatre_fois_la_page_defile_d_un_seul_tenant(
    open_context: Callable[..., BrowserContext], adresse: str
) -> None:
    page = open_context(viewport={"width": 320, "height": 256}).new_page()
    usager = Usager(page, adresse).open()
    assert not usager.has_sideways_scroll()
    assert page.evaluate("document.documentElement.scrollHeight > innerHeight")


def test_sur_ordinateur_le_plan_est_a_cote(
    open_context: Callable[..., BrowserContext], memoire_avec_plan: dict[str, Any], adresse: str
) -> None:
    page = open_context(viewport=DESKTOP, storage_state=memoire_avec_plan).new_page()
    usager = Usager(page, adresse)
    page.goto(adresse)
    expect(usager.etapes.first).to_be_visible(timeout=WAIT)
    expect(usager.fil).to_be_visible()
