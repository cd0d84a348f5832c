"""What pages and lists say of stock while orders hold it, and once they no longer do."""

import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest
from tests.support.front_office import fill_cart, front_office, pay
from tests.support.messages import waiting
from tests.support.sales import work

from lonja.bootstrap import Shop
from lonja.catalog import api as catalog
from lonja.jobs.orders import expire_holds
from lonja.kernel import clock
from lonja.kernel.db import run
from lonja.pricing import api as pricing
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

type Visit = tuple[httpx2.AsyncClient, Shop]


@pytest.fixture
async def shop(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Visit]:
    """Pages are cached in memory here, as in Azure."""
    async with front_office(fresh_database_url, storage_connection) as (client, opened):
        await open_small_shop(opened.database, {"A": 5})
        connected = asyncio.Event()
        opened.listener.hear(lambda _: None, reconnected=connected.set)
        if not opened.listener.is_live:
            await asyncio.wait_for(connected.wait(), 10)
        yield client, opened


async def hold(shop: Visit, quantity: int) -> None:
    """An order that waits for its buyer."""
    client, opened = shop
    placed = await pay(client, await fill_cart(client, {"A": quantity}), card="needs_action")
    assert placed.status_code == 202, placed.text
    await work(opened)


async def end_holds(shop: Visit) -> None:
    _, opened = shop
    async with opened.database.transaction() as db:
        await run(db, "UPDATE holds SET expires_at = now() - interval '1 second'")
    assert await expire_holds(opened) == 1
    await work(opened)


async def on_the_page(shop: Visit) -> bool:
    """Whether the product's page sells it."""
    page = await shop[0].get("/en/p/tile-a")
    assert page.status_code == 200
    return "/en/cart/lines" in page.text


async def in_the_list(shop: Visit) -> str:
    [product] = (await shop[0].get("/api/v1/products")).json()["items"]
    return str(product["availability"])


class TestAProductWhoseStockIsAllHeld:
    async def test_is_sold_out_in_lists_and_on_its_page(self, shop: Visit) -> None:
        assert (await on_the_page(shop), await in_the_list(shop)) == (True, "in_stock")

        await hold(shop, 5)

        assert (await on_the_page(shop), await in_the_list(shop)) == (False, "sold_out")

    async def test_is_for_sale_again_on_a_page_made_meanwhile(self, shop: Visit) -> None:
        await hold(shop, 5)
        assert not await on_the_page(shop)

        await end_holds(shop)

        assert await on_the_page(shop)

    async def test_is_in_stock_again_in_lists_that_were_refreshed_meanwhile(
        self, shop: Visit
    ) -> None:
        await hold(shop, 5)
        async with shop[1].database.transaction() as db:
            [a] = (await catalog.variants_by_sku(db, ["A"])).values()
            await pricing.set_price(
                db,
                variant_id=a,
                currency="EUR",
                amount_minor=9_00,
                actor="ana",
                now=clock.now(),
            )
        assert await in_the_list(shop) == "sold_out"

        await end_holds(shop)

        assert await in_the_list(shop) == "in_stock"


class TestAnOrderThatLeavesEnough:
    async def test_costs_lists_and_pages_nothing(self, shop: Visit) -> None:
        client, opened = shop

        placed = await pay(client, await fill_cart(client, {"A": 4}))

        assert placed.status_code == 202
        [message] = await waiting(opened.database, "orders")
        assert message.type == "order.confirm"
