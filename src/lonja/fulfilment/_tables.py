from sqlalchemy import Column, DateTime, Table, Text, Uuid

from lonja.kernel.db import metadata

shipments = Table(
    "shipments",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("carrier", Text, nullable=False),
    Column("tracking", Text, nullable=False, server_default=""),
    Column("shipped_at", DateTime(timezone=True), nullable=False),
    Column("actor", Text, nullable=False),
    info={"shard": "orders"},
)
