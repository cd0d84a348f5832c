"""orders: orders, their lines, events and numbers"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "orders"
down_revision = "bank"


# The one writer of these sums; the ledger's rows are never changed, so they need no other trigger.
MONEY = """
CREATE FUNCTION add_up_order_money() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_catalog, pg_temp AS $$ BEGIN
    UPDATE orders o SET authorised_minor = o.authorised_minor + m.authorised,
           captured_minor = o.captured_minor + m.captured,
           refunded_minor = o.refunded_minor + m.refunded
      FROM (SELECT order_id,
                   coalesce(sum(CASE kind WHEN 'authorised' THEN amount_minor
                       WHEN 'voided' THEN -amount_minor END), 0) AS authorised,
                   coalesce(sum(amount_minor) FILTER (
                       WHERE kind IN ('captured', 'late_captured')), 0) AS captured,
                   coalesce(sum(CASE kind WHEN 'refunded' THEN amount_minor
                       WHEN 'refund_failed' THEN -amount_minor END), 0) AS refunded
              FROM added GROUP BY order_id) m
     WHERE o.id = m.order_id AND (m.authorised, m.captured, m.refunded) <> (0, 0, 0);
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.create_table(
        "orders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.Column("address", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("country", sa.Text(), server_default="", nullable=False),
        sa.Column("shipping_code", sa.Text(), nullable=True),
        sa.Column("pickup_location", sa.Text(), nullable=True),
        sa.Column("codes", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("items_minor", sa.BigInteger(), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("shipping_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("tax_treatment", sa.Text(), server_default="", nullable=False),
        sa.Column("tax_place", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "tax_groups",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="[]",
            nullable=False,
        ),
        sa.Column("vat_check", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("authorised_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("captured_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.Column("trace", sa.Text(), server_default="", nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shipped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hold_reason", sa.Text(), nullable=True),
        sa.Column("tags", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("assignee_id", sa.Uuid(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source_ref", sa.Text(), nullable=True),
        sa.Column(
            "search",
            sa.Text(),
            sa.Computed(
                "folded(number || ' ' || replace(number, '-', '') || ' ' || email"
                " || ' ' || coalesce(address ->> 'name', '')"
                " || ' ' || coalesce(address ->> 'city', '')"
                " || ' ' || coalesce(address ->> 'postal_code', '')"
                " || ' ' || regexp_replace(coalesce(address ->> 'phone', ''), '[^0-9]', '', 'g'))",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "status IN ('placed', 'paying', 'payment_action_required', 'payment_pending', 'payment_failed', 'confirmed', 'partly_shipped', 'shipped', 'delivered', 'cancelled')",
            name=op.f("ck_orders_status"),
        ),
        sa.CheckConstraint(
            "hold_reason IN ('suspected_fraud', 'address', 'payment', 'stock', 'buyer_request', 'other')",
            name=op.f("ck_orders_hold_reason"),
        ),
        sa.CheckConstraint(
            "total_minor = items_minor - discount_minor + shipping_minor",
            name=op.f("ck_orders_total_is_its_parts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        info={"shard": "orders"},
    )
    op.create_index(
        "ix_orders_assignee_id",
        "orders",
        ["assignee_id", "placed_at", "id"],
        unique=False,
        postgresql_where="assignee_id IS NOT NULL",
    )
    op.create_index(
        "ix_orders_refunded",
        "orders",
        ["placed_at", "id"],
        unique=False,
        postgresql_where="refunded_minor > 0",
    )
    op.create_index(
        "ix_orders_held_at",
        "orders",
        ["placed_at", "id"],
        unique=False,
        postgresql_where="held_at IS NOT NULL",
    )
    op.create_index("ix_orders_tags", "orders", ["tags"], unique=False, postgresql_using="gin")
    op.create_index("ix_orders_customer_id", "orders", ["customer_id", "placed_at"], unique=False)
    op.create_index("ix_orders_email", "orders", ["email", "placed_at"], unique=False)
    op.create_index("ix_orders_number", "orders", ["number"], unique=False)
    op.create_index("ix_orders_placed_at", "orders", ["placed_at", "id"], unique=False)
    op.create_index(
        "ix_orders_search",
        "orders",
        ["search"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search": "gin_trgm_ops"},
    )
    op.create_index(
        "ix_orders_status_placed_at", "orders", ["status", "placed_at", "id"], unique=False
    )
    op.create_table(
        "order_notes",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("order_id", "id", name=op.f("pk_order_notes")),
        info={"shard": "orders"},
    )
    op.create_table(
        "order_tags",
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_order_tags")),
        info={"shard": "reference"},
    )
    op.create_table(
        "order_lines",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=True),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "options", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("picture", sa.Text(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_milli", sa.BigInteger(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("tax_basis_points", sa.Integer(), server_default="0", nullable=False),
        sa.Column("price_list", sa.Text(), server_default="", nullable=False),
        sa.Column("is_gift_card", sa.Boolean(), server_default="false", nullable=False),
        sa.PrimaryKeyConstraint("order_id", "line", name=op.f("pk_order_lines")),
        info={"shard": "orders"},
    )
    op.create_index(
        "ix_order_lines_sku",
        "order_lines",
        [sa.func.upper(sa.literal_column("sku")).label("upper_sku"), "order_id"],
        unique=False,
        postgresql_ops={"upper_sku": "text_pattern_ops"},
    )
    op.create_table(
        "order_discounts",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("promotion_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_order_discounts_takes_something_off")),
        sa.PrimaryKeyConstraint("order_id", "line", "position", name=op.f("pk_order_discounts")),
        info={"shard": "orders"},
    )
    op.create_table(
        "order_events",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column(
            "facts", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("trace", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("order_id", "id", name=op.f("pk_order_events")),
        info={"shard": "orders"},
    )
    op.create_index(
        "ix_order_events_order_id_at", "order_events", ["order_id", "at", "id"], unique=False
    )
    op.create_table(
        "unpaid_orders",
        sa.Column("client", sa.LargeBinary(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("client", "order_id", name=op.f("pk_unpaid_orders")),
        info={"shard": "codes"},
    )
    op.create_index("ix_unpaid_orders_order_id", "unpaid_orders", ["order_id"], unique=False)
    op.create_index("ix_unpaid_orders_until", "unpaid_orders", ["until"], unique=False)
    op.create_table(
        "order_edits",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("difference_minor", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pay_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waits", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("on_expiry", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('done', 'awaiting_payment', 'paid', 'undone', 'carried')",
            name=op.f("ck_order_edits_status"),
        ),
        sa.CheckConstraint("on_expiry IN ('undo', 'carry')", name=op.f("ck_order_edits_on_expiry")),
        sa.CheckConstraint(
            "status <> 'awaiting_payment' OR (pay_by IS NOT NULL AND on_expiry IS NOT NULL)",
            name=op.f("ck_order_edits_what_waits_ends"),
        ),
        sa.PrimaryKeyConstraint("order_id", "id", name=op.f("pk_order_edits")),
        info={"shard": "orders"},
    )
    op.create_index("uq_order_edits_version", "order_edits", ["order_id", "version"], unique=True)
    op.create_index(
        "uq_order_edits_one_awaited",
        "order_edits",
        ["order_id"],
        unique=True,
        postgresql_where="status = 'awaiting_payment'",
    )
    op.create_index(
        "ix_order_edits_pay_by",
        "order_edits",
        ["pay_by", "order_id"],
        unique=False,
        postgresql_where="status = 'awaiting_payment'",
    )
    op.create_table(
        "order_numbers",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_order_numbers")),
        info={"shard": "codes"},
    )
    op.execute(MONEY)
    op.execute("REVOKE ALL ON FUNCTION add_up_order_money() FROM PUBLIC")
    op.execute(
        "CREATE TRIGGER add_up_order_money AFTER INSERT ON payment_moves"
        " REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION add_up_order_money()"
    )
