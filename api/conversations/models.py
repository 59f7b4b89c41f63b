"""A conversation and its messages: what people wrote, and the acts that answered."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Base, Instant, now


class Conversation(Base):
    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=lambda: str(uuid.uuid4()))
    dossier_id: Mapped[str] = mapped_column(
        ForeignKey("dossiers.id", ondelete="CASCADE"), index=True
    )
    dernier_seq: Mapped[int] = mapped_column(default=0)
    cree_le: Mapped[dt.datetime] = mapped_column(Instant, default=now)


class Message(Base):
    """One turn. `seq` counts from 1 in its conversation; `client_id` makes a repeat harmless."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        UniqueConstraint("conversation_id", "client_id"),
        CheckConstraint("auteur IN ('usager', 'bot', 'agent', 'systeme')", name="auteur"),
        CheckConstraint("etat IN ('recu', 'traite', 'echec')", name="etat"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey(Conversation.id, ondelete="CASCADE"))
    seq: Mapped[int]
    client_id: Mapped[str | None] = mapped_column(String(36))
    auteur: Mapped[str] = mapped_column(String(8))
    texte: Mapped[str | None] = mapped_column(Text)
    choix: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    acte: Mapped[str | None] = mapped_column(String(80))
    params: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    etat: Mapped[str] = mapped_column(String(6), index=True)
    # Which server answers it, and until when others leave it alone (None: nobody yet).
    pris_par: Mapped[str | None] = mapped_column(String(36))
    pris_jusqua: Mapped[dt.datetime | None] = mapped_column(Instant)
    le: Mapped[dt.datetime] = mapped_column(Instant, default=now)
