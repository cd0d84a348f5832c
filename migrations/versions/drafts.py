"""drafts: orders that staff write for a buyer"""

import sqlalchemy as sa
from alembic import op

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
            "status IN ('open', 'ordered', 'closed')", name=op.f("ck_drafts_status")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        info={"shard": "orders"},
    )
    op.create_index(
        "ix_drafts_status_created_at", "drafts", ["status", "created_at", "id"], unique=False
    )
    op.create_index("ix_drafts_updated_at", "drafts", ["updated_at", "id"], unique=False)
