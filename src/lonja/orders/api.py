"""The door to orders: what was bought, where it stands, and what happened to it."""

import functools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel import ids, tracing
from lonja.kernel.db import after_commit
from lonja.kernel.errors import Conflict, NotFound
from lonja.kernel.money import MILLI
from lonja.kernel.outbox import Message
from lonja.orders import _store
from lonja.orders._moving import WAITING, check_move, may_move

__all__ = [
    "WAITING",
    "ConfirmOrder",
    "NewLine",
    "NewOrder",
    "Order",
    "OrderEvent",
    "OrderLine",
    "OrderRow",
    "UnknownOrder",
    "WrongStatus",
    "add_event",
    "count_by_status",
    "create",
    "find",
    "get",
    "list_orders",
    "lock",
    "may_move",
    "move",
    "on_change",
    "take_stale",
]


class UnknownOrder(NotFound):
    code: ClassVar[str] = "unknown_order"


class WrongStatus(Conflict):
    """What was asked does not fit where the order stands; `facts["status"]` says where."""

    code: ClassVar[str] = "wrong_order_status"


@dataclass(frozen=True, slots=True)
class ConfirmOrder(Message):
    """Take the payment of an order and confirm it."""

    queue: ClassVar[str] = "orders"
    type: ClassVar[str] = "order.confirm"
    order_id: UUID


@dataclass(frozen=True, slots=True)
class NewLine:
    """Minor units, tax included; `total_minor` is before the discount."""

    variant_id: UUID
    product_id: UUID | None
    sku: str
    name: str
    options: Mapping[str, str]
    picture: str | None
    quantity: int
    unit_minor: int
    total_minor: int
    discount_minor: int
    tax_minor: int
    tax_basis_points: int


@dataclass(frozen=True, slots=True)
class NewOrder:
    id: UUID
    channel: str
    currency: str
    language: str
    email: str
    address: Mapping[str, Any]
    country: str
    shipping_code: str
    codes: Sequence[str]
    lines: Sequence[NewLine]
    items_minor: int
    discount_minor: int
    shipping_minor: int
    tax_minor: int
    total_minor: int


@dataclass(frozen=True, slots=True)
class OrderLine:
    line: int
    variant_id: UUID | None
    product_id: UUID | None
    sku: str
    name: str
    options: Mapping[str, str]
    picture: str | None
    quantity: int
    unit_milli: int
    total_minor: int
    discount_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class OrderEvent:
    id: UUID
    kind: str
    at: datetime
    actor: str
    facts: Mapping[str, Any]
    trace: str


@dataclass(frozen=True, slots=True)
class Order:
    id: UUID
    number: str
    channel: str
    status: str
    currency: str
    language: str
    email: str
    customer_id: UUID | None
    address: Mapping[str, Any]
    country: str
    shipping_code: str | None
    codes: Sequence[str]
    items_minor: int
    discount_minor: int
    shipping_minor: int
    tax_minor: int
    total_minor: int
    refusal: str | None
    placed_at: datetime
    confirmed_at: datetime | None
    shipped_at: datetime | None
    cancelled_at: datetime | None
    trace: str
    lines: Sequence[OrderLine]
    events: Sequence[OrderEvent]


@dataclass(frozen=True, slots=True)
class OrderRow:
    id: UUID
    number: str
    channel: str
    status: str
    currency: str
    email: str
    name: str
    country: str
    total_minor: int
    units: int
    placed_at: datetime


type Listener = Callable[[UUID, str, str], None]
_listeners: list[Listener] = []


def on_change(listener: Listener) -> Callable[[], None]:
    """Call `listener(order_id, number, status)` after each commit that moved an order.

    For live pages only: it may be lost in a crash, and pages look again at each heartbeat.
    The answer takes the listener away again.
    """
    _listeners.append(listener)
    return lambda: _listeners.remove(listener)


async def create(db: AsyncConnection, order: NewOrder, *, now: datetime) -> str:
    """Write the order with its lines and first event; its number."""
    number = ids.order_number()
    while not await _store.claim_number(db, number, order.id):
        number = ids.order_number()
    await _store.insert(
        db,
        {
            "id": order.id,
            "number": number,
            "channel": order.channel,
            "status": "placed",
            "currency": order.currency,
            "language": order.language,
            "email": order.email,
            "address": json.dumps(order.address),
            "country": order.country,
            "shipping_code": order.shipping_code,
            "codes": list(order.codes),
            "items_minor": order.items_minor,
            "discount_minor": order.discount_minor,
            "shipping_minor": order.shipping_minor,
            "tax_minor": order.tax_minor,
            "total_minor": order.total_minor,
            "trace": tracing.current(),
            "placed_at": now,
            "updated_at": now,
        },
        _columns(order.lines),
        event_id=ids.uuid7(),
        actor="buyer",
    )
    _tell(order.id, number, "placed")
    return number


async def add_event(
    db: AsyncConnection, *, order_id: UUID, kind: str, at: datetime, actor: str, **facts: Any
) -> None:
    await _store.insert_event(db, _event(order_id, kind, at, actor, facts))


