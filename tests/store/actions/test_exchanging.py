"""Goods are exchanged: one order in the place of another, and money that never counts twice."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

import pytest
from tests.support.asking import scalar
from tests.support.paying import Till
from tests.support.provider import Provider, State
from tests.support.sales import stock_of
from tests.support.selling import NOW, SEAL, fill_cart, move, place, race

from lonja.actions import (
    edit_order,
    exchange_goods,
    order_books,
    return_goods,
    settle_return,
    settle_reversals,
    spend_credit,
)
from lonja.actions.exchange_offers import ExchangeNotPossible, offers
from lonja.actions.price_edit import Wanted
from lonja.adapters.test_gateway import METHOD
from lonja.catalog import api as catalog
from lonja.frontoffice.api.orders import MoneyBack, money_back
from lonja.inventory import api as inventory
from lonja.kernel.db import Database
from lonja.kernel.errors import Refused
from lonja.kernel.ids import uuid7
from lonja.orders import api as orders
from lonja.orders.api import OrderStatus
from lonja.payments import api as payments
from lonja.pricing import api as pricing
from lonja.returns import api as returns
from lonja.returns.api import Received, ReturnSource, ReturnStatus
from lonja_tools.proofs.small_shop import add_code, open_small_shop

pytestmark = pytest.mark.anyio
LATER = NOW + timedelta(days=1)
PAGE = replace(METHOD, code="page", kind="redirect")
PRICES = {"S": 10_00, "M": 10_00, "L": 12_50, "XS": 7_00}


class Desk:
    """One order of shirts that was delivered, and whoever sees to its return."""

    def __init__(self, database: Database, provider: Provider, page: Provider, till: Till) -> None:
        self.database, self.provider, self.page, self.first = database, provider, page, till

    async def ask(
        self,
        exchanges: Mapping[int, str],
        *,
        source: ReturnSource = ReturnSource.STAFF,
        units: Mapping[int, int] | None = None,
        reason: str = "does_not_fit",
        limit_minor: int | None = None,
    ) -> returns.ReturnCase:
        wanted = units or dict.fromkeys(exchanges, 1)
        async with self.database.transaction() as db:
            return await return_goods.request(
                db,
                order_id=self.first.order_id,
                case_id=uuid7(),
                units=wanted,
                reasons=dict.fromkeys(wanted, reason),
                note="",
                source=source,
                actor="ana@shop.example" if source is ReturnSource.STAFF else return_goods.BUYER,
                now=LATER,
                exchanges=exchanges,
                limit_minor=limit_minor,
            )

    async def receive(self, case: returns.ReturnCase, *lines: Received) -> None:
        async with self.database.transaction() as db:
            await return_goods.receive(
                db,
                order_id=case.order_id,
                case_id=case.id,
                receipt_id=uuid7(),
                received=lines,
                location="VLC",
                actor="ana@shop.example",
                now=LATER,
            )

    async def make(self, case: returns.ReturnCase) -> str:
        async with self.database.transaction() as db:
            return await exchange_goods.make(
                db,
                order_id=case.order_id,
                case_id=case.id,
                doors=exchange_goods.Doors(
                    {"test": METHOD, "page": PAGE}, SEAL, lambda *_: "http://shop.example"
                ),
                actor="ana@shop.example",
                limit_minor=None,
                now=LATER,
            )

    async def now(self, case: returns.ReturnCase) -> returns.ReturnCase:
        async with self.database.reading() as db:
            return await returns.case(db, order_id=case.order_id, case_id=case.id)

    async def second(self, case: returns.ReturnCase) -> Till:
        """The order that was made in exchange."""
        made = await self.now(case)
        assert made.exchange_order_id is not None
        till = Till(
            self.database,
            self.provider,
            made.exchange_order_id,
            made.exchange_number,
            cast("Any", self.page),
        )
        till.now = LATER
        return till

    async def exchanged(self, case: returns.ReturnCase, *lines: Received) -> Till:
        """Everything has come, and each message has done its work."""
        await self.receive(case, *lines)
        await self.first.deliver()
        second = await self.second(case)
        await second.deliver()
        return second

    async def stock(self, sku: str) -> tuple[int, int]:
        """(there, held)."""
        async with self.database.reading() as db:
            variant: UUID = await scalar(db, "SELECT id FROM variants WHERE sku = %(s)s", s=sku)
        return await stock_of(self.database, variant)


async def shirts(database: Database) -> None:
    """A product of four sizes, ten of each."""
    await open_small_shop(database, {"A": 10})
    async with database.transaction() as db:
        put = await catalog.put_product(
            db,
            catalog.ProductDraft(
                slug="shirt",
                status=catalog.ProductStatus.ACTIVE,
                texts={"es": {"name": "Camisa"}, "en": {"name": "Shirt"}},
                attributes={},
                category="hidraulicos",
                variants=[
                    catalog.VariantDraft(sku, {"size": sku}, place, None)
                    for place, sku in enumerate(PRICES)
                ],
            ),
            actor="test",
            now=NOW,
        )
        for sku, minor in PRICES.items():
            await pricing.set_price(
                db, variant_id=put.variants[sku], currency="EUR", amount_minor=minor, actor="test",
                now=NOW,
            )  # fmt: skip
        changes = [inventory.Change(one, "VLC", 10) for one in put.variants.values()]
        await inventory.adjust(
            db, changes, kind="receipt", actor="test", note="", now=NOW, audited=False
        )


async def a_desk(
    database: Database, lines: Mapping[str, int], *, codes: tuple[str, ...] = ()
) -> Desk:
    """`lines` were bought, paid by card and delivered."""
    provider, page = Provider(), Provider(opens=State.ACTION)
    page.method = PAGE
    placed = await place(database, await fill_cart(database, lines, codes=codes))
    till = Till(database, provider, placed.order_id, placed.number, cast("Any", page))
    await till.deliver()
    for to in ("shipped", "delivered"):
        await move(database, till.order_id, to)
    till.now = LATER
    return Desk(database, provider, page, till)


def kept(provider: Provider) -> int:
    return sum(one.kept_minor for one in provider.payments.values())


class TestAnEvenExchange:
    async def test_is_sent_once_the_goods_are_back_and_moves_no_money(
        self, database: Database
    ) -> None:
        await shirts(database)
        desk = await a_desk(database, {"S": 1})
        case = await desk.ask({1: "M"})
        held = await desk.stock("M")

        second = await desk.exchanged(case, Received(1, 1, 0))

        assert held == (10, 1)
        order = await second.order()
        assert (order.status, order.total_minor, order.shipping_minor) == (
            OrderStatus.CONFIRMED, 10_00, 0,
        )  # fmt: skip
        assert [(one.sku, one.quantity) for one in order.lines] == [("M", 1)]
        assert (await desk.stock("S"), await desk.stock("M")) == ((10, 0), (9, 0))
        assert kept(desk.provider) == 15_00
        assert await desk.first.booked_minor() == 5_00
        assert await second.booked_minor() == 10_00
        assert (await desk.now(case)).status is ReturnStatus.SETTLED

    async def test_is_made_once_however_often_it_is_asked_for(self, database: Database) -> None:
        await shirts(database)
        desk = await a_desk(database, {"S": 1})
        case = await desk.ask({1: "M"})
        await desk.receive(case, Received(1, 1, 0))

        numbers = await asyncio.gather(*(desk.make(case) for _ in range(4)))
        await desk.first.deliver()

        assert len(set(numbers)) == 1
        async with database.reading() as db:
            assert await scalar(db, "SELECT count(*) FROM orders") == 2
            assert await scalar(db, "SELECT count(*) FROM refunds") == 1
        assert await desk.stock("M") == (10, 1)

    async def test_of_a_parcel_that_two_clerks_receive_at_once_is_one(
        self, database: Database
    ) -> None:
        await shirts(database)
        desk = await a_desk(database, {"S": 1})
        case = await desk.ask({1: "M"})

        received = await race(*(desk.receive(case, Received(1, 1, 0)) for _ in range(4)))
        await desk.first.deliver()
        await (await desk.second(case)).deliver()

        refused = [one.code for one in received if isinstance(one, Refused)]
        assert refused == ["return_exceeds_approved"] * 3
        async with database.reading() as db:
            assert await scalar(db, "SELECT count(*) FROM orders") == 2
        assert (await desk.stock("S"), await desk.stock("M")) == ((10, 0), (9, 0))
        assert kept(desk.provider) == 15_00

    async def test_keeps_what_a_promotion_took_off(self, database: Database) -> None:
        await shirts(database)
        await add_code(database, "TEN")
        desk = await a_desk(database, {"S": 3}, codes=("TEN",))
        case = await desk.ask({1: "M"}, units={1: 3})

        second = await desk.exchanged(case, Received(1, 3, 0))

        assert (await second.order()).total_minor == 27_00
        assert kept(desk.provider) == 32_00

    async def test_of_damaged_goods_brings_the_same_again(self, database: Database) -> None:
        await shirts(database)
        desk = await a_desk(database, {"S": 1})
        case = await desk.ask({1: "S"}, reason="damaged")

        second = await desk.exchanged(case, Received(1, 0, 1))

        assert (await second.order()).status is OrderStatus.CONFIRMED
        assert await desk.stock("S") == (8, 0)
        assert kept(desk.provider) == 15_00

    async def test_credits_the_one_invoice_and_has_one_of_its_own(self, database: Database) -> None:
        await shirts(database)
        desk = await a_desk(database, {"S": 1})
        case = await desk.ask({1: "M"})

        second = await desk.exchanged(case, Received(1, 1, 0))

        async with database.reading() as db:
            asked = await scalar(
                db,
                "SELECT string_agg(envelope -> 'body' ->> 'cause', ' ' ORDER BY created_at, id)"
                " FROM outbox WHERE envelope ->> 'type' = 'document.issue'"
                " AND envelope -> 'body' ->> 'order_id' = ANY(%(ids)s)",
                ids=[str(desk.first.order_id), str(second.order_id)],
            )
        assert asked == "sale refund sale"


class TestAnExchangeForSomethingDearer:
    async def test_awaits_the_difference_and_is_confirmed_by_it(self, database: Database) -> None:
        await shirts(database)
        desk = await a_desk(database, {"S": 2})
        case = await desk.ask({1: "L"}, units={1: 2})

        second = await desk.exchanged(case, Received(1, 2, 0))

        waits = await second.order()
        assert (waits.status, waits.total_minor) == (OrderStatus.PAYMENT_ACTION_REQUIRED, 25_00)
        async with database.reading() as db:
            parts = await spend_credit.paid_parts(db, second.order_id)
            given = await payments.refunds(db, desk.first.order_id)
        assert [(one.kind, one.amount.minor) for one in parts] == [("exchange", 20_00)]
        assert money_back(given) == MoneyBack(0, 0, 20_00)
        desk.page.buyer(State.RESERVED)
        await second.buyer_returns()
        await second.deliver()
        assert (await second.order()).status is OrderStatus.CONFIRMED
        assert kept(desk.page) == 5_00
        assert kept(desk.provider) == 25_00
        assert await second.booked_minor() == 25_00
        # No gift card paid it, and no money went back.
        assert "credit_spent" not in [one.kind for one in (await second.order()).events]
        first = (await desk.first.order()).events
        assert [one.facts["to"] for one in first if one.kind == "refunded"] == ["exchange"]

    async def test_that_is_not_paid_gives_the_money_back_by_card(self, database: Database) -> None:
        await shirts(database)
        desk = await a_desk(database, {"S": 1})
        case = await desk.ask({1: "L"})
        second = await desk.exchanged(case, Received(1, 1, 0))

        await second.pass_time(timedelta(days=8), every=timedelta(hours=6))

        assert (await second.order()).status is OrderStatus.CANCELLED
        assert kept(desk.provider) == 5_00
        assert await second.booked_minor() == 0
        assert (await desk.stock("S"), await desk.stock("L")) == ((10, 0), (10, 0))

    async def test_gives_no_more_back_than_was_paid_when_it_is_cancelled(
        self, database: Database
    ) -> None:
        await shirts(database)
        desk = await a_desk(database, {"S": 1})
        case = await desk.ask({1: "L"})
        second = await desk.exchanged(case, Received(1, 1, 0))
        desk.page.buyer(State.RESERVED)
        await second.buyer_returns()
        await second.deliver()

        await second.cancel()
        await second.cancel()
        await second.deliver()

        assert (await second.order()).status is OrderStatus.CANCELLED
        assert (kept(desk.provider), kept(desk.page)) == (5_00, 0)
        assert await second.booked_minor() == 0


class TestAnExchangeForSomethingCheaper:
    async def test_gives_the_rest_back(self, database: Database) -> None:
        await shirts(database)
        desk = await a_desk(database, {"S": 1, "A": 1})
        case = await desk.ask({2: "XS"}, units={1: 1, 2: 1})

        second = await desk.exchanged(case, Received(1, 1, 0), Received(2, 1, 0))

        assert (await second.order()).total_minor == 7_00
        assert kept(desk.provider) == 25_00 - 3_00 - 10_00
        async with database.reading() as db:
            order = await orders.get(db, desk.first.order_id)
            books = await order_books.books_of(db, order)
        assert books.left_minor == 5_00
        assert [one.quantity for one in payments.lines_left(books)] == [0, 0]


class TestWhatWasExchanged:
    async def test_is_exchanged_again_and_then_given_back(self, database: Database) -> None:
        await shirts(database)
        desk = await a_desk(database, {"S": 1})
        second = await desk.exchanged(await desk.ask({1: "M"}), Received(1, 1, 0))
        for to in ("shipped", "delivered"):
            await move(database, second.order_id, to)
        again = Desk(database, desk.provider, desk.page, second)
        third = await again.exchanged(await again.ask({1: "S"}), Received(1, 1, 0))

        await third.cancel()
        await third.deliver()

        assert (await third.order()).status is OrderStatus.CANCELLED
        assert kept(desk.provider) == 5_00
        assert [await one.booked_minor() for one in (desk.first, second, third)] == [5_00, 0, 0]


class TestAnExchangeThatIsMadeByItself:
    async def test_refunds_no_more_than_its_approver_may(self, database: Database) -> None:
        await shirts(database)
        desk = await a_desk(database, {"S": 1, "A": 1})
        case = await desk.ask({2: "XS"}, units={1: 1, 2: 1}, limit_minor=12_99)
        await desk.receive(case, Received(1, 1, 0), Received(2, 1, 0))

        await desk.first.deliver()

        stopped = await desk.now(case)
        assert (stopped.exchange_failure, stopped.exchange_order_id) == ("over_limit", None)
        assert stopped.status is ReturnStatus.RECEIVED
        assert kept(desk.provider) == 25_00

        await desk.make(case)  # somebody who may
        await desk.first.deliver()
        assert kept(desk.provider) == 25_00 - 13_00

    async def test_is_its_approvers_refund_and_counts_with_their_others(
        self, database: Database
    ) -> None:
        await shirts(database)
        desk = await a_desk(database, {"S": 3})
        for _ in range(3):
            case = await desk.ask({1: "XS"}, limit_minor=6_00)
            await desk.receive(case, Received(1, 1, 0))
            await desk.first.deliver()

        async with database.reading() as db:
            cases = await returns.cases(db, desk.first.order_id)
        assert [one.exchange_failure for one in cases] == ["", "", "over_limit"]
        assert kept(desk.provider) == 35_00 - 6_00

    async def test_needs_no_limit_where_nothing_is_refunded(self, database: Database) -> None:
        await shirts(database)
        desk = await a_desk(database, {"S": 1})

        second = await desk.exchanged(await desk.ask({1: "M"}, limit_minor=0), Received(1, 1, 0))

        assert (await second.order()).status is OrderStatus.CONFIRMED


class TestWhatStandsInTheWay:
    async def test_is_seen_by_staff_who_give_the_money_back(self, database: Database) -> None:
        await shirts(database)
        desk = await a_desk(database, {"S": 1})
        case = await desk.ask({1: "L"})
        desk.first.shop.payment_methods.pop("page")
        await desk.receive(case, Received(1, 1, 0))

        await desk.first.deliver()

        assert (await desk.now(case)).exchange_failure == "no_way_to_pay"
        async with database.transaction() as db:
            await settle_return.settle(
                db,
                order_id=case.order_id,
                case_id=case.id,
                refund_id=uuid7(),
                asked=settle_return.Settling(),
                actor="ana@shop.example",
                limit_minor=None,
                now=LATER,
            )
        await desk.first.deliver()
        assert kept(desk.provider) == 5_00
        assert await desk.stock("L") == (10, 0)
        with pytest.raises(returns.WrongReturnStatus):
            await desk.make(case)

    async def test_damaged_goods_that_were_none_wait_for_a_person(self, database: Database) -> None:
        await shirts(database)
        desk = await a_desk(database, {"S": 1})
        case = await desk.ask({1: "M"})

        await desk.receive(case, Received(1, 0, 1))
        await desk.first.deliver()

        assert (await desk.now(case)).exchange_order_id is None

    async def test_goods_that_were_sold_out_are_not_promised(self, database: Database) -> None:
        await shirts(database)
        desk = await a_desk(database, {"S": 1})
        await place(database, await fill_cart(database, {"M": 10}))

        with pytest.raises(inventory.SoldOut):
            await desk.ask({1: "M"})

        async with database.reading() as db:
            assert await returns.cases(db, desk.first.order_id) == []

    async def test_a_buyer_cannot_ask_for_another_product(self, database: Database) -> None:
        await shirts(database)
        desk = await a_desk(database, {"S": 1})

        with pytest.raises(ExchangeNotPossible) as refused:
            await desk.ask({1: "A"}, source=ReturnSource.BUYER)

        assert refused.value.facts["reason"] == "other_product"

    async def test_a_hold_for_goods_that_never_came_ends(self, database: Database) -> None:
        await shirts(database)
        desk = await a_desk(database, {"S": 1})
        await desk.ask({1: "M"})
        desk.first.now = LATER + timedelta(days=15)

        await desk.first.timers()

        assert await desk.stock("M") == (10, 0)

    async def test_a_return_that_is_called_off_frees_what_was_held(
        self, database: Database
    ) -> None:
        await shirts(database)
        desk = await a_desk(database, {"S": 1})
        case = await desk.ask({1: "M"})

        async with database.transaction() as db:
            await return_goods.cancel(
                db, order_id=case.order_id, case_id=case.id, actor="ana@shop.example", now=LATER
            )

        assert await desk.stock("M") == (10, 0)


async def sends_early(database: Database) -> None:
    async with database.transaction() as db:
        await returns.change_policy(
            db,
            replace(await returns.policy(db), sends_exchange=returns.SendsExchange.APPROVED),
            version=0,
            actor="ana@shop.example",
            now=NOW,
        )


class TestAnExchangeThatIsSentEarly:
    async def test_leaves_with_the_yes_and_the_goods_come_later(self, database: Database) -> None:
        await shirts(database)
        await sends_early(database)
        desk = await a_desk(database, {"S": 1})
        case = await desk.ask({1: "M"}, source=ReturnSource.BUYER)
        async with database.transaction() as db:
            await return_goods.decide(
                db,
                order_id=case.order_id,
                case_id=case.id,
                decision=return_goods.Decision({1: 1}),
                actor="ana@shop.example",
                now=LATER,
            )

        await desk.first.deliver()
        second = await desk.second(case)
        await second.deliver()
        await desk.receive(case, Received(1, 1, 0))
        await desk.first.deliver()

        assert (await second.order()).status is OrderStatus.CONFIRMED
        assert (await desk.stock("S"), await desk.stock("M")) == ((10, 0), (9, 0))
        assert kept(desk.provider) == 15_00

    async def test_refunds_no_other_line_before_its_goods_came(self, database: Database) -> None:
        await shirts(database)
        await sends_early(database)
        desk = await a_desk(database, {"S": 1, "A": 1})
        case = await desk.ask({2: "M"}, units={1: 1, 2: 1})

        await desk.first.deliver()

        assert (await desk.now(case)).status is ReturnStatus.APPROVED
        assert kept(desk.provider) == 25_00
        with pytest.raises(ExchangeNotPossible):
            await desk.make(case)

        second = await desk.exchanged(case, Received(1, 1, 0), Received(2, 1, 0))
        assert (await second.order()).total_minor == 10_00
        assert kept(desk.provider) == 25_00 - 10_00
        assert (await desk.now(case)).status is ReturnStatus.SETTLED


class TestAnUnpaidExchangeOrder:
    async def test_is_not_edited_below_what_the_goods_pay(self, database: Database) -> None:
        await shirts(database)
        desk = await a_desk(database, {"S": 2})
        second = await desk.exchanged(await desk.ask({1: "L"}, units={1: 2}), Received(1, 2, 0))

        async with database.reading() as db:
            with pytest.raises(edit_order.NotEditable) as refused:
                await edit_order.preview(
                    db, second.order_id, Wanted(0, {1: orders.LineEdit(1)}), now=LATER
                )

        assert refused.value.facts["reason"] == "paid_by_exchange"


class TestOffers:
    async def test_are_the_variants_in_stock_with_what_each_costs_more(
        self, database: Database
    ) -> None:
        await shirts(database)
        desk = await a_desk(database, {"S": 1, "A": 1})
        await place(database, await fill_cart(database, {"M": 10}))

        async with database.reading() as db:
            order = await orders.get(db, desk.first.order_id)
            found = await offers(db, order, [1, 2], now=LATER)

        assert {one.replacement.sku: one.difference_minor for one in found[2]} == {
            "S": 0, "L": 2_50, "XS": -3_00,
        }  # fmt: skip
        assert [one.is_same for one in found[1]] == [True]

    async def test_begin_with_the_same_again(self, database: Database) -> None:
        await shirts(database)
        desk = await a_desk(database, {"L": 1})

        async with database.reading() as db:
            order = await orders.get(db, desk.first.order_id)
            (found,) = (await offers(db, order, [1], now=LATER)).values()

        assert [one.replacement.sku for one in found if one.is_same] == ["L"]
        assert len(found) == 4
        assert found[0].is_same


class TestARefundOfAnExchange:
    async def test_that_takes_days_is_settled_by_what_the_first_payments_provider_reports(
        self, database: Database
    ) -> None:
        await shirts(database)
        desk = await a_desk(database, {"S": 1})
        second = await desk.exchanged(await desk.ask({1: "M"}), Received(1, 1, 0))
        desk.provider.pends = True
        await second.cancel()
        await second.deliver()
        [pending] = await refunds_of(second)
        seen = payments.VendorRefund(
            "re_1", pending.request.id, pending.amount, payments.RefundSucceeded("re_1")
        )

        for _ in range(2):
            await report(desk, payments.Reversals((seen,)))

        [settled] = await refunds_of(second)
        assert (pending.status, settled.status) == ("pending", "succeeded")
        assert [one.source for one in await refunds_of(desk.first)] == ["return"]


async def refunds_of(till: Till) -> list[payments.Refund]:
    async with till.database.reading() as db:
        return await payments.refunds(db, till.order_id)


async def report(desk: Desk, found: payments.Reversals) -> None:
    """The provider's events lead to the payment of the first order, and to all that went back of it."""
    [attempt] = await desk.first.attempts()
    async with desk.database.transaction() as db:
        ask = await settle_reversals.begin(db, order_id=attempt.order_id, attempt_id=attempt.id)
        assert ask is not None
        others = await settle_reversals.settle(db, ask, found, now=LATER)
    for order_id in others:
        async with desk.database.transaction() as db:
            await settle_reversals.settle_exchanged(db, ask, order_id, found, now=LATER)
