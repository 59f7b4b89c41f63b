"""assisted mode: until when a counsellor has read what changed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from api.database import Instant

revision = "e19b5d07c3a4"
down_revision = "a7c31e5f9d20"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "arrivees_mediation",
        sa.Column("agent_id", sa.String(length=36), nullable=False),
        sa.Column("lu_le", Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"],
            ["agents.id"],
            name=op.f("fk_arrivees_mediation_agent_id_agents"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("agent_id", name=op.f("pk_arrivees_mediation")),
    )


def downgrade() -> None:
    op.drop_table("arrivees_mediation")
