"""The pure functions behind the paper, the calendar and the order of the plan."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from playwright.sync_api import BrowserContext
from pypdf import PdfReader

from api.web.calendrier import write_calendrier
from api.web.pdf import write_pdf
from api.web.rendu import HERE, paragraphes
from api.web.textes import load_textes
from api.web.vue_droits import group_droits, keep_shareable, list_exclus, may_show
from api.web.vue_plan import draw_frise, find_urgency, group_etapes

LE = "2026-11-22"


def make_etape(id: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": id,
        "moment": "naissance",
        "nom": id.lower(),
        "titre": f"Étape {id}",
        "action": "Écrivez une lettre.",
        "statut": "a-faire",
        "phase": "P1",
        "organismes": [
            {"id": "caf", "nom": "Caf", "nom_ici": "Caf", "nom_long": "Caisse d'allocations familiales",
             "branche": "famille", "icone": "famille"}
        ],
        "echeance": None,
        "avant_le": None,
        "documents": ["RIB"],
        "canaux": ["caf.fr"],
        "automatique": None,
        "retard": None,
        "doute": False,
        "doute_texte": None,
        "depend_de": [],
        "priorite": "importante",
        "sources": [{"titre": "caf.fr", "url": None, "vu_le": "2026-11", "statut": "V"}],
        "conditions": [],
        "pieges": [],
        **changes,
    }  # fmt: skip


def make_echeance(avant_le: str | None, debut_le: str | None = None) -> dict[str, Any]:
    return {
        "type": "legal", "texte": "Avant la date.", "avant_le": avant_le, "debut_le": debut_le,
        "approximatif": False,
    }  # fmt: skip


@pytest.fixture
def plan() -> dict[str, Any]:
    return {
        "moments": [{"id": "naissance", "titre": "Naissance", "calendrier_discret": False}],
        "protege": False,
        "le": LE,
        "etapes": [
            make_etape("URGENT", priorite="urgente"),
            make_etape("DEC", avant_le="2026-12-01", echeance=make_echeance("2026-12-01")),
            make_etape("FEV", avant_le="2027-02-01", echeance=make_echeance("2027-02-01")),
            make_etape("TARD", phase="P2"),
            make_etape("DOUTE", statut="a-verifier", doute=True, doute_texte="À voir avec la Caf."),
            make_etape("FAIT", statut="faite", avant_le="2026-11-30"),
        ],
        "phases": [
            {"id": "P1", "moment": "naissance", "titre": "Déclarer", "jalon": "Connue",
             "debut_le": "2026-10-01", "fin_le": "2026-12-31", "position": "en-cours"},
            {"id": "P2", "moment": "naissance", "titre": "Préparer", "jalon": "Prêts",
             "debut_le": "2026-12-31", "fin_le": "2027-06-01", "position": "a-venir"},
        ],
        "declinaisons": [],
        "precisions": [],
        "prochaine_question": None,
        "faits": [],
    }  # fmt: skip


def ids(groups: dict[str, list[dict[str, Any]]]) -> dict[str, list[str]]:
    return {name: [etape["id"] for etape in etapes] for name, etapes in groups.items()}


GROUPES = {
    "a_faire": ["URGENT", "DEC", "FEV"],
    "a_verifier": ["DOUTE"],
    "plus_tard": ["TARD"],
    "faites": ["FAIT"],
}


def test_chaque_groupe_garde_l_ordre_du_plan(plan: dict[str, Any]) -> None:
    assert ids(group_etapes(plan)) == GROUPES


def test_le_chat_et_le_papier_rangent_pareil(
    plan: dict[str, Any], open_context: Callable[..., BrowserContext], adresse: str
) -> None:
    page = open_context().new_page()
    page.goto(f"{adresse}/accessibilite")
    script = """async (plan) => {
      const vue = await import('/static/plan-vue.js');
      plan.moments = plan.moments.map((moment) => moment.id);
      const groupes = vue.groupEtapes(plan);
      const frise = vue.drawFrise(plan);
      return [
        Object.fromEntries(Object.entries(groupes).map(([n, e]) => [n, e.map((x) => x.id)])),
        frise.aujourdhui,
        frise.reperes.map((r) => r.iso),
        frise.segments.map((s) => [s.debut, s.rang]).flat(),
      ];
    }"""
    groups, today, months, starts = page.evaluate(script, plan)
    frise = draw_frise(plan)
    assert frise is not None
    assert groups == GROUPES
    assert today == pytest.approx(frise.aujourdhui, abs=0.02)
    assert months == [month for _, month in frise.reperes]
    expected = [value for s in frise.segments for value in (s.debut, s.rang)]
    assert starts == pytest.approx(expected, abs=0.02)


def test_une_date_passee_se_voit() -> None:
    assert find_urgency("2026-11-21", LE) == "depassee"
    assert find_urgency("2026-12-06", LE) == "proche"
    assert find_urgency("2027-12-06", LE) == "loin"
    assert find_urgency(None, LE) is None


def test_le_pdf_dit_les_doutes_les_papiers_et_les_sources(plan: dict[str, Any]) -> None:
    reader = PdfReader(io.BytesIO(write_pdf(plan, load_textes("fr"), "fr")))
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))
    for words in (
        "À voir avec la Caf",
        "RIB",
        "caf.fr",
        "Établi le 22 novembre 2026",
        "1er décembre",
    ):
        assert words in text, words
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]


@pytest.mark.parametrize(
    ("langue", "police"),
    [("zh", "WenQuanYi"), ("bn", "Bengali"), ("ar", "Arabic"), ("fa", "Arabic")],
)
def test_le_papier_a_les_lettres_de_chaque_ecriture(
    plan: dict[str, Any], langue: str, police: str
) -> None:
    papier = PdfReader(io.BytesIO(write_pdf(plan, load_textes(langue), langue)))
    polices = {
        font.get_object()["/BaseFont"]
        for page in papier.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert any(police in nom for nom in polices), polices


def test_une_etape_faite_ou_sans_date_n_est_pas_au_calendrier(plan: dict[str, Any]) -> None:
    calendar = Calendar.from_ical(write_calendrier(plan, load_textes("fr"), "fr"))
    events = calendar.walk("VEVENT")
    assert [event["dtstart"].dt for event in events] == [dt.date(2026, 12, 1), dt.date(2027, 2, 1)]
    assert all(event.walk("VALARM") for event in events)


def test_un_moment_que_le_contenu_dit_discret_ne_dit_rien_dans_le_calendrier(
    plan: dict[str, Any],
) -> None:
    plan["moments"][0]["calendrier_discret"] = True
    text = write_calendrier(plan, load_textes("fr"), "fr").decode()
    assert "Étape" not in text
    assert "DESCRIPTION:Écrivez" not in text


def test_un_deuil_perinatal_n_a_aucun_rappel(plan: dict[str, Any]) -> None:
    text = write_calendrier(
        {**plan, "rappels": False, "discret": True}, load_textes(), "fr"
    ).decode()
    assert "VALARM" not in text
    assert "Étape" not in text


def test_le_texte_d_une_personne_n_est_jamais_du_code() -> None:
    assert "<script>" not in paragraphes("<script>alert(1)</script>")


def test_chaque_texte_demande_existe() -> None:
    known = load_textes("fr").par_cle
    asked = re.compile(r"\bt\(\s*['\"]([a-z_.]+)['\"]")
    sources = [*HERE.glob("static/*.js"), *HERE.glob("templates/*.html")]
    missing = {
        (path.name, key)
        for path in sources
        for key in asked.findall(path.read_text(encoding="utf-8"))
        if not key.endswith((".", "_")) and key not in known and f"{key}.other" not in known
    }
    assert not missing


def test_aucune_phrase_ni_numero_dans_le_code() -> None:
    french = re.compile(r"['\"`>][A-ZÀÉÈ][a-zéèàç']+ [a-zéèàç']+ [a-zéèàç']+")
    for path in HERE.glob("static/*.js"):
        code = re.sub(r"/\*.*?\*/|//.*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not french.findall(code), path.name


def test_le_code_embarque_est_celui_du_verrou() -> None:
    root = Path(__file__).resolve().parents[2]
    lock = json.loads((root / "tools" / "vendor.lock.json").read_text())
    manifest = json.loads((root / "tools" / "vendor.json").read_text())
    wanted = {f"{name}@{version}" for name, version in manifest["bundle"]["packages"].items()}
    assert wanted <= set(lock)
    assert all(value.startswith("sha512-") for value in lock.values())


# Rights ----------------------------------------------------------------------------------------


def make_droit(id: str, statut: str, **changes: Any) -> dict[str, Any]:
    fait = {"fait": "handicap", "titre": "Handicap", "libelle": "Oui", "sensible": True}
    return {
        "id": id, "titre": f"Droit {id}", "explication": "Une aide.", "statut": statut,
        "statut_texte": statut, "nature": "montant", "montant": None, "exclut": [],
        "organisme": {"nom": "Caf"}, "etapes": [], "doute": False, "doute_texte": None,
        "pourquoi": [fait, {**fait, "fait": "age", "titre": "Âge", "sensible": False}],
        "depend_de": [fait], "sources": [], **changes,
    }  # fmt: skip


@pytest.fixture
def droits() -> dict[str, Any]:
    return {
        "silence": False, "disponible": True, "message": None, "total": None, "mention": "Le 22.",
        "droits": [
            make_droit("rsa", "probable", exclut=["aah"]),
            make_droit("aah", "a_verifier"),
            make_droit("ass", "peu_probable", exclut=["rsa"]),
        ],
        "effets": [], "plus_tard": [], "questions": [], "supposes": [],
    }  # fmt: skip


def test_le_papier_ne_porte_aucun_fait_sensible(
    plan: dict[str, Any], droits: dict[str, Any]
) -> None:
    partage = keep_shareable(droits, {**plan, "discret": False})
    assert partage is not None
    assert [f["fait"] for f in partage["droits"][0]["pourquoi"]] == ["age"]
    assert partage["droits"][0]["depend_de"] == []
    texte = read_pdf({**plan, "discret": False}, droits)
    assert "Vos droits possibles" in texte
    assert "Handicap" not in texte


def test_un_plan_discret_ou_un_silence_n_imprime_aucun_droit(
    plan: dict[str, Any], droits: dict[str, Any]
) -> None:
    assert keep_shareable(droits, {**plan, "discret": True}) is None
    assert keep_shareable({**droits, "silence": True}, {**plan, "discret": False}) is None
    assert "Vos droits possibles" not in read_pdf({**plan, "discret": True}, droits)


def read_pdf(plan: dict[str, Any], droits: dict[str, Any]) -> str:
    reader = PdfReader(io.BytesIO(write_pdf(plan, load_textes(), "fr", droits)))
    return " ".join(page.extract_text() for page in reader.pages)


def test_aucun_droit_la_ou_une_personne_peut_etre_en_danger(plan: dict[str, Any]) -> None:
    sure = {**plan, "moments": [{"id": "separation", "protege": False}]}
    assert may_show(sure)
    assert not may_show({**sure, "moments": [*sure["moments"], {"id": "v", "protege": True}]})
    assert not may_show({**sure, "etapes": []})


def test_le_chat_et_les_pages_rangent_les_droits_pareil(
    droits: dict[str, Any], open_context: Callable[..., BrowserContext], adresse: str
) -> None:
    page = open_context().new_page()
    page.goto(f"{adresse}/accessibilite")
    script = """async (droits) => {
      const vue = await import('/static/droits-vue.js');
      const groupes = Object.entries(vue.groupDroits(droits));
      return [
        Object.fromEntries(groupes.map(([n, d]) => [n, d.map((x) => x.id)])),
        droits.droits.map((d) => vue.listExclus(d, droits)),
      ];
    }"""
    groups, exclus = page.evaluate(script, droits)
    assert groups == {nom: [d["id"] for d in ds] for nom, ds in group_droits(droits).items()}
    assert exclus == [list_exclus(d, droits) for d in droits["droits"]]
    assert exclus[0] == ["Droit aah"]
