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
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from lonja.documents._kind import DocumentCause, DocumentKind, PrintKind, PrintStatus
from lonja.kernel.codes import holds
from lonja.kernel.metadata import metadata

# Rows are never changed or removed: a trigger of the migration refuses it.
documents = Table(
    "documents",
    metadata,
    Column("series", Text, primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", Uuid, nullable=False),
    Column("code", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("item_id", Uuid, nullable=False),  # the refund of a note, else the order
    Column("order_id", Uuid, nullable=False),
    Column("order_number", Text, nullable=False),
    Column("issued_at", DateTime(timezone=True), nullable=False),
    Column("issued_on", Date, nullable=False),  # of the shop's own calendar
    Column("currency", Text, nullable=False),
    Column("base_minor", BigInteger, nullable=False),
    Column("tax_minor", BigInteger, nullable=False),
    Column("total_minor", BigInteger, nullable=False),
    Column("corrects", Uuid),
    Column("replaces", Uuid),
    Column("facts", JSONB, nullable=False),
    Column("previous_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
    holds("kind", DocumentKind),
    holds("cause", DocumentCause),
    CheckConstraint("total_minor = base_minor + tax_minor", name="total_is_its_parts"),
    CheckConstraint("number >= 1", name="number_positive"),
    Index("uq_documents_id", "id", unique=True),
    Index("uq_documents_code", "code", unique=True),
    Index("uq_documents_order_id", "order_id", "cause", "item_id", unique=True),
    Index("ix_documents_issued_at", "issued_at", "id"),
    Index("ix_documents_issued_on", "issued_on", "id"),
    info={"shard": "local"},
)

# The row that is locked while a number is given: last of all locks, and only for an insert.
series = Table(
    "document_series",
    metadata,
    Column("series", Text, primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last_number", Integer, nullable=False),
    Column("last_at", DateTime(timezone=True)),
    Column("last_hash", Text, nullable=False, server_default=""),
    info={"shard": "local"},
)

# What has to be issued and is not yet; gone with the document.
requests = Table(
    "document_requests",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("cause", Text, primary_key=True),
    Column("item_id", Uuid, primary_key=True),
    Column("looked_at", DateTime(timezone=True), nullable=False),
    holds("cause", DocumentCause),
    Index("ix_document_requests_looked_at", "looked_at"),
    info={"shard": "orders"},
)

prints = Table(
    "prints",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("subjects", ARRAY(Uuid), nullable=False),  # a document, or orders
    Column("language", Text, nullable=False),
    Column("status", Text, nullable=False, server_default="waiting"),
    Column("blob", Text),
    Column("sha256", Text),
    Column("size", Integer),
    Column("error", Text),
    Column("actor", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("looked_at", DateTime(timezone=True), nullable=False),
    Column("ready_at", DateTime(timezone=True)),
    holds("kind", PrintKind),
    holds("status", PrintStatus),
    Index("uq_prints_document", "subjects", unique=True, postgresql_where="kind = 'document'"),
    Index("ix_prints_waiting", "looked_at", postgresql_where="status = 'waiting'"),
    Index("ix_prints_created_at", "created_at", postgresql_where="kind <> 'document'"),
    info={"shard": "local"},
)
