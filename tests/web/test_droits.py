"""The rights beside the plan: a person who lost a job sees what she may claim, and why."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect
from pypdf import PdfReader

from tests.web.conftest import DESKTOP, PHONE
from tests.web.usager import WAIT, Usager

CALCUL = 40_000  # ms: the real OpenFisca, on a machine that may be busy
ESSAIS = 4
DITS: dict[str, Any] = {
    "statut_pro": "demandeur_emploi",
    "rupture": "licenciement",
    "en_couple": False,
    "nb_enfants": 2,
    "age_enfant_1": 4,
    "age_enfant_2": 7,
    "age": 32,
    "logement": "location",
    "etranger_hors_ue": False,
}


def note(usager: Usager, **faits: Any) -> None:
    """Facts said before, as the conversation would have kept them."""
    page = usager.page
    acces = page.evaluate("document.querySelector('jalons-chat').client.acces")
    answer = page.request.post(
        f"{usager.adresse}/api/v1/dossiers/{acces['dossier']}/faits",
        headers={"Authorization": f"Bearer {acces['jeton']}"},
        data={"faits": [{"nom": nom, "valeur": v} for nom, v in faits.items()]},
    )
    assert answer.ok, answer.text()
    assert not answer.json()["refuses"]


def ask(usager: Usager, fait: str) -> None:
    """Put one question in the conversation, as the panel's buttons do."""
    usager.page.evaluate("(f) => document.querySelector('jalons-chat').askQuestion(f, f)", fait)


def answer_number(usager: Usager, nombre: int) -> None:
    champ = usager.reponses.locator("input[type=number]")
    expect(champ).to_be_visible(timeout=WAIT)
    before = usager.bulles.count()
    champ.fill(str(nombre))
    usager.reponses.get_by_role("button", name="Valider").click()
    usager.wait_reply(before + 1)


@pytest.fixture(scope="module")
def memoire_de_nadia(browser: Browser, adresse: str) -> Iterator[dict[str, Any]]:
    """What her browser remembers: a job lost, two children, her wage and her rent."""
    context = browser.new_context(viewport=PHONE, locale="fr-FR")
    usager = Usager(context.new_page(), adresse).open()
    usager.say("Je viens de perdre mon emploi, j'ai été licenciée.")
    note(usager, **DITS)
    for fait, euros in (("salaire_precedent", 1500), ("loyer", 650)):
        ask(usager, fait)
        answer_number(usager, euros)
    yield dict(context.storage_state())
    context.close()


@pytest.fixture
def nadia(
    open_context: Callable[..., BrowserContext], memoire_de_nadia: dict[str, Any], adresse: str
) -> Usager:
    usager = Usager(open_context(storage_state=memoire_de_nadia).new_page(), adresse)
    usager.page.goto(adresse)
    return usager.show_plan()


def panel(page: Page) -> Locator:
    """The panel, once the estimation is there: OpenFisca may still be warming up."""
    found = page.locator("jalons-chat #droits")
    total, again = found.locator(".droits-total"), found.get_by_role("button", name="Réessayer")
    for _ in range(ESSAIS):
        expect(total.or_(again).first).to_be_visible(timeout=CALCUL)
        if not again.count():
            break
        again.click()
        expect(found).to_have_attribute("aria-busy", "false", timeout=CALCUL)
    expect(total).to_be_visible(timeout=CALCUL)
    expect(again).to_have_count(0)
    return found


def right(page: Page, titre: str) -> Locator:
    """The card of the right that has this title; others may speak of it."""
    intitule = page.locator("h4, .droit-titre", has_text=re.compile(rf"^\s*{titre}"))
    return page.locator(".droit").filter(has=intitule).first


def width_of(text: str) -> int:
    """Euros between the two ends of « de 100 € à 300 € par mois »."""
    ends = [int(re.sub(r"\D", "", n)) for n in re.findall(r"\d[\d\s\u202f\u00a0]*(?=\s*€)", text)]
    return max(ends) - (min(ends) if len(ends) > 1 else 0)


