"""`python -m bench.slow_line`: the counsellor's console on a slow line, in Chromium.

1 Mbit/s each way and 300 ms of latency, by the browser's own throttling (CDP). The dialogue engine
is down: what is timed is the console, not the answer of a model.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvicorn
from alembic import command
from alembic.config import Config
from playwright.sync_api import Page, sync_playwright

from api.accounts.access import COOKIE
from api.accounts.schemas import Fiche
from api.app import create_app
from api.database import now
from api.mediation.structures import StructureService
from api.settings import RACINE, Settings
from bench.figures import Ligne, Mesure, report

DEBIT = 1_000_000 / 8  # bytes a second
LATENCE = 300  # milliseconds
CHROMIUM = {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox", "--disable-gpu"]}
FOIS = 3
ECRAN = {"width": 1366, "height": 768}


class Console:
    """The application alone on a socket, with one space and one counsellor already signed in."""

    def __init__(self, dossier: Path) -> None:
        url = f"sqlite+aiosqlite:///{dossier / 'jalons.db'}"
        config = Config(str(RACINE / "alembic.ini"))
        config.set_main_option("script_location", str(RACINE / "api" / "migrations"))
        config.set_main_option("url", url)
        command.upgrade(config, "head")
        settings = Settings(
            database_url=url, tracker_url=f"sqlite:///{dossier / 'rasa.db'}", secret="bench-secret"
        )
        self.app = create_app(settings)
        self._serveur = uvicorn.Server(
            uvicorn.Config(self.app, host="127.0.0.1", port=0, log_level="error")
        )
        self._fil = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self._boucle: asyncio.AbstractEventLoop | None = None

    async def _serve(self) -> None:
        self._boucle = asyncio.get_running_loop()
        await self._serveur.serve()

    def start(self) -> str:
        """The secret of the counsellor's session."""
        self._fil.start()
        while not self._serveur.started:
            time.sleep(0.05)
        port = self._serveur.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        assert self._boucle
        return asyncio.run_coroutine_threadsafe(self._sign_in(), self._boucle).result(180)

    async def _sign_in(self) -> str:
        comptes = self.app.state.comptes
        async with self.app.state.database.session() as session:
            service = comptes.service(session)
            fiche = Fiche("bench.fs", "Bench", "mediateur", departements=["67"], structure="Bench")
            agent, _ = await service.add(fiche, comptes.connus, now(), comptes.duree_enrolement)
            structures = StructureService(session, self.app.state.settings.secret)
            structure = await structures.add("Espace du banc", "67", [], ["67"])
            await structures.attach(structure.id, agent.id, [])
            secret = await service.sessions.open(agent.id, now(), etat="ouverte", moyen="local")
            await session.commit()
        # The rights engine warms for seconds at start, on the same cores: not what is timed here.
        await self.app.state.droits.calculateur.warm_up()
        return str(secret)

    def stop(self) -> None:
        self._serveur.should_exit = True
        self._fil.join(10)


def timed(page: Page, faire: Callable[[], Any]) -> tuple[float, float]:
    """Milliseconds until the page can be used, and kilobytes that came."""
    recus: list[float] = []
    cdp = page.context.new_cdp_session(page)
    cdp.send("Network.enable")
    cdp.on("Network.loadingFinished", lambda e: recus.append(e["encodedDataLength"]))
    debut = time.perf_counter()
    faire()
    page.wait_for_load_state("load")
    duree = (time.perf_counter() - debut) * 1000
    cdp.detach()
    return duree, sum(recus) / 1000


def middle(valeurs: list[tuple[float, float]]) -> tuple[float, float]:
    """The run in the middle."""
    return sorted(valeurs)[len(valeurs) // 2]


def throttle(page: Page) -> None:
    """The slow line, on this page."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("Network.enable")
    debits = {"downloadThroughput": DEBIT, "uploadThroughput": DEBIT}
    reglage = {"offline": False, "latency": LATENCE, **debits}
    cdp.send("Network.emulateNetworkConditions", reglage)


def measure(console: Console, secret: str) -> list[Ligne]:
    """A visit on the slow line."""
    lignes: list[Ligne] = []

    def keep(quoi: str, mesures: list[tuple[float, float]], visee: float) -> None:
        duree, ko = middle(mesures)
        note = f"median of {len(mesures)}; {ko:.0f} kB came"
        lignes.append(Mesure(quoi, duree, "ms", visee, note=note))

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**CHROMIUM)  # type: ignore[arg-type]

        def fresh() -> Page:
            contexte = browser.new_context(viewport=ECRAN, locale="fr-FR")  # type: ignore[arg-type]
            contexte.add_cookies([{"name": COOKIE, "value": secret, "url": console.url}])
            page = contexte.new_page()
            throttle(page)
            return page

        jour = f"{console.url}/bureau/accueil"
        froides = []
        for _ in range(FOIS):
            page = fresh()
            froides.append(timed(page, lambda p=page: p.goto(jour)))
            if len(froides) < FOIS:
                page.context.close()
        keep("the counsellor's day, nothing in the browser's cache", froides, 4000)
        recus, pleins = [], []
        for prenom in ("Joseph", "Sofia", "Amina"):
            page.goto(jour)
            page.get_by_label("Prénom ou surnom").fill(prenom)
            recus.append(timed(page, page.get_by_role("button", name="Commencer").click))
            page.goto(f"{jour}/bac")
            bouton = page.get_by_role("button", name=f"Recevoir {prenom}")
            pleins.append(timed(page, bouton.click))
        keep("someone received: from the button to their screen", recus, 4000)
        keep("a fictitious person received: their whole case noted, then shown", pleins, 6000)
        ecran = page.url
        chauds = [timed(page, lambda: page.goto(ecran)) for _ in range(FOIS)]
        keep("a full screen: a case, two languages, a plan", chauds, 3000)
        envois = []
        for rang in range(FOIS):
            page.get_by_label("Ce qu'elle dit").fill(f"message {rang}")
            envoyer = page.get_by_role("button", name="Envoyer", exact=True)
            envois.append(timed(page, envoyer.click))
        keep("a sentence: from the button to the screen with it", envois, 4000)
        keep(
            "the form of a mandate",
            [timed(page, lambda: page.goto(f"{ecran}/mandat")) for _ in range(FOIS)],
            2000,
        )
        page.goto(ecran)
        page.get_by_label("Ce qu'elle dit").fill("une phrase que la coupure ne perd pas")
        page.route("**/message", lambda route: route.abort("internetdisconnected"))
        page.get_by_role("button", name="Envoyer", exact=True).click()
        time.sleep(1)
        page.unroute("**/message")
        page.goto(ecran)
        garde = page.get_by_label("Ce qu'elle dit").input_value()
        perdus = float(garde != "une phrase que la coupure ne perd pas")
        lignes.append(
            Mesure(
                "sentences lost by a cut while sending",
                perdus,
                "",
                0.5,
                note="1 cut while it is sent",
            )
        )
        browser.close()
    return lignes


def main() -> int:
    """Print the table."""
    charge = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="jalons-slow-") as dossier:
        console = Console(Path(dossier))
        secret = console.start()
        try:
            lignes = measure(console, secret)
        finally:
            console.stop()
    print(report(lignes, "python -m bench.slow_line", dt.date.today(), charge))
    return 0


if __name__ == "__main__":
    sys.exit(main())
