"""credit: gift cards and store credit, with their ledger"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "credit"
down_revision = "customers"


def upgrade() -> None:
    op.create_table(
        "credit_accounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="active", nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("initial_minor", sa.BigInteger(), nullable=False),
        sa.Column("balance_minor", sa.BigInteger(), nullable=False),
        sa.Column("last_four", sa.Text(), server_default="", nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("message", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.Column("send_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "kind IN ('gift_card', 'store_credit')", name=op.f("ck_credit_accounts_kind")
        ),
        sa.CheckConstraint(
            "status IN ('active', 'disabled')", name=op.f("ck_credit_accounts_status")
        ),
        sa.CheckConstraint(
            "balance_minor >= 0", name=op.f("ck_credit_accounts_balance_not_negative")
        ),
        sa.CheckConstraint(
            "(kind = 'store_credit') = (customer_id IS NOT NULL)",
            name=op.f("ck_credit_accounts_owner"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_accounts")),
        info={"shard": "codes"},
    )
    op.create_index(
        "ix_credit_accounts_issued_at", "credit_accounts", ["issued_at", "id"], unique=False
    )
    op.create_index("ix_credit_accounts_last_four", "credit_accounts", ["last_four"], unique=False)
    op.create_index(
        "ix_credit_accounts_email",
        "credit_accounts",
        ["email"],
        unique=False,
        postgresql_where="email <> ''",
    )
    op.create_index(
        "ix_credit_accounts_customer_id", "credit_accounts", ["customer_id"], unique=False
    )
    op.create_index(
        "ix_credit_accounts_unsent",
        "credit_accounts",
        ["send_at"],
        unique=False,
        postgresql_where="send_at IS NOT NULL AND sent_at IS NULL",
    )
    op.create_table(
        "credit_codes",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_credit_codes")),
        info={"shard": "codes"},
    )
    op.create_table(
        "credit_entries",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("balance_minor", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("order_number", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('issued', 'sold', 'adjusted', 'spent', 'released', 'refunded', 'taken_back')",
            name=op.f("ck_credit_entries_kind"),
        ),
        sa.CheckConstraint(
            "CASE WHEN kind = 'spent' THEN amount_minor < 0 WHEN kind IN ('adjusted', 'taken_back')"
            " THEN amount_minor <> 0 ELSE amount_minor > 0 END",
            name=op.f("ck_credit_entries_direction"),
        ),
        sa.CheckConstraint(
            "balance_minor >= 0", name=op.f("ck_credit_entries_balance_not_negative")
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_credit_entries")),
        info={"shard": "codes"},
    )
    op.create_index(
        "ix_credit_entries_account_id_at",
        "credit_entries",
        ["account_id", "at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_credit_entries_order_number",
        "credit_entries",
        ["order_number"],
        unique=False,
        postgresql_where="order_number <> ''",
    )
    op.create_index("ix_credit_entries_actor_at", "credit_entries", ["actor", "at"], unique=False)
    op.create_index("ix_credit_entries_at", "credit_entries", ["at", "id"], unique=False)
    op.create_table(
        "credit_sales",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Integer(), nullable=False),
        sa.Column("order_number", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("message", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.Column("send_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "takes", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_credit_sales_amount")),
        sa.PrimaryKeyConstraint("order_id", "line", "unit", name=op.f("pk_credit_sales")),
        sa.UniqueConstraint("account_id", name=op.f("uq_credit_sales_account_id")),
        info={"shard": "codes"},
    )
    op.create_index(
        "ix_credit_sales_unissued",
        "credit_sales",
        ["paid_at"],
        unique=False,
        postgresql_where="paid_at IS NOT NULL AND issued_at IS NULL",
    )
    op.create_index(
        "ix_credit_sales_email",
        "credit_sales",
        ["email"],
        unique=False,
        postgresql_where="email <> ''",
    )
    op.create_table(
        "credit_throttles",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("window_started_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_credit_throttles")),
        info={"shard": "codes"},
    )
    op.create_index(
        "ix_credit_throttles_window_started_at",
        "credit_throttles",
        ["window_started_at"],
        unique=False,
    )
