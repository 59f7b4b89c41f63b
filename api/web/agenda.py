"""An appointment as a calendar file: for the agent, and for the person, who may share theirs.

The same identity every time, a higher sequence when it moves, METHOD:CANCEL when it is cancelled.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from api.errors import Refus
from api.rendezvous.models import RendezVous
from api.web.textes import Textes

ADRESSE = "jalons.invalid"  # a domain that can never exist: nobody is written to
ALARME = dt.timedelta(hours=-2)


def write_for_person(
    rendez_vous: RendezVous, fuseau: ZoneInfo, textes: Textes, *, avec_lieu: bool = False
) -> bytes:
    """A discreet event: an hour, and no organisation. The place, only when asked for."""
    titre = textes("rendez_vous.agenda_titre")
    event = _event(rendez_vous, fuseau, titre, textes.langue)
    event.add("class", "PRIVATE")
    if avec_lieu and rendez_vous.lieu:
        event.add("location", rendez_vous.lieu)
    if rendez_vous.rappel_consenti and rendez_vous.etat == "confirme":
        alarme = Alarm()
        alarme.add("action", "DISPLAY")
        alarme.add("description", titre)
        alarme.add("trigger", ALARME)
        event.add_component(alarme)
    return _calendar(rendez_vous, event, textes.langue)


def write_for_agent(rendez_vous: RendezVous, fuseau: ZoneInfo, textes: Textes) -> bytes:
    """The reference, the hour and the place: no name, no reason."""
    titre = textes("rendez_vous.agenda_titre_agent", reference=rendez_vous.reference)
    event = _event(rendez_vous, fuseau, titre, textes.langue)
    event.add("location", rendez_vous.lieu or textes(f"rendez_vous.par.{rendez_vous.maniere}"))
    return _calendar(rendez_vous, event, textes.langue)


def _event(rendez_vous: RendezVous, fuseau: ZoneInfo, titre: str, langue: str) -> Event:
    if rendez_vous.debut is None or rendez_vous.fin is None:
        raise Refus(409, "rendez_vous", "rendez_vous_absent")
    event = Event()
    event.add("uid", f"{rendez_vous.identite}@{ADRESSE}")
    event.add("sequence", rendez_vous.version)
    event.add("dtstamp", rendez_vous.change_le)
    event.add("last-modified", rendez_vous.change_le)
    event.add("organizer", f"mailto:agenda@{ADRESSE}")
    event.add("summary", titre, {"LANGUAGE": langue})
    event.add("dtstart", rendez_vous.debut.astimezone(fuseau))
    event.add("dtend", rendez_vous.fin.astimezone(fuseau))
    event.add("status", "CANCELLED" if rendez_vous.etat == "annule" else "CONFIRMED")
    return event


def _calendar(rendez_vous: RendezVous, event: Event, langue: str) -> bytes:
    assert rendez_vous.debut is not None
    calendar = Calendar()
    calendar.add("prodid", f"-//Jalons//agenda//{langue.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "CANCEL" if rendez_vous.etat == "annule" else "PUBLISH")
    calendar.add_component(event)
    jour = rendez_vous.debut.date()
    # The clock of the place, for the year around: agendas do not all know it by its name.
    calendar.add_missing_timezones(
        first_date=jour - dt.timedelta(days=366), last_date=jour + dt.timedelta(days=366)
    )
    content: bytes = calendar.to_ical()
    return content
