"""Stripe's books and ours say the same to the cent, whatever fails, dies, is lost or comes twice."""

import random
from contextlib import suppress
from datetime import timedelta
from typing import Final, Literal, get_args

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.support.messages import Killed
from tests.support.paying import SETTLED
from tests.support.stripe_till import StripeTill, a_stripe_till

from lonja.kernel.db import Database, one
from lonja.orders.api import OrderStatus
from lonja_tools.proofs.small_shop import open_small_shop
from lonja_tools.stripe_server.books import Refusal
from lonja_tools.stripe_server.faults import Fault
from lonja_tools.stripe_server.things import Thing

pytestmark = pytest.mark.anyio

type Step = Literal[
    "pay", "decline", "debit", "debit arrives", "debit bounces", "tell", "tell shuffled",
    "deliver", "a minute", "half an hour", "refund", "refund rest", "dashboard", "dispute",
    "won", "lost it", "return", "leave", "cancel", "die", "away", "lost", "saved_500",
    "failed_after", "in_use", "limited",
]  # fmt: skip
STEPS: Final = get_args(Step.__value__)
FAULTS: Final = {str(one): one for one in Fault}


@pytest.fixture
async def shop(database: Database) -> Database:
    async with database.reading() as db:
        is_open = await one(db, int, "SELECT count(*) FROM locations")
    if not is_open:
        await open_small_shop(database, {"A": 100_000})
    return database


@settings(
    max_examples=15,
    deadline=None,  # each example is an order in a real database, and a server of its own
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example(steps=["debit", "tell", "debit bounces"], seed=0)
@given(steps=st.lists(st.sampled_from(STEPS), max_size=14), seed=st.integers(0, 1000))
async def test_no_cent_is_in_one_of_them_alone(
    shop: Database, steps: list[Step], seed: int
) -> None:
    async with a_stripe_till(shop) as sale:
        await sale.begin()
        for step in steps:
            await act(sale, step, random.Random(seed))
        await come_to_rest(sale)

        order = await sale.till.order()
        assert await sale.till.booked_minor() == kept_at_stripe(sale)
        ended = {OrderStatus.CONFIRMED, OrderStatus.CANCELLED}
        if order.status is OrderStatus.PAYMENT_FAILED and order.refusal == "debit_failed":
            ended.add(OrderStatus.PAYMENT_FAILED)  # its stock is held for the days of the debit
        assert order.status in ended
        if order.status is OrderStatus.CONFIRMED:
            assert sale.stripe.effects("capture") <= 1
        assert not [one for one in await sale.till.attempts() if one.is_live]
        assert await sale.till.waiting() == []


async def act(sale: StripeTill, step: Step, chance: random.Random) -> None:
    till, stripe = sale.till, sale.stripe
    match step:
        case "tell":
            await sale.tell(sale.events[-4:])
        case "tell shuffled":
            events = sale.events[-6:] * 2
            chance.shuffle(events)
            await sale.tell(events)
        case "deliver":
            await till.deliver()
        case "a minute":
            await till.pass_time(timedelta(minutes=1))
        case "half an hour":
            await till.pass_time(timedelta(minutes=30), every=timedelta(minutes=5))
        case "refund":
            await till.refund(3_00)
        case "refund rest":
            await till.refund((await till.order()).total_minor)
        case "return":
            await till.buyer_returns()
        case "leave":
            await till.leave_payment()
        case "cancel":
            await till.cancel()
        case "die":
            stripe.dies_after_next_answer()
        case _ if step in FAULTS:
            stripe.fail(FAULTS[step], "POST" if step in {"saved_500", "failed_after"} else "")
        case _:
            with suppress(Refusal, IndexError, KeyError, ValueError):
                happen(sale, step)


def happen(sale: StripeTill, step: Step) -> None:
    """On the page, in the Dashboard or at a bank; nothing where nothing can."""
    books, now = sale.stripe.server.books, sale.stripe.now()
    session: Thing = sale.stripe.session()
    match step:
        case "pay":
            books.pay(session, now=now)
        case "decline":
            books.decline(session, now=now, code="generic_decline")
        case "debit":
            books.debit(session, now=now)
        case "debit arrives" | "debit bounces":
            books.debit_ends(session, now=now, arrives=step == "debit arrives")
        case "dashboard":
            books.refund({"payment_intent": sale.stripe.intent()["id"], "amount": 2_00}, now=now)
        case "dispute":
            charge = sale.stripe.charge_thing()
            if charge["amount_captured"] > charge["amount_refunded"] and not charge["disputed"]:
                books.dispute(charge, now=now)
        case _:
            [dispute] = books.of_kind("dispute")
            if dispute["status"] == "needs_response":
                books.dispute_moves(dispute, "won" if step == "won" else "lost", now=now)


async def come_to_rest(sale: StripeTill) -> None:
    """Nothing fails any more, debits end, and every clock has run."""
    sale.stripe.recover()
    for session in sale.stripe.server.books.of_kind("checkout.session"):
        with suppress(Refusal, KeyError):
            sale.stripe.server.books.debit_ends(session, now=sale.stripe.now(), arrives=True)
    await sale.till.deliver()
    await sale.tell()
    # A key is forgotten after a day, and what nobody heard of is a person's after that.
    await sale.till.pass_time(SETTLED, every=timedelta(minutes=15))
    await sale.tell()


def kept_at_stripe(sale: StripeTill) -> int:
    books = sale.stripe.server.books
    came: int = sum(one["amount_captured"] for one in books.of_kind("charge"))
    back: int = sum(one["amount"] for one in books.of_kind("refund") if one["status"] != "failed")
    claimed: int = sum(one["amount"] for one in books.of_kind("dispute") if one["status"] != "won")
    return came - back - claimed


async def test_a_worker_that_dies_with_the_answer_in_its_hand_takes_nothing_twice(
    shop: Database,
) -> None:
    async with a_stripe_till(shop) as sale:
        sale.stripe.dies_after_next_answer()
        await sale.begin()
        await sale.till.pass_time(timedelta(minutes=4))
        sale.stripe.server.books.pay(sale.stripe.session(), now=sale.stripe.now())
        sale.stripe.dies_after_next_answer()
        with suppress(Killed):
            await sale.tell()

        await come_to_rest(sale)

        assert (await sale.till.order()).status is OrderStatus.CONFIRMED
        assert sale.stripe.effects("session") == 1
        assert sale.stripe.effects("capture") == 1
        assert await sale.till.booked_minor() == kept_at_stripe(sale) > 0
