"""The line may be cut at any time: nothing is lost, nothing is doubled, and it is said."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Route, expect

from tests.web.usager import MOMENT, WAIT, Usager


def test_un_message_ecrit_hors_ligne_part_une_seule_fois(usager: Usager) -> None:
    context = usager.page.context
    context.set_offline(True)
    usager.message.fill("bonjour, vous êtes là ?")
    usager.message.press("Enter")
    expect(usager.page.get_by_text("Vos messages sont gardés")).to_be_visible(timeout=WAIT)
    expect(usager.miennes).to_have_count(1)
    context.set_offline(False)
    expect(usager.bulles.nth(2)).to_be_visible(timeout=30_000)
    expect(usager.miennes).to_have_count(1)
    expect(usager.page.get_by_text("Vos messages sont gardés")).to_have_count(0, timeout=WAIT)


def test_un_accuse_perdu_ne_double_pas_le_message(usager: Usager) -> None:
    """The server stored it, the answer never came back: the same client_id goes again."""
    lost: list[str] = []

    def lose_first_answer(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.request.post_data or "")
            route.fetch()
            route.abort()
        else:
            route.continue_()

    usager.page.route(re.compile(r"/conversations/[^/]+/messages"), lose_first_answer)
    usager.reponses.get_by_role("button", name=MOMENT).click()
    expect(usager.bulles.nth(2)).to_be_visible(timeout=30_000)
    expect(usager.page.get_by_text("Vos messages sont gardés")).to_have_count(0, timeout=30_000)
    expect(usager.miennes).to_have_count(1)
    assert lost


def test_la_page_rechargee_retrouve_tout(usager: Usager) -> None:
    usager.choose_moment()
    before = usager.bulles.count()
    usager.page.reload()
    expect(usager.bulles).to_have_count(before, timeout=WAIT)
    if usager.asked:
        expect(usager.reponses.locator(".issues")).to_be_visible()


def test_sans_flux_les_messages_arrivent_quand_meme(
    open_context: Callable[..., BrowserContext], adresse: str
) -> None:
    """A proxy that refuses streams: each retry fetches what came meanwhile."""
    page = open_context().new_page()
    page.route(re.compile("/flux"), lambda route: route.abort())
    usager = Usager(page, adresse).open()
    usager.reponses.get_by_role("button", name=MOMENT).click()
    expect(usager.bulles.nth(2)).to_be_visible(timeout=40_000)
    expect(usager.miennes).to_have_count(1)


def test_un_serveur_en_panne_ne_perd_pas_le_message(usager: Usager) -> None:
    failing = [True]

    def fail(route: Route) -> None:
        if failing[0] and route.request.method == "POST":
            route.fulfill(status=503, json={"detail": []})
        else:
            route.continue_()

    usager.page.route(re.compile(r"/conversations/[^/]+/messages"), fail)
    usager.message.fill("bonjour")
    usager.message.press("Enter")
    expect(usager.page.get_by_text("Vos messages sont gardés")).to_be_visible(timeout=WAIT)
    failing[0] = False
    expect(usager.bulles.nth(2)).to_be_visible(timeout=40_000)
    expect(usager.miennes).to_have_count(1)
