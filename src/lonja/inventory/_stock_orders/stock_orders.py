"""Transfers and purchases on the caller's transaction: begun, read, and changed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.inventory import _store
from lonja.inventory._backorders.queues import PromiseAgain
from lonja.inventory._places.locations import check_open
from lonja.inventory._stock_orders import store
from lonja.inventory._stock_orders.stock_order import (
    MAX_LINES,
    ON_THE_WAY,
    Receipt,
    StockOrder,
    StockOrderChanged,
    StockOrderKind,
    StockOrderLine,
    StockOrderNotDraft,
    StockOrderNotSent,
    StockOrderReused,
    StockOrderStatus,
    UnknownStockOrder,
    Wanted,
    check_wanted,
)
from lonja.kernel import audit, outbox
from lonja.kernel.errors import Invalid
from lonja.kernel.ids import order_number
from lonja.kernel.transaction import touch_products

_PREFIX: Final = {StockOrderKind.TRANSFER: "TR", StockOrderKind.PURCHASE: "PO"}
_TRIES: Final = 5
_RECEIPTS_SHOWN: Final = 200


async def begin(
    db: AsyncConnection,
    *,
    order_id: UUID,
    kind: StockOrderKind,
    destination: str,
    origin: str = "",
    supplier_id: UUID | None = None,
    currency: str | None = None,
    expected_on: date | None = None,
    note: str = "",
    actor: str,
    now: datetime,
) -> StockOrder:
    """A draft under the caller's id; asked again, the one that is there."""
    if there := await store.lock(db, order_id):
        if there.kind is not kind:
            raise StockOrderReused("this id stands for another stock order")
        return there
    await _check_places(db, origin, destination)
    for _ in range(_TRIES):
        new = StockOrder(
            order_id, kind, order_number(_PREFIX[kind]), origin, destination, supplier_id, currency,
            StockOrderStatus.DRAFT, expected_on, note, 1, now, actor, None, None,
        )  # fmt: skip
        if await store.insert(db, new):
            await record(
                db, "begun", new, actor, now,
                origin=origin, destination=destination, supplier=supplier_id,
            )  # fmt: skip
            return new
        if there := await store.lock(db, order_id):
            return there
    raise AssertionError("five numbers in a row were taken")


async def stock_order(db: AsyncConnection, order_id: UUID, kind: StockOrderKind) -> StockOrder:
    found = await store.get(db, order_id, kind)
    if found is None:
        raise UnknownStockOrder(f"there is no such {kind}")
    return found


async def lines_of(db: AsyncConnection, order_id: UUID) -> list[StockOrderLine]:
    return await store.lines(db, order_id)


async def lines_of_all(
    db: AsyncConnection, order_ids: Sequence[UUID]
) -> dict[UUID, list[StockOrderLine]]:
    """Of several at once; one without lines has none."""
    found: dict[UUID, list[StockOrderLine]] = {order_id: [] for order_id in order_ids}
    for one in await store.lines_of_all(db, order_ids) if order_ids else ():
        found[one.id].append(one.line)
    return found


async def receipts_of(db: AsyncConnection, order_id: UUID) -> list[Receipt]:
    """The newest first."""
    return await store.receipts(db, order_id, limit=_RECEIPTS_SHOWN)


async def stock_orders(
    db: AsyncConnection, asked: store.Asked, *, after: tuple[datetime, UUID] | None, limit: int
) -> list[StockOrder]:
    """Newest first."""
    return await store.listed(db, asked, after=after, limit=limit)


async def sums_of(db: AsyncConnection, order_ids: Sequence[UUID]) -> dict[UUID, store.Sums]:
    """One without lines is missing."""
    return {one.id: one for one in await store.sums(db, order_ids)} if order_ids else {}


async def count_late(db: AsyncConnection, kind: StockOrderKind, *, today: date) -> int:
    return await store.count_late(db, kind, today)