def test_une_mere_licenciee_voit_ses_droits_repond_a_ce_qui_decide_et_l_ecart_se_resserre(
    nadia: Usager, check_axe: Callable[[Page], None]
) -> None:
    page = nadia.page
    droits = panel(page)
    expect(droits).to_contain_text("Estimation, rien n'est promis, seule la caisse décide.")
    for titre in ("RSA", "Prime d'activité", "Aide au logement"):
        expect(right(page, titre).locator(".droit-montant")).to_contain_text("€ par mois")
        expect(right(page, titre).locator(".droit-statut svg")).to_have_count(1)
    aide = right(page, "Aide au logement")
    before = aide.locator(".droit-montant").inner_text()

    aide.locator("> summary").press("Enter")
    aide.get_by_text("Pourquoi", exact=False).first.click()
    expect(aide.locator(".pourquoi")).to_contain_text(
        re.compile(r"Votre salaire net avant : 1\s500\s€")
    )
    expect(aide.get_by_role("heading", name="À faire")).to_be_visible()
    assert not nadia.has_sideways_scroll()
    check_axe(page)

    page.reload()
    nadia.show_plan()
    panel(page)
    aide.locator("> summary").click()
    aide.get_by_role("button", name=re.compile("Votre allocation chômage par mois")).click()
    # The question is put in the conversation, and answered there.
    expect(nadia.miennes.last).to_contain_text("Je veux préciser : Votre allocation chômage")
    answer_number(nadia, 900)
    expect(page.locator("jalons-chat .toast")).to_contain_text(
        "Votre estimation a changé", timeout=CALCUL
    )
    nadia.show_plan()
    panel(page)
    after = aide.locator(".droit-montant").inner_text()
    assert width_of(after) < width_of(before), (before, after)
    expect(page.locator("jalons-chat #droits > [role=status]")).to_contain_text("à jour")


def test_combien_dans_la_conversation_dit_une_estimation_et_sa_date(nadia: Usager) -> None:
    page = nadia.page
    page.get_by_role("tab", name="Conversation").click()
    nadia.say("combien je vais toucher d'APL ?")
    dite = page.locator("jalons-chat .bulle", has_text="Aide au logement").last
    expect(dite).to_contain_text("€ par mois", timeout=CALCUL)
    expect(dite).to_contain_text("Rien n'est promis : seule la caisse décide")


def test_le_papier_porte_les_droits_sans_rien_de_sensible(nadia: Usager) -> None:
    page = nadia.page
    address = page.evaluate("document.querySelector('jalons-chat').client.fileAddress('plan.pdf')")
    reader = PdfReader(io.BytesIO(page.request.get(address).body()))
    text = " ".join(" ".join(p.extract_text() for p in reader.pages).split())
    assert "Vos droits possibles" in text
    assert "Estimation, rien n'est promis, seule la caisse décide." in text
    assert "Aide au logement" in text
    assert "Nationalité" not in text

    panel(page)
    page.emulate_media(media="print")
    expect(right(page, "Aide au logement").locator(".droit-montant")).to_be_visible()
    expect(page.locator("jalons-chat .pourquoi .ecran").first).to_be_hidden()


def test_sans_script_la_page_du_plan_porte_les_memes_droits(
    nadia: Usager, open_context: Callable[..., BrowserContext], check_axe: Callable[[Page], None]
) -> None:
    nadia.open_menu()
    page = nadia.page
    page.get_by_role("button", name=re.compile("Mon lien privé")).click()
    page.get_by_role("button", name="Créer mon lien").click()
    lien = page.get_by_label("Votre lien").input_value()
    simple = open_context(java_script_enabled=False).new_page()
    simple.set_default_timeout(CALCUL)
    simple.goto(f"{nadia.adresse}/retour/{lien.rsplit('/', 1)[1]}")
    simple.get_by_role("button", name="Ouvrir mon dossier").click()
    simple.goto(f"{nadia.adresse}/plan")
    simple.get_by_role("link", name=re.compile("Voir vos droits possibles")).click()
    aide = right(simple, "Aide au logement")
    expect(aide.locator(".droit-montant")).to_contain_text("€ par mois")
    aide.locator("> summary").click()
    aide.locator(".pourquoi > summary").click()
    expect(aide.locator(".pourquoi")).to_contain_text("Votre salaire net avant")
    aide.locator(".puce").first.click()
    expect(simple.locator("form").first).to_be_visible()

    # axe is a script: the same page, where scripts may run.
    lue = open_context(storage_state=simple.context.storage_state()).new_page()
    lue.goto(f"{nadia.adresse}/plan")
    for fold in lue.locator("#droits details").all():
        fold.evaluate("(e) => (e.open = true)")
    assert not lue.evaluate("document.documentElement.scrollWidth > innerWidth")
    check_axe(lue)


