"""Product files by the queue: judged once, then brought in chunk by chunk.

Chunk 0 is the judgement of the whole file; the products are those from 1 on.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.imports import _store
from lonja.imports._clock import STALLED_AFTER
from lonja.imports._products.chunks import cut, dump, load
from lonja.imports._products.rows import ProductRow, ProductsRead, RowProblem
from lonja.imports._products.writing import PictureSource, ProductsReport, ProductsSource, Writer
from lonja.imports.api import Import, ProductsChunk, finish, start
from lonja.kernel import outbox
from lonja.kernel.blobs import Blobs
from lonja.kernel.db import Database
from lonja.kernel.errors import Invalid
from lonja.kernel.transaction import Change, announce
from lonja.shop import api as shop

__all__ = [
    "ChunkTaken",
    "ProductRow",
    "UnknownCurrency",
    "UnknownLanguage",
    "begin",
    "count",
    "cut",
    "dump",
    "is_in",
    "load",
    "source_of",
    "start_products",
    "write",
]


class UnknownCurrency(Invalid):
    code: ClassVar[str] = "import_currency_unknown"


class UnknownLanguage(Invalid):
    code: ClassVar[str] = "import_language_unknown"


@dataclass(frozen=True, slots=True)
class ChunkTaken:
    """The outcome of the rows of one chunk."""

    done: int
    failed: int
    problems: Sequence[RowProblem]


async def start_products(
    db: AsyncConnection,
    *,
    file_name: str,
    currency: str | None,
    language: str | None,
    encoding: str,
    dry_run: bool,
    actor: str,
    now: datetime,
) -> Import:
    """Start the upload of a product file; currency and language default to the shop's first ones.

    A dry run checks the file and imports nothing.
    """
    facts = await shop.current(db)
    if currency is not None and currency not in facts.currency_codes:
        raise UnknownCurrency(f"the shop does not sell in {currency!r}", field="currency")
    if language is not None and language not in facts.languages:
        raise UnknownLanguage(f"the shop has no texts in {language!r}", field="language")
    source = ProductsSource(currency or facts.currency, language or facts.language, encoding)
    return await start(
        db,
        kind="products",
        file_name=file_name,
        facts={"source": asdict(source), "dry_run": dry_run},
        actor=actor,
        now=now,
    )


def source_of(found: Import) -> ProductsSource:
    return ProductsSource(**found.facts["source"])


async def begin(
    db: AsyncConnection, found: Import, read: ProductsRead, *, chunks: int, now: datetime
) -> None:
    """The file is judged: keep what is wrong with it, and queue its chunks unless it is a dry run."""
    good = sum(product.rows for product in read.products)
    queued = 0 if found.facts["dry_run"] else chunks
    facts = {
        "chunks": queued + 1,
        "unknown_columns": read.unknown_columns,
        "unused_columns": read.unused_columns,
        "encoding": read.encoding,
    }
    later = now + STALLED_AFTER
    if not await _store.begin(db, found.id, rows_total=read.rows, facts=facts, look_at=later):
        return
    judged = ChunkTaken(good if found.facts["dry_run"] else 0, read.rows - good, read.problems)
    await count(db, found.id, 0, judged, now=now)
    await outbox.put_all(db, [ProductsChunk(found.id, number) for number in range(1, queued + 1)])
    await finish(db, found.id, now=now)


async def is_in(db: AsyncConnection, import_id: UUID, chunk: int) -> bool:
    """Whether the chunk was counted: what staff changed since is theirs, so it is not written again."""
    return await _store.has_chunk(db, import_id, chunk)


async def write(
    database: Database,
    blobs: Blobs,
    pictures: PictureSource,
    products: Sequence[ProductRow],
    *,
    found: Import,
    now: datetime,
) -> ChunkTaken:
    """Bring these products in, each in a transaction of its own; twice changes nothing more."""
    report = ProductsReport(found.id)
    writer = Writer(
        database, blobs, pictures, source_of(found), report, actor=found.created_by, now=now
    )
    done = failed = 0
    for product in products:
        if await writer.write(product):
            done += product.rows
        else:
            failed += product.rows
    return ChunkTaken(done, failed, report.problems)


async def count(
    db: AsyncConnection, import_id: UUID, chunk: int, taken: ChunkTaken, *, now: datetime
) -> None:
    """Once, however often the chunk was written."""
    if await _store.claim_chunk(db, import_id, chunk, now=now):
        await _store.look_later(db, import_id, at=now + STALLED_AFTER)
        await _store.count_chunk(db, import_id, chunk, done=taken.done, failed=taken.failed)
        await _store.insert_problems(db, import_id, taken.problems)
        announce(db, Change("import", str(import_id)))