async def change(
    db: AsyncConnection,
    *,
    order_id: UUID,
    kind: StockOrderKind,
    version: int,
    origin: str,
    destination: str,
    expected_on: date | None,
    note: str,
    actor: str,
    now: datetime,
) -> None:
    """Where from and where to while it is a draft; the day and the note until it has ended."""
    was = await lock(db, order_id, kind, version=version)
    if was.status is not StockOrderStatus.DRAFT and was.status not in ON_THE_WAY:
        raise StockOrderNotSent("it has ended", status=str(was.status))
    is_draft = was.status is StockOrderStatus.DRAFT
    if (origin, destination) != (was.origin, was.destination):
        if not is_draft:
            raise StockOrderNotDraft("it is on its way already", status=str(was.status))
        await _check_places(db, origin, destination)
    if not is_draft and expected_on is None:
        raise Invalid("what is on its way is expected on some day", field="expected_on")
    new = replace(was, origin=origin, destination=destination, expected_on=expected_on, note=note)
    if new == was:
        return
    variant_ids = await lock_goods(db, order_id)
    await store.write(db, new)
    if not is_draft and expected_on != was.expected_on:
        await store.expect_lines(db, new)
        await promise_again(db, variant_ids)
    await record(
        db, "changed", new, actor, now,
        origin=origin, destination=destination, expected_on=expected_on, was=was.expected_on, note=note,
    )  # fmt: skip


async def put_lines(
    db: AsyncConnection,
    wanted: Sequence[Wanted],
    *,
    order_id: UUID,
    kind: StockOrderKind,
    version: int,
    actor: str,
    now: datetime,
) -> None:
    """Write lines of a draft, each as it shall be; those that are not named stay."""
    check_wanted(wanted)
    was = await lock(db, order_id, kind, version=version)
    if was.status is not StockOrderStatus.DRAFT:
        raise StockOrderNotDraft("its lines stand since it was sent", status=str(was.status))
    ids = [one.variant_id for one in wanted]
    if await catalog.gift_cards_among(db, ids):
        raise Invalid("a gift card has no stock", field="lines")
    there = {line.variant_id for line in await store.lines(db, order_id)}
    kept = (there | {one.variant_id for one in wanted if one.quantity}) - {
        one.variant_id for one in wanted if not one.quantity
    }
    if len(kept) > MAX_LINES:
        raise Invalid(f"at most {MAX_LINES} lines", field="lines")
    await _store.lock_levels(db, ids)
    await store.put_lines(db, was, wanted, actor=actor, now=now)
    await store.write(db, was)
    await record(db, "lines_written", was, actor, now, lines=len(wanted), of=len(kept))


async def lock_goods(db: AsyncConnection, order_id: UUID) -> list[UUID]:
    variant_ids = [line.variant_id for line in await store.lines(db, order_id)]
    await _store.lock_levels(db, variant_ids)
    return variant_ids


async def promise_again(db: AsyncConnection, variant_ids: Sequence[UUID]) -> None:
    """Pages say another day now, and who waits may have to be told."""
    touch_products(db, (await catalog.products_of(db, variant_ids)).values())
    waited_for = [one.variant_id for one in await _store.levels(db, variant_ids) if one.backordered]
    await outbox.put_all(db, [PromiseAgain(one) for one in sorted(waited_for)])


async def lock(
    db: AsyncConnection, order_id: UUID, kind: StockOrderKind, *, version: int | None = None
) -> StockOrder:
    found = await store.lock(db, order_id)
    if found is None or found.kind is not kind:
        raise UnknownStockOrder(f"there is no such {kind}")
    if version is not None and found.version != version:
        raise StockOrderChanged("somebody changed it meanwhile", version=found.version)
    return found


async def _check_places(db: AsyncConnection, origin: str, destination: str) -> None:
    if origin == destination:
        raise Invalid("goods go from one location to another", field="destination")
    await check_open(db, {one for one in (origin, destination) if one})


async def record(
    db: AsyncConnection, what: str, order: StockOrder, actor: str, now: datetime, **facts: object
) -> None:
    await audit.record(
        db,
        at=now,
        actor=actor,
        action=f"{order.kind}_{what}",
        subject=f"stock_order:{order.id}",
        number=order.number,
        **facts,
    )
