"""Paid orders wait for goods, the oldest first; what each of them was promised, and when that is late."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.inventory import _store
from lonja.inventory._backorders import store
from lonja.inventory._backorders.store import Backorder
from lonja.inventory._backorders.terms import Arrival, promised_day
from lonja.kernel import outbox
from lonja.kernel.outbox import Message


@dataclass(frozen=True, slots=True)
class FillBackorders(Message):
    """Goods lie there that paid orders wait for."""

    queue: ClassVar[str] = "orders"
    type: ClassVar[str] = "stock.fill_backorders"
    subject_field: ClassVar[str] = "variant_id"
    variant_id: UUID


@dataclass(frozen=True, slots=True)
class PromiseAgain(Message):
    """What promises of a variant rest on has changed: who waits may have to be told."""

    queue: ClassVar[str] = "orders"
    type: ClassVar[str] = "stock.promise_again"
    subject_field: ClassVar[str] = "variant_id"
    variant_id: UUID


@dataclass(frozen=True, slots=True)
class Delayed:
    """A promise that is not kept: the day that the buyer knows, and the day that holds now."""

    variant_id: UUID
    quantity: int
    was: date | None
    due: date | None


async def join(db: AsyncConnection, order_id: UUID, *, placed_at: datetime, now: datetime) -> None:
    """Let an order wait for what it held beyond the stock, and promise it a day."""
    waiting = await store.queue(db, order_id, placed_at=placed_at)
    for one in waiting:
        due = await _due(db, one, today=now.date())
        await store.set_due(db, one.variant_id, order_id, due, delays=0)
    await goods_are_there(db, [one.variant_id for one in waiting])


async def goods_are_there(db: AsyncConnection, variant_ids: Iterable[UUID]) -> None:
    """Let orders that wait be served, where something lies there; the clock does it otherwise."""
    for level in await _store.levels(db, sorted(set(variant_ids))):
        if level.backordered and level.unheld > 0:
            await outbox.put(db, FillBackorders(level.variant_id))


async def give_up(db: AsyncConnection, *, order_id: UUID, wanted: Mapping[UUID, int]) -> None:
    """An order waits for so many fewer units of each variant; the next one has its place."""
    await _store.lock_levels(db, sorted(wanted))
    for variant_id in sorted(wanted):
        await store.less(db, order_id, variant_id, wanted[variant_id])


async def waiting_of(db: AsyncConnection, order_id: UUID) -> list[Backorder]:
    """What an order waits for, with the day that its buyer was told; what it would before it is paid."""
    return await store.of_orders(db, [order_id]) or await store.held_beyond(db, order_id)


async def waiting_of_orders(
    db: AsyncConnection, order_ids: Sequence[UUID]
) -> dict[UUID, list[Backorder]]:
    found: dict[UUID, list[Backorder]] = {}
    for one in await store.of_orders(db, order_ids):
        found.setdefault(one.order_id, []).append(one)
    return found


async def next_waiting(db: AsyncConnection, variant_id: UUID) -> UUID | None:
    """The order that is served next of what lies there."""
    found = await store.next_served(db, variant_id)
    return found.order_id if found else None


async def servable(db: AsyncConnection, *, limit: int) -> list[UUID]:
    """Variants that lie there while paid orders wait for them."""
    return await store.servable(db, limit)


async def overdue_orders(db: AsyncConnection, *, now: datetime, limit: int) -> list[UUID]:
    """Orders that were promised goods for a day that is over."""
    return await store.overdue(db, today=now.date(), limit=limit)


async def promise_again(db: AsyncConnection, *, order_id: UUID, now: datetime) -> list[Delayed]:
    """Write down the days that hold now; what came to be later than its buyer knows.

    An earlier day is no news. The caller holds the order's lock.
    """
    later: list[Delayed] = []
    today = now.date()
    for one in await store.of_orders(db, [order_id]):
        due = await _due(db, one, today=today)
        if one.due is not None and due is not None and due <= one.due and one.due >= today:
            continue
        is_late = one.due is not None and due != one.due
        if due != one.due:
            delays = one.delays + is_late
            await store.set_due(db, one.variant_id, order_id, due, delays=delays)
        if is_late:
            later.append(Delayed(one.variant_id, one.quantity, one.due, due))
    return later


async def _due(db: AsyncConnection, one: Backorder, *, today: date) -> date | None:
    """Days are counted once, from the payment; a promise stands until something says otherwise."""
    (saved,) = await store.terms(db, [one.variant_id])
    position = await store.position(db, one.variant_id, one.order_id)
    arrivals = [Arrival(at.day, at.quantity) for at in await store.expected(db, [one.variant_id])]
    terms = saved.terms
    if one.due is not None and one.due >= today:
        terms = replace(terms, days=None)
    found = promised_day(terms, position=position, arrivals=arrivals, today=today)
    return one.due if found is None and one.due is not None and one.due >= today else found
