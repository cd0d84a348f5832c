from sqlalchemy import BigInteger, CheckConstraint, Column, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from lonja.kernel.db import metadata

methods = Table(
    "shipping_methods",
    metadata,
    Column("code", Text, primary_key=True),
    Column("position", Integer, nullable=False, server_default="0"),
    Column("names", JSONB, nullable=False),  # {"es": …, "en": …}
    Column("days_min", Integer, nullable=False),
    Column("days_max", Integer, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    info={"shard": "reference"},
)

rates = Table(
    "shipping_rates",
    metadata,
    Column("method_code", Text, primary_key=True),
    Column("country", Text, primary_key=True),  # ISO 3166 alpha-2, or "*" for the rest
    Column("currency", Text, primary_key=True),
    Column("amount_minor", BigInteger, nullable=False),
    Column("free_from_minor", BigInteger),
    CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
    info={"shard": "reference"},
)
