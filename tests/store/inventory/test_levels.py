"""Stock as the database keeps it: levels, holds and the ledger agree after whatever happens."""

import asyncio
from contextvars import Context
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import AsyncConnection
from tests.support.asking import scalar
from tests.support.selling import NOW

from lonja.catalog import api as catalog
from lonja.inventory import api as inventory
from lonja.kernel.db import Database, run
from lonja.kernel.errors import Invalid
from lonja.kernel.ids import uuid7
from lonja.kernel.transaction import Outgoing
from lonja.shelf import api as shelf
from lonja_tools.proofs.small_shop import add_product, open_small_shop

pytestmark = pytest.mark.anyio
SOON = NOW + timedelta(minutes=30)
PLACES = ("VLC", "SVQ", "OUTLET")


@pytest.fixture
async def shop(database: Database) -> Database:
    """Two places to sell from, and an outlet that is not."""
    await open_small_shop(database, {"A": 5, "B": 0})
    async with database.transaction() as db:
        await run(
            db,
            "INSERT INTO locations (code, name, country, sellable, position)"
            " VALUES ('OUTLET', 'Outlet', 'ES', false, 3)",
        )
    return database


async def variant_of(db: AsyncConnection, sku: str) -> UUID:
    found: UUID = await scalar(db, "SELECT id FROM variants WHERE sku = %(sku)s", sku=sku)
    return found


async def adjust(
    db: AsyncConnection, *changes: tuple[UUID, str, int], kind: inventory.Kind = "adjustment"
) -> None:
    await inventory.adjust(
        db,
        [inventory.Change(variant, place, units) for variant, place, units in changes],
        kind=kind,
        actor="ana",
        note="counted",
        now=NOW,
    )


async def free(db: AsyncConnection, variant: UUID) -> int:
    return (await inventory.levels(db, [variant]))[variant].free


class TestTheWord:
    """Sold out, low, in stock: what lists and pages say of a variant."""

    async def test_is_shown_anew_when_a_hold_or_its_end_turns_it_and_only_then(
        self, shop: Database, handed_over: list[Outgoing]
    ) -> None:
        two, three, last = uuid7(), uuid7(), uuid7()
        async with shop.reading() as db:
            a = await variant_of(db, "A")

        async def turns() -> int:
            count = len(handed_over)
            handed_over.clear()
            return count

        async def hold(order: UUID, units: int) -> int:
            async with shop.transaction() as db:
                await inventory.hold(db, order_id=order, wanted={a: units}, expires_at=SOON)
            return await turns()

        async def release(order: UUID) -> int:
            async with shop.transaction() as db:
                await inventory.release(db, order_id=order)
            return await turns()

        async with shop.transaction() as db:
            await inventory.set_low_at(db, variant_id=a, low_at=1, version=0, actor="ana", now=NOW)
        await turns()
        assert [await hold(two, 2), await hold(three, 2), await hold(last, 1)] == [0, 1, 1]
        assert [await release(two), await release(last), await release(uuid7())] == [1, 0, 0]
        async with shop.transaction() as db:
            await inventory.take_out(db, order_id=three, now=NOW)
        assert await turns() == 0

    async def test_turns_without_waiting_for_whoever_refreshes_lists(self, shop: Database) -> None:
        """A checkout would wait there with its stock locked, and every other buyer behind it."""

        async def hold_all() -> None:
            async with shop.transaction() as db:
                wanted = {await variant_of(db, "A"): 5}
                await inventory.hold(db, order_id=uuid7(), wanted=wanted, expires_at=SOON)

        async with shop.transaction() as db:
            products = await catalog.products_of(db, [await variant_of(db, "A")])
            await shelf.refresh(db, list(products.values()))
            await asyncio.create_task(hold_all(), context=Context())


