"""From the way of messages to the queue: what was missed, masked at once, kept aside a while.

A message waits in memory alone, without any key that leads back, until its conversation has been
silent for half an hour: only then is it known what the person chose, and that no danger was said
after it. A stop forgets what waits: learning may lose a message, a person may not be recognised.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from api.apprentissage.masque import Vocabulaire, hide
from api.apprentissage.service import ApprentissageService, Incompris, Raison
from api.database import Database

journal = logging.getLogger("jalons.apprentissage")
MOMENT = "moment_"
VIOLENCES = MOMENT + "violences"
OUVERTURE = ".ouverture"
AUSSI = "moment_aussi"
# The acts that say that a message was not understood.
RATES: dict[str, Raison] = {
    "hors_sujet": "hors_sujet",
    "proposer_moments": "doute",
    "incompris": "doute",
    "incompris_encore": "doute",
}
SENSIBLE = 0.1  # share of danger, or of violence, from which nothing of a conversation is kept
SILENCE = 30 * 60.0  # seconds
RONDE = 60.0
PAR_CONVERSATION = 10  # messages; one person must not fill the queue
SUITE = 3  # gestures after which choosing another moment corrects nothing

EstSensible = Callable[[str, str], Awaitable[bool]]


@dataclass(frozen=True)
class Entendu:
    """One turn: words or a button, and what was answered. `danger`: anything of safety was heard."""

    conversation: str
    dossier: str
    langue: str
    texte: str | None
    choix: dict[str, Any] | None
    actes: Sequence[tuple[str, dict[str, Any]]]
    compris: dict[str, Any] | None
    danger: bool
    jour: dt.date


@dataclass
class _Attente:
    message: Incompris | None  # None: understood so far, a correction would tell otherwise
    candidat: Incompris
    ouverts: frozenset[str]
    gestes: int = 0


@dataclass
class _Fil:
    """What waits of one conversation."""

    dossier: str
    vu: float
    attentes: list[_Attente] = field(default_factory=list)
    sensible: bool = False


class Recueil:
    """One by server. `est_sensible(conversation, dossier)`: violence or danger was said there, or
    it is gone."""

    def __init__(
        self,
        database: Database,
        vocabulaire: Callable[[], Vocabulaire],
        est_sensible: EstSensible,
        horloge: Callable[[], float] = time.monotonic,
    ) -> None:
        self.database = database
        self._lire = vocabulaire
        self.connus: Vocabulaire | None = None  # until it is read, nothing is collected
        self._est_sensible = est_sensible
        self._horloge = horloge
        self._fils: dict[str, _Fil] = {}
        self._ronde: asyncio.Task[None] | None = None

    def hear(self, entendu: Entendu) -> None:
        """One turn of a conversation without a human."""
        fil = self._fils.setdefault(entendu.conversation, _Fil(entendu.dossier, 0.0))
        fil.vu = self._horloge()
        if entendu.danger or _is_sensitive(entendu):
            fil.sensible = True
            fil.attentes.clear()
        if fil.sensible:
            return
        if entendu.choix:
            _follow(fil.attentes, entendu.choix)
        elif entendu.texte and len(fil.attentes) < PAR_CONVERSATION:
            attente = self._read(entendu)
            if attente:
                fil.attentes.append(attente)

    def _read(self, entendu: Entendu) -> _Attente | None:
        noms = [nom for nom, _ in entendu.actes]
        raison = next((RATES[nom] for nom in noms if nom in RATES), None)
        ouverts = {n.removesuffix(OUVERTURE) for n in noms if n.endswith(OUVERTURE)}
        if raison is None and not ouverts:
            return None
        masque = hide(entendu.texte or "", self.connus) if self.connus else None
        if masque is None:
            return None
        compris = entendu.compris or {}
        candidat = Incompris(
            jour=entendu.jour,
            langue=entendu.langue,
            texte=masque,
            raison=raison or "corrigee",
            repondu=str(compris.get("intent") or ""),
            confiance=float(compris.get("confiance") or 0.0),
            proposes=[str(r["intent"]) for r in compris.get("top3") or []],
        )
        offerts = {str(p.get("moment")) for nom, p in entendu.actes if nom == AUSSI}
        return _Attente(candidat if raison else None, candidat, frozenset(ouverts | offerts))

    async def settle(self) -> int:
        """Keep what waited long enough, unless its conversation became sensitive; how many."""
        limite = self._horloge() - SILENCE
        murs = {c: fil for c, fil in self._fils.items() if fil.vu <= limite}
        gardes = 0
        for conversation, fil in murs.items():
            del self._fils[conversation]
            messages = [a.message for a in fil.attentes if a.message]
            if not messages or await self._est_sensible(conversation, fil.dossier):
                continue
            async with self.database.session.begin() as session:
                gardes += await ApprentissageService(session).keep(messages)
        return gardes

    async def open(self) -> None:
        """Begin to collect, then look every minute at what waited long enough."""
        self._ronde = asyncio.create_task(self._watch())

    async def prepare(self) -> None:
        """Read the words that may stay: some seconds, in a thread."""
        self.connus = await asyncio.to_thread(self._lire)

    async def _watch(self) -> None:
        await self.prepare()
        while True:
            await asyncio.sleep(RONDE)
            try:
                await self.settle()
            except Exception:  # the next round may go better
                journal.exception("messages to learn from could not be kept")

    async def stop(self) -> None:
        if self._ronde:
            self._ronde.cancel()
            await asyncio.gather(self._ronde, return_exceptions=True)


def _is_sensitive(entendu: Entendu) -> bool:
    """Danger or violence was heard, or may have been: by the words, the model, or a button."""
    compris = entendu.compris or {}
    if float(compris.get("danger") or 0.0) >= SENSIBLE:
        return True
    if any(
        r["intent"] == VIOLENCES and r["confiance"] >= SENSIBLE for r in compris.get("top3") or []
    ):
        return True
    noms = {nom.partition(".")[0] for nom, _ in entendu.actes}
    choisi = MOMENT + str((entendu.choix or {}).get("moment"))
    return "violences" in noms or choisi == VIOLENCES


def _follow(attentes: list[_Attente], choix: dict[str, Any]) -> None:
    """A button pressed: a moment is what the person meant, if it was not opened or offered then."""
    moment = choix.get("moment")
    for attente in attentes:
        attente.gestes += 1
    if not moment or not attentes:
        return
    derniere = attentes[-1]
    if derniere.gestes > SUITE or moment in derniere.ouverts or derniere.candidat.choisi:
        return
    derniere.candidat.choisi = MOMENT + moment
    derniere.message = derniere.candidat
