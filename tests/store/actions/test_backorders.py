"""What is sold before it is there: never more than the shop said, and the oldest order is served first."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.support.asking import scalar
from tests.support.selling import NOW, fill_cart, place, race

from lonja.actions import allocate_order, cancel_order, fill_backorders, pack_order
from lonja.fulfilment import api as fulfilment
from lonja.inventory import api as inventory
from lonja.kernel.db import Database, run
from lonja.kernel.ids import uuid7
from lonja.orders import api as orders
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio
LATER = date(2040, 5, 1)
SOON = datetime(2040, 1, 1, tzinfo=UTC)


@pytest.fixture
async def mugs(database: Database) -> UUID:
    """Two mugs lie there, and three more may be sold."""
    await open_small_shop(database, {"MUG": 2, "BOWL": 9})
    async with database.reading() as db:
        variant: UUID = await scalar(db, "SELECT id FROM variants WHERE sku = 'MUG'")
    await sell_ahead(database, variant, 3, day=LATER)
    return variant


async def sell_ahead(
    database: Database, variant: UUID, most: int, *, day: date | None = None, version: int = 0
) -> None:
    async with database.transaction() as db:
        await inventory.set_backorder_terms(
            db,
            variant_id=variant,
            new=inventory.BackorderTerms(inventory.BackorderKind.BACK_ORDER, most, day=day),
            version=version,
            actor="ana",
            now=NOW,
        )


async def hold(database: Database, variant: UUID, units: int) -> UUID:
    order = uuid7()
    async with database.transaction() as db:
        await inventory.hold(db, order_id=order, wanted={variant: units}, expires_at=SOON)
    return order


async def paid(database: Database, sku: str, units: int, *, minute: int) -> UUID:
    """An order of so many units that was placed at a minute and is paid, with its goods' places."""
    order_id = (await place(database, await fill_cart(database, {sku: units}))).order_id
    async with database.transaction() as db:
        await run(
            db,
            "UPDATE orders SET status = 'confirmed', confirmed_at = %(at)s, placed_at = %(at)s"
            " WHERE id = %(id)s",
            at=NOW + timedelta(minutes=minute),
            id=order_id,
        )
        order = await orders.lock(db, order_id)
        await allocate_order.allocate(db, order, now=NOW)
    return order_id


async def receive(database: Database, variant: UUID, units: int) -> None:
    async with database.transaction() as db:
        await inventory.adjust(
            db, [inventory.Change(variant, "VLC", units)], kind="receipt", actor="ana", now=NOW
        )


async def serve(database: Database, variant: UUID) -> int:
    served = 0
    while True:
        async with database.transaction() as db:
            order_id = await fill_backorders.next_order(db, variant)
            if order_id is None:
                return served
        async with database.transaction() as db:
            served += await fill_backorders.fill(db, order_id=order_id, variant_id=variant, now=NOW)


async def waiting(database: Database, *order_ids: UUID) -> list[int]:
    """Units of each order that wait; books, units and queue agree about all of them."""
    async with database.reading() as db:
        assert await inventory.imbalances(db) == []
        found = []
        for order_id in order_ids:
            units = sum(one.waiting for one in await fulfilment.units_of(db, order_id))
            queued = sum(one.quantity for one in await inventory.waiting_of(db, order_id))
            assert units == queued
            found.append(units)
    return found


async def test_buyers_at_once_never_get_more_than_the_limit(database: Database, mugs: UUID) -> None:
    results = await race(*(hold(database, mugs, 1) for _ in range(12)))

    assert sum(isinstance(one, UUID) for one in results) == 5
    async with database.reading() as db:
        assert await inventory.imbalances(db) == []
        (stock,) = (await inventory.stock_of(db, [mugs])).values()
        assert (stock.held, stock.backordered, stock.free) == (2, 3, -3)
        assert (await inventory.levels(db, [mugs]))[mugs].availability == "sold_out"


async def test_an_order_may_take_the_last_units_and_wait_for_the_rest(
    database: Database, mugs: UUID
) -> None:
    order_id = await paid(database, "MUG", 4, minute=0)

    assert await waiting(database, order_id) == [2]
    async with database.reading() as db:
        (one,) = await inventory.waiting_of(db, order_id)
        assert (one.quantity, one.due) == (2, LATER)
        level = (await inventory.levels(db, [mugs]))[mugs]
        assert (level.free, level.there, level.availability) == (1, 0, "back_order")
        assert level.promise is not None
        assert level.promise.day == LATER


