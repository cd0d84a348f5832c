from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from lonja.credit._account import CreditKind, CreditStatus, EntryKind
from lonja.kernel.codes import holds
from lonja.kernel.metadata import metadata

accounts = Table(
    "credit_accounts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False, server_default="active"),
    Column("currency", Text, nullable=False),
    Column("initial_minor", BigInteger, nullable=False),
    Column("balance_minor", BigInteger, nullable=False),  # the sum of its entries
    Column("last_four", Text, nullable=False, server_default=""),
    Column("expires_at", DateTime(timezone=True)),
    Column("customer_id", Uuid),
    Column("email", Text, nullable=False, server_default=""),
    Column("name", Text, nullable=False, server_default=""),
    Column("message", Text, nullable=False, server_default=""),
    Column("language", Text, nullable=False, server_default=""),
    Column("send_at", DateTime(timezone=True)),  # when its mail leaves; none without one
    Column("sent_at", DateTime(timezone=True)),  # the mail's own row says the rest
    Column("issued_by", Text, nullable=False),
    Column("issued_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    holds("kind", CreditKind),
    holds("status", CreditStatus),
    CheckConstraint("balance_minor >= 0", name="balance_not_negative"),
    CheckConstraint("(kind = 'store_credit') = (customer_id IS NOT NULL)", name="owner"),
    Index("ix_credit_accounts_issued_at", "issued_at", "id"),
    Index("ix_credit_accounts_last_four", "last_four"),
    Index("ix_credit_accounts_email", "email", postgresql_where="email <> ''"),
    Index("ix_credit_accounts_customer_id", "customer_id"),
    Index(
        "ix_credit_accounts_unsent",
        "send_at",
        postgresql_where="send_at IS NOT NULL AND sent_at IS NULL",
    ),
    info={"shard": "codes"},
)

codes = Table(
    "credit_codes",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("account_id", Uuid, nullable=False),
    info={"shard": "codes"},
)

entries = Table(
    "credit_entries",
    metadata,
    Column("account_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),  # of the act: it happens once
    Column("kind", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("balance_minor", BigInteger, nullable=False),  # after it
    Column("order_id", Uuid),
    Column("order_number", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    Column("actor", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    holds("kind", EntryKind),
    CheckConstraint(
        "CASE WHEN kind = 'spent' THEN amount_minor < 0 WHEN kind IN ('adjusted', 'taken_back')"
        " THEN amount_minor <> 0 ELSE amount_minor > 0 END",
        name="direction",
    ),
    CheckConstraint("balance_minor >= 0", name="balance_not_negative"),
    Index("ix_credit_entries_account_id_at", "account_id", "at", "id"),
    Index("ix_credit_entries_order_number", "order_number", postgresql_where="order_number <> ''"),
    Index("ix_credit_entries_actor_at", "actor", "at"),
    Index("ix_credit_entries_at", "at", "id"),
    info={"shard": "codes"},
)

sales = Table(
    "credit_sales",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("unit", Integer, primary_key=True),
    Column("order_number", Text, nullable=False),
    Column("account_id", Uuid, nullable=False, unique=True),  # of the card, once it is issued
    Column("currency", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("email", Text, nullable=False, server_default=""),
    Column("name", Text, nullable=False, server_default=""),
    Column("message", Text, nullable=False, server_default=""),
    Column("language", Text, nullable=False, server_default=""),
    Column("send_at", DateTime(timezone=True)),  # none is at once
    # {"<refund>": 500}: what refunds of the order took of it
    Column("takes", JSONB, nullable=False, server_default="{}"),
    Column("paid_at", DateTime(timezone=True)),
    Column("issued_at", DateTime(timezone=True)),
    Column("stopped_at", DateTime(timezone=True)),  # its payment is claimed back by a bank
    CheckConstraint("amount_minor > 0", name="amount"),
    Index(
        "ix_credit_sales_unissued",
        "paid_at",
        postgresql_where="paid_at IS NOT NULL AND issued_at IS NULL",
    ),
    Index("ix_credit_sales_email", "email", postgresql_where="email <> ''"),
    info={"shard": "codes"},
)

throttles = Table(
    "credit_throttles",
    metadata,
    Column("key", LargeBinary, primary_key=True),  # a digest of who types codes
    Column("attempts", Integer, nullable=False),
    Column("window_started_at", DateTime(timezone=True), nullable=False),
    Index("ix_credit_throttles_window_started_at", "window_started_at"),
    info={"shard": "codes"},
)
