"""shop: the facts of the shop, a row for each version"""

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
