"""Orders that nobody pays hold little, for a short time, and one client has few of them."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests.support.paying import Till
from tests.support.provider import Provider, State
from tests.support.selling import NOW, fill_cart, place

from lonja.actions import place_order, ship_order
from lonja.inventory import api as inventory
from lonja.kernel import limits
from lonja.kernel.db import Database
from lonja.kernel.errors import Unavailable
from lonja.kernel.money import Money
from lonja.orders import api as orders
from lonja.payments import api as payments
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio


async def free(database: Database, variant: UUID) -> int:
    async with database.reading() as db:
        return (await inventory.levels(db, [variant]))[variant].free


async def status(database: Database, order_id: UUID) -> str:
    async with database.reading() as db:
        return (await orders.get(db, order_id)).status


class TestOneClient:
    async def test_leaves_few_orders_unpaid_at_a_time(self, database: Database) -> None:
        variant = (await open_small_shop(database, {"A": 100}))["A"]
        for number in range(limits.UNPAID_ORDERS_PER_ADDRESS):
            cart = await fill_cart(database, {"A": 1})
            await place(database, cart, email=f"{number}@example.com", client="192.0.2.1")
        cart = await fill_cart(database, {"A": 1})

        with pytest.raises(orders.TooManyUnpaidOrders) as refused:
            await place(database, cart, email="new@example.com", client="192.0.2.1")

        assert refused.value.facts == {"retry_after_s": 3600}
        assert await free(database, variant) == 100 - limits.UNPAID_ORDERS_PER_ADDRESS
        await place(database, cart, email="new@example.com", client="192.0.2.2")

    async def test_does_not_keep_the_owner_of_an_address_from_buying(
        self, database: Database
    ) -> None:
        await open_small_shop(database, {"A": 100})
        for _ in range(limits.UNPAID_ORDERS_PER_BUYER):
            cart = await fill_cart(database, {"A": 1})
            await place(database, cart, client="192.0.2.1")
        cart = await fill_cart(database, {"A": 1})

        with pytest.raises(orders.TooManyUnpaidOrders):
            await place(database, cart, client="192.0.2.1")

        assert (await place(database, cart, client="192.0.2.2")).status == "placed"

    async def test_may_buy_again_once_an_order_is_paid_or_an_hour_is_over(
        self, database: Database
    ) -> None:
        await open_small_shop(database, {"A": 100})
        placed = []
        for _ in range(limits.UNPAID_ORDERS_PER_BUYER):
            cart = await fill_cart(database, {"A": 1})
            placed.append(await place(database, cart, client="192.0.2.1"))
        till = Till(database, Provider(), placed[0].order_id, placed[0].number)
        await till.deliver()
        assert await status(database, placed[0].order_id) == "confirmed"

        await place(database, await fill_cart(database, {"A": 1}), client="192.0.2.1")
        cart = await fill_cart(database, {"A": 1})
        with pytest.raises(orders.TooManyUnpaidOrders):
            await place(database, cart, client="192.0.2.1")
        later = NOW + timedelta(minutes=limits.UNPAID_WINDOW_MINUTES, seconds=1)
        await place(database, cart, client="192.0.2.1", now=later)


class TestOneOrder:
    async def test_has_a_bounded_number_of_units(self, database: Database) -> None:
        variant = (await open_small_shop(database, {"A": 5_000, "B": 5_000}))["A"]
        cart = await fill_cart(database, {"A": 600, "B": 401})

        with pytest.raises(place_order.OrderTooLarge):
            await place(database, cart)

        assert await free(database, variant) == 5_000

    async def test_whose_payment_fails_keeps_a_small_part_of_the_stock(
        self, database: Database
    ) -> None:
        variant = (await open_small_shop(database, {"A": 100}))["A"]
        provider = Provider(opens=State.DECLINED)
        placed = await place(database, await fill_cart(database, {"A": 90}))
        till = Till(database, provider, placed.order_id, placed.number)
        assert await free(database, variant) == 10

        await till.deliver()

        assert await status(database, placed.order_id) == "payment_failed"
        assert await free(database, variant) == 95

    async def test_gets_it_back_for_a_second_card(self, database: Database) -> None:
        variant = (await open_small_shop(database, {"A": 100}))["A"]
        provider = Provider(opens=State.DECLINED)
        placed = await place(database, await fill_cart(database, {"A": 90}))
        till = Till(database, provider, placed.order_id, placed.number)
        await till.deliver()

        provider.opens = State.RESERVED
        await till.pay_again()
        await till.deliver()

        assert await status(database, placed.order_id) == "confirmed"
        assert await free(database, variant) == 10

    async def test_is_over_ten_minutes_after_a_declined_card(self, database: Database) -> None:
        variant = (await open_small_shop(database, {"A": 100}))["A"]
        provider = Provider(opens=State.DECLINED)
        placed = await place(database, await fill_cart(database, {"A": 3}))
        till = Till(database, provider, placed.order_id, placed.number)
        await till.deliver()

        await till.pass_time(timedelta(minutes=limits.UNPAID_HOLD_MINUTES + 2))

        assert await status(database, placed.order_id) == "cancelled"
        assert await free(database, variant) == 100


class TestMoneyThatWasNeverTaken:
    async def test_ends_its_payment_and_keeps_the_goods_here(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        provider = Voiding()
        placed = await place(database, await fill_cart(database, {"A": 1}))
        till = Till(database, provider, placed.order_id, placed.number)
        await till.deliver()
        await till.pass_time(timedelta(hours=1))

        async with database.reading() as db:
            order = await orders.get(db, placed.order_id)
        assert order.status == "confirmed"
        assert "payment_lost" in [event.kind for event in order.events]
        with pytest.raises(orders.WrongStatus) as refused:
            await ship(database, placed.order_id)
        assert refused.value.facts["reason"] == "not_captured"
        await ship(database, placed.order_id, although_not_captured=True)
        assert await status(database, placed.order_id) == "shipped"

    async def test_is_asked_for_with_growing_waits(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        provider = Silent()
        placed = await place(database, await fill_cart(database, {"A": 1}))
        till = Till(database, provider, placed.order_id, placed.number)
        await till.deliver()
        await till.pass_time(timedelta(hours=12))

        assert await status(database, placed.order_id) == "confirmed"
        assert provider.asked <= 16


class Voiding(Provider):
    """It gives a reservation up before it is asked for the money."""

    async def capture(self, reference: payments.Reference, amount: Money) -> payments.Answer:
        self.payments[reference.attempt_id].state = State.CLOSED
        return await super().capture(reference, amount)


class Silent(Provider):
    """It never says whether it took the money."""

    asked = 0

    async def capture(self, reference: payments.Reference, amount: Money) -> payments.Answer:
        self.asked += 1
        raise Unavailable("no answer")


async def ship(database: Database, order_id: UUID, *, although_not_captured: bool = False) -> None:
    async with database.transaction() as db:
        await ship_order.ship(
            db,
            order_id=order_id,
            shipment_id=order_id,
            carrier="MRW",
            tracking="T7",
            actor="clerk@example.com",
            now=NOW,
            although_not_captured=although_not_captured,
        )
