"""Stock held for an order until it is sold or free again, and the word for what is left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.inventory import _hold_store, _store
from lonja.inventory._allocating import AllocationRule, Pick, allocate, preferred
from lonja.inventory._backorders import queues
from lonja.inventory._backorders import store as backorder_store
from lonja.inventory._stock import Freed, Location
from lonja.kernel import limits, outbox
from lonja.kernel.errors import Refused
from lonja.kernel.outbox import Message
from lonja.kernel.standing import from_memory
from lonja.kernel.transaction import touch_products


class SoldOut(Refused):
    """`facts["lines"]` names each variant that cannot be had, and how many are free."""

    code: ClassVar[str] = "sold_out"

    def __init__(self, short: Mapping[UUID, int]) -> None:
        super().__init__(
            "some lines are no longer available in that quantity",
            lines=[{"variant_id": str(k), "available": v} for k, v in short.items()],
        )
        self.short = dict(short)


@dataclass(frozen=True, slots=True)
class ShowAvailability(Message):
    """These variants came to be sold out, low or in stock, by an order's hold or its end.

    A message, since a checkout must not wait with locked stock until an import of a whole catalog
    has refreshed the lists.
    """

    queue: ClassVar[str] = "orders"
    type: ClassVar[str] = "stock.show_availability"
    subject_field: ClassVar[str] = "order_id"
    order_id: UUID
    variant_ids: tuple[UUID, ...]


def check_free(wanted: Mapping[UUID, int], free: Mapping[UUID, int]) -> None:
    """Say "sold out" from what a plain read found, without waiting behind other buyers' locks."""
    short = {
        variant_id: free.get(variant_id, 0)
        for variant_id, quantity in wanted.items()
        if free.get(variant_id, 0) < quantity
    }
    if short:
        raise SoldOut(short)


async def hold(
    db: AsyncConnection,
    *,
    order_id: UUID,
    wanted: Mapping[UUID, int],
    expires_at: datetime,
    endless: Mapping[UUID, int] | None = None,
    is_again: bool = False,
) -> None:
    """Hold every line for `order_id` or raise `SoldOut` (the caller's transaction rolls back).

    `endless` is what never runs out: gift cards. `is_again` where something is held for it already:
    that is free for this.
    """
    if is_again:
        await release(db, order_id=order_id)
    if endless:
        await _hold_store.hold_endless(db, order_id, endless, expires_at=expires_at)
    variant_ids = sorted(wanted)
    held = await _hold_store.hold(
        db,
        order_id=order_id,
        variant_ids=variant_ids,
        quantities=[wanted[variant_id] for variant_id in variant_ids],
        expires_at=expires_at,
    )
    missing = set(variant_ids) - {row.variant_id for row in held}
    if missing:
        free = {row.variant_id: row.buyable for row in await _store.sellable(db, sorted(missing))}
        raise SoldOut({variant_id: free.get(variant_id, 0) for variant_id in sorted(missing)})
    await _show_turned(db, order_id, held)


async def take_out(
    db: AsyncConnection,
    *,
    order_id: UUID,
    rule: AllocationRule = AllocationRule.FEWEST_PARCELS,
    country: str = "",
    store: str | None = None,
    placed_at: datetime | None = None,
    now: datetime,
) -> list[Pick]:
    """Turn the order's holds into sales from locations that are picked by the rule; the picks.

    What is picked up at a `store` comes from there as far as it goes. What was held beyond the stock
    waits for goods, in the order in which orders were placed.

    Nothing left to take (a second call, or gift cards alone) returns an empty list.
    """
    await _hold_store.drop_endless(db, order_id)
    locked = await _hold_store.lock_holds(db, order_id)
    if any(row.backordered for row in locked):
        await queues.join(db, order_id, placed_at=placed_at or now, now=now)
    held = {row.variant_id: row.quantity for row in locked if row.quantity}
    picks = await _pick(db, held, rule=rule, country=country, store=store)
    if locked:
        await _store.sell(
            db,
            order_id=order_id,
            variant_ids=[pick.variant_id for pick in picks],
            locations=[pick.location for pick in picks],
            quantities=[pick.quantity for pick in picks],
            at=now,
            actor="shop",
        )
    return picks


async def serve(
    db: AsyncConnection,
    *,
    order_id: UUID,
    variant_id: UUID,
    rule: AllocationRule = AllocationRule.FEWEST_PARCELS,
    country: str = "",
    store: str | None = None,
    now: datetime,
) -> list[Pick]:
    """Give an order the goods it waits for, as far as they are there; from where each unit leaves.

    Nothing where an older order waits for them: whoever asks looks again who is next. The caller
    holds the order's lock.
    """
    await _store.lock_levels(db, [variant_id])
    first = await backorder_store.next_served(db, variant_id)
    if first is None or first.order_id != order_id:
        return []
    (level,) = await _store.levels(db, [variant_id])
    units = min(first.quantity, level.unheld)
    picks = await _pick(db, {variant_id: units}, rule=rule, country=country, store=store)
    await backorder_store.less(db, order_id, variant_id, units)
    await _store.move(
        db,
        variant_ids=[pick.variant_id for pick in picks],
        locations=[pick.location for pick in picks],
        quantities=[-pick.quantity for pick in picks],
        kind="sale",
        at=now,
        actor="shop",
        note="",
        order_id=order_id,
        import_id=None,
    )
    return picks


