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
from sqlalchemy.dialects.postgresql import ARRAY

from lonja.disputes._deciding import OPEN, DisputeStatus
from lonja.kernel.codes import holds, is_one_of
from lonja.kernel.metadata import metadata

disputes = Table(
    "disputes",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("attempt_id", Uuid, nullable=False),
    Column("order_number", Text, nullable=False),
    Column("gateway", Text, nullable=False),
    Column("vendor_id", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("reason", Text, nullable=False),  # the bank's own word
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("due_at", DateTime(timezone=True)),
    Column("closed_at", DateTime(timezone=True)),
    # Days before the answer was due, for each reminder that staff got.
    Column("reminded", ARRAY(Integer), nullable=False, server_default="{}"),
    Column("looked_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("amount_minor > 0", name="amount_positive"),
    holds("status", DisputeStatus),
    Index("ix_disputes_due", "due_at", "id", postgresql_where=is_one_of("status", OPEN)),
    Index("ix_disputes_opened_at", "opened_at", "id"),
    info={"shard": "orders"},
)
