"""An agent's browser, without scripts: it reads pages, keeps cookies, sends the forms it was given."""

from __future__ import annotations

import html
import re
from typing import Any

import httpx
import pyotp
from sqlalchemy import text

from api.accounts.comptes import Comptes
from api.accounts.models import Agent
from api.accounts.schemas import Fiche
from api.database import now

MOT_DE_PASSE = "neuf chevaux traversent la Loire"
SITE = "https://jalons.test"
PAGE = {"accept": "text/html", "sec-fetch-site": "same-origin"}
CACHE = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def open_browser(app: Any, hote: str = "127.0.0.1") -> httpx.AsyncClient:
    """One browser; `hote` is where it seems to come from."""
    transport = httpx.ASGITransport(app=app, client=(hote, 4000), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=SITE, headers=PAGE)


def hidden(page: httpx.Response) -> dict[str, str]:
    """The hidden fields of a page's forms (the last form wins)."""
    return {nom: html.unescape(valeur) for nom, valeur in CACHE.findall(page.text)}


def token(page: httpx.Response) -> str:
    return hidden(page)["jeton_formulaire"]


def faults(page: httpx.Response) -> dict[str, str]:
    """What a page says beside its fields."""
    dites = re.findall(r'id="faute-([a-z_]+)">.*?<span>(.*?)</span></span>', page.text, re.DOTALL)
    return {champ: html.unescape(texte).replace("\u00a0", " ") for champ, texte in dites}


async def add_agent(app: Any, **champs: Any) -> tuple[Agent, str]:
    """An account made by an administrator; the secret of its link."""
    comptes: Comptes = app.state.comptes
    fiche = {
        "identifiant": "camille.caf",
        "nom": "Camille",
        "role": "agent",
        "organismes": ["caf"],
        "departements": ["67"],
    }
    async with app.state.database.session() as session:
        cree = await comptes.service(session).add(
            Fiche(**(fiche | champs)), comptes.connus, now(), comptes.duree_enrolement
        )
        await session.commit()
        return cree


class Poste:
    """One agent at one browser."""

    def __init__(self, app: Any, hote: str = "127.0.0.1") -> None:
        self.app = app
        self.client = open_browser(app, hote)
        self.totp = ""
        self.identifiant = ""

    async def get(self, chemin: str, **options: Any) -> httpx.Response:
        return await self.client.get(chemin, **options)

    async def send(
        self, chemin: str, champs: dict[str, str] | None = None, *, depuis: str | None = None
    ) -> httpx.Response:
        """Open a page, then send its form with these fields."""
        page = await self.get(depuis or chemin)
        return await self.client.post(
            chemin, data={"jeton_formulaire": token(page), **(champs or {})}
        )

    def code(self, pas: int = 0) -> str:
        """What the telephone shows now, or some steps later."""
        return pyotp.TOTP(self.totp).at(now(), counter_offset=pas)

    async def enrol(self, jeton: str, **champs: str) -> httpx.Response:
        """Take possession of an account by its link."""
        chemin = f"/bureau/enrolement/{jeton}"
        page = await self.get(chemin)
        cle = re.search(r'<code class="cle"[^>]*>([^<]+)</code>', page.text)
        assert cle, page.text[:400]
        self.totp = cle[1].replace(" ", "")
        saisie = {"mot_de_passe": MOT_DE_PASSE, "confirmation": MOT_DE_PASSE, "code": self.code()}
        return await self.client.post(
            chemin, data={"jeton_formulaire": token(page), **(saisie | champs)}
        )

    async def give_password(
        self, mot_de_passe: str = MOT_DE_PASSE, **champs: str
    ) -> httpx.Response:
        saisie = {"identifiant": self.identifiant, "mot_de_passe": mot_de_passe, **champs}
        return await self.send("/bureau/connexion", saisie)

    async def give_code(self, code: str | None = None, vers: str = "") -> httpx.Response:
        await self.next_code()
        return await self.send("/bureau/code", {"code": code or self.code(), "vers": vers})

    async def next_code(self) -> None:
        """Half a minute goes by: the code shown is one that was not used yet."""
        await run_sql(self.app, "UPDATE agents SET totp_pas = 0")

    async def sign_in(self) -> httpx.Response:
        assert (await self.give_password()).status_code == 303
        reponse = await self.give_code()
        assert reponse.status_code == 303, reponse.text[:500]
        return reponse

    async def leave_for(self, minutes: float) -> None:
        """Nothing for so many minutes."""
        async with self.app.state.database.session() as session:
            await session.execute(
                text("UPDATE sessions_agents SET vu_le = :le, ouverte_le = :ouverte"),
                {"le": _ago(minutes), "ouverte": _ago(minutes + 1)},
            )
            await session.commit()


def _ago(minutes: float) -> Any:
    import datetime as dt

    return now() - dt.timedelta(minutes=minutes)


async def run_sql(app: Any, ordre: str, **valeurs: Any) -> list[Any]:
    """One statement, committed; its rows when it gives some."""
    async with app.state.database.session() as session:
        rendu = await session.execute(text(ordre), valeurs)
        lignes = list(rendu.all()) if rendu.returns_rows else []
        await session.commit()
        return lignes


async def installed(app: Any, hote: str = "127.0.0.1", **champs: Any) -> Poste:
    """An agent who has just opened their account, and is signed in."""
    agent, jeton = await add_agent(app, **champs)
    poste = Poste(app, hote)
    poste.identifiant = agent.identifiant
    assert (await poste.enrol(jeton)).status_code == 303
    await poste.sign_in()
    return poste