async def test_a_receipt_serves_the_oldest_paid_order_first(database: Database, mugs: UUID) -> None:
    unpaid = await hold(database, mugs, 2)
    young = await paid(database, "MUG", 1, minute=9)
    old = await paid(database, "MUG", 2, minute=1)
    await receive(database, mugs, 2)

    async with database.reading() as db:
        level = (await inventory.levels(db, [mugs]))[mugs]
        assert level.there == 0, "what came belongs to those who wait"
    assert await serve(database, mugs) == 2
    assert await waiting(database, old, young) == [0, 1]

    async with database.transaction() as db:
        assert await inventory.release(db, order_id=unpaid)
    assert await serve(database, mugs) == 1
    assert await waiting(database, old, young) == [0, 0]


async def test_who_cancels_gives_the_place_to_the_next(database: Database, mugs: UUID) -> None:
    first = await paid(database, "MUG", 2, minute=0)
    second = await paid(database, "MUG", 3, minute=1)
    assert await waiting(database, first, second) == [0, 3]
    for order_id in (first, first):
        async with database.transaction() as db:
            order = await orders.get(db, order_id)
            if order.status == "confirmed":
                await cancel_order.cancel(
                    db,
                    order_id=order_id,
                    reason=cancel_order.CancelReason.BUYER_REQUEST,
                    actor="ana",
                    now=NOW,
                )
    assert await serve(database, mugs) == 2
    assert await waiting(database, second) == [1]

    async with database.transaction() as db:
        await cancel_order.cancel(
            db,
            order_id=second,
            reason=cancel_order.CancelReason.BUYER_REQUEST,
            actor="ana",
            now=NOW,
        )
    assert await waiting(database, second) == [0]
    async with database.reading() as db:
        level = (await inventory.levels(db, [mugs]))[mugs]
        assert (level.there, level.free) == (2, 5)


async def test_two_workers_serve_each_unit_once(database: Database, mugs: UUID) -> None:
    await hold(database, mugs, 2)
    order_id = await paid(database, "MUG", 3, minute=0)
    await receive(database, mugs, 2)

    async def once() -> int:
        async with database.transaction() as db:
            return await fill_backorders.fill(db, order_id=order_id, variant_id=mugs, now=NOW)

    results = await race(once(), once(), once())

    assert sorted(one for one in results if isinstance(one, int)) == [0, 0, 2]
    assert await waiting(database, order_id) == [1]


async def test_a_promise_that_moves_is_told_once(database: Database, mugs: UUID) -> None:
    await hold(database, mugs, 2)
    order_id = await paid(database, "MUG", 1, minute=0)
    async with database.transaction() as db:
        assert await inventory.promise_again(db, order_id=order_id, now=NOW) == []
    later = LATER + timedelta(days=9)
    await sell_ahead(database, mugs, 3, day=later, version=1)

    async with database.transaction() as db:
        (told,) = await inventory.promise_again(db, order_id=order_id, now=NOW)
        assert (told.was, told.due) == (LATER, later)
        assert await inventory.promise_again(db, order_id=order_id, now=NOW) == []


async def test_goods_on_their_way_are_what_a_promise_rests_on(
    database: Database, mugs: UUID
) -> None:
    await sell_ahead(database, mugs, 5, version=1)
    for units, day in ((2, LATER), (9, LATER + timedelta(days=30))):
        async with database.transaction() as db:
            await inventory.expect(
                db,
                inventory.Expected(mugs, "VLC", units, day),
                incoming_id=uuid7(),
                actor="ana",
                now=NOW,
            )
    first = await paid(database, "MUG", 4, minute=0)
    second = await paid(database, "MUG", 1, minute=1)

    async with database.reading() as db:
        assert [one.due for one in await inventory.waiting_of(db, first)] == [LATER]
        (one,) = await inventory.waiting_of(db, second)
        assert one.due == LATER + timedelta(days=30)


class TestAShopThatSendsOrdersWhole:
    async def test_packs_and_sends_nothing_before_all_of_an_order_is_there(
        self, database: Database, mugs: UUID
    ) -> None:
        async with database.transaction() as db:
            await fulfilment.set_policy(
                db, fulfilment.FulfilmentPolicy(waits_whole=True), version=0, actor="ana", now=NOW
            )
        order_id = await paid(database, "MUG", 3, minute=1)

        early = [await refusal(database, order_id, pack_order.begin) for _ in "ab"]
        await receive(database, mugs, 1)
        await serve(database, mugs)
        async with database.transaction() as db:
            await pack_order.begin(db, order_id=order_id, shipment_id=uuid7(), actor="ana", now=NOW)

        assert early == ["waits_for_goods"] * 2


async def refusal(database: Database, order_id: UUID, act: Any) -> str:
    with pytest.raises(orders.WrongStatus) as refused:
        async with database.transaction() as db:
            await act(db, order_id=order_id, shipment_id=uuid7(), actor="ana", now=NOW)
    return str(refused.value.facts["reason"])
