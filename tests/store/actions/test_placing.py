"""A cart becomes an order, once and whole, or nothing at all is left behind."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.asking import scalar
from tests.support.selling import NOW, fill_cart, place, race

from lonja.actions import place_order
from lonja.actions.place_order import Placed
from lonja.carts import api as carts
from lonja.inventory import api as inventory
from lonja.kernel.db import Database, run
from lonja.kernel.errors import Refused
from lonja.kernel.money import Money
from lonja.orders import api as orders
from lonja.payments import api as payments
from lonja.promotions import api as promotions
from lonja_tools.proofs.small_shop import add_code, open_small_shop

pytestmark = pytest.mark.anyio

WRITTEN = ("orders", "payment_attempts", "holds", "promotion_uses", "idempotency_keys", "outbox")


async def counts(database: Database) -> dict[str, int]:
    async with database.reading() as db:
        return {table: await scalar(db, f"SELECT count(*) FROM {table}") for table in WRITTEN}


async def leaves_nothing(database: Database, cart_id: UUID) -> bool:
    """No row of it is there, all stock is free, and the cart may be paid."""
    async with database.reading() as db:
        assert await scalar(db, "SELECT coalesce(sum(held), 0) FROM stock_levels") == 0
        await carts.get(db, cart_id, now=NOW)
    return set((await counts(database)).values()) == {0}


class TestAPlacedOrder:
    async def test_is_written_whole(self, database: Database) -> None:
        a = (await open_small_shop(database, {"A": 5}))["A"]
        await add_code(database, "TEN", max_uses=1)
        cart = await fill_cart(database, {"A": 2}, codes=["TEN"])

        placed = await place(database, cart, seen_total_minor=23_00)

        assert (placed.order_id, placed.status, placed.total) == (
            *(cart, "placed", Money("EUR", 23_00)),
        )
        assert await counts(database) == dict.fromkeys(WRITTEN, 1)
        async with database.reading() as db:
            attempt = await payments.live_attempt(db, cart)
            assert attempt is not None
            assert (attempt.amount, attempt.status) == (Money("EUR", 23_00), "open")
            assert (await inventory.levels(db, [a]))[a].free == 3

    async def test_is_the_same_for_a_repeat_of_its_key(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        cart = await fill_cart(database, {"A": 1})
        first = await place(database, cart, key="k")

        assert await place(database, cart, key="k") == first
        with pytest.raises(place_order.KeyReused):
            await place(database, cart, key="k", seen_total_minor=15_00)
        with pytest.raises(carts.CartOrdered):
            await place(database, cart, key="other")
        assert (await counts(database))["orders"] == 1


class TestARefusal:
    async def refused(
        self, database: Database, cart: UUID, kind: type[Refused], **options: Any
    ) -> Refused:
        with pytest.raises(kind) as found:
            await place(database, cart, **options)
        assert await leaves_nothing(database, cart)
        return found.value

    async def test_of_what_is_sold_out_names_it(self, database: Database) -> None:
        variants = await open_small_shop(database, {"A": 5, "B": 1})
        cart = await fill_cart(database, {"A": 1, "B": 2})

        found = await self.refused(database, cart, inventory.SoldOut)

        assert isinstance(found, inventory.SoldOut)
        assert found.short == {variants["B"]: 1}

    async def test_of_what_is_no_longer_sold_names_it(self, database: Database) -> None:
        variants = await open_small_shop(database, {"A": 5})
        cart = await fill_cart(database, {"A": 1})
        async with database.transaction() as db:
            await run(db, "UPDATE products SET status = 'archived'")

        found = await self.refused(database, cart, inventory.SoldOut)

        assert isinstance(found, inventory.SoldOut)
        assert found.short == {variants["A"]: 0}

    async def test_of_a_total_that_the_buyer_has_not_seen_says_what_it_is(
        self, database: Database
    ) -> None:
        await open_small_shop(database, {"A": 5})
        cart = await fill_cart(database, {"A": 1})

        found = await self.refused(database, cart, place_order.PriceChanged, seen_total_minor=14_99)

        assert found.facts == {"total_minor": 15_00, "seen_total_minor": 14_99}

    async def test_of_a_code_that_is_spent_holds_no_stock(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        await add_code(database, "ONE", max_uses=1)
        cart = await fill_cart(database, {"A": 1}, codes=["ONE"])
        async with database.transaction() as db:
            await run(db, "UPDATE promotions SET status = 'paused'")

        await self.refused(database, cart, promotions.CodeRefused)

    async def test_of_an_empty_cart(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})

        await self.refused(database, await fill_cart(database, {}), place_order.EmptyCart)

    async def test_of_a_step_that_is_missing_names_it(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        cart = await fill_cart(database, {"A": 1})
        missing = []
        for column in ("shipping_code", "address"):
            async with database.transaction() as db:
                await run(db, f"UPDATE carts SET {column} = NULL")
            found = await self.refused(database, cart, place_order.MissingStep)
            missing.append(found.facts["step"])

        assert missing == ["shipping", "address"]


class TestBuyersAtOnce:
    async def test_share_the_last_units_and_every_loser_may_try_again(
        self, database: Database
    ) -> None:
        await open_small_shop(database, {"A": 3})
        filled = [await fill_cart(database, {"A": 1}) for _ in range(7)]

        results = await race(*(place(database, cart) for cart in filled))

        codes = [found.code for found in results if isinstance(found, Refused)]
        assert codes == ["sold_out"] * 4
        assert (await counts(database))["orders"] == 3
        async with database.reading() as db:
            assert await inventory.imbalances(db) == []
            for cart, found in zip(filled, results, strict=True):
                if isinstance(found, Refused):
                    assert (await carts.get(db, cart, now=NOW)).units == 1

    async def test_share_the_last_use_of_a_code(self, database: Database) -> None:
        await open_small_shop(database, {"A": 20})
        await add_code(database, "TWO", max_uses=2)
        filled = [await fill_cart(database, {"A": 1}, codes=["TWO"]) for _ in range(6)]

        results = await race(*(place(database, cart) for cart in filled))

        codes = [found.code for found in results if isinstance(found, Refused)]
        assert codes == ["code_refused"] * 4
        async with database.reading() as db:
            assert await scalar(db, "SELECT used FROM promotion_codes") == 2
            assert await scalar(db, "SELECT sum(held) FROM stock_levels") == 2

    async def test_with_one_key_are_one_order(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        cart = await fill_cart(database, {"A": 1})

        results = await race(*(place(database, cart, key="k") for _ in range(6)))

        placed = {found for found in results if isinstance(found, Placed)}
        others = {type(found) for found in results if isinstance(found, Refused)}
        assert len(placed) == 1
        assert others <= {place_order.InProgress}
        assert (await counts(database))["orders"] == 1

    async def test_of_one_cart_with_different_keys_are_one_order(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        cart = await fill_cart(database, {"A": 1})

        results = await race(*(place(database, cart, key=f"k{n}") for n in range(6)))

        codes = [found.code for found in results if isinstance(found, Refused)]
        assert codes == ["cart_ordered"] * 5
        assert await counts(database) == dict.fromkeys(WRITTEN, 1) | {"promotion_uses": 0}


@settings(
    max_examples=15,
    deadline=None,  # a cart and an order through a real server
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
    ],  # each example has its own cart
)
@given(
    lines=st.dictionaries(st.sampled_from("ABC"), st.integers(1, 20), min_size=1),
    off=st.none() | st.integers(1, 100),
    country=st.sampled_from(["ES", "FR", "JP"]),
    currency=st.sampled_from(["EUR", "USD"]),
)
async def test_an_order_is_its_cart_to_the_cent(
    database: Database, lines: dict[str, int], off: int | None, country: str, currency: str
) -> None:
    async with database.reading() as db:
        is_open = await scalar(db, "SELECT count(*) FROM locations")
    if not is_open:
        await open_small_shop(database, dict.fromkeys("ABC", 10_000))
        for percent in range(1, 101):
            await add_code(database, f"OFF{percent}", percent=percent)
    codes = [] if off is None else [f"OFF{off}"]
    cart_id = await fill_cart(database, lines, codes=codes, country=country, currency=currency)
    async with database.reading() as db:
        cart = await carts.get(db, cart_id, now=NOW)

    await place(database, cart_id, seen_total_minor=cart.total_minor)

    async with database.reading() as db:
        order = await orders.get(db, cart_id)
        attempt = await payments.live_attempt(db, cart_id)
        held = await scalar(
            db, "SELECT sum(quantity) FROM holds WHERE order_id = %(id)s", id=cart_id
        )
    assert attempt is not None
    assert attempt.amount == Money(currency, order.total_minor)
    assert order.total_minor == cart.total_minor
    assert order.items_minor == sum(line.total_minor for line in order.lines)
    assert order.discount_minor == sum(line.discount_minor for line in order.lines)
    assert order.total_minor == order.items_minor - order.discount_minor + order.shipping_minor
    assert {line.sku: line.quantity for line in order.lines} == lines
    assert held == sum(lines.values())
