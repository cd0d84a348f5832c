"""Orders that are paid without a network: by transfer, and at the door."""

from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

import pytest
from tests.support.asking import scalar
from tests.support.paying import Till
from tests.support.paying import a_till as a_card_till
from tests.support.provider import Provider, State
from tests.support.selling import NOW, fill_cart, place

from lonja.actions import (
    edit_order,
    print_orders,
    receive_payment,
    send_payment_link,
    settle_refund_by_hand,
    ship_order,
)
from lonja.actions.price_edit import Wanted
from lonja.actions.settle_difference import Settlement
from lonja.adapters.manual_gateways import METHODS, ON_DELIVERY, TRANSFER, ManualGateway
from lonja.documents import api as documents
from lonja.kernel.db import Database
from lonja.kernel.errors import Invalid
from lonja.kernel.money import Money
from lonja.manual_payments.api import ReceivedBy
from lonja.orders import api as orders
from lonja.payment_methods import api as payment_methods
from lonja.payments import api as payments
from lonja.shop import api as shops
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

IBAN: Final = "ES9121000418450200051332"
ACTOR: Final = "clerk@azulejo.example"
DUE: Final = 15_00
KNOWN: Final = {method.code: method for method in METHODS}


@pytest.fixture
async def shop(database: Database) -> Database:
    await open_small_shop(database, {"A": 100_000})
    async with database.transaction() as db:
        for method in (TRANSFER, ON_DELIVERY):
            await payment_methods.change(
                db,
                KNOWN,
                payment_methods.Setting(
                    method.code,
                    is_on=True,
                    terms=payment_methods.Terms(holder="Azulejo S.L.", iban=IBAN, due_days=5),
                ),
                actor=ACTOR,
                now=NOW,
            )
    return database


async def a_till(database: Database, method: payments.Method = TRANSFER) -> Till:
    placed = await place(database, await fill_cart(database, {"A": 1}), method=method)
    gateway = ManualGateway(database, method)
    till = Till(database, Provider(), placed.order_id, placed.number, gateway)
    await till.deliver()
    return till


async def receive(till: Till, minor: int, *, receipt_id: UUID | None = None) -> None:
    async with till.database.transaction() as db:
        await receive_payment.receive_payment(
            db,
            order_id=till.order_id,
            receipt_id=receipt_id or uuid4(),
            amount_minor=minor,
            received_on=till.now.date(),
            received_by=ReceivedBy.TRANSFER,
            reference="REF 1",
            actor=ACTOR,
            now=till.now,
        )
    await till.deliver()


async def by_hand(till: Till) -> list[int]:
    async with till.database.reading() as db:
        return [one.amount_minor for one in await payments.refunds_by_hand(db, limit=10)]


async def mails(till: Till, kind: str) -> int:
    async with till.database.reading() as db:
        return int(
            await scalar(
                db,
                f"SELECT count(*) FROM outbox WHERE envelope -> 'body' ->> 'kind' = '{kind}'",
            )
        )


