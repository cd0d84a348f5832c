"""A production shop without its payments: it starts, and says in words what is missing."""

import json
from collections.abc import AsyncIterator
from uuid import uuid4

import httpx2
import pytest
from tests.support.front_office import fill_cart, front_office, pay
from tests.web.frontoffice.browsing import words

from lonja.bootstrap import Shop
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio


@pytest.fixture
async def front(
    fresh_database_url: str, storage_connection: str
) -> AsyncIterator[tuple[httpx2.AsyncClient, Shop]]:
    async with front_office(
        fresh_database_url, storage_connection, environment="production", secret_key="k" * 32
    ) as (client, shop):
        await open_small_shop(shop.database, {"A": 9})
        yield client, shop


async def test_says_that_it_takes_no_payments_yet(
    front: tuple[httpx2.AsyncClient, Shop], capsys: pytest.CaptureFixture[str]
) -> None:
    client, _ = front

    ready = await client.get("/readyz")

    assert (ready.status_code, ready.json()) == (
        200,
        {"status": "ready", "payments": "no payment method is set up"},
    )


async def test_the_buyer_reads_it_in_words_and_a_program_as_a_code(
    front: tuple[httpx2.AsyncClient, Shop],
) -> None:
    client, _ = front
    api = await pay(client, await fill_cart(client, {"A": 1}))
    await client.post("/en/cart/lines", data={"sku": "A", "quantity": "1"})

    shown = await client.get("/en/checkout")
    sent = await client.post(
        "/en/checkout",
        data={
            "key": uuid4().hex,
            "email": "ana@example.com",
            "name": "Ana",
            "line1": "Muelle 3",
            "city": "Bilbao",
            "postal_code": "48001",
            "country": "ES",
            "shipping": "standard",
        },
    )

    assert (api.status_code, api.json()["code"]) == (409, "no_payment_method")
    assert "No way to pay is set up in this shop yet." in words(shown)
    assert sent.status_code == 409
    assert "No way to pay is set up in this shop yet." in words(sent)


async def test_names_each_setting_that_is_missing_in_one_line(
    fresh_database_url: str, storage_connection: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from lonja.bootstrap import open_shop
    from lonja.kernel.settings import Settings

    settings = Settings(
        environment="production",
        database_url=fresh_database_url,
        storage_connection=storage_connection,
        secret_key="k" * 32,
    )
    async with open_shop(settings, "back-office") as shop:
        missing = list(shop.missing_settings)

    lines = [
        line for line in capsys.readouterr().err.splitlines() if "settings are missing" in line
    ]
    assert missing == ["LONJA_WAREHOUSE_URL", "LONJA_PUBLIC_URL", "LONJA_BACKOFFICE_URL"]
    assert len(lines) == 1
    assert json.loads(lines[0])["missing"] == missing
