"""All SQL of orders."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.address import Address
from lonja.kernel.db import first, one, rows, run
from lonja.orders._moving import OrderStatus
from lonja.orders._order import NewOrder, Order, OrderDiscount, OrderEvent, OrderLine


async def claim_number(db: AsyncConnection, number: str, order_id: UUID) -> bool:
    return bool(
        await run(
            db,
            "INSERT INTO order_numbers (number, order_id) VALUES (%(number)s, %(id)s)"
            " ON CONFLICT DO NOTHING",
            number=number,
            id=order_id,
        )
    )


_DISCOUNT_COLUMNS = ", ".join(one.name for one in fields(OrderDiscount))
_LINE_COLUMNS = ", ".join(one.name for one in fields(OrderLine))
_NEW = (
    *(one.name for one in fields(NewOrder) if one.name not in {"lines", "discounts"}),
    *("number", "status", "trace", "placed_at", "updated_at"),
)
_NEW_COLUMNS = ", ".join(_NEW)
_NEW_VALUES = ", ".join(f"%({name})s" for name in _NEW)


async def insert(
    db: AsyncConnection,
    order: NewOrder,
    *,
    number: str,
    status: OrderStatus,
    trace: str,
    event_id: UUID,
    actor: str,
    now: datetime,
) -> None:
    """The order, its lines and its first event, which is its status."""
    columns = {name: getattr(order, name) for name in _NEW if hasattr(order, name)}
    await run(
        db,
        f"WITH placed AS (INSERT INTO orders ({_NEW_COLUMNS}) VALUES ({_NEW_VALUES})),"
        " event AS (INSERT INTO order_events (order_id, id, kind, at, actor, facts, trace) VALUES"
        " (%(id)s, %(event_id)s, %(status)s, %(placed_at)s, %(actor)s, '{}', %(trace)s)),"
        f" discount AS (INSERT INTO order_discounts (order_id, {_DISCOUNT_COLUMNS})"
        f" SELECT %(id)s, {_DISCOUNT_COLUMNS}"
        " FROM jsonb_populate_recordset(NULL::order_discounts, %(discounts)s::jsonb))"
        f" INSERT INTO order_lines (order_id, {_LINE_COLUMNS}) SELECT %(id)s, {_LINE_COLUMNS}"
        " FROM jsonb_populate_recordset(NULL::order_lines, %(lines)s::jsonb)",
        **columns
        | {
            "address": json.dumps(order.address.to_json()),
            "codes": list(order.codes),
            "tax_groups": json.dumps([dict(group) for group in order.tax_groups]),
            "vat_check": json.dumps(dict(order.vat_check)) if order.vat_check else None,
            "number": number,
            "status": status,
            "trace": trace,
            "placed_at": now,
            "updated_at": now,
            "lines": json.dumps([asdict(line) for line in order.lines], default=str),
            "discounts": json.dumps([asdict(one) for one in order.discounts], default=str),
            "event_id": event_id,
            "actor": actor,
        },
    )


_EVENT = (
    "INSERT INTO order_events (order_id, id, kind, at, actor, facts, trace) VALUES"
    " (%(order)s, %(event_id)s, %(kind)s, %(at)s, %(actor)s, %(facts)s::jsonb, %(trace)s)"
)


async def insert_event(db: AsyncConnection, event: Mapping[str, Any]) -> None:
    await run(db, _EVENT, **event)


async def id_of(db: AsyncConnection, number: str) -> UUID | None:
    return await first(
        db, UUID, "SELECT order_id FROM order_numbers WHERE number = %(number)s", number=number
    )


_ORDERS = """
SELECT id, number, channel, status, currency, language, email, customer_id, address, country,
       shipping_code, pickup_location, codes, items_minor, discount_minor, shipping_minor,
       tax_minor, total_minor, refusal, placed_at, confirmed_at, shipped_at, delivered_at,
       cancelled_at, trace, tax_treatment, tax_place, tax_groups, vat_check, held_at, hold_reason,
       tags, assignee_id, archived_at, source_ref IS NOT NULL AS is_imported, authorised_minor,
       captured_minor, refunded_minor FROM orders"""
_ORDER = _ORDERS + " WHERE id = %(id)s "


async def get(db: AsyncConnection, order_id: UUID, *, lock: bool = False) -> Order | None:
    """The order without its lines and events."""
    return await first(db, Order, _ORDER + ("FOR UPDATE" if lock else ""), id=order_id)


_LINES = f"SELECT {_LINE_COLUMNS} FROM order_lines WHERE order_id = %(id)s ORDER BY line"


async def lines(db: AsyncConnection, order_id: UUID) -> list[OrderLine]:
    return await rows(db, OrderLine, _LINES, id=order_id)


@dataclass(frozen=True, slots=True)
class LineOfOrder(OrderLine):
    order_id: UUID = field(kw_only=True)


async def get_all(db: AsyncConnection, ids: Sequence[UUID]) -> list[Order]:
    return await rows(db, Order, _ORDERS + " WHERE id = ANY(%(ids)s)", ids=list(ids))


async def lines_of_all(db: AsyncConnection, ids: Sequence[UUID]) -> list[LineOfOrder]:
    return await rows(
        db,
        LineOfOrder,
        f"SELECT order_id, {_LINE_COLUMNS} FROM order_lines WHERE order_id = ANY(%(ids)s)"
        " ORDER BY order_id, line",
        ids=list(ids),
    )


async def discounts(db: AsyncConnection, order_id: UUID) -> list[OrderDiscount]:
    return await rows(
        db,
        OrderDiscount,
        f"SELECT {_DISCOUNT_COLUMNS} FROM order_discounts WHERE order_id = %(id)s"
        " ORDER BY line, position",
        id=order_id,
    )


async def count_units(db: AsyncConnection, order_id: UUID) -> int:
    sql = "SELECT coalesce(sum(quantity), 0)::int FROM order_lines WHERE order_id = %(id)s"
    return await one(db, int, sql, id=order_id)


async def events(db: AsyncConnection, order_id: UUID) -> list[OrderEvent]:
    return await rows(
        db,
        OrderEvent,
        "SELECT id, kind, at, actor, facts, trace FROM order_events WHERE order_id = %(id)s"
        " ORDER BY at, id LIMIT 500",
        id=order_id,
    )


async def move(
    db: AsyncConnection,
    *,
    order_id: UUID,
    status: str,
    refusal: str | None,
    customer_id: UUID | None,
    now: datetime,
    event: Mapping[str, Any] | None,
) -> None:
    """The order's new status, and the event that says so where it is one that buyers see."""
    await run(
        db,
        ("" if event is None else f"WITH event AS ({_EVENT}) ")
        + "UPDATE orders SET status = %(status)s, updated_at = %(now)s, refusal = %(refusal)s,"
        " customer_id = coalesce(%(customer)s, customer_id),"
        " confirmed_at = CASE WHEN %(status)s = 'confirmed' THEN coalesce(confirmed_at, %(now)s)"
        " ELSE confirmed_at END,"
        " shipped_at = CASE WHEN %(status)s IN ('confirmed', 'partly_shipped') THEN NULL"
        " WHEN %(status)s IN ('shipped', 'delivered') THEN coalesce(shipped_at, %(now)s)"
        " ELSE shipped_at END,"
        " delivered_at = CASE WHEN %(status)s = 'delivered' THEN %(now)s ELSE delivered_at END,"
        " cancelled_at = CASE WHEN %(status)s = 'cancelled' THEN %(now)s ELSE cancelled_at END"
        " WHERE id = %(id)s",
        id=order_id,
        status=status,
        refusal=refusal,
        customer=customer_id,
        now=now,
        **(event or {}),
    )


