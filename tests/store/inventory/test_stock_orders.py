"""Transfers: what leaves, what comes, and that no unit is ever made, lost silently or sold twice."""

import asyncio
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import AsyncConnection
from tests.support.asking import scalar
from tests.support.selling import NOW

from lonja.inventory import api as inventory
from lonja.inventory.api import Arrived, LossReason, StockOrderKind, StockOrderStatus, Wanted
from lonja.kernel.db import Database
from lonja.kernel.errors import Conflict, Invalid, Refused
from lonja.kernel.ids import uuid7
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio
TRANSFER = StockOrderKind.TRANSFER
TODAY = NOW.date()
SOON = TODAY + timedelta(days=2)


@pytest.fixture
async def goods(database: Database) -> dict[str, UUID]:
    return await open_small_shop(database, {"A": 10, "B": 4})


async def transfer(
    shop: Database, lines: dict[UUID, int], *, origin: str = "VLC", destination: str = "SVQ"
) -> UUID:
    order_id = uuid7()
    async with shop.transaction() as db:
        await inventory.begin_stock_order(
            db, order_id=order_id, kind=TRANSFER, origin=origin, destination=destination,
            actor="ana", now=NOW,
        )  # fmt: skip
        await inventory.put_lines(
            db, [Wanted(one, units) for one, units in lines.items()],
            order_id=order_id, kind=TRANSFER, version=1, actor="ana", now=NOW,
        )  # fmt: skip
    return order_id


async def send(shop: Database, order_id: UUID, *, version: int = 2, on: date = SOON) -> bool:
    async with shop.transaction() as db:
        return await inventory.send_stock_order(
            db, order_id=order_id, kind=TRANSFER, version=version, expected_on=on, today=TODAY,
            actor="ana", now=NOW,
        )  # fmt: skip


async def receive(
    shop: Database, order_id: UUID, *arrived: Arrived, receipt_id: UUID | None = None
) -> bool:
    async with shop.transaction() as db:
        return await inventory.receive_stock_order(
            db, list(arrived), order_id=order_id, kind=TRANSFER, receipt_id=receipt_id or uuid7(),
            actor="ben", now=NOW,
        )  # fmt: skip


async def end(shop: Database, order_id: UUID, how: inventory.Ending) -> None:
    async with shop.transaction() as db:
        await inventory.end_stock_order(
            db, order_id=order_id, kind=TRANSFER, how=how, reason="so", actor="ana", now=NOW
        )


async def status(db: AsyncConnection, order_id: UUID) -> StockOrderStatus:
    return (await inventory.stock_order(db, order_id, TRANSFER)).status


async def free(db: AsyncConnection, variant: UUID) -> int:
    return (await inventory.levels(db, [variant]))[variant].free


