from sqlalchemy import BigInteger, Column, DateTime, Index, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from lonja.drafts._quotes.quote import QuoteStatus
from lonja.drafts._status import DraftStatus
from lonja.kernel.codes import holds
from lonja.kernel.metadata import metadata

drafts = Table(
    "drafts",
    metadata,
    Column("id", Uuid, primary_key=True),  # of its cart, and of the order that it becomes
    Column("status", Text, nullable=False, server_default="open"),
    Column("email", Text, nullable=False, server_default=""),
    Column("name", Text, nullable=False, server_default=""),
    Column("note", Text, nullable=False, server_default=""),
    Column("copied_from", Text),  # the number of the order that it repeats
    Column("order_number", Text),
    Column("created_by", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    holds("status", DraftStatus),
    Index("ix_drafts_status_created_at", "status", "created_at", "id"),
    Index("ix_drafts_updated_at", "updated_at", "id"),
    info={"shard": "orders"},
)

quotes = Table(
    "quotes",
    metadata,
    Column("draft_id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("number", Text, nullable=False),  # the same for each version
    Column("status", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("name", Text, nullable=False, server_default=""),
    Column("language", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("message", Text, nullable=False, server_default=""),  # the shop's words to its buyer
    Column("content", JSONB, nullable=False),  # what was offered, as it was sent
    Column("total_minor", BigInteger, nullable=False),
    Column("valid_until", DateTime(timezone=True), nullable=False),
    Column("sent_at", DateTime(timezone=True), nullable=False),
    Column("sent_by", Text, nullable=False),
    Column("seen_at", DateTime(timezone=True)),
    Column("answered_at", DateTime(timezone=True)),
    Column("settled_at", DateTime(timezone=True)),  # what its buyer said was acted on
    Column("method", Text, nullable=False, server_default=""),  # how its buyer pays
    Column("reason", Text, nullable=False, server_default=""),  # why they declined
    Column("problem", Text, nullable=False, server_default=""),  # why its order was not made
    Column("order_number", Text),
    holds("status", QuoteStatus),
    Index("ix_quotes_number", "number", "version"),
    Index("ix_quotes_sent_at", "sent_at", "draft_id"),
    Index("ix_quotes_valid_until", "valid_until", postgresql_where="status = 'sent'"),
    Index(
        "ix_quotes_unsettled",
        "answered_at",
        postgresql_where="settled_at IS NULL AND answered_at IS NOT NULL",
    ),
    info={"shard": "orders"},
)
