"""fiscal: the chain of tax records, what became of each, and the event log"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "fiscal"
down_revision = "documents"


def upgrade() -> None:
    op.create_table(
        "fiscal_chains",
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("last_code", sa.Text(), server_default="", nullable=False),
        sa.Column("last_day", sa.Text(), server_default="", nullable=False),
        sa.Column("last_hash", sa.Text(), server_default="", nullable=False),
        sa.Column("quiet_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("issuer", name=op.f("pk_fiscal_chains")),
        info={"shard": "local"},
    )
    op.create_table(
        "fiscal_records",
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("invoice", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("previous_code", sa.Text(), nullable=False),
        sa.Column("previous_day", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('register', 'cancel')", name=op.f("ck_fiscal_records_kind")),
        sa.PrimaryKeyConstraint("issuer", "position", name=op.f("pk_fiscal_records")),
        info={"shard": "local"},
    )
    op.create_index(
        "uq_fiscal_records_document", "fiscal_records", ["document_id", "kind"], unique=True
    )
    op.create_index("uq_fiscal_records_id", "fiscal_records", ["id"], unique=True)
    op.create_table(
        "fiscal_submissions",
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("status", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("receipt", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('waiting', 'sending', 'accepted', 'accepted_with_errors', 'rejected')",
            name=op.f("ck_fiscal_submissions_status"),
        ),
        sa.PrimaryKeyConstraint("issuer", "position", name=op.f("pk_fiscal_submissions")),
        info={"shard": "local"},
    )
    op.create_index(
        "ix_fiscal_submissions_waiting",
        "fiscal_submissions",
        ["issuer", "position"],
        unique=False,
        postgresql_where="status IN ('waiting', 'sending')",
    )
    op.create_table(
        "fiscal_events",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_fiscal_events")),
        info={"shard": "local"},
    )
    for table in ("fiscal_records", "fiscal_events"):
        op.execute(
            f"CREATE TRIGGER {table}_stay BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