class TestAHold:
    async def test_takes_from_what_may_be_sold_and_leaves_what_is_there(
        self, shop: Database
    ) -> None:
        order = uuid7()
        async with shop.transaction() as db:
            a = await variant_of(db, "A")
            await inventory.hold(db, order_id=order, wanted={a: 3}, expires_at=SOON)

            assert await free(db, a) == 2
            assert await inventory.stock_at(db, [a]) == {a: {"VLC": 5}}
            assert await inventory.hold_expires_at(db, order) == SOON

    async def test_of_more_than_there_is_names_what_is_short_and_how_much_there_is(
        self, shop: Database
    ) -> None:
        async with shop.transaction() as db:
            a, b = await variant_of(db, "A"), await variant_of(db, "B")

            with pytest.raises(inventory.SoldOut) as refused:
                await inventory.hold(db, order_id=uuid7(), wanted={a: 6, b: 1}, expires_at=SOON)

        assert refused.value.short == {a: 5, b: 0}

    async def test_that_is_refused_holds_none_of_its_lines(self, shop: Database) -> None:
        async with shop.reading() as db:
            a, b = await variant_of(db, "A"), await variant_of(db, "B")
        with pytest.raises(inventory.SoldOut):
            async with shop.transaction() as db:
                await inventory.hold(db, order_id=uuid7(), wanted={a: 1, b: 1}, expires_at=SOON)

        async with shop.reading() as db:
            assert await free(db, a) == 5
            assert await inventory.imbalances(db) == []

    async def test_is_given_back_once_however_often_it_is_requested(self, shop: Database) -> None:
        order = uuid7()
        async with shop.transaction() as db:
            a = await variant_of(db, "A")
            await inventory.hold(db, order_id=order, wanted={a: 3}, expires_at=SOON)
            given = [await inventory.release(db, order_id=order) for _ in range(2)]

            assert given == [True, False]
            assert await free(db, a) == 5

    async def test_is_over_when_its_time_is(self, shop: Database) -> None:
        order = uuid7()
        async with shop.transaction() as db:
            a = await variant_of(db, "A")
            await inventory.hold(db, order_id=order, wanted={a: 1}, expires_at=SOON)

            before = SOON - timedelta(microseconds=1)
            assert await inventory.expired_orders(db, now=before, limit=9) == []
            assert await inventory.expired_orders(db, now=SOON, limit=9) == [order]


class TestASale:
    async def test_leaves_from_a_place_that_sells_and_writes_the_ledger(
        self, shop: Database
    ) -> None:
        order = uuid7()
        async with shop.transaction() as db:
            a = await variant_of(db, "A")
            await adjust(db, (a, "OUTLET", 9), (a, "SVQ", 1))
            await inventory.hold(db, order_id=order, wanted={a: 6}, expires_at=SOON)

            picks = await inventory.take_out(db, order_id=order, now=NOW)
            ledger = await inventory.ledger(db, variant_id=a)

            assert [(p.location, p.quantity) for p in picks] == [("VLC", 5), ("SVQ", 1)]
            assert {(m.location, m.quantity) for m in ledger if m.kind == "sale"} == {
                *(("VLC", -5), ("SVQ", -1)),
            }
            assert {m.order_id for m in ledger if m.kind == "sale"} == {order}
            assert await inventory.stock_at(db, [a]) == {a: {"VLC": 0, "SVQ": 0, "OUTLET": 9}}
            assert (await free(db, a), await inventory.hold_expires_at(db, order)) == (0, None)

    async def test_happens_once_however_often_it_is_requested(self, shop: Database) -> None:
        order = uuid7()
        async with shop.transaction() as db:
            a = await variant_of(db, "A")
            await inventory.hold(db, order_id=order, wanted={a: 2}, expires_at=SOON)

            taken = [await inventory.take_out(db, order_id=order, now=NOW) for _ in range(2)]

            assert [len(picks) for picks in taken] == [1, 0]
            assert await free(db, a) == 3


class TestAnAdjustment:
    async def test_is_explained_by_the_ledger_newest_first(self, shop: Database) -> None:
        async with shop.transaction() as db:
            a = await variant_of(db, "A")
            await adjust(db, (a, "SVQ", 4), kind="receipt")
            await adjust(db, (a, "VLC", -2))

            ledger = await inventory.ledger(db, variant_id=a)

            assert [(m.kind, m.location, m.quantity) for m in ledger] == [
                ("adjustment", "VLC", -2), ("receipt", "SVQ", 4), ("receipt", "VLC", 5),
            ]  # fmt: skip
            assert await inventory.as_of(db, variant_id=a, at=NOW) == {"VLC": 3, "SVQ": 4}

    async def test_of_a_place_that_does_not_sell_changes_nothing_for_buyers(
        self, shop: Database
    ) -> None:
        async with shop.transaction() as db:
            a = await variant_of(db, "A")
            await adjust(db, (a, "OUTLET", 7))

            assert await free(db, a) == 5
            assert (await inventory.stock_at(db, [a]))[a] == {"VLC": 5, "OUTLET": 7}

    async def test_takes_nothing_that_is_held_for_an_order(self, shop: Database) -> None:
        async with shop.transaction() as db:
            a = await variant_of(db, "A")
            await inventory.hold(db, order_id=uuid7(), wanted={a: 3}, expires_at=SOON)
            await adjust(db, (a, "VLC", -2))

            with pytest.raises(inventory.NotEnoughStock) as refused:
                await adjust(db, (a, "VLC", -1))

        assert refused.value.facts == {"on_hand": 3, "held": 3}

    async def test_leaves_no_place_below_nothing(self, shop: Database) -> None:
        async with shop.transaction() as db:
            a = await variant_of(db, "A")
            await adjust(db, (a, "SVQ", 1))

            with pytest.raises(inventory.NotEnoughStock, match="SVQ"):
                await adjust(db, (a, "SVQ", -2))

    async def test_with_one_line_that_is_wrong_writes_none(self, shop: Database) -> None:
        async with shop.reading() as db:
            a, b = await variant_of(db, "A"), await variant_of(db, "B")
        with pytest.raises(inventory.NotEnoughStock):
            async with shop.transaction() as db:
                await adjust(db, (a, "VLC", 10), (b, "VLC", -1))

        async with shop.reading() as db:
            assert await free(db, a) == 5
            assert len(await inventory.ledger(db, variant_id=a)) == 1

    @pytest.mark.parametrize("units", [0, inventory.MAX_MOVE + 1, -inventory.MAX_MOVE - 1])
    async def test_moves_a_number_of_units_that_makes_sense(
        self, shop: Database, units: int
    ) -> None:
        async with shop.transaction() as db:
            a = await variant_of(db, "A")
            with pytest.raises(Invalid) as refused:
                await adjust(db, (a, "VLC", units))

        assert refused.value.facts == {"field": "quantity"}

    async def test_needs_a_place_that_there_is(self, shop: Database) -> None:
        async with shop.transaction() as db:
            a = await variant_of(db, "A")
            with pytest.raises(inventory.UnknownLocation):
                await adjust(db, (a, "MARS", 1))


