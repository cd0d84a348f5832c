"""fulfilment: parcels"""

import sqlalchemy as sa
from alembic import op

revision = "fulfilment"
down_revision = "orders"


def upgrade() -> None:
    op.create_table(
        "shipments",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.Column("tracking", sa.Text(), server_default="", nullable=False),
        sa.Column("shipped_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("order_id", "id", name=op.f("pk_shipments")),
        info={"shard": "orders"},
    )
