"""Money of one order, whatever its provider answers, says by itself or keeps to itself."""

import asyncio
import contextvars
import logging
from datetime import timedelta
from typing import Final, Literal, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.giving import a_gift_card, balance
from tests.support.paying import SETTLED, Till, a_till
from tests.support.provider import PAGE, Fault, Provider, State

from lonja.kernel.db import Database, one
from lonja.orders import api as orders
from lonja.payments.api import LIVE, AttemptStatus, MoveKind
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

type Step = Literal[
    "deliver", "deliver newest", "deliver twice", "webhook", "same webhook", "away", "back",
    "a minute", "an hour", "approve", "pay", "decline", "pay late", "return", "pay again",
    "leave payment", "cancel", "refund", "refund all", "lost", "killed",
]  # fmt: skip
STEPS: Final = get_args(Step.__value__)
SELDOM: Final = timedelta(minutes=15)
"""Timers that run less often decide the same, later."""
FINAL: Final = {AttemptStatus.CAPTURED, AttemptStatus.DECLINED, AttemptStatus.CLOSED}


@pytest.fixture
async def shop(database: Database) -> Database:
    await open_small_shop(database, {"A": 100_000})
    return database


async def test_a_buyer_who_returns_again_and_again_writes_no_history(shop: Database) -> None:
    till = await a_till(shop, Provider(opens=State.ACTION))
    await till.deliver()
    before = [event.kind for event in (await till.order()).events]

    for _ in range(5):
        await till.buyer_returns()
        await till.deliver()

    order = await till.order()
    assert order.status == "payment_action_required"
    assert [event.kind for event in order.events] == before


class TestABuyerWhoLeavesThePayment:
    async def test_pays_another_way_after_it_was_closed(self, shop: Database) -> None:
        provider = Provider(opens=State.ACTION)
        till = await a_till(shop, provider)
        await till.deliver()

        await till.leave_payment()
        await till.deliver()
        left = await till.order()
        provider.opens = State.RESERVED
        await till.pay_again()
        await till.deliver()

        assert (left.status, left.refusal) == ("payment_failed", "payment_closed")
        order = await till.order()
        assert (order.status, await till.booked_minor()) == ("confirmed", order.total_minor)
        assert [one.status for one in await till.attempts()] == ["closed", "captured"]

    async def test_has_bought_if_it_was_approved_meanwhile(self, shop: Database) -> None:
        provider = Provider(opens=State.ACTION)
        till = await a_till(shop, provider)
        await till.deliver()

        provider.buyer(State.RESERVED)
        await till.leave_payment()
        await till.deliver()

        assert (await till.order()).status == "confirmed"
        assert [one.status for one in await till.attempts()] == ["captured"]

    async def test_gets_a_choice_when_a_silent_provider_answers_again(self, shop: Database) -> None:
        provider = Provider(opens=State.ACTION)
        till = await a_till(shop, provider)
        await till.deliver()
        provider.is_away = True
        await till.leave_payment()
        await till.pass_time(timedelta(minutes=3))
        in_the_dark = (await till.order()).status

        provider.is_away = False
        await till.pass_time(timedelta(minutes=5))

        assert (in_the_dark, (await till.order()).status) == ("paying", "payment_failed")


class TestAProviderThatIsAway:
    async def test_is_retried_by_one_message_with_growing_waits(self, shop: Database) -> None:
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

    async def test_is_retried_no_more_often_because_of_webhooks(self, shop: Database) -> None:
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

    async def test_is_taken_in_while_another_confirms_and_looked_at_afterwards(
        self, shop: Database
    ) -> None:
        provider = Provider(opens=State.ACTION)
        till = await a_till(shop, provider)
        await till.deliver()
        provider.buyer(State.RESERVED)

        another = contextvars.copy_context()  # of a process that has no transaction open
        async with shop.transaction() as db:
            await orders.lock(db, till.order_id)
            async with asyncio.timeout(5):
                await asyncio.create_task(till.webhook("succeeded"), context=another)
        await till.deliver()

        assert (await till.order()).status == "confirmed"

    async def test_and_the_answer_book_a_capture_once(self, shop: Database) -> None:
        provider = Provider(opens=State.PAID)
        till = await a_till(shop, provider)
        await till.deliver()

        await till.webhook("captured")
        await till.webhook("captured again")
        await till.deliver()

        assert [m.kind for m in await till.moves()] == [MoveKind.CAPTURED]


