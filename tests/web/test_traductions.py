"""Someone who knows Arabic reads again what a machine wrote, in a browser."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import httpx
from playwright.sync_api import BrowserContext, Page, expect

from api.accounts.access import COOKIE
from tests.escalations.agente import Agente
from tests.web.test_bureau import OFFICE, PHONE, Bureau, bureau, check_fits

__all__ = ["bureau"]
WAIT = 20_000
NADIA = {"identifiant": "nadia.b", "nom": "Nadia B.", "role": "expert", "langues": ["ar", "en"]}


def test_relire_accepter_corriger_et_refuser_une_phrase(
    bureau: Bureau,
    open_context: Callable[..., BrowserContext],
    check_axe: Callable[[Page], None],
    photo: Callable[[Page, str], None],
) -> None:
    assert bureau._boucle
    arrivee = Agente.arrives(bureau.app, httpx.AsyncClient(base_url=bureau.adresse), **NADIA)
    nadia = asyncio.run_coroutine_threadsafe(arrivee, bureau._boucle).result(30)
    context = open_context(viewport=OFFICE)
    context.add_cookies([{"name": COOKIE, "value": nadia.cookies[COOKIE], "url": bureau.adresse}])
    page = context.new_page()
    page.set_default_timeout(WAIT)

    def look(nom: str) -> None:
        """On a desk and on a phone: it fits, and it can be read by everybody."""
        photo(page, nom)
        page.set_viewport_size(PHONE)
        check_fits(page)
        photo(page, nom)
        page.set_viewport_size(OFFICE)

    page.goto(f"{bureau.adresse}/bureau/traductions")
    expect(page.get_by_role("heading", name="العربية")).to_be_visible()
    look("traductions")
    check_axe(page)
    page.goto(f"{bureau.adresse}/bureau/traductions")
    page.locator("section", has_text="العربية").get_by_role("link", name="Relire : boutons").click()
    look("traductions-liste")
    premiere = page.locator(".a-relire a").first
    francaise = premiere.text_content() or ""
    premiere.click()
    champ = page.locator("textarea").first
    expect(champ).to_have_attribute("dir", "rtl")
    look("traductions-phrase")
    page.get_by_role("button", name="Accepter").click()
    expect(page.get_by_role("status")).to_be_visible()
    seconde = page.locator(".carte").first.text_content() or ""
    assert seconde.strip() != francaise.strip()

    page.locator("textarea").first.fill("")  # a mistake is said, and nothing is kept
    page.get_by_role("button", name="Enregistrer ma correction").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look("traductions-refus")
    page.locator("textarea").first.fill("جملة مصححة")
    page.get_by_role("button", name="Enregistrer ma correction").click()
    expect(page.get_by_role("status")).to_be_visible()
    page.get_by_label("Raison du rejet").fill("Ce n'est pas ce que dit le français.")
    page.get_by_role("button", name="Rejeter").click()
    expect(page.get_by_role("status")).to_be_visible()
    gestes = [geste for (geste,) in bureau.sql("SELECT geste FROM relectures ORDER BY id")]
    assert gestes == ["acceptee", "corrigee", "rejetee"]
    check_axe(page)
