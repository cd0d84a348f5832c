"""A clerk edits a placed order, and its buyer pays the difference by the link of the order."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from tests.support.back_office import BackOffice, back_office
from tests.support.front_office import front_office
from tests.support.sales import ledger, order_of, sell, work

from lonja.bootstrap import Shop
from lonja.hosting.selling.order_links import order_token
from lonja.staff.api import Role
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio


@dataclass(slots=True)
class Desk:
    office: BackOffice
    buyer: httpx2.AsyncClient
    clerk: httpx2.AsyncClient
    front: Shop

    async def preview(self, number: str, body: dict[str, Any], version: int = 0) -> httpx2.Response:
        return await self.clerk.post(
            f"/api/v1/orders/{number}/edits/preview",
            json=body,
            headers={"If-Match": f'"{version}"'},
        )

    async def edit(
        self, number: str, body: dict[str, Any], total: int, version: int = 0
    ) -> httpx2.Response:
        return await self.clerk.put(
            f"/api/v1/orders/{number}/edits/{uuid4()}",
            json={**body, "seen_total_minor": total},
            headers={"If-Match": f'"{version}"'},
        )


@pytest.fixture
async def desk(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Desk]:
    async with (
        back_office(fresh_database_url, storage_connection) as office,
        front_office(fresh_database_url, storage_connection, secret_key="k" * 32) as (buyer, front),
        office.signed_in(Role.ORDERS) as clerk,
    ):
        await open_small_shop(office.shop.database, {"A": 50, "B": 50})
        yield Desk(office, buyer, clerk, front)


async def test_more_is_awaited_shown_to_the_buyer_and_paid(desk: Desk) -> None:
    number = await sell(desk.buyer, desk.office.shop, {"A": 2})
    order = await order_of(desk.office.shop.database, number)
    found = (await desk.clerk.get(f"/api/v1/orders/{number}/edits")).json()
    more = {"added": [{"sku": "B", "quantity": 1}]}

    seen = (await desk.preview(number, more)).json()
    saved = await desk.edit(number, more, seen["after"]["total"]["amount_minor"])

    assert (found["version"], found["why_not"], found["least"]) == (
        0,
        None,
        [{"line": 1, "quantity": 0}],
    )
    assert saved.json()["status"] == "awaiting_payment", saved.text
    ship = (await desk.clerk.get(f"/api/v1/orders/{number}")).json()["verbs"]["ship"]
    assert ship == {"allowed": False, "why_not": "not_captured"}
    token = order_token(desk.front.settings, order.id)
    page = await desk.buyer.get(f"/es/orders/{number}?token={token}")
    assert "Su pedido ha cambiado." in page.text
    assert "/payment?token=" in page.text
    asked = await desk.buyer.post(
        f"/api/v1/orders/{number}/payment?token={token}",
        json={"method": "test", "token": "approved"},
    )
    assert asked.status_code == 202, asked.text
    await work(desk.office.shop)
    told = (await desk.buyer.get(f"/api/v1/orders/{number}?token={token}")).json()
    assert told["owed"] is None
    assert (await ledger(desk.office.shop.database, order.id))["captured"] == (
        told["totals"]["total"]["amount_minor"]
    )


async def test_money_that_came_is_booked_by_whoever_may_book_any(desk: Desk) -> None:
    number = await sell(desk.buyer, desk.office.shop, {"A": 2})
    more = {"added": [{"sku": "B", "quantity": 1}]}
    total = (await desk.preview(number, more)).json()["after"]["total"]["amount_minor"]
    paid = {**more, "received": {"received_by": "cash", "received_on": "2026-01-02"}}
    writes = {"name": "Writer", "permissions": ["orders.read", "orders.write"]}

    off = await desk.edit(number, paid, total)
    async with desk.office.signed_in(Role.OWNER, email="owner@azulejo.example") as owner:
        role = (await owner.post("/api/v1/roles", json=writes)).json()
        people = (await owner.get("/api/v1/staff")).json()["items"]
        clerk = next(one["id"] for one in people if one["email"] == "clerk@azulejo.example")
        await owner.patch(
            f"/api/v1/staff/{clerk}",
            json={"roles": [], "own_roles": [role["id"]]},
            headers={"If-Match": "1"},
        )
    refused = await desk.edit(number, paid, total)

    assert (off.status_code, off.json()["code"]) == (409, "way_not_offered")
    assert (refused.status_code, refused.json()["permission"]) == (403, "orders.refund")
    assert len((await order_of(desk.office.shop.database, number)).lines) == 1


async def test_what_was_not_seen_is_refused_and_so_is_whoever_only_reads(desk: Desk) -> None:
    number = await sell(desk.buyer, desk.office.shop, {"A": 2})
    fewer = {"lines": [{"line": 1, "quantity": 1}]}
    seen = (await desk.preview(number, fewer)).json()
    total = seen["after"]["total"]["amount_minor"]

    stale = await desk.edit(number, fewer, total, version=1)
    other = await desk.edit(number, fewer, total + 1)
    unread = await desk.clerk.post(f"/api/v1/orders/{number}/edits/preview", json=fewer)
    nothing = await desk.preview(number, {})
    async with desk.office.signed_in(Role.ANALYST, email="ana@azulejo.example") as reader:
        wrong = await reader.put(
            f"/api/v1/orders/{number}/edits/{uuid4()}",
            json={**fewer, "seen_total_minor": total},
            headers={"If-Match": '"0"'},
        )

    assert [(one.status_code, one.json()["code"]) for one in (stale, other, nothing)] == [
        (409, "order_edited"),
        (409, "edit_changed"),
        (422, "nothing_edited"),
    ]
    assert (unread.json()["code"], wrong.status_code) == ("if_match_required", 403)
    assert (await order_of(desk.office.shop.database, number)).lines[0].quantity == 2