class TestATransfer:
    async def test_keeps_the_goods_and_says_what_to_do(self, shop: Database) -> None:
        till = await a_till(shop)

        order, [attempt] = await till.order(), await till.attempts()
        assert (order.status, attempt.status) == ("payment_pending", "pending")
        text = attempt.step.text if isinstance(attempt.step, payments.Instructions) else ""
        assert f"Reference: {till.number}" in text
        assert "Account: ES91 2100 0418 4502 0005 1332" in text
        assert "€15.00 by May 9, 2026" in text

    async def test_that_arrives_confirms_the_order(self, shop: Database) -> None:
        till = await a_till(shop)

        await receive(till, DUE)

        assert (await till.order()).status == "confirmed"
        assert (await till.booked_minor(), await by_hand(till)) == (DUE, [])

    async def test_that_is_reported_twice_is_one(self, shop: Database) -> None:
        till, receipt = await a_till(shop), uuid4()

        await receive(till, 5_00, receipt_id=receipt)
        await receive(till, 5_00, receipt_id=receipt)

        assert (await till.order()).status == "payment_pending"
        await receive(till, 10_00)
        assert (await till.order()).status == "confirmed"

    async def test_in_parts_says_what_has_come_so_far(self, shop: Database) -> None:
        till = await a_till(shop)

        await receive(till, 5_00)

        [attempt] = await till.attempts()
        text = attempt.step.text if isinstance(attempt.step, payments.Instructions) else ""
        assert text.startswith("We have received €5.00 of €15.00.")
        assert await till.booked_minor() == 0

    async def test_of_more_confirms_and_gives_the_surplus_back(self, shop: Database) -> None:
        till = await a_till(shop)

        await receive(till, 20_00)

        assert (await till.order()).status == "confirmed"
        assert (await till.booked_minor(), await by_hand(till)) == (20_00, [5_00])
        async with shop.transaction() as db:
            [refund] = await payments.refunds(db, till.order_id)
            await settle_refund_by_hand.paid_by_hand(
                db,
                order_id=till.order_id,
                refund_id=refund.id,
                paid_on=till.now.date(),
                reference="BACK 1",
                actor=ACTOR,
                now=till.now,
            )
        assert (await till.booked_minor(), await by_hand(till)) == (DUE, [])

    async def test_that_nobody_makes_is_reminded_of_twice_and_then_called_off(
        self, shop: Database
    ) -> None:
        till = await a_till(shop)
        first = await mails(till, "payment_needed")

        await till.pass_time(timedelta(days=3), every=timedelta(hours=6))
        after_three = await mails(till, "payment_needed")
        await till.pass_time(timedelta(days=1, hours=12), every=timedelta(hours=6))
        after_four = await mails(till, "payment_needed")
        status = (await till.order()).status
        await till.pass_time(timedelta(days=1), every=timedelta(hours=6))

        assert (first, after_three, after_four, status) == (1, 2, 3, "payment_pending")
        assert ((await till.order()).status, await till.is_held()) == ("cancelled", False)

    async def test_of_a_part_goes_back_when_the_rest_does_not_come(self, shop: Database) -> None:
        till = await a_till(shop)
        await receive(till, 5_00)

        await till.pass_time(timedelta(days=6), every=timedelta(hours=6))

        assert (await till.order()).status == "cancelled"
        assert (await till.booked_minor(), await by_hand(till)) == (5_00, [5_00])

    async def test_that_comes_after_the_end_goes_back(self, shop: Database) -> None:
        till = await a_till(shop)
        await till.pass_time(timedelta(days=6), every=timedelta(hours=6))

        await receive(till, DUE)

        assert (await till.order()).status == "cancelled"
        assert (await till.booked_minor(), await by_hand(till)) == (DUE, [DUE])

    async def test_is_not_taken_for_an_order_that_has_its_money(self, shop: Database) -> None:
        till = await a_till(shop)
        await receive(till, DUE)

        with pytest.raises(receive_payment.AlreadyPaid):
            await receive(till, DUE)

    async def test_does_not_arrive_next_week(self, shop: Database) -> None:
        till = await a_till(shop)
        till.now -= timedelta(days=7)

        async with shop.transaction() as db:
            with pytest.raises(Invalid):
                await receive_payment.receive_payment(
                    db,
                    order_id=till.order_id,
                    receipt_id=uuid4(),
                    amount_minor=DUE,
                    received_on=NOW.date(),
                    received_by=ReceivedBy.TRANSFER,
                    actor=ACTOR,
                    now=till.now,
                )

    async def test_can_be_left_for_another_way_to_pay(self, shop: Database) -> None:
        till = await a_till(shop)

        await till.leave_payment()
        await till.deliver()
        await till.pay_again()
        await till.deliver()

        assert (await till.order()).status == "confirmed"
        assert [one.status for one in await till.attempts()] == ["closed", "captured"]


class TestCashAtTheDoor:
    async def test_confirms_the_order_that_leaves_without_its_money(self, shop: Database) -> None:
        till = await a_till(shop, ON_DELIVERY)
        assert (await till.order()).status == "confirmed"

        await ship(till)

        assert ((await till.order()).status, await till.booked_minor()) == ("shipped", 0)

    async def test_is_booked_when_the_carrier_pays(self, shop: Database) -> None:
        till = await a_till(shop, ON_DELIVERY)
        await ship(till)

        await receive(till, DUE)

        assert (await till.booked_minor(), (await till.order()).status) == (DUE, "shipped")

    async def test_of_less_stays_awaited(self, shop: Database) -> None:
        till = await a_till(shop, ON_DELIVERY)
        await ship(till)

        await receive(till, 10_00)

        [attempt] = await till.attempts()
        assert (attempt.status, await till.booked_minor()) == ("pending", 0)

    async def test_never_comes_for_a_parcel_that_was_refused(self, shop: Database) -> None:
        till = await a_till(shop, ON_DELIVERY)
        await ship(till)

        async with shop.transaction() as db:
            await receive_payment.refuse_parcel(
                db, order_id=till.order_id, actor=ACTOR, now=till.now
            )
        await till.deliver()

        [attempt] = await till.attempts()
        kinds = [event.kind for event in (await till.order()).events]
        assert (attempt.status, kinds[-1]) == ("closed", "payment_lost")

    async def test_of_an_order_that_is_called_off_is_awaited_no_more(self, shop: Database) -> None:
        till = await a_till(shop, ON_DELIVERY)

        await till.cancel()
        await till.deliver()

        [attempt] = await till.attempts()
        assert ((await till.order()).status, attempt.status) == ("cancelled", "closed")


