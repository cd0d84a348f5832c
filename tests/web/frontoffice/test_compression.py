"""Pages and files in fewer bytes, and never where a page has a reader's secret."""

import gzip
from collections.abc import AsyncIterator

import httpx2
import pytest
from tests.support.front_office import front_office

from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

PAGE = "/en/p/tile-a"
PLAIN = {"Accept-Encoding": "identity"}
GZIP = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture
async def buyer(
    fresh_database_url: str, storage_connection: str
) -> AsyncIterator[httpx2.AsyncClient]:
    async with front_office(fresh_database_url, storage_connection) as (client, shop):
        await open_small_shop(shop.database, {"A": 50, "B": 5})
        yield client


async def as_sent(client: httpx2.AsyncClient, path: str, headers: dict[str, str]) -> bytes:
    """The body as it came over the wire."""
    async with client.stream("GET", path, headers=headers) as response:
        assert response.status_code == 200
        return b"".join([part async for part in response.aiter_raw()])


class TestAPage:
    async def test_is_the_same_made_and_kept(self, buyer: httpx2.AsyncClient) -> None:
        made = await as_sent(buyer, PAGE, GZIP)
        kept = await as_sent(buyer, PAGE, GZIP)
        plain = await as_sent(buyer, PAGE, PLAIN)

        assert made == kept
        assert gzip.decompress(made) == plain
        assert len(made) < len(plain) / 2

    async def test_has_the_number_beside_the_cart(self, buyer: httpx2.AsyncClient) -> None:
        await buyer.post("/en/cart/lines", data={"sku": "A", "quantity": "7"})

        made = await as_sent(buyer, "/en/p/tile-b", GZIP)
        kept = await as_sent(buyer, "/en/p/tile-b", GZIP)
        plain = await as_sent(buyer, "/en/p/tile-b", PLAIN)

        assert b'<b class="cart-count">7</b>' in plain
        assert gzip.decompress(made) == gzip.decompress(kept) == plain

    async def test_says_how_it_came(self, buyer: httpx2.AsyncClient) -> None:
        for _ in ("made", "kept"):
            packed = await buyer.get(PAGE, headers=GZIP)
            plain = await buyer.get(PAGE, headers=PLAIN)

            assert packed.headers["Content-Encoding"] == "gzip"
            assert "Content-Encoding" not in plain.headers
            for one in (packed, plain):
                assert "Accept-Encoding" in one.headers["Vary"]
            assert int(packed.headers["Content-Length"]) < int(plain.headers["Content-Length"])
            assert packed.headers["ETag"] == plain.headers["ETag"]

        again = await buyer.get(PAGE, headers=GZIP | {"If-None-Match": packed.headers["ETag"]})
        assert again.status_code == 304

    @pytest.mark.parametrize("path", ["/en/cart", "/en/checkout", "/en/orders"])
    async def test_of_one_reader_is_sent_as_it_is(
        self, buyer: httpx2.AsyncClient, path: str
    ) -> None:
        await buyer.post("/en/cart/lines", data={"sku": "A", "quantity": "1"})

        response = await buyer.get(path, headers=GZIP)

        assert response.status_code == 200
        assert "Content-Encoding" not in response.headers


class TestAFile:
    @pytest.mark.parametrize("name", ["shop.css", "shop.js"])
    async def test_of_text_is_packed(self, buyer: httpx2.AsyncClient, name: str) -> None:
        packed = await as_sent(buyer, f"/static/default/{name}", GZIP)
        plain = await as_sent(buyer, f"/static/default/{name}", PLAIN)

        assert gzip.decompress(packed) == plain
        assert len(packed) < len(plain) / 2

    async def test_that_is_packed_already_is_not_again(self, buyer: httpx2.AsyncClient) -> None:
        font = await buyer.get("/static/default/fonts/instrument-sans.woff2", headers=GZIP)

        assert font.status_code == 200
        assert "Content-Encoding" not in font.headers
