"""What the back office shows of an order's units and parcels."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.fulfilment import api as fulfilment
from lonja.fulfilment.api import ShipmentStatus
from lonja.hosting.deps import Out
from lonja.inventory import api as inventory
from lonja.orders import api as orders


class LineUnits(Out):
    """Where the units of a line are; null for an order that was never paid here.

    `due` is the day that its buyer was told for those that are waited for.
    """

    allocated: int
    waiting: int
    in_parcels: int
    shipped: int
    cancelled: int
    due: date | None


async def units_by_line(db: AsyncConnection, order: orders.Order) -> dict[int, LineUnits]:
    """Where the units of each line are."""
    waiting = await inventory.waiting_of(db, order.id)
    due = {one.variant_id: one.due for one in waiting}
    return {
        one.line: LineUnits(
            allocated=one.allocated,
            waiting=one.waiting,
            in_parcels=one.in_parcels,
            shipped=one.shipped,
            cancelled=one.cancelled,
            due=due.get(one.variant_id) if one.variant_id and one.waiting else None,
        )
        for one in await fulfilment.units_of(db, order.id)
    }


class Allocation(Out):
    """Units of a line that lie ready at a location, in no parcel yet."""

    line: int
    location: str
    quantity: int


class ShipmentLine(Out):
    line: int
    quantity: int


class Shipment(Out):
    """A parcel; `may_become` are the statuses that it may be given now."""

    id: UUID
    location: str
    status: ShipmentStatus
    carrier: str
    tracking: str
    tracking_url: str
    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    created_at: datetime
    shipped_at: datetime | None
    delivered_at: datetime | None
    actor: str
    lines: list[ShipmentLine]
    may_become: list[ShipmentStatus]


class PickupStore(Out):
    """Where its buyer comes for it."""

    location: str
    name: str


class TakenFrom(Out):
    sku: str
    location: str
    quantity: int


async def shipments(db: AsyncConnection, order_id: UUID) -> list[Shipment]:
    own = (await fulfilment.policy(db)).carriers
    return [_shipment(one, own) for one in await fulfilment.shipments_of(db, order_id)]


def _shipment(one: fulfilment.Shipment, own: Sequence[fulfilment.Carrier]) -> Shipment:
    return Shipment(
        id=one.id,
        location=one.location,
        status=one.status,
        carrier=one.carrier,
        tracking=one.tracking,
        tracking_url=fulfilment.tracking_url(one.carrier, one.tracking, own),
        weight_g=one.weight_g,
        length_mm=one.length_mm,
        width_mm=one.width_mm,
        height_mm=one.height_mm,
        created_at=one.created_at,
        shipped_at=one.shipped_at,
        delivered_at=one.delivered_at,
        actor=one.actor,
        lines=[ShipmentLine.model_validate(line) for line in one.lines],
        may_become=sorted(fulfilment.SHIPMENT_MOVES[one.status]),
    )


async def taken_from(db: AsyncConnection, order: orders.Order) -> list[TakenFrom]:
    skus = {line.variant_id: line.sku for line in order.lines if line.variant_id}
    return [
        TakenFrom(sku=skus[one.variant_id], location=one.location, quantity=-one.quantity)
        for one in await inventory.moved_for(db, order.id, list(skus))
    ]


async def allocations(db: AsyncConnection, order_id: UUID) -> list[Allocation]:
    return [Allocation.model_validate(one) for one in await fulfilment.allocations_of(db, order_id)]


async def pickup_store(db: AsyncConnection, order: orders.Order) -> PickupStore | None:
    """None of an order that is sent."""
    if order.pickup_location is None:
        return None
    store = await inventory.location(db, order.pickup_location)
    return PickupStore(location=store.code, name=store.name)
