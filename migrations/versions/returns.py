"""returns: what came back"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "returns"
down_revision = "fulfilment"


def upgrade() -> None:
    op.create_table(
        "returns",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("country", sa.Text(), server_default="", nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("order_id", "id", name=op.f("pk_returns")),
        info={"shard": "orders"},
    )
    op.create_index("ix_returns_returned_at", "returns", ["returned_at", "id"], unique=False)
    op.create_table(
        "return_lines",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=True),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_milli", sa.BigInteger(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("order_id", "return_id", "line", name=op.f("pk_return_lines")),
        info={"shard": "orders"},
    )
    _cases()
    _rules()
    op.create_table(
        "withdrawal_statements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("is_late", sa.Boolean(), server_default="false", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawal_statements")),
        info={"shard": "codes"},
    )
    op.create_index(
        "ix_withdrawal_statements_order_id",
        "withdrawal_statements",
        ["order_id", "stated_at"],
        unique=False,
    )
    op.create_index(
        "ix_withdrawal_statements_unmatched",
        "withdrawal_statements",
        ["stated_at", "id"],
        unique=False,
        postgresql_where="order_id IS NULL",
    )


def _cases() -> None:
    op.create_table(
        "return_cases",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("order_number", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("tracking", sa.Text(), server_default="", nullable=False),
        sa.Column("is_late", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("wants_credit", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("refund_id", sa.Uuid(), nullable=True),
        sa.Column("exchange_order_id", sa.Uuid(), nullable=True),
        sa.Column("exchange_number", sa.Text(), server_default="", nullable=False),
        sa.Column("exchange_failure", sa.Text(), server_default="", nullable=False),
        sa.Column("approved_by", sa.Text(), server_default="", nullable=False),
        sa.Column("approver_limit_minor", sa.BigInteger(), server_default="0", nullable=True),
        sa.Column("shipping_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refund_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('withdrawal', 'return', 'claim')", name=op.f("ck_return_cases_kind")
        ),
        sa.CheckConstraint(
            "status IN ('requested', 'approved', 'declined', 'in_transit', 'received', 'settled',"
            " 'closed', 'cancelled')",
            name=op.f("ck_return_cases_status"),
        ),
        sa.CheckConstraint(
            "source IN ('buyer', 'withdrawal', 'staff')", name=op.f("ck_return_cases_source")
        ),
        sa.CheckConstraint(
            "shipping_minor >= 0 AND fee_minor >= 0", name=op.f("ck_return_cases_amounts")
        ),
        sa.CheckConstraint(
            "fee_minor = 0 OR kind <> 'claim'", name=op.f("ck_return_cases_claim_keeps_nothing")
        ),
        sa.PrimaryKeyConstraint("order_id", "id", name=op.f("pk_return_cases")),
        info={"shard": "orders"},
    )
    op.create_index("ix_return_cases_number", "return_cases", ["number"], unique=False)
    op.create_index(
        "ix_return_cases_requested_at", "return_cases", ["requested_at", "id"], unique=False
    )
    op.create_index(
        "ix_return_cases_status", "return_cases", ["status", "requested_at", "id"], unique=False
    )
    op.create_table(
        "return_case_lines",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("requested", sa.Integer(), nullable=False),
        sa.Column("approved", sa.Integer(), nullable=True),
        sa.Column("received", sa.Integer(), server_default="0", nullable=False),
        sa.Column("resellable", sa.Integer(), server_default="0", nullable=False),
        sa.Column("refunded", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("exchange_variant_id", sa.Uuid(), nullable=True),
        sa.Column("exchange_sku", sa.Text(), server_default="", nullable=False),
        sa.Column("exchange_name", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "exchange_options",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
        ),
        sa.CheckConstraint("requested > 0", name=op.f("ck_return_case_lines_requested")),
        sa.CheckConstraint(
            "approved BETWEEN 0 AND requested", name=op.f("ck_return_case_lines_approved")
        ),
        sa.CheckConstraint(
            "received BETWEEN 0 AND coalesce(approved, 0)",
            name=op.f("ck_return_case_lines_received"),
        ),
        sa.CheckConstraint(
            "resellable BETWEEN 0 AND received", name=op.f("ck_return_case_lines_resellable")
        ),
        sa.CheckConstraint(
            "refunded BETWEEN 0 AND coalesce(approved, 0)",
            name=op.f("ck_return_case_lines_refunded"),
        ),
        sa.PrimaryKeyConstraint("order_id", "case_id", "line", name=op.f("pk_return_case_lines")),
        info={"shard": "orders"},
    )
    op.create_table(
        "return_receipts",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("lines", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("order_id", "id", name=op.f("pk_return_receipts")),
        info={"shard": "orders"},
    )
    op.create_table(
        "return_photos",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("order_id", "id", name=op.f("pk_return_photos")),
        info={"shard": "orders"},
    )
    op.create_index("ix_return_photos_added_at", "return_photos", ["added_at", "id"], unique=False)


def _rules() -> None:
    op.create_table(
        "return_policies",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_return_policies")),
        info={"shard": "reference"},
    )
    op.create_table(
        "return_exclusions",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "reason IN ('made_to_order', 'perishable', 'sealed', 'digital', 'final_sale')",
            name=op.f("ck_return_exclusions_reason"),
        ),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_return_exclusions")),
        info={"shard": "reference"},
    )
