from sqlalchemy import Column, DateTime, Index, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from lonja.bulk_edits._status import BulkEditStatus
from lonja.kernel.codes import holds
from lonja.kernel.metadata import metadata

bulk_edits = Table(
    "bulk_edits",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("change", JSONB, nullable=False),
    Column("status", Text, nullable=False),
    Column("items", Integer, nullable=False),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("changed", Integer, nullable=False, server_default="0"),
    Column("refused", Integer, nullable=False, server_default="0"),
    Column("undone", Integer, nullable=False, server_default="0"),
    Column("kept", Integer, nullable=False, server_default="0"),  # fields changed by others since
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("created_by", Text, nullable=False),
    Column("undone_by", Text),
    Column("ended_at", DateTime(timezone=True)),
    Column("look_at", DateTime(timezone=True)),  # its next step is expected by then
    holds("status", BulkEditStatus),
    Index("ix_bulk_edits_created_at", "created_at", "id"),
    Index("ix_bulk_edits_look_at", "look_at", postgresql_where="look_at IS NOT NULL"),
    info={"shard": "local"},
)

bulk_edit_items = Table(
    "bulk_edit_items",
    metadata,
    Column("edit_id", Uuid, primary_key=True),
    Column("product_id", Uuid, primary_key=True),
    Column("done_at", DateTime(timezone=True)),
    Column("changes", JSONB, nullable=False, server_default="{}"),  # {field: [before, after]}
    Column("refusal", Text),
    Column("undone_at", DateTime(timezone=True)),
    Column("kept", JSONB, nullable=False, server_default="[]"),
    Index(
        "ix_bulk_edit_items_left",
        "edit_id",
        "product_id",
        postgresql_where="done_at IS NULL",
    ),
    info={"shard": "local"},
)
