from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from lonja.kernel.metadata import metadata

REFERENCE = {"shard": "reference"}

collections = Table(
    "collections",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
    # {"es": {"name", "description", "seo_title", "seo_description"}}
    Column("texts", JSONB, nullable=False),
    Column("by_rule", Boolean, nullable=False),
    Column("matches_any", Boolean, nullable=False, server_default="false"),
    Column("conditions", JSONB, nullable=False, server_default="[]"),
    Column("sort", Text, nullable=False, server_default="featured"),
    Column("starts_at", DateTime(timezone=True)),
    Column("ends_at", DateTime(timezone=True)),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("filling_since", DateTime(timezone=True)),  # its rule is new, and products wait for it
    Column("picture", JSONB),  # {"file", "alt": {"es": …}, "focus_x", "focus_y"}
    CheckConstraint("starts_at < ends_at", name="dates"),
    info=REFERENCE,
)

collection_redirects = Table(
    "collection_redirects",
    metadata,
    Column("language", Text, primary_key=True),  # empty: where it had none of its own
    Column("slug", Text, primary_key=True),  # what a collection's address was
    Column(
        "collection_id",
        ForeignKey("collections.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("at", DateTime(timezone=True), nullable=False),
    info=REFERENCE,
)

collection_products = Table(
    "collection_products",
    metadata,
    Column("collection_id", ForeignKey("collections.id", ondelete="CASCADE"), primary_key=True),
    Column("product_id", Uuid, primary_key=True),
    Column("position", Integer, nullable=False, server_default="0"),
    Column("until", DateTime(timezone=True)),  # new no more from then on
    Index("ix_collection_products_product_id", "product_id"),
    Index("ix_collection_products_until", "until", postgresql_where=text("until IS NOT NULL")),
    info=REFERENCE,
)
