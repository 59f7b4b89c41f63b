"""How a plan is shown: groups, order, urgency, and the geometry of the timeline.

`static/plan-vue.js` holds the same rules for the chat: change both together.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from api.web.ports import Plan

GROUPES = ("a_faire", "a_verifier", "plus_tard", "faites")
PRIORITES = {"urgente": 0, "importante": 1, "utile": 2}
PROCHE_JOURS = 14
REPERES_MAX = 6


def read_day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value[:10]) if value else None


def find_groupe(etape: dict[str, Any], positions: dict[tuple[str, str], str], today: str) -> str:
    """« Later » is not a status of the step: it depends on the day the plan is read."""
    if etape["statut"] == "faite":
        return "faites"
    if etape["statut"] == "a-verifier":
        return "a_verifier"
    if etape["priorite"] == "urgente":
        return "a_faire"
    start = (etape.get("echeance") or {}).get("debut_le")
    if start:
        return "plus_tard" if start > today else "a_faire"
    position = positions.get((etape["moment"], etape.get("phase") or ""))
    return "plus_tard" if position == "a-venir" else "a_faire"


def find_urgency(avant_le: str | None, today: str) -> str | None:
    day, now = read_day(avant_le), read_day(today)
    if day is None or now is None:
        return None
    if day < now:
        return "depassee"
    return "proche" if (day - now).days <= PROCHE_JOURS else "loin"


def sort_key(etape: dict[str, Any]) -> tuple[str, int]:
    # An urgent step without a date comes before every date: it cannot wait for one.
    urgent = etape["priorite"] == "urgente"
    day = etape.get("avant_le") or ("" if urgent else "9999")
    return day, PRIORITES.get(etape["priorite"], len(PRIORITES))


def group_etapes(plan: Plan) -> dict[str, list[dict[str, Any]]]:
    # Two moments may both have a phase P1.
    positions = {(p["moment"], p["id"]): p["position"] for p in plan["phases"]}
    groups: dict[str, list[dict[str, Any]]] = {name: [] for name in GROUPES}
    for etape in sorted(plan["etapes"], key=sort_key):
        groups[find_groupe(etape, positions, plan["le"])].append(etape)
    return groups


@dataclass
class Segment:
    titre: str
    position: str
    debut: float
    largeur: float


@dataclass
class Ligne:
    moment: str
    segments: list[Segment] = field(default_factory=list)
    points: list[tuple[float, str]] = field(default_factory=list)


@dataclass
class Frise:
    """All in percent of the width, so that no drawing needs a script or an inline style."""

    lignes: list[Ligne]
    reperes: list[tuple[float, str]]
    aujourdhui: float


def list_months(start: dt.date, end: dt.date) -> list[dt.date]:
    months = (end.year - start.year) * 12 + end.month - start.month
    step = next((s for s in (1, 2, 3, 6, 12) if months / s <= REPERES_MAX), 24)
    first = start.year * 12 + start.month
    return [
        dt.date(number // 12, number % 12 + 1, 1)
        for number in range(first, first + months + 1)
        if number % step == 0 and start <= dt.date(number // 12, number % 12 + 1, 1) <= end
    ]


def draw_frise(plan: Plan) -> Frise | None:
    """None when no phase has both dates: an ordered list then says more than a drawing."""
    dated = [
        (phase, first, last)
        for phase in plan["phases"]
        if (first := read_day(phase["debut_le"])) and (last := read_day(phase["fin_le"]))
    ]
    if not dated:
        return None
    today = dt.date.fromisoformat(plan["le"])
    start = min(today, *(first for _, first, _ in dated))
    end = max(today + dt.timedelta(days=1), *(last for _, _, last in dated))
    days = (end - start).days

    def place(day: dt.date) -> float:
        return round(100 * (day - start).days / days, 2)

    lignes = {moment: Ligne(moment) for moment in plan["moments"]}
    for phase, first, last in dated:
        ligne = lignes.setdefault(phase["moment"], Ligne(phase["moment"]))
        left = place(first)
        ligne.segments.append(
            Segment(phase["titre"], phase["position"], left, round(place(last) - left, 2))
        )
    for etape in plan["etapes"]:
        day = read_day(etape.get("avant_le"))
        if day and start <= day <= end and etape["moment"] in lignes:
            lignes[etape["moment"]].points.append((place(day), etape["statut"]))
    return Frise(
        [ligne for ligne in lignes.values() if ligne.segments],
        [(place(month), month.isoformat()) for month in list_months(start, end)],
        place(today),
    )
