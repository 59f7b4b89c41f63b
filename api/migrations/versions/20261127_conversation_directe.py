"""conversation directe : who answers in a conversation; steps that an agent added"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import api.database

revision = 'c2d7e94f18a3'
down_revision = 'b7c20f9a41de'
branch_labels = None
depends_on = None

Instant = api.database.Instant


def upgrade() -> None:
    op.create_table(
        'escalades_mains',
        sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
        sa.Column('conversation_id', sa.String(length=36), nullable=False),
        sa.Column('reference', sa.String(length=12), nullable=False),
        sa.Column('agent_id', sa.String(length=64), nullable=False),
        sa.Column('nom', sa.String(length=80), nullable=True),
        sa.Column('organisme', sa.String(length=120), nullable=False),
        sa.Column('de_seq', sa.Integer(), nullable=False),
        sa.Column('a_seq', sa.Integer(), nullable=True),
        sa.Column('ouverte_le', Instant(timezone=True), nullable=False),
        sa.Column('vu_le', Instant(timezone=True), nullable=False),
        sa.Column('usager_vu_le', Instant(timezone=True), nullable=True),
        sa.Column('finie_le', Instant(timezone=True), nullable=True),
        sa.Column('cause', sa.String(length=20), nullable=True),
        sa.CheckConstraint(
            '(finie_le IS NULL) = (a_seq IS NULL)', name=op.f('ck_escalades_mains_finie')
        ),
        sa.ForeignKeyConstraint(
            ['conversation_id'], ['conversations.id'],
            name=op.f('fk_escalades_mains_conversation_id_conversations'), ondelete='CASCADE',
        ),
        sa.ForeignKeyConstraint(
            ['reference'], ['escalades.reference'],
            name=op.f('fk_escalades_mains_reference_escalades'), ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_escalades_mains')),
    )
    op.create_index(
        'uq_escalades_mains_ouverte', 'escalades_mains', ['conversation_id'], unique=True,
        sqlite_where=sa.text('finie_le IS NULL'), postgresql_where=sa.text('finie_le IS NULL'),
    )
    for colonne in ('reference', 'agent_id'):
        op.create_index(op.f(f'ix_escalades_mains_{colonne}'), 'escalades_mains', [colonne])
    op.create_table(
        'etapes_ajoutees',
        sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
        sa.Column('dossier_id', sa.String(length=36), nullable=False),
        sa.Column('titre', sa.String(length=120), nullable=False),
        sa.Column('texte', sa.Text(), nullable=True),
        sa.Column('avant_le', sa.Date(), nullable=True),
        sa.Column('nom', sa.String(length=80), nullable=True),
        sa.Column('pour', sa.String(length=120), nullable=False),
        sa.Column('organisme', sa.String(length=40), nullable=False),
        sa.Column('faite', sa.Boolean(), nullable=False),
        sa.Column('le', Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['dossier_id'], ['dossiers.id'],
            name=op.f('fk_etapes_ajoutees_dossier_id_dossiers'), ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_etapes_ajoutees')),
    )
    op.create_index(op.f('ix_etapes_ajoutees_dossier_id'), 'etapes_ajoutees', ['dossier_id'])


def downgrade() -> None:
    op.drop_table('etapes_ajoutees')
    op.drop_table('escalades_mains')
