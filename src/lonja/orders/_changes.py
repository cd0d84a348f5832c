"""Orders as they are written: placed, moved along their table, and what happened to them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel import ids, tracing
from lonja.kernel.address import Address
from lonja.kernel.outbox import Message
from lonja.kernel.transaction import Change, announce
from lonja.orders import _store
from lonja.orders._moving import OrderStatus, check_move
from lonja.orders._order import NewOrder, Order


@dataclass(frozen=True, slots=True)
class ConfirmOrder(Message):
    """Ask the gateway how an order's payment stands, and confirm the order when it is paid.

    Without an attempt it is about the live one; the first message of an order starts it.
    """

    queue: ClassVar[str] = "orders"
    type: ClassVar[str] = "order.confirm"
    subject_field: ClassVar[str] = "order_id"
    order_id: UUID
    attempt_id: UUID | None = None


async def create(
    db: AsyncConnection, order: NewOrder, *, prefix: str = "", actor: str = "buyer", now: datetime
) -> str:
    """Write the order with its lines and first event; its number."""
    number = ids.order_number(prefix)
    while not await _store.claim_number(db, number, order.id):
        number = ids.order_number(prefix)
    await _store.insert(
        db,
        order,
        number=number,
        status=OrderStatus.PLACED,
        trace=tracing.current(),
        event_id=ids.uuid7(),
        actor=actor,
        now=now,
    )
    _announce(db, order.id)
    return number


async def add_event(
    db: AsyncConnection, *, order_id: UUID, kind: str, at: datetime, actor: str, **facts: Any
) -> None:
    await _store.insert_event(db, _event(order_id, kind, at, actor, facts))


async def move(
    db: AsyncConnection,
    *,
    order: Order,
    to: str,
    at: datetime,
    actor: str,
    refusal: str | None = None,
    customer_id: UUID | None = None,
    is_news: bool = True,
    **facts: Any,
) -> None:
    """Move a locked order along its table of moves, with its event where that is news."""
    check_move(order.status, to)
    event = None
    if is_news and to not in {order.status, "paying"}:
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
    _announce(db, order.id)


async def correct(
    db: AsyncConnection,
    order: Order,
    *,
    email: str,
    address: Address,
    customer_id: UUID | None,
    now: datetime,
) -> None:
    """Another e-mail and address of a locked order, in the same country."""
    await _store.correct(
        db, order.id, email=email, address=address, customer_id=customer_id, now=now
    )


def touched(db: AsyncConnection, order: Order) -> None:
    """Announce that something about this order changed that is no move."""
    _announce(db, order.id)


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


def _announce(db: AsyncConnection, order_id: UUID) -> None:
    announce(db, Change("order", str(order_id)))