@pytest.mark.parametrize("options", [{"color_scheme": "dark"}, {"viewport": DESKTOP}])
def test_le_panneau_est_accessible_partout(
    options: dict[str, Any],
    open_context: Callable[..., BrowserContext],
    memoire_de_nadia: dict[str, Any],
    adresse: str,
    check_axe: Callable[[Page], None],
) -> None:
    page = open_context(storage_state=memoire_de_nadia, **options).new_page()
    page.goto(adresse)
    Usager(page, adresse).show_plan()
    panel(page)
    for fold in page.locator("jalons-chat #droits details").all():
        fold.evaluate("(e) => (e.open = true)")
    check_axe(page)


def test_en_arabe_le_panneau_se_lit_de_droite_a_gauche_sans_deborder(
    open_context: Callable[..., BrowserContext], memoire_de_nadia: dict[str, Any], adresse: str
) -> None:
    page = open_context(storage_state=memoire_de_nadia).new_page()
    page.goto(adresse)
    page.locator("jalons-chat").evaluate("(e) => (e.dir = 'rtl')")
    Usager(page, adresse).show_plan()
    droits = panel(page)
    right(page, "Aide au logement").locator("> summary").click()
    assert droits.evaluate("(e) => getComputedStyle(e).direction") == "rtl"
    inside = page.locator("jalons-chat #panneau-plan")
    assert inside.evaluate("(e) => e.scrollWidth <= e.clientWidth")


def test_sans_estimation_le_plan_est_entier_et_le_dit(
    open_context: Callable[..., BrowserContext], memoire_de_nadia: dict[str, Any], adresse: str
) -> None:
    def fails(route: Route) -> None:
        route.fulfill(status=503, json={"detail": []})

    page = open_context(storage_state=memoire_de_nadia).new_page()
    page.route(re.compile(r"/droits$"), fails)
    page.goto(adresse)
    usager = Usager(page, adresse).show_plan()
    absence = page.locator("jalons-chat .droits-absence")
    expect(absence).to_contain_text("n'est pas disponible pour le moment", timeout=WAIT)
    expect(absence.get_by_role("link")).to_have_attribute("href", re.compile("mesdroitssociaux"))
    expect(usager.etapes.first).to_be_visible()
    page.unroute(re.compile(r"/droits$"))
    absence.get_by_role("button", name="Réessayer").click()
    panel(page)


def test_l_estimation_n_est_demandee_qu_une_fois_pour_une_meme_situation(nadia: Usager) -> None:
    page = nadia.page
    panel(page)
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url) if r.url.endswith("/droits") else None)
    page.get_by_role("tab", name="Conversation").click()
    nadia.say("merci")
    nadia.show_plan()
    page.wait_for_timeout(1500)
    assert asked == []


def test_aucun_panneau_quand_une_personne_n_est_pas_en_securite(usager: Usager) -> None:
    usager.say("mon mari me frappe depuis des mois")
    note(usager, nb_enfants=2, logement="location", loyer=600, salaire_net=900)
    page = usager.page
    page.reload()
    page.get_by_role("tab", name=re.compile("Mon plan")).click()
    expect(page.locator("jalons-chat #titre-plan")).to_be_visible()
    page.wait_for_timeout(1500)
    expect(page.locator("jalons-chat #droits")).to_have_count(0)
