"""Goods come back through the doors: never a unit or a cent twice, whoever does what and how often."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.asking import scalar
from tests.support.sales import mails
from tests.support.selling import NOW, an_order, fill_cart, move, place, race

from lonja.actions import order_books, refund_order, return_goods, settle_return, withdraw_order
from lonja.actions.settle_return import Settling
from lonja.inventory import api as inventory
from lonja.kernel.db import Database, run
from lonja.kernel.errors import Refused
from lonja.kernel.ids import uuid7
from lonja.orders import api as orders
from lonja.payments import api as payments
from lonja.returns import api as returns
from lonja.returns.api import Received, ReturnKind, ReturnSource, ReturnStatus
from lonja_tools.proofs.small_shop import add_product, open_small_shop

pytestmark = pytest.mark.anyio
LATER = NOW + timedelta(days=1)


async def ask(
    database: Database,
    order_id: UUID,
    units: Mapping[int, int],
    *,
    case_id: UUID | None = None,
    reason: str = "changed_mind",
    source: ReturnSource = ReturnSource.STAFF,
    now: datetime = LATER,
    wants_credit: bool = False,
) -> UUID:
    async with database.transaction() as db:
        made = await return_goods.request(
            db,
            order_id=order_id,
            case_id=case_id or uuid7(),
            units=units,
            reasons=dict.fromkeys(units, reason),
            note="",
            source=source,
            actor=return_goods.BUYER if source is ReturnSource.BUYER else "ana",
            now=now,
            wants_credit=wants_credit,
        )
    return made.id


async def receive(
    database: Database,
    order_id: UUID,
    case_id: UUID,
    *lines: Received,
    receipt_id: UUID | None = None,
    location: str | None = None,
) -> None:
    async with database.transaction() as db:
        await return_goods.receive(
            db,
            order_id=order_id,
            case_id=case_id,
            receipt_id=receipt_id or uuid7(),
            received=lines,
            location=location,
            actor="ana",
            now=LATER,
        )


async def settle(
    database: Database,
    order_id: UUID,
    case_id: UUID,
    *,
    refund_id: UUID | None = None,
    **asked: Any,
) -> None:
    async with database.transaction() as db:
        await settle_return.settle(
            db,
            order_id=order_id,
            case_id=case_id,
            refund_id=refund_id or uuid7(),
            asked=Settling(**asked),
            actor="ana",
            limit_minor=None,
            now=LATER,
        )


async def withdraw(
    database: Database, order_id: UUID, *, scope: str = "", email: str = "ana@example.com",
    said: UUID | None = None, now: datetime = LATER, units: dict[int, int] | None = None,
) -> None:  # fmt: skip
    async with database.transaction() as db:
        order = await orders.get(db, order_id)
        await withdraw_order.withdraw(
            db,
            withdraw_order.Withdrawal(
                said or uuid7(), order.number, email, "Ana Prueba", scope, "en", units
            ),
            now=now,
        )


async def the_case(database: Database, order_id: UUID) -> returns.ReturnCase:
    async with database.reading() as db:
        (found,) = await returns.cases(db, order_id)
    return found


async def refunded(database: Database, order_id: UUID) -> list[int]:
    async with database.reading() as db:
        return [one.amount.minor for one in await payments.refunds(db, order_id)]


async def on_hand(database: Database, sku: str = "A") -> dict[str, int]:
    async with database.reading() as db:
        variant: UUID = await scalar(db, "SELECT id FROM variants WHERE sku = %(sku)s", sku=sku)
        return (await inventory.stock_at(db, [variant])).get(variant, {})


async def mailed(database: Database) -> list[str]:
    """The kinds of mails about returns that were put; nothing sends them here."""
    return [one for one in await mails(database) if "return" in one or "withdraw" in one]


async def a_delivered_order(database: Database, units: int = 3) -> UUID:
    """`units` of A at 10.00 and 5.00 for shipping, on the buyer's table."""
    await open_small_shop(database, {"A": 10})
    return await an_order(database, {"A": units}, status="delivered")


