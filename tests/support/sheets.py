"""Files of the import centre as a clerk sends them, and their messages as a host handles them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final
from uuid import UUID

from tests.support.messages import waiting
from tests.support.shop import NOON, a_location, a_product

from lonja.adapters.azure_blobs import AzureBlobs
from lonja.catalog import api as catalog
from lonja.imports import api as imports
from lonja.imports import centre
from lonja.imports.api import Import
from lonja.jobs.imports import ImportContext
from lonja.jobs.sheets import read_sheet_file, take_sheet_chunk, undo_sheet_chunk
from lonja.kernel.db import Database
from lonja.kernel.outbox import Envelope
from lonja.pricing import api as pricing
from lonja.sheets import api as sheets
from lonja.sheets.api import Setting
from lonja.shop import api as shop

HANDLERS: Final = {
    "sheets.read_file": read_sheet_file,
    "sheets.take_chunk": take_sheet_chunk,
    "sheets.undo_chunk": undo_sheet_chunk,
}

SKUS: Final = ("SEVILLA-1", "SEVILLA-2", "SEVILLA-3")


def a_file(*rows: str) -> bytes:
    return "\r\n".join(rows).encode() + b"\r\n"


async def an_upload(context: ImportContext, data: bytes) -> UUID:
    async with context.database.transaction() as db:
        started = await centre.start_sheet(db, file_name="file.csv", actor="clerk", now=NOON)
    assert started.blob is not None
    await context.blobs.write("uploads", started.blob, data, content_type="text/csv")
    async with context.database.transaction() as db:
        await imports.uploaded(db, started.id, now=NOON)
    await work_off(context)
    return started.id


_done: set[UUID] = set()


async def work_off(context: ImportContext, *, times: int = 1) -> None:
    """Handle every message of the queue, `times` over, and all that wait at once, as a host would."""

    async def handle(message: Envelope) -> None:
        for _ in range(times):
            if message.type in HANDLERS:  # a collection by rule is filled by others
                await HANDLERS[message.type](context, message)

    while left := [m for m in await waiting(context.database, "imports") if m.id not in _done]:
        await asyncio.gather(*(handle(message) for message in left))
        _done.update(message.id for message in left)


async def the_import(context: ImportContext, import_id: UUID) -> Import:
    async with context.database.reading() as db:
        return await imports.get(db, import_id)


async def match(
    context: ImportContext,
    import_id: UUID,
    columns: Sequence[str] | None = None,
    *,
    clears_empty: bool = False,
) -> Import:
    """Take the columns as they are proposed, and try the file."""
    found = await the_import(context, import_id)
    async with context.database.transaction() as db:
        facts = await shop.current(db)
        setting = Setting(facts, facts.currency, facts.language)
        known = sheets.columns_of(found.kind, setting)
        await centre.match(
            db,
            import_id,
            kind=found.kind,
            columns=columns or sheets.propose(found.facts["headings"], known).columns,
            currency=facts.currency,
            language=facts.language,
            clears_empty=clears_empty,
            now=NOON,
        )
    await work_off(context)
    return await the_import(context, import_id)


async def go(context: ImportContext, import_id: UUID, *, times: int = 1) -> Import:
    async with context.database.transaction() as db:
        await centre.go(db, import_id, actor="clerk", now=NOON)
    await work_off(context, times=times)
    return await the_import(context, import_id)


async def undo(context: ImportContext, import_id: UUID) -> Import:
    async with context.database.transaction() as db:
        await centre.undo(db, import_id, actor="clerk", now=NOON)
    await work_off(context)
    return await the_import(context, import_id)


async def imported(context: ImportContext, data: bytes, *, clears_empty: bool = False) -> Import:
    import_id = await an_upload(context, data)
    await match(context, import_id, clears_empty=clears_empty)
    return await go(context, import_id)


async def changes_of(context: ImportContext, found: Import) -> list[tuple[str, list[list[str]]]]:
    async with context.database.reading() as db:
        listed = await centre.changes(db, found.id)
    return [(one.key, [list(change) for change in one.changes]) for one in listed]


async def errors_of(context: ImportContext, found: Import) -> list[tuple[int, str]]:
    async with context.database.reading() as db:
        return [(one.row, one.code) for one in await imports.error_rows(db, found.id)]


async def price_of(context: ImportContext, sku: str) -> tuple[int, int | None] | None:
    async with context.database.reading() as db:
        variants = await catalog.variants_by_sku(db, [sku])
        found = (await pricing.prices(db, list(variants.values()), "EUR", now=NOON)).get(
            variants[sku]
        )
    return None if found is None else (found.amount_minor, found.compare_at_minor)


def counts(found: Import) -> tuple[int, int, int, int]:
    return found.things_new, found.things_changed, found.things_same, found.rows_failed


@asynccontextmanager
async def import_centre(
    database: Database, storage_connection: str
) -> AsyncIterator[ImportContext]:
    """A shop with three variants that have a price, and a location."""
    blobs = AzureBlobs(connection=storage_connection)
    await a_product(database, skus=3)
    await a_location(database)
    async with database.transaction() as db:
        for variant in (await catalog.variants_by_sku(db, SKUS)).values():
            await pricing.set_price(
                db, variant_id=variant, currency="EUR", amount_minor=25_00, actor="clerk", now=NOON
            )
    try:
        yield ImportContext(database, blobs, lambda: NOON)
    finally:
        await blobs.close()


SHOPIFY = a_file(
    "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,"
    "Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price,Variant Compare At Price,"
    "Variant Barcode,Cost per item,SEO Title",
    'blue-jug,Blue jug,<p>For <b>water</b></p>,Casa,,"summer, Blue",true,'
    "Size,Small,JUG-S,1250.5,40,18.50,22.00,"
    "4006381333931,7.10,A blue jug",
    "blue-jug,,,,,,,,Large,JUG-L,2000,25,24.00,20.00,not a gtin,,",
    "plain-cup,Plain cup,,,,,false,Title,Default Title,CUP,100,0,5.00,,,,",
    "bad-bowl,Bad bowl,,,,,true,Title,Default Title,BOWL,100,0,5.001,,,,",
    "bad-bowl,,,,,,,,Extra,BOWL-2,100,0,5.00,,,,",
)
