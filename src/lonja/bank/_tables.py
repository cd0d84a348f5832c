from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Index,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from lonja.bank._line import LineStatus
from lonja.kernel.codes import holds
from lonja.kernel.metadata import metadata

bank_lines = Table(
    "bank_lines",
    metadata,
    Column("id", Uuid, primary_key=True),  # of what it says: the same line is there once
    Column("status", Text, nullable=False, server_default="open"),
    Column("booked_on", Date, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("concept", Text, nullable=False, server_default=""),
    Column("payer", Text, nullable=False, server_default=""),
    Column("account", Text, nullable=False, server_default=""),
    Column("bank_reference", Text, nullable=False, server_default=""),
    Column("file_name", Text, nullable=False, server_default=""),
    Column("number", Text, nullable=False, server_default=""),  # of the order that it paid
    Column("note", Text, nullable=False, server_default=""),  # why it was ignored, how it went back
    Column("actor", Text, nullable=False),
    Column("added_at", DateTime(timezone=True), nullable=False),
    Column("decided_at", DateTime(timezone=True)),
    CheckConstraint("amount_minor > 0", name="amount_positive"),
    holds("status", LineStatus),
    Index("ix_bank_lines_open", "added_at", "id", postgresql_where="status = 'open'"),
    info={"shard": "reference"},
)

bank_columns = Table(
    "bank_columns",
    metadata,
    Column("headers", Text, primary_key=True),
    Column("columns", JSONB, nullable=False),  # field → header
    info={"shard": "reference"},
)
