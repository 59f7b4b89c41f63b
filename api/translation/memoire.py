"""The translation memory: what was translated once is not asked again."""

from __future__ import annotations

import hashlib

from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from api.translation.models import PhraseTraduite


class Memoire:
    """Sentences of agents and of the house, masked. The caller commits."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def recall(self, masque: str, de: str, vers: str) -> PhraseTraduite | None:
        """What was kept for this masked sentence."""
        return await self.session.get(PhraseTraduite, (_empreinte(masque), de, vers))

    async def keep(self, masque: str, de: str, vers: str, texte: str) -> None:
        """Keep a machine translation; what is already there, reviewed perhaps, stays."""
        lien = await self.session.connection()
        insert = insert_sqlite if lien.dialect.name == "sqlite" else insert_postgresql
        await self.session.execute(
            insert(PhraseTraduite)
            .values(empreinte=_empreinte(masque), de=de, vers=vers, source=masque, texte=texte)
            .on_conflict_do_nothing()
        )


def _empreinte(masque: str) -> str:
    return hashlib.sha256(masque.encode()).hexdigest()
