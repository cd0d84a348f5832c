from sqlalchemy import (
    BigInteger,
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

from lonja.kernel.codes import holds
from lonja.kernel.metadata import metadata
from lonja.manual_payments._answering import ReceivedBy

manual_payments = Table(
    "manual_payments",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("attempt_id", Uuid, primary_key=True),
    Column("method", Text, nullable=False),
    Column("number", Text, nullable=False),  # of the order: what a transfer names
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("text", Text, nullable=False, server_default=""),  # what the buyer was told to do
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("remind_at", DateTime(timezone=True)),
    Column("reminders", Integer, nullable=False, server_default="0"),
    Column("received_minor", BigInteger, nullable=False, server_default="0"),
    Column("closed_at", DateTime(timezone=True)),  # nothing is awaited any more
    CheckConstraint("amount_minor > 0", name="amount_positive"),
    CheckConstraint("received_minor >= 0", name="received_not_negative"),
    Index("ix_manual_payments_attempt_id", "attempt_id"),
    Index("ix_manual_payments_number", "number"),
    Index("ix_manual_payments_remind_at", "remind_at", postgresql_where="remind_at IS NOT NULL"),
    Index(
        "ix_manual_payments_awaited",
        "due_at",
        "attempt_id",
        postgresql_where="closed_at IS NULL AND received_minor < amount_minor",
    ),
    info={"shard": "orders"},
)

manual_receipts = Table(
    "manual_receipts",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),  # the caller's: a repeat is the same money
    Column("attempt_id", Uuid, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("received_on", Date, nullable=False),
    Column("received_by", Text, nullable=False),
    Column("reference", Text, nullable=False, server_default=""),
    Column("actor", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    CheckConstraint("amount_minor > 0", name="amount_positive"),
    holds("received_by", ReceivedBy),
    info={"shard": "orders"},
)
