from sqlalchemy import Column, DateTime, Index, Integer, Table, Text, Uuid

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
