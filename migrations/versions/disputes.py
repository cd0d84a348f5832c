"""disputes: payments that buyers' banks claim back"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "disputes"
down_revision = "returns"


def upgrade() -> None:
    op.create_table(
        "disputes",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("order_number", sa.Text(), nullable=False),
        sa.Column("gateway", sa.Text(), nullable=False),
        sa.Column("vendor_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded", postgresql.ARRAY(sa.Integer()), server_default="{}", nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_disputes_amount_positive")),
        sa.CheckConstraint(
            "status IN ('warning', 'needs_response', 'under_review', 'won', 'lost', 'prevented')",
            name=op.f("ck_disputes_status"),
        ),
        sa.PrimaryKeyConstraint("order_id", "id", name=op.f("pk_disputes")),
        info={"shard": "orders"},
    )
    op.create_index(
        "ix_disputes_due",
        "disputes",
        ["due_at", "id"],
        unique=False,
        postgresql_where="status IN ('warning', 'needs_response', 'under_review')",
    )
    op.create_index("ix_disputes_opened_at", "disputes", ["opened_at", "id"], unique=False)
