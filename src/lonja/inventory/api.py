"""The door to stock: hold, allocate, release, move; and what there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.inventory import _store
from lonja.inventory._adjustments import MAX_MOVE, Change, NotEnoughStock, adjust
from lonja.inventory._allocating import AllocationRule, Pick
from lonja.inventory._backorders.arrivals import (
    Expected,
    IncomingChanged,
    IncomingEnded,
    UnknownIncoming,
    expect,
    incoming,
    on_order,
    put_off,
)
from lonja.inventory._backorders.arrivals import end as end_incoming
from lonja.inventory._backorders.incoming_store import Incoming
from lonja.inventory._backorders.queues import (
    Delayed,
    FillBackorders,
    PromiseAgain,
    give_up,
    next_waiting,
    overdue_orders,
    promise_again,
    servable,
    waiting_of,
    waiting_of_orders,
)
from lonja.inventory._backorders.settings import (
    backorder_terms,
    change_backorder_terms,
    promises,
    set_backorder_terms,
)
from lonja.inventory._backorders.store import Backorder, SavedTerms, waiting_for
from lonja.inventory._backorders.terms import (
    BackorderKind,
    BackorderTerms,
    BackorderTermsChanged,
    IncomingStatus,
    Promise,
    check_terms,
)
from lonja.inventory._counts import Counted, NotTaken, forget_unused, take_back, take_in
from lonja.inventory._holds import (
    Lying,
    ShowAvailability,
    SoldOut,
    check_free,
    complete_hold,
    expired_orders,
    extend_hold,
    hand_over,
    held_for,
    held_units,
    hold,
    hold_expires_at,
    release,
    serve,
    show_availability,
    shrink_hold,
    sources,
    take_out,
    where_it_lies,
)
from lonja.inventory._places.locations import (
    LocationChanged,
    LocationNotEmpty,
    LocationTaken,
    NoLocationChange,
    ThresholdChanged,
    UnknownLocation,
    add_location,
    all_locations,
    change_location,
    close_location,
    content,
    location,
    pickup_points,
    put_location,
    set_low_at,
    undo_location,
    write_low_at,
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
from lonja.inventory._stock_orders.journeys import Ending
from lonja.inventory._stock_orders.journeys import end as end_stock_order
from lonja.inventory._stock_orders.journeys import receive as receive_stock_order
from lonja.inventory._stock_orders.journeys import send as send_stock_order
from lonja.inventory._stock_orders.stock_order import (
    MAX_LINES,
    Arrived,
    LossReason,
    Receipt,
    StockOrder,
    StockOrderKind,
    StockOrderLine,
    StockOrderStatus,
    Wanted,
)
from lonja.inventory._stock_orders.stock_orders import (
    begin as begin_stock_order,
)
from lonja.inventory._stock_orders.stock_orders import (
    change as change_stock_order,
)
from lonja.inventory._stock_orders.stock_orders import (
    count_late,
    lines_of,
    lines_of_all,
    put_lines,
    receipts_of,
    stock_order,
    stock_orders,
    sums_of,
)
from lonja.inventory._stock_orders.store import Asked, Sums
from lonja.kernel import limits

__all__ = [
    "MAX_LINES",
    "MAX_MOVE",
    "AllocationRule",
    "Arrived",
    "Asked",
    "Availability",
    "Backorder",
    "BackorderKind",
    "BackorderTerms",
    "BackorderTermsChanged",
    "Change",
    "Counted",
    "Delayed",
    "Ending",
    "Expected",
    "FillBackorders",
    "Imbalance",
    "Incoming",
    "IncomingChanged",
    "IncomingEnded",
    "IncomingStatus",
    "Kind",
    "Level",
    "Location",
    "LocationChanged",
    "LocationContent",
    "LocationDraft",
    "LocationKind",
    "LocationNotEmpty",
    "LocationTaken",
    "LossReason",
    "Lying",
    "Movement",
    "NoLocationChange",
    "NotEnoughStock",
    "NotTaken",
    "NotThere",
    "OpenDay",
    "OpenHours",
    "Pick",
    "Promise",
    "PromiseAgain",
    "Receipt",
    "SavedTerms",
    "ShortStock",
    "ShowAvailability",
    "Site",
    "SoldOut",
    "SpecialDay",
    "Stock",
    "StockOrder",
    "StockOrderKind",
    "StockOrderLine",
    "StockOrderStatus",
    "Sums",
    "ThresholdChanged",
    "UnknownIncoming",
    "UnknownLocation",
    "Wanted",
    "add_location",
    "adjust",
    "all_locations",
    "as_of",
    "availability",
    "backorder_terms",
    "begin_stock_order",
    "change_backorder_terms",
    "change_location",
    "change_stock_order",
    "check_free",
    "check_terms",
    "close_location",
    "complete_hold",
    "content",
    "count_late",
    "count_short",
    "end_incoming",
    "end_stock_order",
    "expect",
    "expired_orders",
    "extend_hold",
    "forget_unused",
    "give_up",
    "hand_over",
    "held_for",
    "held_units",
    "hold",
    "hold_expires_at",
    "hours_on",
    "imbalances",
    "incoming",
    "ledger",
    "levels",
    "lines_of",
    "lines_of_all",
    "location",
    "locations",
    "lock_levels",
    "moved_for",
    "next_waiting",
    "on_order",
    "open_from",
    "overdue_orders",
    "pickup_points",
    "promise_again",
    "put_back",
    "put_back_at",
    "put_lines",
    "put_location",
    "put_off",
    "ready_by",
    "receipts_of",
    "receive_stock_order",
    "release",
    "relocate_sold",
    "send_stock_order",
    "servable",
    "serve",
    "set_backorder_terms",
    "set_low_at",
    "show_availability",
    "shrink_hold",
    "sources",
    "stock_at",
    "stock_by_free",
    "stock_of",
    "stock_order",
    "stock_orders",
    "sums_of",
    "take_back",
    "take_in",
    "take_out",
    "undo_location",
    "waiting_for",
    "waiting_of",
    "waiting_of_orders",
    "week_of",
    "where_it_lies",
    "write_low_at",
]


@dataclass(frozen=True, slots=True)
class Level:
    """`free` units may be bought, `there` of them lie in stock; `promise` is of the others."""

    variant_id: UUID
    free: int
    availability: Availability
    there: int = 0
    promise: Promise | None = None


async def lock_levels(db: AsyncConnection, variant_ids: Sequence[UUID]) -> None:
    """Before several of them are moved one by one: whoever else wants them waits for all."""
    endless = await catalog.gift_cards_among(db, variant_ids)
    await _store.lock_levels(db, [one for one in variant_ids if one not in endless])


async def levels(db: AsyncConnection, variant_ids: Sequence[UUID]) -> dict[UUID, Level]:
    """What may be sold now; a variant that never had stock is missing, unless it never runs out."""
    if not variant_ids:
        return {}
    stock = await _store.sellable(db, variant_ids)
    promised = await promises(db, stock)
    found = {
        row.variant_id: Level(
            row.variant_id,
            row.buyable,
            availability(row.free, row.low_at, room=row.more, kind=row.kind),
            max(0, row.free),
            promised.get(row.variant_id),
        )
        for row in stock
    }
    without = [variant_id for variant_id in variant_ids if variant_id not in found]
    endless = await catalog.gift_cards_among(db, without)
    return found | {
        one: Level(one, limits.LINE_QUANTITY, "in_stock", limits.LINE_QUANTITY) for one in endless
    }


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
