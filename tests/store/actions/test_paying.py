"""Money of one order, whatever its provider answers, says by itself or keeps to itself."""

from datetime import timedelta
from typing import Final, Literal, get_args

import pytest
from tests.support.paying import SETTLED, a_till
from tests.support.provider import Provider, State

from lonja.kernel.db import Database
from lonja.payments.api import AttemptStatus, MoveKind
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

type Step = Literal[
    "deliver", "deliver newest", "deliver twice", "webhook", "same webhook", "away", "back",
    "a minute", "an hour", "approve", "pay", "decline", "pay late", "return", "pay again",
    "cancel", "refund", "refund all", "lost", "killed",
]  # fmt: skip
STEPS: Final = get_args(Step.__value__)
SELDOM: Final = timedelta(minutes=15)
"""Timers that run less often decide the same, later."""
FINAL: Final = {AttemptStatus.CAPTURED, AttemptStatus.DECLINED, AttemptStatus.CLOSED}


@pytest.fixture
async def shop(database: Database) -> Database:
    await open_small_shop(database, {"A": 100_000})
    return database


class TestAProviderThatIsAway:
    async def test_is_asked_by_one_message_with_growing_waits(self, shop: Database) -> None:
        provider = Provider()
        provider.is_away = True
        till = await a_till(shop, provider)
        await till.deliver()
        most = 0

        for _ in range(28):
            await till.pass_time(timedelta(minutes=1))
            most = max(most, len(await till.waiting()))

        assert provider.started <= 12
        assert most == 1
        assert (await till.order()).status == "paying"

    async def test_is_asked_no_oftener_because_of_webhooks(self, shop: Database) -> None:
        provider = Provider(opens=State.ACTION)
        till = await a_till(shop, provider)
        await till.deliver()
        await till.buyer_returns()
        provider.is_away = True

        for event in range(10):
            await till.webhook(str(event))
            await till.deliver()

        assert len(await till.waiting()) == 1

    async def test_for_two_hours_at_the_end_of_the_hold_loses_neither_order_nor_money(
        self, shop: Database
    ) -> None:
        provider = Provider(opens=State.ACTION)
        till = await a_till(shop, provider)
        await till.deliver()
        await till.pass_time(timedelta(minutes=20))
        provider.is_away = True
        provider.buyer(State.RESERVED)
        await till.pass_time(timedelta(minutes=120))
        in_the_dark = (await till.order()).status, await till.is_held()

        provider.is_away = False
        await till.pass_time(timedelta(minutes=10))

        assert in_the_dark[1]
        order = await till.order()
        assert (order.status, await till.booked_minor()) == ("confirmed", order.total_minor)

    async def test_for_longer_gives_the_stock_back_and_the_money_when_it_comes(
        self, shop: Database
    ) -> None:
        provider = Provider(opens=State.ACTION)
        till = await a_till(shop, provider)
        await till.deliver()
        provider.is_away = True
        await till.pass_time(timedelta(hours=4))
        gone = (await till.order()).status, await till.is_held()
        provider.buyer(State.PAID)

        provider.is_away = False
        await till.pass_time(SETTLED)

        assert gone == ("cancelled", False)
        assert (await till.order()).status == "cancelled"
        assert [(m.kind, m.amount.minor > 0) for m in await till.moves()] == [
            (MoveKind.LATE_CAPTURED, True), (MoveKind.REFUNDED, True),
        ]  # fmt: skip
        assert [one.kept_minor for one in provider.payments.values()] == [0]


class TestAWebhook:
    async def test_before_the_money_confirms_nothing(self, shop: Database) -> None:
        provider = Provider(opens=State.ACTION)
        till = await a_till(shop, provider)
        await till.deliver()

        for event in ("created", "processing", "created"):
            await till.webhook(event)
            await till.deliver()

        assert (await till.order()).status == "payment_action_required"
        assert await till.moves() == []

    async def test_that_comes_while_it_is_confirmed_finds_it_done(self, shop: Database) -> None:
        provider = Provider()
        till = await a_till(shop, provider)
        provider.fault = "killed"
        await till.deliver()
        await till.webhook("succeeded")
        await till.webhook("succeeded")

        await till.deliver()

        assert (await till.order()).status == "confirmed"
        assert [m.kind for m in await till.moves()] == [MoveKind.AUTHORISED, MoveKind.CAPTURED]
        assert [one.captures for one in provider.payments.values()] == [1]

    async def test_and_the_answer_book_a_capture_once(self, shop: Database) -> None:
        provider = Provider(opens=State.PAID)
        till = await a_till(shop, provider)
        await till.deliver()

        await till.webhook("captured")
        await till.webhook("captured again")
        await till.deliver()

        assert [m.kind for m in await till.moves()] == [MoveKind.CAPTURED]