class TestAReturn:
    async def test_goes_all_the_way_and_is_settled_by_what_came(self, database: Database) -> None:
        order_id = await a_delivered_order(database)
        case_id = await ask(database, order_id, {1: 2}, source=ReturnSource.BUYER)
        async with database.transaction() as db:
            await return_goods.decide(
                db,
                order_id=order_id,
                case_id=case_id,
                decision=return_goods.Decision({1: 2}, answer="Of course."),
                actor="ana",
                now=LATER,
            )
        async with database.transaction() as db:
            await return_goods.say_sent(
                db,
                order_id=order_id,
                case_id=case_id,
                tracking="CX9",
                actor=return_goods.BUYER,
                now=LATER,
            )
        await receive(database, order_id, case_id, Received(1, 1, 0), location="SVQ")
        await settle(database, order_id, case_id)

        case = await the_case(database, order_id)
        assert (case.kind, case.status, case.answer, case.tracking) == (
            ReturnKind.RETURN, ReturnStatus.SETTLED, "Of course.", "CX9",
        )  # fmt: skip
        assert await refunded(database, order_id) == [10_00]
        assert await on_hand(database) == {"VLC": 7, "SVQ": 1}
        assert await mailed(database) == ["return_requested", "return_approved", "return_received"]

    async def test_of_damaged_goods_refunds_and_writes_off(self, database: Database) -> None:
        order_id = await a_delivered_order(database)
        case_id = await ask(database, order_id, {1: 3}, reason="damaged")

        await receive(database, order_id, case_id, Received(1, 0, 3))
        await settle(database, order_id, case_id)

        assert (await the_case(database, order_id)).kind is ReturnKind.CLAIM
        assert await refunded(database, order_id) == [35_00]
        assert await on_hand(database) == {"VLC": 7}

    async def test_after_a_discount_refunds_what_was_paid_to_the_cent(
        self, database: Database
    ) -> None:
        order_id = await a_delivered_order(database)
        async with database.transaction() as db:
            await run(
                db,
                "UPDATE orders SET discount_minor = 1000, total_minor = total_minor - 1000"
                " WHERE id = %(id)s",
                id=order_id,
            )
            await run(db, "UPDATE order_lines SET discount_minor = 1000")

        for _ in range(3):
            case_id = await ask(database, order_id, {1: 1})
            await receive(database, order_id, case_id, Received(1, 1, 0))
            await settle(database, order_id, case_id)

        assert await refunded(database, order_id) == [6_67, 6_66, 6_67]

    async def test_pays_as_the_buyer_asked_unless_staff_say_otherwise(
        self, database: Database
    ) -> None:
        ways = []
        for to in (None, payments.RefundTo.PAYMENT):
            order_id = await a_delivered_order(database)
            case_id = await ask(database, order_id, {1: 1}, wants_credit=True)
            await receive(database, order_id, case_id, Received(1, 1, 0))
            async with database.transaction() as db:
                await run(
                    db,
                    "UPDATE orders SET customer_id = %(id)s WHERE id = %(id)s",
                    id=order_id,
                )
            await settle(database, order_id, case_id, to=to)
            async with database.reading() as db:
                [refund] = await payments.refunds(db, order_id)
            ways.append(refund.to)

        assert ways == ["store_credit", "payment"]

    async def test_settled_at_nothing_makes_no_refund(self, database: Database) -> None:
        order_id = await a_delivered_order(database)
        case_id = await ask(database, order_id, {1: 1})
        await receive(database, order_id, case_id, Received(1, 0, 1))

        await settle(database, order_id, case_id, deduction_minor=10_00)

        assert await refunded(database, order_id) == []
        assert (await the_case(database, order_id)).status is ReturnStatus.SETTLED

    async def test_gives_shipping_back_alone(self, database: Database) -> None:
        order_id = await a_delivered_order(database)
        case_id = await ask(database, order_id, {1: 1}, reason="missing")

        await settle(database, order_id, case_id, units={}, shipping_minor=5_00)

        assert await refunded(database, order_id) == [5_00]

    async def test_of_which_nothing_came_is_not_settled_at_nothing(
        self, database: Database
    ) -> None:
        order_id = await a_delivered_order(database)
        case_id = await ask(database, order_id, {1: 1})

        with pytest.raises(settle_return.NothingCame):
            await settle(database, order_id, case_id)
        with pytest.raises(settle_return.NothingCame):
            await settle(database, order_id, case_id, units={})

        assert (await the_case(database, order_id)).status is ReturnStatus.APPROVED

    async def test_is_not_settled_for_what_has_not_come_without_a_yes(
        self, database: Database
    ) -> None:
        order_id = await a_delivered_order(database)
        case_id = await ask(database, order_id, {1: 1}, reason="missing")

        with pytest.raises(returns.ReturnExceedsLine):
            await settle(database, order_id, case_id, units={1: 1})
        await settle(database, order_id, case_id, units={1: 1}, although_not_received=True)

        assert await refunded(database, order_id) == [10_00]

    async def test_of_what_was_not_sent_is_refused(self, database: Database) -> None:
        await open_small_shop(database, {"A": 10})
        order_id = await an_order(database, {"A": 1}, status="confirmed")

        with pytest.raises(return_goods.ReturnNotAllowed) as refused:
            await ask(database, order_id, {1: 1})

        assert refused.value.facts == {"reason": "not_shipped"}

    async def test_by_the_buyer_ends_with_the_shops_window_but_a_claim_does_not(
        self, database: Database
    ) -> None:
        order_id = await a_delivered_order(database)
        after = NOW + timedelta(days=31)

        with pytest.raises(return_goods.ReturnNotAllowed) as refused:
            await ask(database, order_id, {1: 1}, source=ReturnSource.BUYER, now=after)
        await ask(
            database, order_id, {1: 1}, source=ReturnSource.BUYER, reason="damaged", now=after
        )

        assert refused.value.facts == {"reason": "window_over"}
        assert (await the_case(database, order_id)).kind is ReturnKind.CLAIM

    async def test_of_an_excepted_product_is_refused_to_the_buyer_alone(
        self, database: Database
    ) -> None:
        order_id = await a_delivered_order(database)
        async with database.transaction() as db:
            (line,) = (await orders.get(db, order_id)).lines
            assert line.product_id is not None
            await returns.set_exclusion(
                db,
                product_id=line.product_id,
                reason=returns.ExclusionReason.FINAL_SALE,
                actor="ana",
                now=NOW,
            )

        with pytest.raises(return_goods.ReturnNotAllowed) as refused:
            await ask(database, order_id, {1: 1}, source=ReturnSource.BUYER)
        await ask(database, order_id, {1: 1})

        assert refused.value.facts == {"reason": "excluded", "line": 1}

    async def test_that_never_comes_frees_its_units(self, database: Database) -> None:
        order_id = await a_delivered_order(database)
        case_id = await ask(database, order_id, {1: 3})

        async with database.transaction() as db:
            assert await return_goods.give_up(db, order_id=order_id, case_id=case_id, now=LATER)
        await ask(database, order_id, {1: 3})

        async with database.reading() as db:
            assert [one.status for one in await returns.cases(db, order_id)] == [
                ReturnStatus.CANCELLED, ReturnStatus.APPROVED,
            ]  # fmt: skip


