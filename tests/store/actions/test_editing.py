"""Orders that staff edit after they were placed: goods, money and documents follow, to the cent."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from psycopg.errors import LockNotAvailable, QueryCanceled
from tests.support.asking import scalar
from tests.support.paying import Till
from tests.support.provider import Provider, State
from tests.support.selling import NOW, SEAL, fill_cart, place, race

from lonja.actions import (
    cancel_order,
    edit_order,
    end_edit,
    issue_document,
    order_books,
    pack_order,
    settle_difference,
)
from lonja.actions.place_order import Payment
from lonja.actions.price_edit import Added, Wanted
from lonja.actions.receive_payment import Received
from lonja.actions.settle_difference import Settlement
from lonja.adapters.manual_gateways import METHODS, ManualGateway
from lonja.documents import api as documents
from lonja.fulfilment import api as fulfilment
from lonja.inventory import api as inventory
from lonja.kernel.db import Database
from lonja.kernel.errors import Refused
from lonja.manual_payments.api import ReceivedBy
from lonja.orders import api as orders
from lonja.orders.api import EditStatus, LineEdit, OnExpiry
from lonja.payment_methods import api as payment_methods
from lonja.payments import api as payments
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

ACTOR: Final = "clerk@azulejo.example"
STOCK: Final = 100
BY_HAND: Final = {one.code: one for one in METHODS}
CASH: Final = Received(ReceivedBy.CASH, NOW.date(), "till 2")


@pytest.fixture
async def shop(database: Database) -> Database:
    await open_small_shop(database, {"A": STOCK, "B": STOCK})
    return database


async def takes_cash(database: Database) -> None:
    async with database.transaction() as db:
        await payment_methods.change(
            db, BY_HAND, payment_methods.Setting("pay_in_store", is_on=True), actor=ACTOR, now=NOW
        )


async def a_till(database: Database, opens: State = State.RESERVED, **lines: int) -> Till:
    placed = await place(database, await fill_cart(database, lines or {"A": 3}))
    by_hand = [ManualGateway(database, one) for one in METHODS]
    till = Till(database, Provider(opens=opens), placed.order_id, placed.number, *by_hand)
    await till.deliver()
    return till


async def edit(
    till: Till,
    lines: dict[int, LineEdit] | None = None,
    *,
    edit_id: UUID | None = None,
    settlement: Settlement | None = None,
    refund_limit: int | None = None,
    discount_limit: int | None = None,
    **wanted: Any,
) -> orders.OrderEdit:
    async with till.database.transaction() as db:
        version = wanted.pop("version", None)
        if version is None:
            version = len(await orders.edits(db, till.order_id))
        asked = Wanted(version, lines or {}, **wanted)
        seen = await edit_order.preview(db, till.order_id, replace(asked), now=till.now)
        return await edit_order.edit(
            db,
            order_id=till.order_id,
            edit_id=edit_id or uuid4(),
            wanted=asked,
            seen_total_minor=seen.after.total_minor,
            settlement=settlement or Settlement(),
            refund_limit=refund_limit,
            discount_limit=discount_limit,
            methods=BY_HAND,
            actor=ACTOR,
            now=till.now,
        )


async def on_hand(database: Database) -> dict[str, int]:
    async with database.reading() as db:
        found = Counter[str]()
        for sku in ("A", "B"):
            found[sku] = int(
                await scalar(
                    db,
                    "SELECT coalesce(sum(s.on_hand), 0) FROM stock_at s JOIN variants v"
                    f" ON v.id = s.variant_id WHERE v.sku = '{sku}'",
                )
            )
        return dict(found)


async def units(till: Till) -> dict[int, tuple[int, int]]:
    """Line → units that lie ready, and that were cancelled."""
    async with till.database.reading() as db:
        found = await fulfilment.units_of(db, till.order_id)
    return {one.line: (one.allocated, one.cancelled) for one in found}


async def owed_minor(till: Till) -> int:
    """What is ours less what is on its way back."""
    async with till.database.reading() as db:
        back = [one.amount.minor for one in await payments.refunds(db, till.order_id)]
    return sum(m.amount_minor for m in await till.moves() if m.kind == "captured") - sum(back)


async def pay(till: Till) -> None:
    async with till.database.transaction() as db:
        await settle_difference.pay(
            db,
            order_id=till.order_id,
            payment=Payment("test", "approved"),
            methods={"test": till.provider.method},
            seal=SEAL,
            return_url=lambda _order, number, _language: f"http://shop.example/{number}",
            now=till.now,
        )
    await till.deliver()


async def edits(till: Till) -> list[orders.OrderEdit]:
    async with till.database.reading() as db:
        return await orders.edits(db, till.order_id)


class TestFewerUnits:
    async def test_are_refunded_and_in_stock_again(self, shop: Database) -> None:
        till = await a_till(shop)
        before = await till.order()

        await edit(till, {1: LineEdit(1)})
        await till.deliver()

        order = await till.order()
        assert [one.quantity for one in order.lines] == [1]
        assert await on_hand(shop) == {"A": STOCK - 1, "B": STOCK}
        assert await units(till) == {1: (1, 2)}
        assert before.total_minor - order.total_minor > 0
        assert await till.booked_minor() == order.total_minor

    async def test_twice_is_once(self, shop: Database) -> None:
        till, same = await a_till(shop), uuid4()

        first = await edit(till, {1: LineEdit(1)}, edit_id=same)
        async with shop.transaction() as db:
            again = await edit_order.edit(
                db, order_id=till.order_id, edit_id=same, wanted=Wanted(0, {1: LineEdit(1)}),
                seen_total_minor=first.after.total_minor, settlement=Settlement(),
                refund_limit=None, discount_limit=None, methods=BY_HAND, actor=ACTOR,
                now=till.now,
            )  # fmt: skip
        await till.deliver()

        assert again.id == first.id
        assert await till.booked_minor() == first.after.total_minor

    async def test_beyond_a_persons_limit_are_refused_whole(self, shop: Database) -> None:
        till = await a_till(shop)
        before = await till.order()

        with pytest.raises(payments.RefundOverLimit):
            await edit(till, {1: LineEdit(1)}, refund_limit=1)

        assert (await till.order()).lines == before.lines
        assert await on_hand(shop) == {"A": STOCK - 3, "B": STOCK}

    async def test_in_a_parcel_stay(self, shop: Database) -> None:
        till = await a_till(shop)
        async with shop.transaction() as db:
            await pack_order.begin(
                db, order_id=till.order_id, shipment_id=uuid4(), lines={1: 2}, actor=ACTOR, now=NOW
            )

        with pytest.raises(orders.UnitsPacked) as refused:
            await edit(till, {1: LineEdit(1)})
        await edit(till, {1: LineEdit(2)})

        assert refused.value.facts == {"line": 1, "least": 2}
        assert await units(till) == {1: (0, 1)}


class TestMore:
    async def test_waits_for_its_money_and_ships_with_it(self, shop: Database) -> None:
        till = await a_till(shop)
        paid = (await till.order()).total_minor

        saved = await edit(till, {}, added=[Added("B", 2)])

        order = await till.order()
        assert order.total_minor == paid + saved.difference_minor
        assert await on_hand(shop) == {"A": STOCK - 3, "B": STOCK - 2}
        assert await units(till) == {1: (3, 0), 2: (2, 0)}
        async with shop.reading() as db:
            assert await order_books.due_minor(db, order) == order.total_minor
        await pay(till)
        assert [one.status for one in await edits(till)] == [EditStatus.PAID]
        assert await till.booked_minor() == order.total_minor

    async def test_that_nobody_pays_is_undone(self, shop: Database) -> None:
        till = await a_till(shop)
        before = await till.order()

        await edit(till, {1: LineEdit(2)}, added=[Added("B", 2)], settlement=Settlement(days=1))
        await till.pass_time(timedelta(days=1, minutes=5), every=timedelta(hours=4))

        order = await till.order()
        assert orders.content_of(order) == orders.content_of(before)
        assert await on_hand(shop) == {"A": STOCK - 3, "B": STOCK}
        assert [one.status for one in await edits(till)] == [EditStatus.UNDONE, EditStatus.DONE]
        assert await till.booked_minor() == order.total_minor

    async def test_that_nobody_pays_is_borne_where_staff_said_so(self, shop: Database) -> None:
        till = await a_till(shop)
        paid = (await till.order()).total_minor

        await edit(
            till, {}, added=[Added("B", 2)],
            settlement=Settlement(days=1, waits=False, on_expiry=OnExpiry.CARRY),
        )  # fmt: skip
        await till.pass_time(timedelta(days=1, minutes=5), every=timedelta(hours=4))

        order = await till.order()
        assert (order.total_minor, len(order.lines)) == (paid, 2)
        assert sum(g["base_minor"] + g["tax_minor"] for g in order.tax_groups) == paid
        assert [one.status for one in await edits(till)] == [EditStatus.CARRIED, EditStatus.DONE]

    async def test_that_is_packed_by_then_is_borne(self, shop: Database) -> None:
        till = await a_till(shop)
        paid = (await till.order()).total_minor
        await edit(till, {}, added=[Added("B", 2)], settlement=Settlement(days=1, waits=False))
        async with shop.transaction() as db:
            await pack_order.begin(
                db, order_id=till.order_id, shipment_id=uuid4(), actor=ACTOR, now=NOW
            )

        await till.pass_time(timedelta(days=1, minutes=5), every=timedelta(hours=4))

        assert (await till.order()).total_minor == paid
        assert [one.status for one in await edits(till)] == [EditStatus.CARRIED, EditStatus.DONE]

    async def test_that_was_paid_to_a_person_is_booked(self, shop: Database) -> None:
        await takes_cash(shop)
        till = await a_till(shop)

        saved = await edit(till, {}, added=[Added("B", 1)], settlement=Settlement(received=CASH))
        await till.deliver()

        assert [one.status for one in await edits(till)] == [EditStatus.PAID]
        assert await till.booked_minor() == (await till.order()).total_minor
        async with shop.reading() as db:
            amount = await scalar(
                db,
                "SELECT facts ->> 'amount_minor' FROM audit_log"
                " WHERE action = 'order_payment_received'",
            )
        assert int(amount) == saved.difference_minor

    @pytest.mark.parametrize("how", list(OnExpiry))
    async def test_that_is_being_booked_is_not_ended_meanwhile(
        self, shop: Database, how: OnExpiry
    ) -> None:
        await takes_cash(shop)
        till = await a_till(shop)
        saved = await edit(till, {}, added=[Added("B", 1)], settlement=Settlement(received=CASH))

        with pytest.raises(orders.WrongStatus):
            async with shop.transaction() as db:
                await end_edit.end(
                    db, order_id=till.order_id, edit_id=saved.id, how=how, actor=ACTOR, now=till.now
                )
        async with shop.transaction() as db:
            late = till.now + timedelta(days=30)
            assert not await end_edit.end(db, order_id=till.order_id, actor=ACTOR, now=late)
        await till.deliver()

        assert [one.status for one in await edits(till)] == [EditStatus.PAID]
        assert await till.booked_minor() == (await till.order()).total_minor
        async with shop.reading() as db:
            assert await payments.refunds(db, till.order_id) == []

    async def test_that_is_being_booked_goes_back_once_when_the_order_is_cancelled(
        self, shop: Database
    ) -> None:
        await takes_cash(shop)
        till = await a_till(shop)
        paid = (await till.order()).total_minor
        saved = await edit(till, {}, added=[Added("B", 1)], settlement=Settlement(received=CASH))

        await till.cancel()
        await till.deliver()
        await till.deliver()

        async with shop.reading() as db:
            given = [one.amount.minor for one in await payments.refunds(db, till.order_id)]
        assert sorted(given) == sorted([paid, saved.difference_minor])
        booked = {"captured", "late_captured"}
        assert sum(m.amount_minor for m in await till.moves() if m.kind in booked) == sum(given)

    async def test_is_not_booked_where_nothing_is_owed_or_the_shop_takes_none(
        self, shop: Database
    ) -> None:
        till = await a_till(shop)
        unpaid = await a_till(shop, State.ACTION)
        more = [Added("B", 1)]
        tomorrow = replace(CASH, received_on=NOW.date() + timedelta(days=2))

        async def code(till: Till, received: Received, **wanted: Any) -> str:
            before = orders.content_of(await till.order())
            with pytest.raises(Refused) as refused:
                await edit(till, settlement=Settlement(received=received), **wanted)
            assert orders.content_of(await till.order()) == before
            assert await edits(till) == []
            return refused.value.code

        assert await code(till, CASH, added=more) == "way_not_offered"
        await takes_cash(shop)
        assert await code(till, tomorrow, added=more) == "invalid"
        assert await code(till, CASH, lines={1: LineEdit(1)}) == "nothing_owed"
        assert await code(unpaid, CASH, added=more) == "nothing_owed"

    async def test_paid_late_goes_back(self, shop: Database) -> None:
        till = await a_till(shop)
        await edit(till, {}, added=[Added("B", 1)])
        till.provider.opens = State.ACTION
        await pay(till)
        async with shop.transaction() as db:
            await cancel_order.cancel(
                db, order_id=till.order_id, reason=cancel_order.CancelReason.OTHER, actor=ACTOR,
                now=till.now,
            )  # fmt: skip
        await till.deliver()
        till.provider.pay_late()
        await till.webhook("late")
        await till.deliver()

        assert [one.kept_minor for one in till.provider.payments.values()] == [0, 0]
        assert await till.booked_minor() == 0
        assert await on_hand(shop) == {"A": STOCK, "B": STOCK}
        assert [one.status for one in await edits(till)] == [EditStatus.UNDONE]

    async def test_that_is_not_paid_is_not_refunded_either(self, shop: Database) -> None:
        till = await a_till(shop)
        await edit(till, {}, added=[Added("B", 1)])
        before = await till.booked_minor()

        await till.refund(1_00)
        await till.deliver()

        assert await till.booked_minor() == before

    async def test_than_there_is_changes_nothing(self, shop: Database) -> None:
        till = await a_till(shop)
        before = await till.order()

        with pytest.raises(inventory.SoldOut):
            await edit(till, {}, added=[Added("B", STOCK + 1)])

        assert orders.content_of(await till.order()) == orders.content_of(before)

    async def test_while_another_difference_is_awaited_is_refused(self, shop: Database) -> None:
        till = await a_till(shop)
        await edit(till, {}, added=[Added("B", 1)])

        with pytest.raises(edit_order.NotEditable) as refused:
            await edit(till, {1: LineEdit(1)})

        assert refused.value.facts["reason"] == "edit_awaits_payment"


class TestAPrice:
    async def test_moves_no_stock_and_needs_a_reason_within_a_limit(self, shop: Database) -> None:
        till = await a_till(shop)
        cheaper = {1: LineEdit(unit_minor=1_00)}

        for missing in ({"reason": ""}, {"reason": "promised", "discount_limit": 1}):
            with pytest.raises(Refused):
                await edit(till, cheaper, **missing)
        await edit(till, cheaper, reason="promised")
        await till.deliver()

        assert await units(till) == {1: (3, 0)}
        assert await till.booked_minor() == (await till.order()).total_minor


class TestAnUnpaidOrder:
    async def test_is_paid_for_its_new_sum_and_an_old_payment_goes_back(
        self, shop: Database
    ) -> None:
        till = await a_till(shop, State.ACTION)

        await edit(till, {1: LineEdit(2)}, added=[Added("B", 1)])
        await till.deliver()
        assert (await till.order()).status == "payment_failed"
        till.provider.pay_late()
        await till.webhook("late")
        till.provider.opens = State.RESERVED
        await till.pay_again()
        await till.deliver()

        order = await till.order()
        assert order.status == "confirmed"
        assert await till.booked_minor() == order.total_minor
        assert await on_hand(shop) == {"A": STOCK - 2, "B": STOCK - 1}

    @pytest.mark.parametrize("does", [State.RESERVED, State.PAID])
    async def test_that_is_edited_while_its_buyer_pays_keeps_one_sum_of_the_two(
        self, shop: Database, does: State
    ) -> None:
        """Whichever comes first: the old sum pays the old order, or goes back, never into the new one."""
        till = await a_till(shop, State.ACTION)
        before = (await till.order()).total_minor
        till.provider.buyer(does)

        edited, _ = await race(edit(till, {1: LineEdit(2)}), till.webhook("paid"))
        await race(*(till.deliver() for _ in range(3)))
        await till.pass_time(timedelta(minutes=5))

        order = await till.order()
        at_provider = sum(one.kept_minor for one in till.provider.payments.values())
        assert await till.booked_minor() == at_provider
        if order.status == "confirmed":
            assert at_provider == order.total_minor
        else:
            assert (order.status, at_provider) == ("payment_failed", 0)
            assert not isinstance(edited, Refused)
        assert order.total_minor == (before if isinstance(edited, Refused) else before - 10_00)


class TestADocument:
    async def test_follows_an_invoice_and_all_together_are_the_order(self, shop: Database) -> None:
        till = await a_till(shop)
        async with shop.transaction() as db:
            await issue_document.issue_now(db, order_id=till.order_id, actor=ACTOR, now=till.now)

        for change in ({1: LineEdit(2)}, {1: LineEdit(1)}):
            saved = await edit(till, change)
            await till.deliver()
            async with shop.transaction() as db:
                await issue_document.issue(
                    db, order_id=till.order_id, cause=documents.DocumentCause.EDIT,
                    item_id=saved.id, now=till.now,
                )  # fmt: skip

        async with shop.reading() as db:
            issued = await documents.documents_of(db, till.order_id)
        assert sum(one.total_minor for one in issued) == (await till.order()).total_minor
        assert [one.kind for one in issued][1:] == [documents.DocumentKind.CREDIT_NOTE] * 2


async def test_twenty_clerks_at_once_give_back_and_take_never_a_cent_too_much(
    shop: Database,
) -> None:
    till = await a_till(shop, A=3, B=3)

    async def act(number: int) -> object:
        if number % 4 == 3:
            async with shop.transaction() as db:
                return await cancel_order.cancel(
                    db, order_id=till.order_id, reason=cancel_order.CancelReason.OTHER,
                    actor=ACTOR, now=till.now,
                )  # fmt: skip
        return await edit(till, {1 + number % 2: LineEdit(number % 3)})

    async def clerk(number: int) -> object:
        try:
            return await act(number)
        except (LockNotAvailable, QueryCanceled):
            return None  # a busy machine: its API says to try again

    answers = await race(*(clerk(number) for number in range(20)))
    await till.deliver()

    assert any(one is not None and not isinstance(one, Refused) for one in answers)
    order = await till.order()
    is_off = order.status == "cancelled"
    assert await owed_minor(till) == (0 if is_off else order.total_minor)
    assert await till.booked_minor() == (0 if is_off else order.total_minor)
    there = await on_hand(shop)
    gone = Counter[str]()
    for line in order.lines:
        gone[line.sku] += 0 if is_off else line.quantity
    assert there == {sku: STOCK - gone[sku] for sku in ("A", "B")}
