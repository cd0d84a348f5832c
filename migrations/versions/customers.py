"""customers: who bought, and who wants no mail"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "customers"
down_revision = "inventory"


def upgrade() -> None:
    op.create_table(
        "customers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), server_default="", nullable=False),
        sa.Column("segment", sa.Text(), server_default="retail", nullable=False),
        sa.Column("marketing_consent", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("consent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("external_ref", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("tags", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("orders", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "last_order_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("'epoch'"),
            nullable=False,
        ),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.Column(
            "search",
            sa.Text(),
            sa.Computed(
                "folded(name || ' ' || email || ' ' || regexp_replace(phone, '[^0-9]', '', 'g'))",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
        info={"shard": "customers"},
    )
    op.create_index("ix_customers_created_at", "customers", ["created_at", "id"], unique=False)
    op.create_index(
        "ix_customers_last_order_at",
        "customers",
        ["last_order_at", "id"],
        unique=False,
        postgresql_where="email <> ''",
    )
    op.create_index(
        "ix_customers_orders",
        "customers",
        ["orders", "id"],
        unique=False,
        postgresql_where="email <> ''",
    )
    op.create_index(
        "ix_customers_search",
        "customers",
        ["search"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search": "gin_trgm_ops"},
    )
    op.create_index(
        "ix_customers_merged_into",
        "customers",
        ["merged_into"],
        unique=False,
        postgresql_where="merged_into IS NOT NULL",
    )
    op.create_index(
        "ix_customers_tags", "customers", ["tags"], unique=False, postgresql_using="gin"
    )
    op.create_table(
        "customer_spending",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("paid_minor", sa.BigInteger(), nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", "currency", name=op.f("pk_customer_spending")),
        info={"shard": "customers"},
    )
    op.create_index(
        "ix_customer_spending_spent",
        "customer_spending",
        ["currency", sa.literal_column("(paid_minor - refunded_minor)"), "customer_id"],
        unique=False,
    )
    op.create_table(
        "customer_products",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", "product_id", name=op.f("pk_customer_products")),
        info={"shard": "customers"},
    )
    op.create_index(
        "ix_customer_products_product_id",
        "customer_products",
        ["product_id", "customer_id"],
        unique=False,
    )
    op.create_table(
        "customer_scores",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("segment", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_customer_scores")),
        info={"shard": "customers"},
    )
    op.create_index(
        "ix_customer_scores_segment", "customer_scores", ["segment", "customer_id"], unique=False
    )
    op.create_table(
        "customer_groups",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_groups")),
        info={"shard": "local"},
    )
    op.create_index(
        "uq_customer_groups_name",
        "customer_groups",
        [sa.literal_column("lower(name)")],
        unique=True,
    )
    op.create_table(
        "customer_group_members",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", "group_id", name=op.f("pk_customer_group_members")),
        info={"shard": "customers"},
    )
    op.create_index(
        "ix_customer_group_members_group_id",
        "customer_group_members",
        ["group_id", "customer_id"],
        unique=False,
    )
    op.create_table(
        "customer_segments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("rule", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_segments")),
        info={"shard": "local"},
    )
    op.create_index(
        "uq_customer_segments_name",
        "customer_segments",
        [sa.literal_column("lower(name)")],
        unique=True,
    )
    op.create_table(
        "customer_notes",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", "id", name=op.f("pk_customer_notes")),
        info={"shard": "customers"},
    )
    op.create_table(
        "customer_emails",
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("email", name=op.f("pk_customer_emails")),
        info={"shard": "codes"},
    )
    op.create_index(
        "ix_customer_emails_customer_id", "customer_emails", ["customer_id"], unique=False
    )
    op.create_table(
        "marketing_choices",
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("text_version", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "source IN ('checkout', 'preferences', 'unsubscribe', 'import', 'newsletter')",
            name=op.f("ck_marketing_choices_source"),
        ),
        sa.PrimaryKeyConstraint("email", "id", name=op.f("pk_marketing_choices")),
        info={"shard": "codes"},
    )
    op.create_table(
        "suppressions",
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("email", name=op.f("pk_suppressions")),
        info={"shard": "codes"},
    )
