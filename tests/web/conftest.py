"""A browser, and a person who uses it. Addressed at a whole running Jalons (`adresse`)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.web.usager import Usager

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
NORMES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "RGAAv4"]
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 860}
CHROMIUM = {
    "executable_path": "/usr/bin/chromium",
    "args": [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
    ],
}
# axe takes joined letters for icon ligatures and skips their contrast: give it Latin ones instead.
LATINISE = """() => {
  const walk = (node) => { for (const child of node.childNodes) {
    if (child.nodeType === 3)
      child.nodeValue = child.nodeValue.replace(/[\\u0590-\\u08FF\\uFB1D-\\uFEFC]/g, 'n');
    else { walk(child); if (child.shadowRoot) walk(child.shadowRoot); }
  } };
  walk(document.documentElement);
}"""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, **CHROMIUM}


@pytest.fixture
def open_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    contexts: list[BrowserContext] = []

    def open_one(**options: Any) -> BrowserContext:
        options = {"viewport": PHONE, "locale": "fr-FR", **options}
        contexts.append(browser.new_context(**options))
        return contexts[-1]

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def usager(open_context: Callable[..., BrowserContext], adresse: str) -> Usager:
    """A person on a phone, who has just opened the page."""
    return Usager(open_context().new_page(), adresse).open()


@pytest.fixture
def check_axe() -> Callable[[Page], None]:
    """`page.evaluate` goes through the debugger: the page's strict CSP does not stop it."""

    def check(page: Page) -> None:
        page.evaluate(LATINISE)
        page.evaluate(AXE)
        options = {"runOnly": {"type": "tag", "values": NORMES}}
        violations = page.evaluate("(o) => axe.run(document, o).then((r) => r.violations)", options)
        readable = [
            (v["id"], v["impact"], [(n["target"], n["failureSummary"]) for n in v["nodes"][:3]])
            for v in violations
        ]
        assert not readable, readable

    return check


@pytest.fixture
def photo(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Keeps a picture of the page, where JALONS_TEST_PHOTOS says (nowhere by default)."""

    def take(page: Page, nom: str) -> None:
        if dossier := os.environ.get("JALONS_TEST_PHOTOS"):
            largeur = (page.viewport_size or PHONE)["width"]
            page.screenshot(path=f"{dossier}/comptes-{nom}-{largeur}.png", full_page=True)

    return take