@dataclass(slots=True)
class Model:
    """What stock of one variant should be, in the simplest terms."""

    places: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PLACES, 0))
    holds: dict[int, int] = field(default_factory=dict)

    @property
    def free(self) -> int:
        return self.places["VLC"] + self.places["SVQ"] - sum(self.holds.values())

    def adjust(self, place: str, units: int) -> bool:
        sells = place != "OUTLET"
        if self.places[place] + units < 0 or (sells and self.free + units < 0):
            return False
        self.places[place] += units
        return True

    def hold(self, order: int, units: int) -> bool:
        if units > self.free:
            return False
        self.holds[order] = units
        return True

    def take_out(self, order: int) -> None:
        """From the place that has it all, else from the first that has some."""
        left = self.holds.pop(order, 0)
        for place in sorted(("VLC", "SVQ"), key=lambda place: self.places[place] < left):
            taken = min(left, self.places[place])
            self.places[place] -= taken
            left -= taken
        assert left == 0


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("adjust"),
            st.sampled_from(PLACES),
            st.integers(-6, 6).filter(bool),
        ),
        st.tuples(st.just("hold"), st.integers(0, 4), st.integers(1, 6)),
        st.tuples(st.just("release"), st.integers(0, 4), st.none()),
        st.tuples(st.just("take_out"), st.integers(0, 4), st.none()),
    ),
    min_size=1,
    max_size=20,
)


@settings(
    max_examples=30,
    deadline=None,  # every step is a transaction on a real server
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
    ],  # each example has its own variant
)
@given(steps=STEPS)
async def test_after_whatever_happened_every_number_is_explained(
    shop: Database, steps: list[tuple[str, str | int, int | None]]
) -> None:
    model, orders = Model(), [uuid7() for _ in range(5)]
    async with shop.transaction() as db:
        variant = await add_product(db, uuid7().hex)
        await adjust(db, (variant, "VLC", 5), kind="receipt")
    model.places["VLC"] = 5

    for step in steps:
        expected = follow(model, step)
        try:
            async with shop.transaction() as db:
                await do(db, variant, orders, step)
        except (inventory.SoldOut, inventory.NotEnoughStock):
            assert not expected, step
        else:
            assert expected, step

    async with shop.reading() as db:
        assert await inventory.imbalances(db) == []
        there = (await inventory.stock_at(db, [variant]))[variant]
        assert {place: there.get(place, 0) for place in PLACES} == model.places
        assert await free(db, variant) == model.free
        assert await inventory.as_of(db, variant_id=variant, at=NOW) == there


def follow(model: Model, step: tuple[str, str | int, int | None]) -> bool:
    """Take the step in the model; whether it is allowed."""
    match step:
        case ("adjust", str(place), int(units)):
            return model.adjust(place, units)
        case ("hold", int(order), int(units)):
            return order in model.holds or model.hold(order, units)
        case ("release", int(order), _):
            model.holds.pop(order, None)
        case (_, int(order), _):
            model.take_out(order)
    return True


async def do(
    db: AsyncConnection,
    variant: UUID,
    orders: list[UUID],
    step: tuple[str, str | int, int | None],
) -> None:
    match step:
        case ("adjust", str(place), int(units)):
            await adjust(db, (variant, place, units))
        case ("hold", int(order), int(units)):
            if await inventory.hold_expires_at(db, orders[order]) is None:
                await inventory.hold(
                    db, order_id=orders[order], wanted={variant: units}, expires_at=SOON
                )
        case ("release", int(order), _):
            await inventory.release(db, order_id=orders[order])
        case (_, int(order), _):
            await inventory.take_out(db, order_id=orders[order], now=NOW)
