"""bank: what a bank's file says came in"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "bank"
down_revision = "manual_payments"


def upgrade() -> None:
    op.create_table(
        "bank_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), server_default="open", nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("concept", sa.Text(), server_default="", nullable=False),
        sa.Column("payer", sa.Text(), server_default="", nullable=False),
        sa.Column("account", sa.Text(), server_default="", nullable=False),
        sa.Column("bank_reference", sa.Text(), server_default="", nullable=False),
        sa.Column("file_name", sa.Text(), server_default="", nullable=False),
        sa.Column("number", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_bank_lines_amount_positive")),
        sa.CheckConstraint(
            "status IN ('open', 'matched', 'assigned', 'ignored', 'returned')",
            name=op.f("ck_bank_lines_status"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_lines")),
        info={"shard": "reference"},
    )
    op.create_index(
        "ix_bank_lines_open",
        "bank_lines",
        ["added_at", "id"],
        unique=False,
        postgresql_where="status = 'open'",
    )
    op.create_table(
        "bank_columns",
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("columns", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("headers", name=op.f("pk_bank_columns")),
        info={"shard": "reference"},
    )
