"""A request at the desk, in real browsers: taken once, shared, answered, closed, opened again."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from api.accounts.access import COOKIE
from api.horloge import HORLOGE
from api.web.acces import COOKIE as COOKIE_USAGER
from tests.escalations.pages import seated
from tests.web.test_bureau import OFFICE, PHONE, Bureau, check_fits

TOUT = ["situation", "faits", "plan", "droits", "tentatives"]


@pytest.fixture
def bureau(modele_sqlite: Path, tmp_path: Path) -> Iterator[Bureau]:
    fichier = tmp_path / "demandes.db"
    fichier.write_bytes(modele_sqlite.read_bytes())
    un = Bureau(fichier)
    un.start()
    yield un
    un.stop()


@pytest.fixture
def sit(bureau: Bureau, open_context: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """An agent before the queue, in a browser of their own."""

    def open_one(nom: str, taille: dict[str, int] = OFFICE, **champs: Any) -> Page:
        assert bureau._boucle
        tache = asyncio.run_coroutine_threadsafe(seated(bureau.app, nom, **champs), bureau._boucle)
        context = open_context(viewport=taille)
        secret = tache.result(10).client.cookies[COOKIE]
        context.add_cookies([{"name": COOKIE, "value": secret, "url": bureau.adresse}])
        page = context.new_page()
        page.goto(f"{bureau.adresse}/bureau")
        return page

    return open_one


class Demandeur:
    """A person, by the API, and what they read on the pages without scripts."""

    def __init__(self, bureau: Bureau, context: BrowserContext) -> None:
        self.api = httpx.Client(base_url=f"{bureau.adresse}/api/v1", timeout=30)
        ouvert = self.api.post("/dossiers", json={}).json()
        self.chemin = f"/dossiers/{ouvert['id']}"
        self.api.headers["authorization"] = f"Bearer {ouvert['jeton']}"
        acces = "~".join((ouvert["id"], ouvert["conversation"], ouvert["jeton"]))
        context.add_cookies([{"name": COOKIE_USAGER, "value": acces, "url": bureau.adresse}])
        self.page = context.new_page()
        self.plan = f"{bureau.adresse}/plan"
        self.call("POST", "/moments", {"moment": "naissance"})

    def call(self, methode: str, chemin: str, corps: Any) -> Any:
        reponse = self.api.request(methode, self.chemin + chemin, json=corps)
        assert reponse.status_code < 300, reponse.text
        return reponse.json()

    def asks(self) -> str:
        demande = self.call("POST", "/escalades", {"motif": "demander_humain"})
        return str(demande["reference"])

    def reads(self) -> Page:
        self.page.goto(self.plan)
        return self.page


@pytest.fixture
def personne(bureau: Bureau, open_context: Callable[..., BrowserContext]) -> Demandeur:
    return Demandeur(bureau, open_context())


def test_une_demande_de_la_file_a_la_reouverture(
    sit: Callable[..., Page],
    personne: Demandeur,
    check_axe: Callable[[Page], None],
    photo: Callable[[Page, str], None],
) -> None:
    lina, omar = sit("lina"), sit("omar", PHONE)
    ines = sit("ines", organismes=["cpam"])
    reference = personne.asks()
    personne.call("POST", "/faits", {"faits": [{"nom": "nb_enfants", "valeur": 2}]})
    personne.call("PUT", f"/escalades/{reference}/accord", {"champs": TOUT})
    # The queue is told that it changed: the request appears without loading the page again.
    for page in (lina, omar):
        page.evaluate("document.body.dispatchEvent(new CustomEvent('file'))")
        expect(page.get_by_role("link", name=reference)).to_be_visible()

    # Both press at once, from pages that show it free: one wins, the other knows who and when.
    omar.route("**/bureau**", lambda r: r.abort() if r.request.method == "GET" else r.continue_())
    lina.get_by_role("button", name=f"Prendre {reference}").click()
    expect(lina.locator("p.note[role=status]")).to_contain_text("La demande est à vous.")
    omar.get_by_role("button", name=f"Prendre {reference}").click()
    expect(omar.get_by_role("alert")).to_contain_text("Lina suit cette demande, prise le")
    photo(omar, "deja-prise")
    check_fits(omar)
    check_axe(omar)

    lina.get_by_label("Organisme", exact=True).select_option("cpam")
    lina.get_by_role("button", name="Ouvrir à cet organisme").click()
    expect(lina.get_by_role("link", name="Proposer un rendez-vous conjoint")).to_be_visible()
    ines.reload()
    ines.get_by_role("link", name=reference).click()
    ines.get_by_label("Nouvelle note").fill("Indemnités vérifiées.")
    ines.get_by_role("button", name="Enregistrer la note").click()

    # A sentence is put in the answer in place, changed, and previewed while typing.
    lina.reload()
    expect(lina.locator(".notes")).to_contain_text("Indemnités vérifiées.")
    lina.get_by_label("Je m'en occupe").check()
    lina.get_by_text("Phrases prêtes").click()
    lina.get_by_role("button", name="Elle a peur").click()
    texte = lina.get_by_label("Ce que vous écrivez à la personne")
    expect(texte).to_have_value(
        "Je comprends que cette situation vous inquiète. "
        "Je regarde avec vous ce qui peut être fait maintenant."
    )
    expect(texte).to_be_focused()
    # One goes on writing after it.
    texte.press_sequentially(" À mercredi.")
    expect(lina.locator("#apercu")).to_contain_text("maintenant. À mercredi.")
    photo(lina, "reponse")
    check_fits(lina)
    check_axe(lina)
    lina.get_by_role("button", name="Envoyer la réponse").click()
    expect(lina.locator("p.note[role=status]")).to_contain_text(
        "Votre réponse est lue par la personne."
    )
    expect(personne.reads().locator("#demandes")).to_contain_text("À mercredi.")

    # Closing asks for its own fields, and only then.
    expect(lina.get_by_label("Comment la demande se termine")).to_be_hidden()
    lina.get_by_label("C'est fait : terminer").check()
    lina.get_by_label("Comment la demande se termine").select_option("resolue")
    lina.get_by_label("Un parcours normal existait").check()
    lina.get_by_label("Ce que vous écrivez à la personne").fill("L'aide arrive le 5.")
    lina.get_by_role("button", name="Envoyer la réponse").click()
    expect(lina.get_by_role("heading", name="Demande terminée")).to_be_visible()
    photo(lina, "close")

    page = personne.reads()
    expect(page.locator("#demandes")).to_contain_text("L'aide arrive le 5.")
    photo(page, "avis")
    check_axe(page)
    personne.reads().get_by_role("button", name="Non", exact=True).click()
    expect(page.locator("#demandes")).to_contain_text("ne vous a pas aidé·e")
    lina.reload()
    expect(lina.get_by_text("ne l'a pas aidée")).to_be_visible()

    assert personne.asks() == reference
    lina.get_by_role("link", name="Retour à la file").click()
    expect(lina.get_by_text("Rouverte, elle vous revient")).to_be_visible()
    lina.get_by_role("link", name=reference).click()
    lina.get_by_role("button", name="Prendre la demande").click()
    expect(lina.get_by_text("À vous depuis")).to_be_visible()


@pytest.fixture
def nuit() -> Iterator[dt.datetime]:
    """Half past two in the night of a Tuesday to come, by the clock of the application."""
    ici = dt.datetime.now(ZoneInfo("Europe/Paris"))
    jours = (1 - ici.weekday()) % 7 or 7
    deux_heures = (ici + dt.timedelta(days=jours)).replace(hour=2, minute=30)
    HORLOGE.avance = deux_heures - ici
    yield deux_heures
    HORLOGE.avance = dt.timedelta()


def test_la_nuit_un_rappel_est_promis_aux_heures_d_ouverture(
    nuit: dt.datetime,
    sit: Callable[..., Page],
    personne: Demandeur,
    check_axe: Callable[[Page], None],
    photo: Callable[[Page, str], None],
) -> None:
    """Nobody is said to be there, even with a screen of the desk left open; nor is it silence."""
    sit("omar")
    reference = personne.asks()
    page = personne.reads()
    demandes = page.locator("#demandes")
    expect(demandes).to_contain_text(reference)
    expect(demandes).to_contain_text("vous répond avant le")
    expect(demandes).not_to_contain_text("une personne est là")
    page.locator(f"#contact-{reference}").fill("06 12 34 56 78")
    page.locator(f"#consigne-{reference}").fill("Après 18 h")
    photo(page, "nuit")
    check_fits(page)
    check_axe(page)
    demandes.get_by_role("button", name="Enregistrer").click()

    # In the morning the request is there, with its promise, which is still to be kept.
    HORLOGE.avance += dt.timedelta(hours=7)
    lina = sit("lina")
    expect(lina.get_by_role("link", name=reference)).to_be_visible()
    expect(lina.locator(".demande .promesse")).not_to_have_class(re.compile("rompue"))
    lina.get_by_role("button", name=f"Prendre {reference}").click()
    expect(lina.get_by_text("06 12 34 56 78")).to_be_visible()


@pytest.mark.parametrize("taille", [PHONE, OFFICE], ids=["telephone", "bureau"])
def test_quarante_demandes_et_l_equipe_tiennent_a_l_ecran(
    bureau: Bureau,
    sit: Callable[..., Page],
    personne: Demandeur,
    check_axe: Callable[[Page], None],
    photo: Callable[[Page, str], None],
    taille: dict[str, int],
) -> None:
    page = sit("rose", taille, role="superviseur")
    personne.asks()
    fill(bureau.fichier)
    page.reload()
    expect(page.locator(".demande")).to_have_count(40)
    photo(page, "file")
    check_fits(page)
    check_axe(page)
    page.goto(f"{bureau.adresse}/bureau")
    page.locator(".filtres summary").click()
    page.get_by_label("Langue").select_option("ar")
    page.get_by_role("button", name="Filtrer", exact=True).click()
    expect(page.locator(".demande")).to_have_count(13)
    photo(page, "file-filtree")
    check_fits(page)
    check_axe(page)
    page.goto(f"{bureau.adresse}/bureau/equipe")
    photo(page, "equipe")
    check_fits(page)
    check_axe(page)
    admin = sit("andree", taille, role="administrateur", organismes=[])
    admin.goto(f"{bureau.adresse}/bureau/journal")
    photo(admin, "journal")
    check_fits(admin)
    check_axe(admin)


def fill(fichier: Path) -> None:
    """Thirty-nine requests more, of every kind, one in three in Arabic."""
    with sqlite3.connect(fichier, timeout=10) as base:
        base.row_factory = sqlite3.Row
        modele = dict(base.execute("SELECT * FROM escalades").fetchone())
        maintenant = dt.datetime.now(dt.UTC).replace(tzinfo=None)
        for n in range(39):
            ligne = modele | {
                "reference": f"JA-T{n:03d}-AAA",
                "motif": f"demander_{n}" if n % 5 else "reclamation" if n == 5 else f"m{n}",
                "priorite": (n % 4) * 25,
                "raisons": '["echeance_semaine", "fragilite_langue"]' if n % 4 else "[]",
                "niveau": "accompagnement" if n % 7 == 0 else "personnalise",
                "competence": "deuil" if n % 7 == 0 else "enfance",
                "alerte": n == 14,
                "langue": "ar" if n % 3 == 0 else "fr",
                "departement": ("67", "972", None)[n % 3],
                "canal": ("rappel", "message", "direct", "rendez_vous")[n % 4],
                "repetitions": n % 3,
                "consentement": '["situation", "plan"]' if n % 2 else "[]",
                "promesse_avant": str(maintenant + dt.timedelta(hours=n - 4, minutes=20)),
            }
            noms, places = ", ".join(ligne), ", ".join("?" * len(ligne))
            base.execute(f"INSERT INTO escalades ({noms}) VALUES ({places})", [*ligne.values()])
