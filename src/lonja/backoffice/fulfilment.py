"""The board of the warehouse: queues, pick list, and what is done with many parcels at once."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final, Literal
from uuid import UUID, uuid5

from fastapi import APIRouter, Query
from psycopg import AsyncConnection
from pydantic import Field

from lonja.actions import pack_order as packing
from lonja.actions import ship_many
from lonja.backoffice.deps import Now
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.fulfilment import api as fulfilment
from lonja.fulfilment.api import Queue, ShipmentStatus
from lonja.hosting.deps import (
    Cursor,
    Db,
    In,
    Line,
    ListOut,
    ListReading,
    OptionalLine,
    Out,
    PageLimit,
    Reading,
    TheShop,
)
from lonja.inventory import api as inventory
from lonja.inventory.api import AllocationRule
from lonja.kernel.errors import Refused
from lonja.kernel.paging import SortKey
from lonja.orders import api as orders
from lonja.shipping import api as shipping

router = APIRouter(prefix="/fulfilment", tags=["fulfilment"])

_BY_AGE: Final = SortKey(datetime, UUID, str)
MAX_ROWS: Final = 100
"""Rows of one request: each is a transaction of its own."""
Location = Annotated[str, Query(max_length=40)]


class Task(Out):
    """Units of an order at a location that wait for the same hand.

    `shipment_id` is null while they are in no parcel; `is_held` orders wait for a person.
    """

    id: str
    number: str
    name: str
    country: str
    shipping_code: str | None
    shipping_names: dict[str, str]
    pickup_location: str | None
    shipment_id: UUID | None
    location: str
    units: int
    lines: int
    since: datetime
    status: Literal["ready", "pending", "picked", "packed", "ready_for_pickup", "waiting"]
    is_held: bool
    due: date | None
    """The latest day that its buyer was told, of goods that are waited for."""


class TaskCounts(Out):
    to_pick: int
    to_pack: int
    to_ship: int
    to_hand_over: int
    waiting: int
    overdue: int


class PickFor(Out):
    number: str
    shipment_id: UUID
    quantity: int


class PickRow(Out):
    """All units of a SKU that one walk brings, and the parcels that they are for."""

    sku: str
    name: str
    options: dict[str, str]
    quantity: int
    parcels: list[PickFor]


class ParcelRef(In):
    number: Line
    shipment_id: UUID


class ParcelsMove(In):
    """`parcels` are all moved, or none is."""

    status: Literal["pending", "picked", "packed"]
    parcels: tuple[ParcelRef, ...] = Field(min_length=1, max_length=MAX_ROWS)


class WaveAsked(In):
    """Begin a parcel for each of these orders (their numbers), of what lies ready at a location."""

    location: Line
    orders: tuple[Line, ...] = Field(min_length=1, max_length=fulfilment.WAVE)


class WaveBegun(Out):
    parcels: int


class TrackingRow(In):
    number: Line
    tracking: OptionalLine = ""


class ShipManyAsked(In):
    carrier: Line
    rows: tuple[TrackingRow, ...] = Field(min_length=1, max_length=MAX_ROWS)


class RowOutcome(StrEnum):
    SHIPPED = "shipped"
    ALREADY = "already"
    REFUSED = "refused"


class ShippedRow(Out):
    """What became of a row; `code` is the problem's where it was refused."""

    number: str
    outcome: RowOutcome
    code: str | None


class CarrierBody(In):
    """`link` is the page of a parcel, with `{}` for its tracking number; empty where there is none."""

    name: Line
    link: OptionalLine = ""


class CarrierOut(Out):
    """`reports` says whether it may say how far its parcels are."""

    name: str
    link: str
    reports: bool


