from sqlalchemy import BigInteger, Column, DateTime, Index, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from lonja.fiscal._record import RecordKind, RecordStatus
from lonja.kernel.codes import holds
from lonja.kernel.metadata import metadata

# One row for each issuer: locked while a record is added, after the number of its document.
chains = Table(
    "fiscal_chains",
    metadata,
    Column("issuer", Text, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("last_code", Text, nullable=False, server_default=""),
    Column("last_day", Text, nullable=False, server_default=""),
    Column("last_hash", Text, nullable=False, server_default=""),
    Column("quiet_until", DateTime(timezone=True)),  # the tax office wants to be left alone
    info={"shard": "local"},
)

# Rows are never changed or removed: a trigger of the migration refuses it.
records = Table(
    "fiscal_records",
    metadata,
    Column("issuer", Text, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("document_id", Uuid, nullable=False),
    Column("invoice", JSONB, nullable=False),
    Column("recorded_at", Text, nullable=False),
    Column("previous_code", Text, nullable=False),
    Column("previous_day", Text, nullable=False),
    Column("previous_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
    holds("kind", RecordKind),
    Index("uq_fiscal_records_id", "id", unique=True),
    Index("uq_fiscal_records_document", "document_id", "kind", unique=True),
    info={"shard": "local"},
)

submissions = Table(
    "fiscal_submissions",
    metadata,
    Column("issuer", Text, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("status", Text, nullable=False, server_default="waiting"),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("looked_at", DateTime(timezone=True), nullable=False),
    Column("answer", Text, nullable=False, server_default=""),
    Column("receipt", Text, nullable=False, server_default=""),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("answered_at", DateTime(timezone=True)),
    holds("status", RecordStatus),
    Index(
        "ix_fiscal_submissions_waiting",
        "issuer",
        "position",
        postgresql_where="status IN ('waiting', 'sending')",
    ),
    info={"shard": "local"},
)

# What the system did about the record, each row tied to the one before it.
events = Table(
    "fiscal_events",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", Text, nullable=False),
    Column("facts", JSONB, nullable=False),
    Column("previous_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
    info={"shard": "local"},
)
