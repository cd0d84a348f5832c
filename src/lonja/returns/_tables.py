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

from lonja.kernel.codes import holds
from lonja.kernel.metadata import metadata
from lonja.returns._case import ReturnSource
from lonja.returns._moving import ReturnKind, ReturnStatus
from lonja.returns._policies.policy import ExclusionReason

returns = Table(
    "returns",
    metadata,
    # The order it belongs to; its own id where an imported credit note names no order.
    Column("order_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("number", Text, nullable=False),
    Column("channel", Text, nullable=False),
    # return, cancellation (a credit note), adjustment (bad debt and the like)
    Column("kind", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("customer_id", Uuid),
    Column("country", Text, nullable=False, server_default=""),
    Column("total_minor", BigInteger, nullable=False),  # negative: money that goes back
    Column("returned_at", DateTime(timezone=True), nullable=False),
    Index("ix_returns_returned_at", "returned_at", "id"),
    info={"shard": "orders"},
)

return_lines = Table(
    "return_lines",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("return_id", Uuid, primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("variant_id", Uuid),
    Column("sku", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("quantity", Integer, nullable=False),  # negative units come back
    Column("unit_milli", BigInteger, nullable=False),
    Column("total_minor", BigInteger, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    info={"shard": "orders"},
)

return_cases = Table(
    "return_cases",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("number", Text, nullable=False),
    Column("order_number", Text, nullable=False),  # never changes
    Column("email", Text, nullable=False, server_default=""),  # of the order, to be found by
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("note", Text, nullable=False, server_default=""),  # the buyer's words
    Column("answer", Text, nullable=False, server_default=""),  # the shop's words to the buyer
    Column("tracking", Text, nullable=False, server_default=""),
    Column("is_late", Boolean, nullable=False, server_default="false"),
    Column("wants_credit", Boolean, nullable=False, server_default="false"),  # in place of money
    Column("refund_id", Uuid),
    Column("exchange_order_id", Uuid),  # once it is made
    Column("exchange_number", Text, nullable=False, server_default=""),
    Column("exchange_failure", Text, nullable=False, server_default=""),  # a code: why it is not
    Column("approved_by", Text, nullable=False, server_default=""),
    # What that person may refund of an order; None for all of it.
    Column("approver_limit_minor", BigInteger, server_default="0"),
    Column("shipping_minor", BigInteger, nullable=False, server_default="0"),
    Column("fee_minor", BigInteger, nullable=False, server_default="0"),  # kept of the goods' worth
    Column("requested_at", DateTime(timezone=True), nullable=False),
    Column("decided_at", DateTime(timezone=True)),
    Column("received_at", DateTime(timezone=True)),
    Column("settled_at", DateTime(timezone=True)),
    Column("refund_due_at", DateTime(timezone=True)),
    holds("kind", ReturnKind),
    holds("status", ReturnStatus),
    holds("source", ReturnSource),
    CheckConstraint("shipping_minor >= 0 AND fee_minor >= 0", name="amounts"),
    CheckConstraint("fee_minor = 0 OR kind <> 'claim'", name="claim_keeps_nothing"),
    Index("ix_return_cases_number", "number"),
    Index("ix_return_cases_requested_at", "requested_at", "id"),
    Index("ix_return_cases_status", "status", "requested_at", "id"),
    info={"shard": "orders"},
)

return_case_lines = Table(
    "return_case_lines",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("case_id", Uuid, primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("requested", Integer, nullable=False),
    Column("approved", Integer),  # nobody decided yet
    Column("received", Integer, nullable=False, server_default="0"),
    Column("resellable", Integer, nullable=False, server_default="0"),
    Column("refunded", Integer, nullable=False, server_default="0"),
    Column("reason", Text, nullable=False, server_default=""),  # a code of the shop's list
    Column("answer", Text, nullable=False, server_default=""),
    # What its buyer wants in place of each unit; none where it is the money.
    Column("exchange_variant_id", Uuid),
    Column("exchange_sku", Text, nullable=False, server_default=""),
    Column("exchange_name", Text, nullable=False, server_default=""),
    Column("exchange_options", JSONB, nullable=False, server_default="{}"),
    CheckConstraint("requested > 0", name="requested"),
    CheckConstraint("approved BETWEEN 0 AND requested", name="approved"),
    CheckConstraint("received BETWEEN 0 AND coalesce(approved, 0)", name="received"),
    CheckConstraint("resellable BETWEEN 0 AND received", name="resellable"),
    CheckConstraint("refunded BETWEEN 0 AND coalesce(approved, 0)", name="refunded"),
    info={"shard": "orders"},
)

return_receipts = Table(
    "return_receipts",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid, nullable=False),
    Column("location", Text),  # None where nothing went back into stock
    Column("lines", JSONB, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", Text, nullable=False),
    info={"shard": "orders"},
)

return_photos = Table(
    "return_photos",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),  # of the return and what was sent: a repeat is the same
    Column("case_id", Uuid, nullable=False),
    Column("content_type", Text, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("added_at", DateTime(timezone=True), nullable=False),
    Index("ix_return_photos_added_at", "added_at", "id"),
    info={"shard": "orders"},
)

return_policies = Table(
    "return_policies",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("body", JSONB, nullable=False),
    info={"shard": "reference"},
)

return_exclusions = Table(
    "return_exclusions",
    metadata,
    Column("product_id", Uuid, primary_key=True),
    Column("reason", Text, nullable=False),
    holds("reason", ExclusionReason),
    info={"shard": "reference"},
)

# By its own id, as a statement may fit no order.
withdrawal_statements = Table(
    "withdrawal_statements",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("scope", Text, nullable=False, server_default=""),  # empty: the whole order
    Column("language", Text, nullable=False),
    Column("stated_at", DateTime(timezone=True), nullable=False),
    Column("order_id", Uuid),
    Column("case_id", Uuid),
    Column("is_late", Boolean, nullable=False, server_default="false"),
    Index("ix_withdrawal_statements_order_id", "order_id", "stated_at"),
    Index(
        "ix_withdrawal_statements_unmatched", "stated_at", "id", postgresql_where="order_id IS NULL"
    ),
    info={"shard": "codes"},
)
