"""The same purchase sent twice, by a page and by the API: one order, and nobody waits in a circle."""

import asyncio
from collections.abc import AsyncIterator
from contextvars import Context
from uuid import UUID, uuid4

import httpx2
import pytest
from tests.support.asking import scalar
from tests.support.front_office import fill_cart, front_office, pay
from tests.support.selling import waits_for_a_lock
from tests.web.frontoffice.browsing import form

from lonja.bootstrap import Shop
from lonja.kernel import clock, idempotency
from lonja.kernel.db import run
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

type Visit = tuple[httpx2.AsyncClient, Shop]


@pytest.fixture
async def shop(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Visit]:
    async with front_office(fresh_database_url, storage_connection, frontoffice_proxies=1) as (
        client,
        opened,
    ):
        await open_small_shop(opened.database, {"A": 500})
        yield client, opened


async def filled_form(client: httpx2.AsyncClient, cart_id: str) -> dict[str, str]:
    client.cookies.set("cart", cart_id)
    typed = {"email": "ana@example.com", "card": "approved"}
    return {**form(await client.get("/es/checkout"), "/es/checkout"), **typed}


async def order_count(shop: Shop) -> int:
    async with shop.database.reading() as db:
        return int(await scalar(db, "SELECT count(*) FROM orders"))


class TestAPageThatWaitsForItsKey:
    async def test_holds_no_cart_meanwhile(self, shop: Visit) -> None:
        client, opened = shop
        cart_id = await fill_cart(client, {"A": 1})
        sent = await filled_form(client, cart_id)
        async with opened.database.transaction() as db:
            await idempotency.claim_key(
                db,
                key=f"checkout:{cart_id}:{sent['key']}",
                request=b"of the API",
                order_id=UUID(cart_id),
                now=clock.now(),
            )
            page = asyncio.create_task(client.post("/es/checkout", data=sent), context=Context())
            assert await waits_for_a_lock(opened.database)
            await run(
                db, "SELECT 1 FROM carts WHERE id = %(id)s FOR UPDATE NOWAIT", id=UUID(cart_id)
            )
        assert (await page).status_code == 409


class TestPageAndApiAtOnce:
    async def test_sell_one_cart_once_whoever_comes_first(self, shop: Visit) -> None:
        client, opened = shop
        for number in range(1, 13):
            client.headers["x-forwarded-for"] = f"192.0.2.{number}"
            cart_id = await fill_cart(client, {"A": 1})
            sent = await filled_form(client, cart_id)

            answers = await asyncio.gather(
                client.post("/es/checkout", data=sent), pay(client, cart_id, key=sent["key"])
            )

            page, api = answers
            sold = ("/orders/" in page.headers.get("location", ""), api.status_code == 202)
            assert sorted(sold) == [False, True]
            assert {page.status_code, api.status_code} <= {202, 303, 409, 422}
            assert await order_count(opened) == number


class TestAKey:
    async def test_that_somebody_used_for_another_cart_is_still_free_for_this_one(
        self, shop: Visit
    ) -> None:
        client, opened = shop
        key = uuid4().hex
        carts = [await fill_cart(client, {"A": 1}) for _ in range(2)]

        placed = [await pay(client, cart_id, key=key) for cart_id in (*carts, carts[0])]

        assert [answer.status_code for answer in placed] == [202, 202, 202]
        numbers = [answer.json()["number"] for answer in placed]
        assert numbers[0] == numbers[2] != numbers[1]
        assert await order_count(opened) == 2
