"""Every page: headers, accessibility, small screens."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

PAGES = (
    "/confidentialite",
    "/accessibilite",
    "/integration",
    "/sans-js",
    "/plan",
    "/retour/inconnu",
)


@pytest.mark.parametrize("chemin", PAGES)
def test_chaque_page_est_accessible_et_tient_sur_un_petit_ecran(
    chemin: str,
    open_context: Callable[..., BrowserContext],
    adresse: str,
    check_axe: Callable[[Page], None],
) -> None:
    page = open_context(viewport={"width": 320, "height": 640}).new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.goto(adresse + chemin)
    if chemin == "/integration":
        page.locator("jalons-chat .bulle").first.wait_for()
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    check_axe(page)
    assert not errors


@pytest.mark.parametrize("chemin", ["/", *PAGES])
def test_chaque_page_est_protegee(
    chemin: str, open_context: Callable[..., BrowserContext], adresse: str
) -> None:
    answer = open_context().request.get(adresse + chemin)
    csp = answer.headers["content-security-policy"]
    assert "script-src 'self'" in csp
    assert "unsafe" not in csp
    assert "frame-ancestors 'self'" in csp
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert "<style" not in answer.text()
    assert "style=" not in answer.text()
    public = chemin in {"/", "/confidentialite", "/accessibilite", "/integration"}
    assert ("x-robots-tag" in answer.headers) is not public


def test_une_adresse_inconnue_a_sa_page(
    open_context: Callable[..., BrowserContext], adresse: str
) -> None:
    request = open_context().request
    page = request.get(f"{adresse}/nulle-part", headers={"Accept": "text/html"})
    assert page.status == 404
    assert "<h1>" in page.text()
    api = request.get(f"{adresse}/api/v1/nulle-part", headers={"Accept": "text/html"})
    assert api.status == 404
    assert "detail" in api.json()


def test_une_langue_inconnue_recoit_le_francais(
    open_context: Callable[..., BrowserContext], adresse: str
) -> None:
    answer = open_context().request.get(f"{adresse}/api/v1/interface?langue=xx").json()
    assert (answer["langue"], answer["dir"]) == ("fr", "ltr")
    assert not any(key.startswith(("pages.", "pdf.")) for key in answer["textes"])
