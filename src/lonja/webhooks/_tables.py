from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from lonja.kernel.codes import holds
from lonja.kernel.metadata import metadata
from lonja.webhooks._retrying import WebhookStatus

webhook_endpoints = Table(
    "webhook_endpoints",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("url", Text, nullable=False),
    Column("events", ARRAY(Text), nullable=False),
    Column("is_on", Boolean, nullable=False),
    Column("generation", Integer, nullable=False, server_default="1"),  # of its secret
    Column("old_until", DateTime(timezone=True)),  # the generation before signs as well until then
    Column("first_failed_at", DateTime(timezone=True)),  # since then nothing arrived
    Column("paused_at", DateTime(timezone=True)),  # by the shop itself, after days of failures
    Column("version", Integer, nullable=False, server_default="1"),
    Column("created_by", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    info={"shard": "local"},
)

# What happened, as receivers are told; written only while somebody listens.
webhook_events = Table(
    "webhook_events",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("sequence", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("type", Text, nullable=False),
    Column("data", JSONB, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Index("ix_webhook_events_at", "at", "id"),
    info={"shard": "local"},
)

webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("endpoint_id", Uuid, primary_key=True),
    Column("event_id", Uuid, primary_key=True),
    Column("status", Text, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("queued_at", DateTime(timezone=True), nullable=False),
    Column("tried_at", DateTime(timezone=True)),
    Column("answer", Integer),
    Column("excerpt", Text, nullable=False, server_default=""),
    Column("took_ms", Integer),
    Column("created_at", DateTime(timezone=True), nullable=False),
    holds("status", WebhookStatus),
    Index("ix_webhook_deliveries_due_at", "due_at", postgresql_where="status = 'waiting'"),
    Index("ix_webhook_deliveries_created_at", "endpoint_id", "created_at", "event_id"),
    info={"shard": "local"},
)
