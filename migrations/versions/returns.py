"""returns: what came back"""

import sqlalchemy as sa
from alembic import op

revision = "returns"
down_revision = "fulfilment"


def upgrade() -> None:
    op.create_table(
        "returns",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("country", sa.Text(), server_default="", nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("order_id", "id", name=op.f("pk_returns")),
        info={"shard": "orders"},
    )
    op.create_index("ix_returns_returned_at", "returns", ["returned_at", "id"], unique=False)
    op.create_table(
        "return_lines",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=True),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_milli", sa.BigInteger(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("order_id", "return_id", "line", name=op.f("pk_return_lines")),
        info={"shard": "orders"},
    )
