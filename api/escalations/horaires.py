"""When a desk is open: its hours, at the clock of its département, holidays of the place closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from api.escalations.contenu import JOURS, Guichet
from api.parcours.deadlines import is_holiday, is_working_day

HORIZON = 21  # days: beyond the longest run of closed days, and the longest promise


@dataclass(frozen=True)
class Lieu:
    """Where a desk answers: its département, for holidays, and its clock."""

    departement: str | None
    fuseau: ZoneInfo

    def day(self, instant: dt.datetime) -> dt.date:
        """The day it is there."""
        return instant.astimezone(self.fuseau).date()

    def at(self, jour: dt.date, heure: dt.time) -> dt.datetime:
        """An hour there, as an instant in UTC."""
        return dt.datetime.combine(jour, heure, self.fuseau).astimezone(dt.UTC)


@dataclass(frozen=True)
class Ouverture:
    """One stretch of opening, in UTC."""

    de: dt.datetime
    a: dt.datetime


def add_working_days(jour: dt.date, nombre: int, departement: str | None) -> dt.date:
    """The day that comes `nombre` working days after `jour`."""
    while nombre:
        jour += dt.timedelta(days=1)
        nombre -= is_working_day(jour, departement)
    return jour


def openings(guichet: Guichet, lieu: Lieu, depuis: dt.datetime) -> Iterator[Ouverture]:
    """The stretches of opening that are not over at `depuis`, in order, for three weeks."""
    premier = lieu.day(depuis)
    for ecart in range(HORIZON):
        jour = premier + dt.timedelta(days=ecart)
        if jour in guichet.fermetures or is_holiday(jour, lieu.departement):
            continue
        nom = JOURS[jour.weekday()]
        plages = (p for p in guichet.horaires if nom in p.jours)
        for plage in sorted(plages, key=lambda p: p.de):
            ouverture = Ouverture(lieu.at(jour, plage.de), lieu.at(jour, plage.a))
            if ouverture.a > depuis:
                yield ouverture


def current(guichet: Guichet, lieu: Lieu, maintenant: dt.datetime) -> Ouverture | None:
    """The stretch in which `maintenant` falls, if the desk is open."""
    suivante = next(openings(guichet, lieu, maintenant), None)
    return suivante if suivante and suivante.de <= maintenant else None
