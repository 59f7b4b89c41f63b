"""How a plan is shown: groups, urgency, and the geometry of the timeline.

`static/plan-vue.js` holds the same rules for the chat: change both together.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from api.web.ports import Plan

GROUPES = ("a_faire", "a_verifier", "plus_tard", "faites")
PROCHE_JOURS = 14
REPERES_MAX = 3
PHASE_OUVERTE = dt.timedelta(days=60)


def read_day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value[:10]) if value else None


def keep_discreet(plan: Plan) -> Plan:
    """How the plan may leave the screen: the content says when it must name nothing.

    A paper or a calendar is seen by others, and rings by itself at a date that hurts.
    """
    declinaisons = any(declinaison["discret"] for declinaison in plan["declinaisons"])
    discret = plan["protege"] or declinaisons
    return {**plan, "discret": discret, "rappels": not discret}


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


def group_etapes(plan: Plan) -> dict[str, list[dict[str, Any]]]:
    """The plan comes sorted (urgent, then by date and priority): each group keeps that order."""
    # Two moments may both have a phase P1.
    positions = {(p["moment"], p["id"]): p["position"] for p in plan["phases"]}
    groups: dict[str, list[dict[str, Any]]] = {name: [] for name in GROUPES}
    for etape in plan["etapes"]:
        groups[find_groupe(etape, positions, plan["le"])].append(etape)
    return groups


@dataclass
class Segment:
    phase: str
    position: str
    ouverte: bool
    debut: float
    largeur: float
    rang: int


@dataclass
class Frise:
    """All in percent of the width, so that no drawing needs a script or an inline style."""

    titres: list[tuple[int, str]]
    segments: list[Segment]
    points: list[tuple[float, int, str]]
    reperes: list[tuple[float, str]]
    aujourdhui: float
    rangs: int


def list_months(start: dt.date, end: dt.date) -> list[dt.date]:
    months = (end.year - start.year) * 12 + end.month - start.month
    step = next((s for s in (1, 2, 3, 6, 12) if months / s <= REPERES_MAX), 24)
    first = start.year * 12 + start.month - 1
    return [
        dt.date(number // 12, number % 12 + 1, 1)
        for number in range(first, first + months + 1)
        if number % step == 0 and start <= dt.date(number // 12, number % 12 + 1, 1) <= end
    ]


def read_moments(plan: Plan) -> list[str]:
    return [m if isinstance(m, str) else m["id"] for m in plan["moments"]]


def name_moments(plan: Plan) -> dict[str, str]:
    """Titles as the content words them in this situation: a lost baby is never expected."""
    return {m["id"]: m["titre"] for m in plan["moments"] if not isinstance(m, str)}


def date_phases(plan: Plan) -> list[tuple[dict[str, Any], dt.date, dt.date]]:
    """A phase that has begun and whose end is not known yet is drawn open, for two months."""
    return [
        (phase, first, read_day(phase["fin_le"]) or first + PHASE_OUVERTE)
        for phase in plan["phases"]
        if (first := read_day(phase["debut_le"]))
    ]


def find_rang(ends: list[dt.date], first: dt.date) -> int:
    """Phases may overlap: the first row that is free again, else a new one."""
    return next((rang for rang, end in enumerate(ends) if end <= first), len(ends))


def draw_frise(plan: Plan) -> Frise | None:
    """None when no phase has a date: an ordered list then says more than a drawing."""
    dated = date_phases(plan)
    if not dated:
        return None
    today = dt.date.fromisoformat(plan["le"])
    start = min(today, *(first for _, first, _ in dated))
    end = max(today + dt.timedelta(days=1), *(last for _, _, last in dated))

    def place(day: dt.date) -> float:
        return round(100 * (day - start).days / (end - start).days, 2)

    frise = Frise([], [], [], [], place(today), 0)
    moments = read_moments(plan)
    rows: dict[tuple[str, str], int] = {}
    for moment in moments:
        own = [row for row in dated if row[0]["moment"] == moment]
        if own and len(moments) > 1:
            frise.titres.append((frise.rangs, moment))
            frise.rangs += 1
        ends: list[dt.date] = []
        for phase, first, last in own:
            rang = find_rang(ends, first)
            ends[rang : rang + 1] = [last]
            rows[moment, phase["id"]] = frise.rangs + rang
            left = place(first)
            width = round(place(last) - left, 2)
            is_open = not phase["fin_le"]
            frise.segments.append(
                Segment(phase["id"], phase["position"], is_open, left, width, frise.rangs + rang)
            )
        frise.rangs += len(ends)
    for etape in plan["etapes"]:
        day = read_day(etape.get("avant_le"))
        rang_etape = rows.get((etape["moment"], etape.get("phase") or ""))
        if day and rang_etape is not None and start <= day <= end:
            frise.points.append((place(day), rang_etape, etape["statut"]))
    frise.reperes = [(place(month), month.isoformat()) for month in list_months(start, end)]
    return frise
