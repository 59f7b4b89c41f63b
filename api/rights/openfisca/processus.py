"""The door to OpenFisca: its own process, warmed, cached, restarted; the event loop never waits."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
import math
import sys
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

from api.rights.foyer import Foyer
from api.rights.openfisca.messages import Demande, Reponse, fingerprint, receive, send
from api.settings import RACINE

COMMANDE = (sys.executable, "-m", "api.rights.openfisca.atelier")
DELAI = 10.0  # seconds for one calculation, by a process that is warm
PATIENCE = 2.0  # seconds that a calculation waits for a process that is not
TAILLE_CACHE = 2_000  # households: about two kilobytes each

journal = logging.getLogger("jalons.droits")

Valeurs = Mapping[str, float]


class CalculIndisponible(Exception):
    """OpenFisca is down, slow or still warming up; the cause is one line, without personal data."""


class Calculateur:
    """Computes households by OpenFisca, in one process of its own.

    `delai`: seconds that one calculation may take, counted once the process is warm: after it the
    process is ended, and another one warms up. `patience`: seconds that a calculation waits for a
    process that is still warming up, which is never ended for that. `echauffement`: seconds that
    warming up may take.
    """

    def __init__(
        self,
        *,
        delai: float = DELAI,
        patience: float = PATIENCE,
        echauffement: float = 300.0,
        taille_cache: int = TAILLE_CACHE,
        commande: Sequence[str] = COMMANDE,
    ) -> None:
        self._delai = delai
        self._patience = patience
        self._echauffement = echauffement
        self._taille_cache = taille_cache
        self._commande = commande
        self._cache: OrderedDict[bytes, Valeurs] = OrderedDict()
        self._verrou = asyncio.Lock()  # one calculation at a time: it fills a processor
        self._processus: asyncio.subprocess.Process | None = None
        self._demarrage: asyncio.Task[None] | None = None
        self._lances: list[asyncio.subprocess.Process] = []  # those that have not ended
        self._ferme = False

    @property
    def ready(self) -> bool:
        """The process is warm: a calculation starts at once."""
        processus = self._processus
        return processus is not None and processus.returncode is None

    async def warm_up(self) -> None:
        """Start the process and wait until it is warm; CalculIndisponible when it cannot be."""
        await asyncio.shield(self._start())

    async def compute(
        self, foyers: Sequence[Foyer], mois: dt.date
    ) -> Mapping[str, Sequence[float]]:
        """Variable -> one value per household (booleans 0 or 1, NaN: not computable from it).

        CalculIndisponible when OpenFisca cannot answer; the next call starts it again.
        """
        empreintes = [fingerprint(foyer, mois) for foyer in foyers]
        manquants = {
            empreinte: foyer
            for empreinte, foyer in zip(empreintes, foyers, strict=True)
            if empreinte not in self._cache
        }
        # Kept here too: a small cache may forget some before the answer is put together.
        connus = {e: self._cache[e] for e in empreintes if e in self._cache}
        for empreinte in connus:
            self._cache.move_to_end(empreinte)
        if manquants:
            connus |= await self._compute_missing(manquants, mois)
        lignes = [connus[empreinte] for empreinte in empreintes]
        noms = lignes[0] if lignes else ()
        return {nom: [ligne[nom] for ligne in lignes] for nom in noms}

    def close(self) -> None:
        """End the process; nothing is computed any more."""
        self._ferme = True
        if self._demarrage is not None:
            self._demarrage.cancel()
        self._stop()

    async def aclose(self) -> None:
        """The same, and wait until it has ended: before the event loop stops."""
        self.close()
        if self._demarrage is not None:
            await asyncio.wait([self._demarrage])
        await asyncio.gather(*(processus.wait() for processus in self._lances))

    async def _compute_missing(
        self, manquants: Mapping[bytes, Foyer], mois: dt.date
    ) -> Mapping[bytes, Valeurs]:
        """Waits for its turn, then for the answer; the process is not stopped by who gives up."""
        try:
            async with asyncio.timeout(self._patience + self._delai):
                await self._verrou.acquire()
                echange = asyncio.create_task(self._exchange(manquants, mois))
                echange.add_done_callback(self._end_turn)
                return await asyncio.shield(echange)
        except TimeoutError:
            raise self._unavailable("too slow") from None

    def _end_turn(self, echange: asyncio.Task[Mapping[bytes, Valeurs]]) -> None:
        self._verrou.release()
        _forget(echange)

    async def _exchange(
        self, manquants: Mapping[bytes, Foyer], mois: dt.date
    ) -> Mapping[bytes, Valeurs]:
        """One question, one answer, kept even if nobody waits for it any more."""
        await self._wait_until_warm()
        demande = Demande(mois=mois, foyers=list(manquants.values()))
        try:
            async with asyncio.timeout(self._delai):
                reponse = await self._ask(demande)
        except (OSError, EOFError, ValueError) as erreur:  # TimeoutError is an OSError
            self._stop()
            self._start()  # warm again before the next person asks
            raise self._unavailable(type(erreur).__name__) from None
        if reponse.colonnes is None:
            raise self._unavailable(reponse.erreur or "no answer")
        resultat: dict[bytes, Valeurs] = {
            empreinte: {nom: _number(valeurs[rang]) for nom, valeurs in reponse.colonnes.items()}
            for rang, empreinte in enumerate(manquants)
        }
        self._remember(resultat)
        return resultat

    async def _wait_until_warm(self) -> None:
        if self.ready:
            return
        try:
            await asyncio.wait_for(asyncio.shield(self._start()), self._patience)
        except TimeoutError:
            raise self._unavailable("still warming up") from None

    async def _ask(self, demande: Demande) -> Reponse:
        processus = self._processus
        if processus is None or processus.stdin is None or processus.stdout is None:
            raise EOFError
        await send(processus.stdin, demande)
        return await receive(processus.stdout)

    def _start(self) -> asyncio.Task[None]:
        """The start that is under way, or a new one."""
        if self._ferme:
            raise self._unavailable("closed")
        if self._demarrage is None or (self._demarrage.done() and not self.ready):
            self._demarrage = asyncio.create_task(self._launch())
            self._demarrage.add_done_callback(_forget)
        return self._demarrage

    async def _launch(self) -> None:
        processus = await asyncio.create_subprocess_exec(
            *self._commande,
            cwd=RACINE,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        self._lances = [p for p in self._lances if p.returncode is None] + [processus]
        try:
            if processus.stdout is None:  # never: it is a pipe
                raise EOFError
            async with asyncio.timeout(self._echauffement):
                await receive(processus.stdout)
        except (OSError, EOFError, ValueError) as erreur:  # TimeoutError is an OSError
            _kill(processus)
            raise self._unavailable(f"not started: {type(erreur).__name__}") from None
        except asyncio.CancelledError:
            _kill(processus)
            raise
        self._processus = processus

    def _stop(self) -> None:
        if self._processus is not None:
            _kill(self._processus)
            self._processus = None

    def _remember(self, nouveaux: Mapping[bytes, Valeurs]) -> None:
        self._cache |= nouveaux
        while len(self._cache) > self._taille_cache:
            self._cache.popitem(last=False)

    def _unavailable(self, cause: str) -> CalculIndisponible:
        journal.warning("openfisca: %s", cause)
        return CalculIndisponible(cause)


def _number(valeur: float | None) -> float:
    return math.nan if valeur is None else valeur


def _kill(processus: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        processus.kill()


def _forget(tache: asyncio.Task[Any]) -> None:
    """Read the exception of a task that nobody waits for: it is in the log already."""
    if not tache.cancelled():
        tache.exception()
