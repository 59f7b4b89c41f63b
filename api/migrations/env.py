"""Alembic: the same metadata and address as the application."""

from __future__ import annotations

import asyncio

from alembic import context
from sqlalchemy import Connection

from api.accounts import models as _accounts
from api.apprentissage import models as _apprentissage
from api.bilan import models as _bilan
from api.conversations import models as _conversations
from api.database import Base, create_engine
from api.dossiers import models as _dossiers
from api.escalations import models as _escalations
from api.mediation import models as _mediation
from api.relecture import models as _relecture
from api.rendezvous import models as _rendezvous
from api.settings import get_settings
from api.translation import models as _translation

MODELS = (
    *(_accounts, _apprentissage, _bilan, _conversations, _dossiers, _escalations),
    *(_mediation, _relecture, _rendezvous, _translation),
)


def run(connection: Connection) -> None:
    """Apply the migrations on one connection."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def main() -> None:
    """Open the configured database and migrate it."""
    url = context.config.get_main_option("url") or get_settings().database_url
    engine = create_engine(url)
    async with engine.connect() as connection:
        await connection.run_sync(run)
        await connection.commit()
    await engine.dispose()


asyncio.run(main())
