"""checkout: requests that must take effect once"""

import sqlalchemy as sa
from alembic import op

revision = "checkout"
down_revision = "reviews"


def upgrade() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_idempotency_keys")),
        info={"shard": "codes"},
    )
    op.create_index("ix_idempotency_keys_at", "idempotency_keys", ["at"], unique=False)
