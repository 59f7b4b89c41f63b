"""What is kept of appointments, of the places they hold, of calls, of what is safe."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Base, Instant, now
from api.rendezvous.contenu import MANIERES
from api.rendezvous.etats import ETATS, RESULTATS

DEMANDE = "escalades.reference"
OUVERT = text("etat IN ('propose', 'confirme')")


def _one_of(colonne: str, valeurs: tuple[str, ...]) -> str:
    return f"{colonne} IN ({', '.join(repr(v) for v in valeurs)})"


class RendezVous(Base):
    """An appointment of a request. Moved, it leaves its `identite` and a higher `version` to the
    next: calendars then change the event instead of adding one.
    """

    __tablename__ = "rendez_vous"
    __table_args__ = (
        CheckConstraint(_one_of("etat", ETATS), name="etat"),
        CheckConstraint(_one_of("maniere", MANIERES), name="maniere"),
        CheckConstraint(
            "etat IN ('propose', 'annule') OR (debut IS NOT NULL AND fin IS NOT NULL)",
            name="date",
        ),
        # One at a time: proposing again replaces.
        Index(
            "uq_rendez_vous_ouvert",
            "reference",
            unique=True,
            sqlite_where=OUVERT,
            postgresql_where=OUVERT,
        ),
        Index("ix_rendez_vous_debut", "etat", "debut"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=lambda: str(uuid.uuid4()))
    reference: Mapped[str] = mapped_column(ForeignKey(DEMANDE, ondelete="CASCADE"), index=True)
    guichet: Mapped[str] = mapped_column(String(40))
    conjoints: Mapped[list[str]] = mapped_column(JSON, default=list)  # desks of those joined
    departement: Mapped[str | None] = mapped_column(String(3))
    maniere: Mapped[str] = mapped_column(String(12))
    lieu: Mapped[str | None] = mapped_column(String(300))  # as the organisation said it
    interprete: Mapped[str | None] = mapped_column(String(12))  # the language wanted
    debut: Mapped[dt.datetime | None] = mapped_column(Instant)
    fin: Mapped[dt.datetime | None] = mapped_column(Instant)
    etat: Mapped[str] = mapped_column(String(16))
    promis_avant: Mapped[dt.date]
    premier_jour: Mapped[dt.date]  # the first day offered: what the promise is judged on
    offert_le: Mapped[dt.datetime] = mapped_column(Instant, default=now)
    agent_id: Mapped[str | None] = mapped_column(String(64))  # None: the person chose alone
    rappel_consenti: Mapped[bool] = mapped_column(default=False)
    rappel_dit_le: Mapped[dt.datetime | None] = mapped_column(Instant)
    agenda_voulu: Mapped[bool] = mapped_column(default=False)
    identite: Mapped[str] = mapped_column(String(36), default=lambda: str(uuid.uuid4()))
    version: Mapped[int] = mapped_column(default=0)
    change_le: Mapped[dt.datetime] = mapped_column(Instant, default=now)


class Place(Base):
    """One of the places of a moment, held for an appointment. The key is the capacity: two people
    never hold the same place. `jusqua`: a proposal holds it until then; None once it is chosen.
    """

    __tablename__ = "rendez_vous_places"

    guichet: Mapped[str] = mapped_column(String(40), primary_key=True)
    departement: Mapped[str] = mapped_column(String(3), primary_key=True)  # "": not known
    maniere: Mapped[str] = mapped_column(String(12), primary_key=True)
    debut: Mapped[dt.datetime] = mapped_column(Instant, primary_key=True)
    rang: Mapped[int] = mapped_column(primary_key=True)
    fin: Mapped[dt.datetime] = mapped_column(Instant)
    rendez_vous_id: Mapped[str] = mapped_column(
        ForeignKey(RendezVous.id, ondelete="CASCADE"), index=True
    )
    jusqua: Mapped[dt.datetime | None] = mapped_column(Instant)


class Appel(Base):
    """A call that was attempted: when, by whom, what came of it; nothing of what was said."""

    __tablename__ = "rendez_vous_appels"
    __table_args__ = (CheckConstraint(_one_of("resultat", RESULTATS), name="resultat"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    reference: Mapped[str] = mapped_column(ForeignKey(DEMANDE, ondelete="CASCADE"), index=True)
    rendez_vous_id: Mapped[str | None] = mapped_column(String(36))  # both go with the request
    le: Mapped[dt.datetime] = mapped_column(Instant, default=now)
    agent_id: Mapped[str] = mapped_column(String(64))
    resultat: Mapped[str] = mapped_column(String(16))


class Surete(Base):
    """What someone who may be in danger answered: is it safe to meet, how, when. No free words."""

    __tablename__ = "rendez_vous_surete"
    __table_args__ = (
        CheckConstraint("maniere IN ('sur_place', 'visio')", name="maniere"),
        CheckConstraint("sur OR (maniere IS NULL AND quand IS NULL)", name="sans_detail"),
    )

    reference: Mapped[str] = mapped_column(
        ForeignKey(DEMANDE, ondelete="CASCADE"), primary_key=True
    )
    sur: Mapped[bool]
    maniere: Mapped[str | None] = mapped_column(String(12))
    quand: Mapped[str | None] = mapped_column(String(12))
    le: Mapped[dt.datetime] = mapped_column(Instant, default=now)
