from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from lonja.fulfilment._moving import OPEN, ShipmentStatus
from lonja.kernel.codes import holds, is_one_of
from lonja.kernel.metadata import metadata

line_units = Table(
    "line_units",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("variant_id", Uuid),
    Column("ordered", Integer, nullable=False),
    Column("allocated", Integer, nullable=False, server_default="0"),
    Column("waiting", Integer, nullable=False, server_default="0"),
    Column("in_parcels", Integer, nullable=False, server_default="0"),
    Column("shipped", Integer, nullable=False, server_default="0"),
    Column("cancelled", Integer, nullable=False, server_default="0"),
    Column("placed_at", DateTime(timezone=True), nullable=False),
    CheckConstraint(
        "ordered = allocated + waiting + in_parcels + shipped + cancelled",
        name="each_unit_is_somewhere",
    ),
    CheckConstraint(
        "least(allocated, waiting, in_parcels, shipped, cancelled) >= 0", name="no_unit_twice"
    ),
    Index(
        "ix_line_units_waiting",
        "variant_id",
        "placed_at",
        "order_id",
        postgresql_where="waiting > 0",
    ),
    info={"shard": "orders"},
)

allocations = Table(
    "allocations",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("location", Text, primary_key=True),
    Column("quantity", Integer, nullable=False),
    Column("since", DateTime(timezone=True), nullable=False),
    CheckConstraint("quantity >= 0", name="quantity_not_negative"),
    Index("ix_allocations_location_since", "location", "since", "order_id"),
    info={"shard": "orders"},
)

shipments = Table(
    "shipments",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("location", Text, nullable=False, server_default=""),
    Column("status", Text, nullable=False),
    Column("carrier", Text, nullable=False, server_default=""),
    Column("tracking", Text, nullable=False, server_default=""),
    Column("weight_g", Integer, nullable=False, server_default="0"),
    Column("length_mm", Integer, nullable=False, server_default="0"),
    Column("width_mm", Integer, nullable=False, server_default="0"),
    Column("height_mm", Integer, nullable=False, server_default="0"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("shipped_at", DateTime(timezone=True)),
    Column("delivered_at", DateTime(timezone=True)),
    Column("ready_at", DateTime(timezone=True)),  # from when on its buyer may pick it up
    Column("reminded_at", DateTime(timezone=True)),
    Column("actor", Text, nullable=False),
    holds("status", ShipmentStatus),
    Index(
        "ix_shipments_open",
        "status",
        "created_at",
        "order_id",
        postgresql_where=is_one_of("status", OPEN),
    ),
    Index("ix_shipments_ready", "ready_at", postgresql_where="status = 'ready_for_pickup'"),
    Index("ix_shipments_on_its_way", "shipped_at", postgresql_where="status = 'shipped'"),
    Index("ix_shipments_tracking", "tracking", postgresql_where="tracking <> ''"),
    info={"shard": "orders"},
)

shipment_lines = Table(
    "shipment_lines",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("shipment_id", Uuid, primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("quantity", Integer, nullable=False),
    CheckConstraint("quantity > 0", name="quantity_positive"),
    info={"shard": "orders"},
)

fulfilment_policies = Table(
    "fulfilment_policies",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("body", JSONB, nullable=False),
    info={"shard": "reference"},
)