async def find(db: AsyncConnection, number: str) -> UUID:
    order_id = None
    if len(number) <= 40 and "\0" not in number:
        order_id = await _store.id_of(db, number.upper())
    if order_id is None:
        raise UnknownOrder("there is no such order")
    return order_id


async def get(db: AsyncConnection, order_id: UUID) -> Order:
    row = await _store.get(db, order_id)
    if row is None:
        raise UnknownOrder("there is no such order")
    found = await _store.lines(db, order_id)
    happened = await _store.events(db, order_id)
    return _order(row, found, happened)


async def lock(db: AsyncConnection, order_id: UUID) -> Order:
    """The order without lines and events, its row locked until the transaction ends."""
    row = await _store.get(db, order_id, lock=True)
    if row is None:
        raise UnknownOrder("there is no such order")
    return _order(row, [], [])


async def move(
    db: AsyncConnection,
    *,
    order: Order,
    to: str,
    at: datetime,
    actor: str,
    refusal: str | None = None,
    customer_id: UUID | None = None,
    **facts: Any,
) -> None:
    """Move a locked order along its table of moves, with its event."""
    check_move(order.status, to)
    event = None
    if to not in {order.status, "paying"}:
        if refusal:
            facts["reason"] = refusal
        event = _event(order.id, to, at, actor, facts)
    await _store.move(
        db,
        order_id=order.id,
        status=to,
        refusal=refusal,
        customer_id=customer_id,
        now=at,
        event=event,
    )
    _tell(order.id, order.number, to)


async def take_stale(
    db: AsyncConnection, *, before: datetime, now: datetime, limit: int
) -> list[UUID]:
    """Orders that wait since `before`; they count as looked at from `now` on."""
    found = [row.id for row in await _store.stale(db, before=before, limit=limit)]
    if found:
        await _store.touch(db, found, now)
    return found


async def list_orders(
    db: AsyncConnection,
    *,
    status: Sequence[str] | None = None,
    query: str = "",
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> list[OrderRow]:
    """Newest first; `query` is a whole number or address."""
    found = await _store.list_orders(
        db, status=status, query=query.replace("\0", ""), after=after, limit=limit
    )
    return [
        OrderRow(
            r.id, r.number, r.channel, r.status, r.currency, r.email, r.name or "", r.country,
            r.total_minor, int(r.units), r.placed_at,
        )
        for r in found
    ]  # fmt: skip


async def count_by_status(db: AsyncConnection, statuses: Sequence[str]) -> dict[str, int]:
    """How many orders stand where; statuses without any are missing."""
    return {row.status: int(row.n) for row in await _store.count_by_status(db, statuses)}


def _event(
    order_id: UUID, kind: str, at: datetime, actor: str, facts: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "order": order_id,
        "event_id": ids.uuid7(),
        "kind": kind,
        "at": at,
        "actor": actor,
        "facts": json.dumps(facts, default=str),
        "trace": tracing.current(),
    }


def _tell(order_id: UUID, number: str, status: str) -> None:
    for listener in _listeners:
        after_commit(functools.partial(listener, order_id, number, status))


def _columns(lines: Sequence[NewLine]) -> dict[str, list[Any]]:
    return {
        "lines": list(range(1, len(lines) + 1)),
        "variant_ids": [line.variant_id for line in lines],
        "product_ids": [line.product_id for line in lines],
        "skus": [line.sku for line in lines],
        "names": [line.name for line in lines],
        "options": [json.dumps(dict(line.options)) for line in lines],
        "pictures": [line.picture for line in lines],
        "quantities": [line.quantity for line in lines],
        "units_milli": [line.unit_minor * MILLI for line in lines],
        "totals_minor": [line.total_minor for line in lines],
        "discounts_minor": [line.discount_minor for line in lines],
        "taxes_minor": [line.tax_minor for line in lines],
        "taxes_basis_points": [line.tax_basis_points for line in lines],
    }


def _order(row: Any, lines: Sequence[Any], events: Sequence[Any]) -> Order:
    return Order(
        id=row.id,
        number=row.number,
        channel=row.channel,
        status=row.status,
        currency=row.currency,
        language=row.language,
        email=row.email,
        customer_id=row.customer_id,
        address=row.address or {},
        country=row.country,
        shipping_code=row.shipping_code,
        codes=row.codes,
        items_minor=row.items_minor,
        discount_minor=row.discount_minor,
        shipping_minor=row.shipping_minor,
        tax_minor=row.tax_minor,
        total_minor=row.total_minor,
        refusal=row.refusal,
        placed_at=row.placed_at,
        confirmed_at=row.confirmed_at,
        shipped_at=row.shipped_at,
        cancelled_at=row.cancelled_at,
        trace=row.trace,
        lines=[
            OrderLine(
                line.line,
                line.variant_id,
                line.product_id,
                line.sku,
                line.name,
                line.options,
                line.picture,
                line.quantity,
                line.unit_milli,
                line.total_minor,
                line.discount_minor,
                line.tax_minor,
            )
            for line in lines
        ],
        events=[OrderEvent(e.id, e.kind, e.at, e.actor, e.facts, e.trace) for e in events],
    )
