"""bulk edits: many products at once, what each became, and the way back"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "bulk_edits"
down_revision = "imports"


def upgrade() -> None:
    op.create_table(
        "bulk_edits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("change", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("changed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("refused", sa.Integer(), server_default="0", nullable=False),
        sa.Column("undone", sa.Integer(), server_default="0", nullable=False),
        sa.Column("kept", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('running', 'done', 'failed', 'undoing', 'undone')",
            name=op.f("ck_bulk_edits_status"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_edits")),
        info={"shard": "local"},
    )
    op.create_index("ix_bulk_edits_created_at", "bulk_edits", ["created_at", "id"], unique=False)
    op.create_index(
        "ix_bulk_edits_look_at",
        "bulk_edits",
        ["look_at"],
        unique=False,
        postgresql_where="look_at IS NOT NULL",
    )
    op.create_table(
        "bulk_edit_items",
        sa.Column("edit_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "changes", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "kept", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False
        ),
        sa.PrimaryKeyConstraint("edit_id", "product_id", name=op.f("pk_bulk_edit_items")),
        info={"shard": "local"},
    )
    op.create_index(
        "ix_bulk_edit_items_left",
        "bulk_edit_items",
        ["edit_id", "product_id"],
        unique=False,
        postgresql_where="done_at IS NULL",
    )
