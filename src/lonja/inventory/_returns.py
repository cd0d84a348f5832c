"""Goods of an order come back to where they left from, and never more than went out; or leave from elsewhere."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.inventory import _store
from lonja.inventory._allocating import Pick
from lonja.inventory._backorders.queues import goods_are_there
from lonja.kernel.errors import Conflict
from lonja.kernel.transaction import touch_products


class NotThere(Conflict):
    """So many units are not at the location; `facts["available"]` are."""

    code: ClassVar[str] = "not_at_location"


def places_to_return(
    wanted: Mapping[UUID, int], out: Mapping[UUID, Mapping[str, int]]
) -> list[Pick]:
    """Where each unit goes: the place that sent most gets its own back first.

    `out` is what each place sent and has not got back; what is beyond that stays where it is. A place
    that got more than it sent got what others had sent.
    """
    picks: list[Pick] = []
    for variant_id in sorted(wanted):
        sent = out.get(variant_id, {})
        left = min(wanted[variant_id], sum(sent.values()))
        for location in sorted(sent, key=lambda name: (-sent[name], name)):
            take = min(left, sent[location])
            if take > 0:
                picks.append(Pick(variant_id, location, take))
                left -= take
    return picks


def all_to(
    location: str, wanted: Mapping[UUID, int], out: Mapping[UUID, Mapping[str, int]]
) -> list[Pick]:
    """Every unit to one place, and no more of them than went out and have not come back."""
    back = {
        variant_id: min(units, sum(out.get(variant_id, {}).values()))
        for variant_id, units in sorted(wanted.items())
    }
    return [Pick(variant_id, location, units) for variant_id, units in back.items() if units > 0]


async def put_back(
    db: AsyncConnection,
    *,
    order_id: UUID,
    wanted: Mapping[UUID, int],
    actor: str,
    note: str = "",
    now: datetime,
    to: str | None = None,
) -> list[Pick]:
    """Write goods of an order back into stock; the movements name the order. What came back.

    They go to the location `to`, or without one to where they left from.
    """
    if not wanted:
        return []
    variant_ids = sorted(wanted)
    await _store.lock_levels(db, variant_ids)
    out: dict[UUID, dict[str, int]] = {}
    for row in await _store.moved_for(db, order_id, variant_ids):
        out.setdefault(row.variant_id, {})[row.location] = -row.quantity
    picks = places_to_return(wanted, out) if to is None else all_to(to, wanted, out)
    await _write(db, picks, order_id=order_id, actor=actor, note=note, now=now)
    return picks


async def put_back_at(
    db: AsyncConnection,
    *,
    order_id: UUID,
    picks: Sequence[Pick],
    actor: str,
    note: str = "",
    now: datetime,
) -> None:
    """Write goods of an order back into stock at the locations that the caller knows."""
    await _store.lock_levels(db, sorted({pick.variant_id for pick in picks}))
    await _write(db, picks, order_id=order_id, actor=actor, note=note, now=now)


async def _write(
    db: AsyncConnection,
    picks: Sequence[Pick],
    *,
    order_id: UUID,
    actor: str,
    note: str,
    now: datetime,
) -> None:
    if not picks:
        return
    await _store.move(
        db,
        variant_ids=[pick.variant_id for pick in picks],
        locations=[pick.location for pick in picks],
        quantities=[pick.quantity for pick in picks],
        kind="return",
        at=now,
        actor=actor,
        note=note,
        order_id=order_id,
        import_id=None,
    )
    touched = sorted({pick.variant_id for pick in picks})
    touch_products(db, (await catalog.products_of(db, touched)).values())
    await goods_are_there(db, touched)


async def relocate_sold(
    db: AsyncConnection,
    *,
    order_id: UUID,
    variant_id: UUID,
    quantity: int,
    out_of: str,
    into: str,
    actor: str,
    note: str,
    now: datetime,
) -> None:
    """Take an order's units from `into`, and give those that were taken from `out_of` back there."""
    (level,) = await _store.lock_levels(db, [variant_id])
    sellable = {place.code for place in await _store.locations(db) if place.sellable}
    there = {row.location: row.on_hand for row in await _store.stock_at(db, [variant_id])}
    available = there.get(into, 0) if into in sellable else 0
    if out_of not in sellable:  # what comes back there may not be sold to others
        available = min(available, max(level.free, 0))
    if available < quantity:
        raise NotThere(f"there are {available} units at {into}", available=available)
    for location, units, kind in ((into, -quantity, "sale"), (out_of, quantity, "return")):
        await _store.move(
            db,
            variant_ids=[variant_id],
            locations=[location],
            quantities=[units],
            kind=kind,
            at=now,
            actor=actor,
            note=note,
            order_id=order_id,
            import_id=None,
        )
