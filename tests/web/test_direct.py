"""Someone who reads Arabic talks with an agent who reads French: two browsers, one conversation."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from api.accounts.access import COOKIE
from api.conversations.bot import Bot
from api.conversations.traduction import Relais, Traduction
from tests.escalations.agente import Agente
from tests.rasa_factice import RasaFactice
from tests.web.test_bureau import OFFICE, Bureau, check_fits

WAIT = 20_000
BONJOUR = "مرحبا، هل وصلت وثائقي؟ أنا أنتظر منذ شهر"
REPONSE = "Bonjour. Il manque le contrat de travail : envoyez-le avant le 30."
REPONSE_EN_ARABE = "مرحبا. ينقص عقد العمل: أرسلوه قبل يوم 30."
MERCI = "شكرا لكم، سأرسله لكم غدا صباحا"
ACCORD = "Vous envoyez le contrat. Je regarde votre dossier jeudi."


class Interprete:
    """A machine that knows two sentences, and takes longer than a reader waits."""

    async def traduire(
        self, texte: str, de: str, vers: str, *, memorable: bool = False
    ) -> Traduction | None:
        await asyncio.sleep(0.6)
        connues = {MERCI: "Merci, je l'envoie demain.", REPONSE: REPONSE_EN_ARABE}
        return Traduction(connues[texte], "LibreTranslate") if texte in connues else None


class Direct(Bureau):
    """The application alone, with a stand-in for the dialogue engine, and an agent signed in."""

    def __init__(self, fichier: Path) -> None:
        super().__init__(fichier)
        self.rasa = RasaFactice()
        self.app.state.bot = self.app.state.way.bot = Bot(
            self.app.state.settings, httpx.MockTransport(self.rasa)
        )

    def employ(self) -> Agente:
        """Lina, of the Caf, at her desk."""
        assert self._boucle
        arrivee = Agente.arrives(self.app, httpx.AsyncClient(base_url=self.adresse))
        self.lina = asyncio.run_coroutine_threadsafe(arrivee, self._boucle).result(30)
        return self.lina


@pytest.fixture
def direct(modele_sqlite: Path, tmp_path: Path) -> Iterator[Direct]:
    fichier = tmp_path / "direct.db"
    fichier.write_bytes(modele_sqlite.read_bytes())
    un = Direct(fichier)
    un.start()
    yield un
    un.stop()


@pytest.fixture
def poste(direct: Direct, open_context: Callable[..., BrowserContext]) -> Page:
    """Lina's browser, signed in."""
    lina = direct.employ()
    context = open_context(viewport=OFFICE)
    context.add_cookies([{"name": COOKIE, "value": lina.cookies[COOKIE], "url": direct.adresse}])
    page = context.new_page()
    page.set_default_timeout(WAIT)
    return page


