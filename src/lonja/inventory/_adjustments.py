"""Stock added or taken by hand or by file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.inventory import _store
from lonja.inventory._backorders.queues import goods_are_there
from lonja.inventory._places.locations import check_open
from lonja.inventory._stock import Kind
from lonja.kernel import audit
from lonja.kernel.errors import Invalid, Refused
from lonja.kernel.transaction import touch_products

MAX_MOVE: Final = 10_000_000


class NotEnoughStock(Refused):
    code: ClassVar[str] = "not_enough_stock"


@dataclass(frozen=True, slots=True)
class Change:
    """Units that come (positive) or go (negative) at one location."""

    variant_id: UUID
    location: str
    quantity: int


async def adjust(
    db: AsyncConnection,
    changes: Sequence[Change],
    *,
    kind: Kind,
    actor: str,
    note: str = "",
    now: datetime,
    import_id: UUID | None = None,
    stock_order_id: UUID | None = None,
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
        if level.unheld + net[level.variant_id] < 0:
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
        stock_order_id=stock_order_id,
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
    await goods_are_there(db, net)
