"""comptes du bureau : agents, enrolments, sessions, and a journal that refuses to be changed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from api.database import Instant

revision = 'd4a90b7e15c8'
down_revision = '33e96a5ce7eb'
branch_labels = None
depends_on = None

INTERDITS = ('UPDATE', 'DELETE')


def upgrade() -> None:
    op.create_table(
        'agents',
        sa.Column('id', sa.String(length=36), nullable=False),
        sa.Column('identifiant', sa.String(length=80), nullable=False),
        sa.Column('nom', sa.String(length=80), nullable=False),
        sa.Column('role', sa.String(length=16), nullable=False),
        sa.Column('organismes', sa.JSON(), nullable=False),
        sa.Column('competences', sa.JSON(), nullable=False),
        sa.Column('langues', sa.JSON(), nullable=False),
        sa.Column('departements', sa.JSON(), nullable=False),
        sa.Column('structure', sa.String(length=120), nullable=True),
        sa.Column('actif', sa.Boolean(), nullable=False),
        sa.Column('present', sa.Boolean(), nullable=False),
        sa.Column('mot_de_passe', sa.String(length=200), nullable=True),
        sa.Column('totp', sa.String(length=300), nullable=True),
        sa.Column('totp_pas', sa.Integer(), nullable=False),
        sa.Column('emetteur', sa.String(length=200), nullable=True),
        sa.Column('sujet', sa.String(length=255), nullable=True),
        sa.Column('cree_le', Instant(timezone=True), nullable=False),
        sa.CheckConstraint(
            "role IN ('agent', 'correspondant', 'superviseur', 'administrateur', 'mediateur')",
            name=op.f('ck_agents_role'),
        ),
        sa.CheckConstraint(
            '(mot_de_passe IS NULL) = (totp IS NULL)', name=op.f('ck_agents_second_facteur')
        ),
        sa.CheckConstraint(
            '(emetteur IS NULL) = (sujet IS NULL)', name=op.f('ck_agents_identite')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_agents')),
        sa.UniqueConstraint('identifiant', name=op.f('uq_agents_identifiant')),
        sa.UniqueConstraint('emetteur', 'sujet', name=op.f('uq_agents_emetteur_sujet')),
    )
    op.create_table(
        'enrolements',
        sa.Column('empreinte', sa.String(length=64), nullable=False),
        sa.Column('agent_id', sa.String(length=36), nullable=False),
        sa.Column('expire_le', Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['agent_id'],
            ['agents.id'],
            name=op.f('fk_enrolements_agent_id_agents'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('empreinte', name=op.f('pk_enrolements')),
        sa.UniqueConstraint('agent_id', name=op.f('uq_enrolements_agent_id')),
    )
    op.create_table(
        'sessions_agents',
        sa.Column('empreinte', sa.String(length=64), nullable=False),
        sa.Column('agent_id', sa.String(length=36), nullable=False),
        sa.Column('etat', sa.String(length=8), nullable=False),
        sa.Column('moyen', sa.String(length=8), nullable=False),
        sa.Column('essais', sa.Integer(), nullable=False),
        sa.Column('jeton_identite', sa.Text(), nullable=True),
        sa.Column('ouverte_le', Instant(timezone=True), nullable=False),
        sa.Column('vu_le', Instant(timezone=True), nullable=False),
        sa.CheckConstraint("etat IN ('code', 'ouverte')", name=op.f('ck_sessions_agents_etat')),
        sa.CheckConstraint("moyen IN ('local', 'oidc')", name=op.f('ck_sessions_agents_moyen')),
        sa.ForeignKeyConstraint(
            ['agent_id'],
            ['agents.id'],
            name=op.f('fk_sessions_agents_agent_id_agents'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('empreinte', name=op.f('pk_sessions_agents')),
    )
    op.create_index(
        op.f('ix_sessions_agents_agent_id'), 'sessions_agents', ['agent_id'], unique=False
    )
    op.create_table(
        'journal_agents',
        sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
        sa.Column('le', Instant(timezone=True), nullable=False),
        sa.Column('agent_id', sa.String(length=36), nullable=True),
        sa.Column('action', sa.String(length=40), nullable=False),
        sa.Column('objet', sa.String(length=60), nullable=True),
        sa.Column('issue', sa.String(length=8), nullable=False),
        sa.CheckConstraint("issue IN ('fait', 'refuse')", name=op.f('ck_journal_agents_issue')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_journal_agents')),
    )
    op.create_index(op.f('ix_journal_agents_agent_id'), 'journal_agents', ['agent_id'], unique=False)
    op.create_index(op.f('ix_journal_agents_le'), 'journal_agents', ['le'], unique=False)
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(
            "CREATE FUNCTION journal_agents_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'journal_agents is append-only'; END $$"
        )
        op.execute(
            'CREATE TRIGGER journal_agents_fige BEFORE UPDATE OR DELETE OR TRUNCATE '
            'ON journal_agents FOR EACH STATEMENT EXECUTE FUNCTION journal_agents_refuse()'
        )
    else:
        for ordre in INTERDITS:
            op.execute(
                f'CREATE TRIGGER journal_agents_fige_{ordre.lower()} BEFORE {ordre} '
                "ON journal_agents BEGIN SELECT RAISE(ABORT, 'journal_agents is append-only'); END"
            )


def downgrade() -> None:
    op.drop_table('journal_agents')  # its triggers go with it
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION journal_agents_refuse()')
    op.drop_table('sessions_agents')
    op.drop_table('enrolements')
    op.drop_table('agents')
