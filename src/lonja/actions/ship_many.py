"""Parcels of many orders leave by a list of tracking numbers; each row on its own."""

from datetime import datetime
from uuid import uuid5

from psycopg import AsyncConnection

from lonja.actions import ship_order
from lonja.fulfilment import api as fulfilment
from lonja.orders import api as orders


async def ship_row(
    db: AsyncConnection, *, number: str, carrier: str, tracking: str, actor: str, now: datetime
) -> bool:
    """Ship the order's oldest parcel that is still here, else all that lies ready; False for a repeat.

    A tracking number that the order has already is the same parcel.
    """
    order_id = await orders.find(db, number)
    await orders.lock(db, order_id)
    parcels = await fulfilment.shipments_of(db, order_id)
    if any(
        (one.carrier, one.tracking) == (carrier, tracking)
        for one in parcels
        if one.status in fulfilment.GONE
    ):
        return False
    here = next((one.id for one in parcels if one.status in fulfilment.OPEN), None)
    await ship_order.ship(
        db,
        order_id=order_id,
        shipment_id=here or uuid5(order_id, f"{carrier} {tracking}"),
        carrier=carrier,
        tracking=tracking,
        actor=actor,
        now=now,
    )
    return True
