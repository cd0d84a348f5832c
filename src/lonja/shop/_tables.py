from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB

from lonja.kernel.codes import holds
from lonja.kernel.metadata import metadata
from lonja.shop._opening import GuideStep

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

# One row at most; without it the shop was never opened.
opening = Table(
    "shop_opening",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("is_open", Boolean, nullable=False),
    Column("password_hash", Text),  # lets visitors in while the shop is closed
    Column("pass_key", Text, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("changed_by", Text, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
    info={"shard": "reference"},
)

password_attempts = Table(
    "shop_password_attempts",
    metadata,
    Column("key", LargeBinary, primary_key=True),  # a digest of who tries
    Column("window_started_at", DateTime(timezone=True), nullable=False),
    Column("attempts", Integer, nullable=False),
    Index("ix_shop_password_attempts_window_started_at", "window_started_at"),
    info={"shard": "local"},
)

skipped_steps = Table(
    "skipped_steps",
    metadata,
    Column("step", Text, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", Text, nullable=False),
    holds("step", GuideStep),
    info={"shard": "local"},
)
