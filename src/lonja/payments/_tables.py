from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Index,
    LargeBinary,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from lonja.kernel.db import metadata

attempts = Table(
    "payment_attempts",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),  # the gateway's idempotency key
    Column("method", Text, nullable=False),
    Column("token", LargeBinary),  # encrypted; deleted when the attempt is settled
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("status", Text, nullable=False, server_default="open"),
    Column("reason", Text),
    Column("next_step", JSONB),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("settled_at", DateTime(timezone=True)),
    Column("captured_at", DateTime(timezone=True)),
    CheckConstraint(
        "status IN ('open', 'needs_action', 'authorised', 'captured', 'declined', 'voided')",
        name="status",
    ),
    CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
    Index(
        "uq_payment_attempts_one_captured",
        "order_id",
        unique=True,
        postgresql_where="status = 'captured'",
    ),
    Index(
        "uq_payment_attempts_one_live",
        "order_id",
        unique=True,
        postgresql_where="status IN ('open', 'needs_action', 'authorised')",
    ),
    info={"shard": "orders"},
)

moves = Table(
    "payment_moves",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("attempt_id", Uuid),
    Column("kind", Text, nullable=False),  # authorised, captured, voided, refunded
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    CheckConstraint("kind IN ('authorised', 'captured', 'voided', 'refunded')", name="kind"),
    Index("ix_payment_moves_order_id_at", "order_id", "at", "id"),
    info={"shard": "orders"},
)
