"""shelf: the list of products as buyers see it, and its words for search"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "shelf"
down_revision = "staff"


def upgrade() -> None:
    op.create_table(
        "shelf",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("category_slug", sa.Text(), server_default="", nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(collation="C"), nullable=False),
        sa.Column("from_minor", sa.BigInteger(), nullable=False),
        sa.Column("to_minor", sa.BigInteger(), nullable=False),
        sa.Column("compare_at_minor", sa.BigInteger(), nullable=True),
        sa.Column("lowest_minor", sa.BigInteger(), nullable=True),
        sa.Column("most_off_percent", sa.Integer(), nullable=True),
        sa.Column("unit_minor", sa.BigInteger(), nullable=True),
        sa.Column("unit", sa.Text(), server_default="", nullable=False),
        sa.Column("availability", sa.Text(), nullable=False),
        sa.Column("facets", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("collections", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("picture", sa.Text(), nullable=True),
        sa.Column("picture_alt", sa.Text(), server_default="", nullable=False),
        sa.Column("featured", sa.Integer(), server_default="0", nullable=False),
        sa.Column("review_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rating_tenths", sa.Integer(), server_default="0", nullable=False),
        sa.Column("sold_units", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.Column("visible", sa.Boolean(), server_default="true", nullable=False),
        sa.PrimaryKeyConstraint("product_id", "currency", "language", name=op.f("pk_shelf")),
        info={"shard": "reference"},
    )
    op.create_index(
        "ix_shelf_collections", "shelf", ["collections"], unique=False, postgresql_using="gin"
    )
    op.create_index("ix_shelf_facets", "shelf", ["facets"], unique=False, postgresql_using="gin")
    op.create_index(
        "ix_shelf_featured",
        "shelf",
        ["language", "currency", "category_slug", sa.literal_column("featured DESC"), "product_id"],
        unique=False,
    )
    op.create_index(
        "ix_shelf_price",
        "shelf",
        ["language", "currency", "category_slug", "from_minor", "product_id"],
        unique=False,
    )
    op.create_index("ix_shelf_words", "shelf", ["words"], unique=False, postgresql_using="gin")
    op.create_table(
        "desk_products",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("category_slug", sa.Text(), nullable=False),
        sa.Column("availability", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_desk_products")),
        info={"shard": "reference"},
    )
    for name, columns in (
        ("slug", ["slug", "product_id"]),
        ("updated_at", ["updated_at", "product_id"]),
        ("availability", ["availability", "slug", "product_id"]),
        ("status", ["status", "slug", "product_id"]),
        ("category_slug", ["category_slug", "slug", "product_id"]),
    ):
        op.create_index(f"ix_desk_products_{name}", "desk_products", columns, unique=False)
    op.create_index(
        "ix_desk_products_words",
        "desk_products",
        ["words"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"words": "gin_trgm_ops"},
    )
    op.create_table(
        "shelf_words",
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("spelled", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("language", "word", name=op.f("pk_shelf_words")),
        info={"shard": "reference"},
    )
    op.create_index(
        "ix_shelf_words_alike",
        "shelf_words",
        ["word"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"word": "gin_trgm_ops"},
    )
