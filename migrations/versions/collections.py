"""collections: products put together by hand or by a rule"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "collections"
down_revision = "catalog"


def upgrade() -> None:
    op.create_table(
        "collections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("texts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("by_rule", sa.Boolean(), nullable=False),
        sa.Column("matches_any", sa.Boolean(), server_default="false", nullable=False),
        sa.Column(
            "conditions",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="[]",
            nullable=False,
        ),
        sa.Column("sort", sa.Text(), server_default="featured", nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("filling_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("picture", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_collections_dates")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collections")),
        sa.UniqueConstraint("slug", name=op.f("uq_collections_slug")),
        info={"shard": "reference"},
    )
    op.create_table(
        "collection_redirects",
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("collection_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"],
            ["collections.id"],
            name=op.f("fk_collection_redirects_collection_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("language", "slug", name=op.f("pk_collection_redirects")),
        info={"shard": "reference"},
    )
    op.create_index(
        op.f("ix_collection_redirects_collection_id"),
        "collection_redirects",
        ["collection_id"],
        unique=False,
    )
    op.create_table(
        "collection_products",
        sa.Column("collection_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["collection_id"],
            ["collections.id"],
            name=op.f("fk_collection_products_collection_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("collection_id", "product_id", name=op.f("pk_collection_products")),
        info={"shard": "reference"},
    )
    op.create_index(
        "ix_collection_products_product_id", "collection_products", ["product_id"], unique=False
    )
    op.create_index(
        "ix_collection_products_until",
        "collection_products",
        ["until"],
        unique=False,
        postgresql_where=sa.text("until IS NOT NULL"),
    )
