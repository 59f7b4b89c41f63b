"""A request for a human. The desk that answers comes later; the request is never lost."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Base, Instant, now


class Escalade(Base):
    __tablename__ = "escalades"

    reference: Mapped[str] = mapped_column(String(12), primary_key=True)
    dossier_id: Mapped[str] = mapped_column(
        ForeignKey("dossiers.id", ondelete="CASCADE"), index=True
    )
    motif: Mapped[str] = mapped_column(String(40))
    organismes: Mapped[str] = mapped_column(String(200))
    cree_le: Mapped[dt.datetime] = mapped_column(Instant, default=now)