@dataclass(frozen=True, slots=True)
class StatusCount:
    status: str
    orders: int


async def count_by_status(db: AsyncConnection, statuses: Sequence[str]) -> list[StatusCount]:
    return await rows(
        db,
        StatusCount,
        "SELECT status, count(*) AS orders FROM orders WHERE status = ANY(%(statuses)s) GROUP BY status",
        statuses=list(statuses),
    )


@dataclass(frozen=True, slots=True)
class BuyersOrder:
    id: UUID
    number: str
    status: OrderStatus
    currency: str
    total_minor: int
    placed_at: datetime


@dataclass(frozen=True, slots=True)
class BuyersCount:
    orders: int
    last_order_at: datetime | None


@dataclass(frozen=True, slots=True)
class BeforeThis:
    """Of the same e-mail: orders that were paid before, and those placed since a moment."""

    paid: int
    placed: int


async def before_this(
    db: AsyncConnection, order_id: UUID, email: str, *, since: datetime
) -> BeforeThis:
    return await one(
        db,
        BeforeThis,
        "SELECT count(*) FILTER (WHERE confirmed_at IS NOT NULL AND id <> %(id)s) AS paid,"
        " count(*) FILTER (WHERE placed_at > %(since)s) AS placed"
        " FROM orders WHERE email = %(email)s",
        id=order_id,
        email=email,
        since=since,
    )


