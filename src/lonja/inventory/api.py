"""The door to stock: hold, allocate, release, move; and what there is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Literal
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.inventory import _store
from lonja.inventory._allocating import Pick, allocate
from lonja.inventory._importing import Counted, NotTaken, take_back, take_in
from lonja.inventory._locations import (
    Location,
    LocationChanged,
    LocationDraft,
    LocationNotEmpty,
    LocationTaken,
    UnknownLocation,
    add_location,
    all_locations,
    change_location,
    check_open,
    close_location,
    location,
    put_location,
    set_low_at,
)
from lonja.inventory._returning import put_back
from lonja.kernel import audit
from lonja.kernel.errors import Invalid, Refused
from lonja.kernel.transaction import touch_products

__all__ = [
    "MAX_MOVE",
    "Availability",
    "Change",
    "Counted",
    "Imbalance",
    "Kind",
    "Level",
    "Location",
    "LocationChanged",
    "LocationDraft",
    "LocationNotEmpty",
    "LocationTaken",
    "Movement",
    "NotEnoughStock",
    "NotTaken",
    "Pick",
    "SoldOut",
    "UnknownLocation",
    "add_location",
    "adjust",
    "all_locations",
    "as_of",
    "availability",
    "change_location",
    "check_free",
    "close_location",
    "expired_orders",
    "extend_hold",
    "hold",
    "hold_expires_at",
    "imbalances",
    "ledger",
    "levels",
    "location",
    "locations",
    "put_back",
    "put_location",
    "release",
    "set_low_at",
    "stock_at",
    "take_back",
    "take_in",
    "take_out",
]

type Kind = Literal["opening", "receipt", "sale", "return", "adjustment", "count"]
type Availability = Literal["in_stock", "low", "sold_out"]

MAX_MOVE = 10_000_000


class SoldOut(Refused):
    """`facts["lines"]` names each variant that cannot be had, and how many are free."""

    code: ClassVar[str] = "sold_out"

    def __init__(self, short: Mapping[UUID, int]) -> None:
        super().__init__(
            "some lines are no longer available in that quantity",
            lines=[{"variant_id": str(k), "available": v} for k, v in short.items()],
        )
        self.short = dict(short)


class NotEnoughStock(Refused):
    code: ClassVar[str] = "not_enough_stock"


@dataclass(frozen=True, slots=True)
class Level:
    variant_id: UUID
    free: int
    availability: Availability


@dataclass(frozen=True, slots=True)
class Movement:
    id: int
    location: str
    kind: str
    quantity: int
    at: datetime
    order_id: UUID | None
    import_id: UUID | None
    actor: str
    note: str


@dataclass(frozen=True, slots=True)
class Change:
    """Units that come (positive) or go (negative) at one location."""

    variant_id: UUID
    location: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Imbalance:
    variant_id: UUID
    on_hand: int
    held: int
    ledger: int
    placed: int
    holding: int


@dataclass(frozen=True, slots=True)
class Stock:
    """A variant's level over all locations; at or below `low_at` free units it runs low."""

    variant_id: UUID
    on_hand: int
    held: int
    low_at: int

    @property
    def free(self) -> int:
        return self.on_hand - self.held

    @property
    def availability(self) -> Availability:
        return availability(self.free, self.low_at)


def availability(free: int, low_at: int) -> Availability:
    if free <= 0:
        return "sold_out"
    return "low" if free <= low_at else "in_stock"


async def levels(db: AsyncConnection, variant_ids: Sequence[UUID]) -> dict[UUID, Level]:
    """What may be sold now; a variant that never had stock is missing."""
    if not variant_ids:
        return {}
    return {
        row.variant_id: Level(row.variant_id, row.free, availability(row.free, row.low_at))
        for row in await _store.sellable(db, variant_ids)
    }


async def stock_of(db: AsyncConnection, variant_ids: Sequence[UUID]) -> dict[UUID, Stock]:
    found = await _store.levels(db, variant_ids)
    return {r.variant_id: Stock(r.variant_id, r.on_hand, r.held, r.low_at) for r in found}


async def short_stock(
    db: AsyncConnection, *, sold_out_only: bool, after: UUID | None, limit: int
) -> list[Stock]:
    """What runs low or is sold out, in the order of the variants' ids."""
    found = await _store.short(db, sold_out_only=sold_out_only, after=after, limit=limit)
    return [Stock(r.variant_id, r.on_hand, r.held, r.low_at) for r in found]


