"""carts: carts and their lines"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "carts"
down_revision = "shelf"


def upgrade() -> None:
    op.create_table(
        "carts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("status", sa.Text(), server_default="open", nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("address", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("shipping_code", sa.Text(), nullable=True),
        sa.Column("codes", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("gift_cards", postgresql.ARRAY(sa.Uuid()), server_default="{}", nullable=False),
        sa.Column("uses_store_credit", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("own_shipping_minor", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status IN ('open', 'ordered')", name=op.f("ck_carts_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carts")),
        info={"shard": "orders"},
    )
    op.create_index(
        "ix_carts_email", "carts", ["email"], unique=False, postgresql_where="email IS NOT NULL"
    )
    op.create_index("ix_carts_expires_at", "carts", ["expires_at"], unique=False)
    op.create_table(
        "cart_recipients",
        sa.Column("cart_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.Column("message", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.Column("send_on", sa.Date(), nullable=True),
        sa.Column("amount_minor", sa.Integer(), nullable=True),
        sa.CheckConstraint("units > 0", name=op.f("ck_cart_recipients_units")),
        sa.PrimaryKeyConstraint("cart_id", "id", name=op.f("pk_cart_recipients")),
        info={"shard": "orders"},
    )
    op.create_table(
        "cart_lines",
        sa.Column("cart_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("own_minor", sa.BigInteger(), nullable=True),
        sa.Column("own_reason", sa.Text(), nullable=True),
        sa.Column("seen_minor", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "quantity BETWEEN 1 AND 999", name=op.f("ck_cart_lines_quantity_bounded")
        ),
        sa.PrimaryKeyConstraint("cart_id", "variant_id", name=op.f("pk_cart_lines")),
        info={"shard": "orders"},
    )
