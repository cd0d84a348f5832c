from sqlalchemy import BigInteger, Column, DateTime, Index, Integer, Table, Text, Uuid

from lonja.kernel.db import metadata

returns = Table(
    "returns",
    metadata,
    # The order it belongs to; its own id where an imported credit note names no order.
    Column("order_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("number", Text, nullable=False),
    Column("channel", Text, nullable=False),
    # return, cancellation (a credit note), adjustment (bad debt and the like)
    Column("kind", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("customer_id", Uuid),
    Column("country", Text, nullable=False, server_default=""),
    Column("total_minor", BigInteger, nullable=False),  # negative: money that goes back
    Column("returned_at", DateTime(timezone=True), nullable=False),
    Index("ix_returns_returned_at", "returned_at", "id"),
    info={"shard": "orders"},
)

return_lines = Table(
    "return_lines",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("return_id", Uuid, primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("variant_id", Uuid),
    Column("sku", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("quantity", Integer, nullable=False),  # negative units come back
    Column("unit_milli", BigInteger, nullable=False),
    Column("total_minor", BigInteger, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    info={"shard": "orders"},
)