class TestATransfer:
    async def test_takes_along_what_nobody_can_sell_until_it_arrives(
        self, database: Database, goods: dict[str, UUID]
    ) -> None:
        a = goods["A"]
        order = await transfer(database, {a: 6})
        async with database.reading() as db:
            before = await free(db, a)

        first, again = await send(database, order), await send(database, order)
        async with database.reading() as db:
            on_the_way = (
                await free(db, a),
                await inventory.stock_at(db, [a]),
                await inventory.on_order(db, [a]),
                await status(db, order),
            )
        await receive(database, order, Arrived(a, 4))
        async with database.reading() as db:
            half = await free(db, a), await inventory.on_order(db, [a]), await status(db, order)
        await receive(database, order, Arrived(a, 2))

        assert (before, first, again) == (10, True, False)
        assert on_the_way == (4, {a: {"VLC": 4}}, {a: 6}, StockOrderStatus.SENT)
        assert half == (8, {a: 2}, StockOrderStatus.PARTLY_RECEIVED)
        async with database.reading() as db:
            assert (await free(db, a), await inventory.on_order(db, [a])) == (10, {})
            assert await inventory.stock_at(db, [a]) == {a: {"SVQ": 6, "VLC": 4}}
            assert await status(db, order) is StockOrderStatus.RECEIVED
            moved = await inventory.ledger(db, variant_id=a, limit=3)
            assert [(one.location, one.quantity, one.kind) for one in moved] == [
                ("SVQ", 2, "transfer"), ("SVQ", 4, "transfer"), ("VLC", -6, "transfer"),
            ]  # fmt: skip
            assert {one.stock_order_id for one in moved} == {order}
            assert await inventory.imbalances(db) == []

    async def test_leaves_what_is_held_for_orders(
        self, database: Database, goods: dict[str, UUID]
    ) -> None:
        a, b = goods["A"], goods["B"]
        order = await transfer(database, {a: 8, b: 4})
        async with database.transaction() as db:
            await inventory.hold(
                db, order_id=uuid7(), wanted={a: 3}, expires_at=NOW + timedelta(days=900)
            )

        with pytest.raises(Conflict) as refused:
            await send(database, order)

        assert refused.value.code == "not_enough_to_send"
        assert refused.value.facts["lines"] == [{"sku": "A", "there": 7, "asked": 8}]
        async with database.reading() as db:
            assert await status(db, order) is StockOrderStatus.DRAFT
            assert await inventory.stock_at(db, [b]) == {b: {"VLC": 4}}

    async def test_says_what_was_lost_and_closes_with_it(
        self, database: Database, goods: dict[str, UUID]
    ) -> None:
        a = goods["A"]
        order = await transfer(database, {a: 6})
        await send(database, order)

        await receive(database, order, Arrived(a, 3, 1, LossReason.DAMAGED))
        await end(database, order, "lost")
        await end(database, order, "lost")

        async with database.reading() as db:
            (line,) = await inventory.lines_of(db, order)
            assert (line.received, line.lost, line.called_off, line.left) == (3, 3, 0, 0)
            assert await status(db, order) is StockOrderStatus.CLOSED
            assert await free(db, a) == 7
            assert await inventory.on_order(db, [a]) == {}

    @pytest.mark.parametrize(
        ("came", "ends"), [(0, StockOrderStatus.CANCELLED), (2, StockOrderStatus.CLOSED)]
    )
    async def test_that_is_called_off_goes_back_as_far_as_it_has_not_arrived(
        self, database: Database, goods: dict[str, UUID], came: int, ends: StockOrderStatus
    ) -> None:
        a = goods["A"]
        order = await transfer(database, {a: 6})
        await send(database, order)
        if came:
            await receive(database, order, Arrived(a, came))

        await end(database, order, "called_off")
        await end(database, order, "called_off")

        async with database.reading() as db:
            assert await status(db, order) is ends
            assert (await inventory.stock_at(db, [a]))[a].get("VLC") == 10 - came
            assert await free(db, a) == 10
            assert await inventory.imbalances(db) == []

    async def test_is_dropped_before_it_is_sent_and_moves_nothing(
        self, database: Database, goods: dict[str, UUID]
    ) -> None:
        order = await transfer(database, {goods["A"]: 6})

        await end(database, order, "called_off")

        async with database.reading() as db:
            assert await status(db, order) is StockOrderStatus.CANCELLED
            assert await free(db, goods["A"]) == 10
        with pytest.raises(Conflict) as refused:
            await send(database, order)
        assert refused.value.code == "stock_order_not_draft"

    async def test_counts_for_no_buyer_where_it_goes_to_what_is_not_sold(
        self, database: Database, goods: dict[str, UUID]
    ) -> None:
        a = goods["A"]
        async with database.transaction() as db:
            await inventory.add_location(
                db, inventory.LocationDraft("OUTLET", "Outlet", "ES", sellable=False),
                actor="ana", now=NOW,
            )  # fmt: skip
        order = await transfer(database, {a: 5}, destination="OUTLET")
        await send(database, order)
        async with database.reading() as db:
            coming = await inventory.on_order(db, [a])
        await receive(database, order, Arrived(a, 5))
        back = await transfer(database, {a: 5}, origin="OUTLET", destination="VLC")
        await send(database, back)

        async with database.reading() as db:
            assert coming == {}
            assert (await free(db, a), await inventory.on_order(db, [a])) == (5, {a: 5})


