"""Messages to learn from. Nothing here leads to a person, a dossier or a conversation.

Random keys, a day without an hour: two messages of one conversation cannot be found together.
"""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import JSON, CheckConstraint, Date, Float, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Base, Instant, now


class MessageIncompris(Base):
    """`repondu`, `proposes`: what the model heard; `choisi`: the moment the person then pressed."""

    __tablename__ = "messages_incompris"
    __table_args__ = (
        CheckConstraint("raison IN ('hors_sujet', 'doute', 'corrigee')", name="raison"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=lambda: str(uuid.uuid4()))
    jour: Mapped[dt.date] = mapped_column(Date, index=True)
    langue: Mapped[str] = mapped_column(String(12))
    texte: Mapped[str] = mapped_column(Text)
    raison: Mapped[str] = mapped_column(String(10))
    repondu: Mapped[str] = mapped_column(String(80))
    confiance: Mapped[float] = mapped_column(Float)
    proposes: Mapped[list[str]] = mapped_column(JSON)
    choisi: Mapped[str | None] = mapped_column(String(80))


class LectureIncompris(Base):
    """What an expert said of a message. The last one holds; the others are its history."""

    __tablename__ = "lectures_incompris"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    message_id: Mapped[str] = mapped_column(
        ForeignKey(MessageIncompris.id, ondelete="CASCADE"), index=True
    )
    etiquettes: Mapped[list[str]] = mapped_column(JSON)
    texte: Mapped[str] = mapped_column(Text)
    par: Mapped[str] = mapped_column(String(36))
    nom: Mapped[str] = mapped_column(String(80))
    le: Mapped[dt.datetime] = mapped_column(Instant, default=now)
