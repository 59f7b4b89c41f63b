"""bilan des droits : rights followed, consents, follow-up"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import api.database

revision = '33e96a5ce7eb'
down_revision = 'c2f6a81d4b37'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('bilans',
    sa.Column('dossier_id', sa.String(length=36), nullable=False),
    sa.Column('public', sa.String(length=30), nullable=True),
    sa.Column('motif', sa.String(length=30), nullable=True),
    sa.Column('le', api.database.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossiers.id'], name=op.f('fk_bilans_dossier_id_dossiers'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('dossier_id', name=op.f('pk_bilans'))
    )
    op.create_table('consentements',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('dossier_id', sa.String(length=36), nullable=False),
    sa.Column('objet', sa.String(length=20), nullable=False),
    sa.Column('version', sa.Date(), nullable=False),
    sa.Column('recueilli_par', sa.String(length=12), nullable=False),
    sa.Column('choix', sa.JSON(), nullable=False),
    sa.Column('le', api.database.Instant(timezone=True), nullable=False),
    sa.Column('retire_le', api.database.Instant(timezone=True), nullable=True),
    sa.CheckConstraint("objet IN ('fiche_service', 'suivi')", name=op.f('ck_consentements_objet')),
    sa.CheckConstraint("recueilli_par IN ('usager', 'mediateur', 'agent')", name=op.f('ck_consentements_recueilli_par')),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossiers.id'], name=op.f('fk_consentements_dossier_id_dossiers'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consentements'))
    )
    with op.batch_alter_table('consentements', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_consentements_dossier_id'), ['dossier_id'], unique=False)
        batch_op.create_index('uq_consentements_en_cours', ['dossier_id', 'objet'], unique=True, sqlite_where=sa.text('retire_le IS NULL'), postgresql_where=sa.text('retire_le IS NULL'))

    op.create_table('droits_suivis',
    sa.Column('dossier_id', sa.String(length=36), nullable=False),
    sa.Column('droit', sa.String(length=60), nullable=False),
    sa.Column('etat', sa.String(length=16), nullable=False),
    sa.Column('raison', sa.String(length=20), nullable=True),
    sa.Column('repondu', sa.Boolean(), nullable=False),
    sa.Column('dit_par', sa.String(length=12), nullable=False),
    sa.Column('le', api.database.Instant(timezone=True), nullable=False),
    sa.CheckConstraint("dit_par IN ('usager', 'mediateur', 'agent')", name=op.f('ck_droits_suivis_dit_par')),
    sa.CheckConstraint("etat IN ('demande', 'ouvert', 'refuse', 'pas_encore', 'ne_demande_pas')", name=op.f('ck_droits_suivis_etat')),
    sa.CheckConstraint("raison IS NULL OR etat = 'ne_demande_pas'", name=op.f('ck_droits_suivis_raison')),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossiers.id'], name=op.f('fk_droits_suivis_dossier_id_dossiers'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('dossier_id', 'droit', name=op.f('pk_droits_suivis'))
    )
    op.create_table('suivis',
    sa.Column('dossier_id', sa.String(length=36), nullable=False),
    sa.Column('propose_le', api.database.Instant(timezone=True), nullable=False),
    sa.Column('pour_le', sa.Date(), nullable=True),
    sa.Column('rappele_le', api.database.Instant(timezone=True), nullable=True),
    sa.Column('fait_le', api.database.Instant(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossiers.id'], name=op.f('fk_suivis_dossier_id_dossiers'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('dossier_id', name=op.f('pk_suivis'))
    )


def downgrade() -> None:
    op.drop_table('suivis')
    op.drop_table('droits_suivis')
    with op.batch_alter_table('consentements', schema=None) as batch_op:
        batch_op.drop_index('uq_consentements_en_cours', sqlite_where=sa.text('retire_le IS NULL'), postgresql_where=sa.text('retire_le IS NULL'))
        batch_op.drop_index(batch_op.f('ix_consentements_dossier_id'))

    op.drop_table('consentements')
    op.drop_table('bilans')