class TestAReceipt:
    async def test_pressed_twice_receives_once(
        self, database: Database, goods: dict[str, UUID]
    ) -> None:
        a, receipt = goods["A"], uuid7()
        order = await transfer(database, {a: 6})
        await send(database, order)

        both = await asyncio.gather(
            *[receive(database, order, Arrived(a, 3), receipt_id=receipt) for _ in range(2)]
        )
        with pytest.raises(Conflict) as other:
            await receive(database, order, Arrived(a, 1), receipt_id=receipt)

        assert sorted(both) == [False, True]
        assert other.value.code == "receipt_reused"
        async with database.reading() as db:
            assert await inventory.stock_at(db, [a]) == {a: {"SVQ": 3, "VLC": 4}}

    async def test_by_two_clerks_at_once_takes_no_more_than_was_sent(
        self, database: Database, goods: dict[str, UUID]
    ) -> None:
        a = goods["A"]
        order = await transfer(database, {a: 6})
        await send(database, order)

        both = await asyncio.gather(
            *[receive(database, order, Arrived(a, 4)) for _ in range(2)], return_exceptions=True
        )

        (refused,) = [one for one in both if isinstance(one, Refused)]
        assert refused.code == "more_than_sent"
        assert refused.facts["lines"] == [{"sku": "A", "left": 2, "asked": 4}]
        async with database.reading() as db:
            assert await inventory.stock_at(db, [a]) == {a: {"SVQ": 4, "VLC": 4}}

    @pytest.mark.parametrize(
        ("arrived", "code"),
        [
            (Arrived(UUID(int=9), 1), "more_than_sent"),
            (Arrived(UUID(int=0), 0, 0), "invalid"),
            (Arrived(UUID(int=0), 0, 1), "invalid"),
            (Arrived(UUID(int=0), -1, 2, LossReason.MISSING), "invalid"),
        ],
    )
    async def test_of_what_cannot_be_changes_nothing(
        self, database: Database, goods: dict[str, UUID], arrived: Arrived, code: str
    ) -> None:
        a = goods["A"]
        order = await transfer(database, {a: 6})
        await send(database, order)
        said = Arrived(
            arrived.variant_id if arrived.variant_id.int else a,
            arrived.received, arrived.lost, arrived.reason,
        )  # fmt: skip

        with pytest.raises(Refused) as refused:
            await receive(database, order, said)

        assert refused.value.code == code
        async with database.reading() as db:
            assert await inventory.receipts_of(db, order) == []
            assert await inventory.stock_at(db, [a]) == {a: {"VLC": 4}}


class TestAPurchase:
    async def test_comes_by_receipts_and_may_be_more_than_was_ordered(
        self, database: Database, goods: dict[str, UUID]
    ) -> None:
        a, order_id, kind = goods["A"], uuid7(), StockOrderKind.PURCHASE
        async with database.transaction() as db:
            await inventory.begin_stock_order(
                db, order_id=order_id, kind=kind, destination="SVQ", supplier_id=uuid7(),
                currency="EUR", actor="ana", now=NOW,
            )  # fmt: skip
            await inventory.put_lines(
                db, [Wanted(a, 5, 350)], order_id=order_id, kind=kind, version=1,
                actor="ana", now=NOW,
            )  # fmt: skip
            await inventory.send_stock_order(
                db, order_id=order_id, kind=kind, version=2, expected_on=SOON, today=TODAY,
                actor="ana", now=NOW,
            )  # fmt: skip
            coming = await inventory.on_order(db, [a])
            await inventory.receive_stock_order(
                db, [Arrived(a, 7)], order_id=order_id, kind=kind, receipt_id=uuid7(),
                actor="ben", now=NOW,
            )  # fmt: skip

        async with database.reading() as db:
            (newest,) = await inventory.ledger(db, variant_id=a, limit=1)
            found = await inventory.stock_order(db, order_id, kind)
            assert coming == {a: 5}
            assert (newest.kind, newest.quantity, newest.location) == ("receipt", 7, "SVQ")
            assert (found.status, await free(db, a)) == (StockOrderStatus.CLOSED, 17)
            assert await inventory.on_order(db, [a]) == {}
            assert await inventory.imbalances(db) == []


