"""Orders that Stripe is paid for: every event in any order, lost ones, refunds and disputes."""

import random
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.support.selling import NOW
from tests.support.stripe_till import StripeTill, a_stripe_till

from lonja.actions import deliver_order, edit_order, ship_order
from lonja.actions.order_books import books_of
from lonja.actions.price_edit import Wanted
from lonja.actions.settle_difference import Settlement
from lonja.adapters.test_gateway import METHOD
from lonja.disputes import api as disputes
from lonja.disputes.api import DisputeStatus
from lonja.fulfilment import api as fulfilment
from lonja.jobs import payment_events
from lonja.kernel.db import Database
from lonja.kernel.ids import uuid7
from lonja.orders.api import LineEdit, OrderStatus, WrongStatus
from lonja.payment_methods import api as payment_methods
from lonja.payments import api as payments
from lonja.payments.api import RefundStatus
from lonja_tools.proofs.small_shop import open_small_shop
from lonja_tools.stripe_server.faults import Fault

pytestmark = pytest.mark.anyio


@pytest.fixture
async def sale(database: Database) -> AsyncIterator[StripeTill]:
    await open_small_shop(database, {"A": 100_000})
    async with a_stripe_till(database) as sale:
        yield sale


@pytest.fixture
async def reserved(database: Database) -> AsyncIterator[StripeTill]:
    """Three units for 35.00, paid, whose money is taken when goods leave."""
    await open_small_shop(database, {"A": 100_000})
    await takes_on_shipping(database)
    async with a_stripe_till(database, units=3) as sale:
        yield sale


async def takes_on_shipping(database: Database) -> None:
    known = {METHOD.code: METHOD}
    async with database.transaction() as db:
        there = await payment_methods.setting(db, known, METHOD.code)
        terms = replace(there.terms, captures_on_shipping=True)
        wanted = replace(there, is_on=True, terms=terms)
        await payment_methods.change(db, known, wanted, actor="ana@shop.example", now=NOW)


async def ship(sale: StripeTill, units: int | None = None) -> None:
    async with sale.till.database.transaction() as db:
        await ship_order.ship(
            db,
            order_id=sale.till.order_id,
            shipment_id=uuid7(),
            lines=None if units is None else {1: units},
            carrier="Correos",
            tracking="CX1",
            actor="ana@shop.example",
            now=sale.till.now,
        )
    await sale.till.deliver()


async def total(sale: StripeTill) -> int:
    return (await sale.till.order()).total_minor


class TestAPayment:
    async def test_is_reserved_confirmed_and_taken_once(self, sale: StripeTill) -> None:
        await sale.paid()

        order = await sale.till.order()
        assert order.status is OrderStatus.CONFIRMED
        assert sale.stripe.effects("capture") == 1
        assert sale.stripe.intent()["amount_received"] == order.total_minor
        assert await sale.till.booked_minor() == order.total_minor

    async def test_is_found_by_the_timers_when_every_event_is_lost(self, sale: StripeTill) -> None:
        await sale.begin()
        sale.stripe.server.books.pay(sale.stripe.session(), now=sale.stripe.now())

        await sale.till.pass_time(timedelta(minutes=10))

        assert (await sale.till.order()).status is OrderStatus.CONFIRMED
        assert sale.stripe.effects("capture") == 1

    async def test_of_a_page_that_nobody_used_ends_with_it(self, sale: StripeTill) -> None:
        await sale.begin()

        await sale.till.pass_time(timedelta(hours=2))

        assert (await sale.till.order()).status is OrderStatus.CANCELLED
        assert sale.stripe.session()["status"] == "expired"
        assert not await sale.till.is_held()

    async def test_by_a_debit_waits_and_is_then_confirmed(self, sale: StripeTill) -> None:
        await sale.begin()
        books, session = sale.stripe.server.books, sale.stripe.session()
        books.debit(session, now=sale.stripe.now())
        await sale.tell()
        waiting = (await sale.till.order()).status

        books.debit_ends(session, now=sale.stripe.now(), arrives=True)
        await sale.tell()

        assert waiting is OrderStatus.PAYMENT_PENDING
        assert (await sale.till.order()).status is OrderStatus.CONFIRMED

    @pytest.mark.parametrize("seed", range(4))
    async def test_ends_the_same_in_whatever_order_its_events_come(
        self, sale: StripeTill, seed: int
    ) -> None:
        await sale.begin()
        books = sale.stripe.server.books
        books.decline(sale.stripe.session(), now=sale.stripe.now(), code="generic_decline")
        books.pay(sale.stripe.session(), now=sale.stripe.now())
        events = sale.events * 5
        random.Random(seed).shuffle(events)

        await sale.tell(events)

        assert (await sale.till.order()).status is OrderStatus.CONFIRMED
        assert sale.stripe.effects("capture") == 1
        assert await sale.till.booked_minor() == await total(sale)


