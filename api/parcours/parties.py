"""The parts of a moment: its questions grouped as in an interview, each part skippable at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from api.parcours.conditions import evaluate
from api.parcours.fait import Contenu

if TYPE_CHECKING:
    from api.parcours.engine import Situation


class Partie(Contenu):
    """One part: what it is called in « Partie 2 sur 6 : … », and the facts that it asks for."""

    id: Annotated[str, Field(pattern=r"^[a-z_]{1,30}$")]
    titre: Annotated[str, Field(min_length=1)]
    faits: list[str] = Field(min_length=1)


@dataclass(frozen=True)
class PartieSituee:
    """A part and its place among the others of its moment."""

    partie: Partie
    moment: str
    rang: int
    total: int


def parts_of(situation: Situation) -> list[PartieSituee]:
    """The parts of the open moments that no guard closes, in order."""
    parcours = situation.moteur.bibliotheque.parcours
    return [
        PartieSituee(partie, moment, rang, len(parcours[moment].parties))
        for moment in situation.free_moments
        for rang, partie in enumerate(parcours[moment].parties, 1)
    ]


def places(situation: Situation) -> Mapping[str, PartieSituee]:
    """The part of each question. One that a moment opened earlier also asks stays that moment's."""
    parcours = situation.moteur.bibliotheque.parcours
    trouvees: dict[str, PartieSituee] = {}
    for situee in parts_of(situation):
        avant = situation.free_moments[: situation.free_moments.index(situee.moment)]
        ailleurs = {nom for m in avant for nom in parcours[m].questions}
        for nom in situee.partie.faits:
            if nom not in ailleurs:
                trouvees.setdefault(nom, situee)
    return trouvees


def left_in(situation: Situation, partie: Partie) -> list[str]:
    """What a part could still ask: never said, not known otherwise than by a default."""
    faits = situation.moteur.vocabulaire.faits
    return [
        nom
        for nom in partie.faits
        if situation.is_open(nom)
        and (nom not in situation.valeurs or faits[nom].defaut is not None)
        and evaluate(faits[nom].quand, situation.valeurs) is not False
    ]
