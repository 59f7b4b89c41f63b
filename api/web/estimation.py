"""The rights beside a plan, for what is made on the server: pages and paper. Never in its way."""

from __future__ import annotations

import asyncio
import logging

from starlette.datastructures import State

from api.horloge import HORLOGE
from api.languages.labels import Labels
from api.parcours.engine import Situation
from api.rights.bilan import Bilan
from api.rights.rendu import Rendu
from api.web.ports import Droits

PATIENCE = 6.0  # seconds: then the plan comes with a word instead of the rights

journal = logging.getLogger("jalons.web")


async def estimate_shown(
    state: State, situation: Situation, lieu: str | None, labels: Labels
) -> Droits:
    """The estimation as the API shows it; said to be unavailable when it is late or fails."""
    service = state.droits
    try:
        bilan = await asyncio.wait_for(service.estimate(situation, lieu), PATIENCE)
        lus = Rendu(labels, labels.droits, service.bareme).show(bilan, situation)
    except TimeoutError:
        journal.warning("rights: a page did not wait for them")
    except Exception as cause:  # whatever happens to the rights, the plan comes
        journal.error("rights cannot be shown: %s", type(cause).__name__)
    else:
        return lus.model_dump(mode="json")
    absent = Bilan(HORLOGE.today(), disponible=False)
    rendu = Rendu(labels, labels.droits, service.bareme)
    return rendu.show(absent, situation).model_dump(mode="json")
