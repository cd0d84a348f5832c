"""retention: how long data is kept, and the runs that took it out"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "retention"
down_revision = "api_keys"


def upgrade() -> None:
    op.create_table(
        "retention_rules",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("keep_days", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('carts', 'customers', 'cancelled_orders', 'orders', 'mails', 'imports',"
            " 'sessions')",
            name=op.f("ck_retention_rules_kind"),
        ),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_retention_rules")),
        info={"shard": "local"},
    )
    op.create_table(
        "retention_runs",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "counts",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_retention_runs")),
        info={"shard": "local"},
    )
