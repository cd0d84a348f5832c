"""exports: files of lists that are made in the background"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "exports"
down_revision = "bulk_edits"


def upgrade() -> None:
    op.create_table(
        "export_files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("list", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("asked", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="making", nullable=False),
        sa.Column("rows", sa.Integer(), server_default="0", nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("rows >= 0", name=op.f("ck_export_files_rows_not_negative")),
        sa.CheckConstraint(
            "status IN ('making', 'ready', 'failed')", name=op.f("ck_export_files_status")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_files")),
        info={"shard": "local"},
    )
    op.create_index(
        "ix_export_files_created_by",
        "export_files",
        ["created_by", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_export_files_expires_at", "export_files", ["expires_at", "id"], unique=False
    )
    op.create_index(
        "ix_export_files_look_at",
        "export_files",
        ["look_at"],
        unique=False,
        postgresql_where="look_at IS NOT NULL",
    )
