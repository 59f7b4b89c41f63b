"""What is kept of a request for a human, its history, its notes, the organisations joined to it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Base, Instant, now
from api.escalations.etats import ETATS


def _one_of(colonne: str, valeurs: tuple[str, ...]) -> str:
    return f"{colonne} IN ({', '.join(repr(v) for v in valeurs)})"


class Escalade(Base):
    """A request for a human: why, how pressing, who leads, what was promised, where it stands.

    `restreinte`: someone may be in danger. Never in an ordinary list, count or export.
    """

    __tablename__ = "escalades"
    __table_args__ = (
        CheckConstraint(_one_of("etat", ETATS), name="etat"),
        CheckConstraint(
            "canal IN ('direct', 'rappel', 'message', 'rendez_vous', 'lignes')", name="canal"
        ),
        # A closed request tells the person how it ended and what comes next.
        CheckConstraint(
            "etat <> 'close' OR (issue IS NOT NULL AND suite IS NOT NULL AND close_le IS NOT NULL)",
            name="close_ecrite",
        ),
        CheckConstraint(
            "etat NOT IN ('prise', 'en_cours') OR agent_id IS NOT NULL", name="prise_par"
        ),
        CheckConstraint("NOT restreinte OR contact IS NULL", name="restreinte_sans_contact"),
        # One open request for one reason: the same again is the same, repeated.
        Index(
            "uq_escalades_ouverte",
            "dossier_id",
            "motif",
            unique=True,
            sqlite_where=text("etat <> 'close'"),
            postgresql_where=text("etat <> 'close'"),
        ),
        Index("ix_escalades_file", "guichet", "etat"),
    )

    reference: Mapped[str] = mapped_column(String(12), primary_key=True)
    dossier_id: Mapped[str] = mapped_column(
        ForeignKey("dossiers.id", ondelete="CASCADE"), index=True
    )
    motif: Mapped[str] = mapped_column(String(40))
    signaux: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    niveau: Mapped[str] = mapped_column(String(20))
    fragilites: Mapped[list[str]] = mapped_column(JSON)
    raisons: Mapped[list[str]] = mapped_column(JSON)
    priorite: Mapped[int]
    echeance: Mapped[dt.date | None]
    competence: Mapped[str | None] = mapped_column(String(30))
    restreinte: Mapped[bool] = mapped_column(default=False)
    alerte: Mapped[bool] = mapped_column(default=False)  # nobody named: a supervisor must know
    organisme: Mapped[str] = mapped_column(String(40))
    guichet: Mapped[str] = mapped_column(String(40))
    organisme_local: Mapped[str | None] = mapped_column(String(120))
    lies: Mapped[list[str]] = mapped_column(JSON)
    departement: Mapped[str | None] = mapped_column(String(3))
    langue: Mapped[str] = mapped_column(String(12))
    canal: Mapped[str] = mapped_column(String(12))
    promesse_de: Mapped[dt.datetime] = mapped_column(Instant)
    promesse_avant: Mapped[dt.datetime] = mapped_column(Instant)
    consentement: Mapped[list[str]] = mapped_column(JSON, default=list)  # fields the agent may read
    contact: Mapped[str | None] = mapped_column(String(120))
    contact_consigne: Mapped[str | None] = mapped_column(String(200))
    etat: Mapped[str] = mapped_column(String(20), default="nouvelle")
    agent_id: Mapped[str | None] = mapped_column(String(64), index=True)
    repetitions: Mapped[int] = mapped_column(default=0)
    cree_le: Mapped[dt.datetime] = mapped_column(Instant, default=now)
    relance_le: Mapped[dt.datetime | None] = mapped_column(Instant)
    premiere_reponse_le: Mapped[dt.datetime | None] = mapped_column(Instant)
    close_le: Mapped[dt.datetime | None] = mapped_column(Instant)
    issue: Mapped[str | None] = mapped_column(String(20))
    suite: Mapped[str | None] = mapped_column(Text)  # what the person reads: never an inner note
    utile: Mapped[bool | None]
    # Where the person was when they last asked; nothing of it where someone may be in danger.
    moment: Mapped[str | None] = mapped_column(String(40))
    etape: Mapped[str | None] = mapped_column(String(80))
    parcours_normal: Mapped[bool] = mapped_column(default=False)  # an ordinary way existed


class Evenement(Base):
    """What happened, when, by whom. Only ever added: the database refuses to change a line."""

    __tablename__ = "escalades_histoire"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    reference: Mapped[str] = mapped_column(
        ForeignKey(Escalade.reference, ondelete="CASCADE"), index=True
    )
    le: Mapped[dt.datetime] = mapped_column(Instant, default=now)
    quoi: Mapped[str] = mapped_column(String(30))
    par: Mapped[str] = mapped_column(String(64))
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Note(Base):
    """What agents write for each other: the person never reads it."""

    __tablename__ = "escalades_notes"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    reference: Mapped[str] = mapped_column(
        ForeignKey(Escalade.reference, ondelete="CASCADE"), index=True
    )
    le: Mapped[dt.datetime] = mapped_column(Instant, default=now)
    agent_id: Mapped[str] = mapped_column(String(64))
    texte: Mapped[str] = mapped_column(Text)


class Conjointe(Base):
    """Another organisation joined to a request: it reads it, and shares the notes."""

    __tablename__ = "escalades_conjointes"

    reference: Mapped[str] = mapped_column(
        ForeignKey(Escalade.reference, ondelete="CASCADE"), primary_key=True
    )
    organisme: Mapped[str] = mapped_column(String(40), primary_key=True)
    flux: Mapped[str] = mapped_column(String(40))  # the entry of the register that allows it
    agent_id: Mapped[str | None] = mapped_column(String(64))
    reponse: Mapped[str | None] = mapped_column(String(20))
    le: Mapped[dt.datetime] = mapped_column(Instant, default=now)
