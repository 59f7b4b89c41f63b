"""What is kept of a person: facts with provenance, open moments, steps done, ways back in.

A dossier has no name, no address, no number: only the facts that its plan needs.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Base, Instant, now


def _new_id() -> str:
    return str(uuid.uuid4())


ORDINAIRE, EPHEMERE, VOULUE = "ordinaire", "ephemere", "voulue"


class Dossier(Base):
    """`conservation` leaves `ordinaire` for good once violence was said: nothing is kept then
    (`ephemere`), unless the person asks for it after a warning (`voulue`)."""

    __tablename__ = "dossiers"
    __table_args__ = (
        CheckConstraint("conservation IN ('ordinaire', 'ephemere', 'voulue')", name="conservation"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=_new_id)
    langue: Mapped[str] = mapped_column(String(12))
    code_postal: Mapped[str | None] = mapped_column("lieu", String(5))  # or a département
    commune: Mapped[str | None] = mapped_column(String(5))  # Insee code, when it was chosen
    version: Mapped[int] = mapped_column(default=0)  # grows at each change of the plan
    conservation: Mapped[str] = mapped_column(
        String(10), default=ORDINAIRE, server_default=ORDINAIRE, index=True
    )
    cree_le: Mapped[dt.datetime] = mapped_column(Instant, default=now)
    vu_le: Mapped[dt.datetime] = mapped_column(Instant, default=now, index=True)

    @property
    def protege(self) -> bool:
        """Violence was said in it."""
        return self.conservation != ORDINAIRE

    @property
    def ephemere(self) -> bool:
        """Nothing of it may outlive the open page."""
        return self.conservation == EPHEMERE

    @property
    def lieu(self) -> str | None:
        """The place in the form that the territories understand."""
        return f"insee:{self.commune}" if self.commune else self.code_postal


class Jeton(Base):
    """A session of the person on one device; only its fingerprint is kept."""

    __tablename__ = "jetons"

    empreinte: Mapped[str] = mapped_column(String(64), primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey(Dossier.id, ondelete="CASCADE"), index=True)
    cree_le: Mapped[dt.datetime] = mapped_column(Instant, default=now)


class LienPrive(Base):
    """A private link to come back later: unguessable, revocable, only its fingerprint is kept."""

    __tablename__ = "liens_prives"

    empreinte: Mapped[str] = mapped_column(String(64), primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey(Dossier.id, ondelete="CASCADE"), index=True)
    cree_le: Mapped[dt.datetime] = mapped_column(Instant, default=now)


class FaitDit(Base):
    """A fact as it was said: never changed, only replaced by a later one."""

    __tablename__ = "faits_dits"
    __table_args__ = (
        Index(
            "uq_faits_dits_courant",
            "dossier_id",
            "nom",
            unique=True,
            sqlite_where=text("remplace_le IS NULL"),
            postgresql_where=text("remplace_le IS NULL"),
        ),
        CheckConstraint("statut IN ('connu', 'ne_sait_pas', 'refuse')", name="statut"),
        CheckConstraint("dit_par IN ('usager', 'mediateur', 'agent')", name="dit_par"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey(Dossier.id, ondelete="CASCADE"))
    nom: Mapped[str] = mapped_column(String(60))
    valeur: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    statut: Mapped[str] = mapped_column(String(12))
    dit_par: Mapped[str] = mapped_column(String(12))
    comment: Mapped[str] = mapped_column(String(12))
    le: Mapped[dt.datetime] = mapped_column(Instant, default=now)
    remplace_le: Mapped[dt.datetime | None] = mapped_column(Instant)


class MomentOuvert(Base):
    __tablename__ = "moments_ouverts"

    dossier_id: Mapped[str] = mapped_column(
        ForeignKey(Dossier.id, ondelete="CASCADE"), primary_key=True
    )
    moment: Mapped[str] = mapped_column(String(30), primary_key=True)
    rang: Mapped[int]
    ouvert_le: Mapped[dt.datetime] = mapped_column(Instant, default=now)


class EtapeFaite(Base):
    __tablename__ = "etapes_faites"

    dossier_id: Mapped[str] = mapped_column(
        ForeignKey(Dossier.id, ondelete="CASCADE"), primary_key=True
    )
    etape: Mapped[str] = mapped_column(String(60), primary_key=True)
    le: Mapped[dt.datetime] = mapped_column(Instant, default=now)


class EtapeAjoutee(Base):
    """A step that an agent added for this person alone. `nom`, `pour`: who, as it is shown."""

    __tablename__ = "etapes_ajoutees"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey(Dossier.id, ondelete="CASCADE"), index=True)
    titre: Mapped[str] = mapped_column(String(120))
    texte: Mapped[str | None] = mapped_column(Text)
    avant_le: Mapped[dt.date | None]
    nom: Mapped[str | None] = mapped_column(String(80))
    pour: Mapped[str] = mapped_column(String(120))
    organisme: Mapped[str] = mapped_column(String(40))
    faite: Mapped[bool] = mapped_column(default=False)
    le: Mapped[dt.datetime] = mapped_column(Instant, default=now)


class DroitSuivi(Base):
    """Where the person stands with a right, as they say it. A reason only when they leave it.

    `repondu`: the fact that answers the reason was given; it is not given again.
    """

    __tablename__ = "droits_suivis"
    __table_args__ = (
        CheckConstraint(
            "etat IN ('demande', 'ouvert', 'refuse', 'pas_encore', 'ne_demande_pas')", name="etat"
        ),
        CheckConstraint("raison IS NULL OR etat = 'ne_demande_pas'", name="raison"),
        CheckConstraint("dit_par IN ('usager', 'mediateur', 'agent')", name="dit_par"),
    )

    dossier_id: Mapped[str] = mapped_column(
        ForeignKey(Dossier.id, ondelete="CASCADE"), primary_key=True
    )
    droit: Mapped[str] = mapped_column(String(60), primary_key=True)
    etat: Mapped[str] = mapped_column(String(16))
    raison: Mapped[str | None] = mapped_column(String(20))
    repondu: Mapped[bool] = mapped_column(default=False)
    dit_par: Mapped[str] = mapped_column(String(12))
    le: Mapped[dt.datetime] = mapped_column(Instant, default=now)
