"""translation memory of the house's own sentences; translations of messages, erased with them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import api.database

revision = 'a7c2e9d04b61'
down_revision = 'e5a1c07b3d94'
branch_labels = None
depends_on = None

Instant = api.database.Instant


def upgrade() -> None:
    op.create_table(
        'memoire_traductions',
        sa.Column('empreinte', sa.String(64), nullable=False),
        sa.Column('de', sa.String(12), nullable=False),
        sa.Column('vers', sa.String(12), nullable=False),
        sa.Column('source', sa.Text(), nullable=False),
        sa.Column('texte', sa.Text(), nullable=False),
        sa.Column('statut', sa.String(12), nullable=False),
        sa.Column('le', Instant(timezone=True), nullable=False),
        sa.CheckConstraint("statut IN ('automatique', 'relue')", name=op.f('ck_memoire_traductions_statut')),
        sa.PrimaryKeyConstraint('empreinte', 'de', 'vers', name=op.f('pk_memoire_traductions')),
    )
    op.create_table(
        'messages_traduits',
        sa.Column('message_id', sa.Integer(), nullable=False),
        sa.Column('langue', sa.String(12), nullable=False),
        sa.Column('texte', sa.Text(), nullable=True),
        sa.Column('statut', sa.String(12), nullable=False),
        sa.Column('le', Instant(timezone=True), nullable=False),
        sa.CheckConstraint(
            "statut IN ('automatique', 'relue', 'indisponible', 'rejetee')",
            name=op.f('ck_messages_traduits_statut'),
        ),
        sa.CheckConstraint(
            "(texte IS NULL) = (statut IN ('indisponible', 'rejetee'))",
            name=op.f('ck_messages_traduits_texte'),
        ),
        sa.ForeignKeyConstraint(
            ['message_id'], ['messages.id'],
            name=op.f('fk_messages_traduits_message_id_messages'), ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('message_id', 'langue', name=op.f('pk_messages_traduits')),
    )


def downgrade() -> None:
    op.drop_table('messages_traduits')
    op.drop_table('memoire_traductions')