class TestTwiceAndAtOnce:
    async def test_a_return_asked_for_twice_is_one(self, database: Database) -> None:
        order_id, case_id = await a_delivered_order(database), uuid7()

        results = await race(*(ask(database, order_id, {1: 2}, case_id=case_id) for _ in range(5)))

        assert results == [case_id] * 5
        assert len(await mailed(database)) == 1
        with pytest.raises(returns.ReturnIdTaken):
            await ask(database, order_id, {1: 1}, case_id=case_id)

    async def test_no_unit_is_in_two_returns(self, database: Database) -> None:
        order_id = await a_delivered_order(database)

        results = await race(*(ask(database, order_id, {1: 2}) for _ in range(4)))

        refused = [one.code for one in results if isinstance(one, Refused)]
        assert refused == ["return_exceeds_line"] * 3

    async def test_a_parcel_is_received_once(self, database: Database) -> None:
        order_id = await a_delivered_order(database)
        case_id, receipt_id = await ask(database, order_id, {1: 3}), uuid7()

        await race(
            *(
                receive(database, order_id, case_id, Received(1, 2, 0), receipt_id=receipt_id)
                for _ in range(5)
            )
        )
        with pytest.raises(returns.ReceivedMoreThanApproved):
            await receive(database, order_id, case_id, Received(1, 2, 0))
        with pytest.raises(returns.ReturnIdTaken):
            await receive(database, order_id, case_id, Received(1, 1, 0), receipt_id=receipt_id)

        assert await on_hand(database) == {"VLC": 9}
        assert (await the_case(database, order_id)).lines[0].received == 2

    async def test_twenty_clerks_settle_it_once(self, database: Database) -> None:
        order_id = await a_delivered_order(database)
        case_id = await ask(database, order_id, {1: 3})
        await receive(database, order_id, case_id, Received(1, 3, 0))

        results = await race(*(settle(database, order_id, case_id) for _ in range(20)))

        refused = [one.code for one in results if isinstance(one, Refused)]
        assert refused == ["wrong_return_status"] * 19
        assert await refunded(database, order_id) == [30_00]

    async def test_a_refund_without_the_return_leaves_nothing_to_settle(
        self, database: Database
    ) -> None:
        order_id = await a_delivered_order(database)
        case_id = await ask(database, order_id, {1: 3})
        await receive(database, order_id, case_id, Received(1, 3, 0))
        async with database.transaction() as db:
            await refund_order.refund(
                db,
                order_id=order_id,
                refund_id=uuid7(),
                asked=payments.RefundRequested(
                    payments.RefundReason.GOODWILL, lines={1: 1}, restock=True
                ),
                actor="ana",
                limit_minor=None,
                now=LATER,
            )

        with pytest.raises(payments.RefundExceedsLine):
            await settle(database, order_id, case_id)
        await settle(database, order_id, case_id, units={1: 2})

        assert await refunded(database, order_id) == [10_00, 20_00]
        assert await on_hand(database) == {"VLC": 10}


