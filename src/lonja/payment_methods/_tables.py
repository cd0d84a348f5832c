from sqlalchemy import Boolean, Column, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from lonja.kernel.metadata import metadata

payment_methods = Table(
    "payment_methods",
    metadata,
    Column("code", Text, primary_key=True),  # of the gateway
    Column("is_on", Boolean, nullable=False),
    Column("position", Integer, nullable=False, server_default="0"),
    Column("terms", JSONB, nullable=False),  # the fields of `Terms`
    Column("before", JSONB),  # what the last change replaced, for its undo
    Column("version", Integer, nullable=False, server_default="1"),
    info={"shard": "reference"},
)
