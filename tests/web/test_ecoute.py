"""Read aloud and dictated on the device itself, or not at all."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

WAIT = 20_000
# Voices of this device in French and Arabic, of a company in English; the device hears Arabic alone.
APPAREIL = """(() => {
  const voix = [
    {lang: 'fr-FR', localService: true},
    {lang: 'ar-SA', localService: true},
    {lang: 'en-GB', localService: false},
  ];
  window.dites = [];
  window.arrets = 0;
  const parleur = {
    getVoices: () => voix,
    speak: (une) => dites.push(une),
    cancel: () => { arrets += 1; },
    addEventListener: () => {},
    removeEventListener: () => {},
  };
  Object.defineProperty(window, 'speechSynthesis', {value: parleur});
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  window.SpeechRecognition = class {
    static async available({langs, processLocally}) {
      return processLocally && langs[0].startsWith('ar') ? 'available' : 'unavailable';
    }
    start() { window.oreille = this; }
    stop() { this.onend(); }
    abort() {}
  };
  window.SpeechRecognition.prototype.processLocally = false;
})()"""
ENTENDU = """(texte) => oreille.onresult({resultIndex: 0, results: [
  Object.assign([{transcript: texte}], {isFinal: true})]})"""


def open_page(context: BrowserContext, adresse: str) -> Page:
    page = context.new_page()
    page.set_default_timeout(WAIT)
    page.goto(adresse)
    expect(page.locator("jalons-chat .bulle").first).to_be_visible(timeout=WAIT)
    return page


def test_chaque_message_se_lit_a_voix_haute_et_se_dicte_sans_que_rien_ne_sorte(
    open_context: Callable[..., BrowserContext],
    adresse: str,
    check_axe: Callable[[Page], None],
    photo: Callable[[Page, str], None],
) -> None:
    context = open_context()
    context.add_init_script(APPAREIL)
    page = open_page(context, adresse)
    ecouter = page.get_by_role("button", name="Écouter")
    expect(ecouter).to_have_count(1, timeout=WAIT)
    assert page.evaluate("dites.length") == 0  # never by itself
    assert page.locator("jalons-chat .ecoute-place").first.get_attribute("aria-live") == "off"
    ecouter.press("Enter")
    arreter = page.get_by_role("button", name="Arrêter")
    expect(arreter).to_be_focused()
    check_axe(page)
    dite = page.locator("jalons-chat .bulle .texte").first.text_content() or ""
    assert page.evaluate("dites.map((d) => d.lang)") == ["fr-FR"]
    assert page.evaluate("dites[0].text").split()[:3] == dite.split()[:3]
    arrets = page.evaluate("arrets")
    arreter.press("Enter")
    expect(ecouter).to_have_count(1)
    assert page.evaluate("arrets") == arrets + 1
    expect(page.locator("jalons-chat .dictee")).to_have_count(0)  # French would leave the device

    # In Arabic: what is French in it by a French voice; and the device hears Arabic by itself.
    page.locator("jalons-chat .langues select").select_option("ar")
    page.locator("jalons-chat #reponse .choix button").first.click()  # a birth
    expect(page.locator("jalons-chat .bulle.bot .ecoute").nth(1)).to_be_visible(timeout=WAIT)
    page.evaluate("dites.length = 0")
    page.locator("jalons-chat .bulle.bot .ecoute").last.click()
    assert set(page.evaluate("dites.map((d) => d.lang)")) <= {"ar-SA", "fr-FR"}
    assert page.evaluate("dites[0].lang") == "ar-SA"
    dicter = page.locator("jalons-chat .dictee")
    dicter.click()
    assert page.evaluate("[oreille.processLocally, oreille.lang.slice(0, 2)]") == [True, "ar"]
    expect(dicter).to_have_attribute("aria-pressed", "true")
    photo(page, "dictee")
    page.evaluate(ENTENDU, "أنا حامل")
    page.evaluate(ENTENDU, "في الشهر الثالث")
    expect(page.locator("jalons-chat #message")).to_have_value("أنا حامل في الشهر الثالث")
    dicter.click()
    expect(dicter).to_have_attribute("aria-pressed", "false")

    page.locator("jalons-chat #onglet-plan").click()
    etape = page.locator("jalons-chat .etape").first
    page.evaluate("dites.length = 0")
    etape.locator(".ecoute").click()
    assert (etape.locator("h4").text_content() or "").split()[0] in page.evaluate("dites[0].text")
    check_axe(page)
    photo(page, "ecoute-plan")

    # A voice that is not of this device would send the words away: no button.
    page.locator("jalons-chat .langues select").select_option("en")
    expect(page.locator("jalons-chat .racine")).to_have_attribute("lang", "en", timeout=WAIT)
    page.locator("jalons-chat #onglet-conversation").click()
    expect(page.locator("jalons-chat .bulle.bot").nth(1)).to_be_visible(timeout=WAIT)
    expect(page.locator("jalons-chat .ecoute, jalons-chat .dictee")).to_have_count(0)
