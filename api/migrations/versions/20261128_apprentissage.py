"""messages that were not understood, and what experts said of them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import api.database

revision = 'f3b81d6c0a27'
down_revision = 'e19b5d07c3a4'
branch_labels = None
depends_on = None

Instant = api.database.Instant


def upgrade() -> None:
    op.create_table(
        'messages_incompris',
        sa.Column('id', sa.String(36), nullable=False),
        sa.Column('jour', sa.Date(), nullable=False),
        sa.Column('langue', sa.String(12), nullable=False),
        sa.Column('texte', sa.Text(), nullable=False),
        sa.Column('raison', sa.String(10), nullable=False),
        sa.Column('repondu', sa.String(80), nullable=False),
        sa.Column('confiance', sa.Float(), nullable=False),
        sa.Column('proposes', sa.JSON(), nullable=False),
        sa.Column('choisi', sa.String(80), nullable=True),
        sa.CheckConstraint(
            "raison IN ('hors_sujet', 'doute', 'corrigee')", name=op.f('ck_messages_incompris_raison')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_messages_incompris')),
    )
    op.create_index('ix_messages_incompris_jour', 'messages_incompris', ['jour'])
    op.create_table(
        'lectures_incompris',
        sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
        sa.Column('message_id', sa.String(36), nullable=False),
        sa.Column('etiquettes', sa.JSON(), nullable=False),
        sa.Column('texte', sa.Text(), nullable=False),
        sa.Column('par', sa.String(36), nullable=False),
        sa.Column('nom', sa.String(80), nullable=False),
        sa.Column('le', Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['message_id'],
            ['messages_incompris.id'],
            name=op.f('fk_lectures_incompris_message_id_messages_incompris'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_lectures_incompris')),
    )
    op.create_index('ix_lectures_incompris_message_id', 'lectures_incompris', ['message_id'])


def downgrade() -> None:
    op.drop_table('lectures_incompris')
    op.drop_table('messages_incompris')
