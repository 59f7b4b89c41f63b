"""The plan's dates as a calendar file: one event a step, alarms, the same identity every time."""

import datetime as dt
from typing import Any

from icalendar import Alarm, Calendar, Event

from api.errors import Refus
from api.web.ports import Plan
from api.web.textes import Textes
from api.web.vue_plan import read_day

RAPPELS_JOURS = (7, 1)
MORNING = dt.timedelta(hours=9)


def build_alarm(days_before: int, title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    # All-day events start at midnight: ring in the morning, not in the night before.
    alarm.add("trigger", MORNING - dt.timedelta(days=days_before))
    return alarm


def build_event(
    etape: dict[str, Any], plan: Plan, textes: Textes, langue: str, discreet: bool
) -> Event | None:
    echeance = etape.get("echeance") or {}
    day = read_day(etape.get("avant_le") or echeance.get("avant_le"))
    if day is None or etape["statut"] == "faite":
        return None
    title = textes("calendrier.titre_neutre") if discreet else etape["titre"]
    event = Event()
    event.add("uid", f"{etape['moment']}.{etape['id']}@jalons.invalid".lower())
    event.add("summary", title, {"LANGUAGE": langue})
    event.add("dtstart", day)
    event.add("dtend", day + dt.timedelta(days=1))
    event.add("dtstamp", dt.datetime.combine(read_day(plan["le"]) or day, dt.time(), dt.UTC))
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    if not discreet:
        event.add("description", describe(etape, textes), {"LANGUAGE": langue})
        event.add("categories", [organisme["nom_ici"] for organisme in etape["organismes"]])
    today = read_day(plan["le"]) or day
    if plan.get("rappels", True):
        for days_before in RAPPELS_JOURS:
            if day - dt.timedelta(days=days_before) >= today:
                event.add_component(
                    build_alarm(days_before, textes("calendrier.rappel", titre=title))
                )
    return event


def describe(etape: dict[str, Any], textes: Textes) -> str:
    echeance = etape.get("echeance") or {}
    lines = [etape.get("ajoutee") or "", echeance.get("texte", "")]
    if echeance.get("approximatif"):
        lines.append(textes("calendrier.approximatif"))
    if etape["doute"]:
        lines.append(f"{textes('plan.a_confirmer')} {etape.get('doute_texte') or ''}".strip())
    if etape["documents"]:
        lines.append(f"{textes('plan.documents')} : {' ; '.join(etape['documents'])}")
    if etape["canaux"]:
        lines.append(f"{textes('plan.canaux')} : {' ; '.join(etape['canaux'])}")
    return "\n".join(line for line in lines if line)


def write_suivi(day: dt.date, today: dt.date, textes: Textes, langue: str) -> bytes:
    """One discreet event: the day on which to talk again. It names no right and no moment."""
    calendar = new_calendar(textes, langue)
    title = textes("calendrier.suivi")
    event = Event()
    event.add("uid", "suivi@jalons.invalid")
    event.add("summary", title, {"LANGUAGE": langue})
    event.add("dtstart", day)
    event.add("dtend", day + dt.timedelta(days=1))
    event.add("dtstamp", dt.datetime.combine(today, dt.time(), dt.UTC))
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def new_calendar(textes: Textes, langue: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//Jalons//plan//{langue.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", textes("calendrier.nom"))
    return calendar


def write_calendrier(plan: Plan, textes: Textes, langue: str) -> bytes:
    """`plan["discret"]` hides every title, `plan["rappels"] = False` removes the alarms.

    No calendar at all for someone who may be in danger: it is copied to other devices.
    """
    if plan["protege"]:
        raise Refus(409, "calendrier", "calendrier_protege")
    calendar = new_calendar(textes, langue)
    # A calendar is often shared, and shown on a locked screen: some moments stay unnamed there.
    unnamed = {m["id"] for m in plan["moments"] if m["calendrier_discret"]}
    for etape in plan["etapes"]:
        discreet = bool(plan.get("discret")) or etape["moment"] in unnamed
        event = build_event(etape, plan, textes, langue, discreet)
        if event is not None:
            calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
