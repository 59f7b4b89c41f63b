"""Jinja pages: the environment, and the few filters the templates need."""

import json
import re
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any
from zlib import crc32

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

from api.languages.isolats import DEBUT, FIN, strip_isolates
from api.languages.langues import SOURCE
from api.web.textes import Textes, bind_spaces
from api.web.vue_droits import group_droits, list_exclus
from api.web.vue_plan import draw_frise, find_urgency, group_etapes, name_moments, read_moments

HERE = Path(__file__).parent
LIST_ITEM = re.compile(r"^[-•] ")
BALISE = re.compile(r"(<[^>]*>)")
# Elements that hold text and nothing else.
NUS = ("<title", "<option", "<textarea")
PIECE = re.compile(f"{DEBUT}([^{FIN}]*){FIN}")
BDI = r'<bdi lang="fr" dir="ltr">\1</bdi>'
ADDRESS = re.compile(r"(https://[^\s<>()]+[^\s<>().,;:!?»])")


@cache
def load_icones() -> dict[str, list[str]]:
    icons: dict[str, list[str]] = json.loads((HERE / "static" / "icones.json").read_text())
    return icons


def icone(name: str | None, css: str = "") -> Markup:
    """Decorative: always beside its text."""
    icons = load_icones()
    paths = Markup("").join(
        Markup('<path d="{}"/>').format(path) for path in icons.get(name or "", icons["autre"])
    )
    return Markup('<svg class="icone {}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>').format(
        css, paths
    )


def linkify(line: str) -> Markup:
    parts = ADDRESS.split(line)
    return Markup("").join(
        Markup('<a href="{0}" rel="noopener noreferrer"><bdi>{0}</bdi></a>').format(part)
        if rank % 2
        else escape(part)
        for rank, part in enumerate(parts)
    )


def paragraphes(text: str | None, langue: str = "") -> Markup:
    """Paragraphs by blank lines, lists by leading dashes: what the catalogues write."""
    bound = bind_spaces(text or "") if langue == SOURCE else text or ""
    blocks = []
    for block in re.split(r"\n\s*\n", bound.strip()):
        lines = [line.strip() for line in block.split("\n") if line.strip()]
        # A heading line and its list may come in one block.
        for is_list, run in groupby(lines, lambda line: bool(LIST_ITEM.match(line))):
            write = render_list if is_list else render_lines
            blocks.append(write(list(run)))
    return Markup("").join(blocks)


def render_list(lines: Iterable[str]) -> Markup:
    items = (Markup("<li>{}</li>").format(linkify(LIST_ITEM.sub("", line))) for line in lines)
    return Markup("<ul>{}</ul>").format(Markup("").join(items))


def render_lines(lines: Iterable[str]) -> Markup:
    return Markup("<p>{}</p>").format(Markup("<br>").join(linkify(line) for line in lines))


def tel(number: str) -> str:
    return re.sub(r"[^\d+]", "", number)


def site(address: str) -> str:
    return address if address.startswith(("http://", "https://")) else f"https://{address}"


def shorten(address: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", address).rstrip("/")


def keep_neutral(name: str) -> str:
    """A name for addresses, which stay in the history: always the same, and it tells nothing."""
    return f"{crc32(name.encode()):08x}"


def compact_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def build_environment(folder: Path = HERE / "templates") -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "icone": icone,
        "grouper": group_etapes,
        "grouper_droits": group_droits,
        "exclus": list_exclus,
        "urgence": find_urgency,
        "dessiner": draw_frise,
        "moments": read_moments,
        "titres_moments": name_moments,
    }
    environment.filters |= {
        "paragraphes": paragraphes,
        "tel": tel,
        "site": site,
        "domaine": shorten,
        "compact": compact_json,
        "neutre": keep_neutral,
    }
    return environment


@cache
def load_environment() -> Environment:
    return build_environment()


def render(name: str, textes: Textes, **context: Any) -> str:
    template = load_environment().get_template(name)
    page = template.render(t=textes, langue=textes.langue, dir=textes.dir, **context)
    return mark_french(page) if DEBUT in page else page


def mark_french(page: str) -> str:
    """French pieces of a translated page: marked where a mark can be, bare in attributes."""
    parts = BALISE.split(page)
    for rang, part in enumerate(parts):
        bare = rang % 2 or (rang and parts[rang - 1].startswith(NUS))
        if DEBUT in part:
            parts[rang] = strip_isolates(part) if bare else PIECE.sub(BDI, part)
    return "".join(parts)
