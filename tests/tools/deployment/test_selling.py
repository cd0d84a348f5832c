"""Each process sells with the rights of its own role: what it does, its role may."""

from collections.abc import Iterator

import pytest
from tests.support.administrator import ADMINISTRATOR, IDENTITIES, Databases, deployed
from tests.support.front_office import fill_cart, front_office, pay
from tests.support.messages import received

from lonja.bootstrap import open_shop
from lonja.etl import run as etl
from lonja.etl.records import Settings as EtlSettings
from lonja.hosting.messages import take
from lonja.jobs import background
from lonja.kernel.db import Database
from lonja.kernel.settings import Settings
from lonja.shelf import api as shelf
from lonja_tools.deployment import roles
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def own() -> Iterator[Databases]:
    with deployed() as made:
        yield made


async def test_an_order_is_placed_confirmed_and_reported_by_three_roles(
    own: Databases, storage_connection: str
) -> None:
    admin = Database(own.url(roles.SHOP, ADMINISTRATOR), refresh=shelf.refresh)
    await open_small_shop(admin, {"A": 5})
    await admin.close()

    url = own.url(roles.SHOP, IDENTITIES["frontoffice"])
    async with front_office(url, storage_connection, is_open=None, sending=True) as (client, shop):
        cart_id = await fill_cart(client, {"A": 2})
        placed = await pay(client, cart_id)
        assert placed.status_code == 202, placed.text
        assert (await client.get("/es/")).status_code == 200
        await shop.relay.settled()

    worker = Settings(
        database_url=own.url(roles.SHOP, IDENTITIES["background"]),
        storage_connection=storage_connection,
    )
    async with open_shop(worker, "test") as shop:
        message = await received(shop.queues, "orders", mark=cart_id)
        await take(shop, background.HANDLERS, message.text, queue="orders", attempt=1)
        await shop.queues.delete("orders", message)

    done = etl.run(
        EtlSettings(
            shop_url=own.url(roles.SHOP, IDENTITIES["etl"]),
            warehouse_url=own.url(roles.WAREHOUSE, IDENTITIES["etl"]),
        ),
        full=False,
    )

    assert own.asks("backoffice", "SELECT status FROM orders") == [("confirmed",)]
    assert done.state == "done"
    assert own.asks("backoffice", "SELECT count(*) FROM dw.fact_order_line", roles.WAREHOUSE) == [
        (1,)
    ]
