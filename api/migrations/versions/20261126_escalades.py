"""escalades : level, route, promise, life; history that is only added to, notes, joined desks"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from alembic import op

import api.database

revision = 'e5a1c07b3d94'
down_revision = 'd4a90b7e15c8'
branch_labels = None
depends_on = None

Instant = api.database.Instant

# What an earlier request becomes: no promise had been made, one is made now.
RELAIS = 'france_services'
PROMESSE = dt.timedelta(days=7)


def _anciennes() -> sa.TableClause:
    return sa.table(
        'escalades',
        sa.column('reference', sa.String), sa.column('dossier_id', sa.String),
        sa.column('motif', sa.String), sa.column('organismes', sa.String),
        sa.column('cree_le', Instant(timezone=True)),
    )


def upgrade() -> None:
    lien = op.get_bind()
    anciennes = lien.execute(sa.select(_anciennes())).mappings().all()
    proteges = set(lien.execute(sa.text(
        "SELECT id FROM dossiers WHERE conservation <> 'ordinaire'"
    )).scalars())
    op.drop_table('escalades')
    neuves = _create_requests()
    histoire = _create_followers()
    _only_added()
    maintenant = dt.datetime.now(dt.UTC)
    # The last request of each reason stays open; its history keeps the references given before.
    par_motif: dict[tuple[str, str], list[sa.RowMapping]] = {(a['dossier_id'], a['motif']): [] for a in anciennes}
    for a in sorted(anciennes, key=lambda a: a['cree_le']):
        par_motif[(a['dossier_id'], a['motif'])].append(a)
    for memes in par_motif.values():
        derniere = memes[-1]
        organismes = (derniere['organismes'] or '').split()
        op.bulk_insert(neuves, [{
            'reference': derniere['reference'], 'dossier_id': derniere['dossier_id'],
            'motif': derniere['motif'],
            'signaux': [{'code': derniere['motif'], 'origine': 'dite', 'par': None}],
            'niveau': 'personnalise', 'fragilites': [], 'raisons': [], 'priorite': 0,
            'restreinte': derniere['dossier_id'] in proteges, 'alerte': False,
            'organisme': RELAIS, 'guichet': RELAIS, 'lies': organismes, 'langue': 'fr',
            'canal': 'lignes' if derniere['dossier_id'] in proteges else 'message',
            'promesse_de': maintenant, 'promesse_avant': maintenant + PROMESSE,
            'consentement': [], 'etat': 'nouvelle', 'repetitions': len(memes) - 1,
            'cree_le': memes[0]['cree_le'],
        }])
        op.bulk_insert(histoire, [{
            'reference': derniere['reference'], 'le': m['cree_le'], 'quoi': 'demandee',
            'par': 'usager', 'details': {'reference': m['reference']},
        } for m in memes])


def _create_requests() -> sa.Table:
    table = op.create_table('escalades',
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('dossier_id', sa.String(length=36), nullable=False),
    sa.Column('motif', sa.String(length=40), nullable=False),
    sa.Column('signaux', sa.JSON(), nullable=False),
    sa.Column('niveau', sa.String(length=20), nullable=False),
    sa.Column('fragilites', sa.JSON(), nullable=False),
    sa.Column('raisons', sa.JSON(), nullable=False),
    sa.Column('priorite', sa.Integer(), nullable=False),
    sa.Column('echeance', sa.Date(), nullable=True),
    sa.Column('competence', sa.String(length=30), nullable=True),
    sa.Column('restreinte', sa.Boolean(), nullable=False),
    sa.Column('alerte', sa.Boolean(), nullable=False),
    sa.Column('organisme', sa.String(length=40), nullable=False),
    sa.Column('guichet', sa.String(length=40), nullable=False),
    sa.Column('organisme_local', sa.String(length=120), nullable=True),
    sa.Column('lies', sa.JSON(), nullable=False),
    sa.Column('departement', sa.String(length=3), nullable=True),
    sa.Column('langue', sa.String(length=12), nullable=False),
    sa.Column('canal', sa.String(length=12), nullable=False),
    sa.Column('promesse_de', Instant(timezone=True), nullable=False),
    sa.Column('promesse_avant', Instant(timezone=True), nullable=False),
    sa.Column('consentement', sa.JSON(), nullable=False),
    sa.Column('contact', sa.String(length=120), nullable=True),
    sa.Column('contact_consigne', sa.String(length=200), nullable=True),
    sa.Column('etat', sa.String(length=20), nullable=False),
    sa.Column('agent_id', sa.String(length=64), nullable=True),
    sa.Column('repetitions', sa.Integer(), nullable=False),
    sa.Column('cree_le', Instant(timezone=True), nullable=False),
    sa.Column('relance_le', Instant(timezone=True), nullable=True),
    sa.Column('premiere_reponse_le', Instant(timezone=True), nullable=True),
    sa.Column('close_le', Instant(timezone=True), nullable=True),
    sa.Column('issue', sa.String(length=20), nullable=True),
    sa.Column('suite', sa.Text(), nullable=True),
    sa.Column('utile', sa.Boolean(), nullable=True),
    sa.CheckConstraint("etat IN ('nouvelle', 'transferee', 'rouverte', 'prise', 'en_cours', 'en_attente_usager', 'close')", name=op.f('ck_escalades_etat')),
    sa.CheckConstraint("canal IN ('direct', 'rappel', 'message', 'rendez_vous', 'lignes')", name=op.f('ck_escalades_canal')),
    sa.CheckConstraint("etat <> 'close' OR (issue IS NOT NULL AND suite IS NOT NULL AND close_le IS NOT NULL)", name=op.f('ck_escalades_close_ecrite')),
    sa.CheckConstraint("etat NOT IN ('prise', 'en_cours') OR agent_id IS NOT NULL", name=op.f('ck_escalades_prise_par')),
    sa.CheckConstraint("NOT restreinte OR contact IS NULL", name=op.f('ck_escalades_restreinte_sans_contact')),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossiers.id'], name=op.f('fk_escalades_dossier_id_dossiers'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('reference', name=op.f('pk_escalades'))
    )
    op.create_index(op.f('ix_escalades_dossier_id'), 'escalades', ['dossier_id'])
    op.create_index(op.f('ix_escalades_agent_id'), 'escalades', ['agent_id'])
    op.create_index('ix_escalades_file', 'escalades', ['guichet', 'etat'])
    ouverte = sa.text("etat <> 'close'")
    op.create_index('uq_escalades_ouverte', 'escalades', ['dossier_id', 'motif'], unique=True, sqlite_where=ouverte, postgresql_where=ouverte)
    return table


def _create_followers() -> sa.Table:
    histoire = op.create_table('escalades_histoire',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('le', Instant(timezone=True), nullable=False),
    sa.Column('quoi', sa.String(length=30), nullable=False),
    sa.Column('par', sa.String(length=64), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['reference'], ['escalades.reference'], name=op.f('fk_escalades_histoire_reference_escalades'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_escalades_histoire'))
    )
    op.create_index(op.f('ix_escalades_histoire_reference'), 'escalades_histoire', ['reference'])
    op.create_table('escalades_notes',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('le', Instant(timezone=True), nullable=False),
    sa.Column('agent_id', sa.String(length=64), nullable=False),
    sa.Column('texte', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['reference'], ['escalades.reference'], name=op.f('fk_escalades_notes_reference_escalades'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_escalades_notes'))
    )
    op.create_index(op.f('ix_escalades_notes_reference'), 'escalades_notes', ['reference'])
    op.create_table('escalades_conjointes',
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('organisme', sa.String(length=40), nullable=False),
    sa.Column('flux', sa.String(length=40), nullable=False),
    sa.Column('agent_id', sa.String(length=64), nullable=True),
    sa.Column('reponse', sa.String(length=20), nullable=True),
    sa.Column('le', Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['reference'], ['escalades.reference'], name=op.f('fk_escalades_conjointes_reference_escalades'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('reference', 'organisme', name=op.f('pk_escalades_conjointes'))
    )
    return histoire


def _only_added() -> None:
    """A line of history is never changed, by whatever program; it goes with its request."""
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(
            "CREATE FUNCTION escalades_histoire_figee() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'escalades_histoire: append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER escalades_histoire_figee BEFORE UPDATE ON escalades_histoire "
            "FOR EACH ROW EXECUTE FUNCTION escalades_histoire_figee()"
        )
    else:
        op.execute(
            "CREATE TRIGGER escalades_histoire_figee BEFORE UPDATE ON escalades_histoire "
            "BEGIN SELECT RAISE(ABORT, 'escalades_histoire: append-only'); END"
        )


def downgrade() -> None:
    lien = op.get_bind()
    gardees = lien.execute(sa.text(
        "SELECT reference, dossier_id, motif, organisme, cree_le FROM escalades"
    )).mappings().all()
    op.drop_table('escalades_conjointes')
    op.drop_table('escalades_notes')
    op.drop_table('escalades_histoire')
    if lien.dialect.name == 'postgresql':
        op.execute("DROP FUNCTION escalades_histoire_figee()")
    op.drop_table('escalades')
    op.create_table('escalades',
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('dossier_id', sa.String(length=36), nullable=False),
    sa.Column('motif', sa.String(length=40), nullable=False),
    sa.Column('organismes', sa.String(length=200), nullable=False),
    sa.Column('cree_le', Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossiers.id'], name=op.f('fk_escalades_dossier_id_dossiers'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('reference', name=op.f('pk_escalades'))
    )
    op.create_index(op.f('ix_escalades_dossier_id'), 'escalades', ['dossier_id'])
    for g in gardees:
        lien.execute(
            sa.text(
                "INSERT INTO escalades (reference, dossier_id, motif, organismes, cree_le)"
                " VALUES (:reference, :dossier_id, :motif, :organisme, :cree_le)"
            ),
            dict(g),
        )