class TestAWithdrawal:
    async def test_in_time_is_approved_at_once_and_receipted(self, database: Database) -> None:
        order_id, said = await a_delivered_order(database), uuid7()

        for _ in range(3):
            await withdraw(database, order_id, said=said)

        case = await the_case(database, order_id)
        assert (case.kind, case.status, case.is_late) == (
            ReturnKind.WITHDRAWAL, ReturnStatus.APPROVED, False,
        )  # fmt: skip
        assert case.refund_due_at == LATER + timedelta(days=14)
        async with database.reading() as db:
            order = await orders.get(db, order_id)
            may = await return_goods.returnable(db, order, now=LATER)
        assert not may.may_withdraw  # nothing is left to withdraw from
        assert await mailed(database) == ["withdrawal_received"]

    async def test_brings_everything_back_without_a_fee(self, database: Database) -> None:
        order_id = await a_delivered_order(database)
        async with database.transaction() as db:
            await returns.change_policy(
                db, returns.ReturnPolicy(fee_basis_points=2_000), version=0, actor="ana", now=NOW
            )
        await withdraw(database, order_id)
        case = await the_case(database, order_id)
        await receive(database, order_id, case.id, Received(1, 3, 0))

        with pytest.raises(returns.FeeNotAllowed):
            await settle(database, order_id, case.id, fee_minor=1)
        await settle(database, order_id, case.id)

        assert await refunded(database, order_id) == [35_00]

    async def test_that_comes_too_late_waits_for_a_person(self, database: Database) -> None:
        order_id = await a_delivered_order(database)

        await withdraw(database, order_id, now=NOW + timedelta(days=40))

        case = await the_case(database, order_id)
        assert (case.status, case.is_late) == (ReturnStatus.REQUESTED, True)

    @pytest.mark.parametrize("units", [None, {1: 2}])
    async def test_of_what_has_not_left_cancels_the_order(
        self, database: Database, units: dict[int, int] | None
    ) -> None:
        """By the page that everybody has, or by the order's own with every piece chosen."""
        await open_small_shop(database, {"A": 10})
        order_id = await an_order(database, {"A": 2}, status="confirmed")

        await withdraw(database, order_id, units=units)

        async with database.reading() as db:
            assert (await orders.get(db, order_id)).status == "cancelled"
            assert await returns.cases(db, order_id) == []
            (said,) = await returns.statements_of(db, order_id)
        assert (said.scope, said.case_id, said.stated_at) == ("", None, LATER)
        assert await refunded(database, order_id) == [25_00]

    async def test_of_a_part_of_what_has_not_left_waits_for_a_person(
        self, database: Database
    ) -> None:
        await open_small_shop(database, {"A": 10})
        order_id = await an_order(database, {"A": 2}, status="confirmed")

        await withdraw(database, order_id, units={1: 1})

        async with database.reading() as db:
            order = await orders.get(db, order_id)
            may = await return_goods.returnable(db, order, now=LATER)
        assert order.status == "confirmed"
        assert may.may_withdraw
        assert (await the_case(database, order_id)).status is ReturnStatus.REQUESTED

    async def test_under_another_address_is_kept_for_a_person_and_does_nothing(
        self, database: Database
    ) -> None:
        order_id = await a_delivered_order(database)

        await withdraw(database, order_id, email="eva@example.com")

        async with database.reading() as db:
            assert await returns.cases(db, order_id) == []
            assert [one.email for one in await returns.unmatched_statements(db)] == [
                "eva@example.com"
            ]
        assert await mailed(database) == []


