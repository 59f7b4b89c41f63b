"""When one can meet: pure functions of a desk, its grid, the place and the hour.

A slot lies wholly inside one stretch of opening, at the clock of the département, its holidays
closed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from api.escalations.contenu import Guichet
from api.escalations.horaires import Lieu, add_working_days, openings
from api.parcours.deadlines import is_working_day
from api.rendezvous.contenu import Maniere, Reglement

Quand = Literal["matin", "apres_midi", "peu_importe"]
MIDI = dt.time(12, 30)


@dataclass(frozen=True)
class Creneau:
    """One moment, in UTC, and how many people each desk can meet then."""

    debut: dt.datetime
    fin: dt.datetime
    maniere: Maniere
    places: Mapping[str, int]


def slots(
    guichet: Guichet, reglement: Reglement, lieu: Lieu, maniere: Maniere, depuis: dt.datetime
) -> Iterator[Creneau]:
    """The moments of a desk that begin from `depuis` on, in order, for three weeks."""
    for ouverture in openings(guichet, lieu, depuis):
        offre = reglement.offer(guichet.id, lieu.day(ouverture.de), maniere)
        if offre is None:
            continue
        debut = ouverture.de
        while debut + offre.duree <= ouverture.a:
            if debut >= depuis:
                yield Creneau(debut, debut + offre.duree, maniere, {guichet.id: offre.places})
            debut += offre.duree


def shared(par_guichet: Sequence[Iterable[Creneau]]) -> list[Creneau]:
    """The moments that begin together at every desk; they last as long as the shortest."""
    premiers, *autres = [{c.debut: c for c in creneaux} for creneaux in par_guichet]
    communs = []
    for debut, creneau in premiers.items():
        ensemble = [creneau, *(a[debut] for a in autres if debut in a)]
        if len(ensemble) == len(par_guichet):
            places = {nom: n for c in ensemble for nom, n in c.places.items()}
            fin = min(c.fin for c in ensemble)
            communs.append(Creneau(debut, fin, creneau.maniere, places))
    return communs


def fits(creneau: Creneau, lieu: Lieu, quand: Quand) -> bool:
    """Whether a moment is in the half of the day that the person said is safe."""
    if quand == "peu_importe":
        return True
    matin = creneau.debut.astimezone(lieu.fuseau).time() < MIDI
    return matin == (quand == "matin")


def spread(creneaux: Iterable[Creneau], lieu: Lieu, nombre: int) -> list[Creneau]:
    """A few moments to choose from: one a day first, so that a busy day does not rule them out."""
    tous = sorted(creneaux, key=lambda c: c.debut)
    par_jour: dict[dt.date, Creneau] = {}
    for creneau in tous:
        par_jour.setdefault(lieu.day(creneau.debut), creneau)
    choisis = [*par_jour.values(), *(c for c in tous if c not in par_jour.values())][:nombre]
    return sorted(choisis, key=lambda c: c.debut)


def promised_before(demande_le: dt.datetime, lieu: Lieu, jours_ouvres: int) -> dt.date:
    """The last day of the promise: so many working days after the day of the request, there."""
    return add_working_days(lieu.day(demande_le), jours_ouvres, lieu.departement)


def working_days_between(du: dt.date, au: dt.date, departement: str | None) -> int:
    """How many working days go by after `du`, up to `au` included; none when it is not later."""
    jours = (du + dt.timedelta(days=n) for n in range(1, (au - du).days + 1))
    return sum(is_working_day(jour, departement) for jour in jours)