async def _pick(
    db: AsyncConnection,
    wanted: Mapping[UUID, int],
    *,
    rule: AllocationRule,
    country: str,
    store: str | None,
) -> list[Pick]:
    if not wanted:
        return []
    stock: dict[UUID, dict[str, int]] = {}
    preference: dict[str, None] = {}
    for row in await _store.sellable_stock(db, list(wanted)):
        stock.setdefault(row.variant_id, {})[row.location] = row.on_hand
        preference[row.location] = None
    places = await _store.locations(db)
    order = preferred(list(preference), {one.code: one.site.first_for for one in places}, country)
    if store is not None:
        order, rule = preferred(order, {store: [country]}, country), AllocationRule.PRIORITY
    return allocate(wanted, stock, order, rule=rule, near=_near(places, country))


type Lying = Mapping[UUID, Mapping[str, int]]
"""Variant → code of a location that sells → pieces there; places in the order in which they are picked from."""


async def where_it_lies(db: AsyncConnection, variant_ids: Sequence[UUID]) -> Lying:
    stock: dict[UUID, dict[str, int]] = {}
    for row in await _store.sellable_stock(db, variant_ids):
        stock.setdefault(row.variant_id, {})[row.location] = row.on_hand
    return stock


async def sources(
    db: AsyncConnection,
    wanted: Mapping[UUID, int],
    *,
    rule: AllocationRule,
    country: str,
    lying: Lying | None = None,
) -> list[Location]:
    """From where these goods would leave if they were bought now; the first location where none is.

    `lying` is what `where_it_lies` said of them, where that was asked before.
    """
    places = await from_memory(db, "locations", _store.locations)
    stock = await where_it_lies(db, list(wanted)) if lying is None else lying
    there = {
        variant_id: min(quantity, sum(stock[variant_id].values()))
        for variant_id, quantity in wanted.items()
        if variant_id in stock
    }
    order = preferred(
        list({code: None for at in stock.values() for code in at}),
        {one.code: one.site.first_for for one in places},
        country,
    )
    picks = allocate(there, stock, order, rule=rule, near=_near(places, country))
    used = {pick.location for pick in picks}
    return [one for one in places if one.code in used] or places[:1]


def _near(places: Sequence[Location], country: str) -> frozenset[str]:
    return frozenset(one.code for one in places if country in {one.country, *one.site.first_for})


async def release(db: AsyncConnection, *, order_id: UUID) -> bool:
    """Make what an order held free again; False when it held nothing."""
    freed = await _hold_store.release(db, order_id)
    endless = await _hold_store.drop_endless(db, order_id)
    await _show_turned(db, order_id, freed)
    await queues.goods_are_there(db, [level.variant_id for level in freed])
    return bool(freed or endless)


async def hand_over(db: AsyncConnection, *, held_for: UUID, to: UUID) -> None:
    """What was held for the one is held for the other, which has nothing yet; no stock is locked."""
    await _hold_store.hand_over(db, held_for, to)


async def shrink_hold(db: AsyncConnection, *, order_id: UUID) -> None:
    """After a declined payment: keep a small part of each level for the order, and free the rest."""
    freed = await _hold_store.shrink(db, order_id, limits.DECLINED_HOLD_PART)
    await _show_turned(db, order_id, freed)
    await queues.goods_are_there(db, [level.variant_id for level in freed])


async def complete_hold(db: AsyncConnection, *, order_id: UUID, wanted: Mapping[UUID, int]) -> None:
    """Hold again what a declined payment freed, or raise `SoldOut` (the caller rolls back)."""
    held = {row.variant_id: row.units for row in await _hold_store.lock_holds(db, order_id)}
    missing = {
        variant_id: wanted[variant_id] - held[variant_id]
        for variant_id in sorted(held)
        if wanted[variant_id] > held[variant_id]
    }
    if not missing:
        return
    taken = await _hold_store.grow(db, order_id, list(missing), list(missing.values()))
    gone = set(missing) - {row.variant_id for row in taken}
    if gone:
        free = {row.variant_id: row.buyable for row in await _store.sellable(db, sorted(gone))}
        raise SoldOut({variant_id: held[variant_id] + free[variant_id] for variant_id in gone})
    await _show_turned(db, order_id, taken)


async def held_units(db: AsyncConnection, order_id: UUID) -> int:
    return await _hold_store.units(db, order_id)


async def held_for(db: AsyncConnection, order_id: UUID) -> dict[UUID, int]:
    """Variant → units that are held for it."""
    return {row.variant_id: row.units for row in await _hold_store.held(db, order_id)}


async def show_availability(db: AsyncConnection, variant_ids: Sequence[UUID]) -> None:
    """Refresh lists, and pages in memory, that show these variants."""
    touch_products(db, (await catalog.products_of(db, variant_ids)).values())


async def expired_orders(db: AsyncConnection, *, now: datetime, limit: int) -> list[UUID]:
    return await _hold_store.expired_orders(db, now, limit)


async def hold_expires_at(db: AsyncConnection, order_id: UUID) -> datetime | None:
    return await _hold_store.hold_expiry(db, order_id)


async def extend_hold(db: AsyncConnection, *, order_id: UUID, until: datetime) -> None:
    """Hold an order's stock at least until then; the caller holds the order's lock."""
    await _hold_store.extend_hold(db, order_id, until)


async def _show_turned(db: AsyncConnection, order_id: UUID, freed: Sequence[Freed]) -> None:
    """Only when a word turned, not at every hold; and later, as lists are locked for long at times."""
    turned = [level.variant_id for level in freed if level.has_turned]
    if turned:
        await outbox.put(db, ShowAvailability(order_id, tuple(turned)))
