"""Products that stand beside a product: by hand, in order, one way or both."""

from uuid import UUID

import pytest

from lonja.catalog import api as catalog
from lonja.kernel.db import Database
from lonja.kernel.errors import Invalid
from lonja_tools.proofs.small_shop import NOW, open_small_shop

pytestmark = pytest.mark.anyio


@pytest.fixture
async def products(database: Database) -> list[UUID]:
    """Of A, B and C."""
    variants = await open_small_shop(database, {"A": 1, "B": 1, "C": 1})
    async with database.reading() as db:
        owners = await catalog.products_of(db, list(variants.values()))
    return [owners[variants[sku]] for sku in "ABC"]


async def relate(
    database: Database,
    product_id: UUID,
    related: list[UUID],
    *,
    both_ways: bool = False,
    version: int | None = None,
) -> None:
    async with database.transaction() as db:
        _, now = await catalog.product_fields(db, product_id)
        await catalog.set_related(
            db,
            product_id,
            related,
            both_ways=both_ways,
            version=version or now,
            actor="ana",
            now=NOW,
        )


async def related(database: Database, product_id: UUID) -> list[UUID]:
    async with database.reading() as db:
        return await catalog.related_of(db, product_id)


class TestRelatedProducts:
    async def test_stand_in_the_order_that_was_given_last(
        self, database: Database, products: list[UUID]
    ) -> None:
        a, b, c = products

        await relate(database, a, [b, c])
        await relate(database, a, [c, b])

        assert await related(database, a) == [c, b]
        assert await related(database, b) == []

    async def test_of_both_ways_stand_beside_each_other_once(
        self, database: Database, products: list[UUID]
    ) -> None:
        a, b, c = products
        await relate(database, b, [c])

        for _ in range(2):
            await relate(database, a, [b], both_ways=True)

        assert await related(database, a) == [b]
        assert await related(database, b) == [c, a]

    async def test_go_with_the_product(self, database: Database, products: list[UUID]) -> None:
        a, b, c = products
        await relate(database, a, [b, c])

        async with database.transaction() as db:
            _, version = await catalog.product_fields(db, b)
            await catalog.remove_product(db, b, version=version, actor="ana", now=NOW)

        assert await related(database, a) == [c]

    async def test_are_never_the_product_itself_nor_twice(
        self, database: Database, products: list[UUID]
    ) -> None:
        a, b, _ = products

        for wrong in ([a], [b, b], [UUID(int=7)]):
            with pytest.raises(Invalid):
                await relate(database, a, wrong)

    async def test_of_an_older_version_are_refused(
        self, database: Database, products: list[UUID]
    ) -> None:
        a, b, c = products
        async with database.reading() as db:
            _, version = await catalog.product_fields(db, a)
        await relate(database, a, [b])

        with pytest.raises(catalog.ProductChanged):
            await relate(database, a, [c], version=version)
