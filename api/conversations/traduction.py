"""The door to translation of what people write: one question, asked when a text is read.

The original never waits: it is shown at once, and its translation follows, or the notice that
there is none. Kept in memory alone, and not long.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Protocol

journal = logging.getLogger("jalons.traduction")
PATIENCE = 0.3  # seconds that a reader of a page waits
PLACES = 500  # texts remembered by one server, the last ones asked for
REPRISE = 30.0  # seconds before asking again for what could not be had
# Called with a text whose fate is known at last, when it was not in time.
Suite = Callable[[str], Awaitable[None]]


@dataclass(frozen=True)
class Traduction:
    """What a machine made of a text. `par`: which one, said beside it."""

    texte: str
    par: str


class Traducteur(Protocol):
    async def traduire(
        self, texte: str, de: str, vers: str, *, memorable: bool = False
    ) -> Traduction | None:
        """The text in another language; None when it cannot be had.

        `memorable`: an agent wrote it, and it may be kept in the translation memory.
        """
        ...


@dataclass
class Demande:
    """One text that was asked for, and until when an answer that says nothing is believed."""

    tache: asyncio.Task[Traduction | None]
    jusqua: float = float("inf")

    @property
    def rendue(self) -> Traduction | None:
        """The answer, once it is there; a translator that fails says nothing."""
        if self.tache.cancelled() or self.tache.exception() is not None:
            return None
        return self.tache.result()

    @property
    def perimee(self) -> bool:
        return time.monotonic() >= self.jusqua


class Relais:
    """Asks a translator once for each text, and lets no reader wait for it."""

    def __init__(self, traducteur: Traducteur) -> None:
        self._traducteur = traducteur
        self._demandes: OrderedDict[tuple[str, str, str], Demande] = OrderedDict()
        self._suites: set[asyncio.Task[None]] = set()

    async def traduire(
        self,
        textes: Collection[str],
        de: str,
        vers: str,
        *,
        memorable: bool = False,
        patience: float = PATIENCE,
        ensuite: Suite | None = None,
    ) -> dict[str, Traduction | None]:
        """What is known in time: a translation, or None where there is none.

        A text that is not in the answer is on its way: `ensuite` is called when it arrives.
        """
        demandes = {
            texte: self._ask(texte, de, vers, memorable)
            for texte in textes
            if de != vers and texte.strip()
        }
        if not demandes:
            return {}
        _, attendues = await asyncio.wait({d.tache for d in demandes.values()}, timeout=patience)
        if ensuite:
            for texte, demande in demandes.items():
                if demande.tache in attendues:
                    self._follow(texte, demande, ensuite)
        return {t: d.rendue for t, d in demandes.items() if d.tache not in attendues}

    def _ask(self, texte: str, de: str, vers: str, memorable: bool) -> Demande:
        cle = (texte, de, vers)
        connue = self._demandes.get(cle)
        if connue is not None and not connue.perimee:
            return connue
        demande = Demande(
            asyncio.create_task(self._traducteur.traduire(texte, de, vers, memorable=memorable))
        )
        demande.tache.add_done_callback(lambda _: self._note(demande))
        self._demandes[cle] = demande
        while len(self._demandes) > PLACES:
            self._demandes.popitem(last=False)
        return demande

    def _note(self, demande: Demande) -> None:
        """What could not be had is asked for again later: the translator may be back."""
        panne = None if demande.tache.cancelled() else demande.tache.exception()
        if panne:  # the original is shown all the same
            journal.warning("translation failed: %s", type(panne).__name__)
        if demande.rendue is None:
            demande.jusqua = time.monotonic() + REPRISE

    def _follow(self, texte: str, demande: Demande, ensuite: Suite) -> None:
        async def wait() -> None:
            await asyncio.wait({demande.tache})
            await ensuite(texte)

        suite = asyncio.create_task(wait())
        self._suites.add(suite)
        suite.add_done_callback(self._suites.discard)
