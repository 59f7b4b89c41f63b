"""« C'est quoi, la C2S ? » : an acronym explained in the middle of anything else."""

from __future__ import annotations

from actions.interpretation import fold
from actions.tour import DIGRESSIONS_COURTES, Tour

GESTE = "definition"


async def define(tour: Tour) -> bool:
    """Explain the acronym that the message asks about; False when it names none we know."""
    dits = f" {fold(tour.entendu.texte)} "
    nommes = [s for s in await tour.api.definitions() if f" {fold(s)} " in dits]
    if not nommes:
        return False
    tour.say("definition", sigle=max(nommes, key=len))
    await tour.recall_question()
    return True


DIGRESSIONS_COURTES[GESTE] = define
