"""Nobody gets marketing who has not asked for it, and whoever asked can stop it."""

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from tests.support.asking import rows
from tests.support.front_office import fill_cart, front_office, pay

from lonja.bootstrap import Shop
from lonja.customers import api as customers
from lonja.kernel import clock
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio
type Front = tuple[httpx2.AsyncClient, Shop]


@pytest.fixture
async def front(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Front]:
    async with front_office(fresh_database_url, storage_connection) as (client, shop):
        await open_small_shop(shop.database, {"A": 9})
        yield client, shop


async def _said(shop: Shop) -> list[Any]:
    async with shop.database.reading() as db:
        found = await rows(
            db, "SELECT email, granted, source, text_version FROM marketing_choices ORDER BY at, id"
        )
    return [tuple(row) for row in found]


async def _confirm(shop: Shop) -> customers.Customer:
    """As the job does once the money is there."""
    async with shop.database.transaction() as db:
        customer_id = await customers.remember(
            db, email="Ana@example.com", name="Ana", language="es", country="ES", now=clock.now()
        )
        return await customers.get(db, customer_id)


class TestTheBox:
    async def test_is_not_ticked(self, front: Front) -> None:
        client, _ = front
        await client.post("/es/cart/lines", data={"sku": "A", "quantity": "1"})

        page = await client.get("/es/checkout")

        boxes = re.findall(r'<input type="checkbox" name="marketing"[^>]*>', page.text)
        assert [("checked" in box) for box in boxes] == [False]

    async def test_left_alone_says_nothing(self, front: Front) -> None:
        client, shop = front
        await pay(client, await fill_cart(client, {"A": 1}))

        customer = await _confirm(shop)

        assert await _said(shop) == []
        assert not customer.marketing_consent

    async def test_ticked_is_written_down_and_counts_once_the_order_is_confirmed(
        self, front: Front
    ) -> None:
        client, shop = front
        await pay(client, await fill_cart(client, {"A": 1}), accepts_marketing=True)

        said = await _said(shop)
        customer = await _confirm(shop)

        assert said == [("ana@example.com", True, "checkout", customers.CONSENT_TEXT_VERSION)]
        assert customer.marketing_consent


class TestThePageOfPreferences:
    async def _opened(self, front: Front) -> tuple[httpx2.AsyncClient, Shop, str]:
        client, shop = front
        await pay(client, await fill_cart(client, {"A": 1}), accepts_marketing=True)
        customer = await _confirm(shop)
        path = customers.preferences_path(shop.settings.secret_key, customer.id)
        return client, shop, f"/es{path}"

    async def test_changes_nothing_by_being_opened(self, front: Front) -> None:
        client, shop, path = await self._opened(front)

        page = await client.get(path)

        assert page.status_code == 200
        assert 'name="news" value="1" checked' in page.text
        assert len(await _said(shop)) == 1

    async def test_stops_marketing_and_starts_it_again(self, front: Front) -> None:
        client, shop, path = await self._opened(front)

        await client.post(path, data={})
        without = await _confirm(shop)
        await client.post(path, data={"news": "1"})
        again = await _confirm(shop)

        assert (without.marketing_consent, again.marketing_consent) == (False, True)
        assert [row[1:3] for row in await _said(shop)] == [
            (True, "checkout"), (False, "preferences"), (True, "preferences"),
        ]  # fmt: skip

    async def test_an_old_tick_does_not_come_back_after_unsubscribing(self, front: Front) -> None:
        _, shop, _ = await self._opened(front)
        async with shop.database.transaction() as db:
            await customers.suppress(
                db, email="ana@example.com", reason="unsubscribed", now=clock.now()
            )

        assert not (await _confirm(shop)).marketing_consent

    async def test_opens_for_nobody_else(self, front: Front) -> None:
        client, _, path = await self._opened(front)

        assert (await client.get(path[:-1] + "x")).status_code == 404
        assert (await client.get("/es/preferences?customer=x&token=y")).status_code == 404


async def test_the_front_page_of_an_empty_shop_says_that_it_is_being_set_up(
    fresh_database_url: str, storage_connection: str
) -> None:
    async with front_office(fresh_database_url, storage_connection) as (client, _):
        home = await client.get("/en/")
        found = await client.get("/en/search?q=tea")
        cart = await client.get("/en/cart")

    assert home.status_code == 200
    assert "This shop is being set up" in home.text
    assert (found.status_code, cart.status_code) == (200, 200)
