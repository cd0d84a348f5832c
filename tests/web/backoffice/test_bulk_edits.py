"""Many products edited at once, and sales planned, as a clerk does it through the API."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests.support.back_office import BackOffice, back_office

from lonja.actions import edit_products
from lonja.kernel import clock
from lonja.staff.api import Role
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

CHANGE = {"price": {"basis_points": -1_000, "ending": "95"}, "status": "unlisted"}


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        await open_small_shop(opened.shop.database, {"A": 5, "B": 0})
        yield opened


class TestABulkEdit:
    async def test_of_all_that_a_filter_finds_is_previewed_done_and_undone(
        self, office: BackOffice
    ) -> None:
        asked: dict[str, Any] = {"selection": {"filter": {"q": "tile-a"}}, "change": CHANGE}
        path = f"/api/v1/bulk-edits/{uuid4()}"
        async with office.signed_in(Role.CATALOG) as clerk:
            seen = (await clerk.post("/api/v1/bulk-edits/preview", json=asked)).json()
            begun = await clerk.put(path, json=asked)
            early = await clerk.put(f"{path}/undo")
            edit_id = begun.json()["id"]
            for _ in range(2):
                async with office.shop.database.transaction() as db:
                    await edit_products.step(db, edit_id, now=clock.now())
            done = (await clerk.get(path)).json()
            listed = (await clerk.get("/api/v1/bulk-edits")).json()
            back = await clerk.put(f"{path}/undo")

        assert (seen["total"], seen["changed"], seen["refused"]) == (1, 1, 0)
        assert {
            (change["field"], change["sku"], change["currency"], change["before"], change["after"])
            for change in seen["items"][0]["changes"]
        } == {
            ("status", "", None, "active", "unlisted"),
            ("price", "A", "EUR", "1000", "895"),
            ("price", "A", "USD", "1000", "895"),
        }
        assert (begun.status_code, early.status_code, back.status_code) == (202, 409, 202)
        assert (done["status"], done["done"], done["changed"]) == ("done", 1, 1)
        assert [one["id"] for one in listed["items"]] == [edit_id]

    @pytest.mark.parametrize(
        ("selection", "change"),
        [
            ({}, CHANGE),
            ({"product_ids": [], "filter": {}}, CHANGE),
            ({"filter": {}}, {}),
            ({"filter": {}}, {"price": {}}),
            ({"filter": {}}, {"tax_class": "nothing"}),
            ({"filter": {}}, {"price": {"amount_minor": 1, "currency": "JPY"}}),
        ],
    )
    async def test_that_makes_no_sense_is_refused(
        self, office: BackOffice, selection: dict[str, Any], change: dict[str, Any]
    ) -> None:
        async with office.signed_in(Role.CATALOG) as clerk:
            answer = await clerk.put(
                f"/api/v1/bulk-edits/{uuid4()}", json={"selection": selection, "change": change}
            )

        assert answer.status_code == 422

    async def test_is_not_for_who_only_counts_stock(self, office: BackOffice) -> None:
        asked = {"selection": {"filter": {}}, "change": {"status": "archived"}}
        async with office.signed_in(Role.STOCK) as clerk:
            answer = await clerk.put(f"/api/v1/bulk-edits/{uuid4()}", json=asked)

        assert answer.status_code == 403


class TestASale:
    async def test_is_planned_listed_and_ended(self, office: BackOffice) -> None:
        now = clock.now()
        async with office.signed_in(Role.CATALOG) as clerk:
            stock = (await clerk.get("/api/v1/stock/A")).json()
            price = {
                "variant_id": stock["variant_id"],
                "currency": "EUR",
                "amount_minor": 8_00,
            }
            asked: dict[str, Any] = {
                "starts_at": (now + timedelta(days=1)).isoformat(),
                "ends_at": (now + timedelta(days=2)).isoformat(),
                "prices": [price],
            }
            path = f"/api/v1/scheduled-prices/{uuid4()}"
            done = [(await clerk.put(path, json=asked)).status_code for _ in range(2)]
            product = f"/api/v1/products/{stock['product_id']}"
            listed = (await clerk.get(f"{product}/scheduled-prices")).json()["items"]
            prior = await clerk.get(f"{product}/prior-prices", params={"at": asked["starts_at"]})
            dear = await clerk.put(
                f"/api/v1/scheduled-prices/{uuid4()}",
                json={**asked, "prices": [{**price, "amount_minor": 10_00}]},
            )
            ended = await clerk.delete(path)
            gone = await clerk.delete(path)

        assert done == [204, 204]
        assert [(one["state"], one["price"]["amount_minor"]) for one in listed] == [
            ("planned", 8_00)
        ]
        assert prior.json()["is_law"] is True
        assert {one["currency"]: one["lowest_30_days"] for one in prior.json()["prices"]} == {
            "EUR": {"amount_minor": 10_00, "currency": "EUR"},
            "USD": {"amount_minor": 10_00, "currency": "USD"},
        }
        assert (dear.status_code, dear.json()["prices"][0]["code"]) == (422, "not_lower")
        assert (ended.status_code, gone.status_code) == (204, 404)