class TestADraft:
    async def test_is_one_for_an_id_and_changed_by_who_has_read_it(
        self, database: Database, goods: dict[str, UUID]
    ) -> None:
        order = await transfer(database, {goods["A"]: 6})
        async with database.transaction() as db:
            again = await inventory.begin_stock_order(
                db, order_id=order, kind=TRANSFER, origin="SVQ", destination="VLC",
                actor="ben", now=NOW,
            )  # fmt: skip
            with pytest.raises(Conflict) as stale:
                await inventory.put_lines(
                    db, [Wanted(goods["B"], 1)], order_id=order, kind=TRANSFER, version=1,
                    actor="ben", now=NOW,
                )  # fmt: skip

        assert (again.origin, again.version) == ("VLC", 2)
        assert stale.value.code == "stock_order_changed"

    async def test_is_not_sent_without_goods_or_for_a_day_that_is_over(
        self, database: Database, goods: dict[str, UUID]
    ) -> None:
        empty, full = await transfer(database, {}), await transfer(database, {goods["A"]: 1})

        with pytest.raises(Conflict) as nothing:
            await send(database, empty)
        with pytest.raises(Invalid) as late:
            await send(database, full, on=TODAY - timedelta(days=1))
        with pytest.raises(Invalid) as nowhere:
            await transfer(database, {}, origin="VLC", destination="VLC")

        assert nothing.value.code == "stock_order_empty"
        assert late.value.facts["field"] == "expected_on"
        assert nowhere.value.facts["field"] == "destination"


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("receive"), st.integers(0, 4), st.integers(0, 3)),
        st.tuples(st.sampled_from(["send", "lost", "called_off"]), st.just(0), st.just(0)),
    ),
    max_size=8,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(units=st.integers(1, 6), steps=STEPS)
async def test_no_unit_is_made_or_vanishes_whatever_is_pressed(
    database: Database, units: int, steps: list[tuple[str, int, int]]
) -> None:
    async with database.reading() as db:
        is_open = await scalar(db, "SELECT count(*) FROM locations")
    if not is_open:
        await open_small_shop(database, {"A": 10_000})
    async with database.reading() as db:
        a = await scalar(db, "SELECT id FROM variants WHERE sku = 'A'")
        (was,) = (await inventory.stock_of(db, [a])).values()
    order = await transfer(database, {a: units})

    for what, good, lost in steps:
        try:
            if what == "send":
                await send(database, order)
            elif what == "receive":
                await receive(
                    database, order, Arrived(a, good, lost, LossReason.MISSING if lost else None)
                )
            else:
                await end(database, order, "lost" if what == "lost" else "called_off")
        except Refused:
            pass
        async with database.reading() as db:
            (line,) = await inventory.lines_of(db, order)
            (level,) = (await inventory.stock_of(db, [a])).values()
            is_sent = (await inventory.stock_order(db, order, TRANSFER)).sent_at is not None
            assert min(line.received, line.lost, line.called_off) >= 0
            assert line.received + line.lost + line.called_off + line.left == units
            gone = line.left + line.lost if is_sent else 0
            assert was.on_hand - level.on_hand == gone
            assert await inventory.imbalances(db) == []
