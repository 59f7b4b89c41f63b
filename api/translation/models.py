"""What is kept of machine translations: sentences of agents and our own, never people's."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.conversations.models import Message
from api.database import Base, Instant, now


class PhraseTraduite(Base):
    """The translation memory. `source` is masked: no amount, number, address or name is in it.

    Only what an agent or the house wrote comes here: a person's message never does.
    """

    __tablename__ = "memoire_traductions"
    __table_args__ = (CheckConstraint("statut IN ('automatique', 'relue')", name="statut"),)

    empreinte: Mapped[str] = mapped_column(String(64), primary_key=True)
    de: Mapped[str] = mapped_column(String(12), primary_key=True)
    vers: Mapped[str] = mapped_column(String(12), primary_key=True)
    source: Mapped[str] = mapped_column(Text)
    texte: Mapped[str] = mapped_column(Text)
    statut: Mapped[str] = mapped_column(String(12), default="automatique")
    le: Mapped[dt.datetime] = mapped_column(Instant, default=now)


class MessageTraduit(Base):
    """The translation of one message for one reader's language: it is erased with the message."""

    __tablename__ = "messages_traduits"
    __table_args__ = (
        CheckConstraint(
            "statut IN ('automatique', 'relue', 'indisponible', 'rejetee')", name="statut"
        ),
        CheckConstraint("(texte IS NULL) = (statut IN ('indisponible', 'rejetee'))", name="texte"),
    )

    message_id: Mapped[int] = mapped_column(
        ForeignKey(Message.id, ondelete="CASCADE"), primary_key=True
    )
    langue: Mapped[str] = mapped_column(String(12), primary_key=True)
    texte: Mapped[str | None] = mapped_column(Text)
    statut: Mapped[str] = mapped_column(String(12))
    le: Mapped[dt.datetime] = mapped_column(Instant, default=now)
