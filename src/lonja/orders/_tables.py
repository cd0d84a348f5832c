from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    func,
    literal_column,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from lonja.kernel.codes import holds
from lonja.kernel.metadata import metadata
from lonja.orders._editing.status import EditStatus, OnExpiry
from lonja.orders._marks.holding import HoldReason
from lonja.orders._moving import OrderStatus

orders = Table(
    "orders",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("customer_id", Uuid),
    Column("email", Text, nullable=False, server_default=""),
    Column("address", JSONB),
    Column("country", Text, nullable=False, server_default=""),
    Column("shipping_code", Text),
    Column("pickup_location", Text),  # the store at which its buyer picks it up
    Column("codes", ARRAY(Text), nullable=False, server_default="{}"),
    Column("items_minor", BigInteger, nullable=False),
    Column("discount_minor", BigInteger, nullable=False, server_default="0"),
    Column("shipping_minor", BigInteger, nullable=False, server_default="0"),
    Column("tax_minor", BigInteger, nullable=False, server_default="0"),  # inside the total
    Column("tax_treatment", Text, nullable=False, server_default=""),  # why so much, or none
    Column("tax_place", Text, nullable=False, server_default=""),  # a country or a territory
    Column("tax_groups", JSONB, nullable=False, server_default="[]"),
    Column("vat_check", JSONB),
    Column("total_minor", BigInteger, nullable=False),
    # What the ledger of payments says: a trigger on its rows adds them up, and nobody else.
    Column("authorised_minor", BigInteger, nullable=False, server_default="0"),
    Column("captured_minor", BigInteger, nullable=False, server_default="0"),
    Column("refunded_minor", BigInteger, nullable=False, server_default="0"),
    Column("refusal", Text),  # why a payment failed or an order was cancelled, as a stable code
    Column("trace", Text, nullable=False, server_default=""),
    Column("placed_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Column("confirmed_at", DateTime(timezone=True)),
    Column("shipped_at", DateTime(timezone=True)),
    Column("delivered_at", DateTime(timezone=True)),
    Column("cancelled_at", DateTime(timezone=True)),
    Column("held_at", DateTime(timezone=True)),  # nobody ships it while it is held
    Column("hold_reason", Text),
    Column("tags", ARRAY(Text), nullable=False, server_default="{}"),
    Column("assignee_id", Uuid),  # who of the staff sees to it
    Column("archived_at", DateTime(timezone=True)),
    Column("source_ref", Text),  # an imported channel's own invoice number
    Column(
        "search",
        Text,
        Computed(
            "folded(number || ' ' || replace(number, '-', '') || ' ' || email"
            " || ' ' || coalesce(address ->> 'name', '')"
            " || ' ' || coalesce(address ->> 'city', '')"
            " || ' ' || coalesce(address ->> 'postal_code', '')"
            " || ' ' || regexp_replace(coalesce(address ->> 'phone', ''), '[^0-9]', '', 'g'))",
            persisted=True,
        ),
        nullable=False,
    ),  # what staff find it by
    holds("status", OrderStatus),
    holds("hold_reason", HoldReason),
    CheckConstraint(
        "total_minor = items_minor - discount_minor + shipping_minor", name="total_is_its_parts"
    ),
    Index("ix_orders_placed_at", "placed_at", "id"),
    Index("ix_orders_status_placed_at", "status", "placed_at", "id"),
    Index("ix_orders_number", "number"),
    Index("ix_orders_email", "email", "placed_at"),
    Index("ix_orders_customer_id", "customer_id", "placed_at"),
    Index(
        "ix_orders_search",
        "search",
        postgresql_using="gin",
        postgresql_ops={"search": "gin_trgm_ops"},
    ),
    Index("ix_orders_tags", "tags", postgresql_using="gin"),
    Index(
        "ix_orders_assignee_id",
        "assignee_id",
        "placed_at",
        "id",
        postgresql_where="assignee_id IS NOT NULL",
    ),
    Index(
        "ix_orders_refunded",
        "placed_at",
        "id",
        postgresql_where="refunded_minor > 0",
    ),
    Index("ix_orders_held_at", "placed_at", "id", postgresql_where="held_at IS NOT NULL"),
    info={"shard": "orders"},
)

order_notes = Table(
    "order_notes",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("text", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", Text, nullable=False),
    info={"shard": "orders"},
)

order_tags = Table(
    "order_tags",
    metadata,
    Column("name", Text, primary_key=True),  # each that an order ever had, to choose from
    info={"shard": "reference"},
)

order_lines = Table(
    "order_lines",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("variant_id", Uuid),
    Column("product_id", Uuid),
    Column("sku", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("options", JSONB, nullable=False, server_default="{}"),
    Column("picture", Text),
    Column("quantity", Integer, nullable=False),
    Column("unit_milli", BigInteger, nullable=False),  # thousandths of a minor unit
    Column("total_minor", BigInteger, nullable=False),  # rounded once, before the discount
    Column("discount_minor", BigInteger, nullable=False, server_default="0"),
    Column("tax_minor", BigInteger, nullable=False, server_default="0"),
    Column("tax_basis_points", Integer, nullable=False, server_default="0"),
    Column("price_list", Text, nullable=False, server_default=""),
    Column("is_gift_card", Boolean, nullable=False, server_default="false"),
    Index(
        "ix_order_lines_sku",
        func.upper(literal_column("sku")).label("upper_sku"),
        "order_id",
        postgresql_ops={"upper_sku": "text_pattern_ops"},
    ),
    info={"shard": "orders"},
)

order_discounts = Table(
    "order_discounts",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("line", Integer, primary_key=True),  # 0 is the shipping
    Column("position", Integer, primary_key=True),
    Column("promotion_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("code", Text),
    Column("level", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    CheckConstraint("amount_minor > 0", name="takes_something_off"),
    info={"shard": "orders"},
)

order_events = Table(
    "order_events",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", Text, nullable=False),
    Column("facts", JSONB, nullable=False, server_default="{}"),
    Column("trace", Text, nullable=False, server_default=""),
    Index("ix_order_events_order_id_at", "order_id", "at", "id"),
    info={"shard": "orders"},
)

order_edits = Table(
    "order_edits",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),  # the caller's: a repeat finds it
    Column("version", Integer, nullable=False),  # of the order, from 1; 0 is as it was placed
    Column("status", Text, nullable=False),
    Column("before", JSONB, nullable=False),
    Column("after", JSONB, nullable=False),
    Column("difference_minor", BigInteger, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("actor", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("pay_by", DateTime(timezone=True)),  # none where nothing is awaited
    Column("waits", Boolean, nullable=False, server_default="false"),  # ships once it is paid
    Column("on_expiry", Text),
    Column("settled_at", DateTime(timezone=True)),
    holds("status", EditStatus),
    holds("on_expiry", OnExpiry),
    CheckConstraint(
        "status <> 'awaiting_payment' OR (pay_by IS NOT NULL AND on_expiry IS NOT NULL)",
        name="what_waits_ends",
    ),
    Index("uq_order_edits_version", "order_id", "version", unique=True),
    Index(
        "uq_order_edits_one_awaited",
        "order_id",
        unique=True,
        postgresql_where="status = 'awaiting_payment'",
    ),
    Index(
        "ix_order_edits_pay_by",
        "pay_by",
        "order_id",
        postgresql_where="status = 'awaiting_payment'",
    ),
    info={"shard": "orders"},
)

order_numbers = Table(
    "order_numbers",
    metadata,
    Column("number", Text, primary_key=True),
    Column("order_id", Uuid, nullable=False),
    info={"shard": "codes"},
)

unpaid_orders = Table(
    "unpaid_orders",
    metadata,
    # Whose: a digest of an address, an e-mail, or both.
    Column("client", LargeBinary, primary_key=True),
    Column("order_id", Uuid, primary_key=True),
    Column("until", DateTime(timezone=True), nullable=False),
    Index("ix_unpaid_orders_order_id", "order_id"),
    Index("ix_unpaid_orders_until", "until"),
    info={"shard": "codes"},
)
