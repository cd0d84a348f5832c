"""A refund on its way: whatever the gateway says or does not, and wherever the worker dies."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID, uuid4

import httpx2
import pytest
from tests.support.asking import scalar
from tests.support.front_office import front_office
from tests.support.mail import Inbox
from tests.support.mail_context import a_mail_context
from tests.support.messages import Crash, Killed, envelope_of, waiting
from tests.support.sales import gateway_refunded, ledger, mails, order_of, sell, work

from lonja.actions import order_books, refund_order
from lonja.bootstrap import Shop
from lonja.jobs import refunds
from lonja.jobs.notifications import read_order, send_order_mail
from lonja.kernel import clock
from lonja.kernel.db import run
from lonja.kernel.errors import Unavailable
from lonja.kernel.ids import sealed
from lonja.notifications.api import OrderMail
from lonja.payments import api as payments
from lonja.payments.api import RefundStatus
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio


@pytest.fixture
async def shop(
    fresh_database_url: str, storage_connection: str
) -> AsyncIterator[tuple[httpx2.AsyncClient, Shop]]:
    async with front_office(fresh_database_url, storage_connection) as (buyer, opened):
        await open_small_shop(opened.database, {"A": 50})
        yield buyer, opened


async def ask_for(shop: Shop, number: str, minor: int, *, line: bool = False) -> UUID:
    """A refund that was requested and not sent."""
    refund_id = uuid4()
    order = await order_of(shop.database, number)
    async with shop.database.transaction() as db:
        await refund_order.refund(
            db,
            order_id=order.id,
            refund_id=refund_id,
            asked=payments.RefundRequested(
                payments.RefundReason.DAMAGED, minor, {1: 1} if line else {}
            ),
            actor="clerk@azulejo.example",
            limit_minor=None,
            now=clock.now(),
        )
    return refund_id


async def the_refund(shop: Shop, number: str) -> payments.Refund:
    order = await order_of(shop.database, number)
    async with shop.database.reading() as db:
        (found,) = await payments.refunds(db, order.id)
    return found


async def age(shop: Shop, **days: float) -> None:
    """As if everything about refunds had happened that much earlier."""
    async with shop.database.transaction() as db:
        await run(
            db,
            "UPDATE refunds SET requested_at = requested_at - %(by)s, sent_at = sent_at - %(by)s,"
            " looked_at = looked_at - %(by)s",
            by=timedelta(**days),
        )


async def returned(shop: Shop) -> tuple[int, int]:
    """(units, minor units) that came back, by the table that the reports read."""
    async with shop.database.reading() as db:
        units = await scalar(db, "SELECT coalesce(sum(quantity), 0) FROM return_lines")
        minor = await scalar(db, "SELECT coalesce(sum(total_minor), 0) FROM returns")
    return int(units), int(minor)


def answering(shop: Shop, gateway: Any) -> Shop:
    """The shop with this gateway; only what a refund needs of it."""
    found = SimpleNamespace(
        settings=shop.settings, database=shop.database, gateways={"test": gateway}
    )
    return cast("Shop", found)


class Scripted:
    """A gateway with the answers that a test gives it, which counts its refund requests."""

    def __init__(
        self, answer: payments.RefundAnswer | None, looked_up: payments.RefundAnswer
    ) -> None:
        self._answer, self._looked_up = answer, looked_up
        self.requests = 0

    async def refund(self, *_: object) -> payments.RefundAnswer:
        self.requests += 1
        if self._answer is None:
            raise Unavailable("the gateway does not answer")
        return self._answer

    async def lookup_refund(self, *_: object) -> payments.RefundAnswer:
        return self._looked_up


UNKNOWN = payments.Unknown()


class TestARefund:
    @pytest.mark.parametrize("step", range(1, 9))
    async def test_leaves_once_wherever_the_worker_dies(
        self, shop: tuple[httpx2.AsyncClient, Shop], step: int
    ) -> None:
        buyer, opened = shop
        number = await sell(buyer, opened, {"A": 1})
        await ask_for(opened, number, 12_00)
        (envelope,) = await waiting(opened.database, "orders")
        crash = Crash(step)
        dying = cast(
            "Shop",
            SimpleNamespace(
                settings=opened.settings,
                database=crash.database(opened.database),
                gateways={"test": crash.part(opened.gateways["test"])},
            ),
        )

        with pytest.raises(Killed):
            while True:
                await refunds.send_refund(dying, envelope)
        assert crash.happened
        await work(opened)

        order = await order_of(opened.database, number)
        assert (await the_refund(opened, number)).status is RefundStatus.SUCCEEDED
        assert (await ledger(opened.database, order.id))["refunded"] == 12_00
        assert await gateway_refunded(opened.database) == 12_00
        assert (await mails(opened.database)).count("order_refunded") == 1

    async def test_whose_answer_was_lost_is_looked_up_before_it_is_retried(
        self, shop: tuple[httpx2.AsyncClient, Shop]
    ) -> None:
        buyer, opened = shop
        number = await sell(buyer, opened, {"A": 1})
        refund_id = await ask_for(opened, number, 12_00)
        order = await order_of(opened.database, number)
        message = envelope_of(payments.SendRefund(order.id, refund_id))
        lost = Scripted(None, payments.RefundSucceeded("re_1"))

        await refunds.send_refund(answering(opened, lost), message)
        status = (await the_refund(opened, number)).status
        await refunds.send_refund(answering(opened, lost), message)

        assert (status, lost.requests) == (RefundStatus.SENT, 1)
        assert (await the_refund(opened, number)).status is RefundStatus.SUCCEEDED

    async def test_without_an_answer_is_queued_again_by_the_timer(
        self, shop: tuple[httpx2.AsyncClient, Shop]
    ) -> None:
        buyer, opened = shop
        number = await sell(buyer, opened, {"A": 1})
        await ask_for(opened, number, 12_00)
        async with opened.database.transaction() as db:
            await run(db, "DELETE FROM outbox")
        fresh = await refunds.reconcile(opened)
        await age(opened, minutes=5)

        queued = await refunds.reconcile(opened)
        await work(opened)

        assert (fresh, queued) == (0, 1)
        assert (await the_refund(opened, number)).status is RefundStatus.SUCCEEDED

    async def test_that_stays_unanswered_for_a_day_goes_to_a_person_and_is_never_retried_blindly(
        self, shop: tuple[httpx2.AsyncClient, Shop]
    ) -> None:
        buyer, opened = shop
        number = await sell(buyer, opened, {"A": 1})
        refund_id = await ask_for(opened, number, 12_00)
        order = await order_of(opened.database, number)
        message = envelope_of(payments.SendRefund(order.id, refund_id))
        silent = Scripted(UNKNOWN, UNKNOWN)

        await refunds.send_refund(answering(opened, silent), message)
        await age(opened, hours=24)
        await refunds.send_refund(answering(opened, silent), message)

        found = await the_refund(opened, number)
        assert (found.status, found.failure) == (RefundStatus.NEEDS_PERSON, "gateway_silent")
        assert silent.requests == 1

    async def test_that_is_pending_is_looked_at_each_hour_until_it_ends(
        self, shop: tuple[httpx2.AsyncClient, Shop]
    ) -> None:
        buyer, opened = shop
        number = await sell(buyer, opened, {"A": 1}, card="refund_pends")
        await ask_for(opened, number, 12_00)
        await work(opened)
        pending = (await the_refund(opened, number)).status
        await age(opened, minutes=30)
        early = await refunds.reconcile(opened)
        looks = []
        for _ in range(2):
            await age(opened, minutes=60)
            looks.append(await refunds.reconcile(opened))
            await work(opened)

        assert (pending, early) == (RefundStatus.PENDING, 0)
        assert looks == [1, 1]
        assert (await the_refund(opened, number)).status is RefundStatus.SUCCEEDED

    async def test_that_is_pending_for_a_fortnight_goes_to_a_person(
        self, shop: tuple[httpx2.AsyncClient, Shop]
    ) -> None:
        buyer, opened = shop
        number = await sell(buyer, opened, {"A": 1})
        refund_id = await ask_for(opened, number, 12_00)
        order = await order_of(opened.database, number)
        message = envelope_of(payments.SendRefund(order.id, refund_id))
        slow = Scripted(payments.RefundPending("re_1"), payments.RefundPending("re_1"))

        await refunds.send_refund(answering(opened, slow), message)
        await age(opened, days=15)
        await refunds.send_refund(answering(opened, slow), message)

        found = await the_refund(opened, number)
        assert (found.status, found.failure) == (RefundStatus.NEEDS_PERSON, "still_pending")

    async def test_that_fails_weeks_later_is_owed_again_and_takes_its_return_back(
        self, shop: tuple[httpx2.AsyncClient, Shop]
    ) -> None:
        buyer, opened = shop
        number = await sell(buyer, opened, {"A": 2})
        await ask_for(opened, number, 10_00, line=True)
        await work(opened)
        before = await returned(opened)
        one = await the_refund(opened, number)

        await late_answer(opened, one, payments.RefundFailed("account_closed"))
        await late_answer(opened, one, payments.RefundFailed("account_closed"))

        order = await order_of(opened.database, number)
        assert before == (-1, -10_00)
        assert await returned(opened) == (0, 0)
        money = await ledger(opened.database, order.id)
        assert (money["refunded"], money["refund_failed"]) == (10_00, 10_00)
        async with opened.database.reading() as db:
            books = await order_books.books_of(db, order)
        assert books.left_minor == 25_00
        assert [event.kind for event in order.events].count("refund_failed") == 1


async def late_answer(shop: Shop, one: payments.Refund, answer: payments.RefundAnswer) -> None:
    """What a signal of the gateway brings long after the refund had succeeded."""
    async with shop.database.transaction() as db:
        method, reference = await payments.refund_way(db, one)
        ask = refund_order.Ask(
            replace(one, status=RefundStatus.SUCCEEDED), method, reference, is_new=False
        )
        await refund_order.settle(db, ask, answer, now=a_month_later())


def a_month_later() -> datetime:
    return clock.now() + timedelta(days=30)


class TestTheMailOfARefund:
    async def test_says_how_much_of_what_and_why_and_leaves_for_each_refund(
        self, shop: tuple[httpx2.AsyncClient, Shop], mail: tuple[int, str]
    ) -> None:
        buyer, opened = shop
        number = await sell(buyer, opened, {"A": 3})
        order = await order_of(opened.database, number)
        async with opened.database.transaction() as db:
            await run(db, "UPDATE orders SET email = 'ana@refunds.test'")
        ids = [await ask_for(opened, number, minor, line=True) for minor in (10_00, 7_50)]
        await work(opened)

        for refund_id in [*ids, *ids]:
            message = envelope_of(OrderMail(order.id, "order_refunded", refund_id))
            await send_order_mail(a_mail_context(opened.database, mail), read_order, message)

        inbox = Inbox(mail[1])
        received = await inbox.received("ana@refunds.test")
        texts = [(await inbox.open(one["id"]))["text"] for one in received]
        assert len(texts) == 2
        assert sorted("7,50" in text for text in texts) == [False, True]
        assert all("Algo llegó dañado." in text for text in texts)
        assert all("1 × Azulejo A" in text for text in texts)

    async def test_of_a_cancelled_order_says_what_goes_back(
        self, shop: tuple[httpx2.AsyncClient, Shop], mail: tuple[int, str]
    ) -> None:
        buyer, opened = shop
        number = await sell(buyer, opened, {"A": 1})
        order = await order_of(opened.database, number)
        async with opened.database.transaction() as db:
            await run(db, "UPDATE orders SET email = 'ana@cancelled.test'")
        token = sealed(opened.settings.secret_key, "order", str(order.id))
        cancelled = await buyer.post(f"/api/v1/orders/{number}/cancel?token={token}")

        message = envelope_of(OrderMail(order.id, "order_cancelled"))
        await send_order_mail(a_mail_context(opened.database, mail), read_order, message)

        inbox = Inbox(mail[1])
        (summary,) = await inbox.received("ana@cancelled.test")
        text = (await inbox.open(summary["id"]))["text"]
        assert cancelled.status_code == 204
        assert "15,00" in text.partition("Artículos")[0]
