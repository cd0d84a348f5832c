"""The SQL of the list: a condition for each filter that is asked for, by the page along the time."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import rows
from lonja.kernel.folding import MAX_WORDS, escaped, patterns
from lonja.kernel.ids import written_order_number
from lonja.orders._listing.narrowing import OrderFilter
from lonja.orders._listing.standing import FulfilmentStanding, PaymentStanding
from lonja.orders._moving import WAITING
from lonja.orders._order import OrderRow

_SKU_HITS = 5000
"""Of the newest lines: the SKU of every other order is no way to find one."""
_FOUND_WORDS = " AND ".join(f"search LIKE %(w{i})s" for i in range(MAX_WORDS))
_TAG_WORDS = " AND ".join(f"folded(name) LIKE %(w{i})s" for i in range(MAX_WORDS))

_LIST = """
SELECT id, number, channel, status, currency, email, coalesce(address ->> 'name', '') AS name,
       country, total_minor,
       (SELECT coalesce(sum(quantity), 0) FROM order_lines l WHERE l.order_id = o.id) AS units,
       placed_at, tags, assignee_id, held_at, source_ref IS NOT NULL AS is_imported,
       authorised_minor, captured_minor, refunded_minor,
       EXISTS (SELECT FROM order_notes n WHERE n.order_id = o.id) AS is_noted
  FROM orders o
 WHERE (%(status)s::text[] IS NULL OR status = ANY(%(status)s))
"""
_FOUND = f"""
   AND (({_FOUND_WORDS}) OR id = ANY(ARRAY(
        SELECT order_id FROM order_lines WHERE upper(sku) LIKE %(sku)s
         ORDER BY order_id DESC LIMIT {_SKU_HITS}))
        OR id = ANY(ARRAY(SELECT order_id FROM order_numbers WHERE number = %(number)s))
        OR tags && ARRAY(SELECT name FROM order_tags WHERE {_TAG_WORDS}))
"""
_NARROWED: Final = {
    "country": " AND country = %(country)s",
    "channel": " AND channel = %(channel)s",
    "shipping_code": " AND shipping_code = %(shipping_code)s",
    "tag": " AND tags @> ARRAY[%(tag)s::text]",
    "assignee_id": " AND assignee_id = %(assignee_id)s",
    "placed_from": " AND placed_at >= %(placed_from)s",
    "placed_before": " AND placed_at < %(placed_before)s",
    "least_minor": " AND total_minor >= %(least_minor)s",
    "most_minor": " AND total_minor <= %(most_minor)s",
}
_WHETHER: Final = {
    ("is_held", True): " AND held_at IS NOT NULL",
    ("is_held", False): " AND held_at IS NULL",
    ("is_noted", True): " AND EXISTS (SELECT FROM order_notes n WHERE n.order_id = o.id)",
    ("is_noted", False): " AND NOT EXISTS (SELECT FROM order_notes n WHERE n.order_id = o.id)",
    ("is_archived", True): " AND archived_at IS NOT NULL",
    ("is_archived", False): " AND archived_at IS NULL",
}
_WAITS: Final = ", ".join(f"'{one}'" for one in sorted(WAITING))
_DECIDED: Final = f"status NOT IN ({_WAITS})"
_PAID_ELSEWHERE: Final = f"{_DECIDED} AND (source_ref IS NOT NULL OR total_minor = 0)"
_NO_MONEY: Final = "refunded_minor <= 0 AND captured_minor <= 0"
_UNDECIDED: Final = f"{_NO_MONEY} AND status NOT IN ('cancelled', 'payment_failed')"
_PAYMENT: Final = {
    PaymentStanding.DUE: f"{_UNDECIDED} AND authorised_minor <= 0 AND NOT ({_PAID_ELSEWHERE})",
    PaymentStanding.FAILED: f"{_NO_MONEY} AND status = 'payment_failed'",
    PaymentStanding.AUTHORISED: f"{_UNDECIDED} AND authorised_minor > 0",
    PaymentStanding.PARTLY_PAID: "refunded_minor <= 0 AND captured_minor > 0"
    " AND captured_minor < total_minor",
    PaymentStanding.PAID: "refunded_minor <= 0 AND (captured_minor > 0 AND captured_minor >="
    f" total_minor OR {_UNDECIDED} AND authorised_minor <= 0 AND {_PAID_ELSEWHERE})",
    PaymentStanding.PARTLY_REFUNDED: "refunded_minor > 0 AND refunded_minor < captured_minor",
    PaymentStanding.REFUNDED: "refunded_minor > 0 AND refunded_minor >= captured_minor",
    PaymentStanding.VOIDED: f"{_NO_MONEY} AND status = 'cancelled'",
}
"""The rule of `payment_standing` as conditions: a test holds each against it."""
_OPEN: Final = "status NOT IN ('shipped', 'delivered', 'cancelled')"
_FULFILMENT: Final = {
    FulfilmentStanding.UNFULFILLED: f"{_OPEN} AND status <> 'partly_shipped' AND held_at IS NULL",
    FulfilmentStanding.ON_HOLD: f"{_OPEN} AND held_at IS NOT NULL",
    FulfilmentStanding.PARTLY_SHIPPED: "status = 'partly_shipped' AND held_at IS NULL",
    FulfilmentStanding.SHIPPED: "status = 'shipped'",
    FulfilmentStanding.DELIVERED: "status = 'delivered'",
    FulfilmentStanding.CANCELLED: "status = 'cancelled'",
}
_NEWEST = """
   AND (%(at)s::timestamptz IS NULL OR (placed_at, id) < (%(at)s, %(id)s))
 ORDER BY placed_at DESC, id DESC
 LIMIT %(limit)s
"""
_OLDEST = """
   AND (%(at)s::timestamptz IS NULL OR (placed_at, id) > (%(at)s, %(id)s))
 ORDER BY placed_at, id
 LIMIT %(limit)s
"""


async def list_orders(
    db: AsyncConnection,
    asked: OrderFilter,
    *,
    oldest_first: bool,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[OrderRow]:
    """Conditions that nobody asked for are not in the statement, so that the others find their index."""
    at, order_id = after or (None, None)
    words = {f"w{i}": pattern for i, pattern in enumerate(patterns(asked.query))}
    given = asdict(asked)
    narrowed = [sql for name, sql in _NARROWED.items() if given[name] is not None]
    narrowed += [sql for (name, wanted), sql in _WHETHER.items() if given[name] is wanted]
    narrowed += [] if asked.payment is None else [_any_of(_PAYMENT[one] for one in asked.payment)]
    narrowed += (
        [] if asked.fulfilment is None else [_any_of(_FULFILMENT[one] for one in asked.fulfilment)]
    )
    return await rows(
        db,
        OrderRow,
        _LIST
        + (_FOUND if asked.query else "")
        + "".join(narrowed)
        + (_OLDEST if oldest_first else _NEWEST),
        **given
        | {
            "status": None if asked.status is None else list(asked.status),
            "sku": escaped(asked.query.upper()) + "%",
            "number": written_order_number(asked.query),
            "at": at,
            "id": order_id,
            "limit": limit,
        }
        | words,
    )


def _any_of(conditions: Iterable[str]) -> str:
    return f" AND ({' OR '.join(f'({one})' for one in conditions) or 'false'})"
