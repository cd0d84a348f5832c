"""The door to stock: hold, allocate, release, move; and what there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.inventory import _store
from lonja.inventory._allocating import AllocationRule, Pick
from lonja.inventory._counts import Counted, NotTaken, forget_unused, take_back, take_in
from lonja.inventory._holds import (
    ShowAvailability,
    SoldOut,
    check_free,
    complete_hold,
    expired_orders,
    extend_hold,
    held_for,
    held_units,
    hold,
    hold_expires_at,
    release,
    show_availability,
    shrink_hold,
    sources,
    take_out,
)
from lonja.inventory._places.locations import (
    LocationChanged,
    LocationNotEmpty,
    LocationTaken,
    NoLocationChange,
    UnknownLocation,
    add_location,
    all_locations,
    change_location,
    check_open,
    close_location,
    content,
    location,
    pickup_points,
    put_location,
    set_low_at,
    undo_location,
)
from lonja.inventory._places.opening import OpenDay, hours_on, open_from, ready_by, week_of
from lonja.inventory._places.site import LocationKind, OpenHours, Site, SpecialDay
from lonja.inventory._returns import NotThere, put_back, put_back_at, relocate_sold
from lonja.inventory._stock import (
    Availability,
    Imbalance,
    Kind,
    Location,
    LocationContent,
    LocationDraft,
    Movement,
    PlacedQuantity,
    ShortStock,
    Stock,
    availability,
)
from lonja.kernel import audit, limits
from lonja.kernel.errors import Invalid, Refused
from lonja.kernel.transaction import touch_products

__all__ = [
    "MAX_MOVE",
    "AllocationRule",
    "Availability",
    "Change",
    "Counted",
    "Imbalance",
    "Kind",
    "Level",
    "Location",
    "LocationChanged",
    "LocationContent",
    "LocationDraft",
    "LocationKind",
    "LocationNotEmpty",
    "LocationTaken",
    "Movement",
    "NoLocationChange",
    "NotEnoughStock",
    "NotTaken",
    "NotThere",
    "OpenDay",
    "OpenHours",
    "Pick",
    "ShortStock",
    "ShowAvailability",
    "Site",
    "SoldOut",
    "SpecialDay",
    "Stock",
    "UnknownLocation",
    "add_location",
    "adjust",
    "all_locations",
    "as_of",
    "availability",
    "change_location",
    "check_free",
    "close_location",
    "complete_hold",
    "content",
    "count_short",
    "expired_orders",
    "extend_hold",
    "forget_unused",
    "held_for",
    "held_units",
    "hold",
    "hold_expires_at",
    "hours_on",
    "imbalances",
    "ledger",
    "levels",
    "location",
    "locations",
    "lock_levels",
    "moved_for",
    "open_from",
    "pickup_points",
    "put_back",
    "put_back_at",
    "put_location",
    "ready_by",
    "release",
    "relocate_sold",
    "set_low_at",
    "show_availability",
    "shrink_hold",
    "sources",
    "stock_at",
    "stock_by_free",
    "stock_of",
    "take_back",
    "take_in",
    "take_out",
    "undo_location",
    "week_of",
]

MAX_MOVE = 10_000_000


class NotEnoughStock(Refused):
    code: ClassVar[str] = "not_enough_stock"


@dataclass(frozen=True, slots=True)
class Level:
    variant_id: UUID
    free: int
    availability: Availability


@dataclass(frozen=True, slots=True)
class Change:
    """Units that come (positive) or go (negative) at one location."""

    variant_id: UUID
    location: str
    quantity: int


async def lock_levels(db: AsyncConnection, variant_ids: Sequence[UUID]) -> None:
    """Before several of them are moved one by one: whoever else wants them waits for all."""
    endless = await catalog.gift_cards_among(db, variant_ids)
    await _store.lock_levels(db, [one for one in variant_ids if one not in endless])


async def levels(db: AsyncConnection, variant_ids: Sequence[UUID]) -> dict[UUID, Level]:
    """What may be sold now; a variant that never had stock is missing, unless it never runs out."""
    if not variant_ids:
        return {}
    found = {
        row.variant_id: Level(row.variant_id, row.free, availability(row.free, row.low_at))
        for row in await _store.sellable(db, variant_ids)
    }
    without = [variant_id for variant_id in variant_ids if variant_id not in found]
    endless = await catalog.gift_cards_among(db, without)
    return found | {one: Level(one, limits.LINE_QUANTITY, "in_stock") for one in endless}


async def stock_of(db: AsyncConnection, variant_ids: Sequence[UUID]) -> dict[UUID, Stock]:
    return {stock.variant_id: stock for stock in await _store.levels(db, variant_ids)}


async def stock_by_free(
    db: AsyncConnection,
    *,
    only: Literal["low", "sold_out"] | None,
    sort: Literal["free", "-free"],
    after: tuple[int, UUID] | None,
    limit: int,
) -> list[Stock]:
    """By free units; what never had any stock has no level, and is not among them."""
    return await _store.by_free(db, only=only, sort=sort, after=after, limit=limit)


async def count_short(db: AsyncConnection) -> ShortStock:
    return await _store.count_short(db)


async def adjust(
    db: AsyncConnection,
    changes: Sequence[Change],
    *,
    kind: Kind,
    actor: str,
    note: str = "",
    now: datetime,
    import_id: UUID | None = None,
    audited: bool = True,
) -> None:
    """Add or take stock by hand or by file, all or nothing.

    Refused where it would leave less than is held for orders, or less than none at a location.
    """
    await check_open(db, {change.location for change in changes})
    sellable = {place.code for place in await _store.locations(db) if place.sellable}
    if await catalog.gift_cards_among(db, [change.variant_id for change in changes]):
        raise Invalid("a gift card has no stock", field="variant_id")
    net: dict[UUID, int] = {}
    for change in changes:
        if change.quantity == 0 or abs(change.quantity) > MAX_MOVE:
            raise Invalid("a movement has between 1 and 10,000,000 units", field="quantity")
        # Holds are of goods that may be sold: what lies elsewhere comes and goes freely.
        counts = change.quantity if change.location in sellable else 0
        net[change.variant_id] = net.get(change.variant_id, 0) + counts
    for level in await _store.lock_levels(db, sorted(net)):
        if level.free + net[level.variant_id] < 0:
            raise NotEnoughStock(
                f"{level.held} of {level.on_hand} units are held for orders",
                on_hand=level.on_hand,
                held=level.held,
            )
    at = {(r.variant_id, r.location): r.on_hand for r in await _store.stock_at(db, sorted(net))}
    for change in changes:
        key = (change.variant_id, change.location)
        at[key] = at.get(key, 0) + change.quantity
        if at[key] < 0:
            raise NotEnoughStock(f"there are not so many units at {change.location}")
    await _store.move(
        db,
        variant_ids=[change.variant_id for change in changes],
        locations=[change.location for change in changes],
        quantities=[change.quantity for change in changes],
        kind=kind,
        at=now,
        actor=actor,
        note=note,
        order_id=None,
        import_id=import_id,
    )
    if audited:
        for change in changes:
            await audit.record(
                db,
                at=now,
                actor=actor,
                action="stock_adjusted",
                subject=f"variant:{change.variant_id}",
                location=change.location,
                quantity=change.quantity,
                kind=kind,
                note=note,
            )
    touch_products(db, (await catalog.products_of(db, sorted(net))).values())


async def stock_at(db: AsyncConnection, variant_ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    """Units on hand by variant and location."""
    found: dict[UUID, dict[str, int]] = {}
    for row in await _store.stock_at(db, variant_ids):
        found.setdefault(row.variant_id, {})[row.location] = row.on_hand
    return found


async def locations(db: AsyncConnection) -> list[Location]:
    """Those that are open, in the order in which they are picked from."""
    return await _store.locations(db)


async def moved_for(
    db: AsyncConnection, order_id: UUID, variant_ids: Sequence[UUID]
) -> list[PlacedQuantity]:
    """What has left for an order and not come back (negative), by variant and location."""
    moved = await _store.moved_for(db, order_id, variant_ids)
    return [one for one in moved if one.quantity < 0]


async def ledger(
    db: AsyncConnection,
    *,
    variant_id: UUID,
    before_id: int | None = None,
    until: datetime | None = None,
    limit: int = 50,
) -> list[Movement]:
    """Newest first."""
    return await _store.ledger(
        db, variant_id=variant_id, before_id=before_id, until=until, limit=limit
    )


async def as_of(db: AsyncConnection, *, variant_id: UUID, at: datetime) -> dict[str, int]:
    """Units on hand by location at a moment, from the ledger."""
    return {row.location: row.on_hand for row in await _store.as_of(db, variant_id, at)}


async def imbalances(db: AsyncConnection, *, limit: int = 100) -> list[Imbalance]:
    """Where ledger, places, levels and holds disagree; an empty list is the promise."""
    return await _store.unbalanced(db, limit)
