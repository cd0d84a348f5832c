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
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from lonja.catalog._status import PictureStatus, ProductStatus
from lonja.kernel.codes import holds
from lonja.kernel.db import metadata

REFERENCE = {"shard": "reference"}

categories = Table(
    "categories",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("position", Integer, nullable=False, server_default="0"),
    Column("texts", JSONB, nullable=False),  # {"es": {"name", "description"}, "en": …}
    Column("version", Integer, nullable=False, server_default="1"),
    info=REFERENCE,
)

products = Table(
    "products",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("category_id", ForeignKey("categories.id"), index=True),
    Column("status", Text, nullable=False, server_default="active"),
    Column("tax_class", Text, nullable=False, server_default="standard"),
    Column("texts", JSONB, nullable=False),  # {"es": {"name", "description"}, …}
    Column("attributes", JSONB, nullable=False, server_default="{}"),  # {"material": "wool", …}
    Column("featured", Integer, nullable=False, server_default="0"),
    Column("version", Integer, nullable=False, server_default="1"),
    # How many published reviews gave one star, two, … five: what a page shows costs no query.
    Column("ratings", ARRAY(Integer), nullable=False, server_default="{0,0,0,0,0}"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    holds("status", ProductStatus),
    Index("ix_products_updated_at", "updated_at", "id"),
    CheckConstraint("cardinality(ratings) = 5 AND 0 <= ALL (ratings)", name="ratings"),
    info=REFERENCE,
)

variants = Table(
    "variants",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("product_id", ForeignKey("products.id", ondelete="CASCADE"), nullable=False),
    Column("sku", Text, nullable=False, unique=True),
    Column("position", Integer, nullable=False, server_default="0"),
    Column("options", JSONB, nullable=False, server_default="{}"),  # {"size": "20x20", …}
    Column("weight_g", Integer, nullable=False, server_default="0"),
    Column("cost_minor", Integer),  # in the shop's base currency; reports' margin
    Column("active", Boolean, nullable=False, server_default="true"),
    Index("ix_variants_product_id_position", "product_id", "position", "id"),
    Index("ix_variants_sku_lower", text("lower(sku)")),  # people type codes as they like
    info=REFERENCE,
)

media = Table(
    "media",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("product_id", ForeignKey("products.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False, server_default="0"),
    Column("blob", Text, nullable=False),  # name in the container `media`
    Column("width", Integer, nullable=False, server_default="0"),
    Column("height", Integer, nullable=False, server_default="0"),
    Column("alt", JSONB, nullable=False, server_default="{}"),
    # [{"format": "avif", "width": 480, "blob": "…"}]: what queue `media` has made so far
    Column("renditions", JSONB, nullable=False, server_default="[]"),
    Column("status", Text, nullable=False, server_default="ready"),
    Column("error", Text),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("look_at", DateTime(timezone=True)),  # by then it is ready or refused by itself
    holds("status", PictureStatus),
    Index("ix_media_product_id_position", "product_id", "position", "id"),
    Index("ix_media_look_at", "look_at", postgresql_where="look_at IS NOT NULL"),
    info=REFERENCE,
)
