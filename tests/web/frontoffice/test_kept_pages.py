"""Pages from memory: for whom they are the same, what a browser is told of them, and the number beside the cart."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import httpx2
import pytest
from tests.support.front_office import front_office, until_all_is_heard, until_heard
from tests.support.statements import overheard
from tests.web.frontoffice.test_statements import for_it

from lonja.bootstrap import Shop
from lonja.carts import api as carts
from lonja.kernel import clock
from lonja.kernel.db import Database
from lonja.kernel.transaction import EVERYTHING, announce
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

PAGE = "/en/p/tile-a"


@pytest.fixture
async def buyer(
    fresh_database_url: str, storage_connection: str
) -> AsyncIterator[tuple[httpx2.AsyncClient, Shop, Database]]:
    """With another process of the shop, which only tells by the database."""
    async with front_office(fresh_database_url, storage_connection) as (client, shop):
        await open_small_shop(shop.database, {"A": 50, "B": 5})
        other = Database(fresh_database_url)
        await until_all_is_heard(shop, other)
        await client.get(PAGE)
        yield client, shop, other
        await other.close()


type Buyer = tuple[httpx2.AsyncClient, Shop, Database]


async def with_cart(client: httpx2.AsyncClient, units: int) -> UUID:
    await client.post("/en/cart/lines", data={"sku": "A", "quantity": str(units)})
    return UUID(client.cookies["cart"])


class TestTheKey:
    @pytest.mark.parametrize(
        "tail",
        ["utm_source=news&utm_campaign=x", "gclid=1", "fbclid=2&msclkid=3", "x=1", "_=5", "SKU=A"],
    )
    async def test_is_of_what_changes_the_page(self, buyer: Buyer, tail: str) -> None:
        client, _, _ = buyer
        plain = await client.get(PAGE)

        with overheard() as heard:
            tagged = await client.get(f"{PAGE}?{tail}")

        # Only what filters a list is asked for, once: a parameter might be one of its names.
        assert all("split_part(facet" in sql for sql in for_it(heard))
        assert tagged.content == plain.content

    async def test_has_what_does_change_it(self, buyer: Buyer) -> None:
        client, _, _ = buyer
        await client.get("/en/search")

        with overheard() as heard:
            await client.get("/en/search?sort=price")

        assert for_it(heard)

    @pytest.mark.parametrize(
        ("honest", "poisoned"),
        [
            ("/en/p/tile-a?sku=A", "/en/p/tile-a?sku=A&sku="),
            ("/en/p/tile-a?sku=A", "/en/p/tile-a?sku=A&sku"),
            ("/en/p/tile-a?reviews=lowest", "/en/p/tile-a?reviews=lowest&reviews="),
            ("/en/search?q=tile", "/en/search?q=tile&q="),
            ("/en/search?sort=newest", "/en/search?sort=newest&sort="),
            ("/en/search?price_to=1", "/en/search?price_to=1&price_to="),
            ("/en/suggest?q=tile", "/en/suggest?q=tile&q="),
        ],
    )
    async def test_is_all_that_the_page_reads(
        self, buyer: Buyer, honest: str, poisoned: str
    ) -> None:
        """Nobody leaves a page for others under a key that does not say what is on it."""
        client, shop, other = buyer
        await client.get(poisoned)
        found = await client.get(honest)
        async with until_heard(shop), other.transaction() as db:
            announce(db, EVERYTHING)

        assert found.content == (await client.get(honest)).content


class TestAStampede:
    async def test_makes_the_page_once(self, buyer: Buyer) -> None:
        client, _, _ = buyer
        with overheard() as alone:
            await client.get("/en/p/tile-b")

        with overheard() as heard:
            pages = await asyncio.gather(*(client.get("/es/p/tile-b") for _ in range(8)))

        assert len({page.content for page in pages}) == 1
        assert all(page.status_code == 200 for page in pages)
        made = [sql for sql in for_it(heard) if "FROM prices p" in sql]
        assert len(made) == len([sql for sql in for_it(alone) if "FROM prices p" in sql]) == 1

    async def test_to_what_is_not_there_refuses_everybody(self, buyer: Buyer) -> None:
        client, _, _ = buyer

        pages = await asyncio.gather(*(client.get("/en/p/no-such-thing") for _ in range(4)))

        assert [page.status_code for page in pages] == [404] * 4


class TestWhatABrowserHas:
    async def test_is_not_sent_again(self, buyer: Buyer) -> None:
        client, _, _ = buyer
        whole = await client.get(PAGE)

        again = await client.get(PAGE, headers={"If-None-Match": whole.headers["etag"]})
        other = await client.get(PAGE, headers={"If-None-Match": '"abc", W/"def"'})

        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == whole.headers["etag"]
        assert again.headers["cache-control"] == "no-cache"
        assert (other.status_code, other.content) == (200, whole.content)

    async def test_is_old_once_there_is_something_in_the_cart(self, buyer: Buyer) -> None:
        client, _, _ = buyer
        before = await client.get(PAGE)
        await with_cart(client, 2)

        for _ in range(2):  # asked for, and then from memory
            after = await client.get(PAGE, headers={"If-None-Match": before.headers["etag"]})
            assert after.status_code == 200
            assert '<b class="cart-count">2</b>' in after.text
            assert after.headers["cache-control"] == "private, no-cache"
            same = await client.get(PAGE, headers={"If-None-Match": after.headers["etag"]})
            assert same.status_code == 304


class TestTheNumberBesideTheCart:
    async def test_comes_from_memory_and_asks_nothing(self, buyer: Buyer) -> None:
        client, _, _ = buyer
        await with_cart(client, 3)
        made = await client.get(PAGE)

        with overheard() as heard:
            kept = await client.get(PAGE)

        assert '<b class="cart-count">3</b>' in made.text
        assert kept.content == made.content
        assert int(kept.headers["content-length"]) == kept.num_bytes_downloaded
        assert for_it(heard) == []

    async def test_is_right_at_once_after_this_process_changed_it(self, buyer: Buyer) -> None:
        client, _, _ = buyer
        await with_cart(client, 3)
        await client.get(PAGE)

        await client.post("/en/cart/lines", data={"sku": "A", "quantity": "4"})
        more = await client.get(PAGE)
        await client.post("/en/cart/quantity", data={"sku": "A", "quantity": "0"})
        none = await client.get(PAGE)

        assert '<b class="cart-count">7</b>' in more.text
        assert "cart-count" not in none.text

    async def test_hears_of_what_another_process_changed(self, buyer: Buyer) -> None:
        client, shop, other = buyer
        cart_id = await with_cart(client, 3)
        await client.get(PAGE)

        async with until_heard(shop), other.transaction() as db:
            await carts.add_line(db, cart_id=cart_id, sku="A", quantity=2, now=clock.now())

        assert '<b class="cart-count">5</b>' in (await client.get(PAGE)).text

    async def test_is_of_each_visitor_and_of_no_other(self, buyer: Buyer) -> None:
        client, _, _ = buyer
        await with_cart(client, 3)
        mine = await client.get(PAGE)
        client.cookies.clear()
        anonymous = await client.get(PAGE)
        client.cookies.set("cart", "no cart of ours")
        stranger = await client.get(PAGE)

        assert "cart-count" in mine.text
        assert "cart-count" not in anonymous.text
        assert stranger.content == anonymous.content

    async def test_stands_on_no_part_of_a_page(self, buyer: Buyer) -> None:
        client, _, _ = buyer
        await with_cart(client, 3)
        await client.get(PAGE)

        for _ in range(2):
            assert "cart-count" not in (await client.get("/en/suggest?q=tile")).text
