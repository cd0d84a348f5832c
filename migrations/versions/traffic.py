"""traffic: what was looked at, searched for and put into carts, counted by day"""

import sqlalchemy as sa
from alembic import op

revision = "traffic"
down_revision = "webhooks"


def upgrade() -> None:
    op.create_table(
        "traffic_counts",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "step IN ('page', 'category', 'product', 'search', 'search_empty', 'add_to_cart',"
            " 'cart', 'checkout', 'order')",
            name=op.f("ck_traffic_counts_step"),
        ),
        sa.CheckConstraint(
            "device IN ('', 'phone', 'tablet', 'desktop')", name=op.f("ck_traffic_counts_device")
        ),
        sa.CheckConstraint("count >= 1", name=op.f("ck_traffic_counts_count_positive")),
        sa.PrimaryKeyConstraint(
            "day",
            "channel",
            "step",
            "device",
            "language",
            "subject",
            name=op.f("pk_traffic_counts"),
        ),
        info={"shard": "local"},
    )
