"""Assisted mode: who receives, who is received, under which mandate, and what was done.

Names and contacts are sealed (api/accounts/coffre). What the database refuses by itself is in the
migration: an act without a valid mandate, a mandate for someone who cannot give one, a line of
the journal changed, an address of the structure kept as the person's.
"""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Base, Instant, now


def _new_id() -> str:
    return str(uuid.uuid4())


class Structure(Base):
    """A France services space. Its people are seen by nobody else."""

    __tablename__ = "structures"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=_new_id)
    nom: Mapped[str] = mapped_column(String(120), unique=True)
    departement: Mapped[str] = mapped_column(String(3))
    active: Mapped[bool] = mapped_column(default=True)
    cree_le: Mapped[dt.datetime] = mapped_column(Instant, default=now)


class Conseiller(Base):
    """The structure an account belongs to: one only."""

    __tablename__ = "conseillers"

    agent_id: Mapped[str] = mapped_column(
        ForeignKey("agents.id", ondelete="CASCADE"), primary_key=True
    )
    structure_id: Mapped[str] = mapped_column(
        ForeignKey(Structure.id, ondelete="CASCADE"), index=True
    )
    depuis: Mapped[dt.datetime] = mapped_column(Instant, default=now)


class Arrivee(Base):
    """Until when a counsellor has read what changed."""

    __tablename__ = "arrivees_mediation"

    agent_id: Mapped[str] = mapped_column(
        ForeignKey("agents.id", ondelete="CASCADE"), primary_key=True
    )
    lu_le: Mapped[dt.datetime] = mapped_column(Instant)


class CoordonneeRefusee(Base):
    """A number or address of the structure or of its staff, as a keyed fingerprint: it may never
    be kept as a person's."""

    __tablename__ = "coordonnees_refusees"

    structure_id: Mapped[str] = mapped_column(
        ForeignKey(Structure.id, ondelete="CASCADE"), primary_key=True
    )
    empreinte: Mapped[str] = mapped_column(String(64), primary_key=True)


