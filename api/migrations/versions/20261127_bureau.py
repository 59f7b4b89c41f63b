"""bureau : moment and step of a request, and whether an ordinary way existed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = 'b7c20f9a41de'
down_revision = 'a7d3f91c60e2'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('escalades', sa.Column('moment', sa.String(length=40), nullable=True))
    op.add_column('escalades', sa.Column('etape', sa.String(length=80), nullable=True))
    op.add_column(
        'escalades',
        sa.Column('parcours_normal', sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    for colonne in ('parcours_normal', 'etape', 'moment'):
        op.drop_column('escalades', colonne)
