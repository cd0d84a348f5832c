"""manual_payments: what is awaited without a network, and what arrived"""

import sqlalchemy as sa
from alembic import op

revision = "manual_payments"
down_revision = "payment_methods"


def upgrade() -> None:
    op.create_table(
        "manual_payments",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminders", sa.Integer(), server_default="0", nullable=False),
        sa.Column("received_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_manual_payments_amount_positive")),
        sa.CheckConstraint(
            "received_minor >= 0", name=op.f("ck_manual_payments_received_not_negative")
        ),
        sa.PrimaryKeyConstraint("order_id", "attempt_id", name=op.f("pk_manual_payments")),
        info={"shard": "orders"},
    )
    op.create_index(
        "ix_manual_payments_attempt_id", "manual_payments", ["attempt_id"], unique=False
    )
    op.create_index("ix_manual_payments_number", "manual_payments", ["number"], unique=False)
    op.create_index(
        "ix_manual_payments_remind_at",
        "manual_payments",
        ["remind_at"],
        unique=False,
        postgresql_where="remind_at IS NOT NULL",
    )
    op.create_index(
        "ix_manual_payments_awaited",
        "manual_payments",
        ["due_at", "attempt_id"],
        unique=False,
        postgresql_where="closed_at IS NULL AND received_minor < amount_minor",
    )
    op.create_table(
        "manual_receipts",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), server_default="", nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_manual_receipts_amount_positive")),
        sa.CheckConstraint(
            "received_by IN ('transfer', 'cash', 'card', 'carrier')",
            name=op.f("ck_manual_receipts_received_by"),
        ),
        sa.PrimaryKeyConstraint("order_id", "id", name=op.f("pk_manual_receipts")),
        info={"shard": "orders"},
    )
