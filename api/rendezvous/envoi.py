"""The door to messages that leave this site (SMS, mail). None is configured: nothing is pretended.

A reminder is then an act of the conversation and an alarm of the calendar file, and it is said so.
"""

from __future__ import annotations

from typing import Literal, Protocol

EtatEnvoi = Literal["aucun_configure", "configure"]


class Envoi(Protocol):
    """What would carry a text to a person."""

    @property
    def etat(self) -> EtatEnvoi: ...

    async def send(self, texte: str, contact: str) -> bool:
        """Whether the text left. It names no organisation and no reason: others may read it."""
        ...


class AucunEnvoi:
    """No door: says so, and sends nothing."""

    etat: EtatEnvoi = "aucun_configure"

    async def send(self, texte: str, contact: str) -> bool:
        return False
