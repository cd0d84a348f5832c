"""shipping: methods, what they cost, zones"""

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
        sa.Column("band_by", sa.Text(), server_default="none", nullable=False),
        sa.Column("kind", sa.Text(), server_default="delivery", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "band_by IN ('none', 'weight', 'price', 'quantity')",
            name=op.f("ck_shipping_methods_band_by"),
        ),
        sa.CheckConstraint("kind IN ('delivery', 'pickup')", name=op.f("ck_shipping_methods_kind")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_shipping_methods")),
        info={"shard": "reference"},
    )
    op.create_table(
        "shipping_zones",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("areas", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_shipping_zones")),
        info={"shard": "reference"},
    )
    op.create_table(
        "holiday_years",
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("days", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("country", "year", name=op.f("pk_holiday_years")),
        info={"shard": "reference"},
    )
    op.create_table(
        "shipping_rates",
        sa.Column("method_code", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("from_value", sa.Integer(), server_default="0", nullable=False),
        sa.Column("up_to", sa.Integer(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("free_from_minor", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_shipping_rates_amount_not_negative")),
        sa.CheckConstraint(
            "from_value >= 0 AND up_to > from_value",
            name=op.f("ck_shipping_rates_band_is_a_range"),
        ),
        sa.PrimaryKeyConstraint(
            "method_code", "place", "currency", "from_value", name=op.f("pk_shipping_rates")
        ),
        info={"shard": "reference"},
    )
