"""Gift cards pay an order beside a gateway, or alone: held, taken, given back, refunded first."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from tests.support.asking import rows
from tests.support.giving import a_gift_card, balance
from tests.support.paying import SETTLED, Till, a_till
from tests.support.provider import Provider, State
from tests.support.selling import NOW, fill_cart, place, race

from lonja.actions import refund_order, write_journal
from lonja.actions.place_order import Placed
from lonja.credit import api as credit
from lonja.customers import api as customers
from lonja.documents import api as documents
from lonja.kernel import outbox
from lonja.kernel.db import Database
from lonja.kernel.errors import Invalid, Refused
from lonja.payments import api as payments
from lonja.payments.api import AttemptStatus
from lonja.shop import api as shops
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio
TOTAL = 15_00
"""Goods for 10.00 and shipping for 5.00."""


@pytest.fixture(autouse=True)
async def shop(database: Database) -> Database:
    await open_small_shop(database, {"A": 1_000})
    return database


class TestAnOrder:
    async def test_asks_the_gateway_for_what_the_cards_leave(self, database: Database) -> None:
        one, other = await a_gift_card(database, 4_00), await a_gift_card(database, 5_00)
        till = await a_till(database, Provider(), gift_cards=[one, other])

        await till.deliver()

        charged = [payment.amount.minor for payment in till.provider.payments.values()]
        assert charged == [6_00]
        assert (await till.order()).status == "confirmed"
        assert await till.booked_minor() == TOTAL
        assert (await balance(database, one), await balance(database, other)) == (0, 0)

    async def test_that_the_cards_pay_alone_asks_nobody(self, database: Database) -> None:
        card = await a_gift_card(database, 50_00)
        till = await a_till(database, Provider(), gift_cards=[card])

        for _ in range(2):
            await till.deliver()

        assert till.provider.started == 0
        assert (await till.order()).status == "confirmed"
        assert [(a.method, a.status) for a in await till.attempts()] == [
            ("gift_card", AttemptStatus.CAPTURED)
        ]
        assert await till.booked_minor() == TOTAL
        assert await balance(database, card) == 35_00

    async def test_holds_the_card_from_the_placing_on(self, database: Database) -> None:
        card = await a_gift_card(database, 20_00)

        till = await a_till(database, Provider(), gift_cards=[card])

        assert await balance(database, card) == 5_00
        assert await till.booked_minor() == 0

    async def test_that_is_never_paid_gives_the_card_its_money_back(
        self, database: Database
    ) -> None:
        card = await a_gift_card(database, 6_00)
        till = await a_till(database, Provider(opens=State.DECLINED), gift_cards=[card])

        await till.deliver()
        waiting = await balance(database, card)
        await till.pass_time(SETTLED, every=timedelta(minutes=15))

        assert waiting == 0
        assert (await till.order()).status == "cancelled"
        assert await balance(database, card) == 6_00
        assert not [one for one in await till.attempts() if one.is_live]

    async def test_is_paid_another_way_for_what_the_cards_leave(self, database: Database) -> None:
        card = await a_gift_card(database, 6_00)
        till = await a_till(database, Provider(opens=State.DECLINED), gift_cards=[card])
        await till.deliver()
        till.provider.opens = State.RESERVED

        await till.pay_again()
        await till.deliver()

        assert (await till.order()).status == "confirmed"
        assert [one.kept_minor for one in till.provider.payments.values()] == [0, 9_00]
        assert await till.booked_minor() == TOTAL

    @pytest.mark.parametrize("is_paid", [False, True])
    async def test_that_is_cancelled_gives_each_its_own_back(
        self, database: Database, *, is_paid: bool
    ) -> None:
        card = await a_gift_card(database, 6_00)
        till = await a_till(database, Provider(), gift_cards=[card])
        if is_paid:
            await till.deliver()

        for _ in range(2):
            await till.cancel()
            await till.deliver()

        assert (await till.order()).status == "cancelled"
        assert await balance(database, card) == 6_00
        assert sum(one.kept_minor for one in till.provider.payments.values()) == 0
        assert await till.booked_minor() == 0

    async def test_refunds_the_card_before_the_payment(self, database: Database) -> None:
        card = await a_gift_card(database, 6_00)
        till = await a_till(database, Provider(), gift_cards=[card])
        await till.deliver()

        seen = []
        for _ in range(3):
            await till.refund(4_00)
            await till.deliver()
            kept = sum(one.kept_minor for one in till.provider.payments.values())
            seen.append((await balance(database, card), kept))

        assert seen == [(4_00, 9_00), (6_00, 7_00), (6_00, 3_00)]

    async def test_by_twenty_clerks_at_once_gives_each_its_own_back_and_no_more(
        self, database: Database
    ) -> None:
        card = await a_gift_card(database, 6_00)
        till = await a_till(database, Provider(), gift_cards=[card])
        await till.deliver()

        await race(*(till.refund(4_00) for _ in range(20)))
        await till.deliver()

        kept = sum(one.kept_minor for one in till.provider.payments.values())
        assert (await balance(database, card), kept) == (6_00, 3_00)
        assert await till.booked_minor() == 3_00


class TestARefundAsAGiftCard:
    async def test_is_one_new_card_for_what_no_card_paid(self, database: Database) -> None:
        paying = await a_gift_card(database, 6_00)
        till = await a_till(database, Provider(), gift_cards=[paying])
        await till.deliver()

        refund_id = await _refund_as_card(till, 10_00)
        for _ in range(2):
            await till.deliver()
            async with database.transaction() as db:
                await outbox.put(db, payments.SendRefund(till.order_id, refund_id))
        await till.deliver()

        async with database.reading() as db:
            cards = await credit.sent_to(db, ["ana@example.com"], limit=10)
            entries = await write_journal.journal_of(db, NOW.date(), await shops.current(db))
        assert await balance(database, paying) == 6_00
        assert [one.balance_minor for one in cards] == [4_00]
        assert sum(one.kept_minor for one in till.provider.payments.values()) == 9_00
        assert await till.booked_minor() == 5_00
        assert sum(one.debit_minor for one in entries) == sum(one.credit_minor for one in entries)
        assert (
            sum(
                one.credit_minor - one.debit_minor
                for one in entries
                if one.account is documents.Account.GIFT_CARDS and one.method
            )
            == 4_00
        )

    async def test_never_gives_more_than_was_paid(self, database: Database) -> None:
        till = await a_till(database, Provider())
        await till.deliver()
        await _refund_as_card(till, TOTAL)
        await till.deliver()

        with pytest.raises(payments.NothingToRefund):
            await _refund_as_card(till, 1_00)


class TestARefundAsStoreCredit:
    async def test_adds_to_the_buyers_balance_what_no_card_paid(self, database: Database) -> None:
        paying = await a_gift_card(database, 6_00)
        till = await a_till(database, Provider(), gift_cards=[paying])
        await till.deliver()

        refund_id = await _refund_as_card(till, 10_00, to=payments.RefundTo.STORE_CREDIT)
        for _ in range(2):
            await till.deliver()
            async with database.transaction() as db:
                await outbox.put(db, payments.SendRefund(till.order_id, refund_id))
        await till.deliver()

        async with database.reading() as db:
            records = await customers.records_of_email(db, "ana@example.com")
            [own] = await credit.store_credit(db, records)
            entries = await write_journal.journal_of(db, NOW.date(), await shops.current(db))
        assert await balance(database, paying) == 6_00
        assert await balance(database, own.id) == 4_00
        assert sum(one.kept_minor for one in till.provider.payments.values()) == 9_00
        assert sum(one.debit_minor for one in entries) == sum(one.credit_minor for one in entries)

    async def test_is_none_where_nobody_is_there_to_get_it(self, database: Database) -> None:
        till = await a_till(database, Provider())

        with pytest.raises(Invalid) as refused:
            await _refund_as_card(till, 1_00, to=payments.RefundTo.STORE_CREDIT)

        assert refused.value.facts["field"] == "to"


async def _refund_as_card(
    till: Till, minor: int, *, to: payments.RefundTo = payments.RefundTo.GIFT_CARD
) -> UUID:
    refund_id = uuid4()
    async with till.database.transaction() as db:
        await refund_order.refund(
            db,
            order_id=till.order_id,
            refund_id=refund_id,
            asked=payments.RefundRequested(payments.RefundReason.GOODWILL, minor, to=to),
            actor="clerk@azulejo.example",
            limit_minor=None,
            now=till.now,
        )
    return refund_id


class TestTheBooks:
    async def test_count_an_order_as_sold_whatever_pays_and_a_card_as_a_payment(
        self, database: Database
    ) -> None:
        card = await a_gift_card(database, 6_00)
        till = await a_till(database, Provider(), gift_cards=[card])
        await till.deliver()

        async with database.reading() as db:
            sold = await rows(db, "SELECT total_minor, discount_minor FROM feed.orders")
            paid = await rows(
                db,
                "SELECT method, amount_minor FROM feed.payments WHERE kind = 'captured'"
                " ORDER BY method",
            )

        assert [tuple(row) for row in sold] == [(TOTAL, 0)]
        assert [tuple(row) for row in paid] == [("gift_card", 6_00), ("test", 9_00)]

    async def test_owe_what_is_on_the_cards_after_every_kind_of_act(
        self, database: Database
    ) -> None:
        cards = [await a_gift_card(database, minor) for minor in (6_00, 20_00, 30_00)]
        sold = await a_till(database, Provider(), gift_cards=cards[:1])
        await sold.deliver()
        await sold.refund(4_00)
        await sold.deliver()
        called_off = await a_till(database, Provider(), gift_cards=cards[1:2])
        await called_off.cancel()
        await a_till(database, Provider(), gift_cards=cards[2:])

        async with database.reading() as db:
            [euros] = await credit.owed(db)

        on_them = sum([await balance(database, card) for card in cards])
        assert euros == credit.Owed(
            currency="EUR",
            issued_minor=56_00,
            sold_minor=0,
            adjusted_minor=0,
            taken_back_minor=0,
            spent_minor=36_00,
            released_minor=15_00,
            refunded_minor=4_00,
            balance_minor=39_00,
        )
        assert euros.balance_minor == on_them


class TestOneCardInManyCarts:
    async def test_pays_as_many_orders_as_it_can_and_no_more(self, database: Database) -> None:
        card = await a_gift_card(database, 40_00)
        baskets = [await fill_cart(database, {"A": 1}, gift_cards=[card]) for _ in range(20)]

        placed = await race(*(buy(database, basket) for basket in baskets))

        bought = [one for one in placed if isinstance(one, Placed)]
        refused = [one for one in placed if isinstance(one, Refused)]
        left = await balance(database, card)
        assert len(bought) + len(refused) == 20
        assert len(bought) == 2
        assert left == 10_00
        assert {one.code for one in refused} <= {"gift_card_refused", "gift_cards_changed"}

    async def test_in_one_cart_bought_many_times_is_spent_once(self, database: Database) -> None:
        card = await a_gift_card(database, 40_00)
        basket = await fill_cart(database, {"A": 1}, gift_cards=[card])

        placed = await asyncio.gather(*(place(database, basket, key="k") for _ in range(10)))

        assert len({one.order_id for one in placed}) == 1
        assert await balance(database, card) == 25_00


async def buy(database: Database, basket: UUID) -> Placed:
    return await place(database, basket, seen_credit_minor=TOTAL)
