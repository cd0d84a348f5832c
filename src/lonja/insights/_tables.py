from sqlalchemy import (
    Boolean,
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

from lonja.insights._kind import AnswerKind
from lonja.kernel.codes import holds
from lonja.kernel.metadata import metadata

# What the shop does by itself with the answers of models, and what it assumes about supply.
insight_settings = Table(
    "insight_settings",
    metadata,
    Column("only_one", Boolean, primary_key=True, server_default="true"),
    Column("pairs_on", Boolean, nullable=False),
    Column("rfm_on", Boolean, nullable=False),
    Column("low_at_on", Boolean, nullable=False),
    Column("forecasts_on", Boolean, nullable=False),
    Column("lead_days", Integer, nullable=False),
    Column("service_percent", Integer, nullable=False),
    Column("cover_days", Integer, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    CheckConstraint("only_one", name="only_one"),
    info={"shard": "local"},
)

# The newest answers of models, as the ETL handed them over; taken by a clock.
insight_answers = Table(
    "insight_answers",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("items", JSONB, nullable=False),
    Column("taken_at", DateTime(timezone=True)),
    holds("kind", AnswerKind),
    info={"shard": "local"},
)

# From whom a variant comes, how long that takes, and in which quantities it is sold to us.
supply_terms = Table(
    "supply_terms",
    metadata,
    Column("variant_id", Uuid, primary_key=True),
    Column("supplier", Text, nullable=False, server_default=""),
    Column("lead_days", Integer),  # the shop's own where it is not said
    Column("service_percent", Integer),
    Column("pack_units", Integer, nullable=False, server_default="1"),
    Column("least_units", Integer, nullable=False, server_default="1"),
    Column("version", Integer, nullable=False, server_default="1"),
    CheckConstraint("pack_units > 0 AND least_units > 0", name="units_positive"),
    Index("ix_supply_terms_supplier", "supplier", "variant_id"),
    info={"shard": "stock"},
)
