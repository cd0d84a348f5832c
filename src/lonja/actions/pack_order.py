"""A paid order is packed: parcels are begun, picked, packed, called off, and filled from elsewhere."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions import allocate_order, ship_order
from lonja.fulfilment import api as fulfilment
from lonja.fulfilment.api import ShipmentStatus
from lonja.inventory import api as inventory
from lonja.kernel import audit
from lonja.orders import api as orders


async def begin(
    db: AsyncConnection,
    *,
    order_id: UUID,
    shipment_id: UUID,
    lines: Mapping[int, int] | None = None,
    location: str | None = None,
    actor: str,
    now: datetime,
) -> None:
    """Begin a parcel of `lines` (line → units), of all that lies ready without; a repeat changes nothing."""
    order = await orders.lock(db, order_id)
    orders.require_may_leave(order.status, held_at=order.held_at)
    await ship_order.check_whole(db, order)
    await allocate_order.open_if_new(db, order, now=now)
    await fulfilment.plan(
        db,
        order_id=order_id,
        shipment_id=shipment_id,
        lines=lines,
        location=location,
        actor=actor,
        now=now,
    )
    orders.touched(db, order)


async def advance(
    db: AsyncConnection,
    *,
    order_id: UUID,
    shipment_id: UUID,
    to: ShipmentStatus,
    facts: Mapping[str, Any] | None = None,
    actor: str,
    now: datetime,
) -> None:
    """Move a parcel that is still here: picked, packed, back to pending, or called off."""
    assert to in fulfilment.OPEN or to is ShipmentStatus.CANCELLED, "what leaves is shipped"
    order = await orders.lock(db, order_id)
    is_move = await fulfilment.move(
        db, order_id=order_id, shipment_id=shipment_id, to=to, facts=facts, now=now
    )
    if is_move and to is ShipmentStatus.CANCELLED:
        await audit.record(
            db,
            at=now,
            actor=actor,
            action="parcel_called_off",
            subject=f"order:{order.number}",
            shipment_id=shipment_id,
        )
    orders.touched(db, order)


async def relocate(
    db: AsyncConnection,
    *,
    order_id: UUID,
    line: int,
    quantity: int,
    out_of: str,
    into: str,
    reason: str,
    actor: str,
    now: datetime,
) -> None:
    """Let units that lie ready at one location leave from another, which has them in stock."""
    order = await orders.lock(db, order_id)
    whole = await orders.get(db, order_id)
    await fulfilment.relocate(
        db, order_id=order_id, line=line, quantity=quantity, out_of=out_of, into=into, now=now
    )
    variant_id = next(one.variant_id for one in whole.lines if one.line == line)
    assert variant_id is not None, "what lies ready is a variant's"
    await inventory.relocate_sold(
        db,
        order_id=order_id,
        variant_id=variant_id,
        quantity=quantity,
        out_of=out_of,
        into=into,
        actor=actor,
        note=order.number,
        now=now,
    )
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="allocation_moved",
        subject=f"order:{order.number}",
        line=line,
        quantity=quantity,
        out_of=out_of,
        into=into,
        reason=reason,
    )
    orders.touched(db, order)
