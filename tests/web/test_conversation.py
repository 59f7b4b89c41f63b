"""The conversation on a phone: keyboard, screen reader, a human always one action away."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.web.usager import MOMENT, WAIT, Usager


def press_until(page: Page, selector: str, key: str = "Tab", limit: int = 60) -> None:
    """Move the focus with the keyboard only, through the shadow root."""
    inside = (
        "(s) => { const a = document.querySelector('jalons-chat').shadowRoot.activeElement;"
        " return !!a && a.matches(s); }"
    )
    for _ in range(limit):
        if page.evaluate(inside, selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{selector} cannot be reached with the keyboard")


def test_l_assistant_dit_d_abord_qu_il_est_automatique(usager: Usager) -> None:
    assert "automatique" in usager.bulles.first.inner_text()
    expect(usager.page.locator("jalons-chat .barre")).to_contain_text("automatique")


def test_toute_la_conversation_au_clavier_sur_un_telephone(usager: Usager) -> None:
    page = usager.page
    press_until(page, "#reponse .choix button")
    page.keyboard.press("Enter")
    expect(usager.miennes).to_have_count(1)
    for _ in range(20):
        expect(page.locator("jalons-chat .saisie")).to_have_count(0, timeout=WAIT)
        expect(usager.bulles.last).not_to_have_class(re.compile("usager"), timeout=WAIT)
        if not usager.asked:
            break
        before = usager.miennes.count()
        if usager.reponses.locator(".choix button").count():
            press_until(page, "#reponse .choix button")
        else:
            press_until(page, "#reponse .issues button")
        page.keyboard.press("Enter")
        expect(usager.miennes).to_have_count(before + 1)
    press_until(page, "#onglet-conversation", "Shift+Tab")
    page.keyboard.press("ArrowRight")
    expect(usager.etapes.first).to_be_visible(timeout=WAIT)
    press_until(page, ".etape input[type=checkbox]")
    page.keyboard.press("Space")
    expect(page.locator("jalons-chat .etape.faite")).to_have_count(1)


def test_apres_une_reponse_le_foyer_reste_dans_la_zone_de_reponse(usager: Usager) -> None:
    usager.choose_moment()
    focused = "document.querySelector('jalons-chat').shadowRoot.activeElement?.id"
    assert usager.page.evaluate(focused) == "reponse"


def test_double_clic_n_envoie_qu_une_fois(usager: Usager) -> None:
    usager.reponses.get_by_role("button", name=MOMENT).dblclick()
    usager.wait_reply(2)
    expect(usager.miennes).to_have_count(1)


def test_ne_pas_savoir_et_ne_pas_repondre_sont_des_reponses(usager: Usager) -> None:
    usager.choose_moment()
    for name in ("Je ne sais pas", "Je préfère ne pas répondre", "Pourquoi cette question"):
        issue = usager.reponses.locator(".issues").get_by_role("button", name=name)
        expect(issue).to_be_visible()


def test_une_personne_est_a_une_action(usager: Usager) -> None:
    before = usager.bulles.count()
    usager.page.get_by_role("button", name="Parler à une personne").last.click()
    usager.wait_reply(before + 1)
    expect(usager.page.locator("jalons-chat .contact").first).to_be_visible()


def test_entree_envoie_et_majuscule_entree_va_a_la_ligne(usager: Usager) -> None:
    usager.message.fill("bonjour")
    usager.message.press("Shift+Enter")
    usager.message.type("madame")
    assert usager.message.input_value() == "bonjour\nmadame"
    usager.message.press("Enter")
    expect(usager.miennes).to_have_count(1)
    assert usager.message.input_value() == ""


def test_un_message_trop_long_n_est_pas_coupe_en_silence(usager: Usager) -> None:
    usager.message.fill("a" * 4002)
    expect(usager.page.locator("jalons-chat .compteur")).to_contain_text("2")
    usager.message.press("Enter")
    expect(usager.miennes).to_have_count(0)
    assert len(usager.message.input_value()) == 4002


def test_le_journal_n_annonce_que_les_ajouts(usager: Usager) -> None:
    expect(usager.fil).to_have_attribute("aria-live", "polite")
    expect(usager.fil).to_have_attribute("aria-relevant", "additions")
    usager.choose_moment()
    handle = usager.bulles.nth(1).element_handle()
    usager.say("bonjour")
    # The node is the same one: nothing already read is added again.
    assert usager.bulles.nth(1).evaluate("(node, other) => node === other", handle)


def test_un_historique_repris_n_est_pas_relu(usager: Usager) -> None:
    usager.choose_moment()
    usager.page.add_init_script("""setInterval(() => {
      const log = document.querySelector('jalons-chat')?.shadowRoot?.querySelector('[role=log]');
      if (log?.querySelector('.bulle')) window.premier ??= log.getAttribute('aria-live');
    }, 5)""")
    usager.page.reload()
    expect(usager.bulles.nth(1)).to_be_visible()
    assert usager.page.evaluate("window.premier") == "off"
    expect(usager.fil).to_have_attribute("aria-live", "polite")


def test_axe_ne_trouve_rien_dans_la_conversation(
    usager: Usager, check_axe: Callable[[Page], None]
) -> None:
    usager.choose_moment()
    check_axe(usager.page)


def test_axe_ne_trouve_rien_en_theme_sombre_et_de_droite_a_gauche(
    usager: Usager, check_axe: Callable[[Page], None]
) -> None:
    usager.page.emulate_media(color_scheme="dark")
    usager.choose_moment()
    usager.page.evaluate("document.querySelector('jalons-chat').dir = 'rtl'")
    expect(usager.page.locator("jalons-chat .racine")).to_have_css("direction", "rtl")
    assert not usager.has_sideways_scroll()
    check_axe(usager.page)


def test_un_texte_arabe_garde_son_sens_d_ecriture(usager: Usager) -> None:
    usager.message.fill("أنا حامل")
    assert usager.message.evaluate("(e) => getComputedStyle(e).direction") == "rtl"
    usager.message.press("Enter")
    expect(usager.miennes).to_have_count(1)
    assert usager.miennes.locator(".texte").get_attribute("dir") in {"auto", "rtl"}


def test_quitter_vite_efface_et_remplace_la_page(usager: Usager) -> None:
    usager.page.route(re.compile("^https://"), lambda route: route.fulfill(body="neutre"))
    usager.page.get_by_role("button", name="Quitter vite").click()
    usager.page.wait_for_url(re.compile("^https://"))
    usager.page.goto(usager.adresse)
    expect(usager.reponses.get_by_role("button", name=MOMENT)).to_be_visible(timeout=WAIT)
    expect(usager.bulles).to_have_count(1)


def test_deux_fois_echap_quitte_aussi(usager: Usager) -> None:
    usager.page.route(re.compile("^https://"), lambda route: route.fulfill(body="neutre"))
    usager.page.keyboard.press("Escape")
    usager.page.keyboard.press("Escape")
    usager.page.wait_for_url(re.compile("^https://"))


def test_un_seul_echap_ferme_le_menu_et_rend_le_foyer(usager: Usager) -> None:
    usager.open_menu()
    usager.page.keyboard.press("Escape")
    expect(usager.page.locator("jalons-chat #menu")).to_be_hidden()
    focused = "document.querySelector('jalons-chat').shadowRoot.activeElement?.id"
    assert usager.page.evaluate(focused) == "bouton-menu"