def test_en_arabe_d_un_cote_en_francais_de_l_autre(
    direct: Direct,
    poste: Page,
    open_context: Callable[..., BrowserContext],
    check_axe: Callable[[Page], None],
    photo: Callable[[Page, str], None],
) -> None:
    ecran = open_context(locale="ar").new_page()
    ecran.set_default_timeout(WAIT)
    ecran.goto(direct.adresse)
    expect(ecran.locator("jalons-chat .racine")).to_have_attribute("dir", "rtl", timeout=WAIT)
    direct.rasa.debout = False  # buttons and the human never depend on it
    ecran.locator("jalons-chat #reponse .choix button").first.click()  # a birth
    expect(ecran.locator("jalons-chat .bulle")).to_have_count(4, timeout=WAIT)
    ecran.locator("jalons-chat .bouton.humain").first.click()
    expect(ecran.locator("jalons-chat .bulle")).to_have_count(6, timeout=WAIT)
    direct.rasa.debout = True
    dossier = direct.sql("SELECT id FROM dossiers")[0][0]
    reference = ask(direct, dossier)

    # Lina takes it and opens the conversation; the person is told in their language.
    lina = direct.lina
    entetes = {"X-Jalons-Formulaire": lina.entetes["x-jalons-formulaire"]}
    api = f"{direct.adresse}/api/v1/bureau/demandes/{reference}"
    assert poste.request.post(f"{api}/prise", headers=entetes).ok
    poste.goto(f"{direct.adresse}/bureau/demandes/{reference}/conversation")
    poste.get_by_role("button", name="Ouvrir la conversation").click()
    expect(poste.get_by_text("Vous répondez en direct")).to_be_visible()
    expect(ecran.locator("jalons-chat .presence")).to_contain_text("Lina", timeout=WAIT)

    entendu = len(direct.rasa.recus)
    message = ecran.locator("jalons-chat #message")
    message.press_sequentially(BONJOUR[:5])
    expect(poste.get_by_text("La personne écrit…")).to_be_visible(timeout=WAIT)
    message.fill(BONJOUR)
    message.press("Enter")
    lue = poste.locator(".bulle.usager .texte").last
    expect(lue).to_have_text(BONJOUR, timeout=WAIT)
    expect(lue).to_have_attribute("lang", "ar")
    expect(lue).to_have_attribute("dir", "rtl")
    expect(poste.get_by_text("Écrit en arabe. Aucune traduction")).to_be_visible()
    assert len(direct.rasa.recus) == entendu

    poste.get_by_label("Votre message").fill(REPONSE)
    poste.get_by_role("button", name="Envoyer").click()
    recue = ecran.locator("jalons-chat .bulle.agent").last
    expect(recue.locator(".texte")).to_have_text(REPONSE.replace(" :", "\u00a0:"), timeout=WAIT)
    expect(recue.locator(".texte")).to_have_attribute("lang", "fr")
    expect(recue.locator(".texte")).to_have_attribute("dir", "ltr")
    expect(recue.locator(".auteur")).to_contain_text("Lina")
    expect(recue.locator(".machine")).to_contain_text("مترجم")
    expect(poste.locator(".bulle.agent")).to_have_count(1, timeout=WAIT)
    photo(poste, "direct-agent")
    photo(ecran, "direct-usager")
    check_axe(poste)
    check_axe(ecran)
    check_fits(poste)

    # With a machine: what was written is there at once, its translation comes by itself.
    direct.app.state.traducteur = Relais(Interprete())
    message.fill(MERCI)
    message.press("Enter")
    expect(lue).to_have_text(MERCI, timeout=WAIT)
    traduite = poste.locator(".bulle.usager .traduction").last
    expect(traduite).to_contain_text("Merci, je l'envoie demain.", timeout=WAIT)
    expect(traduite).to_contain_text("LibreTranslate")
    expect(lue).to_have_text(MERCI)
    poste.get_by_label("Votre message").fill(REPONSE)
    poste.get_by_role("button", name="Envoyer").click()
    expect(recue.locator(".texte")).to_have_text(REPONSE_EN_ARABE, timeout=WAIT)
    expect(recue.locator(".texte")).to_have_attribute("dir", "rtl")
    expect(recue.locator(".machine")).to_contain_text("LibreTranslate")
    recue.locator(".original summary").click()
    expect(recue.locator(".original div")).to_contain_text("Il manque le contrat de travail")
    photo(poste, "direct-agent-traduit")
    photo(ecran, "direct-usager-traduit")
    check_axe(ecran)

    # A step of hers in the person's plan, then the hand given back with what was agreed.
    poste.get_by_text("Le plan de la personne").click()
    poste.get_by_label("Ajouter une étape au plan").fill("Envoyer le contrat de travail")
    poste.get_by_role("button", name="Ajouter l'étape").click()
    expect(ecran.locator("jalons-chat .bulle.systeme").last).to_contain_text(
        "Envoyer le contrat", timeout=WAIT
    )
    poste.get_by_text("Rendre la main à l'assistant").click()
    poste.get_by_label("Ce que vous avez convenu").fill(ACCORD)
    poste.get_by_role("button", name="Rendre la main", exact=True).click()
    expect(poste.get_by_text("L'assistant automatique répond")).to_be_visible()
    expect(ecran.locator("jalons-chat .bulle.agent").last).to_contain_text("jeudi", timeout=WAIT)
    expect(ecran.locator("jalons-chat .presence")).to_have_count(0, timeout=WAIT)

    # Where it stands is in the plan, with the step that she added.
    ecran.locator("jalons-chat #onglet-plan").click()
    expect(ecran.locator("jalons-chat .demandes")).to_contain_text(reference)
    expect(ecran.locator("jalons-chat .ajoutee")).to_contain_text("Lina")
    expect(ecran.locator("jalons-chat .etape .machine")).to_contain_text("مترجم")
    photo(ecran, "direct-plan")
    check_axe(ecran)


def ask(direct: Direct, dossier: str) -> str:
    """The reference of the person's request, once it is kept."""
    lignes = direct.sql(f"SELECT reference FROM escalades WHERE dossier_id = '{dossier}'")
    return str(lignes[0][0])
