"""rien gardé : what a dossier lets be kept once violence was said"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = 'c2f6a81d4b37'
down_revision = '7c1d0e5b9f42'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('dossiers', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('conservation', sa.String(length=10), nullable=False, server_default='ordinaire')
        )
        batch_op.create_index(batch_op.f('ix_dossiers_conservation'), ['conservation'], unique=False)
        batch_op.create_check_constraint(
            op.f('ck_dossiers_conservation'),
            "conservation IN ('ordinaire', 'ephemere', 'voulue')",
        )


def downgrade() -> None:
    with op.batch_alter_table('dossiers', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_dossiers_conservation'), type_='check')
        batch_op.drop_index(batch_op.f('ix_dossiers_conservation'))
        batch_op.drop_column('conservation')
