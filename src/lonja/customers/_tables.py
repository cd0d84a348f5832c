from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    DateTime,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from lonja.customers._source import ChoiceSource
from lonja.kernel.codes import holds
from lonja.kernel.metadata import metadata

customers = Table(
    "customers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("email", Text, nullable=False),
    Column("name", Text, nullable=False, server_default=""),
    Column("language", Text, nullable=False),
    Column("country", Text, nullable=False, server_default=""),
    Column("segment", Text, nullable=False, server_default="retail"),
    Column("marketing_consent", Boolean, nullable=False, server_default="false"),
    Column("consent_at", DateTime(timezone=True)),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("external_ref", Text),  # an imported channel's own customer number
    Column("phone", Text, nullable=False, server_default=""),
    Column("tags", ARRAY(Text), nullable=False, server_default="{}"),
    Column("version", Integer, nullable=False, server_default="1"),
    # What their orders add up to, so that lists sort by it.
    Column("orders", Integer, nullable=False, server_default="0"),
    Column(
        "last_order_at", DateTime(timezone=True), nullable=False, server_default=text("'epoch'")
    ),
    Column("erased_at", DateTime(timezone=True)),
    Column("merged_into", Uuid),  # the same person's other record, which has what was theirs
    Column(
        "search",
        Text,
        Computed(
            "folded(name || ' ' || email || ' ' || regexp_replace(phone, '[^0-9]', '', 'g'))",
            persisted=True,
        ),
        nullable=False,
    ),
    Index("ix_customers_created_at", "created_at", "id"),
    Index("ix_customers_merged_into", "merged_into", postgresql_where="merged_into IS NOT NULL"),
    Index("ix_customers_tags", "tags", postgresql_using="gin"),
    Index("ix_customers_last_order_at", "last_order_at", "id", postgresql_where="email <> ''"),
    Index("ix_customers_orders", "orders", "id", postgresql_where="email <> ''"),
    Index(
        "ix_customers_search",
        "search",
        postgresql_using="gin",
        postgresql_ops={"search": "gin_trgm_ops"},
    ),
    info={"shard": "customers"},
)

# What each paid and got back in a currency, from the ledger of payments.
customer_spending = Table(
    "customer_spending",
    metadata,
    Column("customer_id", Uuid, primary_key=True),
    Column("currency", Text, primary_key=True),
    Column("paid_minor", BigInteger, nullable=False),
    Column("refunded_minor", BigInteger, nullable=False),
    Index(
        "ix_customer_spending_spent",
        "currency",
        text("(paid_minor - refunded_minor)"),
        "customer_id",
    ),
    info={"shard": "customers"},
)

# What each bought in orders that count as sales, so that a segment can ask for it.
customer_products = Table(
    "customer_products",
    metadata,
    Column("customer_id", Uuid, primary_key=True),
    Column("product_id", Uuid, primary_key=True),
    Index("ix_customer_products_product_id", "product_id", "customer_id"),
    info={"shard": "customers"},
)

# What the model of recency, frequency and money said last.
customer_scores = Table(
    "customer_scores",
    metadata,
    Column("customer_id", Uuid, primary_key=True),
    Column("segment", Text, nullable=False),
    Index("ix_customer_scores_segment", "segment", "customer_id"),
    info={"shard": "customers"},
)

customer_groups = Table(
    "customer_groups",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False, server_default=""),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Index("uq_customer_groups_name", text("lower(name)"), unique=True),
    info={"shard": "local"},
)

customer_group_members = Table(
    "customer_group_members",
    metadata,
    Column("customer_id", Uuid, primary_key=True),
    Column("group_id", Uuid, primary_key=True),
    Column("joined_at", DateTime(timezone=True), nullable=False),
    Index("ix_customer_group_members_group_id", "group_id", "customer_id"),
    info={"shard": "customers"},
)

customer_segments = Table(
    "customer_segments",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("rule", JSONB, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Index("uq_customer_segments_name", text("lower(name)"), unique=True),
    info={"shard": "local"},
)

customer_notes = Table(
    "customer_notes",
    metadata,
    Column("customer_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("text", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", Text, nullable=False),
    info={"shard": "customers"},
)

customer_emails = Table(
    "customer_emails",
    metadata,
    Column("email", Text, primary_key=True),  # lower case; the lookup that makes it unique
    Column("customer_id", Uuid, nullable=False),
    Index("ix_customer_emails_customer_id", "customer_id"),
    info={"shard": "codes"},
)

# What people said about marketing mail, when and to which words; the newest counts.
marketing_choices = Table(
    "marketing_choices",
    metadata,
    Column("email", Text, primary_key=True),  # lower case
    Column("id", Uuid, primary_key=True),
    Column("granted", Boolean, nullable=False),
    Column("source", Text, nullable=False),
    Column("text_version", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    holds("source", ChoiceSource),
    info={"shard": "codes"},
)

suppressions = Table(
    "suppressions",
    metadata,
    Column("email", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    info={"shard": "codes"},
)
