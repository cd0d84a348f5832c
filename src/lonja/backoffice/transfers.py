"""Stock that is sent from one location to another."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from psycopg import AsyncConnection

from lonja.backoffice.deps import Language, Now, Search
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.backoffice.stock import variant_of
from lonja.backoffice.stock_orders import (
    NEWEST,
    Heads,
    StockEndingAsked,
    StockLinesAsked,
    StockOrderHead,
    StockOrderLine,
    StockReceipt,
    StockReceiptAsked,
    StockSendingAsked,
    arrived_of,
    lines_out,
    receipts_out,
    today_in,
    variants_of,
)
from lonja.hosting.deps import (
    Cursor,
    Db,
    Facts,
    In,
    Line,
    ListOut,
    ListReading,
    OptionalLine,
    PageLimit,
    Reading,
)
from lonja.inventory import api as inventory
from lonja.inventory.api import StockOrderKind, StockOrderStatus
from lonja.shop.api import Shop as ShopFacts

router = APIRouter(prefix="/transfers", tags=["transfers"])
KIND = StockOrderKind.TRANSFER


class TransferAsked(In):
    origin: Line
    destination: Line
    expected_on: date | None = None
    note: OptionalLine = ""


class TransferRow(StockOrderHead):
    """From `origin` to `destination`, both codes of locations."""

    origin: str


class Transfer(TransferRow):
    lines: list[StockOrderLine]
    receipts: list[StockReceipt]


@router.get("", operation_id="listTransfers")
async def list_transfers(
    db: ListReading,
    facts: Facts,
    now: Now,
    q: Search = "",
    status: Annotated[StockOrderStatus | None, Query()] = None,
    location: Search = "",
    sku: Search = "",
    is_late: Annotated[bool, Query()] = False,
    cursor: Cursor = None,
    limit: PageLimit = 50,
) -> ListOut[TransferRow]:
    """Newest first; `q` is part of a number or a note, `location` where they begin or end."""
    today = today_in(facts, now)
    found = await inventory.stock_orders(
        db,
        inventory.Asked(
            KIND,
            statuses=[status] if status else None,
            query=q.strip(),
            location=location,
            variant_id=await variant_of(db, sku) if sku else None,
            late_on=today if is_late else None,
        ),
        after=NEWEST.after(cursor),
        limit=limit + 1,
    )
    page = NEWEST.page(found, limit, lambda one: (one.created_at, one.id))
    heads = await Heads.of(db, page.items, today)
    return ListOut(
        items=[
            TransferRow.model_validate({**heads.fields(one), "origin": one.origin})
            for one in page.items
        ],
        next_cursor=page.next_cursor,
    )


@router.get("/{transfer_id}", operation_id="getTransfer")
async def get_transfer(
    transfer_id: UUID, language: Language, db: Reading, facts: Facts, now: Now
) -> Transfer:
    return await _transfer(db, transfer_id, language, facts, now)


@router.put("/{transfer_id}", operation_id="beginTransfer")
async def begin_transfer(
    transfer_id: UUID,
    asked: TransferAsked,
    language: Language,
    db: Db,
    facts: Facts,
    me: Me,
    now: Now,
) -> Transfer:
    """A draft under the caller's id; asked again, the one that is there."""
    await inventory.begin_stock_order(
        db, order_id=transfer_id, kind=KIND, actor=me.email, now=now, **asked.model_dump()
    )
    return await _transfer(db, transfer_id, language, facts, now)


@router.patch("/{transfer_id}", operation_id="changeTransfer")
async def change_transfer(
    transfer_id: UUID,
    asked: TransferAsked,
    version: IfMatch,
    language: Language,
    db: Db,
    facts: Facts,
    me: Me,
    now: Now,
) -> Transfer:
    """Where from and where to while it is a draft; the day and the note until it has ended."""
    await inventory.change_stock_order(
        db,
        order_id=transfer_id,
        kind=KIND,
        version=version,
        actor=me.email,
        now=now,
        **asked.model_dump(),
    )
    return await _transfer(db, transfer_id, language, facts, now)


