"""mails are claimed for a while, and share one budget"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("claimed_until", sa.DateTime(timezone=True)))
    op.add_column("campaign_recipients", sa.Column("claimed_until", sa.DateTime(timezone=True)))
    op.add_column(
        "campaign_recipients",
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
    )
    op.add_column(
        "campaign_recipients", sa.Column("name", sa.Text(), server_default="", nullable=False)
    )
    op.create_table(
        "send_budgets",
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("tokens", sa.Float(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("provider", name=op.f("pk_send_budgets")),
        info={"shard": "local"},
    )
