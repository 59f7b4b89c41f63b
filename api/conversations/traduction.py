"""The door to translation of what people write: one question, asked when a message is read.

Whoever answers it is set in `app.state.traducteur`. The original never waits: it is shown at once,
beside its translation or the notice that there is none.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Protocol

PATIENCE = (
    0.3  # seconds a reader waits; a translation that comes later is there at the next reading
)


@dataclass(frozen=True)
class Traduction:
    """What a machine made of a text. `par`: which one, said beside it."""

    texte: str
    par: str


class Traducteur(Protocol):
    async def traduire(self, texte: str, de: str, vers: str) -> Traduction | None:
        """The text in another language; None when it cannot be had."""
        ...


class SansTraducteur:
    """No translator is installed: it says so, and invents nothing."""

    async def traduire(self, texte: str, de: str, vers: str) -> Traduction | None:
        return None


async def translate(traducteur: Traducteur, texte: str, de: str, vers: str) -> Traduction | None:
    """A translation that comes in time; None when there is none, or not yet."""
    if de == vers or not texte.strip():
        return None
    try:
        async with asyncio.timeout(PATIENCE):
            return await traducteur.traduire(texte, de, vers)
    except TimeoutError:
        return None
