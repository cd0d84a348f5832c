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

from lonja.catalog._status import PictureFault, PictureStatus, ProductKind, ProductStatus
from lonja.kernel.codes import holds
from lonja.kernel.metadata import metadata

REFERENCE = {"shard": "reference"}


categories = Table(
    "categories",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("parent_id", ForeignKey("categories.id"), index=True),  # none: of the top row
    Column("slug", Text, nullable=False, unique=True),
    Column("position", Integer, nullable=False, server_default="0"),  # among those of its parent
    Column("texts", JSONB, nullable=False),  # {"es": {"name", "description"}, "en": …}
    Column("version", Integer, nullable=False, server_default="1"),
    CheckConstraint("parent_id <> id", name="parent"),
    info=REFERENCE,
)

product_types = Table(
    "product_types",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("names", JSONB, nullable=False),  # {"es": "Café", "en": "Coffee"}
    # [{"key", "kind", "names", "unit", "choices", "filterable", "shown", "required", …}]
    Column("attributes", JSONB, nullable=False, server_default="[]"),
    Column("version", Integer, nullable=False, server_default="1"),
    info=REFERENCE,
)

products = Table(
    "products",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False, server_default="goods"),
    Column("slug", Text, nullable=False, unique=True),
    Column("category_id", ForeignKey("categories.id"), index=True),
    Column("type_id", ForeignKey("product_types.id"), index=True),
    Column("tags", ARRAY(Text), nullable=False, server_default="{}"),
    Column("status", Text, nullable=False, server_default="active"),
    Column("tax_class", Text, nullable=False, server_default="standard"),
    Column(
        "texts", JSONB, nullable=False
    ),  # {"es": {"name", "description", "slug", "seo_title", …}}
    Column("attributes", JSONB, nullable=False, server_default="{}"),  # {"material": "wool", …}
    # [{"key": "size", "names": {"es": …}, "values": [{"code": "250 g", "names": {}}]}]
    Column("options", JSONB, nullable=False, server_default="[]"),
    Column("featured", Integer, nullable=False, server_default="0"),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("sold_units", Integer, nullable=False, server_default="0"),  # of the last 90 days
    # How many published reviews gave one star, two, … five: what a page shows costs no query.
    Column("ratings", ARRAY(Integer), nullable=False, server_default="{0,0,0,0,0}"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Column("publish_at", DateTime(timezone=True)),  # when one that is scheduled becomes active
    holds("kind", ProductKind),
    holds("status", ProductStatus),
    CheckConstraint("(status = 'scheduled') = (publish_at IS NOT NULL)", name="publish_at"),
    Index("ix_products_publish_at", "publish_at", "id", postgresql_where="publish_at IS NOT NULL"),
    Index("ix_products_updated_at", "updated_at", "id"),
    CheckConstraint("cardinality(ratings) = 5 AND 0 <= ALL (ratings)", name="ratings"),
    info=REFERENCE,
)

# Every last part of an address that products have now, in whatever language: a trigger keeps it.
product_addresses = Table(
    "product_addresses",
    metadata,
    Column("slug", Text(collation="C"), primary_key=True),
    Column("product_id", ForeignKey("products.id", ondelete="CASCADE"), nullable=False, index=True),
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
    Column("version", Integer, nullable=False, server_default="1"),  # of what it is described with
    holds("status", PictureStatus),
    holds("error", PictureFault),
    Index("ix_media_product_id_position", "product_id", "position", "id"),
    Index("ix_media_look_at", "look_at", postgresql_where="look_at IS NOT NULL"),
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
    Column("barcode", Text),  # a GTIN
    Column("length_mm", Integer),
    Column("width_mm", Integer),
    Column("height_mm", Integer),
    Column("hs_code", Text),
    Column("origin_country", Text),
    Column("measure_amount", Integer),  # 250, with the unit "g": the price of 1000 is shown beside
    Column("measure_unit", Text),
    Column("measure_reference", Integer),
    Column("media_id", ForeignKey("media.id", ondelete="SET NULL")),
    Column("attributes", JSONB, nullable=False, server_default="{}"),  # over its product's
    # Of a gift card, by currency: up to this, from its price on, the buyer says the amount.
    Column("own_amounts", JSONB, nullable=False, server_default="{}"),
    Index("ix_variants_product_id_position", "product_id", "position", "id"),
    Index("ix_variants_sku_lower", text("lower(sku)")),  # people type codes as they like
    Index("ix_variants_media_id", "media_id"),
    info=REFERENCE,
)

related_products = Table(
    "related_products",
    metadata,
    Column("product_id", ForeignKey("products.id", ondelete="CASCADE"), primary_key=True),
    Column(
        "related_id",
        ForeignKey("products.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
    Column("position", Integer, nullable=False),
    CheckConstraint("related_id <> product_id", name="other"),
    info=REFERENCE,
)

# What buyers put into one order, as the model of the warehouse saw it last.
bought_together = Table(
    "bought_together",
    metadata,
    Column("product_id", ForeignKey("products.id", ondelete="CASCADE"), primary_key=True),
    Column(
        "other_id",
        ForeignKey("products.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
    Column("position", Integer, nullable=False),
    CheckConstraint("other_id <> product_id", name="other"),
    info=REFERENCE,
)

product_redirects = Table(
    "product_redirects",
    metadata,
    Column("language", Text, primary_key=True),  # none: in those without one of their own
    Column("slug", Text, primary_key=True),  # what a product's address was
    Column("product_id", ForeignKey("products.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", DateTime(timezone=True), nullable=False),
    info=REFERENCE,
)
