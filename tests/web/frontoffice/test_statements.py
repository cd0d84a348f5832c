"""How many questions one request asks the database: each costs CPU here and there, and grows unseen."""

from collections.abc import AsyncIterator
from uuid import uuid4

import httpx2
import pytest
from tests.support.front_office import ADDRESS, front_office

from lonja.local.proofs.small_shop import open_small_shop
from lonja.local.statements import overheard

pytestmark = pytest.mark.anyio


@pytest.fixture
async def client(
    fresh_database_url: str, storage_connection: str
) -> AsyncIterator[httpx2.AsyncClient]:
    async with front_office(fresh_database_url, storage_connection) as (client, shop):
        await open_small_shop(shop.database, {"A": 5, "B": 5})
        yield client


async def asked(client: httpx2.AsyncClient, method: str, path: str, body: object) -> int:
    """Statements of one request, without what runs beside it after the answer."""
    with overheard() as heard:
        answer = await client.request(
            method, f"/api/v1{path}", json=body, headers={"Idempotency-Key": uuid4().hex}
        )
    assert answer.is_success, answer.text
    return sum(not sql.startswith(("DELETE FROM outbox", "SELECT pg_notify")) for sql, _ in heard)


class TestAGuestCheckout:
    async def test_asks_so_many_times_at_each_step(self, client: httpx2.AsyncClient) -> None:
        opened = await client.post("/api/v1/carts", json={})
        cart = f"/carts/{opened.json()['id']}"
        payment = {"email": "ana@example.com", "payment": {"method": "test", "token": "approved"}}

        steps = {
            "open": await asked(client, "POST", "/carts", {}),
            "first line": await asked(client, "POST", f"{cart}/lines", {"sku": "A"}),
            "second line": await asked(client, "POST", f"{cart}/lines", {"sku": "B"}),
            "address": await asked(client, "PUT", f"{cart}/address", ADDRESS),
            "shipping": await asked(client, "PUT", f"{cart}/shipping-method", {"code": "standard"}),
            "checkout": await asked(client, "POST", f"{cart}/checkout", payment),
        }

        assert steps == {
            "open": 1,
            "first line": 7,
            "second line": 7,
            "address": 6,
            "shipping": 8,
            "checkout": 14,
        }
