"""The door to orders: what was bought, where it stands, and what happened to it."""

import functools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
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
from lonja.orders._order import NewLine, NewOrder, Order, OrderEvent, OrderLine, OrderRow

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
            "address": json.dumps(order.address.to_json()),
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
    order = await _store.get(db, order_id)
    if order is None:
        raise UnknownOrder("there is no such order")
    return replace(
        order, lines=await _store.lines(db, order_id), events=await _store.events(db, order_id)
    )


async def lock(db: AsyncConnection, order_id: UUID) -> Order:
    """The order without lines and events, its row locked until the transaction ends."""
    order = await _store.get(db, order_id, lock=True)
    if order is None:
        raise UnknownOrder("there is no such order")
    return order


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
    found = await _store.stale(db, before=before, limit=limit)
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
    return await _store.list_orders(
        db, status=status, query=query.replace("\0", ""), after=after, limit=limit
    )


async def count_by_status(db: AsyncConnection, statuses: Sequence[str]) -> dict[str, int]:
    """How many orders stand where; statuses without any are missing."""
    return {row.status: row.orders for row in await _store.count_by_status(db, statuses)}


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
