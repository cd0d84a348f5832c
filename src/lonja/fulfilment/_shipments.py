"""Parcels are made, packed, sent and called off; the caller holds the order's lock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID, uuid5

from psycopg import AsyncConnection

from lonja.fulfilment import _store
from lonja.fulfilment._line_units import (
    Allocation,
    LineUnits,
    Shift,
    Shipment,
    ShipmentLine,
    spread,
    take,
)
from lonja.fulfilment._moving import OPEN, ShipmentStatus, Standing, require_shipment, standing
from lonja.inventory import api as inventory
from lonja.kernel.errors import Conflict, NotFound

_NO_FACTS: Mapping[str, Any] = dict.fromkeys(
    ("carrier", "tracking", "weight_g", "length_mm", "width_mm", "height_mm")
)


class ShipmentIdTaken(Conflict):
    """The id was used for another parcel: a repeat must say the same."""

    code: ClassVar[str] = "shipment_id_taken"


class UnknownShipment(NotFound):
    code: ClassVar[str] = "unknown_shipment"


class NothingReady(Conflict):
    """No unit lies ready: all have left, were cancelled, or wait for stock (`facts["waiting"]`)."""

    code: ClassVar[str] = "nothing_ready"


@dataclass(frozen=True, slots=True)
class CalledOff:
    """Units that will not be sent: where those lie that were in stock, and how many waited for it."""

    at: Sequence[Allocation]
    waiting: Mapping[int, int]


async def open_units(
    db: AsyncConnection,
    *,
    order_id: UUID,
    lines: Sequence[tuple[int, UUID | None, int]],
    picks: Sequence[tuple[UUID, str, int]],
    placed_at: datetime,
    now: datetime,
) -> None:
    """Write down where a paid order's units lie; what was not picked waits for stock.

    `lines` are line, variant and units, `picks` variant, location and units.
    """
    wanted = [one for one in lines if one[2] > 0]
    allocated = spread(wanted, picks)
    await _store.insert_units(
        db,
        order_id=order_id,
        lines=[line for line, _, _ in wanted],
        variant_ids=[variant_id for _, variant_id, _ in wanted],
        ordered=[quantity for _, _, quantity in wanted],
        allocated=[
            sum(one.quantity for one in allocated if one.line == line) for line, _, _ in wanted
        ],
        placed_at=placed_at,
    )
    if allocated:
        await _store.put_allocations(db, order_id, allocated, now)


async def add_units(
    db: AsyncConnection,
    *,
    order_id: UUID,
    lines: Sequence[tuple[int, UUID | None, int]],
    picks: Sequence[tuple[UUID, str, int]],
    placed_at: datetime,
    now: datetime,
) -> None:
    """More units of a paid order, of lines that it has or has not; as in `open_units`."""
    allocated = spread(lines, picks)
    await _store.grow_units(
        db,
        order_id=order_id,
        lines=[line for line, _, _ in lines],
        variant_ids=[variant_id for _, variant_id, _ in lines],
        ordered=[quantity for _, _, quantity in lines],
        allocated=[
            sum(one.quantity for one in allocated if one.line == line) for line, _, _ in lines
        ],
        placed_at=placed_at,
    )
    if allocated:
        await _store.put_allocations(db, order_id, allocated, now)


async def place_anywhere(
    db: AsyncConnection, *, order_id: UUID, units: Mapping[int, int], now: datetime
) -> None:
    """Units that no stock was taken for, of an order from a file: ready, at no known location."""
    placed = [Allocation(line, "", quantity) for line, quantity in units.items()]
    await _store.put_allocations(db, order_id, placed, now)
    await _store.shift(
        db,
        order_id,
        [Shift(one.line, waiting=-one.quantity, allocated=one.quantity) for one in placed],
    )


async def relocate(
    db: AsyncConnection,
    *,
    order_id: UUID,
    line: int,
    quantity: int,
    out_of: str,
    into: str,
    now: datetime,
) -> None:
    """Units of a line that lie ready at one location lie ready at another."""
    here = [one for one in await _store.allocations(db, order_id) if one.location == out_of]
    take(here, {line: quantity})
    changes = [Allocation(line, out_of, -quantity), Allocation(line, into, quantity)]
    await _store.put_allocations(db, order_id, changes, now)


async def is_sent(
    db: AsyncConnection, *, order_id: UUID, shipment_id: UUID, carrier: str, tracking: str
) -> bool:
    """Whether this very parcel left before; the same id with other facts is refused."""
    sent = await _store.find(db, order_id, shipment_id)
    if sent is None or sent.status in OPEN:
        return False
    if (sent.carrier, sent.tracking) != (carrier, tracking):
        raise ShipmentIdTaken("this id belongs to a parcel with other facts")
    return True


async def plan(
    db: AsyncConnection,
    *,
    order_id: UUID,
    shipment_id: UUID,
    lines: Mapping[int, int] | None = None,
    location: str | None = None,
    actor: str,
    now: datetime,
) -> list[Shipment]:
    """Make the parcels that `lines` need, one for each location; all that lies ready without.

    The first has the caller's id, so that a repeat finds it.
    """
    if found := await _store.find(db, order_id, shipment_id):
        if lines is not None and {one.line: one.quantity for one in found.lines} != dict(lines):
            raise ShipmentIdTaken("this id belongs to a parcel with other facts")
        return [found]
    ready = [
        one
        for one in await _store.allocations(db, order_id)
        if location is None or one.location == location
    ]
    taken = ready if lines is None else take(ready, lines)
    if not taken:
        waiting = sum(one.waiting for one in await _store.units(db, order_id))
        raise NothingReady("no unit lies ready", waiting=waiting)
    made: list[Shipment] = []
    for place in sorted({one.location for one in taken}):
        here = [one for one in taken if one.location == place]
        shipment = Shipment(
            id=uuid5(shipment_id, place) if made else shipment_id,
            location=place,
            status=ShipmentStatus.PENDING,
            carrier="",
            tracking="",
            weight_g=0,
            length_mm=0,
            width_mm=0,
            height_mm=0,
            created_at=now,
            shipped_at=None,
            delivered_at=None,
            actor=actor,
            lines=tuple(ShipmentLine(one.line, one.quantity) for one in here),
        )
        await _store.insert(db, order_id, shipment)
        made.append(shipment)
    await _store.put_allocations(
        db, order_id, [Allocation(one.line, one.location, -one.quantity) for one in taken], now
    )
    await _store.shift(
        db,
        order_id,
        [Shift(one.line, allocated=-one.quantity, in_parcels=one.quantity) for one in taken],
    )
    return made


async def move(
    db: AsyncConnection,
    *,
    order_id: UUID,
    shipment_id: UUID,
    to: ShipmentStatus,
    facts: Mapping[str, Any] | None = None,
    now: datetime,
) -> bool:
    """Move a parcel along its table, with its units; False where it stands there already.

    A cancelled parcel's units lie ready again where they lay, and so do those that came back.
    """
    shipment = await get(db, order_id, shipment_id)
    if facts:
        await _store.describe(db, order_id, shipment_id, {**_NO_FACTS, **facts})
    if shipment.status is to:
        return False
    require_shipment(shipment.status, to)
    await _store.move(db, order_id, shipment_id, to, now)
    match to:
        case ShipmentStatus.SHIPPED:
            shifts = [
                Shift(one.line, in_parcels=-one.quantity, shipped=one.quantity)
                for one in shipment.lines
            ]
        case ShipmentStatus.CANCELLED:
            shifts = [
                Shift(one.line, in_parcels=-one.quantity, allocated=one.quantity)
                for one in shipment.lines
            ]
        case ShipmentStatus.RETURNED_TO_SENDER:
            shifts = [
                Shift(one.line, shipped=-one.quantity, allocated=one.quantity)
                for one in shipment.lines
            ]
        case _:
            return True
    await _store.shift(db, order_id, shifts)
    if to is not ShipmentStatus.SHIPPED:
        back = [Allocation(one.line, shipment.location, one.quantity) for one in shipment.lines]
        await _store.put_allocations(db, order_id, back, now)
    return True


async def call_off(
    db: AsyncConnection, *, order_id: UUID, wanted: Mapping[int, int] | None = None, now: datetime
) -> CalledOff:
    """Cancel so many units of each line that have not left, all of them without `wanted`.

    First those that wait for stock, then those that lie ready, then those in parcels: the newest
    parcel first, which is packed anew. What has left already stays as it is.
    """
    at: list[Allocation] = []
    waiting: dict[int, int] = {}
    shifts: list[Shift] = []
    from_parcels: dict[int, int] = {}
    ready = await _store.allocations(db, order_id)
    for units in await _store.units(db, order_id):
        left = units.left if wanted is None else min(units.left, wanted.get(units.line, 0))
        if part := min(left, units.waiting):
            waiting[units.line] = part
            shifts.append(Shift(units.line, waiting=-part, cancelled=part))
            left -= part
        if part := min(left, units.allocated):
            at += take(ready, {units.line: part})
            shifts.append(Shift(units.line, allocated=-part, cancelled=part))
            left -= part
        if left:
            from_parcels[units.line] = left
            shifts.append(Shift(units.line, in_parcels=-left, cancelled=left))
    if at:
        less = [Allocation(one.line, one.location, -one.quantity) for one in at]
        await _store.put_allocations(db, order_id, less, now)
    if from_parcels:
        at += await _unpack(db, order_id, from_parcels, now)
    if shifts:
        await _store.shift(db, order_id, shifts)
    if waiting:
        await _stop_waiting(db, order_id, waiting)
    return CalledOff(at, waiting)


async def _stop_waiting(db: AsyncConnection, order_id: UUID, waiting: Mapping[int, int]) -> None:
    wanted: dict[UUID, int] = {}
    for one in await _store.units(db, order_id):
        if one.variant_id is not None and one.line in waiting:
            wanted[one.variant_id] = wanted.get(one.variant_id, 0) + waiting[one.line]
    await inventory.give_up(db, order_id=order_id, wanted=wanted)


async def fill(
    db: AsyncConnection, *, order_id: UUID, picks: Sequence[tuple[UUID, str, int]], now: datetime
) -> int:
    """Units of an order that waited for goods lie ready now; how many.

    `picks` are variant, location and units. The first line of a variant is filled first.
    """
    waiting = [
        (one.line, one.variant_id, one.waiting)
        for one in await _store.units(db, order_id)
        if one.waiting
    ]
    filled = spread(waiting, picks)
    if filled:
        await _store.put_allocations(db, order_id, filled, now)
        await _store.shift(
            db,
            order_id,
            [Shift(one.line, waiting=-one.quantity, allocated=one.quantity) for one in filled],
        )
    return sum(one.quantity for one in filled)


async def _unpack(
    db: AsyncConnection, order_id: UUID, wanted: Mapping[int, int], now: datetime
) -> list[Allocation]:
    left = dict(wanted)
    taken: list[Allocation] = []
    for shipment in reversed(await _store.shipments(db, order_id)):
        if shipment.status not in OPEN:
            continue
        out = [
            ShipmentLine(one.line, part)
            for one in shipment.lines
            if (part := min(one.quantity, left.get(one.line, 0))) > 0
        ]
        if not out:
            continue
        is_empty = sum(one.quantity for one in out) == sum(one.quantity for one in shipment.lines)
        await _store.take_from(db, order_id, shipment.id, out)
        to = ShipmentStatus.CANCELLED if is_empty else ShipmentStatus.PENDING
        await _store.move(db, order_id, shipment.id, to, now)
        for one in out:
            left[one.line] -= one.quantity
            taken.append(Allocation(one.line, shipment.location, one.quantity))
    return taken


async def get(db: AsyncConnection, order_id: UUID, shipment_id: UUID) -> Shipment:
    shipment = await _store.find(db, order_id, shipment_id)
    if shipment is None:
        raise UnknownShipment("the order has no such parcel")
    return shipment


async def standing_of(db: AsyncConnection, order_id: UUID) -> Standing:
    """Which status the order's units and parcels make, once it is paid."""
    found: Sequence[LineUnits] = await _store.units(db, order_id)
    return standing(
        left=sum(one.left for one in found),
        shipped=sum(one.shipped for one in found),
        statuses=[one.status for one in await _store.shipments(db, order_id)],
    )
