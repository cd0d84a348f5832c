"""What a clerk can see and do of orders."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from tests.support.asking import scalar
from tests.support.back_office import BackOffice, back_office
from tests.support.front_office import front_office
from tests.support.sales import mails, sell

from lonja.staff.api import Role
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        await open_small_shop(opened.shop.database, {"A": 50})
        yield opened


async def place(office: BackOffice, url: str, storage: str, *, confirmed: bool) -> str:
    """An order of one tile; its number."""
    async with front_office(url, storage) as (buyer, shop):
        return await sell(buyer, shop, {"A": 1}, confirmed=confirmed)


async def ship(
    clerk: httpx2.AsyncClient, number: str, shipment: str, **changed: Any
) -> httpx2.Response:
    parcel = {"carrier": "Correos", "tracking": "CX1", **changed}
    return await clerk.put(f"/api/v1/orders/{number}/shipments/{shipment}", json=parcel)


class TestShipping:
    async def test_moves_the_order_and_asks_for_one_mail_however_often_it_is_pressed(
        self, office: BackOffice, fresh_database_url: str, storage_connection: str
    ) -> None:
        number = await place(office, fresh_database_url, storage_connection, confirmed=True)
        shipment = str(uuid4())
        async with office.signed_in(Role.ORDERS) as clerk:
            answers = [(await ship(clerk, number, shipment)).status_code for _ in range(3)]
            order = (await clerk.get(f"/api/v1/orders/{number}")).json()

        assert answers == [204, 204, 204]
        assert order["status"] == "shipped"
        assert [(p["carrier"], p["tracking"]) for p in order["shipments"]] == [("Correos", "CX1")]
        assert [event["kind"] for event in order["events"]].count("shipped") == 1
        async with office.shop.database.reading() as db:
            audited = await scalar(
                db, "SELECT count(*) FROM audit_log WHERE action = 'order_shipped'"
            )
        assert await mails(office.shop.database) == ["order_confirmed", "order_shipped"]
        assert audited == 1

    async def test_is_prepared_with_the_way_the_day_and_the_shelf(
        self, office: BackOffice, fresh_database_url: str, storage_connection: str
    ) -> None:
        number = await place(office, fresh_database_url, storage_connection, confirmed=True)
        async with office.signed_in(Role.ORDERS) as clerk:
            order = (await clerk.get(f"/api/v1/orders/{number}")).json()

        method = order["shipping_method"]
        assert order["shipping_code"] is not None
        assert (method["days_min"] <= method["days_max"], bool(method["names"]["es"])) == (
            True,
            True,
        )
        assert method["promised_by"] > order["placed_at"][:10]
        assert order["taken_from"] == [{"sku": "A", "location": "VLC", "quantity": 1}]

    async def test_with_the_same_id_and_other_facts_is_refused(
        self, office: BackOffice, fresh_database_url: str, storage_connection: str
    ) -> None:
        number = await place(office, fresh_database_url, storage_connection, confirmed=True)
        shipment = str(uuid4())
        async with office.signed_in(Role.ORDERS) as clerk:
            await ship(clerk, number, shipment)
            answer = await ship(clerk, number, shipment, tracking="OTHER")

        assert (answer.status_code, answer.json()["code"]) == (409, "shipment_id_taken")

    async def test_of_an_order_that_is_not_paid_leaves_no_trace(
        self, office: BackOffice, fresh_database_url: str, storage_connection: str
    ) -> None:
        number = await place(office, fresh_database_url, storage_connection, confirmed=False)
        async with office.signed_in(Role.ORDERS) as clerk:
            answer = await ship(clerk, number, str(uuid4()))
            order = (await clerk.get(f"/api/v1/orders/{number}")).json()

        assert (answer.status_code, answer.json()["code"]) == (409, "wrong_order_status")
        assert (answer.json()["status"], answer.json()["current_status"]) == (409, "placed")
        assert (order["status"], order["shipments"]) == ("placed", [])
        assert order["verbs"]["ship"] == {"allowed": False, "why_not": "not_paid"}


class TestTheList:
    async def test_is_read_to_its_end_a_page_at_a_time_with_nothing_twice(
        self, office: BackOffice, fresh_database_url: str, storage_connection: str
    ) -> None:
        placed = [
            await place(office, fresh_database_url, storage_connection, confirmed=False)
            for _ in range(5)
        ]
        seen: list[str] = []
        async with office.signed_in(Role.ORDERS) as clerk:
            cursor = None
            while True:
                asked = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
                page = (await clerk.get("/api/v1/orders", params=asked)).json()
                seen += [order["number"] for order in page["items"]]
                cursor = page["next_cursor"]
                if cursor is None:
                    break

        assert seen == placed[::-1]

    async def test_is_narrowed_by_status_number_and_address(
        self, office: BackOffice, fresh_database_url: str, storage_connection: str
    ) -> None:
        first = await place(office, fresh_database_url, storage_connection, confirmed=True)
        await place(office, fresh_database_url, storage_connection, confirmed=False)
        found: list[int] = []
        async with office.signed_in(Role.ORDERS) as clerk:
            for asked in ("status=confirmed", f"q={first.lower()}", "q=nobody@example.com"):
                page = (await clerk.get(f"/api/v1/orders?{asked}")).json()
                found.append(len(page["items"]))

        assert found == [1, 1, 0]

    @pytest.mark.parametrize(
        ("cursor", "refusal"),
        [
            ("x", (422, "bad_cursor")),
            ("WyJ4Il0", (422, "bad_cursor")),
            ("WyIyMDI2IiwgIngiXQ", (422, "bad_cursor")),
            ("%00", (400, "bad_text")),
        ],
    )
    async def test_refuses_a_cursor_of_another_list(
        self, office: BackOffice, cursor: str, refusal: tuple[int, str]
    ) -> None:
        async with office.signed_in(Role.ORDERS) as clerk:
            answer = await clerk.get(f"/api/v1/orders?cursor={cursor}")

        assert (answer.status_code, answer.json()["code"]) == refusal


async def test_the_overview_counts_only_what_one_may_see(office: BackOffice) -> None:
    async with office.signed_in(Role.STOCK) as keeper:
        seen = (await keeper.get("/api/v1/overview")).json()

    assert seen == {
        "orders_to_ship": None,
        "orders_waiting": None,
        "reviews_waiting": None,
        "dead_letters_open": None,
        "stock_sold_out": 0,
        "stock_low": 0,
        "transfers_late": 0,
        "tax_records_broken": None,
    }
