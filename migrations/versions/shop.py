"""shop: the facts of the shop, a row for each version; whether it is open; its set-up guide"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "shop"
down_revision = "kernel"


def upgrade() -> None:
    op.create_table(
        "shop_versions",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_shop_versions_version_positive")),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_shop_versions")),
        info={"shard": "reference"},
    )
    op.create_table(
        "shop_opening",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("pass_key", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_shop_opening_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_opening")),
        info={"shard": "reference"},
    )
    op.create_table(
        "shop_password_attempts",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("window_started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_shop_password_attempts")),
        info={"shard": "local"},
    )
    op.create_index(
        "ix_shop_password_attempts_window_started_at",
        "shop_password_attempts",
        ["window_started_at"],
        unique=False,
    )
    op.create_table(
        "skipped_steps",
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "step IN ('shop', 'location', 'taxes', 'shipping', 'payment', 'product', 'look',"
            " 'pages', 'staff', 'test_order', 'open')",
            name=op.f("ck_skipped_steps_step"),
        ),
        sa.PrimaryKeyConstraint("step", name=op.f("pk_skipped_steps")),
        info={"shard": "local"},
    )
