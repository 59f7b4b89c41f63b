"""The element on someone else's page, whose styles are hostile."""

from __future__ import annotations

import functools
import http.server
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.web.usager import MOMENT, WAIT, Usager

HOSTILE = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Autre site</title>
<style>
html {{ font-size: 40px; direction: rtl; }}
* {{ color: red !important; font-family: cursive !important; letter-spacing: 9px !important;
  text-transform: uppercase !important; line-height: 3 !important; }}
button, input, textarea, p, li {{ display: none !important; background: lime !important; }}
</style></head><body><h1>Autre site</h1>
<script type="module" src="{adresse}/static/jalons-chat.js"></script>
<jalons-chat dir="ltr"></jalons-chat></body></html>"""


class Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing to say in the middle of the tests."""


@pytest.fixture
def autre_site(adresse: str, tmp_path: Path) -> Iterator[str]:
    """Its port must be among the origins the tested server allows (JALONS_TEST_ORIGINE)."""
    origin = os.environ.get("JALONS_TEST_ORIGINE", "http://127.0.0.1:8812")
    (tmp_path / "index.html").write_text(HOSTILE.format(adresse=adresse), encoding="utf-8")
    handler = functools.partial(Silent, directory=str(tmp_path))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", int(origin.rsplit(":", 1)[1])), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield origin
    server.shutdown()
    server.server_close()


def test_l_element_marche_sur_un_autre_site_et_garde_son_style(
    autre_site: str, open_context: Callable[..., BrowserContext], adresse: str
) -> None:
    page = open_context().new_page()
    page.goto(f"{autre_site}/index.html")
    usager = Usager(page, adresse)
    bouton = usager.reponses.get_by_role("button", name=MOMENT)
    expect(bouton).to_be_visible(timeout=WAIT)
    expect(bouton).to_have_css("letter-spacing", "normal")
    expect(bouton).to_have_css("text-transform", "none")
    expect(bouton).to_have_css("font-size", "16px")
    assert bouton.evaluate("(e) => getComputedStyle(e).color") != "rgb(255, 0, 0)"
    usager.choose_moment()
    assert usager.asked
