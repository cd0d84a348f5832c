"""The parcels of an order: begun, picked, packed, delivered, called off; and where goods come from."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from lonja.actions import deliver_order as delivering
from lonja.actions import pack_order as packing
from lonja.actions import pick_up_order
from lonja.backoffice.deps import Now
from lonja.backoffice.order_verbs import LineNumber, ParcelLines, Units, quantities
from lonja.backoffice.rules import Me
from lonja.fulfilment.api import ShipmentStatus
from lonja.hosting.deps import Db, In, Line, OptionalLine, PathText
from lonja.orders import api as orders

router = APIRouter(prefix="/orders", tags=["orders"])

Grams = Annotated[int, Field(ge=0, le=2_000_000)]
Millimetres = Annotated[int, Field(ge=0, le=20_000)]


class PackingAsked(In):
    """`lines` is what goes into it, all that lies ready without; `location` keeps to one place."""

    lines: ParcelLines = None
    location: OptionalLine = ""


class ParcelMove(In):
    """A parcel leaves with `shipOrder`; what is null of weight and size stays as it is."""

    status: Literal["pending", "picked", "packed", "cancelled", "delivered", "returned_to_sender"]
    weight_g: Grams | None = None
    length_mm: Millimetres | None = None
    width_mm: Millimetres | None = None
    height_mm: Millimetres | None = None


class PickupReady(In):
    """The parcel that what is in none yet goes into."""

    shipment_id: UUID


class PickupHandOver(In):
    """`shown` is the number that the buyer showed."""

    shown: Line


class AllocationMove(In):
    line: LineNumber
    quantity: Units
    out_of: Line
    into: Line
    reason: Line


@router.put("/{number}/parcels/{shipment_id}", status_code=204, operation_id="beginParcel")
async def begin_parcel(
    number: PathText, shipment_id: UUID, asked: PackingAsked, db: Db, me: Me, now: Now
) -> None:
    """Begin to pack; a repeat with the same id changes nothing."""
    await packing.begin(
        db,
        order_id=await orders.find(db, number),
        shipment_id=shipment_id,
        lines=quantities(asked.lines),
        location=asked.location or None,
        actor=me.email,
        now=now,
    )


@router.put("/{number}/parcels/{shipment_id}/status", status_code=204, operation_id="moveParcel")
async def move_parcel(
    number: PathText, shipment_id: UUID, asked: ParcelMove, db: Db, me: Me, now: Now
) -> None:
    """Say how far a parcel is; where it stands there already nothing changes."""
    order_id = await orders.find(db, number)
    match ShipmentStatus(asked.status):
        case ShipmentStatus.DELIVERED:
            await delivering.deliver(
                db, order_id=order_id, shipment_id=shipment_id, actor=me.email, now=now
            )
        case ShipmentStatus.RETURNED_TO_SENDER:
            await delivering.return_to_sender(
                db, order_id=order_id, shipment_id=shipment_id, actor=me.email, now=now
            )
        case status:
            await packing.advance(
                db,
                order_id=order_id,
                shipment_id=shipment_id,
                to=status,
                facts=asked.model_dump(exclude={"status"}),
                actor=me.email,
                now=now,
            )


@router.post("/{number}/pickup/ready", status_code=204, operation_id="makePickupReady")
async def make_pickup_ready(number: PathText, asked: PickupReady, db: Db, me: Me, now: Now) -> None:
    """All of the order lies in the store; its buyer gets a mail. A repeat changes nothing."""
    await pick_up_order.make_ready(
        db,
        order_id=await orders.find(db, number),
        shipment_id=asked.shipment_id,
        actor=me.email,
        now=now,
    )


@router.post("/{number}/pickup/hand-over", status_code=204, operation_id="handOver")
async def hand_over(number: PathText, asked: PickupHandOver, db: Db, me: Me, now: Now) -> None:
    """The buyer has it: 422 where what they showed is not the order's number, 409 while it is not paid."""
    await pick_up_order.hand_over(
        db,
        order_id=await orders.find(db, number),
        shown=asked.shown,
        actor=me.email,
        now=now,
    )


@router.put("/{number}/allocations", status_code=204, operation_id="moveAllocation")
async def move_allocation(
    number: PathText, asked: AllocationMove, db: Db, me: Me, now: Now
) -> None:
    """Let units leave from another location than was picked, and say why."""
    await packing.relocate(
        db,
        order_id=await orders.find(db, number),
        line=asked.line,
        quantity=asked.quantity,
        out_of=asked.out_of,
        into=asked.into,
        reason=asked.reason,
        actor=me.email,
        now=now,
    )
