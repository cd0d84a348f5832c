"""payments: attempts, refunds, and the ledger of money"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "payments"
down_revision = "saved_views"


def upgrade() -> None:
    op.create_table(
        "payment_attempts",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("origin_order_id", sa.Uuid(), nullable=True),
        sa.Column("edit_id", sa.Uuid(), nullable=True),
        sa.Column("token", sa.LargeBinary(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), server_default="es", nullable=False),
        sa.Column("return_url", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "vendor", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("status", sa.Text(), server_default="open", nullable=False),
        sa.Column("late", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("promised", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("next_step", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("capture_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_parts", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("taken_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("part_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "status IN ('open', 'needs_action', 'pending', 'authorised', 'captured', 'declined', 'closed')",
            name=op.f("ck_payment_attempts_status"),
        ),
        sa.CheckConstraint(
            "amount_minor >= 0", name=op.f("ck_payment_attempts_amount_not_negative")
        ),
        sa.CheckConstraint(
            "taken_minor BETWEEN 0 AND amount_minor",
            name=op.f("ck_payment_attempts_taken_within_amount"),
        ),
        sa.CheckConstraint(
            "part_minor BETWEEN 0 AND amount_minor",
            name=op.f("ck_payment_attempts_part_within_amount"),
        ),
        sa.PrimaryKeyConstraint("order_id", "id", name=op.f("pk_payment_attempts")),
        info={"shard": "orders"},
    )
    op.create_index(
        "uq_payment_attempts_one_captured",
        "payment_attempts",
        ["order_id", "edit_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where="status = 'captured' AND NOT late AND account_id IS NULL",
    )
    op.create_index(
        "uq_payment_attempts_one_live",
        "payment_attempts",
        ["order_id", "edit_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where="status IN ('open', 'needs_action', 'pending', 'authorised')"
        " AND account_id IS NULL",
    )
    op.create_index(
        "uq_payment_attempts_account",
        "payment_attempts",
        ["order_id", "account_id"],
        unique=True,
        postgresql_where="account_id IS NOT NULL",
    )
    op.create_index(
        "ix_payment_attempts_look_at",
        "payment_attempts",
        ["look_at"],
        unique=False,
        postgresql_where="look_at IS NOT NULL",
    )
    op.create_table(
        "payment_references",
        sa.Column("gateway", sa.Text(), nullable=False),
        sa.Column("vendor_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("gateway", "vendor_id", name=op.f("pk_payment_references")),
        info={"shard": "codes"},
    )
    op.create_table(
        "payment_moves",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("vendor_id", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('authorised', 'voided', 'captured', 'late_captured', 'refunded', 'refund_failed', 'disputed', 'dispute_reinstated')",
            name=op.f("ck_payment_moves_kind"),
        ),
        sa.PrimaryKeyConstraint("order_id", "id", name=op.f("pk_payment_moves")),
        info={"shard": "orders"},
    )
    op.create_index("ix_payment_moves_at", "payment_moves", ["at", "id"], unique=False)
    op.create_index(
        "ix_payment_moves_order_id_at", "payment_moves", ["order_id", "at", "id"], unique=False
    )
    op.create_index(
        "uq_payment_moves_kind_vendor_id",
        "payment_moves",
        ["order_id", "kind", "vendor_id"],
        unique=True,
        postgresql_where="vendor_id <> ''",
    )
    op.create_table(
        "refunds",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="requested", nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("restock", sa.Boolean(), nullable=False),
        sa.Column("is_exchanged", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("asked", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("vendor_id", sa.Text(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("by_hand", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_refunds_amount_positive")),
        sa.CheckConstraint(
            "status IN ('requested', 'sent', 'pending', 'needs_person', 'succeeded', 'failed', 'cancelled')",
            name=op.f("ck_refunds_status"),
        ),
        sa.CheckConstraint(
            "reason IN ('changed_mind', 'damaged', 'wrong_item', 'missing', 'late', 'goodwill', 'cancelled', 'other')",
            name=op.f("ck_refunds_reason"),
        ),
        sa.CheckConstraint(
            "source IN ('staff', 'cancellation', 'return', 'late_payment', 'surplus', 'edit', 'gateway')",
            name=op.f("ck_refunds_source"),
        ),
        sa.PrimaryKeyConstraint("order_id", "id", name=op.f("pk_refunds")),
        info={"shard": "orders"},
    )
    op.create_index(
        "uq_refunds_vendor", "refunds", ["order_id", "attempt_id", "vendor_id"], unique=True
    )
    op.create_index(
        "ix_refunds_waiting",
        "refunds",
        ["looked_at"],
        unique=False,
        postgresql_where="status IN ('requested', 'sent', 'pending')",
    )
    op.create_index(
        "ix_refunds_by_hand",
        "refunds",
        ["requested_at", "id"],
        unique=False,
        postgresql_where="status = 'needs_person'",
    )
    op.create_table(
        "refund_lines",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("refund_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_refund_lines_quantity_positive")),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_refund_lines_amount_not_negative")),
        sa.PrimaryKeyConstraint("order_id", "refund_id", "line", name=op.f("pk_refund_lines")),
        info={"shard": "orders"},
    )
