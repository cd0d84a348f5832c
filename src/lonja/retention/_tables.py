from sqlalchemy import Column, Date, DateTime, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from lonja.kernel.codes import holds
from lonja.kernel.metadata import metadata
from lonja.retention._keeping import DataKind

retention_rules = Table(
    "retention_rules",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("keep_days", Integer),  # none: for ever
    Column("version", Integer, nullable=False, server_default="1"),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("changed_by", Text, nullable=False),
    holds("kind", DataKind),
    info={"shard": "local"},
)

retention_runs = Table(
    "retention_runs",
    metadata,
    Column("day", Date, primary_key=True),
    Column("counts", JSONB, nullable=False, server_default="{}"),  # {kind: how many went}
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    info={"shard": "local"},
)
