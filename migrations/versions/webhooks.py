"""webhooks: endpoints, events and deliveries, and the triggers that see what happens

A trigger writes into the outbox, in the transaction of the change, what receivers are told: ids,
numbers, amounts, states and times, and nothing of a person. It also sees what a colleague's import
or a hand wrote. While no endpoint is on, it only looks at one small table.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "webhooks"
down_revision = "retention"

ORDERS = """
SELECT 'order.' || n.kind AS type, n.at,
       jsonb_build_object('object', 'order', 'id', o.id, 'number', o.number, 'status', n.kind,
           'total', jsonb_build_object('amount_minor', o.total_minor, 'currency', o.currency),
           'customer_id', o.customer_id, 'placed_at', o.placed_at) AS data
  FROM changed n JOIN orders o ON o.id = n.order_id
 WHERE n.kind IN ('placed', 'payment_pending', 'payment_failed', 'confirmed', 'partly_shipped',
                  'shipped', 'delivered', 'cancelled')
"""
PAYMENTS = """
SELECT 'payment.moved' AS type, n.at,
       jsonb_build_object('object', 'payment', 'id', n.id, 'kind', n.kind, 'order_id', o.id,
           'order_number', o.number, 'amount', jsonb_build_object('amount_minor', n.amount_minor,
           'currency', n.currency)) AS data
  FROM changed n JOIN orders o ON o.id = n.order_id
"""
REFUNDS = """
SELECT 'refund.changed' AS type, clock_timestamp() AS at,
       jsonb_build_object('object', 'refund', 'id', n.id, 'status', n.status, 'order_id', o.id,
           'order_number', o.number, 'amount', jsonb_build_object('amount_minor', n.amount_minor,
           'currency', n.currency), 'reason', n.reason) AS data
  FROM changed n JOIN orders o ON o.id = n.order_id {before}
"""
PARCELS = """
SELECT 'parcel.changed' AS type, clock_timestamp() AS at,
       jsonb_build_object('object', 'parcel', 'id', n.id, 'status', n.status, 'order_id', o.id,
           'order_number', o.number, 'carrier', n.carrier, 'tracking', n.tracking,
           'location', n.location) AS data
  FROM changed n JOIN orders o ON o.id = n.order_id {before}
"""
RETURNS = """
SELECT 'return.changed' AS type, clock_timestamp() AS at,
       jsonb_build_object('object', 'return', 'id', n.id, 'number', n.number, 'kind', n.kind,
           'status', n.status, 'order_id', n.order_id, 'order_number', n.order_number) AS data
  FROM changed n {before}
"""
QUOTES = """
SELECT 'quote.changed' AS type, clock_timestamp() AS at,
       jsonb_build_object('object', 'quote', 'draft_id', n.draft_id, 'number', n.number,
           'version', n.version, 'status', n.status, 'valid_until', n.valid_until,
           'total', jsonb_build_object('amount_minor', n.total_minor, 'currency', n.currency),
           'order_number', n.order_number) AS data
  FROM changed n {before}
"""
STOCK = """
SELECT 'stock.changed' AS type, clock_timestamp() AS at,
       jsonb_build_object('object', 'stock', 'sku', v.sku, 'variant_id', v.id,
           'product_id', v.product_id, 'on_hand', n.on_hand, 'held', n.held,
           'available', greatest(0, n.on_hand - n.held)) AS data
  FROM changed n JOIN variants v ON v.id = n.variant_id {before}
"""
PRODUCTS = """
SELECT 'product.{verb}' AS type, clock_timestamp() AS at,
       jsonb_build_object('object', 'product', 'id', n.id, 'slug', n.slug, 'status', n.status,
           'version', n.version, 'updated_at', n.updated_at) AS data
  FROM changed n {before}
"""
CUSTOMERS = """
SELECT 'customer.{verb}' AS type, clock_timestamp() AS at,
       jsonb_build_object('object', 'customer', 'id', n.id, 'language', n.language,
           'country', n.country, 'accepts_marketing', n.marketing_consent, 'orders', n.orders,
           'created_at', n.created_at, 'erased_at', n.erased_at) AS data
  FROM changed n {before}
