"""The desk in a real browser: first sign-in, wrong code, pause, closed account; phone and office."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyotp
import pytest
import uvicorn
from playwright.sync_api import BrowserContext, Page, expect

from api.app import create_app
from api.database import now
from api.settings import Settings
from tests.accounts.poste import MOT_DE_PASSE, add_agent
from tests.calcul_factice import CalculAbsent

OFFICE = {"width": 1366, "height": 768}
PHONE = {"width": 360, "height": 740}


class Bureau:
    """The application alone, on a real socket, in its own thread: the desk needs no dialogue."""

    def __init__(self, fichier: Path, port: int = 0, **reglages: Any) -> None:
        """`port`: 0 for any that is free."""
        self.fichier = fichier
        settings = Settings(
            database_url=f"sqlite+aiosqlite:///{fichier}",
            tracker_url=f"sqlite:///{fichier.with_name('rasa.db')}",
            secret="secret-des-tests",
            port=port or 8000,
            **reglages,
        )
        self.settings = settings
        self.app = create_app(settings, calculateur=CalculAbsent())
        self._serveur = uvicorn.Server(
            uvicorn.Config(self.app, host="127.0.0.1", port=port, log_level="error")
        )
        self._fil = threading.Thread(target=self._run)
        self._boucle: asyncio.AbstractEventLoop | None = None

    def _run(self) -> None:
        async def serve() -> None:
            self._boucle = asyncio.get_running_loop()
            await self._serveur.serve()

        asyncio.run(serve())

    def start(self) -> None:
        self._fil.start()
        while not self._serveur.started:
            self._fil.join(0.05)
            assert self._fil.is_alive()
        port = self._serveur.servers[0].sockets[0].getsockname()[1]
        self.adresse = f"http://127.0.0.1:{port}"

    def stop(self) -> None:
        self._serveur.should_exit = True
        self._fil.join(10)

    def add(self, **champs: Any) -> str:
        """An account; the address of its link."""
        assert self._boucle
        tache = asyncio.run_coroutine_threadsafe(add_agent(self.app, **champs), self._boucle)
        return f"{self.adresse}/bureau/enrolement/{tache.result(10)[1]}"

    def sql(self, ordre: str) -> list[Any]:
        with sqlite3.connect(self.fichier, timeout=10) as base:
            return base.execute(ordre).fetchall()


@pytest.fixture
def bureau(modele_sqlite: Path, tmp_path: Path) -> Iterator[Bureau]:
    fichier = tmp_path / "bureau.db"
    fichier.write_bytes(modele_sqlite.read_bytes())
    un = Bureau(fichier)
    un.start()
    yield un
    un.stop()


def shown(page: Page, bureau: Bureau) -> pyotp.TOTP:
    """The key read on the enrolment page."""
    return pyotp.TOTP((page.locator(".cle").text_content() or "").replace(" ", ""))


def fresh_code(bureau: Bureau, totp: pyotp.TOTP) -> str:
    bureau.sql("UPDATE agents SET totp_pas = 0")
    return totp.at(now())  # at the clock of the application


def enrol(page: Page, bureau: Bureau, **champs: Any) -> pyotp.TOTP:
    page.goto(bureau.add(**champs))
    totp = shown(page, bureau)
    page.get_by_label("Mot de passe", exact=True).fill(MOT_DE_PASSE)
    page.get_by_label("Le même").fill(MOT_DE_PASSE)
    page.get_by_label("Le code de 6 chiffres").fill(totp.at(now()))
    page.get_by_role("button", name="Ouvrir mon compte").click()
    return totp


def sign_in(page: Page, bureau: Bureau, totp: pyotp.TOTP, identifiant: str) -> None:
    page.goto(f"{bureau.adresse}/bureau")
    page.get_by_label("Identifiant").fill(identifiant)
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Code de 6 chiffres").fill(fresh_code(bureau, totp))
    page.get_by_role("button", name="Me connecter").click()
    expect(page).to_have_url(f"{bureau.adresse}/bureau")


def check_fits(page: Page) -> None:
    """Nothing to scroll sideways."""
    large = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert large <= 0, large


ADMIN = {
    "identifiant": "andree",
    "nom": "Andrée",
    "role": "administrateur",
    "organismes": [],
    "departements": [],
}
TAILLES = [pytest.param(PHONE, id="telephone"), pytest.param(OFFICE, id="bureau")]


@pytest.mark.parametrize("taille", TAILLES)
def test_premiere_connexion_avec_second_facteur_et_un_code_faux(
    bureau: Bureau,
    open_context: Callable[..., BrowserContext],
    check_axe: Callable[[Page], None],
    taille: dict[str, int],
    photo: Callable[[Page, str], None],
) -> None:
    page = open_context(viewport=taille).new_page()
    page.goto(bureau.add())
    totp = shown(page, bureau)
    photo(page, "premier-acces")
    check_fits(page)
    check_axe(page)
    page.goto(page.url)
    page.get_by_label("Mot de passe", exact=True).fill(MOT_DE_PASSE)
    page.get_by_label("Le même").fill(MOT_DE_PASSE)
    page.get_by_label("Le code de 6 chiffres").fill("000000")
    page.keyboard.press("Enter")
    expect(page.locator("#faute-code")).to_contain_text("pas le bon")
    # Only the code is to be typed again.
    page.get_by_label("Le code de 6 chiffres").fill(totp.now())
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Votre compte est prêt. Connectez-vous.")
    check_axe(page)

    page.goto(f"{bureau.adresse}/bureau/connexion")
    page.get_by_label("Identifiant").fill("camille.caf")
    page.get_by_label("Mot de passe").fill("autre chose")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Mot de passe")).to_be_focused()
    expect(page.get_by_label("Identifiant")).to_have_value("camille.caf")
    photo(page, "connexion-refusee")
    check_fits(page)
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.keyboard.press("Enter")
    page.get_by_label("Code de 6 chiffres").fill("123")
    page.keyboard.press("Enter")
    champ = page.get_by_label("Code de 6 chiffres")
    expect(champ).to_have_attribute("aria-describedby", "faute-code")
    photo(page, "code-faux")
    check_axe(page)
    page.goto(f"{bureau.adresse}/bureau/code")
    champ.fill(fresh_code(bureau, totp))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Demandes")).to_be_visible()
    page.get_by_role("button", name="Me dire présent").click()
    expect(page.locator(".presence")).to_have_text("Présent")
    photo(page, "coquille")
    check_fits(page)
    check_axe(page)


@pytest.mark.parametrize("taille", TAILLES)
def test_la_pause_ne_perd_rien_de_ce_que_l_on_tapait(
    bureau: Bureau,
    open_context: Callable[..., BrowserContext],
    check_axe: Callable[[Page], None],
    taille: dict[str, int],
    photo: Callable[[Page, str], None],
) -> None:
    page = open_context(viewport=taille).new_page()
    totp = enrol(page, bureau, **ADMIN)
    sign_in(page, bureau, totp, "andree")
    page.get_by_role("link", name="Comptes", exact=True).click()
    page.get_by_role("link", name="Ajouter un compte").click()
    page.get_by_label("Nom affiché").fill("Noémie « L'Écluse » <b>")
    page.get_by_label("Identifiant").fill("noemie.cpam")
    page.get_by_label("Rôle").select_option("agent")
    page.get_by_label("Organismes").fill("cpam kaf")
    page.get_by_label("Départements").fill("67")
    page.get_by_role("button", name="Créer le compte").click()
    expect(page.locator("#faute-organismes")).to_contain_text("Codes inconnus : kaf")
    photo(page, "compte-refuse")
    check_axe(page)
    check_fits(page)
    page.get_by_label("Organismes").fill("cpam")
    bureau.sql("UPDATE sessions_agents SET vu_le = '2020-01-01 00:00:00'")
    page.get_by_role("button", name="Créer le compte").click()
    expect(page.get_by_role("heading", name="Vous êtes toujours là ?")).to_be_visible()
    photo(page, "pause")
    check_axe(page)
    check_fits(page)
    page.get_by_label("Code de 6 chiffres").fill(fresh_code(bureau, totp))
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("heading", name="Lien de premier accès")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("Noémie « L'Écluse » <b>")
    photo(page, "lien")
    page.get_by_role("link", name="Retour aux comptes").click()
    photo(page, "comptes")
    check_axe(page)
    check_fits(page)


def test_un_compte_desactive_est_mis_dehors_et_le_reste(
    bureau: Bureau, open_context: Callable[..., BrowserContext]
) -> None:
    page, bureau_admin = open_context().new_page(), open_context(viewport=OFFICE).new_page()
    totp = enrol(page, bureau)
    sign_in(page, bureau, totp, "camille.caf")
    totp_admin = enrol(bureau_admin, bureau, **ADMIN)
    sign_in(bureau_admin, bureau, totp_admin, "andree")
    bureau_admin.goto(f"{bureau.adresse}/bureau/comptes")
    bureau_admin.get_by_role("button", name="Désactiver (Camille)").click()
    expect(bureau_admin.get_by_role("status")).to_contain_text("désactivé")

    page.get_by_role("link", name="Ma session").click()
    expect(page.get_by_role("heading", name="Connexion au bureau")).to_be_visible()
    page.get_by_label("Identifiant").fill("camille.caf")
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Continuer").click()
    expect(page.locator("#faute-connexion")).to_contain_text("le compte est fermé")
