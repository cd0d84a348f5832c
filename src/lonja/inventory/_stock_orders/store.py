"""The SQL of stock orders. Their lines are rows of `incoming_stock`: one truth of what is on its way."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.inventory._stock_orders.stock_order import (
    Arrived,
    Receipt,
    StockOrder,
    StockOrderKind,
    StockOrderLine,
    Wanted,
)
from lonja.kernel.db import first, one, rows, run

_COLUMNS: Final = (
    "id, kind, number, origin, destination, supplier_id, currency, status, expected_on, note,"
    " version, created_at, created_by, sent_at, ended_at"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is narrowed to; `query` is part of a number or a note, `sku` one of its goods."""

    kind: StockOrderKind
    statuses: Sequence[str] | None = None
    query: str = ""
    location: str = ""
    supplier_id: UUID | None = None
    variant_id: UUID | None = None
    late_on: date | None = None


@dataclass(frozen=True, slots=True)
class Sums:
    """Of all lines of a stock order. `cost_minor` is of those units that have a cost."""

    id: UUID
    lines: int
    units: int
    received: int
    lost: int
    called_off: int
    cost_minor: int


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A line with the id of its stock order."""

    id: UUID
    variant_id: UUID
    quantity: int
    received: int
    lost: int
    called_off: int
    cost_minor: int | None

    @property
    def line(self) -> StockOrderLine:
        return StockOrderLine(
            self.variant_id, self.quantity, self.received, self.lost, self.called_off,
            self.cost_minor,
        )  # fmt: skip


async def insert(db: AsyncConnection, new: StockOrder) -> bool:
    """False where the id or the number is known."""
    return bool(
        await run(
            db,
            f"INSERT INTO stock_orders ({_COLUMNS}) VALUES (%(id)s, %(kind)s, %(number)s,"
            " %(origin)s, %(destination)s, %(supplier_id)s, %(currency)s, %(status)s,"
            " %(expected_on)s, %(note)s, %(version)s, %(created_at)s, %(created_by)s, NULL, NULL)"
            " ON CONFLICT DO NOTHING",
            id=new.id,
            kind=new.kind,
            number=new.number,
            origin=new.origin,
            destination=new.destination,
            supplier_id=new.supplier_id,
            currency=new.currency,
            status=new.status,
            expected_on=new.expected_on,
            note=new.note,
            version=new.version,
            created_at=new.created_at,
            created_by=new.created_by,
        )
    )


async def get(
    db: AsyncConnection, order_id: UUID, kind: StockOrderKind | None = None
) -> StockOrder | None:
    return await first(
        db,
        StockOrder,
        f"SELECT {_COLUMNS} FROM stock_orders WHERE id = %(id)s"
        " AND (%(kind)s::text IS NULL OR kind = %(kind)s)",
        id=order_id,
        kind=kind,
    )


async def lock(db: AsyncConnection, order_id: UUID) -> StockOrder | None:
    return await first(
        db,
        StockOrder,
        f"SELECT {_COLUMNS} FROM stock_orders WHERE id = %(id)s FOR UPDATE",
        id=order_id,
    )


async def write(db: AsyncConnection, was: StockOrder) -> None:
    """Its new state, as the next version."""
    await run(
        db,
        "UPDATE stock_orders SET origin = %(origin)s, destination = %(destination)s,"
        " currency = %(currency)s, status = %(status)s, expected_on = %(expected_on)s,"
        " note = %(note)s, sent_at = %(sent_at)s, ended_at = %(ended_at)s, version = version + 1"
        " WHERE id = %(id)s",
        id=was.id,
        origin=was.origin,
        destination=was.destination,
        currency=was.currency,
        status=was.status,
        expected_on=was.expected_on,
        note=was.note,
        sent_at=was.sent_at,
        ended_at=was.ended_at,
    )


async def listed(
    db: AsyncConnection, asked: Asked, *, after: tuple[datetime, UUID] | None, limit: int
) -> list[StockOrder]:
    """Newest first."""
    at, last = after or (None, None)
    return await rows(
        db,
        StockOrder,
        f"SELECT {_COLUMNS} FROM stock_orders s WHERE kind = %(kind)s"
        " AND (%(statuses)s::text[] IS NULL OR status = ANY(%(statuses)s))"
        " AND (%(query)s = '' OR number ILIKE %(like)s OR note ILIKE %(like)s)"
        " AND (%(location)s = '' OR %(location)s IN (origin, destination))"
        " AND (%(supplier_id)s::uuid IS NULL OR supplier_id = %(supplier_id)s)"
        " AND (%(variant_id)s::uuid IS NULL OR EXISTS (SELECT FROM incoming_stock i"
        " WHERE i.variant_id = %(variant_id)s AND i.id = s.id))"
        " AND (%(late_on)s::date IS NULL"
        " OR (expected_on < %(late_on)s AND status IN ('sent', 'partly_received')))"
        " AND (%(at)s::timestamptz IS NULL OR (created_at, id) < (%(at)s, %(last)s))"
        " ORDER BY created_at DESC, id DESC LIMIT %(limit)s",
        kind=asked.kind,
        statuses=None if asked.statuses is None else list(asked.statuses),
        query=asked.query,
        like="%" + asked.query.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%",
        location=asked.location,
        supplier_id=asked.supplier_id,
        variant_id=asked.variant_id,
        late_on=asked.late_on,
        at=at,
        last=last,
        limit=limit,
    )


async def sums(db: AsyncConnection, ids: Sequence[UUID]) -> list[Sums]:
    return await rows(
        db,
        Sums,
        "SELECT id, count(*)::int AS lines, sum(quantity)::bigint AS units,"
        " sum(received)::bigint AS received, sum(lost)::bigint AS lost,"
        " sum(called_off)::bigint AS called_off,"
        " coalesce(sum(quantity * cost_minor), 0)::bigint AS cost_minor FROM incoming_stock"
        " WHERE id = ANY(%(ids)s) GROUP BY id ORDER BY id",
        ids=list(ids),
    )


async def count_late(db: AsyncConnection, kind: StockOrderKind, today: date) -> int:
    return await one(
        db,
        int,
        "SELECT count(*) FROM stock_orders WHERE kind = %(kind)s AND expected_on < %(today)s"
        " AND status IN ('sent', 'partly_received')",
        kind=kind,
        today=today,
    )


async def lines(db: AsyncConnection, order_id: UUID) -> list[StockOrderLine]:
    """In the order in which they were written down."""
    return await rows(
        db,
        StockOrderLine,
        "SELECT variant_id, quantity, received, lost, called_off, cost_minor FROM incoming_stock"
        " WHERE id = %(id)s ORDER BY created_at, variant_id",
        id=order_id,
    )


async def lines_of_all(db: AsyncConnection, ids: Sequence[UUID]) -> list[OrderLine]:
    return await rows(
        db,
        OrderLine,
        "SELECT id, variant_id, quantity, received, lost, called_off, cost_minor"
        " FROM incoming_stock WHERE id = ANY(%(ids)s) ORDER BY id, created_at, variant_id",
        ids=list(ids),
    )


async def put_lines(
    db: AsyncConnection, order: StockOrder, wanted: Sequence[Wanted], *, actor: str, now: datetime
) -> None:
    """Write lines of a draft; those without units go."""
    kept = [line for line in wanted if line.quantity]
    await run(
        db,
        "DELETE FROM incoming_stock WHERE id = %(id)s AND variant_id = ANY(%(gone)s)",
        id=order.id,
        gone=[line.variant_id for line in wanted if not line.quantity],
    )
    await run(
        db,
        "INSERT INTO incoming_stock AS i (variant_id, id, location, quantity, expected_on, status,"
        " created_at, actor, is_of_stock_order, cost_minor)"
        " SELECT w.variant_id, %(id)s, %(location)s, w.quantity, NULL, 'draft', %(now)s, %(actor)s,"
        " true, w.cost_minor FROM unnest(%(ids)s::uuid[], %(quantities)s::int[], %(costs)s::bigint[])"
        " AS w(variant_id, quantity, cost_minor) ORDER BY w.variant_id"
        " ON CONFLICT (variant_id, id) DO UPDATE SET quantity = excluded.quantity,"
        " cost_minor = coalesce(excluded.cost_minor, i.cost_minor), version = i.version + 1",
        id=order.id,
        location=order.destination,
        now=now,
        actor=actor,
        ids=[line.variant_id for line in kept],
        quantities=[line.quantity for line in kept],
        costs=[line.cost_minor for line in kept],
    )


async def expect_lines(db: AsyncConnection, order: StockOrder) -> None:
    """They are on their way from now on, or for another day."""
    await run(
        db,
        "UPDATE incoming_stock SET status = 'expected', location = %(location)s,"
        " expected_on = %(expected_on)s, note = %(number)s, version = version + 1"
        " WHERE id = %(id)s AND status IN ('draft', 'expected')",
        id=order.id,
        location=order.destination,
        expected_on=order.expected_on,
        number=order.number,
    )


async def count_in(
    db: AsyncConnection, order_id: UUID, arrived: Sequence[Arrived], *, now: datetime
) -> None:
    """Add what came to the lines; one of which nothing is left to come has ended."""
    await run(
        db,
        "UPDATE incoming_stock i SET received = i.received + a.received, lost = i.lost + a.lost,"
        " version = i.version + 1, status = CASE WHEN i.quantity"
        " <= i.received + a.received + i.lost + a.lost + i.called_off THEN 'received' ELSE i.status END,"
        " ended_at = CASE WHEN i.quantity <= i.received + a.received + i.lost + a.lost + i.called_off"
        " THEN %(now)s ELSE i.ended_at END"
        " FROM unnest(%(ids)s::uuid[], %(received)s::int[], %(lost)s::int[])"
        " AS a(variant_id, received, lost)"
        " WHERE i.variant_id = a.variant_id AND i.id = %(id)s",
        id=order_id,
        ids=[line.variant_id for line in arrived],
        received=[line.received for line in arrived],
        lost=[line.lost for line in arrived],
        now=now,
    )


async def end_lines(db: AsyncConnection, order_id: UUID, *, is_lost: bool, now: datetime) -> None:
    """Nothing more comes of any line: what is left is lost, or was called off."""
    await run(
        db,
        "UPDATE incoming_stock SET"
        " lost = lost + CASE WHEN %(is_lost)s THEN quantity - received - lost - called_off ELSE 0 END,"
        " called_off = called_off"
        " + CASE WHEN %(is_lost)s THEN 0 ELSE quantity - received - lost - called_off END,"
        " status = CASE WHEN received + lost > 0 OR %(is_lost)s THEN 'received' ELSE 'cancelled' END,"
        " ended_at = %(now)s, version = version + 1"
        " WHERE id = %(id)s AND status IN ('draft', 'expected')",
        id=order_id,
        is_lost=is_lost,
        now=now,
    )


async def receipts(db: AsyncConnection, order_id: UUID, *, limit: int) -> list[Receipt]:
    """The newest first."""
    return await rows(
        db,
        Receipt,
        "SELECT id, at, actor, lines FROM stock_order_receipts WHERE stock_order_id = %(id)s"
        " ORDER BY at DESC, id DESC LIMIT %(limit)s",
        id=order_id,
        limit=limit,
    )


async def receipt(db: AsyncConnection, order_id: UUID, receipt_id: UUID) -> Receipt | None:
    return await first(
        db,
        Receipt,
        "SELECT id, at, actor, lines FROM stock_order_receipts"
        " WHERE stock_order_id = %(order_id)s AND id = %(id)s",
        order_id=order_id,
        id=receipt_id,
    )


async def write_receipt(
    db: AsyncConnection,
    order_id: UUID,
    receipt_id: UUID,
    arrived: Sequence[Arrived],
    *,
    actor: str,
    now: datetime,
) -> None:
    await run(
        db,
        "INSERT INTO stock_order_receipts (stock_order_id, id, at, actor, lines)"
        " VALUES (%(order_id)s, %(id)s, %(now)s, %(actor)s, %(lines)s::jsonb)",
        order_id=order_id,
        id=receipt_id,
        now=now,
        actor=actor,
        lines=json.dumps([line.to_json() for line in arrived]),
    )
