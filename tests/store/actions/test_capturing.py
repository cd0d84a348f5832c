"""Money that is reserved at the checkout, and taken when the goods leave: once, in time, or never."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from tests.support.giving import a_gift_card_product
from tests.support.paying import Till, a_till
from tests.support.provider import Provider, State
from tests.support.selling import NOW, fill_cart, place

from lonja.actions import (
    deliver_order,
    edit_order,
    order_books,
    refund_order,
    ship_order,
    take_reserved,
)
from lonja.actions.price_edit import Wanted
from lonja.actions.settle_difference import Settlement
from lonja.adapters.test_gateway import METHOD
from lonja.fulfilment import api as fulfilment
from lonja.kernel import limits
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


async def in_parts(database: Database, **lines: int) -> tuple[Till, Provider]:
    """As above, at a provider that takes it parcel by parcel: 10.00 a unit, 5.00 for shipping."""
    await open_small_shop(database, {"A": 9, "B": 9})
    await takes_on_shipping(database)
    provider = Provider(in_parts=True)
    placed = await place(database, await fill_cart(database, lines or {"A": 3}))
    till = Till(database, provider, placed.order_id, placed.number)
    await till.deliver()
    return till, provider


async def books(till: Till) -> payments.Books:
    async with till.database.reading() as db:
        return await order_books.books_of(db, await orders.get(db, till.order_id))


async def edit(till: Till, lines: dict[int, orders.LineEdit]) -> edit_order.Preview:
    """Lines that cost less or more; what it was said to do."""
    async with till.database.transaction() as db:
        version = len(await orders.edits(db, till.order_id))
        seen = await edit_order.preview(db, till.order_id, Wanted(version, lines), now=till.now)
        await edit_order.edit(
            db,
            order_id=till.order_id,
            edit_id=uuid4(),
            wanted=Wanted(version, lines),
            seen_total_minor=seen.after.total_minor,
            settlement=Settlement(),
            refund_limit=None,
            discount_limit=None,
            methods={},
            actor="ana@shop.example",
            now=till.now,
        )
    return seen


async def refund_all(till: Till, *, refused: bool = False) -> None:
    with pytest.raises(payments.NothingToRefund) if refused else nullcontext():
        async with till.database.transaction() as db:
            await refund_order.refund(
                db,
                order_id=till.order_id,
                refund_id=uuid4(),
                asked=payments.RefundRequested(payments.RefundReason.GOODWILL),
                actor="ana@shop.example",
                limit_minor=None,
                now=till.now,
            )


async def ship(till: Till, lines: dict[int, int] | None = None) -> None:
    async with till.database.transaction() as db:
        await ship_order.ship(
            db,
            order_id=till.order_id,
            shipment_id=uuid4(),
            lines=lines,
            carrier="Correos",
            tracking="CX1",
            actor="ana@shop.example",
            now=till.now,
        )


async def come_back(till: Till) -> None:
    """Its one parcel is at the shop again."""
    async with till.database.transaction() as db:
        [parcel] = await fulfilment.shipments_of(db, till.order_id)
        await deliver_order.return_to_sender(
            db,
            order_id=till.order_id,
            shipment_id=parcel.id,
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

    async def test_has_to_be_taken_before_the_order_costs_more(self, database: Database) -> None:
        till, _ = await a_reserved_order(database)
        more = {1: orders.LineEdit(2)}
        with pytest.raises(edit_order.NotEditable) as refused:
            await edit(till, more)

        await take(till)
        await till.deliver()

        assert (await edit(till, more)).owed_minor == 10_00
        assert refused.value.facts["reason"] == edit_order.WhyNotEditable.PAYMENT_RESERVED


class TestAPaymentInParts:
    async def test_is_taken_with_each_parcel_the_first_with_the_shipping(
        self, database: Database
    ) -> None:
        till, provider = await in_parts(database)
        booked = []
        for units in (1, 1, 1):
            await ship(till, {1: units})
            await till.deliver()
            booked.append(await till.booked_minor())

        [payment] = provider.payments.values()
        assert booked == [15_00, 25_00, 35_00]
        assert (payment.captures, payment.state, payment.kept_minor) == (3, State.PAID, 35_00)
        assert await kinds(till) == ["authorised", "captured", "captured", "captured"]
        events = [one.kind for one in (await till.order()).events]
        assert (events.count("part_paid"), events.count("paid")) == (2, 1)

    async def test_of_parcels_that_leave_together_is_taken_once_to_the_cent(
        self, database: Database
    ) -> None:
        till, provider = await in_parts(database)

        await ship(till, {1: 1})
        await ship(till, {1: 1})
        await till.deliver()

        [payment] = provider.payments.values()
        assert await till.booked_minor() == payment.kept_minor == 25_00
        assert payment.state is State.RESERVED

    @pytest.mark.parametrize("fault", ["away", "lost", "killed"])
    async def test_is_taken_once_whatever_happens_to_the_answer(
        self, database: Database, fault: str
    ) -> None:
        till, provider = await in_parts(database)
        await ship(till, {1: 1})
        provider.fault = fault  # type: ignore[assignment]  # one of its faults

        await till.deliver()
        await till.pass_time(timedelta(hours=1))
        await ship(till, {1: 1})
        await till.deliver()

        [payment] = provider.payments.values()
        assert (await till.booked_minor(), payment.taken_minor, payment.captures) == (
            25_00,
            25_00,
            2,
        )

    async def test_takes_its_rest_before_it_lapses(self, database: Database) -> None:
        till, provider = await in_parts(database)
        await ship(till, {1: 1})
        await till.pass_time(timedelta(days=6, hours=1), every=timedelta(hours=1))

        [payment] = provider.payments.values()
        assert (await till.booked_minor(), payment.captures) == (35_00, 2)

    async def test_is_refunded_of_what_was_taken_and_never_more(self, database: Database) -> None:
        till, provider = await in_parts(database)
        await ship(till, {1: 1})
        await till.deliver()

        await till.refund(15_01)
        refused = (await books(till)).left_minor
        await till.refund(6_00)
        await till.deliver()
        await ship(till)
        await till.deliver()

        [payment] = provider.payments.values()
        assert refused == 15_00
        assert (payment.kept_minor, (await books(till)).left_minor) == (29_00, 29_00)

    async def test_is_released_but_for_what_was_taken_when_all_of_the_order_is_refunded(
        self, database: Database
    ) -> None:
        till, provider = await in_parts(database)
        await refund_all(till, refused=True)
        await ship(till, {1: 1})
        await till.deliver()

        await refund_all(till)
        await till.deliver()

        [payment] = provider.payments.values()
        assert (payment.taken_minor, payment.kept_minor, payment.captures) == (15_00, 0, 1)
        assert payment.state is State.PAID
        assert (await till.booked_minor(), (await books(till)).left_minor) == (0, 0)
        assert (await till.order()).status is OrderStatus.SHIPPED

    async def test_of_a_cancelled_order_goes_back_and_its_rest_is_released(
        self, database: Database
    ) -> None:
        till, provider = await in_parts(database)
        await ship(till, {1: 1})
        await till.deliver()
        await come_back(till)

        await till.cancel()
        await till.deliver()

        [payment] = provider.payments.values()
        assert (await till.order()).status is OrderStatus.CANCELLED
        assert (payment.taken_minor, payment.kept_minor, payment.state) == (15_00, 0, State.PAID)
        sums = [(str(one.kind), one.amount_minor) for one in await till.moves()]
        assert sorted(sums) == [
            ("authorised", 35_00), ("captured", 15_00), ("refunded", 15_00), ("voided", 20_00),
        ]  # fmt: skip

    async def test_that_was_on_its_way_when_the_order_was_cancelled_goes_back_too(
        self, database: Database
    ) -> None:
        till, provider = await in_parts(database)
        await ship(till, {1: 1})
        provider.fault = "killed"
        await till.deliver()
        await come_back(till)

        await till.cancel()
        await till.pass_time(timedelta(hours=4))

        [payment] = provider.payments.values()
        assert (payment.taken_minor, payment.kept_minor) == (15_00, 0)
        assert (await books(till)).left_minor == 0

    async def test_whose_rest_is_edited_away_is_taken_for_what_left(
        self, database: Database
    ) -> None:
        till, provider = await in_parts(database)
        await ship(till, {1: 1})
        await till.deliver()

        seen = await edit(till, {1: orders.LineEdit(1)})
        await till.deliver()

        [payment] = provider.payments.values()
        assert (seen.adjusted_minor, seen.refund_minor) == (-20_00, 0)
        assert (await till.order()).status is OrderStatus.SHIPPED
        assert (await till.booked_minor(), payment.kept_minor) == (15_00, 15_00)
        assert payment.state is State.PAID

    async def test_costs_less_before_anything_left(self, database: Database) -> None:
        till, provider = await in_parts(database, A=2, B=1)

        await edit(till, {2: orders.LineEdit(0)})
        await ship(till)
        await till.deliver()

        [payment] = provider.payments.values()
        assert await till.booked_minor() == payment.kept_minor == 25_00
        sums = [(str(one.kind), one.amount_minor) for one in await till.moves()]
        assert sums == [("authorised", 35_00), ("voided", 10_00), ("captured", 25_00)]

    async def test_that_ends_at_its_provider_keeps_what_was_taken(self, database: Database) -> None:
        till, provider = await in_parts(database)
        await ship(till, {1: 1})
        await till.deliver()
        for one in provider.payments.values():
            one.state = State.CLOSED

        await till.webhook("canceled")
        await till.deliver()

        assert await till.booked_minor() == 15_00
        assert "payment_lost" in [one.kind for one in (await till.order()).events]
        with pytest.raises(orders.WrongStatus) as refused:
            await ship(till)
        assert refused.value.facts["reason"] == "not_captured"

    async def test_is_taken_whole_after_as_many_parts_as_providers_allow(
        self, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(limits, "CAPTURE_PARTS", 1)
        till, provider = await in_parts(database)

        await ship(till, {1: 1})
        await till.deliver()
        await ship(till, {1: 1})
        await till.deliver()

        [payment] = provider.payments.values()
        assert (await till.booked_minor(), payment.captures) == (35_00, 2)


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
