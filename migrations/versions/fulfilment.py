"""fulfilment: where each unit of an order is, parcels and what is in them"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "fulfilment"
down_revision = "orders"


def upgrade() -> None:
    op.create_table(
        "line_units",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=True),
        sa.Column("ordered", sa.Integer(), nullable=False),
        sa.Column("allocated", sa.Integer(), server_default="0", nullable=False),
        sa.Column("waiting", sa.Integer(), server_default="0", nullable=False),
        sa.Column("in_parcels", sa.Integer(), server_default="0", nullable=False),
        sa.Column("shipped", sa.Integer(), server_default="0", nullable=False),
        sa.Column("cancelled", sa.Integer(), server_default="0", nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "least(allocated, waiting, in_parcels, shipped, cancelled) >= 0",
            name=op.f("ck_line_units_no_unit_twice"),
        ),
        sa.CheckConstraint(
            "ordered = allocated + waiting + in_parcels + shipped + cancelled",
            name=op.f("ck_line_units_each_unit_is_somewhere"),
        ),
        sa.PrimaryKeyConstraint("order_id", "line", name=op.f("pk_line_units")),
        info={"shard": "orders"},
    )
    op.create_index(
        "ix_line_units_waiting",
        "line_units",
        ["variant_id", "placed_at", "order_id"],
        unique=False,
        postgresql_where="waiting > 0",
    )
    op.create_table(
        "allocations",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_allocations_quantity_not_negative")),
        sa.PrimaryKeyConstraint("order_id", "line", "location", name=op.f("pk_allocations")),
        info={"shard": "orders"},
    )
    op.create_index(
        "ix_allocations_location_since",
        "allocations",
        ["location", "since", "order_id"],
        unique=False,
    )
    op.create_table(
        "shipments",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("location", sa.Text(), server_default="", nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("carrier", sa.Text(), server_default="", nullable=False),
        sa.Column("tracking", sa.Text(), server_default="", nullable=False),
        sa.Column("weight_g", sa.Integer(), server_default="0", nullable=False),
        sa.Column("length_mm", sa.Integer(), server_default="0", nullable=False),
        sa.Column("width_mm", sa.Integer(), server_default="0", nullable=False),
        sa.Column("height_mm", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shipped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status IN ('pending', 'picked', 'packed', 'ready_for_pickup', 'shipped', 'delivered', 'returned_to_sender', 'cancelled')",
            name=op.f("ck_shipments_status"),
        ),
        sa.PrimaryKeyConstraint("order_id", "id", name=op.f("pk_shipments")),
        info={"shard": "orders"},
    )
    op.create_index(
        "ix_shipments_on_its_way",
        "shipments",
        ["shipped_at"],
        unique=False,
        postgresql_where="status = 'shipped'",
    )
    op.create_index(
        "ix_shipments_open",
        "shipments",
        ["status", "created_at", "order_id"],
        unique=False,
        postgresql_where="status IN ('pending', 'picked', 'packed', 'ready_for_pickup')",
    )
    op.create_index(
        "ix_shipments_ready",
        "shipments",
        ["ready_at"],
        unique=False,
        postgresql_where="status = 'ready_for_pickup'",
    )
    op.create_index(
        "ix_shipments_tracking",
        "shipments",
        ["tracking"],
        unique=False,
        postgresql_where="tracking <> ''",
    )
    op.create_table(
        "shipment_lines",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("shipment_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_shipment_lines_quantity_positive")),
        sa.PrimaryKeyConstraint("order_id", "shipment_id", "line", name=op.f("pk_shipment_lines")),
        info={"shard": "orders"},
    )
    op.create_table(
        "fulfilment_policies",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_fulfilment_policies")),
        info={"shard": "reference"},
    )
