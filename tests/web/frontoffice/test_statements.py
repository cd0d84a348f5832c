"""How many questions one request asks the database: each costs CPU here and there, and grows unseen."""

from collections.abc import AsyncIterator
from uuid import uuid4

import httpx2
import pytest
from tests.support.front_office import ADDRESS, front_office, until_it_hears
from tests.support.statements import Statement, overheard
from tests.web.frontoffice.browsing import form

from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

BESIDE = (
    *("DELETE FROM outbox", "UPDATE outbox", "SELECT pg_notify", "LISTEN", "SELECT 1"),
    "SELECT is_open, password_hash",
)
"""What a process does for itself: it hands over, sweeps, tells, listens, and keeps whether the shop is open."""


@pytest.fixture
async def client(
    fresh_database_url: str, storage_connection: str
) -> AsyncIterator[httpx2.AsyncClient]:
    async with front_office(fresh_database_url, storage_connection) as (client, shop):
        await open_small_shop(shop.database, {"A": 5, "B": 5})
        await until_it_hears(shop)
        yield client


async def asked(client: httpx2.AsyncClient, method: str, path: str, body: object) -> int:
    with overheard() as heard:
        answer = await client.request(
            method, path, json=body, headers={"Idempotency-Key": uuid4().hex}
        )
    assert answer.is_success, answer.text
    return len(for_it(heard))


def for_it(heard: list[Statement]) -> list[str]:
    return [sql for sql, _ in heard if not sql.startswith(BESIDE)]


class TestAGuestCheckout:
    async def test_asks_so_many_times_at_each_step(self, client: httpx2.AsyncClient) -> None:
        await bought(client)  # what a process reads once is kept from here on

        twice = [await bought(client) for _ in range(2)]  # late news may drop it once

        assert {step: min(one[step] for one in twice) for step in twice[0]} == {
            "open": 2,
            "first line": 11,
            "second line": 11,
            "address": 7,
            "shipping": 9,
            "checkout": 23,
        }


async def bought(client: httpx2.AsyncClient) -> dict[str, int]:
    """How many times each step of a guest's checkout asks."""
    opened = await client.post("/api/v1/carts", json={})
    cart = f"/api/v1/carts/{opened.json()['id']}"
    payment = {"email": "ana@example.com", "payment": {"method": "test", "token": "approved"}}
    return {
        "open": await asked(client, "POST", "/api/v1/carts", {}),
        "first line": await asked(client, "POST", f"{cart}/lines", {"sku": "A"}),
        "second line": await asked(client, "POST", f"{cart}/lines", {"sku": "B"}),
        "address": await asked(client, "PUT", f"{cart}/address", ADDRESS),
        "shipping": await asked(client, "PUT", f"{cart}/shipping-method", {"code": "standard"}),
        "checkout": await asked(client, "POST", f"{cart}/checkout", payment),
    }


class TestTheCheckoutPage:
    async def test_prices_the_cart_once(self, client: httpx2.AsyncClient) -> None:
        with overheard() as adding:
            added = await client.post("/es/cart/lines", data={"sku": "A", "quantity": "2"})
        typed = {
            **form(await client.get("/es/checkout"), "/es/checkout"),
            **ADDRESS,
            "email": "ana@example.com",
            "card": "approved",
        }
        with overheard() as sending:
            placed = await client.post("/es/checkout", data=typed)

        assert (added.status_code, placed.status_code) == (303, 303)
        assert "/orders/" in placed.headers["location"]
        assert sum("FROM prices" in sql for sql in for_it(sending)) == 1
        assert (len(for_it(adding)), len(for_it(sending))) == (11, 28)


class TestLooking:
    async def test_asks_so_many_times_where_nothing_is_kept(
        self, client: httpx2.AsyncClient
    ) -> None:
        first, second = (
            card["slug"] for card in (await client.get("/api/v1/products")).json()["items"]
        )
        await client.get(f"/es/p/{first}")  # the menu is kept from here on

        asked_for = {
            path: await asked(client, "GET", path, None)
            for path in (f"/es/p/{second}", "/es/search", "/api/v1/products")
        }
        product = await asked(client, "GET", f"/api/v1/products/{second}", None)

        assert [*asked_for.values(), product] == [6, 4, 3, 3]


class TestAPage:
    async def test_is_the_same_from_memory_and_asks_nothing(
        self, client: httpx2.AsyncClient
    ) -> None:
        made = await client.get("/es/search")
        for _ in range(10):  # news of how the shop was filled may still come, and drop it once
            with overheard() as heard:
                kept = await client.get("/es/search")
            if not for_it(heard):
                break

        assert for_it(heard) == []
        assert kept.content == made.content
        changing = {"x-trace-id"}
        assert {n: v for n, v in kept.headers.items() if n not in changing} == {
            n: v for n, v in made.headers.items() if n not in changing
        }

    async def test_is_its_own_however_late_in_its_address_it_differs(
        self, client: httpx2.AsyncClient
    ) -> None:
        long = "/es/search?utm_content=" + "x" * 2_000

        first = await client.get(f"{long}&q=zellige")
        second = await client.get(f"{long}&q=terrazo")

        assert 'value="zellige"' in first.text
        assert 'value="terrazo"' in second.text

    async def test_is_made_for_a_visitor_with_a_cart(self, client: httpx2.AsyncClient) -> None:
        await client.get("/es/search")
        cart_id = (await client.post("/api/v1/carts", json={})).json()["id"]
        await client.post(f"/api/v1/carts/{cart_id}/lines", json={"sku": "A", "quantity": 2})

        theirs = await client.get("/es/search", headers={"Cookie": f"cart={cart_id}"})

        assert '<b class="cart-count">2</b>' in theirs.text
        assert theirs.headers["cache-control"] == "private, no-cache"
