"""Orders as they are read: one, its row locked, a list, a count; and those of one buyer."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.at_once import at_once
from lonja.kernel.errors import NotFound
from lonja.kernel.ids import written_order_number
from lonja.orders import _store
from lonja.orders._listing import sold_store
from lonja.orders._listing import store as _listing
from lonja.orders._listing.narrowing import OrderFilter
from lonja.orders._moving import TO_SHIP, WAITING, OrderStatus
from lonja.orders._order import Order, OrderRow
from lonja.orders._store import BeforeThis, BuyersCount, BuyersOrder

SOLD: Final = (
    OrderStatus.CONFIRMED,
    OrderStatus.PARTLY_SHIPPED,
    OrderStatus.SHIPPED,
    OrderStatus.DELIVERED,
)
UNDER_WAY: Final = (*sorted({*WAITING, *TO_SHIP, OrderStatus.SHIPPED}),)
"""Somebody still does something about it, and needs to know for whom."""


class UnknownOrder(NotFound):
    code: ClassVar[str] = "unknown_order"


async def find(db: AsyncConnection, number: str) -> UUID:
    """By the number as it stands, or else as people type it: without the dash, with a number sign."""
    order_id = None
    if len(number) <= 40 and "\0" not in number:
        order_id = await _store.id_of(db, number.upper())
        if order_id is None and (meant := written_order_number(number)):
            order_id = await _store.id_of(db, meant)
    if order_id is None:
        raise UnknownOrder("there is no such order")
    return order_id


async def is_there(db: AsyncConnection, order_id: UUID) -> bool:
    return await _store.get(db, order_id) is not None


async def get(db: AsyncConnection, order_id: UUID) -> Order:
    order, lines, discounts, events = await at_once(
        db,
        _store.get(db, order_id),
        _store.lines(db, order_id),
        _store.discounts(db, order_id),
        _store.events(db, order_id),
    )
    if order is None:
        raise UnknownOrder("there is no such order")
    return replace(order, lines=lines, discounts=discounts, events=events)


async def before_this(db: AsyncConnection, order: Order, *, since: datetime) -> BeforeThis:
    """What the buyer's e-mail is known for: orders paid before, and placed `since` with this one."""
    return await _store.before_this(db, order.id, order.email, since=since)


async def with_lines(db: AsyncConnection, ids: Sequence[UUID]) -> dict[UUID, Order]:
    """Orders with their lines alone, by id, in two statements: for a list that is a file."""
    found = {one.id: one for one in await _store.get_all(db, ids)}
    lines = groupby(await _store.lines_of_all(db, ids), key=lambda line: line.order_id)
    return found | {one: replace(found[one], lines=tuple(own)) for one, own in lines}


async def lock(db: AsyncConnection, order_id: UUID) -> Order:
    """The order without lines and events, its row locked until the transaction ends."""
    order = await _store.get(db, order_id, lock=True)
    if order is None:
        raise UnknownOrder("there is no such order")
    return order


async def list_orders(
    db: AsyncConnection,
    *,
    status: Sequence[str] | None = None,
    query: str = "",
    narrowed: OrderFilter | None = None,
    oldest_first: bool = False,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> list[OrderRow]:
    """`query`: words in any order, each a part of the number, with its dash or without, of the
    address's name, town, postal code or phone, or of the e-mail; or how a SKU begins.
    """
    asked = replace(narrowed or OrderFilter(), status=status, query=query.replace("\0", "").strip())
    return await _listing.list_orders(
        db, asked, oldest_first=oldest_first, after=after, limit=limit
    )


async def count_by_status(db: AsyncConnection, statuses: Sequence[str]) -> dict[str, int]:
    """The number of orders per status; statuses without any are missing."""
    return {row.status: row.orders for row in await _store.count_by_status(db, statuses)}


async def sold_units(db: AsyncConnection, *, since: datetime) -> dict[UUID, int]:
    """Product → units on paid orders that were placed since then."""
    found = await sold_store.sold_units(db, SOLD, since=since)
    return {one.product_id: one.units for one in found}


async def count_units(db: AsyncConnection, order_id: UUID) -> int:
    return await _store.count_units(db, order_id)


async def orders_of(db: AsyncConnection, customer_id: UUID, *, limit: int) -> list[BuyersOrder]:
    """Newest first."""
    return await _store.of_customer(db, customer_id, limit=limit)


async def count_of(db: AsyncConnection, customer_id: UUID) -> BuyersCount:
    """How many of their orders are sales, and when they ordered last."""
    return await _store.count_of_customer(db, customer_id, SOLD)


async def products_of(db: AsyncConnection, customer_id: UUID, *, limit: int) -> list[UUID]:
    """The products of those of their orders that are sales."""
    return await _store.products_of_customer(db, customer_id, SOLD, limit)


async def lock_of(db: AsyncConnection, customer_id: UUID, *, email: str) -> list[UUID]:
    """Their orders, and the unpaid ones under their address, locked."""
    return await _store.lock_of_buyer(db, customer_id, email)


async def move_buyer(db: AsyncConnection, customer_id: UUID, *, to: UUID, now: datetime) -> None:
    """All orders of one customer are another's; what was typed in them stays."""
    await _store.move_buyer(db, customer_id, to, now)


async def under_way(db: AsyncConnection, order_ids: Sequence[UUID]) -> list[str]:
    """The numbers of those that are not over."""
    return await _store.numbers_among(db, order_ids, UNDER_WAY)


async def forget_buyer(db: AsyncConnection, order_ids: Sequence[UUID], *, now: datetime) -> int:
    """Take name, e-mail, telephone and street out; number, lines, totals, taxes and country stay."""
    return await _store.forget_buyer(db, order_ids, now)


async def traces(db: AsyncConnection, email: str) -> int:
    """Orders that still name the address."""
    return await _store.traces_of(db, email)


async def ever_ordered(db: AsyncConnection, variants: Mapping[UUID, str]) -> set[UUID]:
    """Those of these variants (id → SKU) that stand on an order, whatever became of it."""
    if not variants:
        return set()
    return set(await _store.ever_ordered(db, list(variants), list(variants.values())))
