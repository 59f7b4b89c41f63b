"""rendez_vous : appointments, the places they hold, calls attempted, what is safe"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import api.database

revision = 'a7d3f91c60e2'
down_revision = 'e5a1c07b3d94'
branch_labels = None
depends_on = None

Instant = api.database.Instant


def upgrade() -> None:
    op.create_table('rendez_vous',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('guichet', sa.String(length=40), nullable=False),
    sa.Column('conjoints', sa.JSON(), nullable=False),
    sa.Column('departement', sa.String(length=3), nullable=True),
    sa.Column('maniere', sa.String(length=12), nullable=False),
    sa.Column('lieu', sa.String(length=300), nullable=True),
    sa.Column('interprete', sa.String(length=12), nullable=True),
    sa.Column('debut', Instant(timezone=True), nullable=True),
    sa.Column('fin', Instant(timezone=True), nullable=True),
    sa.Column('etat', sa.String(length=16), nullable=False),
    sa.Column('promis_avant', sa.Date(), nullable=False),
    sa.Column('premier_jour', sa.Date(), nullable=False),
    sa.Column('offert_le', Instant(timezone=True), nullable=False),
    sa.Column('agent_id', sa.String(length=64), nullable=True),
    sa.Column('rappel_consenti', sa.Boolean(), nullable=False),
    sa.Column('rappel_dit_le', Instant(timezone=True), nullable=True),
    sa.Column('agenda_voulu', sa.Boolean(), nullable=False),
    sa.Column('identite', sa.String(length=36), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('change_le', Instant(timezone=True), nullable=False),
    sa.CheckConstraint("etat IN ('propose', 'confirme', 'honore', 'absent_usager', 'absent_agent', 'annule', 'deplace')", name=op.f('ck_rendez_vous_etat')),
    sa.CheckConstraint("maniere IN ('telephone', 'sur_place', 'visio')", name=op.f('ck_rendez_vous_maniere')),
    sa.CheckConstraint("etat IN ('propose', 'annule') OR (debut IS NOT NULL AND fin IS NOT NULL)", name=op.f('ck_rendez_vous_date')),
    sa.ForeignKeyConstraint(['reference'], ['escalades.reference'], name=op.f('fk_rendez_vous_reference_escalades'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rendez_vous'))
    )
    op.create_index(op.f('ix_rendez_vous_reference'), 'rendez_vous', ['reference'])
    op.create_index('ix_rendez_vous_debut', 'rendez_vous', ['etat', 'debut'])
    ouvert = sa.text("etat IN ('propose', 'confirme')")
    op.create_index('uq_rendez_vous_ouvert', 'rendez_vous', ['reference'], unique=True, sqlite_where=ouvert, postgresql_where=ouvert)
    op.create_table('rendez_vous_places',
    sa.Column('guichet', sa.String(length=40), nullable=False),
    sa.Column('departement', sa.String(length=3), nullable=False),
    sa.Column('maniere', sa.String(length=12), nullable=False),
    sa.Column('debut', Instant(timezone=True), nullable=False),
    sa.Column('rang', sa.Integer(), nullable=False),
    sa.Column('fin', Instant(timezone=True), nullable=False),
    sa.Column('rendez_vous_id', sa.String(length=36), nullable=False),
    sa.Column('jusqua', Instant(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['rendez_vous_id'], ['rendez_vous.id'], name=op.f('fk_rendez_vous_places_rendez_vous_id_rendez_vous'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('guichet', 'departement', 'maniere', 'debut', 'rang', name=op.f('pk_rendez_vous_places'))
    )
    op.create_index(op.f('ix_rendez_vous_places_rendez_vous_id'), 'rendez_vous_places', ['rendez_vous_id'])
    op.create_table('rendez_vous_appels',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('rendez_vous_id', sa.String(length=36), nullable=True),
    sa.Column('le', Instant(timezone=True), nullable=False),
    sa.Column('agent_id', sa.String(length=64), nullable=False),
    sa.Column('resultat', sa.String(length=16), nullable=False),
    sa.CheckConstraint("resultat IN ('joint', 'sans_reponse', 'mauvais_numero', 'repondeur')", name=op.f('ck_rendez_vous_appels_resultat')),
    sa.ForeignKeyConstraint(['reference'], ['escalades.reference'], name=op.f('fk_rendez_vous_appels_reference_escalades'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rendez_vous_appels'))
    )
    op.create_index(op.f('ix_rendez_vous_appels_reference'), 'rendez_vous_appels', ['reference'])
    op.create_table('rendez_vous_surete',
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('sur', sa.Boolean(), nullable=False),
    sa.Column('maniere', sa.String(length=12), nullable=True),
    sa.Column('quand', sa.String(length=12), nullable=True),
    sa.Column('le', Instant(timezone=True), nullable=False),
    sa.CheckConstraint("maniere IN ('sur_place', 'visio')", name=op.f('ck_rendez_vous_surete_maniere')),
    sa.CheckConstraint('sur OR (maniere IS NULL AND quand IS NULL)', name=op.f('ck_rendez_vous_surete_sans_detail')),
    sa.ForeignKeyConstraint(['reference'], ['escalades.reference'], name=op.f('fk_rendez_vous_surete_reference_escalades'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('reference', name=op.f('pk_rendez_vous_surete'))
    )


def downgrade() -> None:
    op.drop_table('rendez_vous_surete')
    op.drop_table('rendez_vous_appels')
    op.drop_table('rendez_vous_places')
    op.drop_table('rendez_vous')
