"""The door to translation of what people write: one question, asked when a message is read.

The original never waits: it is shown at once, beside its translation or the notice that there is
none. What comes too late for one reading is there at the next. Kept in memory alone, and not long.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from dataclasses import dataclass
from typing import Protocol

journal = logging.getLogger("jalons.traduction")
PATIENCE = 0.3  # seconds that a reader waits
PLACES = 500  # texts remembered by one server, the last ones asked for


@dataclass(frozen=True)
class Traduction:
    """What a machine made of a text. `par`: which one, said beside it."""

    texte: str
    par: str


class Traducteur(Protocol):
    async def traduire(self, texte: str, de: str, vers: str) -> Traduction | None:
        """The text in another language; None when it cannot be had."""
        ...


class Relais:
    """Asks a translator once for each text, and lets no reader wait for it."""

    def __init__(self, traducteur: Traducteur) -> None:
        self._traducteur = traducteur
        self._demandes: OrderedDict[tuple[str, str, str], asyncio.Task[Traduction | None]] = (
            OrderedDict()
        )

    async def traduire(self, texte: str, de: str, vers: str) -> Traduction | None:
        """A translation that is ready in time; None when there is none, or not yet."""
        if de == vers or not texte.strip():
            return None
        cle = (texte, de, vers)
        if cle not in self._demandes:
            demande = asyncio.create_task(self._traducteur.traduire(texte, de, vers))
            self._demandes[cle] = demande
            while len(self._demandes) > PLACES:
                self._demandes.popitem(last=False)
        try:
            async with asyncio.timeout(PATIENCE):
                rendue = await asyncio.shield(self._demandes[cle])
        except TimeoutError:
            return None
        except Exception as panne:  # the original is shown all the same
            journal.warning("translation failed: %s", type(panne).__name__)
            rendue = None
        if rendue is None:  # asked again next time: the translator may be back
            self._demandes.pop(cle, None)
        return rendue