@router.put("/{transfer_id}/lines", operation_id="writeTransferLines")
async def write_lines(
    transfer_id: UUID,
    asked: StockLinesAsked,
    version: IfMatch,
    language: Language,
    db: Db,
    facts: Facts,
    me: Me,
    now: Now,
) -> Transfer:
    """Lines of a draft by SKU or barcode, each as it shall be; those that are not named stay."""
    variants = await variants_of(db, [line.code for line in asked.lines])
    await inventory.put_lines(
        db,
        [inventory.Wanted(variants[line.code], line.quantity) for line in asked.lines],
        order_id=transfer_id,
        kind=KIND,
        version=version,
        actor=me.email,
        now=now,
    )
    return await _transfer(db, transfer_id, language, facts, now)


@router.post("/{transfer_id}/sending", operation_id="sendTransfer")
async def send_transfer(
    transfer_id: UUID,
    asked: StockSendingAsked,
    version: IfMatch,
    language: Language,
    db: Db,
    facts: Facts,
    me: Me,
    now: Now,
) -> Transfer:
    """Its goods leave where they are, and are expected where they go to. A second press sends nothing twice."""
    await inventory.send_stock_order(
        db,
        order_id=transfer_id,
        kind=KIND,
        version=version,
        expected_on=asked.expected_on,
        today=today_in(facts, now),
        actor=me.email,
        now=now,
    )
    return await _transfer(db, transfer_id, language, facts, now)


@router.put("/{transfer_id}/receipts/{receipt_id}", operation_id="receiveTransfer")
async def receive_transfer(
    transfer_id: UUID,
    receipt_id: UUID,
    asked: StockReceiptAsked,
    language: Language,
    db: Db,
    facts: Facts,
    me: Me,
    now: Now,
) -> Transfer:
    """One part came. A repeat receives nothing; more than is on its way is refused (409)."""
    await inventory.receive_stock_order(
        db,
        await arrived_of(db, asked),
        order_id=transfer_id,
        kind=KIND,
        receipt_id=receipt_id,
        actor=me.email,
        now=now,
    )
    return await _transfer(db, transfer_id, language, facts, now)


@router.post("/{transfer_id}/closing", operation_id="closeTransfer")
async def close_transfer(
    transfer_id: UUID,
    asked: StockEndingAsked,
    language: Language,
    db: Db,
    facts: Facts,
    me: Me,
    now: Now,
) -> Transfer:
    """What has not come is lost."""
    await _end(db, transfer_id, "lost", asked, me, now)
    return await _transfer(db, transfer_id, language, facts, now)


@router.post("/{transfer_id}/calling-off", operation_id="callOffTransfer")
async def call_off_transfer(
    transfer_id: UUID,
    asked: StockEndingAsked,
    language: Language,
    db: Db,
    facts: Facts,
    me: Me,
    now: Now,
) -> Transfer:
    """A draft is dropped; of one on its way, what has not come is back where it came from."""
    await _end(db, transfer_id, "called_off", asked, me, now)
    return await _transfer(db, transfer_id, language, facts, now)


async def _end(
    db: AsyncConnection,
    transfer_id: UUID,
    how: inventory.Ending,
    asked: StockEndingAsked,
    me: Me,
    now: datetime,
) -> None:
    await inventory.end_stock_order(
        db,
        order_id=transfer_id,
        kind=KIND,
        how=how,
        reason=asked.reason,
        actor=me.email,
        now=now,
    )


async def _transfer(
    db: AsyncConnection, transfer_id: UUID, language: str, facts: ShopFacts, now: datetime
) -> Transfer:
    one = await inventory.stock_order(db, transfer_id, KIND)
    heads = await Heads.of(db, [one], today_in(facts, now))
    return Transfer.model_validate(
        {
            **heads.fields(one),
            "origin": one.origin,
            "lines": await lines_out(db, one, language),
            "receipts": await receipts_out(db, one.id),
        }
    )
