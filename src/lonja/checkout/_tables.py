from sqlalchemy import Column, DateTime, Index, LargeBinary, Table, Text, Uuid

from lonja.kernel.db import metadata

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("key", Text, primary_key=True),  # scope and what the client sent
    Column("request", LargeBinary, nullable=False),  # SHA-256 of the request it stood for
    Column("order_id", Uuid, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Index("ix_idempotency_keys_at", "at"),
    info={"shard": "codes"},
)
