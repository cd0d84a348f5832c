"""What staff say of selling without stock, and of goods on their way."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from tests.support.back_office import BackOffice, back_office

from lonja.staff.api import Role
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio
TERMS = "/api/v1/stock/B/backorder-terms"


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        await open_small_shop(opened.shop.database, {"A": 50, "B": 0})
        yield opened


async def test_terms_are_said_once_and_shown_on_the_list(office: BackOffice) -> None:
    asked = {"kind": "back_order", "most": 5, "days": 10}
    async with office.signed_in(Role.STOCK) as clerk:
        saved = await clerk.put(TERMS, json=asked, headers={"If-Match": "0"})
        late = await clerk.put(TERMS, json=asked, headers={"If-Match": "0"})
        wrong = await clerk.put(
            TERMS, json={"kind": "preorder", "most": 5}, headers={"If-Match": "1"}
        )
        row = (await clerk.get("/api/v1/stock/B")).json()

    assert saved.json() == {
        "kind": "back_order", "most": 5, "until": None, "day": None, "days": 10,
        "owed": 0, "version": 1,
    }  # fmt: skip
    assert (late.status_code, late.json()["code"]) == (409, "backorder_terms_changed")
    assert (wrong.status_code, wrong.json()["field"]) == (422, "day")
    assert (row["availability"], row["backorders"], row["backordered"]) == (
        "back_order", "back_order", 0,
    )  # fmt: skip


async def test_goods_on_their_way_are_received_once(office: BackOffice) -> None:
    incoming = uuid4()
    asked = {"location": "VLC", "quantity": 7, "expected_on": "2040-05-01"}
    async with office.signed_in(Role.STOCK) as clerk:
        for _ in range(2):
            done = await clerk.put(f"/api/v1/stock/B/incoming/{incoming}", json=asked)
            assert done.status_code == 204
        (shown,) = (await clerk.get("/api/v1/incoming?sku=B")).json()["items"]
        for _ in range(2):
            done = await clerk.post(f"/api/v1/incoming/{incoming}/receipt", json={"units": 6})
            assert done.status_code == 204
        ended = await clerk.delete(f"/api/v1/incoming/{incoming}")
        row = (await clerk.get("/api/v1/stock/B")).json()
        nothing = (await clerk.get("/api/v1/incoming")).json()["items"]

    assert (shown["quantity"], shown["expected_on"], shown["is_late"]) == (7, "2040-05-01", False)
    assert row["on_hand"] == 6
    assert nothing == []
    assert (ended.status_code, ended.json()["code"]) == (409, "incoming_ended")


async def test_who_may_only_look_changes_nothing(office: BackOffice) -> None:
    async with office.signed_in(Role.CATALOG) as clerk:
        seen = await clerk.get(TERMS)
        refused = await clerk.put(TERMS, json={"kind": "none"}, headers={"If-Match": "0"})

    assert (seen.status_code, refused.status_code) == (200, 403)
