"""Who works at the desk, how they prove it, and what they did. Nothing here is about usagers."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Base, Instant, now


def _new_id() -> str:
    return str(uuid.uuid4())


class Agent(Base):
    """One person of the staff. Disabled, never deleted: the journal still refers to them."""

    __tablename__ = "agents"
    __table_args__ = (
        CheckConstraint(
            "role IN ('agent', 'correspondant', 'superviseur', 'administrateur', 'mediateur',"
            " 'expert')",
            name="role",
        ),
        # A password without its second factor opens nothing: they come and go together.
        CheckConstraint("(mot_de_passe IS NULL) = (totp IS NULL)", name="second_facteur"),
        CheckConstraint("(emetteur IS NULL) = (sujet IS NULL)", name="identite"),
        UniqueConstraint("emetteur", "sujet"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=_new_id)
    identifiant: Mapped[str] = mapped_column(String(80), unique=True)
    nom: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(16))
    organismes: Mapped[list[str]] = mapped_column(JSON, default=list)
    competences: Mapped[list[str]] = mapped_column(JSON, default=list)
    langues: Mapped[list[str]] = mapped_column(JSON, default=list)
    departements: Mapped[list[str]] = mapped_column(JSON, default=list)
    structure: Mapped[str | None] = mapped_column(String(120))
    actif: Mapped[bool] = mapped_column(default=True)
    present: Mapped[bool] = mapped_column(default=False)
    mot_de_passe: Mapped[str | None] = mapped_column(String(200))  # argon2id
    totp: Mapped[str | None] = mapped_column(String(300))  # sealed
    totp_pas: Mapped[int] = mapped_column(default=0)  # last step used: a code serves once
    emetteur: Mapped[str | None] = mapped_column(String(200))
    sujet: Mapped[str | None] = mapped_column(String(255))
    cree_le: Mapped[dt.datetime] = mapped_column(Instant, default=now)

    @property
    def enrole(self) -> bool:
        """They can sign in, by a password or by an identity provider."""
        return self.mot_de_passe is not None or self.sujet is not None


class Enrolement(Base):
    """A one-time link by which a person takes possession of their account."""

    __tablename__ = "enrolements"

    empreinte: Mapped[str] = mapped_column(String(64), primary_key=True)
    agent_id: Mapped[str] = mapped_column(ForeignKey(Agent.id, ondelete="CASCADE"), unique=True)
    expire_le: Mapped[dt.datetime] = mapped_column(Instant)


class SessionAgent(Base):
    """A signed-in browser; only the fingerprint of its secret is kept.

    `code`: the password was right and the second factor is awaited; it opens nothing yet.
    """

    __tablename__ = "sessions_agents"
    __table_args__ = (
        CheckConstraint("etat IN ('code', 'ouverte')", name="etat"),
        CheckConstraint("moyen IN ('local', 'oidc')", name="moyen"),
    )

    empreinte: Mapped[str] = mapped_column(String(64), primary_key=True)
    agent_id: Mapped[str] = mapped_column(ForeignKey(Agent.id, ondelete="CASCADE"), index=True)
    etat: Mapped[str] = mapped_column(String(8))
    moyen: Mapped[str] = mapped_column(String(8))
    essais: Mapped[int] = mapped_column(default=0)  # wrong codes in a row
    jeton_identite: Mapped[str | None] = mapped_column(
        Text
    )  # sealed; closes the provider's session
    ouverte_le: Mapped[dt.datetime] = mapped_column(Instant, default=now)
    vu_le: Mapped[dt.datetime] = mapped_column(Instant, default=now)


class JournalAgent(Base):
    """What was done at the desk, in codes. The database refuses to change or erase a line.

    No foreign key: a line must outlive everything it speaks of.
    """

    __tablename__ = "journal_agents"
    __table_args__ = (CheckConstraint("issue IN ('fait', 'refuse')", name="issue"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    le: Mapped[dt.datetime] = mapped_column(Instant, default=now, index=True)
    agent_id: Mapped[str | None] = mapped_column(String(36), index=True)
    action: Mapped[str] = mapped_column(String(40))
    objet: Mapped[str | None] = mapped_column(String(60))
    issue: Mapped[str] = mapped_column(String(8), default="fait")