class TestMoneyThatIsTakenOnShipping:
    async def test_is_taken_parcel_by_parcel(self, reserved: StripeTill) -> None:
        await reserved.paid()
        taken = [reserved.stripe.intent()["amount_received"]]
        for _ in range(3):
            await ship(reserved, 1)
            taken.append(reserved.stripe.intent()["amount_received"])
        await reserved.tell(reserved.events * 2)

        assert taken == [0, 15_00, 25_00, 35_00]
        assert reserved.stripe.intent()["status"] == "succeeded"
        assert reserved.stripe.effects("capture") == 3
        assert await reserved.till.booked_minor() == 35_00

    async def test_is_taken_whole_with_the_first_parcel_where_the_account_captures_once(
        self, reserved: StripeTill
    ) -> None:
        reserved.stripe.server.books.has_multicapture = False
        await reserved.paid()

        await ship(reserved, 1)
        await ship(reserved, 2)

        assert reserved.stripe.effects("capture") == 1
        assert await reserved.till.booked_minor() == 35_00

    @pytest.mark.parametrize("fault", [Fault.AWAY, Fault.LOST, Fault.SAVED_500, Fault.FAILED_AFTER])
    async def test_is_taken_once_whatever_happens_to_the_answer(
        self, reserved: StripeTill, fault: Fault
    ) -> None:
        await reserved.paid()
        reserved.stripe.fail(fault, "capture")

        await ship(reserved, 1)
        await reserved.till.pass_time(timedelta(hours=1), every=timedelta(minutes=10))
        await ship(reserved, 2)

        assert reserved.stripe.intent()["amount_received"] == 35_00
        assert reserved.stripe.effects("capture") == 2
        assert await reserved.till.booked_minor() == 35_00

    async def test_is_refunded_while_the_rest_is_reserved(self, reserved: StripeTill) -> None:
        await reserved.paid()
        await ship(reserved, 1)

        await reserved.till.refund(5_00)
        await reserved.till.deliver()
        await ship(reserved, 2)

        assert await reserved.refunds() == [("staff", 5_00, RefundStatus.SUCCEEDED)]
        assert reserved.stripe.charge_thing()["amount_captured"] == 35_00
        assert await reserved.till.booked_minor() == 30_00

    async def test_is_released_but_for_what_was_taken_when_the_order_is_cancelled(
        self, reserved: StripeTill
    ) -> None:
        await reserved.paid()
        await ship(reserved, 1)
        async with reserved.till.database.transaction() as db:
            [parcel] = await fulfilment.shipments_of(db, reserved.till.order_id)
            await deliver_order.return_to_sender(
                db,
                order_id=reserved.till.order_id,
                shipment_id=parcel.id,
                actor="ana@shop.example",
                now=reserved.till.now,
            )

        await reserved.till.cancel()
        await reserved.till.deliver()
        await reserved.tell(reserved.events)

        intent = reserved.stripe.intent()
        assert (intent["amount_received"], intent["amount_capturable"]) == (15_00, 0)
        assert reserved.stripe.charge_thing()["amount_refunded"] == 15_00
        assert await reserved.till.booked_minor() == 0

    async def test_is_released_where_nothing_has_left(self, reserved: StripeTill) -> None:
        await reserved.paid()

        await reserved.till.cancel()
        await reserved.till.deliver()

        assert reserved.stripe.intent()["status"] == "canceled"
        assert await reserved.till.booked_minor() == 0

    async def test_is_taken_for_what_left_where_the_rest_was_edited_away(
        self, reserved: StripeTill
    ) -> None:
        await reserved.paid()
        await ship(reserved, 1)
        async with reserved.till.database.transaction() as db:
            wanted = Wanted(0, {1: LineEdit(1)})
            seen = await edit_order.preview(
                db, reserved.till.order_id, wanted, now=reserved.till.now
            )
            await edit_order.edit(
                db,
                order_id=reserved.till.order_id,
                edit_id=uuid7(),
                wanted=wanted,
                seen_total_minor=seen.after.total_minor,
                settlement=Settlement(),
                refund_limit=None,
                discount_limit=None,
                methods={},
                actor="ana@shop.example",
                now=reserved.till.now,
            )
        await reserved.till.deliver()

        intent = reserved.stripe.intent()
        assert (intent["status"], intent["amount_received"]) == ("succeeded", 15_00)
        assert await reserved.till.booked_minor() == 15_00


