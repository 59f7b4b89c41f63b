"""messages pris : which server answers a message, and until when"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import api.database

revision = 'b7c41d90e2fa'
down_revision = '3aa189d2645c'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.add_column(sa.Column('pris_par', sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column('pris_jusqua', api.database.Instant(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.drop_column('pris_jusqua')
        batch_op.drop_column('pris_par')
