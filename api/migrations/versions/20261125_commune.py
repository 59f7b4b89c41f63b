"""commune : a dossier's place may be a commune, when its postal code does not settle enough"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '7c1d0e5b9f42'
down_revision = 'b7c41d90e2fa'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('dossiers', sa.Column('commune', sa.String(length=5), nullable=True))


def downgrade() -> None:
    op.drop_column('dossiers', 'commune')  # in place: a rebuilt table forgets what refers to it
