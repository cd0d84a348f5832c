"""promotions: what is taken off a cart, their codes, and who used them"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "promotions"
down_revision = "pricing"


def upgrade() -> None:
    op.create_table(
        "promotions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("rule", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("needs_code", sa.Boolean(), nullable=False),
        sa.Column(
            "combines_with", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("priority", sa.Integer(), server_default="0", nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("max_uses", sa.Integer(), nullable=True),
        sa.Column("max_per_buyer", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "level IN ('product', 'order', 'shipping')", name=op.f("ck_promotions_level")
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_promotions_ends_after_it_starts")),
        sa.CheckConstraint(
            "status IN ('draft', 'active', 'paused')", name=op.f("ck_promotions_status")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotions")),
        info={"shard": "reference"},
    )
    op.create_index(
        "ix_promotions_automatic",
        "promotions",
        ["priority"],
        unique=False,
        postgresql_where="status = 'active' AND NOT needs_code",
    )
    op.create_table(
        "promotion_counts",
        sa.Column("promotion_id", sa.Uuid(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.CheckConstraint("used >= 0", name=op.f("ck_promotion_counts_used_not_negative")),
        sa.PrimaryKeyConstraint("promotion_id", name=op.f("pk_promotion_counts")),
        info={"shard": "codes"},
    )
    op.create_table(
        "promotion_codes",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("promotion_id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("max_uses", sa.Integer(), nullable=True),
        sa.Column("used", sa.Integer(), server_default="0", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "used BETWEEN 0 AND coalesce(max_uses, used)",
            name=op.f("ck_promotion_codes_never_spent_twice"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_promotion_codes")),
        info={"shard": "codes"},
    )
    op.create_index(
        "ix_promotion_codes_promotion_id_code",
        "promotion_codes",
        ["promotion_id", "code"],
        unique=False,
    )
    op.create_index(
        "ix_promotion_codes_batch_id_code", "promotion_codes", ["batch_id", "code"], unique=False
    )
    op.create_table(
        "code_batches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("promotion_id", sa.Uuid(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("made", sa.Integer(), server_default="0", nullable=False),
        sa.Column("max_uses", sa.Integer(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("made <= wanted", name=op.f("ck_code_batches_no_more_than_wanted")),
        sa.CheckConstraint("status IN ('making', 'done')", name=op.f("ck_code_batches_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_batches")),
        info={"shard": "codes"},
    )
    op.create_index(
        "ix_code_batches_promotion_id",
        "code_batches",
        ["promotion_id", "created_at"],
        unique=False,
    )
    op.create_index(
        "ix_code_batches_making",
        "code_batches",
        ["updated_at"],
        unique=False,
        postgresql_where="status = 'making'",
    )
    op.create_table(
        "promotion_uses",
        sa.Column("promotion_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("buyer", sa.LargeBinary(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("promotion_id", "order_id", name=op.f("pk_promotion_uses")),
        info={"shard": "codes"},
    )
    op.create_index("ix_promotion_uses_order_id", "promotion_uses", ["order_id"], unique=False)
    op.create_index(
        "ix_promotion_uses_buyer", "promotion_uses", ["buyer", "promotion_id"], unique=False
    )
    op.create_index(
        "ix_promotion_uses_code",
        "promotion_uses",
        ["code"],
        unique=False,
        postgresql_where="code IS NOT NULL",
    )
