"""From a text to its translation: hide, remember or ask, check, put back. Or the original."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import pybreaker

from api.database import Database
from api.languages.langues import SOURCE
from api.settings import Settings
from api.translation.admission import admit
from api.translation.controles import find_faults
from api.translation.langues import load_translated, read_probe, spoken_as
from api.translation.masque import Masque, mask, restore
from api.translation.memoire import Memoire
from api.translation.moteur import LibreMoteur, MoteurEnPanne

journal = logging.getLogger("jalons.translation")
Statut = Literal["automatique", "relue", "indisponible", "rejetee"]
ECHECS, PAUSE = 3, 30  # after so many failures in a row, the engine is left alone, in seconds


@dataclass(frozen=True)
class IssueTraduction:
    """`texte` is None when there is nothing to show but the original.

    `indisponible`: no engine, or it is down. `rejetee`: it answered, and a check failed
    (`fautes`). `tiers`: the company that read the text, when it is not ours.
    """

    texte: str | None
    statut: Statut
    fautes: tuple[str, ...] = ()
    tiers: str | None = None


class Traducteur:
    """Translates free text. Without an engine everything still works: originals are shown."""

    def __init__(self, settings: Settings, database: Database, noms: Collection[str] = ()) -> None:
        """`noms`: names of organisations and benefits, which stay as they are."""
        self.settings = settings
        self.database = database
        self.noms = frozenset(noms)
        self.tiers = (
            admit(settings.traduction_url, settings.traduction_tiers)
            if settings.traduction_url
            else None
        )
        self._disjoncteur = pybreaker.CircuitBreaker(fail_max=ECHECS, reset_timeout=PAUSE)
        self._prete, self._sonde_a = False, 0.0  # the last probe, and when to make another

    @property
    def present(self) -> bool:
        """Whether an engine is set."""
        return bool(self.settings.traduction_url)

    async def translate(
        self, texte: str, de: str, vers: str, *, memorable: bool = False
    ) -> IssueTraduction:
        """Translate from a language to another (our codes).

        `memorable`: written by an agent or by the house. A person's message never is.
        """
        de, vers = spoken_as(de), spoken_as(vers)
        connues = load_translated()
        if de == vers or not texte.strip():
            return IssueTraduction(texte, "relue")
        if de not in connues or vers not in connues:
            return IssueTraduction(None, "indisponible", ("langue",))
        masque = mask(texte, self.noms)
        if memorable:
            async with self.database.session() as session:
                connue = await Memoire(session).recall(masque.texte, de, vers)
            if connue:
                statut: Statut = "relue" if connue.statut == "relue" else "automatique"
                return self._judge(masque, connue.texte, de, vers, statut)
        try:
            traduit = await self._ask(masque.texte, de, vers)
        except MoteurEnPanne as panne:
            return IssueTraduction(None, "indisponible", (panne.ennui,))
        traduction = self._judge(masque, traduit, de, vers, "automatique")
        if memorable and traduction.texte is not None:
            async with self.database.session.begin() as session:
                await Memoire(session).keep(masque.texte, de, vers, traduit)
        return traduction

    def _judge(
        self, masque: Masque, traduit: str, de: str, vers: str, statut: Statut
    ) -> IssueTraduction:
        """The whole text, or None and why. What a person reviewed is not doubted again."""
        entier = restore(traduit, masque.pieces)
        if entier is None:
            return IssueTraduction(None, "rejetee", ("place",))
        connues = load_translated()
        fautes = find_faults(masque.texte, traduit, connues[de], connues[vers])
        if fautes and statut != "relue":
            return IssueTraduction(None, "rejetee", fautes)
        return IssueTraduction(entier, statut, tiers=None if statut == "relue" else self.tiers)

    async def _ask(self, texte: str, de: str, vers: str) -> str:
        if not self.present:
            raise MoteurEnPanne("injoignable")
        try:
            return await asyncio.to_thread(self._disjoncteur.call, self._send, texte, de, vers)
        except pybreaker.CircuitBreakerError:
            raise MoteurEnPanne("injoignable") from None
        except MoteurEnPanne as panne:
            journal.warning("translation failed: %s", panne.ennui)
            raise

    def _send(self, texte: str, de: str, vers: str) -> str:
        moteur = LibreMoteur(
            de,
            vers,
            adresse=self.settings.traduction_url,
            cle=self.settings.traduction_cle,
            delais=(1.0, self.settings.traduction_delai),
        )
        return moteur.translate(texte)

    async def is_ready(self, vers: str = "en") -> bool:
        """One real translation: a server that says it is healthy may still translate nothing."""
        try:
            sonde = read_probe()
            traduit = await self._ask(sonde, SOURCE, vers)
        except MoteurEnPanne:
            return False
        return bool(traduit.strip()) and traduit != sonde

    async def say_state(self) -> Literal["absente", "prete", "en_panne"]:
        """For whoever watches over the service."""
        if not self.present:
            return "absente"
        if time.monotonic() >= self._sonde_a:
            self._prete = await self.is_ready()
            self._sonde_a = time.monotonic() + PAUSE
        return "prete" if self._prete else "en_panne"
