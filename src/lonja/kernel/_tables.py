from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from lonja.kernel.codes import holds
from lonja.kernel.dead_letters import LetterStatus
from lonja.kernel.metadata import metadata

outbox = Table(
    "outbox",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("subject", Text, nullable=False),  # the shard key of the message's entity
    Column("queue", Text, nullable=False),
    Column("envelope", JSONB, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Index("ix_outbox_due_at", "due_at"),
    info={"shard": "local"},
)

inbox = Table(
    "inbox",
    metadata,
    Column("consumer", Text, primary_key=True),
    Column("message_id", Uuid, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Index("ix_inbox_at", "at"),
    Index("ix_inbox_subject", "subject"),
    info={"shard": "local"},
)

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("queue", Text, nullable=False),
    Column("queue_message_id", Text, nullable=False, unique=True),
    Column("message_id", Uuid),
    Column("subject", Text),
    Column("payload", Text, nullable=False),
    Column("original_payload", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("status", Text, nullable=False, server_default="open"),
    Column("settled_at", DateTime(timezone=True)),
    Column("settled_by", Text),
    Column("reason", Text),
    holds("status", LetterStatus),
    Index("ix_dead_letters_status_at", "status", "at", "id"),
    info={"shard": "local"},
)

failures = Table(
    "message_failures",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("message_id", Uuid, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("attempt", Integer, nullable=False),  # 0: handed back, as a host's end cost it tries
    Column("error", Text, nullable=False),
    # of a message that was handed back: the id that its poison queue gave it
    Column("queue_message_id", Text, unique=True),
    Index("ix_message_failures_message_id", "message_id", "at"),
    info={"shard": "local"},
)

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

audit_log = Table(
    "audit_log",
    metadata,
    Column("seq", BigInteger, Identity(always=True), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("facts", JSONB, nullable=False),
    Column("previous", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Index("ix_audit_log_subject", "subject", "seq"),
    info={"shard": "local"},
)
