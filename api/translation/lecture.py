"""What a reader of a conversation asks of the engine: a text, and who made it (see `Relais`)."""

from __future__ import annotations

from api.conversations.traduction import Traduction
from api.translation.service import Traducteur

MOTEUR = "LibreTranslate"


class PourLecture:
    """Only what agents write may be kept in the memory of translations: the reader says so."""

    def __init__(self, traducteur: Traducteur) -> None:
        self._traducteur = traducteur

    async def traduire(
        self, texte: str, de: str, vers: str, *, memorable: bool = False
    ) -> Traduction | None:
        """The text in another language; None when there is no engine, or its answer is doubtful."""
        rendue = await self._traducteur.translate(texte, de, vers, memorable=memorable)
        if rendue.texte is None:
            return None
        return Traduction(rendue.texte, rendue.tiers or MOTEUR)
