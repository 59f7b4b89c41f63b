"""What a reviewer decided of one sentence. Only ever added to: the last one holds."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Base, Instant, now


class Relecture(Base):
    """`source`: fingerprint of the French that was read; `textes`: its forms, None when rejected."""

    __tablename__ = "relectures"
    __table_args__ = (
        CheckConstraint("geste IN ('acceptee', 'corrigee', 'rejetee')", name="geste"),
        CheckConstraint("geste <> 'rejetee' OR raison IS NOT NULL", name="rejet_motive"),
        Index("ix_relectures_phrase", "langue", "cle"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    langue: Mapped[str] = mapped_column(String(12))
    cle: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(8))
    avant: Mapped[list[str]] = mapped_column(JSON)
    textes: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    geste: Mapped[str] = mapped_column(String(10))
    raison: Mapped[str | None] = mapped_column(Text)
    par: Mapped[str] = mapped_column(String(36))
    nom: Mapped[str] = mapped_column(String(80))
    le: Mapped[dt.datetime] = mapped_column(Instant, default=now)