class TestAnOrderThatIsPaidAtTheDoor:
    async def test_is_edited_and_another_sum_is_brought(self, shop: Database) -> None:
        till = await a_till(shop, ON_DELIVERY)

        more = await edit(till, 3)
        less = await edit(till, 2)
        told = (await till.attempts())[0].next_step
        await ship(till)
        await receive(till, 25_00)

        [attempt] = await till.attempts()
        assert (more.adjusted_minor, more.owed_minor) == (20_00, 0)
        assert (less.adjusted_minor, less.refund_minor) == (-10_00, 0)
        assert told is not None
        assert "€25.00" in told["text"]
        assert (attempt.status, await till.booked_minor()) == ("captured", 25_00)
        assert await by_hand(till) == []

    async def test_says_on_its_slip_what_is_collected_now(self, shop: Database) -> None:
        till = await a_till(shop, ON_DELIVERY)
        await edit(till, 2)

        async with shop.transaction() as db:
            print_id = uuid4()
            await documents.ask_for_print(
                db,
                print_id=print_id,
                kind=documents.PrintKind.PACKING_SLIP,
                order_ids=[till.order_id],
                language="en",
                actor=ACTOR,
                now=till.now,
            )
            slip = await documents.a_print(db, print_id)
            [packed] = (await print_orders.sheets(db, slip, await shops.current(db))).orders

        assert packed.collect == Money("EUR", 25_00)

    async def test_keeps_its_sum_once_something_has_left(self, shop: Database) -> None:
        till = await a_till(shop, ON_DELIVERY)
        await edit(till, 2)
        async with shop.transaction() as db:
            await ship_order.ship(
                db,
                order_id=till.order_id,
                shipment_id=uuid4(),
                lines={1: 1},
                carrier="correos",
                tracking="",
                actor=ACTOR,
                now=till.now,
            )

        with pytest.raises(edit_order.NotEditable) as refused:
            await edit(till, 1)

        assert refused.value.facts["reason"] == "paid_at_the_door"


async def edit(till: Till, units: int) -> edit_order.Preview:
    """Its one line has so many units now; what it was said to do."""
    async with till.database.transaction() as db:
        wanted = Wanted(len(await orders.edits(db, till.order_id)), {1: orders.LineEdit(units)})
        seen = await edit_order.preview(db, till.order_id, wanted, now=till.now)
        await edit_order.edit(
            db,
            order_id=till.order_id,
            edit_id=uuid4(),
            wanted=wanted,
            seen_total_minor=seen.after.total_minor,
            settlement=Settlement(),
            refund_limit=0,
            discount_limit=0,
            methods=KNOWN,
            actor=ACTOR,
            now=till.now,
        )
    await till.deliver()
    return seen


async def ship(till: Till) -> None:
    async with till.database.transaction() as db:
        await ship_order.ship(
            db,
            order_id=till.order_id,
            shipment_id=uuid4(),
            carrier="correos",
            tracking="",
            actor=ACTOR,
            now=till.now,
        )
    order = await till.order()
    assert order.status is orders.OrderStatus.SHIPPED


async def send_link(till: Till, days: int = 5, link_id: UUID | None = None) -> None:
    async with till.database.transaction() as db:
        await send_payment_link.send_payment_link(
            db,
            order_id=till.order_id,
            link_id=link_id or uuid4(),
            days=days,
            actor=ACTOR,
            now=till.now,
        )


class TestALinkToPay:
    async def a_declined_order(self, shop: Database) -> Till:
        till = await a_card_till(shop, Provider(opens=State.DECLINED))
        await till.deliver()
        assert (await till.order()).status == "payment_failed"
        return till

    async def test_keeps_the_goods_until_it_ends(self, shop: Database) -> None:
        till = await self.a_declined_order(shop)

        await send_link(till)
        await till.pass_time(timedelta(days=4), every=timedelta(hours=6))
        kept = (await till.order()).status
        await till.pass_time(timedelta(days=2), every=timedelta(hours=6))

        assert (kept, (await till.order()).status) == ("payment_failed", "cancelled")

    async def test_pays_with_another_way_days_later(self, shop: Database) -> None:
        till = await self.a_declined_order(shop)
        await send_link(till)
        await till.pass_time(timedelta(days=4), every=timedelta(hours=6))

        till.provider.opens = State.RESERVED
        await till.pay_again()
        await till.deliver()

        assert (await till.order()).status == "confirmed"

    async def test_is_mailed_once_however_often_it_is_sent(self, shop: Database) -> None:
        till, link = await self.a_declined_order(shop), uuid4()

        await send_link(till, link_id=link)
        await send_link(till, link_id=link)

        assert await mails(till, "payment_needed") == 1

    async def test_is_not_sent_for_an_order_that_is_paid(self, shop: Database) -> None:
        till = await a_card_till(shop, Provider())
        await till.deliver()

        with pytest.raises(orders.WrongStatus):
            await send_link(till)
