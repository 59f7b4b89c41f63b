"""reviews of translations, only added to; a role for who keeps the content"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import api.database

revision = 'b8d3f0e15c72'
down_revision = 'a7c2e9d04b61'
branch_labels = None
depends_on = None

Instant = api.database.Instant
AVANT = "'agent', 'correspondant', 'superviseur', 'administrateur', 'mediateur'"
# The same words in both engines, but for how a trigger refuses.
REFUS_SQLITE = """
CREATE TRIGGER relectures_{ordre} BEFORE {ORDRE} ON relectures
BEGIN SELECT RAISE(ABORT, 'relectures: only added to'); END
"""
REFUS_POSTGRESQL = """
CREATE FUNCTION relectures_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'relectures: only added to'; END $$
"""
DECLENCHEUR_POSTGRESQL = """
CREATE TRIGGER relectures_seulement BEFORE UPDATE OR DELETE ON relectures
FOR EACH ROW EXECUTE FUNCTION relectures_refuse()
"""


def _roles(permis: str) -> None:
    with op.batch_alter_table('agents') as lot:
        lot.drop_constraint(op.f('ck_agents_role'), type_='check')
        lot.create_check_constraint(op.f('ck_agents_role'), f'role IN ({permis})')


def upgrade() -> None:
    _roles(f"{AVANT}, 'expert'")
    op.create_table(
        'relectures',
        sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
        sa.Column('langue', sa.String(12), nullable=False),
        sa.Column('cle', sa.String(200), nullable=False),
        sa.Column('source', sa.String(8), nullable=False),
        sa.Column('avant', sa.JSON(), nullable=False),
        sa.Column('textes', sa.JSON(none_as_null=True), nullable=True),
        sa.Column('geste', sa.String(10), nullable=False),
        sa.Column('raison', sa.Text(), nullable=True),
        sa.Column('par', sa.String(36), nullable=False),
        sa.Column('nom', sa.String(80), nullable=False),
        sa.Column('le', Instant(timezone=True), nullable=False),
        sa.CheckConstraint("geste IN ('acceptee', 'corrigee', 'rejetee')", name=op.f('ck_relectures_geste')),
        sa.CheckConstraint("geste <> 'rejetee' OR raison IS NOT NULL", name=op.f('ck_relectures_rejet_motive')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_relectures')),
    )
    op.create_index('ix_relectures_phrase', 'relectures', ['langue', 'cle'])
    if op.get_bind().dialect.name == 'sqlite':
        for ordre in ('update', 'delete'):
            op.execute(REFUS_SQLITE.format(ordre=ordre, ORDRE=ordre.upper()))
    else:
        op.execute(REFUS_POSTGRESQL)
        op.execute(DECLENCHEUR_POSTGRESQL)


def downgrade() -> None:
    op.drop_table('relectures')
    if op.get_bind().dialect.name != 'sqlite':
        op.execute('DROP FUNCTION relectures_refuse()')
    op.execute("DELETE FROM agents WHERE role = 'expert'")
    _roles(AVANT)
