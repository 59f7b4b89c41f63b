"""Rasa's tracker holds only where the dialogue is; it must forget when the person does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import bindparam, text
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from api.database import create_engine

TABLE_INCONNUE = "42P01"  # PostgreSQL's code, whatever language its messages are in


async def _execute(url: str, requete: str, **params: object) -> int:
    moteur = create_engine(url)
    try:
        async with moteur.begin() as connexion:
            ordre = text(requete)
            if "ids" in params:
                ordre = ordre.bindparams(bindparam("ids", expanding=True))
            return (await connexion.execute(ordre, params)).rowcount
    except (OperationalError, ProgrammingError) as erreur:
        # Rasa makes its table at its first message: before that there is nothing to forget.
        if _is_missing_table(erreur):
            return 0
        raise
    finally:
        await moteur.dispose()


def _is_missing_table(erreur: DBAPIError) -> bool:
    """Only this is harmless: a base that is locked or away must not pass for an empty one."""
    absente = getattr(erreur.orig, "sqlstate", None) == TABLE_INCONNUE
    return absente or str(erreur.orig).startswith("no such table")


async def forget(url: str, conversations: Sequence[str]) -> int:
    """Delete the dialogue state of these conversations; number of events deleted."""
    if not conversations:
        return 0
    return await _execute(
        url, "DELETE FROM events WHERE sender_id IN :ids", ids=list(conversations)
    )


async def forget_words(url: str, conversations: Sequence[str]) -> int:
    """Delete what was written and answered; what is left says only where the dialogue is.

    To be called between two turns: the engine counts its events when it writes them down.
    """
    if not conversations:
        return 0
    return await _execute(
        url,
        "DELETE FROM events WHERE sender_id IN :ids"
        " AND type_name NOT IN ('action', 'slot', 'session_started')",
        ids=list(conversations),
    )


async def purge(url: str, avant: dt.datetime) -> int:
    """Delete the dialogue events older than `avant`; number of events deleted."""
    return await _execute(
        url, "DELETE FROM events WHERE timestamp < :avant", avant=avant.timestamp()
    )