"""
_STATUS = "JOIN former f ON f.id = n.id AND f.order_id = n.order_id AND f.status <> n.status"

# table -> when -> what receivers are told
TRIGGERS = {
    "order_events": {"INSERT": ORDERS},
    "payment_moves": {"INSERT": PAYMENTS},
    "refunds": {"INSERT": REFUNDS.format(before=""), "UPDATE": REFUNDS.format(before=_STATUS)},
    "shipments": {"INSERT": PARCELS.format(before=""), "UPDATE": PARCELS.format(before=_STATUS)},
    "return_cases": {
        "INSERT": RETURNS.format(before=""),
        "UPDATE": RETURNS.format(before=_STATUS),
    },
    "quotes": {
        "INSERT": QUOTES.format(before=""),
        "UPDATE": QUOTES.format(
            before="JOIN former f ON f.draft_id = n.draft_id AND f.version = n.version"
            " AND f.status <> n.status"
        ),
    },
    "stock_levels": {
        "INSERT": STOCK.format(before=""),
        "UPDATE": STOCK.format(
            before="JOIN former f ON f.variant_id = n.variant_id"
            " AND (f.on_hand, f.held) IS DISTINCT FROM (n.on_hand, n.held)"
        ),
    },
    "products": {
        "INSERT": PRODUCTS.format(verb="created", before=""),
        "UPDATE": PRODUCTS.format(
            verb="changed",
            before="JOIN former f ON f.id = n.id AND (f.version, f.status, f.slug)"
            " IS DISTINCT FROM (n.version, n.status, n.slug)",
        ),
        "DELETE": PRODUCTS.format(verb="removed", before=""),
    },
    "customers": {
        "INSERT": CUSTOMERS.format(verb="created", before=""),
        "UPDATE": CUSTOMERS.format(
            verb="changed",
            before="JOIN former f ON f.id = n.id AND (f.version, f.country, f.language,"
            " f.marketing_consent, f.erased_at) IS DISTINCT FROM (n.version, n.country,"
            " n.language, n.marketing_consent, n.erased_at)",
        ),
    },
}
_ROWS = {
    "INSERT": "NEW TABLE AS changed",
    "UPDATE": "NEW TABLE AS changed OLD TABLE AS former",
    "DELETE": "OLD TABLE AS changed",
}


def upgrade() -> None:
    op.create_table(
        "webhook_endpoints",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("events", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("generation", sa.Integer(), server_default="1", nullable=False),
        sa.Column("old_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_endpoints")),
        info={"shard": "local"},
    )
    op.create_table(
        "webhook_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_events")),
        sa.UniqueConstraint("sequence", name=op.f("uq_webhook_events_sequence")),
        info={"shard": "local"},
    )
    op.create_index("ix_webhook_events_at", "webhook_events", ["at", "id"], unique=False)
    op.create_table(
        "webhook_deliveries",
        sa.Column("endpoint_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Integer(), nullable=True),
        sa.Column("excerpt", sa.Text(), server_default="", nullable=False),
        sa.Column("took_ms", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('waiting', 'delivered', 'failed')",
            name=op.f("ck_webhook_deliveries_status"),
        ),
        sa.PrimaryKeyConstraint("endpoint_id", "event_id", name=op.f("pk_webhook_deliveries")),
        info={"shard": "local"},
    )
    op.create_index(
        "ix_webhook_deliveries_due_at",
        "webhook_deliveries",
        ["due_at"],
        unique=False,
        postgresql_where="status = 'waiting'",
    )
    op.create_index(
        "ix_webhook_deliveries_created_at",
        "webhook_deliveries",
        ["endpoint_id", "created_at", "event_id"],
        unique=False,
    )
    for table, whens in TRIGGERS.items():
        for when, told in whens.items():
            _tell(table, when, told)


def _tell(table: str, when: str, told: str) -> None:
    name = f"webhook_{when.lower()}_{table}"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
        " SET search_path = public, pg_catalog, pg_temp AS $$ BEGIN"
        " IF NOT EXISTS (SELECT FROM webhook_endpoints WHERE is_on) THEN RETURN NULL; END IF;"
        " INSERT INTO outbox (id, subject, queue, envelope, due_at, created_at)"
        " SELECT e.id, e.type, 'webhooks', jsonb_build_object('id', e.id, 'type',"
        " 'webhook.spread', 'version', 1, 'trace', '', 'subject', e.type, 'body',"
        " jsonb_build_object('event', e.type, 'at', e.at, 'data', e.data)),"
        " clock_timestamp(), clock_timestamp()"
        f" FROM (SELECT gen_random_uuid() AS id, told.* FROM ({told}) told) e"
        " WHERE EXISTS (SELECT FROM webhook_endpoints WHERE is_on AND e.type = ANY(events));"
        " RETURN NULL; END $$"
    )
    op.execute(f"REVOKE ALL ON FUNCTION {name}() FROM PUBLIC")
    op.execute(
        f"CREATE TRIGGER webhook_{when.lower()} AFTER {when} ON {table}"
        f" REFERENCING {_ROWS[when]} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )
