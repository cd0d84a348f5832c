"""payments: attempts and the ledger of money"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "payments"
down_revision = "carts"


def upgrade() -> None:
    op.create_table(
        "payment_attempts",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="open", nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("next_step", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('open', 'needs_action', 'authorised', 'captured', 'declined', 'voided')",
            name=op.f("ck_payment_attempts_status"),
        ),
        sa.CheckConstraint(
            "amount_minor >= 0", name=op.f("ck_payment_attempts_amount_not_negative")
        ),
        sa.PrimaryKeyConstraint("order_id", "id", name=op.f("pk_payment_attempts")),
        info={"shard": "orders"},
    )
    op.create_index(
        "uq_payment_attempts_one_captured",
        "payment_attempts",
        ["order_id"],
        unique=True,
        postgresql_where="status = 'captured'",
    )
    op.create_index(
        "uq_payment_attempts_one_live",
        "payment_attempts",
        ["order_id"],
        unique=True,
        postgresql_where="status IN ('open', 'needs_action', 'authorised')",
    )
    op.create_table(
        "payment_moves",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('authorised', 'captured', 'voided', 'refunded')",
            name=op.f("ck_payment_moves_kind"),
        ),
        sa.PrimaryKeyConstraint("order_id", "id", name=op.f("pk_payment_moves")),
        info={"shard": "orders"},
    )
    op.create_index(
        "ix_payment_moves_order_id_at", "payment_moves", ["order_id", "at", "id"], unique=False
    )
