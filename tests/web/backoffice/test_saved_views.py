"""Views of lists that staff save: their own, and those that everybody uses."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from tests.support.back_office import BackOffice, back_office

from lonja.staff.api import Role

pytestmark = pytest.mark.anyio


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        yield opened


class TestASavedView:
    async def test_is_ones_own_until_it_is_shared(self, office: BackOffice) -> None:
        asked = {"list": "orders", "name": " On  hold ", "search": {"marked": "held"}}
        path = f"/api/v1/views/{uuid4()}"
        async with (
            office.signed_in(Role.ORDERS, email="eva@norte.example") as eva,
            office.signed_in(Role.ORDERS, email="bo@norte.example") as bo,
        ):
            saved = [await eva.put(path, json=asked) for _ in range(2)]
            before = (await bo.get("/api/v1/views", params={"of": "orders"})).json()["items"]
            unseen = await bo.put(path, json=asked)
            await eva.put(path, json=asked | {"is_shared": True})
            after = (await bo.get("/api/v1/views", params={"of": "orders"})).json()["items"]
            others = (await bo.get("/api/v1/views", params={"of": "products"})).json()["items"]
            refused = await bo.delete(path)

        assert [one.status_code for one in saved] == [200, 200]
        assert saved[0].json()["name"] == "On hold"
        assert (before, others) == ([], [])
        assert (unseen.status_code, unseen.json()["code"]) == (404, "unknown_view")
        assert [(one["name"], one["search"], one["is_own"]) for one in after] == [
            ("On hold", {"marked": "held"}, False)
        ]
        assert (refused.status_code, refused.json()["code"]) == (403, "not_your_view")

    async def test_is_only_for_who_sees_its_list(self, office: BackOffice) -> None:
        path = f"/api/v1/views/{uuid4()}"
        asked = {"list": "customers", "name": "Ana", "search": {"q": "ana@x.example"}}
        async with (
            office.signed_in(Role.OWNER, email="owner@norte.example") as owner,
            office.signed_in(Role.STOCK, email="eva@norte.example") as eva,
        ):
            await owner.put(path, json=asked | {"is_shared": True})
            read = await eva.get("/api/v1/views", params={"of": "customers"})
            written = await eva.put(f"/api/v1/views/{uuid4()}", json=asked)

        assert [(one.status_code, one.json()["permission"]) for one in (read, written)] == [
            (403, "customers.read"), (403, "customers.read"),
        ]  # fmt: skip

    async def test_that_is_shared_can_be_tidied_up_by_who_runs_the_shop(
        self, office: BackOffice
    ) -> None:
        path = f"/api/v1/views/{uuid4()}"
        asked = {"list": "stock", "name": "Low", "search": {"only": "low"}, "is_shared": True}
        async with (
            office.signed_in(Role.STOCK, email="eva@norte.example") as eva,
            office.signed_in(Role.OWNER, email="owner@norte.example") as owner,
        ):
            await eva.put(path, json=asked)
            gone = [(await owner.delete(path)).status_code for _ in range(2)]
            left = (await eva.get("/api/v1/views", params={"of": "stock"})).json()["items"]
            log = (await owner.get("/api/v1/audit")).json()["items"]

        assert (gone, left) == ([204, 204], [])
        assert [one["action"] for one in log if one["action"].startswith("view_")] == [
            "view_removed",
            "view_saved",
        ]
