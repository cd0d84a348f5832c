"""What is exported imports again without a change, and is then exported byte for byte the same."""

from collections.abc import AsyncIterator

import pytest
from tests.support.offers import fill_offers
from tests.support.sheets import (
    SHOPIFY,
    a_file,
    changes_of,
    counts,
    errors_of,
    import_centre,
    imported,
)
from tests.support.shop import NOON

from lonja.catalog import api as catalog
from lonja.jobs.imports import ImportContext
from lonja.kernel.db import Database
from lonja.sheets import api as sheets
from lonja.sheets.api import Filters, Format, Setting
from lonja.shop import api as shop

pytestmark = pytest.mark.anyio


@pytest.fixture
async def context(database: Database, storage_connection: str) -> AsyncIterator[ImportContext]:
    async with import_centre(database, storage_connection) as opened:
        yield opened


async def export(context: ImportContext, name: str, format: Format) -> bytes:  # noqa: A002
    of = sheets.LISTS[name]
    writer = sheets.writer_of(format)
    async with context.database.reading() as db:
        facts = await shop.current(db)
        setting = Setting(facts, facts.currency, facts.language)
        found = writer.rows([of.headings(setting)])
        after = None
        while True:
            page = await of.read(db, setting, Filters(), after)
            found += writer.rows(page.rows)
            after = page.after
            if after is None:
                return found + writer.end()


ROAST = catalog.Attribute(
    "roast",
    catalog.AttributeKind.CHOICE,
    {"es": "Tueste"},
    choices=(catalog.Choice("dark", {"es": "Oscuro"}),),
    on_variants=True,
)


async def differ(context: ImportContext) -> None:
    """One variant has an attribute of its own."""
    async with context.database.transaction() as db:
        type_id = await catalog.add_product_type(
            db, catalog.TypeDraft("coffee", {"es": "Café"}, (ROAST,)), actor="clerk", now=NOON
        )
        found = await catalog.product_by_slug(db, "blue-jug")
        await catalog.edit_product(
            db, found.id, {"type_id": type_id}, version=found.version, actor="clerk", now=NOON
        )
    await imported(
        context,
        a_file("Handle,Variant SKU,Variant attributes", "blue-jug,JUG-L,roast: oscuro"),
    )
    async with context.database.reading() as db:
        found = await catalog.product_by_slug(db, "blue-jug")
        assert [dict(one.attributes) for one in found.variants] == [{}, {"roast": "dark"}]


async def fill(context: ImportContext) -> None:
    await imported(context, SHOPIFY)
    await differ(context)
    await imported(
        context,
        a_file(
            "Email,Name,Phone,Country,Language,Tags,Note,Accepts Email Marketing,Consent Date,"
            "Consent Source",
            'ana@casa.example,"=cmd|x",+34 600 111 222,ES,es,"b, a","=1+1",yes,2025-03-01,form',
            "ben@casa.example,Ben,,,,,,,,",
        ),
    )
    await imported(
        context,
        a_file("Slug,Parent,Position,Name (es)", "mesas,,1,-Mesas", "altas,mesas,2,Altas"),
    )
    await imported(context, a_file("sku,quantity,location", "JUG-S,7,madrid"))
    await imported(
        context,
        a_file(
            "Redirect from,Redirect to", "/products/jarrón;1,/es/p/blue-jug?a=1&b=2",
            "/pages/über-uns/,https://old.example/",
        ),
    )  # fmt: skip

    await fill_offers(context)


LISTS = (
    "products", "prices", "stock", "categories", "customers", "redirects", "price_lists",
    "tier_prices", "scheduled_prices", "collections",
)  # fmt: skip


@pytest.mark.parametrize("format", ["csv", "xlsx"])
async def test_an_export_imports_again_without_a_change(
    context: ImportContext,
    format: Format,  # noqa: A002
) -> None:
    await fill(context)

    for name in LISTS:
        first = await export(context, name, format)
        done = await imported(context, first)

        assert (name, await errors_of(context, done)) == (name, [])
        assert (done.kind, await changes_of(context, done)) == (name, [])
        assert done.things_same > 0
        assert counts(done)[:2] == (0, 0)
        assert (name, await export(context, name, format)) == (name, first)