async def count_short(db: AsyncConnection) -> tuple[int, int]:
    """How many variants are sold out, and how many run low."""
    row = await _store.count_short(db)
    return int(row.sold_out), int(row.low)


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
    db: AsyncConnection, *, order_id: UUID, wanted: Mapping[UUID, int], expires_at: datetime
) -> None:
    """Hold every line for `order_id` or raise `SoldOut` (the caller's transaction rolls back)."""
    variant_ids = sorted(wanted)
    held = await _store.hold(
        db,
        order_id=order_id,
        variant_ids=variant_ids,
        quantities=[wanted[variant_id] for variant_id in variant_ids],
        expires_at=expires_at,
    )
    missing = set(variant_ids) - {row.variant_id for row in held}
    if missing:
        free = await levels(db, sorted(missing))
        raise SoldOut({v: free[v].free if v in free else 0 for v in sorted(missing)})


async def take_out(db: AsyncConnection, *, order_id: UUID, now: datetime) -> list[Pick]:
    """Turn the order's holds into sales from picked locations; the picks.

    Nothing left to take (a second call) returns an empty list.
    """
    held = {row.variant_id: row.quantity for row in await _store.lock_holds(db, order_id)}
    if not held:
        return []
    stock: dict[UUID, dict[str, int]] = {}
    preference: dict[str, None] = {}
    for row in await _store.sellable_stock(db, list(held)):
        stock.setdefault(row.variant_id, {})[row.location] = row.on_hand
        preference[row.location] = None
    picks = allocate(held, stock, list(preference))
    left = await _store.sell(
        db,
        order_id=order_id,
        variant_ids=[pick.variant_id for pick in picks],
        locations=[pick.location for pick in picks],
        quantities=[pick.quantity for pick in picks],
        at=now,
        actor="shop",
    )
    await _touch_words(db, left)
    return picks


async def release(db: AsyncConnection, *, order_id: UUID) -> bool:
    """Make what an order held free again; False when it held nothing."""
    return bool(await _store.release(db, order_id))


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
    net: dict[UUID, int] = {}
    for change in changes:
        if change.quantity == 0 or abs(change.quantity) > MAX_MOVE:
            raise Invalid("a movement has between 1 and 10,000,000 units", field="quantity")
        net[change.variant_id] = net.get(change.variant_id, 0) + change.quantity
    for level in await _store.lock_levels(db, sorted(net)):
        if level.on_hand - level.held + net[level.variant_id] < 0:
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
    return [
        Location(r.code, r.name, r.country, r.sellable, r.position, r.version, None)
        for r in await _store.locations(db)
    ]


async def ledger(
    db: AsyncConnection,
    *,
    variant_id: UUID,
    before_id: int | None = None,
    until: datetime | None = None,
    limit: int = 50,
) -> list[Movement]:
    """Newest first."""
    found = await _store.ledger(
        db, variant_id=variant_id, before_id=before_id, until=until, limit=limit
    )
    return [
        Movement(
            r.id, r.location, r.kind, r.quantity, r.at, r.order_id, r.import_id, r.actor, r.note
        )
        for r in found
    ]


async def as_of(db: AsyncConnection, *, variant_id: UUID, at: datetime) -> dict[str, int]:
    """Units on hand by location at a moment, from the ledger."""
    return {row.location: int(row.on_hand) for row in await _store.as_of(db, variant_id, at)}


async def expired_orders(db: AsyncConnection, *, now: datetime, limit: int) -> list[UUID]:
    return [row.order_id for row in await _store.expired_orders(db, now, limit)]


async def hold_expires_at(db: AsyncConnection, order_id: UUID) -> datetime | None:
    row = await _store.hold_expiry(db, order_id)
    return None if row is None else row.at


async def extend_hold(db: AsyncConnection, *, order_id: UUID, until: datetime) -> None:
    """Hold an order's stock at least until then; the caller holds the order's lock."""
    await _store.extend_hold(db, order_id, until)


async def imbalances(db: AsyncConnection, *, limit: int = 100) -> list[Imbalance]:
    """Where ledger, places, levels and holds disagree; an empty list is the promise."""
    return [
        Imbalance(r.variant_id, r.on_hand, r.held, int(r.ledger), int(r.placed), int(r.holding))
        for r in await _store.unbalanced(db, limit)
    ]


async def _touch_words(db: AsyncConnection, left: Sequence[Any]) -> None:
    """Refresh lists only when a sale changed a word ("low", "sold out"), not at every sale."""
    turned = [r.variant_id for r in left if availability(r.free, r.low_at) != "in_stock"]
    if turned:
        touch_products(db, (await catalog.products_of(db, turned)).values())
