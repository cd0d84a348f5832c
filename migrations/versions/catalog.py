"""catalog: categories, products, their variants and pictures"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "catalog"
down_revision = "shop"


def upgrade() -> None:
    op.create_table(
        "categories",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("texts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_categories_parent")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["categories.id"], name=op.f("fk_categories_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_categories")),
        sa.UniqueConstraint("slug", name=op.f("uq_categories_slug")),
        info={"shard": "reference"},
    )
    op.create_index(op.f("ix_categories_parent_id"), "categories", ["parent_id"], unique=False)
    op.create_table(
        "product_types",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "attributes",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="[]",
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_types")),
        sa.UniqueConstraint("code", name=op.f("uq_product_types_code")),
        info={"shard": "reference"},
    )
    op.create_table(
        "products",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="goods", nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=True),
        sa.Column("type_id", sa.Uuid(), nullable=True),
        sa.Column("tags", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("status", sa.Text(), server_default="active", nullable=False),
        sa.Column("tax_class", sa.Text(), server_default="standard", nullable=False),
        sa.Column("texts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "attributes",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
        ),
        sa.Column(
            "options",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="[]",
            nullable=False,
        ),
        sa.Column("featured", sa.Integer(), server_default="0", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("sold_units", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "ratings", postgresql.ARRAY(sa.Integer()), server_default="{0,0,0,0,0}", nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('goods', 'gift_card')", name=op.f("ck_products_kind")),
        sa.CheckConstraint(
            "status IN ('draft', 'active', 'archived', 'unlisted', 'scheduled')",
            name=op.f("ck_products_status"),
        ),
        sa.CheckConstraint(
            "(status = 'scheduled') = (publish_at IS NOT NULL)",
            name=op.f("ck_products_publish_at"),
        ),
        sa.CheckConstraint(
            "cardinality(ratings) = 5 AND 0 <= ALL (ratings)", name=op.f("ck_products_ratings")
        ),
        sa.ForeignKeyConstraint(
            ["category_id"], ["categories.id"], name=op.f("fk_products_category_id")
        ),
        sa.ForeignKeyConstraint(
            ["type_id"], ["product_types.id"], name=op.f("fk_products_type_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        sa.UniqueConstraint("slug", name=op.f("uq_products_slug")),
        info={"shard": "reference"},
    )
    op.create_index(op.f("ix_products_category_id"), "products", ["category_id"], unique=False)
    op.create_index(op.f("ix_products_type_id"), "products", ["type_id"], unique=False)
    op.create_index(
        "ix_products_publish_at",
        "products",
        ["publish_at", "id"],
        unique=False,
        postgresql_where="publish_at IS NOT NULL",
    )
    op.create_index("ix_products_updated_at", "products", ["updated_at", "id"], unique=False)
    op.create_table(
        "product_addresses",
        sa.Column("slug", sa.Text(collation="C"), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["products.id"],
            name=op.f("fk_product_addresses_product_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_product_addresses")),
        info={"shard": "reference"},
    )
    op.create_index(
        op.f("ix_product_addresses_product_id"), "product_addresses", ["product_id"], unique=False
    )
    _keep_addresses()
    op.create_table(
        "media",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("blob", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), server_default="0", nullable=False),
        sa.Column("height", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "alt", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column(
            "renditions",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="[]",
            nullable=False,
        ),
        sa.Column("status", sa.Text(), server_default="ready", nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "status IN ('uploading', 'processing', 'ready', 'failed')", name=op.f("ck_media_status")
        ),
        sa.CheckConstraint(
            "error IN ('never_came', 'too_many_bytes', 'unreadable', 'too_large', 'too_small', 'gave_up')",
            name=op.f("ck_media_error"),
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_media_product_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media")),
        info={"shard": "reference"},
    )
    op.create_index(
        "ix_media_look_at",
        "media",
        ["look_at"],
        unique=False,
        postgresql_where="look_at IS NOT NULL",
    )
    op.create_index(
        "ix_media_product_id_position", "media", ["product_id", "position", "id"], unique=False
    )
    op.create_table(
        "variants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "options", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("weight_g", sa.Integer(), server_default="0", nullable=False),
        sa.Column("cost_minor", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("barcode", sa.Text(), nullable=True),
        sa.Column("length_mm", sa.Integer(), nullable=True),
        sa.Column("width_mm", sa.Integer(), nullable=True),
        sa.Column("height_mm", sa.Integer(), nullable=True),
        sa.Column("hs_code", sa.Text(), nullable=True),
        sa.Column("origin_country", sa.Text(), nullable=True),
        sa.Column("measure_amount", sa.Integer(), nullable=True),
        sa.Column("measure_unit", sa.Text(), nullable=True),
        sa.Column("measure_reference", sa.Integer(), nullable=True),
        sa.Column("media_id", sa.Uuid(), nullable=True),
        sa.Column(
            "attributes",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
        ),
        sa.Column(
            "own_amounts",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["media_id"], ["media.id"], name=op.f("fk_variants_media_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_variants_product_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_variants")),
        sa.UniqueConstraint("sku", name=op.f("uq_variants_sku")),
        info={"shard": "reference"},
    )
    op.create_index("ix_variants_sku_lower", "variants", [sa.text("lower(sku)")], unique=False)
    op.create_index(
        "ix_variants_product_id_position",
        "variants",
        ["product_id", "position", "id"],
        unique=False,
    )
    op.create_index("ix_variants_media_id", "variants", ["media_id"], unique=False)
    op.create_table(
        "related_products",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("related_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("related_id <> product_id", name=op.f("ck_related_products_other")),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["products.id"],
            name=op.f("fk_related_products_product_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["related_id"],
            ["products.id"],
            name=op.f("fk_related_products_related_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("product_id", "related_id", name=op.f("pk_related_products")),
        info={"shard": "reference"},
    )
    op.create_index(
        op.f("ix_related_products_related_id"), "related_products", ["related_id"], unique=False
    )
    op.create_table(
        "bought_together",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("other_id <> product_id", name=op.f("ck_bought_together_other")),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["products.id"],
            name=op.f("fk_bought_together_product_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["other_id"],
            ["products.id"],
            name=op.f("fk_bought_together_other_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("product_id", "other_id", name=op.f("pk_bought_together")),
        info={"shard": "reference"},
    )
    op.create_index(
        op.f("ix_bought_together_other_id"), "bought_together", ["other_id"], unique=False
    )
    op.create_table(
        "product_redirects",
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["products.id"],
            name=op.f("fk_product_redirects_product_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("language", "slug", name=op.f("pk_product_redirects")),
        info={"shard": "reference"},
    )
    op.create_index(
        op.f("ix_product_redirects_product_id"), "product_redirects", ["product_id"], unique=False
    )


ADDRESSES = """
    SELECT one.slug UNION SELECT t.value ->> 'slug' FROM jsonb_each(one.texts) t
    WHERE t.value ->> 'slug' <> ''
