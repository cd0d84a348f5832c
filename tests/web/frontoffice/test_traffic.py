"""What is looked at is counted by day, from memory or not, and nobody is in it."""

import psycopg
import pytest
from tests.support.front_office import front_office

from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio
PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 16; Pixel 9) Chrome/140 Mobile Safari/537"}
PRODUCT, SEARCH = "/es/p/tile-a", "/es/search?q="


async def test_from_a_page_to_a_cart(fresh_database_url: str, storage_connection: str) -> None:
    async with front_office(fresh_database_url, storage_connection) as (client, shop):
        await open_small_shop(shop.database, {"A": 9})
        for path in (PRODUCT, PRODUCT, f"{SEARCH}AZULEJO", f"{SEARCH}zzqq", "/es/", "/es/p/none"):
            await client.get(path, headers=PHONE)
        await client.get(PRODUCT, headers={"User-Agent": "Mozilla/5.0 Googlebot/2.1"})
        await client.get(PRODUCT, headers={**PHONE, "Sec-Purpose": "prefetch"})
        await client.post("/es/cart/lines", data={"sku": "A", "quantity": "1"}, headers=PHONE)
        await client.get("/es/cart", headers=PHONE)
        async with shop.database.reading() as db:
            row = await (await db.execute("SELECT id::text FROM products")).fetchone()

    # It was written when the process ended, at the latest.
    with psycopg.connect(fresh_database_url) as read:
        counted = read.execute(
            "SELECT channel, step, device, language, subject, count FROM traffic_counts"
            " ORDER BY step, subject"
        ).fetchall()
    assert row is not None
    assert counted == [
        ("web", "add_to_cart", "phone", "es", "", 1),
        ("web", "cart", "phone", "es", "", 1),
        ("web", "page", "phone", "es", "", 1),
        ("web", "product", "phone", "es", "", 2),
        ("web", "product", "", "es", row[0], 2),
        ("web", "search", "phone", "es", "", 2),
        ("web", "search", "", "es", "azulejo", 1),
        ("web", "search", "", "es", "zzqq", 1),
        ("web", "search_empty", "phone", "es", "", 1),
        ("web", "search_empty", "", "es", "zzqq", 1),
    ]


async def test_of_a_closed_shop_is_nothing(
    fresh_database_url: str, storage_connection: str
) -> None:
    async with front_office(fresh_database_url, storage_connection, is_open=False) as (client, _):
        await client.get("/es/", headers=PHONE)

    with psycopg.connect(fresh_database_url) as read:
        assert read.execute("SELECT count(*) FROM traffic_counts").fetchone() == (0,)
