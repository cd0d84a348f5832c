"""inventory: locations, stock and its ledger, what orders hold"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "inventory"
down_revision = "shipping"


def upgrade() -> None:
    op.create_table(
        "locations",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("sellable", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "site",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
        ),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_locations")),
        info={"shard": "reference"},
    )
    op.create_table(
        "stock_levels",
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("on_hand", sa.Integer(), server_default="0", nullable=False),
        sa.Column("held", sa.Integer(), server_default="0", nullable=False),
        sa.Column("low_at", sa.Integer(), server_default="0", nullable=False),
        sa.Column("low_at_version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("backordered", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "held >= 0 AND held <= on_hand", name=op.f("ck_stock_levels_never_held_twice")
        ),
        sa.CheckConstraint("on_hand >= 0", name=op.f("ck_stock_levels_on_hand_not_negative")),
        sa.CheckConstraint(
            "backordered >= 0", name=op.f("ck_stock_levels_backordered_not_negative")
        ),
        sa.PrimaryKeyConstraint("variant_id", name=op.f("pk_stock_levels")),
        info={"shard": "stock"},
    )
    op.create_index(
        "ix_stock_levels_backordered",
        "stock_levels",
        ["variant_id"],
        unique=False,
        postgresql_where="backordered > 0",
    )
    op.create_table(
        "stock_at",
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("on_hand", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("on_hand >= 0", name=op.f("ck_stock_at_on_hand_not_negative")),
        sa.PrimaryKeyConstraint("variant_id", "location", name=op.f("pk_stock_at")),
        info={"shard": "stock"},
    )
    op.create_table(
        "stock_movements",
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "facts", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.CheckConstraint("quantity <> 0", name=op.f("ck_stock_movements_quantity_moves")),
        sa.PrimaryKeyConstraint("variant_id", "id", name=op.f("pk_stock_movements")),
        info={"shard": "stock"},
    )
    op.create_index(
        "ix_stock_movements_import_id", "stock_movements", ["variant_id", "import_id"], unique=False
    )
    op.create_index(
        "ix_stock_movements_order_id",
        "stock_movements",
        ["order_id", "variant_id"],
        unique=False,
        postgresql_where="order_id IS NOT NULL",
    )
    op.create_index(
        "ix_stock_movements_variant_id_at",
        "stock_movements",
        ["variant_id", "at", "id"],
        unique=False,
    )
    op.create_table(
        "holds",
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("backordered", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "least(quantity, backordered) >= 0 AND quantity + backordered > 0",
            name=op.f("ck_holds_quantity_positive"),
        ),
        sa.PrimaryKeyConstraint("variant_id", "order_id", name=op.f("pk_holds")),
        info={"shard": "stock"},
    )
    op.create_index("ix_holds_expires_at", "holds", ["expires_at"], unique=False)
    op.create_index("ix_holds_order_id", "holds", ["order_id"], unique=False)
    op.create_table(
        "backorder_terms",
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('none', 'back_order', 'preorder')", name=op.f("ck_backorder_terms_kind")
        ),
        sa.PrimaryKeyConstraint("variant_id", name=op.f("pk_backorder_terms")),
        info={"shard": "stock"},
    )
    op.create_table(
        "backorders",
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("delays", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_backorders_quantity_positive")),
        sa.PrimaryKeyConstraint("variant_id", "order_id", name=op.f("pk_backorders")),
        info={"shard": "stock"},
    )
    op.create_index(
        "ix_backorders_queue", "backorders", ["variant_id", "placed_at", "order_id"], unique=False
    )
    op.create_index("ix_backorders_order_id", "backorders", ["order_id"], unique=False)
    op.create_index("ix_backorders_due", "backorders", ["due", "order_id"], unique=False)
    op.create_table(
        "incoming_stock",
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("received", sa.Integer(), server_default="0", nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_of_stock_order", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("lost", sa.Integer(), server_default="0", nullable=False),
        sa.Column("called_off", sa.Integer(), server_default="0", nullable=False),
        sa.Column("cost_minor", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_incoming_stock_quantity_positive")),
        sa.CheckConstraint(
            "least(received, lost, called_off) >= 0",
            name=op.f("ck_incoming_stock_units_not_negative"),
        ),
        sa.CheckConstraint(
            "status <> 'expected' OR expected_on IS NOT NULL",
            name=op.f("ck_incoming_stock_expected_some_day"),
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'expected', 'received', 'cancelled')",
            name=op.f("ck_incoming_stock_status"),
        ),
        sa.PrimaryKeyConstraint("variant_id", "id", name=op.f("pk_incoming_stock")),
        info={"shard": "stock"},
    )
    op.create_index(
        "ix_incoming_stock_expected",
        "incoming_stock",
        ["expected_on", "id"],
        unique=False,
        postgresql_where="status = 'expected'",
    )
    op.create_index("ix_incoming_stock_id", "incoming_stock", ["id"], unique=False)
    op.create_index(
        "ix_incoming_stock_variant_id",
        "incoming_stock",
        ["variant_id", "expected_on"],
        unique=False,
        postgresql_where="status = 'expected'",
    )
    op.create_table(
        "stock_orders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), server_default="", nullable=False),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'purchase') = (supplier_id IS NOT NULL)",
            name=op.f("ck_stock_orders_one_source"),
        ),
        sa.CheckConstraint("kind IN ('transfer', 'purchase')", name=op.f("ck_stock_orders_kind")),
        sa.CheckConstraint(
            "status IN ('draft', 'sent', 'partly_received', 'received', 'closed', 'cancelled')",
            name=op.f("ck_stock_orders_status"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_orders")),
        info={"shard": "local"},
    )
    op.create_index("ix_stock_orders_number", "stock_orders", ["number"], unique=True)
    op.create_index(
        "ix_stock_orders_created_at", "stock_orders", ["kind", "created_at", "id"], unique=False
    )
    op.create_index(
        "ix_stock_orders_expected_on",
        "stock_orders",
        ["expected_on", "id"],
        unique=False,
        postgresql_where="status IN ('sent', 'partly_received')",
    )
    op.create_index(
        "ix_stock_orders_supplier_id", "stock_orders", ["supplier_id", "created_at"], unique=False
    )
    op.create_table(
        "stock_order_receipts",
        sa.Column("stock_order_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("lines", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("stock_order_id", "id", name=op.f("pk_stock_order_receipts")),
        info={"shard": "local"},
    )
