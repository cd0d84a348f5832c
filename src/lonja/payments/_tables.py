from sqlalchemy import (
    BigInteger,
    Boolean,
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

from lonja.kernel.codes import holds, is_one_of
from lonja.kernel.metadata import metadata
from lonja.payments._moving import LIVE, AttemptStatus, MoveKind
from lonja.payments._refunding import REFUND_WAITING, RefundReason, RefundSource, RefundStatus

attempts = Table(
    "payment_attempts",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),  # the gateway's idempotency key
    Column("method", Text, nullable=False),
    # The balance that pays, or the payment of `origin_order_id` whose money it is; none where a
    # gateway is asked.
    Column("account_id", Uuid),
    Column("origin_order_id", Uuid),  # whose returned goods pay this order
    Column("edit_id", Uuid),  # the edit whose difference it pays; none where it pays the order
    Column("token", LargeBinary),  # encrypted; deleted when the attempt is settled
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("language", Text, nullable=False, server_default="es"),
    Column("return_url", Text, nullable=False, server_default=""),
    Column("vendor", JSONB, nullable=False, server_default="{}"),  # the vendor's ids, by kind
    Column("status", Text, nullable=False, server_default="open"),
    Column("late", Boolean, nullable=False, server_default="false"),  # its money pays no order
    Column("promised", Boolean, nullable=False, server_default="false"),  # paid at the door
    Column("reason", Text),
    Column("next_step", JSONB),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("asked_at", DateTime(timezone=True)),  # before the request is sent to the gateway
    Column("expires_at", DateTime(timezone=True)),  # of the payment page, as requested
    Column("closing_since", DateTime(timezone=True)),  # given up: it is closed, never started
    Column("look_at", DateTime(timezone=True)),  # when the clock asks again
    Column(
        "retry_at", DateTime(timezone=True)
    ),  # a message that asks again is on its way until then
    Column("settled_at", DateTime(timezone=True)),
    # Reserved, and taken when goods leave, or then: the reservation lapses soon after.
    Column("capture_by", DateTime(timezone=True)),
    Column("captured_at", DateTime(timezone=True)),
    # What is reserved may be taken in parts: so much of it is ours, so much is asked for in all.
    Column("in_parts", Boolean, nullable=False, server_default="false"),
    Column("taken_minor", BigInteger, nullable=False, server_default="0"),
    Column("part_minor", BigInteger, nullable=False, server_default="0"),
    holds("status", AttemptStatus),
    CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
    CheckConstraint("taken_minor BETWEEN 0 AND amount_minor", name="taken_within_amount"),
    CheckConstraint("part_minor BETWEEN 0 AND amount_minor", name="part_within_amount"),
    Index(
        "uq_payment_attempts_one_captured",
        "order_id",
        "edit_id",
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where="status = 'captured' AND NOT late AND account_id IS NULL",
    ),
    Index(
        "uq_payment_attempts_one_live",
        "order_id",
        "edit_id",
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=f"{is_one_of('status', LIVE)} AND account_id IS NULL",
    ),
    Index(
        "uq_payment_attempts_account",
        "order_id",
        "account_id",
        unique=True,
        postgresql_where="account_id IS NOT NULL",
    ),
    Index("ix_payment_attempts_look_at", "look_at", postgresql_where="look_at IS NOT NULL"),
    info={"shard": "orders"},
)

references = Table(
    "payment_references",
    metadata,
    Column("gateway", Text, primary_key=True),
    Column("vendor_id", Text, primary_key=True),
    Column("order_id", Uuid, nullable=False),
    Column("attempt_id", Uuid, nullable=False),
    info={"shard": "codes"},
)

moves = Table(
    "payment_moves",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("attempt_id", Uuid),
    Column("kind", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("vendor_id", Text, nullable=False, server_default=""),
    Column("at", DateTime(timezone=True), nullable=False),
    holds("kind", MoveKind),
    Index("ix_payment_moves_order_id_at", "order_id", "at", "id"),
    Index("ix_payment_moves_at", "at", "id"),
    Index(
        "uq_payment_moves_kind_vendor_id",
        "order_id",
        "kind",
        "vendor_id",
        unique=True,
        postgresql_where="vendor_id <> ''",
    ),
    info={"shard": "orders"},
)

refunds = Table(
    "refunds",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),  # the caller's, and the gateway's idempotency key
    Column("attempt_id", Uuid, nullable=False),  # the payment that the money goes back to
    Column("source", Text, nullable=False),
    Column("status", Text, nullable=False, server_default="requested"),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("restock", Boolean, nullable=False),
    Column("is_exchanged", Boolean, nullable=False, server_default="false"),  # pays another order
    Column("asked", JSONB, nullable=False),  # as the caller sent it: a repeat must be the same
    Column("actor", Text, nullable=False),
    Column("vendor_id", Text),
    Column("failure", Text),  # why it failed or needs a person, as a stable code
    Column("by_hand", Boolean, nullable=False, server_default="false"),
    Column("requested_at", DateTime(timezone=True), nullable=False),
    Column("sent_at", DateTime(timezone=True)),
    Column("looked_at", DateTime(timezone=True), nullable=False),  # by a message or the timer
    Column("settled_at", DateTime(timezone=True)),
    CheckConstraint("amount_minor > 0", name="amount_positive"),
    holds("status", RefundStatus),
    holds("reason", RefundReason),
    holds("source", RefundSource),
    Index("uq_refunds_vendor", "order_id", "attempt_id", "vendor_id", unique=True),
    Index(
        "ix_refunds_waiting",
        "looked_at",
        postgresql_where=is_one_of("status", REFUND_WAITING),
    ),
    Index(
        "ix_refunds_by_hand",
        "requested_at",
        "id",
        postgresql_where="status = 'needs_person'",
    ),
    info={"shard": "orders"},
)

refund_lines = Table(
    "refund_lines",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("refund_id", Uuid, primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("quantity", Integer, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    CheckConstraint("quantity > 0", name="quantity_positive"),
    CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
    info={"shard": "orders"},
)
