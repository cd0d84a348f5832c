"""What staff do with an order once it is placed: deliver it, cancel it, give its money back."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from tests.support.asking import rows, scalar
from tests.support.back_office import BackOffice, back_office
from tests.support.front_office import front_office
from tests.support.sales import (
    gateway_refunded,
    ledger,
    mails,
    order_of,
    sell,
    stock_of,
    work,
)

from lonja.bootstrap import Shop
from lonja.inventory import api as inventory
from lonja.kernel.db import run
from lonja.staff.api import REFUND_LIMITS, Role
from lonja_tools.proofs.small_shop import add_code, open_small_shop

pytestmark = pytest.mark.anyio


@dataclass(slots=True)
class Floor:
    """A buyer, a clerk of the role `orders` and the shop between them."""

    office: BackOffice
    buyer: httpx2.AsyncClient
    clerk: httpx2.AsyncClient
    variants: dict[str, UUID]

    @property
    def shop(self) -> Shop:
        return self.office.shop

    async def sell(self, lines: dict[str, int] | None = None, **more: Any) -> str:
        return await sell(self.buyer, self.shop, lines or {"A": 2, "B": 1}, **more)

    async def order(self, number: str) -> dict[str, Any]:
        answer = await self.clerk.get(f"/api/v1/orders/{number}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def ship(self, number: str) -> httpx2.Response:
        return await self.clerk.put(
            f"/api/v1/orders/{number}/shipments/{uuid4()}",
            json={"carrier": "Correos", "tracking": "CX1"},
        )

    async def cancel(self, number: str, reason: str = "sold_out") -> httpx2.Response:
        return await self.clerk.put(
            f"/api/v1/orders/{number}/cancellation", json={"reason": reason, "note": "by phone"}
        )

    async def refund(
        self, number: str, refund_id: str | None = None, **body: Any
    ) -> httpx2.Response:
        return await self.clerk.put(
            f"/api/v1/orders/{number}/refunds/{refund_id or uuid4()}",
            json={"reason": "damaged", **body},
        )


@pytest.fixture
async def floor(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Floor]:
    async with (
        back_office(fresh_database_url, storage_connection) as office,
        front_office(fresh_database_url, storage_connection, secret_key="k" * 32) as (
            buyer,
            _opened,
        ),
        office.signed_in(Role.ORDERS) as clerk,
    ):
        variants = await open_small_shop(office.shop.database, {"A": 50, "B": 50})
        yield Floor(office, buyer, clerk, variants)


def minor(money: dict[str, Any]) -> int:
    return int(money["amount_minor"])


async def audited(floor: Floor) -> list[str]:
    async with floor.shop.database.reading() as db:
        found = await rows(
            db, "SELECT action FROM audit_log WHERE subject LIKE 'order:%%' ORDER BY seq"
        )
    return [row.action for row in found]


async def imbalances(floor: Floor) -> list[inventory.Imbalance]:
    async with floor.shop.database.reading() as db:
        return await inventory.imbalances(db)


class TestDelivering:
    async def test_a_shipped_order_ends_it_and_writes_to_the_buyer(self, floor: Floor) -> None:
        number = await floor.sell()
        await floor.ship(number)

        answer = await floor.clerk.put(f"/api/v1/orders/{number}/delivery")

        order = await floor.order(number)
        assert answer.status_code == 204
        assert (order["status"], order["events"][-1]["kind"]) == ("delivered", "delivered")
        assert order["delivered_at"] is not None
        assert (await mails(floor.shop.database))[-1] == "order_delivered"
        assert await audited(floor) == ["order_shipped", "order_delivered"]

    @pytest.mark.parametrize(
        ("steps", "reason"),
        [(0, "not_shipped"), (2, "already_delivered"), (3, "already_cancelled")],
    )
    async def test_any_other_order_is_refused_with_the_reason(
        self, floor: Floor, steps: int, reason: str
    ) -> None:
        number = await floor.sell()
        if steps == 2:
            await floor.ship(number)
            await floor.clerk.put(f"/api/v1/orders/{number}/delivery")
        if steps == 3:
            await floor.cancel(number)

        answer = await floor.clerk.put(f"/api/v1/orders/{number}/delivery")

        assert (answer.status_code, answer.json()["code"]) == (409, "wrong_order_status")
        assert answer.json()["reason"] == reason


class TestCancelling:
    async def test_a_paid_order_gives_back_money_goods_and_code(self, floor: Floor) -> None:
        await add_code(floor.shop.database, "DIEZ", percent=10, max_uses=1)
        number = await floor.sell(code="DIEZ")
        total = minor((await floor.order(number))["totals"]["total"])

        answer = await floor.cancel(number)
        await work(floor.shop)

        order = await floor.order(number)
        found = await order_of(floor.shop.database, number)
        assert answer.status_code == 204
        assert (order["status"], order["refusal"]) == ("cancelled", "sold_out")
        (refunded,) = [one for one in order["events"] if one["kind"] == "refunded"]
        assert refunded["actor"] == order["refunds"][0]["actor"] != "shop"
        assert set(order["lines"][0]["names"]) >= {"es", "en"}
        assert [minor(order["money"][part]) for part in ("paid", "refunded", "left")] == [
            total,
            total,
            0,
        ]
        assert await ledger(floor.shop.database, found.id) == {
            "authorised": total,
            "captured": total,
            "refunded": total,
        }
        assert await gateway_refunded(floor.shop.database) == total
        assert await stock_of(floor.shop.database, floor.variants["A"]) == (50, 0)
        assert await stock_of(floor.shop.database, floor.variants["B"]) == (50, 0)
        assert await imbalances(floor) == []
        async with floor.shop.database.reading() as db:
            back = await rows(
                db,
                "SELECT kind, sum(quantity)::int AS units FROM stock_movements"
                " WHERE order_id = %(id)s GROUP BY kind ORDER BY kind",
                id=found.id,
            )
            used = await scalar(db, "SELECT used FROM promotion_codes WHERE code = 'DIEZ'")
            returned = await scalar(db, "SELECT count(*) FROM returns")
        assert [(row.kind, row.units) for row in back] == [("return", 3), ("sale", -3)]
        assert (used, returned) == (0, 0)
        assert (await mails(floor.shop.database))[-1:] == ["order_cancelled"]
        assert await audited(floor) == ["order_cancelled"]

    @pytest.mark.parametrize("card", ["declined", "needs_action"])
    async def test_an_unpaid_order_frees_what_it_held(self, floor: Floor, card: str) -> None:
        number = await floor.sell(card=card)

        answer = await floor.cancel(number, "buyer_request")
        await work(floor.shop)

        found = await order_of(floor.shop.database, number)
        assert (answer.status_code, found.status) == (204, "cancelled")
        assert await stock_of(floor.shop.database, floor.variants["A"]) == (50, 0)
        assert (await ledger(floor.shop.database, found.id)).get("captured") is None
        assert await imbalances(floor) == []

    async def test_before_the_payment_was_asked_for_takes_no_money(self, floor: Floor) -> None:
        number = await floor.sell(confirmed=False)

        assert (await floor.cancel(number)).status_code == 204
        await work(floor.shop)

        found = await order_of(floor.shop.database, number)
        assert await ledger(floor.shop.database, found.id) == {}
        assert await stock_of(floor.shop.database, floor.variants["A"]) == (50, 0)

    async def test_after_lines_were_refunded_puts_back_only_the_others(self, floor: Floor) -> None:
        number = await floor.sell({"A": 3})
        refunded = await floor.refund(number, lines=[{"line": 1, "quantity": 1}], restock=True)
        await work(floor.shop)

        assert (await floor.cancel(number)).status_code == 204
        await work(floor.shop)

        order = await floor.order(number)
        assert refunded.status_code == 202
        assert minor(order["money"]["refunded"]) == minor(order["money"]["paid"]) == 35_00
        assert await stock_of(floor.shop.database, floor.variants["A"]) == (50, 0)
        async with floor.shop.database.reading() as db:
            sums = await scalar(db, "SELECT sum(total_minor) FROM returns")
            lines = await scalar(db, "SELECT sum(quantity) FROM return_lines")
        assert (sums, lines) == (0, 0), "what was no sale had no return"

    async def test_twice_has_one_winner(self, floor: Floor) -> None:
        number = await floor.sell()

        answers = await asyncio.gather(*(floor.cancel(number) for _ in range(5)))
        await work(floor.shop)

        codes = sorted(answer.status_code for answer in answers)
        assert codes == [204, 409, 409, 409, 409]
        refused = [answer.json() for answer in answers if answer.status_code == 409]
        assert {(body["code"], body["reason"]) for body in refused} == {
            ("wrong_order_status", "already_cancelled")
        }
        assert await gateway_refunded(floor.shop.database) == 35_00
        assert await stock_of(floor.shop.database, floor.variants["A"]) == (50, 0)

    async def test_against_shipping_has_one_winner_and_says_which(self, floor: Floor) -> None:
        for _ in range(4):
            number = await floor.sell({"A": 1})

            cancelled, shipped = await asyncio.gather(floor.cancel(number), floor.ship(number))
            await work(floor.shop)

            order = await floor.order(number)
            if order["status"] == "cancelled":
                assert (cancelled.status_code, shipped.status_code) == (204, 409)
                assert shipped.json()["reason"] == "already_cancelled"
                assert minor(order["money"]["refunded"]) == 15_00
            else:
                assert order["status"] == "shipped"
                assert (cancelled.status_code, shipped.status_code) == (409, 204)
                assert cancelled.json()["reason"] == "already_shipped"
                assert minor(order["money"]["refunded"]) == 0
        assert await imbalances(floor) == []

    async def test_while_the_payment_is_taken_leaves_no_money_here(self, floor: Floor) -> None:
        for _ in range(4):
            number = await floor.sell({"A": 1}, confirmed=False)

            await asyncio.gather(work(floor.shop), floor.cancel(number))
            await work(floor.shop)

            found = await order_of(floor.shop.database, number)
            money = await ledger(floor.shop.database, found.id)
            assert found.status == "cancelled"
            came_in = money.get("captured", 0) + money.get("late_captured", 0)
            assert came_in == money.get("refunded", 0)
        assert await stock_of(floor.shop.database, floor.variants["A"]) == (50, 0)
        assert await imbalances(floor) == []

    async def test_for_a_reason_nobody_knows_is_refused(self, floor: Floor) -> None:
        number = await floor.sell()

        assert (await floor.cancel(number, "no_mood")).status_code == 422


class TestRefunding:
    async def test_the_whole_gives_all_back_and_says_so_once(self, floor: Floor) -> None:
        number, refund_id = await floor.sell(), str(uuid4())
        await floor.ship(number)

        answers = [await floor.refund(number, refund_id, restock=True) for _ in range(3)]
        await work(floor.shop)

        order = await floor.order(number)
        assert [answer.status_code for answer in answers] == [202, 202, 202]
        assert [
            minor(order["money"][part]) for part in ("paid", "refunded", "on_its_way", "left")
        ] == [
            35_00,
            35_00,
            0,
            0,
        ]
        (refund,) = order["refunds"]
        assert (refund["id"], refund["status"], refund["by_hand"]) == (
            refund_id,
            "succeeded",
            False,
        )
        assert [line["quantity"] for line in refund["lines"]] == [2, 1]
        assert order["status"] == "shipped"
        assert [event["kind"] for event in order["events"]].count("refunded") == 1
        assert (await mails(floor.shop.database)).count("order_refunded") == 1
        assert await audited(floor) == ["order_shipped", "order_refund_requested"]
        assert await stock_of(floor.shop.database, floor.variants["A"]) == (50, 0)
        assert await imbalances(floor) == []

    async def test_lines_writes_a_return_and_restocks_only_when_asked(self, floor: Floor) -> None:
        number = await floor.sell({"A": 2})
        await floor.ship(number)

        for restock in (True, False):
            answer = await floor.refund(number, lines=[{"line": 1, "quantity": 1}], restock=restock)
            assert answer.status_code == 202
            assert minor(answer.json()["amount"]) == 10_00
        await work(floor.shop)

        order = await floor.order(number)
        (line,) = order["lines"]
        assert (line["refundable_quantity"], minor(line["refundable"])) == (0, 0)
        assert minor(order["money"]["left"]) == 5_00
        assert await stock_of(floor.shop.database, floor.variants["A"]) == (49, 0)
        async with floor.shop.database.reading() as db:
            returned = await rows(
                db,
                "SELECT r.total_minor, l.quantity, l.reason FROM returns r"
                " JOIN return_lines l ON l.return_id = r.id",
            )
        assert [(r.total_minor, r.quantity, r.reason) for r in returned] == [
            (-10_00, -1, "damaged")
        ] * 2

    async def test_with_the_same_id_and_another_wish_is_refused(self, floor: Floor) -> None:
        number, refund_id = await floor.sell(), str(uuid4())
        await floor.refund(number, refund_id, amount_minor=5_00)

        answer = await floor.refund(number, refund_id, amount_minor=6_00)

        assert (answer.status_code, answer.json()["code"]) == (409, "refund_id_taken")

    async def test_with_an_id_that_another_order_has_too_moves_its_own_money(
        self, floor: Floor
    ) -> None:
        first, second, refund_id = await floor.sell(), await floor.sell(), str(uuid4())

        await floor.refund(first, refund_id, amount_minor=1)
        await floor.refund(second, refund_id, amount_minor=7_00)
        await work(floor.shop)

        given = [minor((await floor.order(one))["money"]["refunded"]) for one in (first, second)]
        assert given == [1, 7_00]
        assert await gateway_refunded(floor.shop.database) == 7_01

    @pytest.mark.parametrize("amount", [True, "100", 1e2, 0, -1, 10**18])
    async def test_an_amount_that_is_no_whole_number_of_cents_is_refused(
        self, floor: Floor, amount: object
    ) -> None:
        number = await floor.sell()

        answer = await floor.refund(number, amount_minor=amount)

        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")

    async def test_every_unit_leaves_nothing_to_ship(self, floor: Floor) -> None:
        number = await floor.sell({"A": 2})
        await floor.refund(number, lines=[{"line": 1, "quantity": 1}], restock=True)
        assert (await floor.order(number))["verbs"]["ship"]["allowed"] is True

        await floor.refund(number, lines=[{"line": 1, "quantity": 1}], restock=True)

        verb = (await floor.order(number))["verbs"]["ship"]
        assert (verb["allowed"], verb["why_not"]) == (False, "nothing_to_ship")
        answer = await floor.ship(number)
        assert (answer.status_code, answer.json()["reason"]) == (409, "nothing_to_ship")

    async def test_the_same_at_once_is_one_refund(self, floor: Floor) -> None:
        number, refund_id = await floor.sell(), str(uuid4())

        answers = await asyncio.gather(
            *(floor.refund(number, refund_id, amount_minor=20_00) for _ in range(6))
        )
        await work(floor.shop)

        assert {answer.status_code for answer in answers} == {202}
        assert await gateway_refunded(floor.shop.database) == 20_00

    async def test_by_many_at_once_never_passes_what_was_captured(self, floor: Floor) -> None:
        number = await floor.sell()

        answers = await asyncio.gather(
            *(floor.refund(number, amount_minor=10_00) for _ in range(8))
        )
        await work(floor.shop)

        codes = sorted(answer.status_code for answer in answers)
        assert codes == [202] * 3 + [409] * 5
        refused = [answer.json() for answer in answers if answer.status_code == 409]
        assert {(body["code"], body["left_minor"]) for body in refused} == {
            ("refund_exceeds_capture", 5_00)
        }
        assert await gateway_refunded(floor.shop.database) == 30_00

    async def test_an_order_without_money_is_refused(self, floor: Floor) -> None:
        number = await floor.sell(card="declined")

        answer = await floor.refund(number)

        assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_refund")
        assert answer.json()["reason"] == "nothing_paid"

    async def test_above_ones_limit_is_refused_with_the_limit(self, floor: Floor) -> None:
        number = await floor.sell({"A": 40})
        limit = REFUND_LIMITS[Role.ORDERS]["EUR"]

        first = await floor.refund(number, amount_minor=limit)
        more = await floor.refund(number, amount_minor=1)
        async with floor.office.signed_in(Role.MANAGER, email="manager@azulejo.example") as boss:
            whole = await boss.put(
                f"/api/v1/orders/{number}/refunds/{uuid4()}", json={"reason": "goodwill"}
            )

        assert (first.status_code, more.status_code) == (202, 403)
        assert (more.json()["code"], more.json()["limit_minor"]) == ("refund_over_limit", limit)
        assert (whole.status_code, minor(whole.json()["amount"])) == (202, 405_00 - limit)

    async def test_that_fails_leaves_the_money_to_be_refunded(self, floor: Floor) -> None:
        number = await floor.sell(card="refund_fails")
        await floor.refund(number, amount_minor=35_00)
        await work(floor.shop)

        order = await floor.order(number)
        assert [(one["status"], one["failure"]) for one in order["refunds"]] == [
            ("failed", "refused")
        ]
        assert minor(order["money"]["left"]) == 35_00
        assert order["events"][-1]["kind"] == "refund_failed"
        assert "order_refunded" not in await mails(floor.shop.database)

    async def test_that_needs_a_person_is_ended_by_one(self, floor: Floor) -> None:
        number = await floor.sell(card="refund_by_hand")
        ids = [str(uuid4()), str(uuid4())]
        for refund_id in ids:
            await floor.refund(number, refund_id, amount_minor=10_00)
        await work(floor.shop)
        before = minor((await floor.order(number))["money"]["on_its_way"])

        answers = [
            await floor.clerk.put(
                f"/api/v1/orders/{number}/refunds/{refund_id}/outcome", json={"outcome": outcome}
            )
            for refund_id, outcome in zip(ids, ("paid_by_hand", "called_off"), strict=True)
        ]
        again = await floor.clerk.put(
            f"/api/v1/orders/{number}/refunds/{ids[0]}/outcome", json={"outcome": "called_off"}
        )

        order = await floor.order(number)
        assert before == 20_00
        assert [answer.status_code for answer in answers] == [204, 204]
        assert [(one["status"], one["by_hand"]) for one in order["refunds"]] == [
            ("succeeded", True),
            ("cancelled", False),
        ]
        assert [minor(order["money"][part]) for part in ("refunded", "on_its_way", "left")] == [
            10_00,
            0,
            25_00,
        ]
        assert (again.status_code, again.json()["code"]) == (409, "wrong_refund_status")
        assert (await mails(floor.shop.database)).count("order_refunded") == 1

    async def test_that_nobody_made_is_not_found(self, floor: Floor) -> None:
        number = await floor.sell()

        answer = await floor.clerk.put(
            f"/api/v1/orders/{number}/refunds/{uuid4()}/outcome", json={"outcome": "called_off"}
        )

        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_refund")

    async def test_of_an_amount_with_goods_back_must_name_the_goods(self, floor: Floor) -> None:
        number = await floor.sell()

        answer = await floor.refund(number, amount_minor=5_00, restock=True)

        assert (answer.status_code, answer.json()["field"]) == (422, "lines")


class TestTheVerbsOfAnOrder:
    async def test_say_what_may_be_done_and_why_not(self, floor: Floor) -> None:
        number = await floor.sell()
        async with floor.shop.database.transaction() as db:
            await run(db, "DELETE FROM payment_moves WHERE kind = 'captured'")

        verbs = (await floor.order(number))["verbs"]

        assert verbs["ship"] == {"allowed": False, "why_not": "not_captured"}
        assert verbs["cancel"] == {"allowed": True, "why_not": None}
        assert verbs["deliver"] == {"allowed": False, "why_not": "not_shipped"}
        assert (verbs["refund"]["allowed"], verbs["refund"]["why_not"]) == (False, "nothing_paid")
        assert minor(verbs["refund"]["limit"]) == REFUND_LIMITS[Role.ORDERS]["EUR"]