class TestTheDailySweep:
    async def test_takes_in_what_was_never_delivered(self, sale: StripeTill) -> None:
        await sale.paid()
        for event in sale.events:
            event["pending_webhooks"] = 0
        intent = sale.stripe.intent()["id"]
        sale.stripe.server.books.refund({"payment_intent": intent}, now=sale.stripe.now())

        with sale.till.at_its_time():
            looks = await payment_events.sweep(sale.till.shop)
            again = await payment_events.sweep(sale.till.shop)
        await sale.till.deliver()

        assert (looks, again) == (3, 0)
        assert await sale.refunds() == [("gateway", await total(sale), RefundStatus.SUCCEEDED)]


class TestARefund:
    async def test_of_ours_comes_back_by_its_events_as_the_same_one(self, sale: StripeTill) -> None:
        await sale.paid()
        await sale.till.refund(5_00)
        await sale.till.deliver()

        await sale.tell([*reversed(sale.events), *sale.events])

        assert await sale.refunds() == [("staff", 5_00, RefundStatus.SUCCEEDED)]
        assert sale.stripe.effects("refund") == 1
        assert await sale.till.booked_minor() == await total(sale) - 5_00

    async def test_made_in_the_dashboard_is_written_down_once(self, sale: StripeTill) -> None:
        await sale.paid()
        intent = sale.stripe.intent()["id"]
        sale.stripe.server.books.refund(
            {"payment_intent": intent, "amount": 7_00}, now=sale.stripe.now()
        )

        await sale.tell(sale.events * 2)
        await sale.till.pass_time(timedelta(hours=1))

        assert await sale.refunds() == [("gateway", 7_00, RefundStatus.SUCCEEDED)]
        assert sale.stripe.effects("refund") == 1
        assert await sale.till.booked_minor() == await total(sale) - 7_00

    async def test_that_is_pending_there_is_never_sent_a_second_time(
        self, sale: StripeTill
    ) -> None:
        await sale.paid()
        books = sale.stripe.server.books
        asked = {"payment_intent": sale.stripe.intent()["id"], "amount": 7_00}
        there = books.refund(asked, now=sale.stripe.now(), status="pending")
        await sale.tell()

        await sale.till.pass_time(timedelta(hours=4), every=timedelta(minutes=30))
        there["status"] = "succeeded"
        await sale.till.pass_time(timedelta(hours=4), every=timedelta(minutes=30))

        assert await sale.refunds() == [("gateway", 7_00, RefundStatus.SUCCEEDED)]
        assert sale.stripe.effects("refund") == 1

    async def test_that_bounces_weeks_later_is_the_shops_again(self, sale: StripeTill) -> None:
        await sale.paid()
        await sale.till.refund(5_00)
        await sale.till.deliver()
        [refund] = sale.stripe.server.books.of_kind("refund")
        sale.stripe.server.books.refund_fails(refund, now=sale.stripe.now())

        await sale.tell()

        assert await sale.refunds() == [("staff", 5_00, RefundStatus.FAILED)]
        assert await sale.till.booked_minor() == await total(sale)


