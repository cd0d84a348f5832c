"""A shop that is not open."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx2
import pytest
from tests.support.front_office import (
    ORIGIN,
    fill_cart,
    front_office,
    open_or_close,
    pay,
    until_heard,
)

from lonja.actions import set_shop_password as passwords
from lonja.bootstrap import Shop
from lonja.identity import api as identity
from lonja.kernel import clock
from lonja.shop import api as shops
from lonja_tools.laptop.postgres import Postgres
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio


@pytest.fixture
async def both(
    fresh_database_url: str, storage_connection: str
) -> AsyncIterator[tuple[httpx2.AsyncClient, Shop]]:
    async with front_office(fresh_database_url, storage_connection) as (client, opened):
        await open_small_shop(opened.database, {"A": 5})
        yield client, opened


async def _close(shop: Shop, password: str | None = None) -> None:
    async with until_heard(shop):
        await open_or_close(shop, is_open=False)
    if password is not None:
        password_hash = await passwords.hash_of(password)
        async with until_heard(shop), shop.database.transaction() as db:
            await passwords.set_shop_password(db, password_hash, actor="test", now=clock.now())


class TestAClosedShop:
    async def test_says_so_on_every_page_and_keeps_robots_away(
        self, both: tuple[httpx2.AsyncClient, Shop]
    ) -> None:
        client, shop = both
        open_page = await client.get("/en/p/tile-a")
        await _close(shop)

        for path in ("/", "/en/", "/en/p/tile-a", "/en/cart", "/en/checkout", "/en/nothing"):
            page = await client.get(path, headers={"accept-language": "en"})
            status = 404 if path == "/en/nothing" else 200
            assert (page.status_code, "Opening soon" in page.text) == (status, True), path
            assert page.headers["x-robots-tag"] == "noindex"
            assert page.headers["cache-control"] == "no-store"
            assert "Tile A" not in page.text
            assert 'type="password"' not in page.text
        assert "Tile A" in open_page.text
        assert "Abrimos pronto" in (await client.get("/es/")).text
        assert (await client.get("/healthz")).status_code == 200

    async def test_is_not_shown_while_nobody_can_say_whether_it_is_open(
        self,
        both: tuple[httpx2.AsyncClient, Shop],
        postgres: Postgres,
        fresh_database_url: str,
    ) -> None:
        client, _ = both
        name = fresh_database_url.partition("?")[0].rpartition("/")[2]
        postgres.ask(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        postgres.ask(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        )

        page = await client.get("/en/p/tile-a")
        listed = await client.get("/api/v1/products")

        assert (page.status_code, "Tile A" in page.text) == (503, False)
        assert (listed.status_code, listed.json()["code"]) == (503, "unavailable")

    async def test_refuses_the_api_and_the_checkout_with_one_code(
        self, both: tuple[httpx2.AsyncClient, Shop]
    ) -> None:
        client, shop = both
        cart_id = await fill_cart(client, {"A": 1})
        await _close(shop)

        listed = await client.get("/api/v1/products")
        paid = await pay(client, cart_id)
        sent = await client.post("/en/cart/lines", data={"sku": "A"})

        assert (listed.status_code, listed.json()["code"]) == (403, "shop_closed")
        assert (paid.status_code, paid.json()["code"]) == (403, "shop_closed")
        assert sent.status_code == 403

    async def test_still_shows_an_order_that_was_placed_before(
        self, both: tuple[httpx2.AsyncClient, Shop]
    ) -> None:
        client, shop = both
        placed = (await pay(client, await fill_cart(client, {"A": 1}))).json()
        await _close(shop)

        read = await client.get(
            f"/api/v1/orders/{placed['number']}", params={"token": placed["token"]}
        )
        page = await client.get(f"/en/orders/{placed['number']}", params={"token": placed["token"]})

        withdrawal = await client.get("/en/withdrawal")

        assert (read.status_code, page.status_code) == (200, 200)
        assert placed["number"] in page.text
        assert (withdrawal.status_code, "<form" in withdrawal.text) == (200, True)

    async def test_still_opens_what_the_links_of_mails_lead_to(
        self, both: tuple[httpx2.AsyncClient, Shop]
    ) -> None:
        client, shop = both
        await _close(shop)
        token = identity.proof_link(
            shop.settings.secret_key, "ana@example.com", today=clock.now().date()
        )

        pages = [
            await client.get("/en/known", params={"token": token}),
            await client.get("/en/gift-card"),
            await client.get("/en/stock-mails/confirm", params={"token": "old"}),
        ]

        assert [page.status_code for page in pages] == [303, 200, 410]
        assert not any("Opening soon" in page.text for page in pages)

    async def test_lets_in_who_has_the_password_until_it_is_another(
        self, both: tuple[httpx2.AsyncClient, Shop]
    ) -> None:
        client, shop = both
        await _close(shop, "first light")

        closed = await client.get("/en/")
        wrong = await client.post("/en/enter", data={"password": "last light"})
        right = await client.post("/en/enter", data={"password": "first light"})
        inside = await client.get("/en/p/tile-a")
        bought = await pay(client, await fill_cart(client, {"A": 1}))
        await _close(shop, "another one")
        outside = await client.get("/en/p/tile-a")

        assert 'type="password"' in closed.text
        assert (wrong.status_code, "This is not the password" in wrong.text) == (422, True)
        assert (right.status_code, right.headers["location"]) == (303, "/en/")
        assert "Tile A" in inside.text
        assert "This shop is not open yet" in inside.text
        assert bought.status_code == 202
        assert "Opening soon" in outside.text

    async def test_stops_a_guesser(self, both: tuple[httpx2.AsyncClient, Shop]) -> None:
        client, shop = both
        await _close(shop, "first light")

        answers = [
            await client.post("/en/enter", data={"password": f"guess {number}"})
            for number in range(11)
        ]
        right = await client.post("/en/enter", data={"password": "first light"})

        assert [answer.status_code for answer in answers] == [422] * 10 + [429]
        assert right.status_code == 429
        assert 0 < int(right.headers["retry-after"]) <= 900
        assert "Too many attempts" in right.text

    async def test_lets_in_who_has_a_preview_link_of_today(
        self, both: tuple[httpx2.AsyncClient, Shop]
    ) -> None:
        client, shop = both
        await _close(shop)
        async with shop.database.reading() as db:
            opening = await shops.opening(db)
        secret, now = shop.settings.secret_key, clock.now()
        old = shops.preview_token(secret, opening, now=now - timedelta(hours=25))
        token = shops.preview_token(secret, opening, now=now)

        late = await client.get("/preview", params={"token": old})
        other = await client.get("/preview", params={"token": f"{token[:-1]}x"})
        right = await client.get(
            "/preview", params={"token": token}, headers={"accept-language": "en"}
        )
        inside = await client.get("/en/p/tile-a")

        assert (late.status_code, other.status_code) == (404, 404)
        assert (right.status_code, right.headers["location"]) == (303, "/en/")
        assert "Tile A" in inside.text

    async def test_refuses_a_password_form_of_another_site(
        self, both: tuple[httpx2.AsyncClient, Shop]
    ) -> None:
        client, shop = both
        await _close(shop, "first light")

        sent = await client.post(
            "/en/enter", data={"password": "first light"}, headers={"origin": "http://evil.example"}
        )

        assert sent.status_code == 403
        assert ORIGIN != "http://evil.example"


class TestAShopThatNobodySetUp:
    async def test_is_closed_from_the_beginning(
        self, fresh_database_url: str, storage_connection: str
    ) -> None:
        async with front_office(fresh_database_url, storage_connection, is_open=None) as (
            client,
            _,
        ):
            page = await client.get("/en/")
            listed = await client.get("/api/v1/products")

        assert (page.status_code, "This shop is being set up" in page.text) == (200, True)
        assert listed.json()["code"] == "shop_closed"
