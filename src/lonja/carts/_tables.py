from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from lonja.carts._status import CartStatus
from lonja.kernel import limits
from lonja.kernel.codes import holds
from lonja.kernel.metadata import metadata

carts = Table(
    "carts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("status", Text, nullable=False, server_default="open"),
    Column("currency", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("country", Text, nullable=False),  # whose taxes it shows until it has an address
    Column("email", Text),  # that its buyer has proved to be theirs
    Column("address", JSONB),
    Column("shipping_code", Text),
    Column("codes", ARRAY(Text), nullable=False, server_default="{}"),
    Column("gift_cards", ARRAY(Uuid), nullable=False, server_default="{}"),  # in the order of use
    Column("uses_store_credit", Boolean, nullable=False, server_default="false"),
    Column("own_shipping_minor", BigInteger),  # agreed with staff, in place of the method's
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    holds("status", CartStatus),
    Index("ix_carts_expires_at", "expires_at"),
    Index("ix_carts_email", "email", postgresql_where="email IS NOT NULL"),
    info={"shard": "orders"},
)

cart_recipients = Table(
    "cart_recipients",
    metadata,
    Column("cart_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),  # in the order in which they were named
    Column("variant_id", Uuid, nullable=False),  # of a line: an amount of a gift card
    Column("units", Integer, nullable=False),
    Column("name", Text, nullable=False, server_default=""),
    Column("email", Text, nullable=False, server_default=""),
    Column("message", Text, nullable=False, server_default=""),
    Column("language", Text, nullable=False, server_default=""),
    Column("send_on", Date),  # in the shop's calendar; none is at once
    Column("amount_minor", Integer),  # that the buyer said, of each of these units
    CheckConstraint("units > 0", name="units"),
    info={"shard": "orders"},
)

cart_lines = Table(
    "cart_lines",
    metadata,
    Column("cart_id", Uuid, primary_key=True),
    Column("variant_id", Uuid, primary_key=True),
    Column("quantity", Integer, nullable=False),
    Column("own_minor", BigInteger),  # agreed with staff, in place of the price list's
    Column("own_reason", Text),
    Column("seen_minor", Integer),  # the unit price when it was added: a change is told
    Column("added_at", DateTime(timezone=True), nullable=False),
    CheckConstraint(f"quantity BETWEEN 1 AND {limits.LINE_QUANTITY}", name="quantity_bounded"),
    info={"shard": "orders"},
)
