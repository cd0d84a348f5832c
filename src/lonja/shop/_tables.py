from sqlalchemy import CheckConstraint, Column, DateTime, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from lonja.kernel.db import metadata

versions = Table(
    "shop_versions",
    metadata,
    Column("version", Integer, primary_key=True),  # the highest is the shop as it is now
    Column("facts", JSONB, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("changed_by", Text, nullable=False),
    CheckConstraint("version >= 1", name="version_positive"),
    info={"shard": "reference"},
)
