"""Stock orders on their way: sent, received in parts, ended.

Every unit that leaves or comes is a movement of the ledger that names its stock order. Between leaving and
coming it lies nowhere: it is in no level, so nobody can sell it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.inventory import _store
from lonja.inventory._adjustments import Change, adjust
from lonja.inventory._places.locations import check_open
from lonja.inventory._stock_orders import store
from lonja.inventory._stock_orders.stock_order import (
    ON_THE_WAY,
    Arrived,
    MoreThanSent,
    NotEnoughToSend,
    ReceiptReused,
    StockOrder,
    StockOrderChanged,
    StockOrderEmpty,
    StockOrderKind,
    StockOrderLine,
    StockOrderNotDraft,
    StockOrderNotSent,
    StockOrderStatus,
    check_arrived,
    status_of,
)
from lonja.inventory._stock_orders.stock_orders import lock, lock_goods, promise_again, record
from lonja.kernel.errors import Invalid

type Ending = Literal["lost", "called_off"]


async def send(
    db: AsyncConnection,
    *,
    order_id: UUID,
    kind: StockOrderKind,
    version: int,
    expected_on: date,
    today: date,
    actor: str,
    now: datetime,
) -> bool:
    """It is on its way: what a transfer takes along leaves its origin. False where it was before."""
    was = await lock(db, order_id, kind)
    if was.status in ON_THE_WAY:
        return False
    if was.status is not StockOrderStatus.DRAFT:
        raise StockOrderNotDraft(f"it is {was.status}", status=str(was.status))
    if was.version != version:
        raise StockOrderChanged("somebody changed it meanwhile", version=was.version)
    if expected_on < today:
        raise Invalid("goods are expected today or later", field="expected_on")
    lines = await store.lines(db, order_id)
    if not lines:
        raise StockOrderEmpty("nothing is on it yet")
    await check_open(db, {one for one in (was.origin, was.destination) if one})
    if kind is StockOrderKind.TRANSFER:
        await _take_out(db, was, lines, actor=actor, now=now)
    else:
        await _store.lock_levels(db, [line.variant_id for line in lines])
    new = replace(was, status=StockOrderStatus.SENT, expected_on=expected_on, sent_at=now)
    await store.write(db, new)
    await store.expect_lines(db, new)
    await promise_again(db, [line.variant_id for line in lines])
    units = sum(line.quantity for line in lines)
    await record(
        db, "sent", new, actor, now, lines=len(lines), units=units, expected_on=expected_on
    )
    return True


async def receive(
    db: AsyncConnection,
    arrived: Sequence[Arrived],
    *,
    order_id: UUID,
    kind: StockOrderKind,
    receipt_id: UUID,
    actor: str,
    now: datetime,
) -> bool:
    """One part came: what is good is in stock, what is lost is not. False where it was said before."""
    was = await lock(db, order_id, kind)
    said = sorted(arrived, key=lambda one: one.variant_id)
    if there := await store.receipt(db, order_id, receipt_id):
        if sorted(there.arrived, key=lambda one: one.variant_id) != said:
            raise ReceiptReused("this id stands for another receipt")
        return False
    if was.status not in ON_THE_WAY:
        raise StockOrderNotSent(f"it is {was.status}", status=str(was.status))
    await check_open(db, {was.destination})
    variant_ids = await lock_goods(db, order_id)
    lines = {line.variant_id: line for line in await store.lines(db, order_id)}
    if beyond := check_arrived(kind, lines, arrived):
        skus = await catalog.skus(db, [one.variant_id for one, _ in beyond])
        raise MoreThanSent(
            "more came than is on its way",
            skus=[f"{skus.get(one.variant_id, '')} ({left})" for one, left in beyond],
            lines=[
                {
                    "sku": skus.get(one.variant_id, ""),
                    "left": left,
                    "asked": one.received + one.lost,
                }
                for one, left in beyond
            ],
        )
    good = {one.variant_id: one.received for one in said if one.received}
    await _move(
        db, was, good, to=was.destination, is_receipt=kind is StockOrderKind.PURCHASE,
        actor=actor, now=now,
    )  # fmt: skip
    await store.write_receipt(db, order_id, receipt_id, said, actor=actor, now=now)
    await store.count_in(db, order_id, said, now=now)
    await _follow_lines(db, was, now=now)
    await promise_again(db, variant_ids)
    await record(
        db, "received", was, actor, now, receipt=receipt_id,
        units=sum(good.values()), lost=sum(one.lost for one in said),
        reasons=sorted({str(one.reason) for one in said if one.lost}),
    )  # fmt: skip
    return True


async def end(
    db: AsyncConnection,
    *,
    order_id: UUID,
    kind: StockOrderKind,
    how: Ending,
    reason: str = "",
    actor: str,
    now: datetime,
) -> None:
    """Nothing more comes of it; said again it changes nothing.

    What is left of a transfer is lost, or goes back to where it came from; of a purchase it is called off.
    """
    was = await lock(db, order_id, kind)
    if was.status in {StockOrderStatus.CLOSED, StockOrderStatus.CANCELLED}:
        return
    if was.status is StockOrderStatus.RECEIVED or (
        how == "lost" and (was.status not in ON_THE_WAY or kind is StockOrderKind.PURCHASE)
    ):
        raise StockOrderNotSent(f"it is {was.status}", status=str(was.status))
    is_back = how == "called_off" and was.status in ON_THE_WAY and bool(was.origin)
    if is_back:
        await check_open(db, {was.origin})
    variant_ids = await lock_goods(db, order_id)
    left = {line.variant_id: line.left for line in await store.lines(db, order_id) if line.left}
    if is_back:
        await _move(db, was, left, to=was.origin, is_receipt=False, actor=actor, now=now)
    await store.end_lines(db, order_id, is_lost=how == "lost", now=now)
    if left:
        await _follow_lines(db, was, now=now)
    else:
        await store.write(db, replace(was, status=StockOrderStatus.CANCELLED, ended_at=now))
    if was.status is not StockOrderStatus.DRAFT:
        await promise_again(db, variant_ids)
    await record(db, how, was, actor, now, units=sum(left.values()), reason=reason)


async def _take_out(
    db: AsyncConnection,
    order: StockOrder,
    lines: Sequence[StockOrderLine],
    *,
    actor: str,
    now: datetime,
) -> None:
    """What is held for orders stays: a level is all sellable locations', and so is its hold."""
    ids = [line.variant_id for line in lines]
    is_sellable = order.origin in {p.code for p in await _store.locations(db) if p.sellable}
    unheld = {level.variant_id: level.unheld for level in await _store.lock_levels(db, ids)}
    at = {
        row.variant_id: row.on_hand
        for row in await _store.stock_at(db, ids)
        if row.location == order.origin
    }
    short = []
    for line in lines:
        there = at.get(line.variant_id, 0)
        there = min(there, unheld[line.variant_id]) if is_sellable else there
        if there < line.quantity:
            short.append((line, max(0, there)))
    if short:
        skus = await catalog.skus(db, [line.variant_id for line, _ in short])
        raise NotEnoughToSend(
            f"there is not enough at {order.origin}",
            skus=[f"{skus.get(line.variant_id, '')} ({there})" for line, there in short],
            lines=[
                {"sku": skus.get(line.variant_id, ""), "there": there, "asked": line.quantity}
                for line, there in short
            ],
        )
    await _move(
        db, order, {line.variant_id: -line.quantity for line in lines}, to=order.origin,
        is_receipt=False, actor=actor, now=now,
    )  # fmt: skip


async def _move(
    db: AsyncConnection,
    order: StockOrder,
    units: Mapping[UUID, int],
    *,
    to: str,
    is_receipt: bool,
    actor: str,
    now: datetime,
) -> None:
    if units:
        await adjust(
            db,
            [Change(variant_id, to, units[variant_id]) for variant_id in sorted(units)],
            kind="receipt" if is_receipt else "transfer",
            actor=actor,
            note=order.number,
            now=now,
            stock_order_id=order.id,
            audited=False,
        )


async def _follow_lines(db: AsyncConnection, was: StockOrder, *, now: datetime) -> None:
    status = status_of(await store.lines(db, was.id))
    ended_at = None if status in ON_THE_WAY else now
    await store.write(db, replace(was, status=status, ended_at=ended_at))
