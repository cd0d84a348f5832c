"""refunds, and when an order arrived"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.add_column("orders", sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("deliveries", sa.Column("item_id", sa.Uuid(), nullable=True))
    op.drop_index("uq_deliveries_once", "deliveries")
    op.create_index(
        "uq_deliveries_once",
        "deliveries",
        ["kind", "subject_id", "recipient", "item_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_index(
        "ix_stock_movements_order_id",
        "stock_movements",
        ["order_id", "variant_id"],
        unique=False,
        postgresql_where="order_id IS NOT NULL",
    )
    op.drop_constraint(op.f("ck_payment_moves_kind"), "payment_moves")
    op.create_check_constraint(
        op.f("ck_payment_moves_kind"),
        "payment_moves",
        "kind IN ('authorised', 'captured', 'voided', 'refunded', 'refund_failed')",
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
            "source IN ('staff', 'cancellation', 'return', 'late_payment', 'gateway')",
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
