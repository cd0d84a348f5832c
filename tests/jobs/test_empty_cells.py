from collections.abc import AsyncIterator

import pytest
from tests.support.sheets import (
    SHOPIFY,
    a_file,
    changes_of,
    counts,
    errors_of,
    import_centre,
    imported,
    price_of,
    undo,
)

from lonja.catalog import api as catalog
from lonja.customers import api as customers
from lonja.jobs.imports import ImportContext
from lonja.kernel.db import Database

pytestmark = pytest.mark.anyio


@pytest.fixture
async def context(database: Database, storage_connection: str) -> AsyncIterator[ImportContext]:
    async with import_centre(database, storage_connection) as opened:
        yield opened


class TestAnEmptyCell:
    async def test_leaves_its_field_alone_unless_the_file_clears(
        self, context: ImportContext
    ) -> None:
        await imported(context, a_file("SKU,Price,Compare-at price", "SEVILLA-1,12.00,15.00"))
        data = a_file("SKU,Price,Compare-at price", "SEVILLA-1,12.00,")

        kept = await imported(context, data)
        before = await price_of(context, "SEVILLA-1")
        cleared = await imported(context, data, clears_empty=True)

        assert (counts(kept), before) == ((0, 0, 1, 0), (12_00, 15_00))
        assert (counts(cleared), await price_of(context, "SEVILLA-1")) == (
            (0, 1, 0, 0),
            (12_00, None),
        )
        assert counts(await imported(context, data, clears_empty=True)) == (0, 0, 1, 0)
        await undo(context, cleared.id)
        assert await price_of(context, "SEVILLA-1") == (12_00, 15_00)

    async def test_clears_fields_of_a_product_and_each_of_its_variants(
        self, context: ImportContext
    ) -> None:
        await imported(context, SHOPIFY)
        headings = "Handle,Vendor,Tags,SEO Title,Variant SKU,Variant Barcode,Variant Grams"
        data = a_file(headings, "blue-jug,,,,JUG-S,,", "blue-jug,,,,JUG-L,,900")

        done = await imported(context, data, clears_empty=True)

        async with context.database.reading() as db:
            (jug,) = await catalog.written_products(db, ["blue-jug"])
        drafts = {one.draft.sku: one.draft for one in jug.variants}
        assert counts(done) == (0, 1, 0, 0)
        assert (jug.fields.tags, dict(jug.fields.attributes)) == ((), {})
        assert drafts["JUG-S"].barcode is None
        assert (drafts["JUG-S"].weight_g, drafts["JUG-L"].weight_g) == (0, 900)

    async def test_of_a_field_that_must_be_there_refuses_its_row(
        self, context: ImportContext
    ) -> None:
        await imported(context, SHOPIFY)
        titles = a_file(
            "Handle,Title,Variant SKU,Variant Price", "blue-jug,,JUG-S,19.00", "blue-jug,,JUG-L,",
            "plain-cup,A cup,CUP,6.00",
        )  # fmt: skip

        done = await imported(context, titles, clears_empty=True)

        assert await errors_of(context, done) == [
            (2, "cannot_be_cleared"),
            (3, "cannot_be_cleared"),
        ]
        assert [key for key, _ in await changes_of(context, done)] == ["plain-cup"]

    async def test_at_the_end_of_a_row_that_was_cut_off_is_one_too(
        self, context: ImportContext
    ) -> None:
        person = "Email,Name,Phone,Tags,Language"
        await imported(context, a_file(person, "ana@casa.example,Ana,600100200,vip,es"))

        done = await imported(
            context, a_file("Email,Name,Phone,Tags", "ana@casa.example,Ana"), clears_empty=True
        )

        async with context.database.reading() as db:
            ana = (await customers.people(db, ["ana@casa.example"]))["ana@casa.example"]
        assert counts(done) == (0, 1, 0, 0)
        assert (ana.name, ana.phone, list(ana.tags)) == ("Ana", "", [])
