"""shipping: methods and what they cost"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "shipping"
down_revision = "promotions"


def upgrade() -> None:
    op.create_table(
        "shipping_methods",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("days_min", sa.Integer(), nullable=False),
        sa.Column("days_max", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_shipping_methods")),
        info={"shard": "reference"},
    )
    op.create_table(
        "shipping_rates",
        sa.Column("method_code", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("free_from_minor", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_shipping_rates_amount_not_negative")),
        sa.PrimaryKeyConstraint(
            "method_code", "country", "currency", name=op.f("pk_shipping_rates")
        ),
        info={"shard": "reference"},
    )
