"""The plan on paper: tagged PDF (PDF/UA-1), two or three whole steps a page, boxes to tick."""

from functools import cache
from pathlib import Path
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from api.web.ports import Droits, Plan
from api.web.rendu import HERE, render
from api.web.textes import Textes
from api.web.vue_droits import keep_shareable


@cache
def load_style() -> tuple[CSS, FontConfiguration]:
    fonts = FontConfiguration()
    return CSS(filename=str(HERE / "static" / "papier.css"), font_config=fonts), fonts


def list_contacts(plan: Plan) -> list[dict[str, Any]]:
    """Each organisation of what remains to do, once."""
    contacts = {
        organisme["id"]: organisme
        for etape in plan["etapes"]
        if etape["statut"] != "faite"
        for organisme in etape["organismes"]
    }
    return list(contacts.values())


def list_sources(plan: Plan, droits: Droits | None = None) -> list[dict[str, Any]]:
    sources = {
        (source["titre"], source.get("url")): source
        for cite in (*plan["etapes"], *(droits["droits"] if droits else ()))
        for source in cite["sources"]
    }
    return list(sources.values())


def write_pdf(plan: Plan, textes: Textes, langue: str, droits: Droits | None = None) -> bytes:
    droits = keep_shareable(droits, plan)
    page = render(
        "papier.html",
        textes,
        plan=plan,
        contacts=list_contacts(plan),
        sources=list_sources(plan, droits),
        droits=droits,
    )
    return to_pdf(page, langue)


def write_fiche(fiche: dict[str, Any], textes: Textes, langue: str) -> bytes:
    """The sheet that ends a review, either copy."""
    return to_pdf(render("papier_fiche.html", textes, fiche=fiche), langue)


def to_pdf(page: str, langue: str) -> bytes:
    style, fonts = load_style()
    document = HTML(string=page, base_url=str(Path("/nowhere")), url_fetcher=refuse_fetch)
    content: bytes = document.write_pdf(
        stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1", lang=langue
    )
    return content


def refuse_fetch(url: str, *_: object, **__: object) -> dict[str, Any]:
    """A plan needs nothing from outside; a link inside it must never make this server call out."""
    raise ValueError(url)
