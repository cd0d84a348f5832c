from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    text,
)

from lonja.kernel.metadata import metadata

prices = Table(
    "prices",
    metadata,
    Column("variant_id", Uuid, primary_key=True),
    Column("currency", Text, primary_key=True),
    Column("amount_minor", BigInteger, nullable=False),
    Column("compare_at_minor", BigInteger),
    Column("lowest_minor", BigInteger),  # of the 30 days before it was reduced
    Column("is_converted", Boolean, nullable=False, server_default="false"),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
    info={"shard": "reference"},
)

price_history = Table(
    "price_history",
    metadata,
    Column("variant_id", Uuid, primary_key=True),
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("currency", Text, nullable=False),
    Column("amount_minor", BigInteger),  # none: taken off sale
    Column("compare_at_minor", BigInteger),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", Text, nullable=False),
    info={"shard": "reference"},
)

price_lists = Table(
    "price_lists",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("group_id", Uuid),  # of customers; none: for everybody
    Column("is_active", Boolean, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Index("uq_price_lists_name", text("lower(name)"), unique=True),
    info={"shard": "reference"},
)

price_list_prices = Table(
    "price_list_prices",
    metadata,
    Column("list_id", Uuid, primary_key=True),
    Column("variant_id", Uuid, primary_key=True),
    Column("currency", Text, primary_key=True),
    Column("from_quantity", Integer, primary_key=True),
    Column("amount_minor", BigInteger, nullable=False),
    CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
    CheckConstraint("from_quantity >= 1", name="from_one_piece"),
    Index("ix_price_list_prices_variant_id", "variant_id", "currency"),
    info={"shard": "reference"},
)

scheduled_prices = Table(
    "scheduled_prices",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("schedule_id", Uuid, nullable=False, index=True),  # what was planned in one act
    Column("variant_id", Uuid, nullable=False),
    Column("currency", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("starts_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True)),  # none: the regular price from then on
    Column("due_at", DateTime(timezone=True)),  # when the clock has to start or end it
    Column("started_at", DateTime(timezone=True)),
    Column("ended_at", DateTime(timezone=True)),
    Column("lowest_minor", BigInteger),  # of the 30 days before it started
    Column("is_converted", Boolean, nullable=False, server_default="false"),
    Column("actor", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
    CheckConstraint("ends_at IS NULL OR ends_at >= starts_at", name="ends_after_start"),
    Index("ix_scheduled_prices_due_at", "due_at", "id", postgresql_where="due_at IS NOT NULL"),
    Index("ix_scheduled_prices_variant_id_starts_at", "variant_id", "currency", "starts_at"),
    info={"shard": "reference"},
)
