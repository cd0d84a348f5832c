from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from lonja.exports._status import ExportStatus
from lonja.kernel.codes import holds
from lonja.kernel.metadata import metadata

export_files = Table(
    "export_files",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("list", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("asked", JSONB, nullable=False),  # the list's filters, order, columns and language
    Column("file_name", Text, nullable=False),
    Column("status", Text, nullable=False, server_default="making"),
    Column("rows", Integer, nullable=False, server_default="0"),
    Column("size_bytes", BigInteger),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("created_by", Text, nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("look_at", DateTime(timezone=True)),  # its next rows are expected by then
    holds("status", ExportStatus),
    CheckConstraint("rows >= 0", name="rows_not_negative"),
    Index("ix_export_files_created_by", "created_by", "created_at", "id"),
    Index("ix_export_files_look_at", "look_at", postgresql_where="look_at IS NOT NULL"),
    Index("ix_export_files_expires_at", "expires_at", "id"),
    info={"shard": "local"},
)
