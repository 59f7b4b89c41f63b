"""mode accompagné : structures, people received, mandates that the database holds, a journal"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from api.database import Instant

revision = "a7c31e5f9d20"
down_revision = 'c2d7e94f18a3'
branch_labels = None
depends_on = None

# What the database refuses by itself, whatever the code does. Messages are codes of refusals.

# (refusal, when): an act done in someone's stead. `m` is its mandate, `d` the démarche in it.
ACTE = (
    ("mandat_absent", "m.id IS NULL"),
    ("capacite_protege", "a.capacite <> 'adulte'"),
    ("mandat_hors_portee", "d.demarche IS NULL"),
    ("mandat_revoque", "m.revoque_le IS NOT NULL OR d.revoque_le IS NOT NULL"),
    ("mandat_pas_commence", "NEW.le < m.debut_le"),
    ("mandat_expire", "NEW.le >= m.fin_le"),
)
DE_L_ACTE = (
    "FROM accueils a "
    "LEFT JOIN mandats m ON m.id = NEW.mandat_id AND m.accueil_id = a.id "
    "LEFT JOIN mandats_demarches d ON d.mandat_id = m.id AND d.demarche = NEW.demarche "
    "WHERE a.id = NEW.accueil_id"
)
MANDAT_FIGE = " OR ".join(
    f"NEW.{c} <> OLD.{c}"
    for c in (
        *("id", "accueil_id", "version", "langue", "texte", "empreinte", "nombre", "duree"),
        *("debut_le", "fin_le", "moyen", "preuve", "preuve_type", "recueilli_par"),
    )
)
PORTEE_FIGEE = "NEW.mandat_id <> OLD.mandat_id OR NEW.demarche <> OLD.demarche"
REPRISE = "OLD.revoque_le IS NOT NULL"
TROP = (
    "(SELECT count(*) FROM mandats_demarches d WHERE d.mandat_id = NEW.mandat_id) >= "
    "(SELECT m.nombre FROM mandats m WHERE m.id = NEW.mandat_id)"
)
INCAPABLE = "(SELECT a.capacite FROM accueils a WHERE a.id = NEW.accueil_id) <> 'adulte'"
JOURS = "CASE NEW.duree WHEN 'visite' THEN 1 ELSE CAST(NEW.duree AS INTEGER) END"
DE_LA_STRUCTURE = (
    "EXISTS (SELECT 1 FROM coordonnees_refusees r "
    "WHERE r.structure_id = NEW.structure_id AND r.empreinte = NEW.contact_empreinte)"
)
TENU = "EXISTS (SELECT 1 FROM accueils a WHERE a.id = OLD.accueil_id)"
COMPTE = (
    "INSERT INTO activite_mediation (structure_id, mois, acte, demarche, objet, nombre) "
    "VALUES (OLD.structure_id, OLD.mois, OLD.acte, COALESCE(OLD.demarche, ''), "
    "COALESCE(OLD.objet, ''), 1) ON CONFLICT (structure_id, mois, acte, demarche, objet) "
    "DO UPDATE SET nombre = activite_mediation.nombre + 1"
)
# table → events → (refusal, when)
REFUS = (
    ("mandats", "INSERT", "capacite", (("capacite_protege", INCAPABLE),)),
    ("mandats", "UPDATE", "fige", (("mandat_fige", f"{MANDAT_FIGE} OR {REPRISE}"),)),
    ("mandats", "DELETE", "garde", (("mandat_fige", TENU),)),
    ("mandats_demarches", "INSERT", "portee", (("mandat_fige", TROP),)),
    ("mandats_demarches", "UPDATE", "fige", (("mandat_fige", f"{PORTEE_FIGEE} OR {REPRISE}"),)),
    ("redactions_mandat", "UPDATE", "fige", (("redaction_figee", "TRUE"),)),
    ("redactions_mandat", "DELETE", "garde", (("redaction_figee", "TRUE"),)),
    ("accueils", "INSERT", "contact", (("contact_de_la_structure", DE_LA_STRUCTURE),)),
    ("accueils", "UPDATE", "contact_change", (("contact_de_la_structure", DE_LA_STRUCTURE),)),
    ("journal_mediation", "UPDATE", "fige", (("journal_fige", "TRUE"),)),
    ("journal_mediation", "DELETE", "garde", (("journal_fige", TENU),)),
)
TROP_LONG = {
    "sqlite": f"julianday(NEW.fin_le) - julianday(NEW.debut_le) > {JOURS} + 0.05",
    "postgresql": f"NEW.fin_le > NEW.debut_le + ({JOURS}) * INTERVAL '1 day' + INTERVAL '1 hour'",
}
FONCTIONS = (
    *(f"{table}_{nom}" for table, _, nom, _ in REFUS),
    *("mandats_longueur", "journal_mediation_acte", "journal_mediation_compte"),
    "journal_mediation_vide",
)


def _guard() -> None:
    dialecte = op.get_bind().dialect.name
    refuse = _refuse_postgresql if dialecte == "postgresql" else _refuse_sqlite
    for table, ordre, nom, regles in REFUS:
        refuse(table, ordre, nom, regles)
    refuse("mandats", "INSERT", "longueur", (("mandat_trop_long", TROP_LONG[dialecte]),))
    if dialecte == "postgresql":
        _guard_journal_postgresql()
    else:
        _guard_journal_sqlite()


def _refuse_sqlite(table: str, ordre: str, nom: str, regles: tuple[tuple[str, str], ...]) -> None:
    corps = " ".join(f"SELECT RAISE(ABORT, '{code}') WHERE {quand};" for code, quand in regles)
    op.execute(f"CREATE TRIGGER {table}_{nom} BEFORE {ordre} ON {table} BEGIN {corps} END")


def _function(nom: str, corps: str) -> None:
    op.execute(
        f"CREATE FUNCTION {nom}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {corps} END $$"
    )


def _raise(code: str) -> str:
    return f"RAISE EXCEPTION '{code}' USING ERRCODE = 'check_violation';"


def _refuse_postgresql(
    table: str, ordre: str, nom: str, regles: tuple[tuple[str, str], ...]
) -> None:
    corps = " ".join(f"IF {quand} THEN {_raise(code)} END IF;" for code, quand in regles)
    _function(f"{table}_{nom}", f"{corps} RETURN {'OLD' if ordre == 'DELETE' else 'NEW'};")
    op.execute(
        f"CREATE TRIGGER {table}_{nom} BEFORE {ordre} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_{nom}()"
    )


def _guard_journal_sqlite() -> None:
    corps = " ".join(
        f"SELECT RAISE(ABORT, '{code}') {DE_L_ACTE} AND ({quand});" for code, quand in ACTE
    )
    op.execute(
        "CREATE TRIGGER journal_mediation_acte BEFORE INSERT ON journal_mediation "
        f"WHEN NEW.acte = 'faire_pour' BEGIN {corps} END"
    )
    op.execute(
        "CREATE TRIGGER journal_mediation_compte AFTER DELETE ON journal_mediation "
        f"BEGIN {COMPTE}; END"
    )


def _guard_journal_postgresql() -> None:
    corps = " ".join(
        f"IF EXISTS (SELECT 1 {DE_L_ACTE} AND ({quand})) THEN {_raise(code)} END IF;"
        for code, quand in ACTE
    )
    _function("journal_mediation_acte", f"{corps} RETURN NEW;")
    op.execute(
        "CREATE TRIGGER journal_mediation_acte BEFORE INSERT ON journal_mediation FOR EACH ROW "
        "WHEN (NEW.acte = 'faire_pour') EXECUTE FUNCTION journal_mediation_acte()"
    )
    _function("journal_mediation_compte", f"{COMPTE}; RETURN OLD;")
    op.execute(
        "CREATE TRIGGER journal_mediation_compte AFTER DELETE ON journal_mediation "
        "FOR EACH ROW EXECUTE FUNCTION journal_mediation_compte()"
    )
    _function("journal_mediation_vide", _raise("journal_fige"))
    op.execute(
        "CREATE TRIGGER journal_mediation_vide BEFORE TRUNCATE ON journal_mediation "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_mediation_vide()"
    )


def upgrade() -> None:
    op.create_table(
        "activite_mediation",
        sa.Column("structure_id", sa.String(length=36), nullable=False),
        sa.Column("mois", sa.String(length=7), nullable=False),
        sa.Column("acte", sa.String(length=30), nullable=False),
        sa.Column("demarche", sa.String(length=40), nullable=False),
        sa.Column("objet", sa.String(length=40), nullable=False),
        sa.Column("nombre", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "structure_id", "mois", "acte", "demarche", "objet", name=op.f("pk_activite_mediation")
        ),
    )
    op.create_table(
        "redactions_mandat",
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("langue", sa.String(length=12), nullable=False),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.Column("le", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", "langue", name=op.f("pk_redactions_mandat")),
    )
    op.create_table(
        "structures",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("nom", sa.String(length=120), nullable=False),
        sa.Column("departement", sa.String(length=3), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("cree_le", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_structures")),
        sa.UniqueConstraint("nom", name=op.f("uq_structures_nom")),
    )
    op.create_table(
        "accueils",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("structure_id", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("alias", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("contact_genre", sa.String(length=10), nullable=True),
        sa.Column("contact_empreinte", sa.String(length=64), nullable=True),
        sa.Column("capacite", sa.String(length=8), nullable=False),
        sa.Column("persona", sa.String(length=40), nullable=True),
        sa.Column("recu_par", sa.String(length=36), nullable=False),
        sa.Column("recu_le", Instant(timezone=True), nullable=False),
        sa.Column("vu_par", sa.String(length=36), nullable=False),
        sa.Column("vu_le", Instant(timezone=True), nullable=False),
        sa.Column("prochain_le", Instant(timezone=True), nullable=True),
        sa.Column("clos_le", Instant(timezone=True), nullable=True),
        sa.CheckConstraint(
            "capacite IN ('adulte', 'mineur', 'protege')", name=op.f("ck_accueils_capacite")
        ),
        sa.CheckConstraint(
            "contact_genre IN ('telephone', 'courriel')", name=op.f("ck_accueils_contact_genre")
        ),
        sa.CheckConstraint(
            "(contact IS NULL) = (contact_genre IS NULL) AND (contact IS NULL) = (contact_empreinte IS NULL)",
            name=op.f("ck_accueils_contact"),
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossiers.id"],
            name=op.f("fk_accueils_dossier_id_dossiers"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["structure_id"],
            ["structures.id"],
            name=op.f("fk_accueils_structure_id_structures"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accueils")),
        sa.UniqueConstraint("code", name=op.f("uq_accueils_code")),
        sa.UniqueConstraint(
            "structure_id", "dossier_id", name=op.f("uq_accueils_structure_id_dossier_id")
        ),
    )
    with op.batch_alter_table("accueils", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accueils_dossier_id"), ["dossier_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_accueils_structure_id"), ["structure_id"], unique=False
        )

    op.create_table(
        "conseillers",
        sa.Column("agent_id", sa.String(length=36), nullable=False),
        sa.Column("structure_id", sa.String(length=36), nullable=False),
        sa.Column("depuis", Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"],
            ["agents.id"],
            name=op.f("fk_conseillers_agent_id_agents"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["structure_id"],
            ["structures.id"],
            name=op.f("fk_conseillers_structure_id_structures"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("agent_id", name=op.f("pk_conseillers")),
    )
    with op.batch_alter_table("conseillers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_conseillers_structure_id"), ["structure_id"], unique=False
        )

    op.create_table(
        "coordonnees_refusees",
        sa.Column("structure_id", sa.String(length=36), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["structure_id"],
            ["structures.id"],
            name=op.f("fk_coordonnees_refusees_structure_id_structures"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("structure_id", "empreinte", name=op.f("pk_coordonnees_refusees")),
    )
    op.create_table(
        "journal_mediation",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("le", Instant(timezone=True), nullable=False),
        sa.Column("mois", sa.String(length=7), nullable=False),
        sa.Column("structure_id", sa.String(length=36), nullable=False),
        sa.Column("accueil_id", sa.String(length=36), nullable=False),
        sa.Column("agent_id", sa.String(length=36), nullable=True),
        sa.Column("acte", sa.String(length=30), nullable=False),
        sa.Column("demarche", sa.String(length=40), nullable=True),
        sa.Column("objet", sa.String(length=40), nullable=True),
        sa.Column("mandat_id", sa.String(length=36), nullable=True),
        sa.Column("cle", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "acte <> 'faire_pour' OR (mandat_id IS NOT NULL AND demarche IS NOT NULL)",
            name=op.f("ck_journal_mediation_mandat"),
        ),
        sa.ForeignKeyConstraint(
            ["accueil_id"],
            ["accueils.id"],
            name=op.f("fk_journal_mediation_accueil_id_accueils"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_mediation")),
        sa.UniqueConstraint("cle", name=op.f("uq_journal_mediation_cle")),
    )
    with op.batch_alter_table("journal_mediation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_journal_mediation_accueil_id"), ["accueil_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_journal_mediation_structure_id"), ["structure_id"], unique=False
        )

    op.create_table(
        "mandats",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("accueil_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("langue", sa.String(length=12), nullable=False),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.Column("nombre", sa.Integer(), nullable=False),
        sa.Column("duree", sa.String(length=6), nullable=False),
        sa.Column("debut_le", Instant(timezone=True), nullable=False),
        sa.Column("fin_le", Instant(timezone=True), nullable=False),
        sa.Column("moyen", sa.String(length=6), nullable=False),
        sa.Column("preuve", sa.Text(), nullable=False),
        sa.Column("preuve_type", sa.String(length=20), nullable=False),
        sa.Column("recueilli_par", sa.String(length=36), nullable=False),
        sa.Column("revoque_le", Instant(timezone=True), nullable=True),
        sa.Column("revoque_par", sa.String(length=10), nullable=True),
        sa.CheckConstraint(
            "duree IN ('visite', '31', '182', '365')", name=op.f("ck_mandats_duree")
        ),
        sa.CheckConstraint("moyen IN ('ecran', 'papier', 'code')", name=op.f("ck_mandats_moyen")),
        sa.CheckConstraint(
            "revoque_par IN ('personne', 'conseiller', 'fin')", name=op.f("ck_mandats_revoque_par")
        ),
        sa.CheckConstraint(
            "(revoque_le IS NULL) = (revoque_par IS NULL)", name=op.f("ck_mandats_revocation")
        ),
        sa.CheckConstraint("fin_le > debut_le", name=op.f("ck_mandats_dates")),
        sa.ForeignKeyConstraint(
            ["accueil_id"],
            ["accueils.id"],
            name=op.f("fk_mandats_accueil_id_accueils"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version", "langue"],
            ["redactions_mandat.version", "redactions_mandat.langue"],
            name=op.f("fk_mandats_version_redactions_mandat"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandats")),
    )
    with op.batch_alter_table("mandats", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mandats_accueil_id"), ["accueil_id"], unique=False)

    op.create_table(
        "mandats_presentes",
        sa.Column("accueil_id", sa.String(length=36), nullable=False),
        sa.Column("demarches", sa.JSON(), nullable=False),
        sa.Column("duree", sa.String(length=6), nullable=False),
        sa.Column("langue", sa.String(length=12), nullable=False),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("essais", sa.Integer(), nullable=False),
        sa.Column("presente_par", sa.String(length=36), nullable=False),
        sa.Column("expire_le", Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["accueil_id"],
            ["accueils.id"],
            name=op.f("fk_mandats_presentes_accueil_id_accueils"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("accueil_id", name=op.f("pk_mandats_presentes")),
    )
    op.create_table(
        "saisies_mediation",
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("client_id", sa.String(length=36), nullable=False),
        sa.Column("agent_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_saisies_mediation_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", "client_id", name=op.f("pk_saisies_mediation")),
    )
    op.create_table(
        "mandats_demarches",
        sa.Column("mandat_id", sa.String(length=36), nullable=False),
        sa.Column("demarche", sa.String(length=40), nullable=False),
        sa.Column("revoque_le", Instant(timezone=True), nullable=True),
        sa.Column("revoque_par", sa.String(length=10), nullable=True),
        sa.CheckConstraint(
            "(revoque_le IS NULL) = (revoque_par IS NULL)",
            name=op.f("ck_mandats_demarches_revocation"),
        ),
        sa.ForeignKeyConstraint(
            ["mandat_id"],
            ["mandats.id"],
            name=op.f("fk_mandats_demarches_mandat_id_mandats"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("mandat_id", "demarche", name=op.f("pk_mandats_demarches")),
    )
    _guard()


def downgrade() -> None:
    op.drop_table("mandats_demarches")
    op.drop_table("saisies_mediation")
    op.drop_table("mandats_presentes")
    with op.batch_alter_table("mandats", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mandats_accueil_id"))

    op.drop_table("mandats")
    with op.batch_alter_table("journal_mediation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_journal_mediation_structure_id"))
        batch_op.drop_index(batch_op.f("ix_journal_mediation_accueil_id"))

    op.drop_table("journal_mediation")
    op.drop_table("coordonnees_refusees")
    with op.batch_alter_table("conseillers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conseillers_structure_id"))

    op.drop_table("conseillers")
    with op.batch_alter_table("accueils", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accueils_structure_id"))
        batch_op.drop_index(batch_op.f("ix_accueils_dossier_id"))

    op.drop_table("accueils")
    op.drop_table("structures")
    op.drop_table("redactions_mandat")
    op.drop_table("activite_mediation")
    if op.get_bind().dialect.name == "postgresql":
        for fonction in FONCTIONS:
            op.execute(f"DROP FUNCTION {fonction}()")
