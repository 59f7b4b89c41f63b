"""The database: one async engine, SQLite by default, PostgreSQL when DATABASE_URL says so."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import DateTime, MetaData, event
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from api.horloge import HORLOGE

CONVENTION = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# At its most talkative this driver writes every value in the log: what people say is one of them.
logging.getLogger("aiosqlite").setLevel(logging.INFO)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=CONVENTION)


class Instant(TypeDecorator[dt.datetime]):
    """A moment in UTC. SQLite forgets the zone: it is given back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        return value.replace(tzinfo=dt.UTC) if value and value.tzinfo is None else value


def now() -> dt.datetime:
    """The present, in UTC: the only clock of the data layer."""
    return HORLOGE.now()


def normalise_url(url: str) -> str:
    """`postgres://` and `postgresql://` mean psycopg; `sqlite://` means aiosqlite."""
    for prefixe in ("postgres://", "postgresql://"):
        if url.startswith(prefixe):
            return "postgresql+psycopg://" + url.removeprefix(prefixe)
    if url.startswith("sqlite://"):
        return "sqlite+aiosqlite://" + url.removeprefix("sqlite://")
    return url


def create_engine(url: str) -> AsyncEngine:
    """An async engine; SQLite gets foreign keys, write-ahead log and a patient writer.

    Parameters are hidden from errors: they hold what people said, and errors go to the log.
    """
    url = normalise_url(url)
    if not url.startswith("sqlite"):
        return create_async_engine(
            url, pool_size=10, max_overflow=20, pool_pre_ping=True, hide_parameters=True
        )
    moteur = create_async_engine(url, connect_args={"timeout": 15}, hide_parameters=True)

    @event.listens_for(moteur.sync_engine, "connect")
    def _configure(connexion: Any, _: Any) -> None:
        curseur = connexion.cursor()
        for reglage in (
            *("foreign_keys=ON", "journal_mode=WAL", "synchronous=NORMAL"),
            "secure_delete=ON",  # what is erased does not stay readable in the file
        ):
            curseur.execute(f"PRAGMA {reglage}")
        curseur.close()

    return moteur


class Database:
    """Engine and session factory of one application."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url)
        # A class of its own, so that what listens to these commits hears no other database's.
        self.sync_session: type[Session] = type("SessionDeBase", (Session,), {})
        self.session = async_sessionmaker(
            self.engine, expire_on_commit=False, sync_session_class=self.sync_session
        )

    @property
    def is_postgresql(self) -> bool:
        return self.engine.dialect.name == "postgresql"

    async def sessions(self) -> AsyncIterator[AsyncSession]:
        """One session for one request."""
        async with self.session() as session:
            yield session

    async def close(self) -> None:
        await self.engine.dispose()
