"""A person who reads no French goes all the way, by buttons alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

QUESTIONS_MAX = 30
WAIT = 20_000
# Every text on the screen that is not said to be French; French letters in it are a leak.
LISIBLE = """() => {
  const lus = [];
  const walk = (node, francais) => {
    for (const child of node.childNodes) {
      if (child.nodeType === 3) {
        if (!francais && child.nodeValue.trim()) lus.push(child.nodeValue.trim());
      } else if (child.nodeType === 1 && !['SCRIPT', 'STYLE', 'OPTION'].includes(child.tagName)) {
        const fr = francais || child.lang === 'fr' || child.hidden;
        if (child.shadowRoot) walk(child.shadowRoot, fr);
        walk(child, fr);
      }
    }
  };
  walk(document.body, false);
  return [...new Set(lus)];
}"""


def answer(page: Page) -> None:
    """The first answer offered, whatever its kind."""
    zone = page.locator("jalons-chat #reponse")
    bulles = page.locator("jalons-chat .bulle")
    avant = bulles.count()
    if zone.locator("input[type=checkbox]").count():
        zone.locator("form button.plein").first.click()
    elif zone.locator(".choix button").count():
        zone.locator(".choix button").first.click()
    else:
        zone.locator(".issues button").first.click()
    expect(bulles.nth(avant + 1)).to_be_visible(timeout=WAIT)
    expect(page.locator("jalons-chat .saisie")).to_have_count(0, timeout=WAIT)


def test_en_arabe_sur_un_telephone_on_va_jusqu_a_son_plan_sans_une_phrase_francaise(
    open_context: Callable[..., BrowserContext], adresse: str
) -> None:
    page = open_context(locale="ar").new_page()
    page.goto(adresse)
    zone = page.locator("jalons-chat #reponse")
    expect(zone.locator(".choix button").first).to_be_visible(timeout=WAIT)
    assert page.locator("html").get_attribute("dir") == "rtl"
    lus: set[str] = set(page.evaluate(LISIBLE))
    answer(page)
    for _ in range(QUESTIONS_MAX):
        lus |= set(page.evaluate(LISIBLE))
        if not zone.locator(".issues").count():
            break
        answer(page)
    page.locator("jalons-chat #onglet-plan").click()
    expect(page.locator("jalons-chat .etape").first).to_be_visible(timeout=WAIT)
    expect(page.locator("jalons-chat .etape").nth(5)).to_be_attached(timeout=WAIT)
    lus |= set(page.evaluate(LISIBLE))
    fuites = sorted(x for x in lus if any("a" <= c.casefold() <= "z" for c in x))
    assert fuites == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_changer_de_langue_relit_tout_et_le_choix_l_emporte_sur_le_navigateur(
    open_context: Callable[..., BrowserContext], adresse: str
) -> None:
    page = open_context(locale="fr-FR").new_page()
    page.goto(adresse)
    premiere = page.locator("jalons-chat .bulle .texte").first
    expect(premiere).to_have_attribute("lang", "fr", timeout=WAIT)
    page.locator("jalons-chat .langues select").select_option("ar")
    expect(premiere).to_have_attribute("lang", "ar", timeout=WAIT)
    assert page.locator("html").get_attribute("dir") == "rtl"
    page.reload()
    expect(premiere).to_have_attribute("lang", "ar", timeout=WAIT)


@pytest.mark.parametrize("langue", ["en", "ar"])
def test_sans_script_aussi_on_choisit_sa_langue(
    open_context: Callable[..., BrowserContext], adresse: str, langue: str
) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto(f"{adresse}/sans-js")
    page.locator("form.langue select").select_option(langue)
    page.locator("form.langue button").click()
    assert page.locator("html").get_attribute("lang") == langue
    page.locator("form[action='/sans-js/ouvrir'] button").click()
    expect(page.locator(".bulle .texte").first).to_have_attribute("lang", langue, timeout=WAIT)
