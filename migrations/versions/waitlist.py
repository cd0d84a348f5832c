"""waitlist: who waits for a mail when goods are there again"""

import sqlalchemy as sa
from alembic import op

revision = "waitlist"
down_revision = "briefings"


def upgrade() -> None:
    op.create_table(
        "stock_wishes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("wished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ends_at > wished_at", name=op.f("ck_stock_wishes_ends_after_it_began")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_wishes")),
        info={"shard": "local"},
    )
    op.create_index("ix_stock_wishes_email", "stock_wishes", ["email"], unique=False)
    op.create_index("ix_stock_wishes_ends_at", "stock_wishes", ["ends_at"], unique=False)
    op.create_index(
        "ix_stock_wishes_turn", "stock_wishes", ["variant_id", "wished_at", "id"], unique=False
    )
    op.create_index(
        "uq_stock_wishes_waiting",
        "stock_wishes",
        ["variant_id", "email"],
        unique=True,
        postgresql_where="told_at IS NULL",
    )
