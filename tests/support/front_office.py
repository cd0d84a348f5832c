"""The storefront in this process, and a buyer who talks to it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx2
from tests.support.idle_apps import IdleApps

from lonja.bootstrap import Shop
from lonja.frontoffice.app import build, whole
from lonja.hosting.edge import Edge
from lonja.kernel import clock
from lonja.kernel.db import Database
from lonja.kernel.settings import Settings
from lonja.kernel.transaction import Change, announce
from lonja.shop import api as shops

ORIGIN = "http://shop.example"
HEARS_WITHIN_S = 30
_idle = IdleApps(build)
ADDRESS = {
    "name": "Ana Prueba",
    "line1": "Calle Mayor 1",
    "city": "Madrid",
    "postal_code": "28001",
    "country": "ES",
}


@contextlib.asynccontextmanager
async def front_office(
    database_url: str,
    storage_connection: str,
    *,
    is_open: bool | None = True,
    sending: bool = False,
    **more: Any,
) -> AsyncIterator[tuple[httpx2.AsyncClient, Shop]]:
    """`is_open` None: as the database says, for a connection that may not open the shop.

    Unless `sending`, messages stay in the outbox, where the test that wrote them finds its own: the
    queues are every test's (decision 12), and a relay may delete a row before a test reads it.
    """
    settings = Settings(
        database_url=database_url,
        storage_connection=storage_connection,
        public_url=ORIGIN,
        wake_url="",
        **more,
    )
    with _idle.borrowed(settings) as app:
        transport = httpx2.ASGITransport(
            app=Edge(whole(app), state=app.state), raise_app_exceptions=False
        )
        async with (
            app.router.lifespan_context(app),
            httpx2.AsyncClient(
                transport=transport, base_url=ORIGIN, headers={"origin": ORIGIN}
            ) as client,
        ):
            if not sending:
                await app.state.shop.relay.close()
            if is_open is not None:
                await open_or_close(app.state.shop, is_open=is_open)
            yield client, app.state.shop


async def open_or_close(shop: Shop, *, is_open: bool) -> None:
    await _set_open(shop.database, is_open=is_open)


def open_the_shop_of(database_url: str) -> None:
    """For a storefront that is a process of its own."""

    async def act() -> None:
        database = Database(database_url)
        try:
            await _set_open(database, is_open=True)
        finally:
            await database.close()

    asyncio.run(act())


async def _set_open(database: Database, *, is_open: bool) -> None:
    async with database.transaction() as db:
        await shops.set_open(db, is_open=is_open, actor="test", now=clock.now())


async def until_it_hears(shop: Shop) -> None:
    """From now on this process misses no news."""
    connected = asyncio.Event()
    shop.listener.hear(lambda *_: None, reconnected=connected.set)
    if not shop.listener.is_live:
        await asyncio.wait_for(connected.wait(), HEARS_WITHIN_S)


@contextlib.asynccontextmanager
async def until_heard(shop: Shop) -> AsyncIterator[None]:
    """After the block, this process has received the changes that were made in it."""
    await until_it_hears(shop)
    changed = asyncio.Event()
    shop.listener.hear(lambda *_: changed.set())
    yield
    await asyncio.wait_for(changed.wait(), HEARS_WITHIN_S)


async def until_all_is_heard(shop: Shop, other: Database) -> None:
    """This process has received all that was committed before: news comes in the order of commits."""
    last, heard = Change("product", uuid4().hex), asyncio.Event()
    shop.listener.hear(lambda changes: heard.set() if last in changes else None)
    await until_it_hears(shop)
    async with other.transaction() as db:
        announce(db, last)
    await asyncio.wait_for(heard.wait(), HEARS_WITHIN_S)


async def fill_cart(client: httpx2.AsyncClient, lines: dict[str, int], **cart: str) -> str:
    """A cart that is ready to be paid; its id."""
    opened = await client.post("/api/v1/carts", json=cart)
    cart_id: str = opened.json()["id"]
    for sku, quantity in lines.items():
        added = await client.post(
            f"/api/v1/carts/{cart_id}/lines", json={"sku": sku, "quantity": quantity}
        )
        assert added.status_code == 200, added.text
    await client.put(f"/api/v1/carts/{cart_id}/address", json=ADDRESS)
    chosen = await client.put(f"/api/v1/carts/{cart_id}/shipping-method", json={"code": "standard"})
    assert chosen.status_code == 200, chosen.text
    return cart_id


async def pay(
    client: httpx2.AsyncClient,
    cart_id: str,
    *,
    card: str = "approved",
    key: str | None = None,
    **more: Any,
) -> httpx2.Response:
    return await client.post(
        f"/api/v1/carts/{cart_id}/checkout",
        headers={"Idempotency-Key": key or uuid4().hex},
        json={"email": "ana@example.com", "payment": {"method": "test", "token": card}, **more},
    )
