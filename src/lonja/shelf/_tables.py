from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR

from lonja.kernel.metadata import metadata

shelf = Table(
    "shelf",
    metadata,
    Column("product_id", Uuid, primary_key=True),
    Column("currency", Text, primary_key=True),
    Column("language", Text, primary_key=True),
    Column("slug", Text, nullable=False),
    Column("category_slug", Text, nullable=False, server_default=""),
    Column("name", Text, nullable=False),
    Column("name_key", Text(collation="C"), nullable=False),  # its place among names
    Column("from_minor", BigInteger, nullable=False),
    Column("to_minor", BigInteger, nullable=False),
    Column("compare_at_minor", BigInteger),
    Column("lowest_minor", BigInteger),  # of the 30 days before the reduction
    Column("most_off_percent", Integer),  # of the variant that is reduced most
    Column("unit_minor", BigInteger),  # of a whole `unit` of what is sold by measure
    Column("unit", Text, nullable=False, server_default=""),
    Column("availability", Text, nullable=False),  # in_stock, low, sold_out
    Column("facets", ARRAY(Text), nullable=False),  # "size:20x20", "finish:matt", …
    Column("collections", ARRAY(Text), nullable=False, server_default="{}"),  # ids
    Column("picture", Text),
    Column("picture_alt", Text, nullable=False, server_default=""),
    Column("featured", Integer, nullable=False, server_default="0"),
    Column("review_count", Integer, nullable=False, server_default="0"),
    Column("rating_tenths", Integer, nullable=False, server_default="0"),  # 47 is 4.7 of 5 stars
    Column("sold_units", Integer, nullable=False, server_default="0"),  # of the last 90 days
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("words", TSVECTOR, nullable=False),
    Column("visible", Boolean, nullable=False, server_default="true"),
    Index("ix_shelf_words", "words", postgresql_using="gin"),
    Index("ix_shelf_facets", "facets", postgresql_using="gin"),
    Index("ix_shelf_collections", "collections", postgresql_using="gin"),
    Index(
        "ix_shelf_featured",
        "language",
        "currency",
        "category_slug",
        text("featured DESC"),
        "product_id",
    ),
    Index("ix_shelf_price", "language", "currency", "category_slug", "from_minor", "product_id"),
    info={"shard": "reference"},
)

desk_products = Table(
    "desk_products",
    metadata,
    Column("product_id", Uuid, primary_key=True),
    Column("slug", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("category_slug", Text, nullable=False),
    Column("availability", Text, nullable=False),  # the best of its variants
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Column("words", Text, nullable=False),  # slug, names and SKUs, without accents
    Index("ix_desk_products_slug", "slug", "product_id"),
    Index("ix_desk_products_updated_at", "updated_at", "product_id"),
    Index("ix_desk_products_availability", "availability", "slug", "product_id"),
    Index("ix_desk_products_status", "status", "slug", "product_id"),
    Index("ix_desk_products_category_slug", "category_slug", "slug", "product_id"),
    Index(
        "ix_desk_products_words",
        "words",
        postgresql_using="gin",
        postgresql_ops={"words": "gin_trgm_ops"},
    ),
    info={"shard": "reference"},
)

shelf_words = Table(
    "shelf_words",
    metadata,
    Column("language", Text, primary_key=True),
    Column("word", Text, primary_key=True),  # as people type it: lower case, no accents
    Column("spelled", Text, nullable=False),  # as our texts write it
    Index(
        "ix_shelf_words_alike",
        "word",
        postgresql_using="gin",
        postgresql_ops={"word": "gin_trgm_ops"},
    ),
    info={"shard": "reference"},
)
