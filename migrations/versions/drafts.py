"""drafts: orders that staff write for a buyer"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "drafts"
down_revision = "carts"


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), server_default="open", nullable=False),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("copied_from", sa.Text(), nullable=True),
        sa.Column("order_number", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "status IN ('open', 'quoted', 'ordered', 'closed')", name=op.f("ck_drafts_status")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        info={"shard": "orders"},
    )
    op.create_index(
        "ix_drafts_status_created_at", "drafts", ["status", "created_at", "id"], unique=False
    )
    op.create_index("ix_drafts_updated_at", "drafts", ["updated_at", "id"], unique=False)
    op.create_table(
        "quotes",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), server_default="", nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("method", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("problem", sa.Text(), server_default="", nullable=False),
        sa.Column("order_number", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "status IN ('sent', 'accepted', 'ordered', 'declined', 'expired', 'withdrawn',"
            " 'revised')",
            name=op.f("ck_quotes_status"),
        ),
        sa.PrimaryKeyConstraint("draft_id", "version", name=op.f("pk_quotes")),
        info={"shard": "orders"},
    )
    op.create_index("ix_quotes_number", "quotes", ["number", "version"], unique=False)
    op.create_index("ix_quotes_sent_at", "quotes", ["sent_at", "draft_id"], unique=False)
    op.create_index(
        "ix_quotes_unsettled",
        "quotes",
        ["answered_at"],
        unique=False,
        postgresql_where=sa.text("settled_at IS NULL AND answered_at IS NOT NULL"),
    )
    op.create_index(
        "ix_quotes_valid_until",
        "quotes",
        ["valid_until"],
        unique=False,
        postgresql_where=sa.text("status = 'sent'"),
    )
