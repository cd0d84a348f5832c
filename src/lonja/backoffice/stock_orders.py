"""What transfers and purchase orders have in common, as they are asked for and shown."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, ClassVar, Final, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg import AsyncConnection
from pydantic import Field, StringConstraints

from lonja.catalog import api as catalog
from lonja.hosting.deps import In, OptionalLine, Out, Storable
from lonja.inventory import api as inventory
from lonja.kernel.errors import Invalid
from lonja.kernel.paging import SortKey
from lonja.shop.api import Shop as ShopFacts

NEWEST: Final = SortKey(datetime, UUID)
Code = Annotated[
    str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True), Storable
]
Units = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]


class UnknownCodes(Invalid):
    """`facts["codes"]` are neither a SKU nor a barcode of the shop."""

    code: ClassVar[str] = "unknown_codes"


class StockLineAsked(In):
    """`code` is a SKU or a barcode. So many units as they shall be; none takes the line away."""

    code: Code
    quantity: Units


class StockLinesAsked(In):
    lines: Annotated[list[StockLineAsked], Field(min_length=1, max_length=inventory.MAX_LINES)]


class StockArrivedAsked(In):
    """`received` are good and in stock from now on, `lost` are not, and `reason` says why."""

    code: Code
    received: Units
    lost: Units = 0
    reason: inventory.LossReason | None = None


class StockReceiptAsked(In):
    lines: Annotated[list[StockArrivedAsked], Field(min_length=1, max_length=inventory.MAX_LINES)]


class StockSendingAsked(In):
    expected_on: date


class StockEndingAsked(In):
    reason: OptionalLine = ""


class StockOrderHead(Out):
    """`left` units are still to come; `called_off` went back to where they came from, or never come."""

    id: UUID
    number: str
    status: inventory.StockOrderStatus
    destination: str
    expected_on: date | None
    is_late: bool
    note: str
    version: int
    created_at: datetime
    created_by: str
    sent_at: datetime | None
    ended_at: datetime | None
    lines_count: int
    units: int
    received: int
    lost: int
    called_off: int
    left: int


class StockOrderLine(Out):
    """`at_origin` lie where a transfer begins; with fewer than `quantity` it cannot be sent."""

    variant_id: UUID
    sku: str
    barcode: str
    name: str
    options: dict[str, str]
    quantity: int
    received: int
    lost: int
    called_off: int
    left: int
    at_origin: int | None
    cost_minor: int | None


class StockArrived(Out):
    sku: str
    received: int
    lost: int
    reason: inventory.LossReason | None


class StockReceipt(Out):
    id: UUID
    at: datetime
    actor: str
    lines: list[StockArrived]


class Heads:
    """The fields of `StockOrderHead` of some stock orders, read together."""

    def __init__(self, sums: dict[UUID, inventory.Sums], today: date) -> None:
        self._sums, self._today = sums, today

    @classmethod
    async def of(
        cls, db: AsyncConnection, found: Sequence[inventory.StockOrder], today: date
    ) -> Self:
        return cls(await inventory.sums_of(db, [one.id for one in found]), today)

    def cost_minor(self, order_id: UUID) -> int:
        return self._sums[order_id].cost_minor if order_id in self._sums else 0

    def fields(self, one: inventory.StockOrder) -> dict[str, object]:
        of = self._sums.get(one.id) or inventory.Sums(one.id, 0, 0, 0, 0, 0, 0)
        is_open = one.status in {
            inventory.StockOrderStatus.DRAFT,
            inventory.StockOrderStatus.SENT,
            inventory.StockOrderStatus.PARTLY_RECEIVED,
        }
        left = max(0, of.units - of.received - of.lost - of.called_off) if is_open else 0
        return {
            "id": one.id,
            "number": one.number,
            "status": one.status,
            "destination": one.destination,
            "expected_on": one.expected_on,
            "is_late": one.is_late(self._today),
            "note": one.note,
            "version": one.version,
            "created_at": one.created_at,
            "created_by": one.created_by,
            "sent_at": one.sent_at,
            "ended_at": one.ended_at,
            "lines_count": of.lines,
            "units": of.units,
            "received": of.received,
            "lost": of.lost,
            "called_off": of.called_off,
            "left": left,
        }


async def lines_out(
    db: AsyncConnection, one: inventory.StockOrder, language: str
) -> list[StockOrderLine]:
    lines = await inventory.lines_of(db, one.id)
    ids = [line.variant_id for line in lines]
    names = await catalog.variant_names(db, ids, language=language)
    barcodes = await catalog.barcodes_of(db, ids)
    is_draft = one.status is inventory.StockOrderStatus.DRAFT
    there = await inventory.stock_at(db, ids) if one.origin and is_draft else None
    return [
        StockOrderLine(
            variant_id=line.variant_id,
            sku=named.sku if (named := names.get(line.variant_id)) else "",
            barcode=barcodes.get(line.variant_id, ""),
            name=named.name if named else "",
            options=dict(named.options) if named else {},
            quantity=line.quantity,
            received=line.received,
            lost=line.lost,
            called_off=line.called_off,
            left=line.left,
            at_origin=None if there is None else there.get(line.variant_id, {}).get(one.origin, 0),
            cost_minor=line.cost_minor,
        )
        for line in lines
    ]


async def receipts_out(db: AsyncConnection, order_id: UUID) -> list[StockReceipt]:
    found = await inventory.receipts_of(db, order_id)
    ids = sorted({line.variant_id for one in found for line in one.arrived})
    skus = await catalog.skus(db, ids) if ids else {}
    return [
        StockReceipt(
            id=one.id,
            at=one.at,
            actor=one.actor,
            lines=[
                StockArrived(
                    sku=skus.get(line.variant_id, ""),
                    received=line.received,
                    lost=line.lost,
                    reason=line.reason,
                )
                for line in one.arrived
            ],
        )
        for one in found
    ]


async def variants_of(db: AsyncConnection, codes: Sequence[str]) -> dict[str, UUID]:
    """Each code's variant; `UnknownCodes` names all that are none."""
    found = await catalog.variants_by_code(db, codes)
    if unknown := [code for code in codes if code not in found]:
        raise UnknownCodes(
            "these are neither a SKU nor a barcode", field="lines", codes=unknown[:50]
        )
    return found


async def arrived_of(db: AsyncConnection, asked: StockReceiptAsked) -> list[inventory.Arrived]:
    variants = await variants_of(db, [line.code for line in asked.lines])
    return [
        inventory.Arrived(variants[line.code], line.received, line.lost, line.reason)
        for line in asked.lines
    ]


def today_in(facts: ShopFacts, now: datetime) -> date:
    """The shop's day: what is expected today is not late, wherever the server stands."""
    return now.astimezone(ZoneInfo(facts.time_zone)).date()
