"""The translation memory: what was translated once is not asked again.

What names somebody is never kept: a sentence with a capital letter inside, once organisations,
acronyms, amounts and addresses are masked, may hold a person's name.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from api.translation.models import PhraseTraduite

MOT_OU_POINT = re.compile(r"[^\W\d_]+|[.!?…:;\n«»\"(-]")


def names_nobody(masque: str) -> bool:
    """Whether a masked sentence may outlive the dossier it was written in."""
    debut = True  # where a sentence begins, a capital letter says nothing
    for trouve in MOT_OU_POINT.finditer(masque):
        mot = trouve[0]
        if mot[0].isupper() and not debut:
            return False
        debut = not mot[0].isalpha()
    return True


class Memoire:
    """Sentences of agents and of the house, masked. The caller commits."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def recall(self, masque: str, de: str, vers: str) -> PhraseTraduite | None:
        """What was kept for this masked sentence."""
        return await self.session.get(PhraseTraduite, (_empreinte(masque), de, vers))

    async def keep(self, masque: str, de: str, vers: str, texte: str) -> None:
        """Keep a machine translation; what is already there, reviewed perhaps, stays."""
        if not names_nobody(masque):
            return
        lien = await self.session.connection()
        insert = insert_sqlite if lien.dialect.name == "sqlite" else insert_postgresql
        await self.session.execute(
            insert(PhraseTraduite)
            .values(empreinte=_empreinte(masque), de=de, vers=vers, source=masque, texte=texte)
            .on_conflict_do_nothing()
        )

    async def forget(self, avant: dt.datetime) -> None:
        """Forget what a machine translated before a day; what a person reviewed stays."""
        await self.session.execute(
            delete(PhraseTraduite).where(
                PhraseTraduite.le < avant, PhraseTraduite.statut == "automatique"
            )
        )


def _empreinte(masque: str) -> str:
    return hashlib.sha256(masque.encode()).hexdigest()
