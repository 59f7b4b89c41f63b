"""What the rights review keeps: for whom and why, what was consented to, the follow-up."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Base, Instant, now

EN_COURS = text("retire_le IS NULL")


class EntretienBilan(Base):
    """Whom the review is for and why it is held: two codes, both optional."""

    __tablename__ = "bilans"

    dossier_id: Mapped[str] = mapped_column(
        ForeignKey("dossiers.id", ondelete="CASCADE"), primary_key=True
    )
    public: Mapped[str | None] = mapped_column(String(30))
    motif: Mapped[str | None] = mapped_column(String(30))
    le: Mapped[dt.datetime] = mapped_column(Instant, default=now)


class Consentement(Base):
    """A consent: to what, who recorded it, when, on which wording. Withdrawn, it stays as a trace.

    One at a time of each kind. `choix`: what the person takes out, and the sensitive facts they
    put in.
    """

    __tablename__ = "consentements"
    __table_args__ = (
        Index(
            "uq_consentements_en_cours",
            "dossier_id",
            "objet",
            unique=True,
            sqlite_where=EN_COURS,
            postgresql_where=EN_COURS,
        ),
        CheckConstraint("objet IN ('fiche_service', 'suivi')", name="objet"),
        CheckConstraint("recueilli_par IN ('usager', 'mediateur', 'agent')", name="recueilli_par"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    dossier_id: Mapped[str] = mapped_column(
        ForeignKey("dossiers.id", ondelete="CASCADE"), index=True
    )
    objet: Mapped[str] = mapped_column(String(20))
    version: Mapped[dt.date]
    recueilli_par: Mapped[str] = mapped_column(String(12))
    choix: Mapped[Any] = mapped_column(JSON)
    le: Mapped[dt.datetime] = mapped_column(Instant, default=now)
    retire_le: Mapped[dt.datetime | None] = mapped_column(Instant)


class Suivi(Base):
    """The follow-up: offered once, due on a day once accepted, done or not. No address is kept."""

    __tablename__ = "suivis"

    dossier_id: Mapped[str] = mapped_column(
        ForeignKey("dossiers.id", ondelete="CASCADE"), primary_key=True
    )
    propose_le: Mapped[dt.datetime] = mapped_column(Instant, default=now)
    pour_le: Mapped[dt.date | None]
    rappele_le: Mapped[dt.datetime | None] = mapped_column(Instant)
    fait_le: Mapped[dt.datetime | None] = mapped_column(Instant)
