"""Money that is reserved at the checkout, and taken when the goods leave: once, in time, or never."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from tests.support.giving import a_gift_card_product
from tests.support.paying import Till, a_till
from tests.support.provider import Provider, State
from tests.support.selling import NOW, fill_cart, place

from lonja.actions import edit_order, ship_order, take_reserved
from lonja.actions.price_edit import Wanted
from lonja.adapters.test_gateway import METHOD
from lonja.kernel.db import Database
from lonja.kernel.errors import Invalid
from lonja.orders import api as orders
from lonja.orders.api import OrderStatus
from lonja.payment_methods import api as payment_methods
from lonja.payments import api as payments
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio


async def takes_on_shipping(database: Database, method: payments.Method = METHOD) -> None:
    async with database.transaction() as db:
        there = await payment_methods.setting(db, {method.code: method}, method.code)
        wanted = replace(there, is_on=True, terms=replace(there.terms, captures_on_shipping=True))
        await payment_methods.change(
            db, {method.code: method}, wanted, actor="ana@shop.example", now=NOW
        )


async def a_reserved_order(database: Database) -> tuple[Till, Provider]:
    """An order of 15.00 that is confirmed, and whose money is reserved."""
    await open_small_shop(database, {"A": 5})
    await takes_on_shipping(database)
    provider = Provider()
    till = await a_till(database, provider)
    await till.deliver()
    return till, provider


async def ship(till: Till) -> None:
    async with till.database.transaction() as db:
        await ship_order.ship(
            db,
            order_id=till.order_id,
            shipment_id=uuid4(),
            carrier="Correos",
            tracking="CX1",
            actor="ana@shop.example",
            now=till.now,
        )


async def take(till: Till) -> None:
    async with till.database.transaction() as db:
        await take_reserved.take(db, order_id=till.order_id, actor="ana@shop.example", now=till.now)


async def kinds(till: Till) -> Sequence[str]:
    return [str(one.kind) for one in await till.moves()]


class TestAReservedPayment:
    async def test_confirms_the_order_and_is_taken_with_its_parcel(
        self, database: Database
    ) -> None:
        till, provider = await a_reserved_order(database)
        await till.pass_time(timedelta(days=2), every=timedelta(hours=3))
        before = (await till.order()).status, await kinds(till)

        await ship(till)
        await till.deliver()

        assert before == (OrderStatus.CONFIRMED, ["authorised"])
        assert (await till.order()).status is OrderStatus.SHIPPED
        assert await till.booked_minor() == 15_00
        assert [one.captures for one in provider.payments.values()] == [1]

    async def test_is_taken_before_it_lapses_whatever_has_left(self, database: Database) -> None:
        till, provider = await a_reserved_order(database)

        await till.pass_time(timedelta(days=5, hours=23), every=timedelta(hours=1))
        early = await till.booked_minor()
        await till.pass_time(timedelta(hours=3), every=timedelta(minutes=30))

        assert (early, await till.booked_minor()) == (0, 15_00)
        assert [one.captures for one in provider.payments.values()] == [1]

    async def test_is_released_when_the_order_is_cancelled(self, database: Database) -> None:
        till, provider = await a_reserved_order(database)

        await till.cancel()
        await till.deliver()

        assert [one.state for one in provider.payments.values()] == [State.CLOSED]
        assert await kinds(till) == ["authorised", "voided"]

    async def test_is_taken_now_when_staff_say_so_and_only_once(self, database: Database) -> None:
        till, provider = await a_reserved_order(database)

        await take(till)
        with pytest.raises(take_reserved.NothingReserved):
            await take(till)
        await till.deliver()

        assert await till.booked_minor() == 15_00
        assert [one.captures for one in provider.payments.values()] == [1]

    @pytest.mark.parametrize("fault", ["away", "lost", "killed"])
    async def test_is_taken_once_whatever_happens_to_the_answer(
        self, database: Database, fault: str
    ) -> None:
        till, provider = await a_reserved_order(database)
        await ship(till)

        provider.fault = fault  # type: ignore[assignment]  # one of its faults
        await till.deliver()
        await till.pass_time(timedelta(hours=1))

        assert await till.booked_minor() == 15_00
        assert [one.captures for one in provider.payments.values()] == [1]

    async def test_that_ended_at_its_provider_lets_nothing_leave(self, database: Database) -> None:
        till, provider = await a_reserved_order(database)
        for one in provider.payments.values():
            one.state = State.CLOSED

        await till.webhook("canceled")
        await till.deliver()

        assert "payment_lost" in [one.kind for one in (await till.order()).events]
        with pytest.raises(orders.WrongStatus) as refused:
            await ship(till)
        assert refused.value.facts["reason"] == "not_captured"

    async def test_has_to_be_taken_before_the_order_is_edited(self, database: Database) -> None:
        till, _ = await a_reserved_order(database)
        async with database.reading() as db:
            reserved = (await edit_order.basis(db, till.order_id, now=till.now)).why_not

        await take(till)
        await till.deliver()

        async with database.reading() as db:
            taken = (await edit_order.basis(db, till.order_id, now=till.now)).why_not
            assert await edit_order.preview(
                db, till.order_id, Wanted(0, {1: orders.LineEdit(2)}), now=till.now
            )
        assert (reserved, taken) == (edit_order.WhyNotEditable.PAYMENT_RESERVED, None)


class TestWhatIsTakenAtOnce:
    async def test_is_an_order_that_buys_a_gift_card(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        await a_gift_card_product(database, CARD=20_00)
        await takes_on_shipping(database)
        placed = await place(database, await fill_cart(database, {"A": 1, "CARD": 1}))
        till = Till(database, Provider(), placed.order_id, placed.number)

        await till.deliver()

        assert await till.booked_minor() == 35_00

    async def test_is_what_cannot_be_reserved(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})

        with pytest.raises(Invalid) as refused:
            await takes_on_shipping(database, replace(METHOD, can_reserve=False))

        assert refused.value.facts["field"] == "captures_on_shipping"
