"""translation memory of the house's own sentences"""

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


def downgrade() -> None:
    op.drop_table('memoire_traductions')