"""
# An address belongs to one product, in whatever languages it has texts: no index per language could
# say so, and what COPY writes is kept like everything else.
KEEP = f"""
CREATE FUNCTION keep_product_addresses() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM product_addresses a USING after one JOIN before USING (id)
            WHERE (one.slug, one.texts) IS DISTINCT FROM (before.slug, before.texts)
            AND a.product_id = one.id AND a.slug NOT IN ({ADDRESSES});
        INSERT INTO product_addresses (slug, product_id)
            SELECT s.slug, one.id FROM after one JOIN before USING (id),
            LATERAL ({ADDRESSES}) AS s (slug)
            WHERE (one.slug, one.texts) IS DISTINCT FROM (before.slug, before.texts)
            AND NOT EXISTS (SELECT FROM product_addresses a
                WHERE a.slug = s.slug AND a.product_id = one.id);
    ELSE
        INSERT INTO product_addresses (slug, product_id)
            SELECT s.slug, one.id FROM after one, LATERAL ({ADDRESSES}) AS s (slug);
    END IF;
    RETURN NULL;
END $$
"""


def _keep_addresses() -> None:
    op.execute(KEEP)
    for event, rows in (("INSERT", ""), ("UPDATE", "OLD TABLE AS before ")):
        op.execute(
            f"CREATE TRIGGER addresses_{event.lower()} AFTER {event} ON products"
            f" REFERENCING {rows}NEW TABLE AS after FOR EACH STATEMENT"
            f" EXECUTE FUNCTION keep_product_addresses()"
        )