STEPS = st.one_of(
    st.tuples(st.just("ask"), st.integers(1, 3), st.sampled_from(["changed_mind", "damaged"])),
    st.tuples(st.just("receive"), st.integers(0, 3), st.integers(0, 2)),
    st.tuples(st.just("settle"), st.integers(0, 3), st.booleans()),
    st.tuples(st.just("refund"), st.integers(1, 3), st.booleans()),
    st.tuples(st.just("cancel"), st.integers(0, 3), st.none()),
    st.tuples(st.just("withdraw"), st.none(), st.none()),
)


class TestAWholeLife:
    @settings(
        max_examples=15,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(steps=st.lists(STEPS, min_size=2, max_size=12))
    async def test_never_gives_back_a_unit_or_a_cent_too_much(
        self, database: Database, steps: list[tuple[str, Any, Any]]
    ) -> None:
        sku = f"S{uuid7().hex[:12].upper()}"
        await stock_five(database, sku)
        cart = await fill_cart(database, {sku: 4})
        order_id = (await place(database, cart, email=f"{sku.lower()}@example.com")).order_id
        for status in ("paying", "confirmed", "shipped", "delivered"):
            await move(database, order_id, status)

        for step in steps:
            await race(one_step(database, order_id, step, f"{sku.lower()}@example.com"))
            await still_right(database, order_id, sku)


async def stock_five(database: Database, sku: str) -> None:
    """A product with five units in Valencia, in the shop that the first example opened."""
    async with database.reading() as db:
        is_open = await scalar(db, "SELECT count(*) FROM locations")
    if not is_open:
        await open_small_shop(database, {})
    async with database.transaction() as db:
        variant = await add_product(db, sku)
        await inventory.adjust(
            db,
            [inventory.Change(variant, "VLC", 5)],
            kind="receipt",
            actor="ana",
            note="",
            now=NOW,
        )


async def one_step(
    database: Database, order_id: UUID, step: tuple[str, Any, Any], email: str
) -> None:
    """One act on the order, on the newest of its returns; refusals are part of life."""
    async with database.reading() as db:
        cases = await returns.cases(db, order_id)
    case_id = cases[-1].id if cases else uuid7()
    match step:
        case ("ask", int(units), str(reason)):
            await ask(database, order_id, {1: units}, reason=reason)
        case ("receive", int(good), int(bad)):
            await receive(database, order_id, case_id, Received(1, good, bad), location="SVQ")
        case ("settle", int(units), bool(although)):
            await settle(
                database, order_id, case_id, units={1: units}, although_not_received=although
            )
        case ("refund", int(units), bool(restock)):
            async with database.transaction() as db:
                await refund_order.refund(
                    db,
                    order_id=order_id,
                    refund_id=uuid7(),
                    asked=payments.RefundRequested(
                        payments.RefundReason.OTHER, lines={1: units}, restock=restock
                    ),
                    actor="ana",
                    limit_minor=None,
                    now=LATER,
                )
        case ("cancel", _, _):
            async with database.transaction() as db:
                await return_goods.cancel(
                    db, order_id=order_id, case_id=case_id, actor="ana", now=LATER
                )
        case ("withdraw", _, _):
            await withdraw(database, order_id, email=email)


async def still_right(database: Database, order_id: UUID, sku: str) -> None:
    async with database.reading() as db:
        order = await orders.get(db, order_id)
        books = await order_books.books_of(db, order)
        cases = await returns.cases(db, order_id)
        assert await inventory.imbalances(db) == []
    held = [
        line
        for one in cases
        if one.status not in {ReturnStatus.DECLINED, ReturnStatus.CANCELLED}
        for line in one.lines
    ]
    given_units = sum(line.quantity for one in books.given for line in one.lines)
    assert sum(line.held for line in held) <= 4
    assert sum(line.refunded for line in held) <= given_units <= 4
    assert sum(one.amount_minor for one in books.given) <= books.captured_minor == 45_00
    assert sum(one.shipping_minor for one in cases) <= 5_00
    assert 1 <= sum((await on_hand(database, sku)).values()) <= 5
