"""pricing: prices and what they were"""

import sqlalchemy as sa
from alembic import op

revision = "pricing"
down_revision = "taxes"


def upgrade() -> None:
    op.create_table(
        "prices",
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("compare_at_minor", sa.BigInteger(), nullable=True),
        sa.Column("lowest_minor", sa.BigInteger(), nullable=True),
        sa.Column("is_converted", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_prices_amount_not_negative")),
        sa.PrimaryKeyConstraint("variant_id", "currency", name=op.f("pk_prices")),
        info={"shard": "reference"},
    )
    op.create_table(
        "price_history",
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("compare_at_minor", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("variant_id", "id", name=op.f("pk_price_history")),
        info={"shard": "reference"},
    )
    op.create_table(
        "price_lists",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_lists")),
        info={"shard": "reference"},
    )
    op.create_index("uq_price_lists_name", "price_lists", [sa.text("lower(name)")], unique=True)
    op.create_table(
        "price_list_prices",
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("from_quantity", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "amount_minor >= 0", name=op.f("ck_price_list_prices_amount_not_negative")
        ),
        sa.CheckConstraint("from_quantity >= 1", name=op.f("ck_price_list_prices_from_one_piece")),
        sa.PrimaryKeyConstraint(
            "list_id",
            "variant_id",
            "currency",
            "from_quantity",
            name=op.f("pk_price_list_prices"),
        ),
        info={"shard": "reference"},
    )
    op.create_index(
        "ix_price_list_prices_variant_id",
        "price_list_prices",
        ["variant_id", "currency"],
        unique=False,
    )
    op.create_table(
        "scheduled_prices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("schedule_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lowest_minor", sa.BigInteger(), nullable=True),
        sa.Column("is_converted", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "amount_minor >= 0", name=op.f("ck_scheduled_prices_amount_not_negative")
        ),
        sa.CheckConstraint(
            "ends_at IS NULL OR ends_at >= starts_at",
            name=op.f("ck_scheduled_prices_ends_after_start"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheduled_prices")),
        info={"shard": "reference"},
    )
    op.create_index(
        "ix_scheduled_prices_due_at",
        "scheduled_prices",
        ["due_at", "id"],
        unique=False,
        postgresql_where="due_at IS NOT NULL",
    )
    op.create_index(
        "ix_scheduled_prices_schedule_id", "scheduled_prices", ["schedule_id"], unique=False
    )
    op.create_index(
        "ix_scheduled_prices_variant_id_starts_at",
        "scheduled_prices",
        ["variant_id", "currency", "starts_at"],
        unique=False,
    )
