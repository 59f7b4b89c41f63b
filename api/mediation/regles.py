"""When a mandate holds: pure rules, on instants and the clock of the structure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

Duree = Literal["visite", "31", "182", "365"]
Raison = Literal[
    "mandat_absent",
    "mandat_hors_portee",
    "mandat_pas_commence",
    "mandat_expire",
    "mandat_revoque",
    "capacite_mineur",
    "capacite_protege",
]
JOURS: dict[str, int] = {"visite": 1, "31": 31, "182": 182, "365": 365}
# The nearest to a mandate that holds is what is told: it says best what to do.
ORDRE: tuple[Raison, ...] = (
    "mandat_expire",
    "mandat_revoque",
    "mandat_pas_commence",
    "mandat_hors_portee",
    "mandat_absent",
)


@dataclass(frozen=True)
class Accord:
    """A mandate as the rules see it. `demarches`: when each was taken back, if it was."""

    id: str
    debut: dt.datetime
    fin: dt.datetime
    demarches: Mapping[str, dt.datetime | None]
    revoque: dt.datetime | None = None


def last_day(debut: dt.datetime, duree: str, fuseau: ZoneInfo) -> dt.date:
    """The last day a mandate holds, on the structure's calendar: a mandate signed at ten past
    midnight in Saint-Denis begins that day, whatever the day is in Paris."""
    return debut.astimezone(fuseau).date() + dt.timedelta(days=JOURS[duree] - 1)


def end_of(debut: dt.datetime, duree: str, fuseau: ZoneInfo) -> dt.datetime:
    """The instant a mandate ends by itself: midnight after its last day, in UTC."""
    lendemain = last_day(debut, duree, fuseau) + dt.timedelta(days=1)
    return dt.datetime.combine(lendemain, dt.time(), fuseau).astimezone(dt.UTC)


def refusal(accord: Accord, demarche: str, le: dt.datetime) -> Raison | None:
    """Why this mandate does not cover this act at this instant; None when it does."""
    if demarche not in accord.demarches:
        return "mandat_hors_portee"
    if accord.revoque or accord.demarches[demarche]:
        return "mandat_revoque"
    if le < accord.debut:
        return "mandat_pas_commence"
    return "mandat_expire" if le >= accord.fin else None


def judge(
    accords: Iterable[Accord], demarche: str, le: dt.datetime, capacite: str = "adulte"
) -> tuple[Accord | None, Raison | None]:
    """The mandate under which this may be done for the person; else why it may not."""
    if capacite != "adulte":
        return None, "capacite_mineur" if capacite == "mineur" else "capacite_protege"
    raisons: set[Raison] = {"mandat_absent"}
    for accord in accords:
        raison = refusal(accord, demarche, le)
        if raison is None:
            return accord, None
        raisons.add(raison)
    return None, next(r for r in ORDRE if r in raisons)


def is_running(accord: Accord, le: dt.datetime) -> bool:
    """Something may still be done under it."""
    return any(refusal(accord, demarche, le) is None for demarche in accord.demarches)
