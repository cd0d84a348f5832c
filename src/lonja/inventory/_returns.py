"""Goods of an order come back to where they left from, and never more than went out."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.inventory import _store
from lonja.inventory._allocating import Pick
from lonja.kernel.transaction import touch_products


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
    if not picks:
        return []
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
    return picks
