from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from lonja.inventory._backorders.terms import BackorderKind, IncomingStatus
from lonja.inventory._stock_orders.stock_order import StockOrderKind, StockOrderStatus
from lonja.kernel.codes import holds as holds_one_of
from lonja.kernel.metadata import metadata

locations = Table(
    "locations",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("sellable", Boolean, nullable=False, server_default="true"),
    Column("position", Integer, nullable=False, server_default="0"),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("closed_at", DateTime(timezone=True)),  # nothing may come in any more
    Column("site", JSONB, nullable=False, server_default="{}"),  # address, hours, pick-up
    Column("before", JSONB),  # what the last change replaced
    info={"shard": "reference"},
)

levels = Table(
    "stock_levels",
    metadata,
    Column("variant_id", Uuid, primary_key=True),
    Column("on_hand", Integer, nullable=False, server_default="0"),
    Column("held", Integer, nullable=False, server_default="0"),
    Column("low_at", Integer, nullable=False, server_default="0"),  # at or below: running low
    Column("low_at_version", Integer, nullable=False, server_default="0"),
    # Sold or held before it is there: see `backorders`.
    Column("backordered", Integer, nullable=False, server_default="0"),
    CheckConstraint("on_hand >= 0", name="on_hand_not_negative"),
    CheckConstraint("held >= 0 AND held <= on_hand", name="never_held_twice"),
    CheckConstraint("backordered >= 0", name="backordered_not_negative"),
    Index("ix_stock_levels_backordered", "variant_id", postgresql_where="backordered > 0"),
    info={"shard": "stock"},
)

stock_at = Table(
    "stock_at",
    metadata,
    Column("variant_id", Uuid, primary_key=True),
    Column("location", Text, primary_key=True),
    Column("on_hand", Integer, nullable=False, server_default="0"),
    CheckConstraint("on_hand >= 0", name="on_hand_not_negative"),
    info={"shard": "stock"},
)

movements = Table(
    "stock_movements",
    metadata,
    Column("variant_id", Uuid, primary_key=True),
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("location", Text, nullable=False),
    # receipt, sale, return, adjustment, count, opening, transfer: see `inventory.api.Kind`
    Column("kind", Text, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("order_id", Uuid),
    Column("import_id", Uuid),
    Column("actor", Text, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("facts", JSONB, nullable=False, server_default="{}"),
    CheckConstraint("quantity <> 0", name="quantity_moves"),
    Index("ix_stock_movements_variant_id_at", "variant_id", "at", "id"),
    Index("ix_stock_movements_import_id", "variant_id", "import_id"),
    Index(
        "ix_stock_movements_order_id",
        "order_id",
        "variant_id",
        postgresql_where="order_id IS NOT NULL",
    ),
    info={"shard": "stock"},
)

holds = Table(
    "holds",
    metadata,
    Column("variant_id", Uuid, primary_key=True),
    Column("order_id", Uuid, primary_key=True),
    Column("quantity", Integer, nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("backordered", Integer, nullable=False, server_default="0"),  # beyond what is there
    CheckConstraint(
        "least(quantity, backordered) >= 0 AND quantity + backordered > 0",
        name="quantity_positive",
    ),
    Index("ix_holds_expires_at", "expires_at"),
    Index("ix_holds_order_id", "order_id"),
    info={"shard": "stock"},
)

backorder_terms = Table(
    "backorder_terms",
    metadata,
    Column("variant_id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("most", Integer, nullable=False),
    Column("until", DateTime(timezone=True)),
    Column("day", Date),
    Column("days", Integer),
    Column("version", Integer, nullable=False),
    holds_one_of("kind", BackorderKind),
    info={"shard": "stock"},
)

# The queue of paid orders: the oldest is served first.
backorders = Table(
    "backorders",
    metadata,
    Column("variant_id", Uuid, primary_key=True),
    Column("order_id", Uuid, primary_key=True),
    Column("quantity", Integer, nullable=False),
    Column("placed_at", DateTime(timezone=True), nullable=False),
    Column("due", Date),  # what the buyer was told last
    Column("delays", Integer, nullable=False, server_default="0"),
    CheckConstraint("quantity > 0", name="quantity_positive"),
    Index("ix_backorders_queue", "variant_id", "placed_at", "order_id"),
    Index("ix_backorders_order_id", "order_id"),
    Index("ix_backorders_due", "due", "order_id"),
    info={"shard": "stock"},
)

# All goods on their way, whoever announced them: a clerk by hand, or a stock order, whose id its lines have.
incoming_stock = Table(
    "incoming_stock",
    metadata,
    Column("variant_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("location", Text, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("expected_on", Date),
    Column("status", Text, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("actor", Text, nullable=False),
    Column("received", Integer, nullable=False, server_default="0"),
    Column("ended_at", DateTime(timezone=True)),
    Column("is_of_stock_order", Boolean, nullable=False, server_default="false"),
    Column("lost", Integer, nullable=False, server_default="0"),  # missing or damaged
    Column("called_off", Integer, nullable=False, server_default="0"),  # back, or not coming
    Column("cost_minor", BigInteger),  # of a unit, in the stock order's currency
    CheckConstraint("quantity > 0", name="quantity_positive"),
    CheckConstraint("least(received, lost, called_off) >= 0", name="units_not_negative"),
    CheckConstraint("status <> 'expected' OR expected_on IS NOT NULL", name="expected_some_day"),
    holds_one_of("status", IncomingStatus),
    Index(
        "ix_incoming_stock_expected",
        "expected_on",
        "id",
        postgresql_where="status = 'expected'",
    ),
    Index("ix_incoming_stock_id", "id"),
    Index(
        "ix_incoming_stock_variant_id",
        "variant_id",
        "expected_on",
        postgresql_where="status = 'expected'",
    ),
    info={"shard": "stock"},
)

# What a shop sends from one location to another, or orders from a supplier.
stock_orders = Table(
    "stock_orders",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("origin", Text, nullable=False, server_default=""),  # a location; none of a purchase
    Column("destination", Text, nullable=False),
    Column("supplier_id", Uuid),
    Column("currency", Text),
    Column("status", Text, nullable=False),
    Column("expected_on", Date),
    Column("note", Text, nullable=False, server_default=""),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("created_by", Text, nullable=False),
    Column("sent_at", DateTime(timezone=True)),
    Column("ended_at", DateTime(timezone=True)),
    CheckConstraint("(kind = 'purchase') = (supplier_id IS NOT NULL)", name="one_source"),
    holds_one_of("kind", StockOrderKind),
    holds_one_of("status", StockOrderStatus),
    Index("ix_stock_orders_number", "number", unique=True),
    Index("ix_stock_orders_created_at", "kind", "created_at", "id"),
    Index(
        "ix_stock_orders_expected_on",
        "expected_on",
        "id",
        postgresql_where="status IN ('sent', 'partly_received')",
    ),
    Index("ix_stock_orders_supplier_id", "supplier_id", "created_at"),
    info={"shard": "local"},
)

stock_order_receipts = Table(
    "stock_order_receipts",
    metadata,
    Column("stock_order_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),  # the caller's: a second press receives nothing twice
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", Text, nullable=False),
    Column("lines", JSONB, nullable=False),
    info={"shard": "local"},
)
