"""What is kept of machine translations: sentences of agents and our own, never people's."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

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
