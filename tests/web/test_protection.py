"""In danger, in a real browser: what stays on the device, on the screen, on paper, in the history."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, Error, Page, expect
from pypdf import PdfReader

from tests.web.usager import WAIT, Usager

NEUTRE = re.compile("^https://")
PARLANT = re.compile(r"violen|victim|danger|sécurité|frapp|VIO|SEP", re.IGNORECASE)
STOCKAGE = "() => [...Object.entries(localStorage), ...Object.entries(sessionStorage)]"
DOSSIER = "document.querySelector('jalons-chat').client.acces"


def stub_neutral_site(page: Page) -> None:
    page.route(NEUTRE, lambda route: route.fulfill(body="neutre", content_type="text/html"))


def says_no_safety(usager: Usager) -> dict[str, str]:
    """« Je me sépare », then « non » to the question about safety; the keys of the dossier."""
    usager.reponses.get_by_role("button", name="Je me sépare").click()
    usager.wait_reply(2)
    usager.reponses.get_by_role("button", name="Non", exact=True).click()
    expect(usager.page.locator("jalons-chat .protection")).to_be_visible(timeout=WAIT)
    return dict(usager.page.evaluate(DOSSIER))


@pytest.fixture
def en_danger(usager: Usager) -> Usager:
    stub_neutral_site(usager.page)
    usager.acces = says_no_safety(usager)
    return usager


def dossier_status(usager: Usager) -> int:
    return httpx.get(
        f"{usager.adresse}/api/v1/dossiers/{usager.acces['dossier']}",
        headers={"authorization": f"Bearer {usager.acces['jeton']}"},
    ).status_code


def expect_erased(usager: Usager) -> None:
    for _ in range(50):
        if dossier_status(usager) == 404:
            return
        usager.page.wait_for_timeout(100)
    raise AssertionError("the dossier is still there")


def double_escape(page: Page) -> None:
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    wait_left(page)


def wait_left(page: Page) -> None:
    """The neutral site is not there in tests: a redirection to it cannot be answered for it."""
    with suppress(Error):
        page.wait_for_url(NEUTRE)
    page.wait_for_timeout(500)  # the browser's own page about it takes the place


def test_des_que_c_est_dit_l_appareil_ne_garde_rien(en_danger: Usager) -> None:
    assert en_danger.page.evaluate(STOCKAGE) == []
    en_danger.message.fill("il regarde mon téléphone")
    assert en_danger.page.evaluate(STOCKAGE) == []
    en_danger.message.press("Enter")
    en_danger.wait_reply(4)
    assert en_danger.page.evaluate(STOCKAGE) == []
    assert "jalons" not in " ".join(c["name"] for c in en_danger.page.context.cookies())


def test_le_brouillon_d_un_message_pas_encore_envoye_part_avec_l_onglet(usager: Usager) -> None:
    usager.message.fill("il me frappe")
    gardes = usager.page.evaluate("() => Object.values(localStorage).join(' ')")
    assert "frappe" not in gardes


def test_la_page_ouverte_montre_encore_ses_propres_mots(en_danger: Usager) -> None:
    en_danger.say("je ne sais pas quoi faire")
    expect(en_danger.miennes.last).to_contain_text("je ne sais pas quoi faire")


def test_recharger_la_page_ne_remontre_rien(en_danger: Usager) -> None:
    en_danger.page.reload()
    expect(en_danger.reponses.get_by_role("button", name="Je me sépare")).to_be_visible(
        timeout=WAIT
    )
    expect(en_danger.bulles).to_have_count(1)
    expect_erased(en_danger)


def test_fermer_l_onglet_efface_le_dossier(
    open_context: Callable[..., BrowserContext], adresse: str
) -> None:
    context = open_context()
    usager = Usager(context.new_page(), adresse).open()
    usager.acces = says_no_safety(usager)
    garde = context.new_page()  # the browser goes on
    usager.page.close(run_before_unload=True)
    usager.page = garde
    expect_erased(usager)


@pytest.mark.parametrize(
    "geste", ["bouton", "echap", "echap_dans_un_dialogue", "echap_dans_le_menu"]
)
def test_quitter_vite_ne_laisse_rien_derriere_soi(en_danger: Usager, geste: str) -> None:
    page = en_danger.page
    if geste == "bouton":
        page.get_by_role("button", name="Quitter vite").click()
        page.wait_for_url(NEUTRE)
    else:
        if geste == "echap_dans_un_dialogue":
            en_danger.open_menu()
            page.get_by_role("button", name="Effacer mes données").click()
        elif geste == "echap_dans_le_menu":
            en_danger.open_menu()
        double_escape(page)
    expect_erased(en_danger)
    page.go_back()
    expect(page.locator("jalons-chat .bulle.urgente")).to_have_count(0)
    assert PARLANT.search(page.content()) is None


def test_le_retour_du_navigateur_ne_montre_rien_apres_etre_alle_ailleurs(
    en_danger: Usager,
) -> None:
    """Not the quick exit: an address typed in a hurry."""
    en_danger.page.goto("https://exemple.test/")
    expect_erased(en_danger)
    en_danger.page.go_back()
    en_danger.page.wait_for_timeout(500)
    expect(en_danger.page.locator("jalons-chat .bulle.urgente")).to_have_count(0)
    expect(en_danger.page.locator("jalons-chat .bulle.usager")).to_have_count(0)


def test_quitter_depuis_la_page_du_plan_avec_echap(
    open_context: Callable[..., BrowserContext], adresse: str
) -> None:
    """The plain pages, in a browser that has scripts: the plan page in particular."""
    page = open_context().new_page()
    stub_neutral_site(page)
    begin_plainly(page, adresse)
    page.get_by_role("link", name="Mon plan").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    double_escape(page)
    page.go_back()
    expect(page.locator(".etape")).to_have_count(0)
    page.goto(f"{adresse}/sans-js")
    expect(page.get_by_role("button", name="Commencer")).to_be_visible()


def begin_plainly(page: Page, adresse: str) -> None:
    page.goto(f"{adresse}/sans-js")
    page.get_by_role("button", name="Commencer").click()
    page.get_by_role("button", name="Je me sépare").click()
    page.get_by_role("button", name="Non", exact=True).click()
    expect(page.locator(".urgence")).to_be_visible()


def test_quitter_sans_script_ne_laisse_rien_derriere_soi(
    open_context: Callable[..., BrowserContext], adresse: str
) -> None:
    page = open_context(java_script_enabled=False).new_page()
    stub_neutral_site(page)
    begin_plainly(page, adresse)
    expect(page.get_by_text("Rien n'est gardé ici")).to_be_visible()
    with suppress(Error):
        page.get_by_role("link", name="Quitter vite").click()
    wait_left(page)
    page.go_back()
    expect(page.locator(".bulle")).to_have_count(0)
    expect(page.get_by_role("button", name="Commencer")).to_be_visible()


def test_le_titre_de_l_onglet_et_l_adresse_restent_neutres(en_danger: Usager) -> None:
    en_danger.reponses.get_by_role("button", name="Être aidé·e, à mon rythme").click()
    expect(en_danger.bulles.last).to_contain_text("danger", timeout=WAIT)
    assert not PARLANT.search(en_danger.page.title())
    assert not PARLANT.search(en_danger.page.url)


def test_ni_calendrier_ni_impression_du_plan_mais_des_numeros_sur_papier(
    en_danger: Usager,
) -> None:
    page = en_danger.page
    en_danger.open_menu()
    menu = page.locator("jalons-chat #menu")
    expect(menu).not_to_contain_text("calendrier")
    expect(menu).not_to_contain_text("Imprimer")
    with page.expect_download() as download:
        menu.get_by_role("button", name="Les numéros utiles").click()
    assert download.value.suggested_filename == "plan.pdf"
    texte = PdfReader(io.BytesIO(Path(download.value.path()).read_bytes())).pages[0].extract_text()
    assert "3919" in texte
    assert not PARLANT.search(texte)
    page.emulate_media(media="print")
    expect(page.locator("jalons-chat .colonnes")).to_be_hidden()


def test_un_lien_se_demande_apres_un_avertissement_et_rouvre_sans_rien_garder(
    en_danger: Usager, open_context: Callable[..., BrowserContext]
) -> None:
    page = en_danger.page
    en_danger.open_menu()
    page.get_by_role("button", name=re.compile("Mon lien privé")).click()
    expect(page.get_by_role("dialog")).to_contain_text("rien n'est gardé")
    page.get_by_role("button", name="Garder quand même").click()
    lien = page.get_by_label("Votre lien").input_value()
    page.goto("about:blank")
    ailleurs = open_context().new_page()
    ailleurs.goto(en_danger.adresse + "/retour/" + lien.rsplit("/", 1)[1])
    ailleurs.get_by_role("button", name="Ouvrir mon dossier").click()
    expect(ailleurs.locator("jalons-chat .bulle").nth(2)).to_be_visible(timeout=WAIT)
    expect(ailleurs.locator("jalons-chat")).to_contain_text("Vos mots ne sont pas gardés")
    assert ailleurs.evaluate(STOCKAGE) == []


def test_axe_ne_trouve_rien_sur_un_ecran_protege(
    en_danger: Usager, check_axe: Callable[[Page], None]
) -> None:
    assert not en_danger.has_sideways_scroll()
    check_axe(en_danger.page)
