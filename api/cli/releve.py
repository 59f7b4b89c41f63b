"""A new engine takes over from the one in service, and no conversation notices.

The new one starts beside the old one, on a port of its own, and is waited for until it answers.
Then every new turn goes to it; the old one ends the turns it had begun, and stops. A new one that
does not start changes nothing. Cost: the memory of two engines, for half a minute.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

from api.cli.processes import Arret, Processus, free_ports, stop_all
from api.conversations.moteur import Moteur, state_file, write_state
from api.settings import Settings
from bot.servir import latest_model

NOM = "rasa"


def model_name() -> str:
    """The name of the model that an engine started now would serve."""
    modele = latest_model()
    return modele.name if modele else ""


class Releve:
    """The engine among `processus`, and whoever replaces it there. `make`: an engine on a port."""

    def __init__(
        self,
        settings: Settings,
        processus: list[Processus],
        make: Callable[[int], Processus],
        delai: float,
        fichier: Path | None = None,
    ) -> None:
        self._processus = processus
        self._make = make
        self._delai = delai
        self._patience = settings.delai_rasa  # no server waits longer for the end of a turn
        self._port = settings.port_rasa
        self._fichier = fichier or state_file(settings)
        self._tache: asyncio.Task[None] | None = None
        self._modele = model_name()
        self._rang = 0
        self.partants: list[Processus] = []  # replaced, ending what they had begun

    def say(self, refuse: str | None = None) -> None:
        """Tell the servers, and whoever asked, which engine is in service."""
        self._rang += 1
        dit = Moteur(self._port, os.getpid(), self._modele, self._rang, refuse)
        write_state(self._fichier, dit)

    def forget(self) -> None:
        """Nothing is in service any more (or not yet)."""
        self._fichier.unlink(missing_ok=True)

    def ask(self) -> None:
        """Begin, unless it is being done already."""
        if self._tache is None or self._tache.done():
            self._tache = asyncio.create_task(self.take_over())

    async def take_over(self) -> None:
        """Start the new engine; once it answers, send it every new turn, and let the old one go."""
        (port,), modele = free_ports(1), model_name()
        nouveau = self._make(port)
        self.partants.append(nouveau)  # stopped with the rest if everything stops meanwhile
        try:
            await nouveau.start()
            await nouveau.wait_ready(self._delai)
        except Arret as cause:
            await stop_all([nouveau])
            self.partants.remove(nouveau)
            self.say(refuse=str(cause))
            return
        rang = next(n for n, p in enumerate(self._processus) if p.nom == NOM)
        ancien, self._processus[rang] = self._processus[rang], nouveau
        self.partants[:] = [p for p in self.partants if p is not nouveau] + [ancien]
        self._port, self._modele = port, modele
        self.say()
        await asyncio.sleep(self._patience)
        await stop_all([ancien])
        self.partants.remove(ancien)

    async def stop(self) -> None:
        """Give up what was being done; the caller stops the processes."""
        if self._tache:
            self._tache.cancel()
            await asyncio.gather(self._tache, return_exceptions=True)
        self.forget()
