"""taxes: classes, rates by place and day, checks of VAT ids"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "taxes"
down_revision = "collections"


def upgrade() -> None:
    op.create_table(
        "tax_classes",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_tax_classes")),
        info={"shard": "reference"},
    )
    op.create_table(
        "tax_rates",
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("tax_class", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), server_default="2000-01-01", nullable=False),
        sa.Column("basis_points", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "basis_points BETWEEN 0 AND 10000", name=op.f("ck_tax_rates_basis_points")
        ),
        sa.PrimaryKeyConstraint("place", "tax_class", "valid_from", name=op.f("pk_tax_rates")),
        info={"shard": "reference"},
    )
    op.create_table(
        "vat_checks",
        sa.Column("vat_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("consultation", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "status IN ('valid', 'invalid', 'unavailable')", name=op.f("ck_vat_checks_status")
        ),
        sa.PrimaryKeyConstraint("vat_id", name=op.f("pk_vat_checks")),
        info={"shard": "codes"},
    )