@pytest.mark.parametrize("opens", [State.ACTION, State.RESERVED])
async def test_token_and_payment_page_are_in_no_message_log_or_table(
    shop: Database, caplog: pytest.LogCaptureFixture, opens: State
) -> None:
    token = "tok_secret_4242"
    caplog.set_level(logging.DEBUG)
    provider = Provider(opens=opens)
    till = await a_till(shop, provider, token=token)
    kept = [await everything(shop)]
    provider.fault = "lost"
    for _ in range(3):
        await till.pass_time(timedelta(minutes=2))
        kept.append(await everything(shop))
    provider.buyer(State.RESERVED)
    await till.pass_time(timedelta(minutes=4))
    kept.append(await everything(shop))

    written = "\n".join([*kept, *(record.getMessage() for record in caplog.records), caplog.text])

    assert (await till.order()).status == "confirmed"
    assert "confirm" in written
    assert (token in written, PAGE in written) == (False, False)
    assert [one.token for one in await till.attempts()] == [None]


async def everything(database: Database) -> str:
    """The contents of the outbox, the inbox, the orders' history and the audit log."""
    tables = ("outbox", "inbox", "order_events", "audit_log")
    async with database.reading() as db:
        return "\n".join(
            [
                await one(db, str, f"SELECT coalesce(json_agg(t)::text, '') FROM {table} AS t")
                for table in tables
            ]
        )


async def act(till: Till, step: Step) -> None:
    provider = till.provider
    match step:
        case "deliver":
            await till.deliver()
        case "deliver newest" | "deliver twice":
            if found := await till.waiting():
                await till.handle(found[-1][1], again=step == "deliver twice")
        case "webhook" | "same webhook":
            await till.webhook("same" if step == "same webhook" else till.now.isoformat())
        case "away" | "back":
            provider.is_away = step == "away"
        case "a minute" | "an hour":
            minutes = 1 if step == "a minute" else 60
            await till.pass_time(timedelta(minutes=minutes), every=SELDOM)
        case "approve" | "pay" | "decline":
            provider.buyer(
                {"approve": State.RESERVED, "pay": State.PAID, "decline": State.DECLINED}[step]
            )
        case "pay late":
            provider.pay_late()
        case "return":
            await till.buyer_returns()
        case "pay again":
            await till.pay_again()
        case "leave payment":
            await till.leave_payment()
        case "cancel":
            await till.cancel()
        case "refund" | "refund all":
            await till.refund(3_00 if step == "refund" else (await till.order()).total_minor)
        case "lost" | "killed":
            fault: Fault = step
            provider.fault = fault


async def check(till: Till, before: dict[object, AttemptStatus]) -> dict[object, AttemptStatus]:
    """What holds at every moment; the attempts' statuses, for the next one."""
    attempts = await till.attempts()
    for attempt in attempts:
        was = before.get(attempt.id)
        if was in FINAL and attempt.status is not was:
            assert (was is not AttemptStatus.CAPTURED, attempt.status) == (True, "captured")
    asked = [one for one in attempts if one.account_id is None]
    paid = [one for one in asked if one.status is AttemptStatus.CAPTURED and not one.late]
    assert len(paid) <= 1
    assert sum(one.status in LIVE for one in asked) <= 1
    for payment in till.provider.payments.values():
        assert payment.captures <= 1
        assert payment.kept_minor >= 0
    moves = await till.moves()
    captures = [m.attempt_id for m in moves if m.kind in {"captured", "late_captured"}]
    assert len(captures) == len(set(captures))
    assert await till.booked_minor() >= 0
    return {attempt.id: attempt.status for attempt in attempts}


@settings(
    max_examples=50,
    deadline=None,  # each example is an order in a real database
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
    ],  # and has one of its own
)
@given(
    opens=st.sampled_from([State.RESERVED, State.ACTION, State.PAID, State.DECLINED]),
    gifts=st.lists(st.sampled_from([2_00, 6_00, 15_00]), max_size=2),
    steps=st.lists(st.sampled_from(STEPS), max_size=12),
)
async def test_no_order_of_events_loses_money_or_takes_it_twice(
    database: Database, opens: State, gifts: list[int], steps: list[Step]
) -> None:
    async with database.reading() as db:
        is_open = await one(db, int, "SELECT count(*) FROM locations")
    if not is_open:
        await open_small_shop(database, {"A": 100_000})
    cards = [await a_gift_card(database, minor) for minor in gifts]
    till = await a_till(database, Provider(opens=opens), gift_cards=cards)
    statuses = await check(till, {})
    for step in steps:
        await act(till, step)
        statuses = await check(till, statuses)

    till.provider.is_away, till.provider.fault = False, ""
    await till.webhook("at last")
    await till.pass_time(SETTLED, every=SELDOM)
    await check(till, statuses)

    order = await till.order()
    kept = sum(one.kept_minor for one in till.provider.payments.values())
    spent = await till.spent_minor()
    assert spent == sum(gifts) - sum([await balance(database, card) for card in cards])
    assert 0 <= spent <= sum(gifts)
    assert await till.booked_minor() == kept + spent
    kept += spent
    assert order.status in {"confirmed", "cancelled"}
    assert kept == 0 if order.status == "cancelled" else kept <= order.total_minor
    assert not [one for one in await till.attempts() if one.is_live]
    assert await till.waiting() == []
