"""Gift cards that an order buys: issued once when it is paid, taken back as far as nobody spent them."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from tests.support.giving import SECRET, a_gift_card, a_gift_card_product, balance
from tests.support.paying import SETTLED, Till
from tests.support.provider import Provider, State
from tests.support.selling import NOW, fill_cart, place, race

from lonja.actions import (
    refund_order,
    resend_mail,
    sell_gift_cards,
    settle_reversals,
    write_journal,
)
from lonja.carts import api as carts
from lonja.credit import api as credit
from lonja.documents import api as documents
from lonja.inventory import api as inventory
from lonja.kernel.db import Database, rows
from lonja.kernel.errors import Invalid
from lonja.payments import api as payments
from lonja.shop import api as shop
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio
ANA = carts.Recipient("Ana", "ana@example.com", "Happy birthday", "es", date(2026, 5, 20))


@pytest.fixture(autouse=True)
async def small_shop(database: Database) -> None:
    await open_small_shop(database, {"A": 1_000})
    await a_gift_card_product(database, G25=25_00, G50=50_00)


async def a_till(
    database: Database, lines: dict[str, int], provider: Provider | None = None
) -> Till:
    way = "standard" if "A" in lines else "by-email"
    placed = await place(database, await fill_cart(database, lines, way=way))
    return Till(database, provider or Provider(), placed.order_id, placed.number)


async def cards_of(till: Till) -> list[credit.SoldCard]:
    async with till.database.reading() as db:
        return await credit.sold_cards(db, till.order_id)


async def spend(database: Database, card: UUID, minor: int) -> None:
    async with database.transaction() as db:
        await credit.spend(
            db,
            [credit.Part(card, minor)],
            order_id=uuid4(),
            order_number="K7QF-93MD",
            currency="EUR",
            now=NOW,
        )


async def refund(till: Till, lines: dict[int, int] | None = None) -> None:
    async with till.database.transaction() as db:
        await refund_order.refund(
            db,
            order_id=till.order_id,
            refund_id=uuid4(),
            asked=payments.RefundRequested(payments.RefundReason.OTHER, lines=lines or {}),
            actor="clerk@azulejo.example",
            limit_minor=None,
            now=till.now,
        )
    await till.deliver()


def kept_minor(till: Till) -> int:
    return sum(one.kept_minor for one in till.provider.payments.values())


class TestACart:
    async def test_taxes_and_ships_the_goods_and_not_the_cards(self, database: Database) -> None:
        cart_id = await fill_cart(database, {"G50": 1, "A": 1})

        async with database.reading() as db:
            cart = await carts.get(db, cart_id, now=NOW)

        assert [(line.sku, line.tax_minor) for line in cart.lines] == [("A", 174), ("G50", 0)]
        assert cart.total_minor == 65_00
        assert cart.tax_minor == 261
        assert [(one.basis_points, one.base_minor) for one in cart.tax_groups] == [
            (2100, 12_39),
            (0, 50_00),
        ]

    async def test_of_cards_alone_goes_by_email_and_costs_no_shipping(
        self, database: Database
    ) -> None:
        cart_id = await fill_cart(database, {"G25": 2}, way="by-email")

        async with database.reading() as db:
            cart = await carts.get(db, cart_id, now=NOW)
            ways = await carts.shipping_options(db, cart, now=NOW)

        assert [(one.code, one.price_minor) for one in ways] == [("by-email", 0)]
        assert (cart.total_minor, cart.tax_minor) == (50_00, 0)

    async def test_lets_no_gift_card_pay_for_another(self, database: Database) -> None:
        mine = await a_gift_card(database, 100_00)
        cart_id = await fill_cart(database, {"G25": 1, "A": 1}, gift_cards=[mine])

        async with database.reading() as db:
            cart = await carts.get(db, cart_id, now=NOW)

        assert (cart.total_minor, cart.credit_minor, cart.due_minor) == (40_00, 15_00, 25_00)

    async def test_refuses_an_address_that_no_mail_reaches(self, database: Database) -> None:
        async with database.transaction() as db:
            cart = await carts.open_cart(db, currency="EUR", language="en", now=NOW)

            with pytest.raises(carts.BadRecipient) as refused:
                await carts.add_line(
                    db,
                    cart_id=cart.id,
                    sku="G25",
                    quantity=1,
                    recipient=carts.Recipient(email="nobody"),
                    now=NOW,
                )

        assert refused.value.facts["field"] == "email"

    async def test_that_becomes_an_order_names_whom_each_card_goes_to(
        self, database: Database
    ) -> None:
        cart_id = await fill_cart(database, {"G50": 1}, way="by-email")
        async with database.transaction() as db:
            for whom in (ANA, replace(ANA, email="luis@example.com", send_on=None)):
                await carts.add_line(
                    db, cart_id=cart_id, sku="G25", quantity=1, recipient=whom, now=NOW
                )
            await carts.set_quantity(db, cart_id=cart_id, sku="G25", quantity=3, now=NOW)

        placed = await place(database, cart_id, email="buyer@example.com")

        async with database.reading() as db:
            sold = await credit.sold_cards(db, placed.order_id)
        at = datetime(2026, 5, 20, 8, tzinfo=ZoneInfo("Europe/Madrid"))
        named = [(one.amount_minor, one.email, one.language, one.send_at) for one in sold]
        assert sorted(named, key=lambda one: -one[0]) == [
            (50_00, "buyer@example.com", "en", None),
            (25_00, "ana@example.com", "es", at),
            (25_00, "luis@example.com", "es", None),
            (25_00, "luis@example.com", "es", None),
        ]


class TestAnOrder:
    async def test_gets_its_cards_once_however_often_it_is_told(self, database: Database) -> None:
        till = await a_till(database, {"G25": 2})
        before = await cards_of(till)

        await till.deliver()
        for _ in range(2):
            async with database.transaction() as db:
                again = await sell_gift_cards.issue(
                    db, order_id=till.order_id, secret=SECRET, now=NOW
                )
            assert again == 0

        sold = await cards_of(till)
        assert [one.issued_at for one in before] == [None, None]
        assert [await balance(database, one.account_id) for one in sold] == [25_00, 25_00]
        assert (await till.order()).status == "delivered"
        async with database.reading() as db:
            mails = await rows(
                db, str, "SELECT envelope ->> 'type' FROM outbox WHERE queue = 'notifications'"
            )
        assert mails.count("gift_card.mail") == 2

    async def test_has_no_card_before_its_money_is_here(self, database: Database) -> None:
        till = await a_till(database, {"G25": 1}, Provider(opens=State.DECLINED))

        await till.deliver()
        await till.pass_time(SETTLED, every=timedelta(minutes=15))

        assert (await till.order()).status == "cancelled"
        assert [one.issued_at for one in await cards_of(till)] == [None]
        assert not await till.is_held()

    async def test_of_both_keeps_its_goods_for_the_parcel(self, database: Database) -> None:
        till = await a_till(database, {"A": 1, "G25": 1})

        await till.deliver()

        assert (await till.order()).status == "confirmed"
        assert [await balance(database, one.account_id) for one in await cards_of(till)] == [25_00]
        async with database.reading() as db:
            assert await inventory.imbalances(db) == []

    async def test_that_is_cancelled_gives_back_what_nobody_spent(self, database: Database) -> None:
        till = await a_till(database, {"A": 1, "G50": 1})
        await till.deliver()
        [card] = await cards_of(till)
        await spend(database, card.account_id, 20_00)

        for _ in range(2):
            await till.cancel()
            await till.deliver()

        assert (await till.order()).status == "cancelled"
        assert kept_minor(till) == 20_00
        assert await balance(database, card.account_id) == 0

    async def test_that_is_cancelled_before_its_cards_exist_issues_none(
        self, database: Database
    ) -> None:
        till = await a_till(database, {"A": 1, "G50": 1})
        for _, envelope in await till.waiting():
            await till.handle(envelope)

        await till.cancel()
        await till.deliver()

        assert kept_minor(till) == 0
        [card] = await cards_of(till)
        assert card.balance_minor is None

    async def test_refunds_a_line_as_far_as_its_cards_are_full(self, database: Database) -> None:
        till = await a_till(database, {"G25": 2})
        await till.deliver()
        first, second = await cards_of(till)
        await spend(database, first.account_id, 10_00)

        await refund(till, {1: 1})
        once = [await balance(database, one.account_id) for one in (first, second)]
        await refund(till)

        assert once == [15_00, 0]
        assert [await balance(database, one.account_id) for one in (first, second)] == [0, 0]
        assert kept_minor(till) == 10_00
        with pytest.raises(payments.NothingToRefund):
            await refund(till)

    async def test_owes_what_is_on_the_cards_and_its_journal_says_so(
        self, database: Database
    ) -> None:
        till = await a_till(database, {"A": 1, "G25": 2})
        await till.deliver()
        await refund(till, {2: 1})

        async with database.reading() as db:
            [owed] = await credit.owed(db)
            entries = await write_journal.journal_of(db, NOW.date(), await shop.current(db))

        assert (owed.sold_minor, owed.taken_back_minor, owed.balance_minor) == (50_00, 25_00, 25_00)
        liability = sum(
            one.credit_minor - one.debit_minor
            for one in entries
            if one.account is documents.Account.GIFT_CARDS
        )
        assert liability == 25_00
        assert sum(one.debit_minor for one in entries) == sum(one.credit_minor for one in entries)


class TestManyAtOnce:
    async def test_never_spend_a_card_and_get_its_money_back(self, database: Database) -> None:
        till = await a_till(database, {"G50": 1})
        await till.deliver()
        [card] = await cards_of(till)

        await race(
            *(spend(database, card.account_id, 10_00) for _ in range(4)),
            *(refund(till) for _ in range(2)),
        )
        await till.deliver()

        [after] = await cards_of(till)
        spent = 50_00 - sum(after.takes.values()) - await balance(database, card.account_id)
        assert kept_minor(till) == 50_00 - sum(after.takes.values())
        assert spent in {0, 10_00, 20_00, 30_00, 40_00}


class TestStock:
    async def test_is_none_of_a_gift_card(self, database: Database) -> None:
        cart_id = await fill_cart(database, {"G25": 1}, way="by-email")
        async with database.transaction() as db:
            [line] = (await carts.get(db, cart_id, now=NOW)).lines

            with pytest.raises(Invalid):
                await inventory.adjust(
                    db,
                    [inventory.Change(line.variant_id, "VLC", 5)],
                    kind="receipt",
                    actor="test",
                    now=NOW,
                )

        assert (line.availability, line.gone) == ("in_stock", False)


class TestSendingAgain:
    async def test_mails_a_card_that_was_sent_and_none_that_was_not(
        self, database: Database
    ) -> None:
        till = await a_till(database, {"G25": 1})
        await till.deliver()
        [card] = await cards_of(till)

        with pytest.raises(resend_mail.MailOutOfDate):
            await _resend(till, card.account_id)
        async with database.transaction() as db:
            await credit.mark_sent(db, card.account_id, now=NOW)
        await _resend(till, card.account_id)

        async with database.reading() as db:
            again = await rows(
                db,
                str,
                "SELECT envelope -> 'body' ->> 'again_id' FROM outbox"
                " WHERE queue = 'notifications' AND envelope ->> 'type' = 'gift_card.mail'"
                " AND envelope -> 'body' ->> 'again_id' IS NOT NULL",
            )
            audited = await rows(
                db, str, "SELECT facts::text FROM audit_log WHERE action = 'gift_card_resent'"
            )
        assert len(again) == 1
        assert credit.code_of(SECRET, card.account_id) not in audited[0]


async def _dispute(till: Till, status: str) -> None:
    """The gateway says so of the payment of the order."""
    [attempt] = await till.attempts()
    dispute = payments.VendorDispute("dp_1", status, "fraudulent", attempt.amount, NOW, None)
    async with till.database.transaction() as db:
        ask = await settle_reversals.begin(db, order_id=till.order_id, attempt_id=attempt.id)
        assert ask is not None
        found = payments.Reversals(disputes=(dispute,))
        await settle_reversals.settle(db, ask, found, now=till.now)


class TestAChargeback:
    async def test_stops_the_cards_of_its_order_until_it_is_won(self, database: Database) -> None:
        till = await a_till(database, {"G25": 2})
        await till.deliver()
        first, second = [one.account_id for one in await cards_of(till)]
        await spend(database, first, 10_00)

        stopped = []
        for status in ("warning", "needs_response", "needs_response", "under_review", "won", "won"):
            await _dispute(till, status)
            async with database.reading() as db:
                found = await credit.accounts(db, [first, second])
            stopped.append([one.status for one in found])

        active, disabled = ["active"] * 2, ["disabled"] * 2
        assert stopped == [active, disabled, disabled, disabled, active, active]
        assert (await balance(database, first), await balance(database, second)) == (15_00, 25_00)

    async def test_that_is_lost_leaves_nothing_to_spend(self, database: Database) -> None:
        till = await a_till(database, {"G25": 1})
        await till.deliver()
        [card] = await cards_of(till)

        for status in ("needs_response", "lost"):
            await _dispute(till, status)

        with pytest.raises(credit.GiftCardRefused) as refused:
            await spend(database, card.account_id, 1_00)
        assert refused.value.facts["reason"] == "disabled"

    async def test_leaves_disabled_what_staff_had_disabled(self, database: Database) -> None:
        till = await a_till(database, {"G25": 1})
        await till.deliver()
        [card] = await cards_of(till)
        async with database.transaction() as db:
            await credit.change_gift_card(
                db,
                card.account_id,
                status=credit.CreditStatus.DISABLED,
                expires_at=None,
                reason="stolen",
                version=1,
                actor="ana@shop.example",
                now=NOW,
            )

        for status in ("needs_response", "won"):
            await _dispute(till, status)

        async with database.reading() as db:
            assert (await credit.account(db, card.account_id)).status == "disabled"


async def _resend(till: Till, card_id: UUID) -> None:
    async with till.database.transaction() as db:
        await resend_mail.resend_gift_card(
            db,
            order_id=till.order_id,
            card_id=card_id,
            again_id=uuid4(),
            actor="clerk@azulejo.example",
            now=till.now,
        )