class FulfilmentPolicyBody(In):
    """`delivered_after_days` is null where a parcel never counts as delivered by itself.

    `waits_whole`: nothing of an order leaves while some of its goods are not there.
    """

    rule: AllocationRule
    delivered_after_days: Annotated[int, Field(ge=1, le=90)] | None
    reminded_after_days: Annotated[int, Field(ge=1, le=90)] | None = 4
    cancelled_after_days: Annotated[int, Field(ge=1, le=90)] | None = 10
    waits_whole: bool = False
    carriers: tuple[CarrierBody, ...] = Field(max_length=fulfilment.MAX_CARRIERS)


class FulfilmentPolicyOut(Out):
    """`known_carriers` are those whose tracking pages need no link of the shop's own."""

    rule: AllocationRule
    delivered_after_days: int | None
    reminded_after_days: int | None
    cancelled_after_days: int | None
    waits_whole: bool
    carriers: list[CarrierOut]
    known_carriers: list[str]
    version: int


@router.get("/policy", operation_id="getFulfilmentPolicy")
async def get_policy(db: Reading) -> FulfilmentPolicyOut:
    """From where parcels leave, with whom, and when they count as delivered."""
    return await _policy(db)


@router.put("/policy", operation_id="setFulfilmentPolicy")
async def set_policy(
    asked: FulfilmentPolicyBody, version: IfMatch, db: Db, me: Me, now: Now
) -> FulfilmentPolicyOut:
    await fulfilment.set_policy(
        db,
        fulfilment.FulfilmentPolicy(
            rule=asked.rule,
            delivered_after_days=asked.delivered_after_days,
            reminded_after_days=asked.reminded_after_days,
            cancelled_after_days=asked.cancelled_after_days,
            waits_whole=asked.waits_whole,
            carriers=[fulfilment.Carrier(one.name, one.link) for one in asked.carriers],
        ),
        version=version,
        actor=me.email,
        now=now,
    )
    return await _policy(db)


async def _policy(db: AsyncConnection) -> FulfilmentPolicyOut:
    policy = await fulfilment.policy(db)
    return FulfilmentPolicyOut(
        rule=policy.rule,
        delivered_after_days=policy.delivered_after_days,
        reminded_after_days=policy.reminded_after_days,
        cancelled_after_days=policy.cancelled_after_days,
        waits_whole=policy.waits_whole,
        carriers=[
            CarrierOut(name=one.name, link=one.link, reports=bool(one.keys))
            for one in policy.carriers
        ],
        known_carriers=list(fulfilment.KNOWN_CARRIERS),
        version=await fulfilment.policy_version(db),
    )


@router.get("/tasks", operation_id="listTasks")
async def list_tasks(
    db: ListReading,
    now: Now,
    queue: Queue = Queue.TO_PICK,
    location: Location = "",
    cursor: Cursor = None,
    limit: PageLimit = 50,
) -> ListOut[Task]:
    """Oldest first."""
    found = await fulfilment.tasks(
        db,
        queue=queue,
        location=location or None,
        after=_BY_AGE.after(cursor),
        limit=limit + 1,
        now=now,
    )
    page = _BY_AGE.page(found, limit, lambda task: (task.since, task.order_id, task.place))
    of = await orders.with_lines(db, [task.order_id for task in page.items])
    awaited = await inventory.waiting_of_orders(db, [task.order_id for task in page.items])
    names = {one.draft.code: one.draft.names for one in await shipping.methods(db)}
    return ListOut(
        items=[
            _task(task, of[task.order_id], names, awaited.get(task.order_id, ()))
            for task in page.items
        ],
        next_cursor=page.next_cursor,
    )


@router.get("/counts", operation_id="countTasks")
async def count_tasks(db: ListReading, now: Now, location: Location = "") -> TaskCounts:
    return TaskCounts.model_validate(
        await fulfilment.count_tasks(db, location=location or None, now=now)
    )


@router.get("/pick-list", operation_id="getPickList")
async def get_pick_list(
    db: ListReading, location: Annotated[str, Query(min_length=1, max_length=40)]
) -> ListOut[PickRow]:
    """By SKU: what to bring for the oldest parcels that were begun at a location."""
    return ListOut(items=await pick_rows(db, location), next_cursor=None)


