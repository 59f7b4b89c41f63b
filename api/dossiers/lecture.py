"""A dossier read in the language of the person it belongs to."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import State

from api.dossiers.service import DossierService
from api.languages.voix import Voix


async def read_in_words(
    state: State, session: AsyncSession, dossier_id: str, langue: str | None = None
) -> tuple[Voix, DossierService]:
    """The voice of the reader and the dossiers as it tells them.

    `langue`: another reader's than the person's own (a mediator, an agent).
    """
    francais = DossierService(session, state.parcours, state.labels)
    voix: Voix = state.voix.of(langue or (await francais.get(dossier_id)).langue)
    return voix, DossierService(session, voix.parcours, voix.labels)
