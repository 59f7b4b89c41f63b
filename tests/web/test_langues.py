"""A person who reads no French goes all the way, by buttons alone."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import NamedTuple

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from api.languages.dictionnaire import AUTRES_ECRITURES, load_dictionnaire
from api.languages.isolats import strip_isolates
from api.languages.langues import SOURCE, dir_of, languages
from api.languages.lints import measure
from api.languages.phrases import Phrase
from api.languages.source import list_phrases
from api.parcours.service import ParcoursService
from tests.web.conftest import DESKTOP

QUESTIONS_MAX = 30
WAIT = 20_000
# Every text on the screen, whether it says that it is French, and whether it is under a step's title.
LISIBLE = """() => {
  const lus = [];
  const walk = (node, marque, detail) => {
    for (const child of node.childNodes) {
      if (child.nodeType === 3) {
        if (child.nodeValue.trim()) lus.push([child.nodeValue.trim(), marque, detail]);
      } else if (child.nodeType === 1 && !['SCRIPT', 'STYLE', 'OPTION'].includes(child.tagName)) {
        if (child.hidden) continue;
        const fr = marque || child.lang === 'fr';
        const dans = detail || child.matches('.etape > :not(h4), .declinaison');
        if (child.shadowRoot) walk(child.shadowRoot, fr, dans);
        walk(child, fr, dans);
      }
    }
  };
  walk(document.body, false, false);
  return lus;
}"""


class Lu(NamedTuple):
    """`marque`: it says that it is French; `detail`: it is of a step of the plan, under its title."""

    texte: str
    marque: bool
    detail: bool


def read(page: Page) -> set[Lu]:
    """All that is on the page."""
    return {Lu(*lu) for lu in page.evaluate(LISIBLE)}


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


@pytest.fixture(scope="module")
def francais(parcours: ParcoursService) -> Francais:
    b = parcours.bibliotheque
    noms = {nom for o in b.organismes.values() for nom in (o.nom, o.nom_long)}
    return Francais(list_phrases(b), noms)


class Francais:
    """The French sentences of the catalogues, as they may be seen on a screen."""

    def __init__(self, phrases: list[Phrase], noms: set[str]) -> None:
        """`noms`: organisations, French for every reader."""
        self.phrases = phrases
        self._noms = noms
        textes = [ligne for p in phrases for ligne in (p.francais, p.pluriel or "")]
        bouts = [plain(b) for t in textes for b in re.split(r"\{\w+\}|\n", t)]
        # Two words may be a name, or the same in another language.
        self._bouts = {b for b in bouts if len(b.split()) >= 3}

    def says(self, texte: str) -> bool:
        """Whether a text is one of these sentences, or holds the longest part of one."""
        nu = plain(texte)
        if nu in self._noms:
            return False
        return nu in self._bouts or any(len(b) > 24 and b in nu for b in self._bouts)

    def kept(self, langue: str) -> set[str]:
        """What this language says as French does: a site, a service, by its name."""
        dites = load_dictionnaire(langue)
        trouvees = ((p.francais, dites.find(p)) for p in self.phrases)
        return {f for f, dite in trouvees if dite and strip_isolates(dite.textes[0]) == f}

    def is_whole(self, langue: str) -> bool:
        """Whether the whole content of naissance is said in a language, not only its titles."""
        tableau = measure(self.phrases, load_dictionnaire(langue))
        return next(c.part for c in tableau if c.catalogue == "parcours-naissance") == 1


def plain(texte: str) -> str:
    """A text without what a screen changes in it: spaces, marks of lists, invisible signs."""
    return " ".join(strip_isolates(texte).strip().lstrip("-• ").split())


@pytest.mark.parametrize("langue", [code for code in languages() if code != SOURCE])
def test_on_va_jusqu_a_son_plan_par_les_boutons_sans_une_phrase_francaise(
    open_context: Callable[..., BrowserContext],
    adresse: str,
    francais: Francais,
    photo: Callable[[Page, str], None],
    langue: str,
) -> None:
    page = open_context(locale=langue).new_page()
    page.goto(adresse)
    zone = page.locator("jalons-chat #reponse")
    expect(zone.locator(".choix button").first).to_be_visible(timeout=WAIT)
    if langue == "fr-simple":  # a register: no browser asks for it
        page.locator("jalons-chat .langues select").select_option(langue)
    racine = page.locator("jalons-chat .racine")
    expect(racine).to_have_attribute("lang", langue, timeout=WAIT)
    assert page.locator("html").get_attribute("lang") == langue
    for lieu in (page.locator("html"), racine):
        expect(lieu).to_have_attribute("dir", dir_of(langue))
    lus = read(page)
    answer(page)
    for _ in range(QUESTIONS_MAX):
        lus |= read(page)
        if not zone.locator(".issues").count():
            break
        answer(page)
    photo(page, f"{langue}-conversation")
    page.locator("jalons-chat #onglet-plan").click()
    expect(page.locator("jalons-chat .etape").nth(5)).to_be_attached(timeout=WAIT)
    photo(page, f"{langue}-plan")
    lus |= read(page)
    assert str(dt.date.today().year) in page.locator("jalons-chat .phase-jour").inner_text()
    entier = francais.is_whole(langue)
    fuites = {
        lu.texte
        for lu in lus
        if (lu.marque or langue != "fr-simple")
        and (entier or not lu.detail)
        and francais.says(lu.texte)
        and lu.texte.strip() not in francais.kept(langue)
    }
    if langue in AUTRES_ECRITURES:  # there no Latin letter is read but in what says it is French
        fuites |= {
            lu.texte for lu in lus if not lu.marque and re.search("[a-z]", lu.texte.casefold())
        }
    assert fuites == set()
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.set_viewport_size(DESKTOP)
    expect(page.locator("jalons-chat .racine.large")).to_be_visible(timeout=WAIT)
    photo(page, f"{langue}-deux-colonnes")


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
