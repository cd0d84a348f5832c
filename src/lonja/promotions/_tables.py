from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from lonja.kernel.codes import holds
from lonja.kernel.metadata import metadata
from lonja.promotions._batch import BatchStatus
from lonja.promotions._rules.basket import PromotionStatus
from lonja.promotions._rules.rule import Level

promotions = Table(
    "promotions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("status", Text, nullable=False),
    Column("names", JSONB, nullable=False),  # {"es": …, "en": …}: what buyers read
    Column("rule", JSONB, nullable=False),
    Column("level", Text, nullable=False),  # of the rule's reward
    Column("needs_code", Boolean, nullable=False),
    Column("combines_with", ARRAY(Text), nullable=False, server_default="{}"),
    Column("priority", Integer, nullable=False, server_default="0"),
    Column("starts_at", DateTime(timezone=True)),
    Column("ends_at", DateTime(timezone=True)),
    Column("max_uses", Integer),
    Column("max_per_buyer", Integer),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    holds("status", PromotionStatus),
    holds("level", Level),
    CheckConstraint("starts_at < ends_at", name="ends_after_it_starts"),
    Index(
        "ix_promotions_automatic",
        "priority",
        postgresql_where="status = 'active' AND NOT needs_code",
    ),
    info={"shard": "reference"},
)

# Only of promotions with a limit: the others take no lock that two orders would meet at.
promotion_counts = Table(
    "promotion_counts",
    metadata,
    Column("promotion_id", Uuid, primary_key=True),
    Column("used", Integer, nullable=False),
    CheckConstraint("used >= 0", name="used_not_negative"),
    info={"shard": "codes"},
)

promotion_codes = Table(
    "promotion_codes",
    metadata,
    Column("code", Text, primary_key=True),  # upper case
    Column("promotion_id", Uuid, nullable=False),
    Column("batch_id", Uuid),
    Column("max_uses", Integer),
    Column("used", Integer, nullable=False, server_default="0"),
    Column("version", Integer, nullable=False, server_default="1"),  # of its limit
    Column("created_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("used BETWEEN 0 AND coalesce(max_uses, used)", name="never_spent_twice"),
    Index("ix_promotion_codes_promotion_id_code", "promotion_id", "code"),
    Index("ix_promotion_codes_batch_id_code", "batch_id", "code"),
    info={"shard": "codes"},
)

code_batches = Table(
    "code_batches",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("promotion_id", Uuid, nullable=False),
    Column("prefix", Text, nullable=False),
    Column("wanted", Integer, nullable=False),
    Column("made", Integer, nullable=False, server_default="0"),
    Column("max_uses", Integer),
    Column("status", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("created_by", Text, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    holds("status", BatchStatus),
    CheckConstraint("made <= wanted", name="no_more_than_wanted"),
    Index("ix_code_batches_promotion_id", "promotion_id", "created_at"),
    Index("ix_code_batches_making", "updated_at", postgresql_where="status = 'making'"),
    info={"shard": "codes"},
)

promotion_uses = Table(
    "promotion_uses",
    metadata,
    Column("promotion_id", Uuid, primary_key=True),
    Column("order_id", Uuid, primary_key=True),
    Column("code", Text),
    Column("buyer", LargeBinary),  # a digest of the e-mail address; none once it is erased
    Column("currency", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("released_at", DateTime(timezone=True)),
    Index("ix_promotion_uses_order_id", "order_id"),
    Index("ix_promotion_uses_buyer", "buyer", "promotion_id"),
    Index("ix_promotion_uses_code", "code", postgresql_where="code IS NOT NULL"),
    info={"shard": "codes"},
)