class TestADispute:
    async def test_takes_the_money_and_stops_refunds_and_parcels(self, sale: StripeTill) -> None:
        await sale.paid()
        sale.stripe.server.books.dispute(sale.stripe.charge_thing(), now=sale.stripe.now())

        await sale.tell(sale.events * 2)

        assert await sale.till.booked_minor() == 0
        assert (await sale.till.order()).status is OrderStatus.CONFIRMED
        assert await why_no_refund(sale) == "disputed"
        with pytest.raises(WrongStatus):
            await ship(sale)

    @pytest.mark.parametrize(("verdict", "kept"), [("won", 1), ("lost", 0)])
    async def test_ends_as_its_bank_decides(
        self, sale: StripeTill, verdict: str, kept: int
    ) -> None:
        await sale.paid()
        books = sale.stripe.server.books
        books.dispute(sale.stripe.charge_thing(), now=sale.stripe.now())
        await sale.tell()
        [dispute] = books.of_kind("dispute")
        books.dispute_moves(dispute, verdict, now=sale.stripe.now())

        await sale.tell([*reversed(sale.events), *sale.events])

        assert await sale.till.booked_minor() == kept * await total(sale)
        assert [one.status for one in await of_order(sale)] == [DisputeStatus(verdict)]
        assert await why_no_refund(sale) == (None if kept else "nothing_left")

    async def test_is_reminded_of_a_week_three_days_and_a_day_before(
        self, sale: StripeTill
    ) -> None:
        await sale.paid()
        sale.stripe.server.books.dispute(sale.stripe.charge_thing(), now=sale.stripe.now())
        await sale.tell()

        await sale.till.pass_time(timedelta(days=8), every=timedelta(hours=6))

        events = (await sale.till.order()).events
        due = [one.facts["days"] for one in events if one.kind == "dispute_due"]
        assert due == [7, 3, 1]

    async def test_is_listed_by_the_day_of_its_answer_and_then_among_the_closed(
        self, sale: StripeTill
    ) -> None:
        await sale.paid()
        books = sale.stripe.server.books
        books.dispute(sale.stripe.charge_thing(), now=sale.stripe.now())
        await sale.tell()
        [before] = await lists(sale)
        books.dispute_moves(books.of_kind("dispute")[0], "won", now=sale.stripe.now())
        await sale.tell()
        [after] = await lists(sale)

        assert before == ("open", sale.till.number, sale.till.now + timedelta(days=7))
        assert after == ("closed", sale.till.number, before[2])

    async def test_whose_events_were_lost_is_seen_when_it_is_looked_at(
        self, sale: StripeTill
    ) -> None:
        await sale.paid()
        books = sale.stripe.server.books
        books.dispute(sale.stripe.charge_thing(), now=sale.stripe.now())
        await sale.tell()
        books.dispute_moves(books.of_kind("dispute")[0], "lost", now=sale.stripe.now())

        await sale.till.pass_time(timedelta(days=1), every=timedelta(hours=6))

        assert [one.status for one in await of_order(sale)] == [DisputeStatus.LOST]


async def lists(sale: StripeTill) -> list[tuple[str, str, datetime]]:
    """(list, order, due) of this order's dispute, as the back office pages through them."""
    async with sale.till.database.reading() as db:
        opened = await disputes.list_open(db, after=None, limit=100)
        closed = await disputes.list_closed(db, after=None, limit=100)
        past = await disputes.list_open(
            db, after=(opened[-1].due_by, opened[-1].id) if opened else None, limit=100
        )
    assert not opened or past == []
    return [
        (name, one.order_number, one.due_by)
        for name, found in (("open", opened), ("closed", closed))
        for one in found
        if one.order_id == sale.till.order_id
    ]


async def of_order(sale: StripeTill) -> list[disputes.Dispute]:
    async with sale.till.database.reading() as db:
        return await disputes.of_order(db, sale.till.order_id)


async def why_no_refund(sale: StripeTill) -> str | None:
    order = await sale.till.order()
    async with sale.till.database.reading() as db:
        return payments.why_no_refund(await books_of(db, order))
