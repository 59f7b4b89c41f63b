"""What a person does on the page. Answers any question, so no test depends on their order."""

from __future__ import annotations

import datetime as dt
import re

from playwright.sync_api import Locator, Page, expect

MOMENT = re.compile("accueille un enfant")
QUESTIONS_MAX = 25
WAIT = 20_000


class Usager:
    def __init__(self, page: Page, adresse: str) -> None:
        self.page = page
        self.adresse = adresse
        page.set_default_timeout(WAIT)

    def open(self) -> Usager:
        self.page.goto(self.adresse)
        expect(self.reponses.get_by_role("button", name=MOMENT)).to_be_visible(timeout=WAIT)
        return self

    @property
    def fil(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def bulles(self) -> Locator:
        return self.page.locator("jalons-chat .bulle")

    @property
    def miennes(self) -> Locator:
        return self.page.locator("jalons-chat .bulle.usager")

    @property
    def reponses(self) -> Locator:
        return self.page.locator("jalons-chat #reponse")

    @property
    def etapes(self) -> Locator:
        return self.page.locator("jalons-chat .etape")

    @property
    def message(self) -> Locator:
        return self.page.locator("jalons-chat #message")

    def choose_moment(self) -> Usager:
        before = self.bulles.count()
        self.reponses.get_by_role("button", name=MOMENT).click()
        self.wait_reply(before + 1)
        return self

    def say(self, texte: str) -> Usager:
        before = self.bulles.count()
        self.message.fill(texte)
        self.message.press("Enter")
        self.wait_reply(before + 1)
        return self

    def wait_reply(self, known: int) -> None:
        """At least one bubble more than ours, and the assistant has stopped preparing."""
        expect(self.bulles.nth(known)).to_be_visible(timeout=WAIT)
        expect(self.page.locator("jalons-chat .saisie")).to_have_count(0, timeout=WAIT)

    @property
    def asked(self) -> bool:
        """A question about oneself is open: not knowing is always among the answers."""
        return self.reponses.locator(".issues").count() > 0

    def answer(self) -> None:
        before = self.bulles.count()
        zone = self.reponses
        buttons = zone.locator(".choix button")
        if zone.locator("input[type=checkbox]").count():
            zone.get_by_role("button", name="Valider").click()
        elif buttons.count():
            buttons.first.click()
        elif zone.locator("input[type=date]").count():
            day = dt.date.today() + dt.timedelta(days=170)
            zone.locator("input[type=date]").fill(day.isoformat())
            zone.get_by_role("button", name="Valider").first.click()
        elif zone.locator("input[type=number]").count():
            zone.locator("input[type=number]").fill("1")
            zone.get_by_role("button", name="Valider").click()
        else:
            zone.locator(".issues button").first.click()
        self.wait_reply(before + 1)

    def reach_plan(self) -> Usager:
        """Answer until nothing is asked any more."""
        self.choose_moment()
        for _ in range(QUESTIONS_MAX):
            if not self.asked:
                break
            self.answer()
        expect(self.etapes.first).to_be_attached(timeout=WAIT)
        return self

    def show_plan(self) -> Usager:
        expect(self.page.locator("jalons-chat .colonnes")).to_be_visible(timeout=WAIT)
        onglet = self.page.get_by_role("tab", name=re.compile("Mon plan"))
        if onglet.count():
            onglet.click()
        expect(self.etapes.first).to_be_visible(timeout=WAIT)
        return self

    def open_menu(self) -> Usager:
        self.page.get_by_role("button", name="Menu").click()
        return self

    def has_sideways_scroll(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth > innerWidth"))
