"""Two changes of one product at a time: its rows on the shelf are those of the later one."""

import asyncio
from contextvars import Context

import pytest
from tests.support.asking import scalar

from lonja.catalog import api as catalog
from lonja.kernel import clock
from lonja.kernel.db import Database
from lonja.pricing import api as pricing
from lonja.shelf import api as shelf
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio


async def one_waits(database: Database) -> bool:
    async with database.reading() as db:
        for _ in range(300):
            if await scalar(
                db,
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND wait_event_type = 'Lock'",
            ):
                return True
            await asyncio.sleep(0.01)
    return False


async def test_a_change_waits_for_the_one_before_and_reads_what_it_wrote(
    database: Database,
) -> None:
    variants = await open_small_shop(database, {"A": 5})

    async def reprice() -> None:
        async with database.transaction() as db:
            await pricing.set_price(
                db,
                variant_id=variants["A"],
                currency="EUR",
                amount_minor=77_00,
                actor="test",
                now=clock.now(),
            )

    async with database.transaction() as db:
        product = await catalog.product_by_slug(db, "tile-a")
        await catalog.count_rating(db, product_id=product.id, rating=4, by=1)
        await shelf.refresh(db, [product.id])
        second = asyncio.create_task(reprice(), context=Context())
        assert await one_waits(database)
    await second

    async with database.reading() as db:
        (card,) = (await shelf.list_cards(db, language="es", currency="EUR")).items
    assert (card.from_minor, card.review_count, card.rating_tenths) == (77_00, 1, 40)
