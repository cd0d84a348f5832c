"""A product that is scheduled is a draft until its hour, and then on sale by itself."""

from datetime import timedelta

import pytest

from lonja.actions.start_scheduled import next_start, start_all_scheduled
from lonja.catalog import api as catalog
from lonja.kernel.db import Database
from lonja.kernel.errors import Invalid
from lonja.shelf import api as shelf
from lonja_tools.proofs.small_shop import NOW, open_small_shop

pytestmark = pytest.mark.anyio

HOUR = NOW + timedelta(hours=1)


async def schedule(database: Database, **edits: object) -> catalog.Product:
    a = (await open_small_shop(database, {"A": 1}))["A"]
    async with database.transaction() as db:
        product_id = (await catalog.products_of(db, [a]))[a]
        _, version = await catalog.product_fields(db, product_id)
        await catalog.edit_product(
            db,
            product_id,
            {"status": catalog.ProductStatus.SCHEDULED, "publish_at": HOUR, **edits},
            version=version,
            actor="ana",
            now=NOW,
        )
        return await catalog.product_by_id(db, product_id)


async def listed(database: Database) -> int:
    async with database.reading() as db:
        return await shelf.count(db, language="es", currency="EUR")


async def test_it_is_in_no_list_before_and_in_lists_after(database: Database) -> None:
    product = await schedule(database)
    async with database.reading() as db:
        assert await next_start(db) == HOUR
        with pytest.raises(catalog.UnknownProduct):
            await catalog.product_by_slug(db, product.slug)
    assert await listed(database) == 0

    assert await start_all_scheduled(database, lambda: HOUR - timedelta(seconds=1)) == 0
    assert await start_all_scheduled(database, lambda: HOUR) == 1

    assert await listed(database) == 1
    async with database.reading() as db:
        assert await next_start(db) is None


async def test_it_loses_its_hour_with_its_status(database: Database) -> None:
    product = await schedule(database)
    async with database.transaction() as db:
        fields, version = await catalog.product_fields(db, product.id)
        await catalog.edit_product(
            db,
            product.id,
            {"status": catalog.ProductStatus.DRAFT},
            version=version,
            actor="ana",
            now=NOW,
        )
        after, _ = await catalog.product_fields(db, product.id)

    assert (fields.publish_at, after.publish_at) == (HOUR, None)


async def test_it_needs_an_hour(database: Database) -> None:
    with pytest.raises(Invalid) as refused:
        await schedule(database, publish_at=None)

    assert refused.value.facts == {"field": "publish_at"}
