"""documents: what was issued, with which numbers, and what is printed"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "documents"
down_revision = "content"

# Whoever may write to the database may still not rewrite what was issued.
IMMUTABLE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME;
END
$$
"""


def upgrade() -> None:
    op.create_table(
        "documents",
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("order_number", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("base_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("corrects", sa.Uuid(), nullable=True),
        sa.Column("replaces", sa.Uuid(), nullable=True),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "cause IN ('sale', 'exchange', 'refund', 'refund_undone', 'cancellation', 'edit')",
            name=op.f("ck_documents_cause"),
        ),
        sa.CheckConstraint(
            "kind IN ('invoice', 'simplified', 'credit_note', 'debit_note')",
            name=op.f("ck_documents_kind"),
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_documents_number_positive")),
        sa.CheckConstraint(
            "total_minor = base_minor + tax_minor", name=op.f("ck_documents_total_is_its_parts")
        ),
        sa.PrimaryKeyConstraint("series", "year", "number", name=op.f("pk_documents")),
        info={"shard": "local"},
    )
    op.create_index("ix_documents_issued_at", "documents", ["issued_at", "id"], unique=False)
    op.create_index("ix_documents_issued_on", "documents", ["issued_on", "id"], unique=False)
    op.create_index("uq_documents_code", "documents", ["code"], unique=True)
    op.create_index("uq_documents_id", "documents", ["id"], unique=True)
    op.create_index(
        "uq_documents_order_id", "documents", ["order_id", "cause", "item_id"], unique=True
    )
    op.create_table(
        "document_series",
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_hash", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("series", "year", name=op.f("pk_document_series")),
        info={"shard": "local"},
    )
    op.create_table(
        "document_requests",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "cause IN ('sale', 'exchange', 'refund', 'refund_undone', 'cancellation', 'edit')",
            name=op.f("ck_document_requests_cause"),
        ),
        sa.PrimaryKeyConstraint("order_id", "cause", "item_id", name=op.f("pk_document_requests")),
        info={"shard": "orders"},
    )
    op.create_index(
        "ix_document_requests_looked_at", "document_requests", ["looked_at"], unique=False
    )
    op.create_table(
        "prints",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subjects", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("blob", sa.Text(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('document', 'packing_slip', 'pick_list', 'return_label', 'gift_receipt')",
            name=op.f("ck_prints_kind"),
        ),
        sa.CheckConstraint(
            "status IN ('waiting', 'ready', 'failed')", name=op.f("ck_prints_status")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prints")),
        info={"shard": "local"},
    )
    op.create_index(
        "ix_prints_created_at",
        "prints",
        ["created_at"],
        unique=False,
        postgresql_where="kind <> 'document'",
    )
    op.create_index(
        "ix_prints_waiting",
        "prints",
        ["looked_at"],
        unique=False,
        postgresql_where="status = 'waiting'",
    )
    op.create_index(
        "uq_prints_document",
        "prints",
        ["subjects"],
        unique=True,
        postgresql_where="kind = 'document'",
    )

    op.execute(IMMUTABLE)
    op.execute(
        "CREATE TRIGGER documents_stay BEFORE UPDATE OR DELETE ON documents"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
