from sqlalchemy import Boolean, Column, DateTime, Index, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from lonja.kernel.metadata import metadata

saved_views = Table(
    "saved_views",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("list", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("search", JSONB, nullable=False),  # what the list's address keeps, name → text
    Column("owner_id", Uuid, nullable=False),
    Column("is_shared", Boolean, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Index("ix_saved_views_list", "list", "owner_id"),
    info={"shard": "local"},
)
