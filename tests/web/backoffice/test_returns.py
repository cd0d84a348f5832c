"""Staff take goods back: opened, decided, received with their condition, settled."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from tests.support.back_office import BackOffice, back_office
from tests.support.selling import an_order

from lonja.kernel.ids import uuid7
from lonja.orders import api as orders
from lonja.returns import api as returns
from lonja.staff.api import Role
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        await open_small_shop(opened.shop.database, {"A": 9})
        yield opened


async def delivered(office: BackOffice) -> str:
    """The number of an order of three of A that its buyer has in hand."""
    database = office.shop.database
    order_id = await an_order(database, {"A": 3}, status="delivered")
    async with database.reading() as db:
        return (await orders.get(db, order_id)).number


async def opened_return(clerk: httpx2.AsyncClient, number: str, units: int = 2) -> str:
    asked = {"lines": [{"line": 1, "quantity": units, "reason": "does_not_fit"}]}
    answer = await clerk.put(f"/api/v1/orders/{number}/returns/{uuid7()}", json=asked)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["number"])


async def detail(clerk: httpx2.AsyncClient, number: str) -> dict[str, Any]:
    answer = await clerk.get(f"/api/v1/returns/{number}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


class TestAReturn:
    async def test_goes_all_the_way(self, office: BackOffice) -> None:
        number = await delivered(office)
        async with office.signed_in(Role.ORDERS) as clerk:
            case = await opened_return(clerk, number)
            receipt = {"lines": [{"line": 1, "resellable": 1, "damaged": 1}], "location": "SVQ"}
            path = f"/api/v1/returns/{case}"
            receipt_path = f"{path}/receipts/{uuid7()}"
            received = [(await clerk.put(receipt_path, json=receipt)).status_code for _ in "ab"]
            proposal = (await detail(clerk, case))["proposal"]
            refund_path = f"{path}/settlements/{uuid7()}"
            settled = [
                (await clerk.put(refund_path, json={"deduction_minor": 3_00})).status_code
                for _ in "ab"
            ]
            after = await detail(clerk, case)
            order = (await clerk.get(f"/api/v1/orders/{number}")).json()

        assert received == [204, 204]
        assert proposal["worth"]["amount_minor"] == 20_00
        assert proposal["amount"]["amount_minor"] == 20_00
        assert settled == [202, 202]
        assert (after["status"], after["kept"]["amount_minor"]) == ("settled", 3_00)
        assert [one["amount"]["amount_minor"] for one in order["refunds"]] == [17_00]
        assert [one["source"] for one in order["refunds"]] == ["return"]

    async def test_is_exchanged_once_for_an_order_that_its_worth_pays(
        self, office: BackOffice
    ) -> None:
        number = await delivered(office)
        wanted = {"line": 1, "quantity": 1, "reason": "damaged", "exchange_sku": "A"}
        async with office.signed_in(Role.ORDERS) as clerk:
            opened = await clerk.put(
                f"/api/v1/orders/{number}/returns/{uuid7()}", json={"lines": [wanted]}
            )
            case = opened.json()["number"]
            path = f"/api/v1/returns/{case}"
            early = await clerk.put(f"{path}/exchange")
            seen_early = await clerk.get(f"{path}/exchange-preview")
            receipt = {"lines": [{"line": 1, "damaged": 1}]}
            await clerk.put(f"{path}/receipts/{uuid7()}", json=receipt)
            seen = (await clerk.get(f"{path}/exchange-preview")).json()
            before = await detail(clerk, case)
            made = [await clerk.put(f"{path}/exchange") for _ in "ab"]
            after = await detail(clerk, case)
            order = (await clerk.get(f"/api/v1/orders/{after['exchange_number']}")).json()
            refunds = (await clerk.get(f"/api/v1/orders/{number}")).json()["refunds"]

        assert (early.status_code, early.json()["reason"]) == (409, "nothing_wanted")
        assert seen_early.json() == early.json() | {"trace": seen_early.json().get("trace")}
        assert [seen[part]["amount_minor"] for part in ("back", "out", "difference")] == [
            10_00, 10_00, 0,
        ]  # fmt: skip
        assert [one.json()["number"] for one in made] == [after["exchange_number"]] * 2
        assert (before["may_exchange"], after["may_exchange"]) == (True, False)
        assert order["totals"]["total"]["amount_minor"] == 10_00
        assert [(one["method"], one["status"]) for one in order["payments"]] == [
            ("exchange", "authorised")
        ]
        assert [(one["to"], one["amount"]["amount_minor"]) for one in refunds] == [
            ("exchange", 10_00)
        ]

    async def test_says_what_an_exchange_comes_to_before_it_is_opened(
        self, office: BackOffice
    ) -> None:
        number = await delivered(office)
        path = f"/api/v1/orders/{number}/exchange-preview"
        async with office.signed_in(Role.ORDERS) as clerk:
            lines = [{"line": 1, "quantity": 2, "exchange_sku": "A"}]
            seen = (await clerk.post(path, json={"lines": lines})).json()
            unknown = await clerk.post(path, json={"lines": [{**lines[0], "exchange_sku": "NO"}]})
            twice = await clerk.post(path, json={"lines": lines * 2})
            nothing = await clerk.get(f"/api/v1/orders/{number}/returns")

        (swap,) = seen["swaps"]
        assert (swap["quantity"], swap["exchange_sku"], swap["free"]) == (2, "A", 6)
        assert [seen[part]["amount_minor"] for part in ("back", "out", "difference")] == [
            20_00, 20_00, 0,
        ]  # fmt: skip
        assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_sku")
        assert twice.status_code == 422
        assert nothing.json()["items"] == []

    async def test_is_found_by_its_order_status_and_due_date(self, office: BackOffice) -> None:
        number = await delivered(office)
        async with office.signed_in(Role.ORDERS) as clerk:
            case = await opened_return(clerk, number)
            found = {
                query: [
                    one["number"] for one in (await clerk.get(f"/api/v1/returns{query}")).json()["items"]
                ]
                for query in (
                    "", f"?q={number}", "?status=approved&kind=return", "?status=requested",
                    "?is_due=true", "?q=nobody",
                )
            }  # fmt: skip

        assert found == {
            "": [case],
            f"?q={number}": [case],
            "?status=approved&kind=return": [case],
            "?status=requested": [],
            "?is_due=true": [],
            "?q=nobody": [],
        }

    async def test_is_not_settled_beyond_what_a_clerk_may_give_back(
        self, office: BackOffice
    ) -> None:
        number = await delivered(office)
        async with office.signed_in(Role.ORDERS) as clerk:
            case = await opened_return(clerk, number)
            early = await clerk.put(
                f"/api/v1/returns/{case}/settlements/{uuid7()}",
                json={"lines": [{"line": 1, "quantity": 2}]},
            )
            gone = await clerk.put(f"/api/v1/returns/{case}/cancellation")
            late = await clerk.put(
                f"/api/v1/returns/{case}/receipts/{uuid7()}",
                json={"lines": [{"line": 1, "resellable": 1}]},
            )

        assert (early.status_code, early.json()["code"]) == (409, "return_exceeds_line")
        assert gone.status_code == 204
        assert (late.status_code, late.json()["code"]) == (409, "wrong_return_status")

    async def test_names_each_line_once(self, office: BackOffice) -> None:
        number = await delivered(office)
        async with office.signed_in(Role.ORDERS) as clerk:
            case = await opened_return(clerk, number)
            twice = [{"line": 1, "approved": 1}, {"line": 1, "approved": 2}]
            decided = await clerk.put(f"/api/v1/returns/{case}/decision", json={"lines": twice})
            twice = [{"line": 1, "quantity": 1}, {"line": 1, "quantity": 2}]
            settled = await clerk.put(
                f"/api/v1/returns/{case}/settlements/{uuid7()}", json={"lines": twice}
            )
            empty = await clerk.put(f"/api/v1/returns/{case}/settlements/{uuid7()}", json={})

        assert (decided.status_code, settled.status_code) == (422, 422)
        assert (empty.status_code, empty.json()["code"]) == (409, "nothing_came")

    async def test_is_exchanged_within_what_its_approver_may_refund(
        self, office: BackOffice
    ) -> None:
        number = await delivered(office)
        async with office.signed_in(Role.ORDERS) as clerk:
            case = await opened_return(clerk, number)

        async with office.shop.database.reading() as db:
            found = await returns.find_case(db, case)
        assert (found.approved_by, found.approver_limit_minor) == ("clerk@azulejo.example", 300_00)

    async def test_shows_what_is_left_of_the_order_and_the_shops_reasons(
        self, office: BackOffice
    ) -> None:
        number = await delivered(office)
        async with office.signed_in(Role.ORDERS) as clerk:
            await opened_return(clerk, number)
            answer = (await clerk.get(f"/api/v1/orders/{number}/returns")).json()

        assert [(line["line"], line["left"]) for line in answer["lines"]] == [(1, 1)]
        assert answer["reasons"][0]["code"] == "changed_mind"
        assert len(answer["items"]) == 1

    async def test_is_nobodys_without_permission(self, office: BackOffice) -> None:
        number = await delivered(office)
        async with office.signed_in(Role.ANALYST) as analyst:
            listed = await analyst.get("/api/v1/returns")
            made = await analyst.put(
                f"/api/v1/orders/{number}/returns/{uuid7()}",
                json={"lines": [{"line": 1, "quantity": 1, "reason": "damaged"}]},
            )

        assert (listed.status_code, made.status_code) == (403, 403)


class TestTheRules:
    async def test_are_changed_by_who_has_seen_them(self, office: BackOffice) -> None:
        async with office.signed_in(Role.OWNER) as owner:
            before = (await owner.get("/api/v1/return-policy")).json()
            version = before.pop("version")
            wanted = before | {"window_days": 60, "fee_basis_points": 500}
            path = "/api/v1/return-policy"

            first = await owner.put(path, json=wanted, headers={"If-Match": str(version)})
            stale = await owner.put(
                path, json=wanted | {"window_days": 1}, headers={"If-Match": str(version)}
            )
            wrong = await owner.put(
                path,
                json=wanted
                | {"countries": [{"country": "XX", "window_days": 1, "buyer_pays": True}]},
                headers={"If-Match": "1"},
            )

        assert (version, first.status_code, first.json()["version"]) == (0, 200, 1)
        assert first.json()["window_days"] == 60
        assert (stale.status_code, wrong.status_code) == (409, 422)
        assert wrong.json()["code"] == "return_policy_wrong"

    async def test_except_a_product_with_a_reason(self, office: BackOffice) -> None:
        async with office.signed_in(Role.OWNER) as owner:
            product = (await owner.get("/api/v1/products")).json()["items"][0]["id"]
            path = f"/api/v1/products/{product}/returns"

            answers = [
                (await owner.get(path)).json(),
                (await owner.put(path, json={"excluded": "sealed"})).status_code,
                (await owner.get(path)).json(),
                (await owner.put(path, json={"excluded": None})).status_code,
                (await owner.get(path)).json(),
            ]

        assert answers == [
            {"excluded": None}, 204, {"excluded": "sealed"}, 204, {"excluded": None},
        ]  # fmt: skip