@router.put("/parcels/status", status_code=204, operation_id="moveParcels")
async def move_parcels(asked: ParcelsMove, db: Db, me: Me, now: Now) -> None:
    """Say how far parcels of many orders are; one that stands there already stays as it is."""
    refs = sorted(
        [(await orders.find(db, one.number), one.shipment_id) for one in asked.parcels]
    )  # locks in one order
    for order_id, shipment_id in refs:
        await packing.advance(
            db,
            order_id=order_id,
            shipment_id=shipment_id,
            to=ShipmentStatus(asked.status),
            actor=me.email,
            now=now,
        )


@router.put("/waves/{wave_id}", operation_id="beginWave")
async def begin_wave(wave_id: UUID, asked: WaveAsked, shop: TheShop, me: Me, now: Now) -> WaveBegun:
    """Begin the parcels of one walk; orders that are held or changed meanwhile are left out.

    A repeat with the same id begins nothing twice.
    """
    begun = 0
    for number in asked.orders:
        try:
            async with shop.database.transaction() as db:
                order_id = await orders.find(db, number)
                await packing.begin(
                    db,
                    order_id=order_id,
                    shipment_id=uuid5(wave_id, f"{order_id} {asked.location}"),
                    location=asked.location,
                    actor=me.email,
                    now=now,
                )
            begun += 1
        except Refused:
            continue
    return WaveBegun(parcels=begun)


@router.put("/shipments", operation_id="shipMany")
async def ship_many_orders(
    asked: ShipManyAsked, shop: TheShop, me: Me, now: Now
) -> ListOut[ShippedRow]:
    """Ship by a list of order and tracking numbers; each row on its own, a repeat ships nothing twice."""
    results = []
    for row in asked.rows:
        try:
            async with shop.database.transaction() as db:
                is_new = await ship_many.ship_row(
                    db,
                    number=row.number,
                    carrier=asked.carrier,
                    tracking=row.tracking,
                    actor=me.email,
                    now=now,
                )
            outcome, code = (RowOutcome.SHIPPED if is_new else RowOutcome.ALREADY), None
        except Refused as refused:
            outcome, code = RowOutcome.REFUSED, refused.code
        results.append(ShippedRow(number=row.number, outcome=outcome, code=code))
    return ListOut(items=results, next_cursor=None)


async def pick_rows(db: AsyncConnection, location: str) -> list[PickRow]:
    wanted = await fulfilment.pick_list(db, location=location)
    of = await orders.with_lines(db, sorted({one.order_id for one in wanted}))
    lines: dict[str, orders.OrderLine] = {}
    parcels: dict[str, list[PickFor]] = {}
    for one in wanted:
        order = of[one.order_id]
        line = next(line for line in order.lines if line.line == one.line)
        lines.setdefault(line.sku, line)
        parcels.setdefault(line.sku, []).append(
            PickFor(number=order.number, shipment_id=one.shipment_id, quantity=one.quantity)
        )
    return [
        PickRow(
            sku=sku,
            name=lines[sku].name,
            options=dict(lines[sku].options),
            quantity=sum(one.quantity for one in parcels[sku]),
            parcels=parcels[sku],
        )
        for sku in sorted(lines)
    ]


def _task(
    task: fulfilment.Task,
    order: orders.Order,
    names: Mapping[str, Mapping[str, str]],
    awaited: Sequence[inventory.Backorder],
) -> Task:
    return Task(
        id=f"{task.order_id} {task.place}",
        number=order.number,
        name=order.address.name if order.address else "",
        country=order.country,
        shipping_code=order.shipping_code,
        shipping_names=dict(names.get(order.shipping_code or "", {})),
        pickup_location=order.pickup_location,
        shipment_id=task.shipment_id,
        location=task.location,
        units=task.units,
        lines=task.lines,
        since=task.since,
        status=task.status,
        is_held=order.held_at is not None,
        due=max((one.due for one in awaited if one.due), default=None)
        if task.status == "waiting"
        else None,
    )