class Accueil(Base):
    """A person received by a structure: what joins the two. No name is needed."""

    __tablename__ = "accueils"
    __table_args__ = (
        CheckConstraint("capacite IN ('adulte', 'mineur', 'protege')", name="capacite"),
        CheckConstraint("contact_genre IN ('telephone', 'courriel')", name="contact_genre"),
        CheckConstraint(
            "(contact IS NULL) = (contact_genre IS NULL) "
            "AND (contact IS NULL) = (contact_empreinte IS NULL)",
            name="contact",
        ),
        UniqueConstraint("structure_id", "dossier_id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=_new_id)
    structure_id: Mapped[str] = mapped_column(
        ForeignKey(Structure.id, ondelete="CASCADE"), index=True
    )
    dossier_id: Mapped[str] = mapped_column(
        ForeignKey("dossiers.id", ondelete="CASCADE"), index=True
    )
    code: Mapped[str] = mapped_column(String(8), unique=True)
    alias: Mapped[str | None] = mapped_column(Text)  # sealed
    contact: Mapped[str | None] = mapped_column(Text)  # sealed
    contact_genre: Mapped[str | None] = mapped_column(String(10))
    contact_empreinte: Mapped[str | None] = mapped_column(String(64))
    capacite: Mapped[str] = mapped_column(String(8), default="adulte")
    persona: Mapped[str | None] = mapped_column(String(40))  # training: nobody real
    recu_par: Mapped[str] = mapped_column(String(36))
    recu_le: Mapped[dt.datetime] = mapped_column(Instant, default=now)
    vu_par: Mapped[str] = mapped_column(String(36))
    vu_le: Mapped[dt.datetime] = mapped_column(Instant, default=now)
    prochain_le: Mapped[dt.datetime | None] = mapped_column(Instant)
    clos_le: Mapped[dt.datetime | None] = mapped_column(Instant)


class RedactionMandat(Base):
    """A wording of the mandate, as it was once presented. Kept forever, never changed."""

    __tablename__ = "redactions_mandat"

    version: Mapped[str] = mapped_column(String(20), primary_key=True)
    langue: Mapped[str] = mapped_column(String(12), primary_key=True)
    texte: Mapped[str] = mapped_column(Text)
    empreinte: Mapped[str] = mapped_column(String(64))
    le: Mapped[dt.datetime] = mapped_column(Instant, default=now)


class Mandat(Base):
    """What a person allowed, until when, in which words, and how they said so."""

    __tablename__ = "mandats"
    __table_args__ = (
        CheckConstraint("duree IN ('visite', '31', '182', '365')", name="duree"),
        CheckConstraint("moyen IN ('ecran', 'papier', 'code')", name="moyen"),
        CheckConstraint("fin_le > debut_le", name="dates"),
        CheckConstraint("(revoque_le IS NULL) = (revoque_par IS NULL)", name="revocation"),
        CheckConstraint("revoque_par IN ('personne', 'conseiller', 'fin')", name="revoque_par"),
        ForeignKeyConstraint(
            ["version", "langue"],
            ["redactions_mandat.version", "redactions_mandat.langue"],
            ondelete="RESTRICT",
        ),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=_new_id)
    accueil_id: Mapped[str] = mapped_column(ForeignKey(Accueil.id, ondelete="CASCADE"), index=True)
    version: Mapped[str] = mapped_column(String(20))
    langue: Mapped[str] = mapped_column(String(12))
    texte: Mapped[str] = mapped_column(Text)  # as it was read: scope, dates, structure
    empreinte: Mapped[str] = mapped_column(String(64))
    nombre: Mapped[int]  # how many démarches it was signed for: none is added afterwards
    duree: Mapped[str] = mapped_column(String(6))
    debut_le: Mapped[dt.datetime] = mapped_column(Instant)
    fin_le: Mapped[dt.datetime] = mapped_column(Instant)
    moyen: Mapped[str] = mapped_column(String(6))
    preuve: Mapped[str] = mapped_column(Text)  # sealed: the drawn signature, the paper, the code
    preuve_type: Mapped[str] = mapped_column(String(20))
    recueilli_par: Mapped[str] = mapped_column(String(36))
    revoque_le: Mapped[dt.datetime | None] = mapped_column(Instant)
    revoque_par: Mapped[str | None] = mapped_column(String(10))


class MandatDemarche(Base):
    """One démarche of a mandate: it may be taken back alone."""

    __tablename__ = "mandats_demarches"
    __table_args__ = (
        CheckConstraint("(revoque_le IS NULL) = (revoque_par IS NULL)", name="revocation"),
    )

    mandat_id: Mapped[str] = mapped_column(
        ForeignKey(Mandat.id, ondelete="CASCADE"), primary_key=True
    )
    demarche: Mapped[str] = mapped_column(String(40), primary_key=True)
    revoque_le: Mapped[dt.datetime | None] = mapped_column(Instant)
    revoque_par: Mapped[str | None] = mapped_column(String(10))


class MandatPresente(Base):
    """A mandate being read on the person's own device: the code they say back agrees to it."""

    __tablename__ = "mandats_presentes"

    accueil_id: Mapped[str] = mapped_column(
        ForeignKey(Accueil.id, ondelete="CASCADE"), primary_key=True
    )
    demarches: Mapped[list[str]] = mapped_column(JSON)
    duree: Mapped[str] = mapped_column(String(6))
    langue: Mapped[str] = mapped_column(String(12))
    texte: Mapped[str] = mapped_column(Text)
    empreinte: Mapped[str] = mapped_column(String(64))
    code: Mapped[str] = mapped_column(Text)  # sealed
    essais: Mapped[int] = mapped_column(default=0)
    presente_par: Mapped[str] = mapped_column(String(36))
    expire_le: Mapped[dt.datetime] = mapped_column(Instant)


class ActeMediation(Base):
    """The journal: who did what for whom, when, under which mandate. In codes, only ever added.

    `cle`: one form sent twice is one act.
    """

    __tablename__ = "journal_mediation"
    __table_args__ = (
        CheckConstraint(
            "acte <> 'faire_pour' OR (mandat_id IS NOT NULL AND demarche IS NOT NULL)",
            name="mandat",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    le: Mapped[dt.datetime] = mapped_column(Instant, default=now)
    mois: Mapped[str] = mapped_column(String(7))
    structure_id: Mapped[str] = mapped_column(String(36), index=True)
    accueil_id: Mapped[str] = mapped_column(ForeignKey(Accueil.id, ondelete="CASCADE"), index=True)
    agent_id: Mapped[str | None] = mapped_column(String(36))  # None: the person themselves
    acte: Mapped[str] = mapped_column(String(30))
    demarche: Mapped[str | None] = mapped_column(String(40))
    objet: Mapped[str | None] = mapped_column(String(40))
    mandat_id: Mapped[str | None] = mapped_column(String(36))
    cle: Mapped[str | None] = mapped_column(String(64), unique=True)


class ActiviteEffacee(Base):
    """What the journal of an erased dossier leaves: counts, by month. No person, no counsellor."""

    __tablename__ = "activite_mediation"

    structure_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    mois: Mapped[str] = mapped_column(String(7), primary_key=True)
    acte: Mapped[str] = mapped_column(String(30), primary_key=True)
    demarche: Mapped[str] = mapped_column(String(40), primary_key=True)
    objet: Mapped[str] = mapped_column(String(40), primary_key=True)
    nombre: Mapped[int]


class Saisie(Base):
    """A message of the person that a counsellor typed: its facts are entered by them."""

    __tablename__ = "saisies_mediation"

    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    client_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    agent_id: Mapped[str] = mapped_column(String(36))