async def of_customer(db: AsyncConnection, customer_id: UUID, *, limit: int) -> list[BuyersOrder]:
    return await rows(
        db,
        BuyersOrder,
        "SELECT id, number, status, currency, total_minor, placed_at FROM orders"
        " WHERE customer_id = %(id)s ORDER BY placed_at DESC, id DESC LIMIT %(limit)s",
        id=customer_id,
        limit=limit,
    )


async def count_of_customer(
    db: AsyncConnection, customer_id: UUID, statuses: Sequence[str]
) -> BuyersCount:
    return await one(
        db,
        BuyersCount,
        "SELECT count(*) FILTER (WHERE status = ANY(%(statuses)s)) AS orders,"
        " max(placed_at) AS last_order_at FROM orders WHERE customer_id = %(id)s",
        id=customer_id,
        statuses=list(statuses),
    )


async def products_of_customer(
    db: AsyncConnection, customer_id: UUID, statuses: Sequence[str], limit: int
) -> list[UUID]:
    return await rows(
        db,
        UUID,
        "SELECT DISTINCT l.product_id FROM orders o JOIN order_lines l ON l.order_id = o.id"
        " WHERE o.customer_id = %(id)s AND o.status = ANY(%(statuses)s)"
        " AND l.product_id IS NOT NULL ORDER BY l.product_id LIMIT %(limit)s",
        id=customer_id,
        statuses=list(statuses),
        limit=limit,
    )


async def lock_of_buyer(db: AsyncConnection, customer_id: UUID, email: str) -> list[UUID]:
    """Theirs, and those under their address that were never paid; locked in the order of ids."""
    return await rows(
        db,
        UUID,
        "SELECT id FROM orders WHERE customer_id = %(id)s OR email = ANY(%(emails)s)"
        " ORDER BY id FOR UPDATE",
        id=customer_id,
        emails=sorted({email, email.lower()}),
    )


async def numbers_among(
    db: AsyncConnection, order_ids: Sequence[UUID], statuses: Sequence[str]
) -> list[str]:
    return await rows(
        db,
        str,
        "SELECT number FROM orders WHERE id = ANY(%(ids)s) AND status = ANY(%(statuses)s)"
        " ORDER BY number LIMIT 20",
        ids=list(order_ids),
        statuses=list(statuses),
    )


async def forget_buyer(db: AsyncConnection, order_ids: Sequence[UUID], now: datetime) -> int:
    """What taxes and statistics need stays: country, region, the beginning of the postal code."""
    await run(db, "DELETE FROM order_notes WHERE order_id = ANY(%(ids)s)", ids=list(order_ids))
    return await run(
        db,
        "UPDATE orders SET email = '', updated_at = %(now)s, address = CASE WHEN address IS NULL"
        " THEN NULL ELSE %(nobody)s::jsonb || jsonb_build_object('country', address ->> 'country',"
        " 'region', coalesce(address ->> 'region', ''),"
        " 'postal_code', left(address ->> 'postal_code', 2)) END WHERE id = ANY(%(ids)s)",
        ids=list(order_ids),
        nobody=json.dumps({one.name: "" for one in fields(Address)}),
        now=now,
    )


async def move_buyer(db: AsyncConnection, customer_id: UUID, to: UUID, now: datetime) -> None:
    await run(
        db,
        "UPDATE orders SET customer_id = %(to)s, updated_at = %(now)s WHERE customer_id = %(id)s",
        id=customer_id,
        to=to,
        now=now,
    )


async def traces_of(db: AsyncConnection, email: str) -> int:
    return await one(
        db,
        int,
        "SELECT count(*) FROM orders WHERE email = ANY(%(emails)s)",
        emails=sorted({email, email.lower()}),
    )


async def ever_ordered(
    db: AsyncConnection, variant_ids: Sequence[UUID], skus: Sequence[str]
) -> list[UUID]:
    """By the index on SKUs; the caller gives those that the variants have."""
    return await rows(
        db,
        UUID,
        "SELECT DISTINCT variant_id FROM order_lines"
        " WHERE upper(sku) = ANY(%(skus)s) AND variant_id = ANY(%(ids)s)",
        ids=list(variant_ids),
        skus=[sku.upper() for sku in skus],
    )


async def correct(
    db: AsyncConnection,
    order_id: UUID,
    *,
    email: str,
    address: Address,
    customer_id: UUID | None,
    now: datetime,
) -> None:
    await run(
        db,
        "UPDATE orders SET email = %(email)s, address = %(address)s::jsonb,"
        " customer_id = %(customer)s, updated_at = %(now)s WHERE id = %(id)s",
        id=order_id,
        email=email,
        address=json.dumps(address.to_json()),
        customer=customer_id,
        now=now,
    )
