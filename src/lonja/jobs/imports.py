"""Imports of files: read once, cut into chunks, and each chunk imported by its own message."""

import asyncio
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.adapters.web_pictures import WebPictures
from lonja.bootstrap import Shop
from lonja.imports import api as imports
from lonja.imports import product_files
from lonja.imports.api import (
    Cut,
    FileRefused,
    FileTooLarge,
    Import,
    ProductsChunk,
    ProductsFile,
    StockChunk,
    StockFile,
    StockLine,
    StockUndo,
)
from lonja.imports.products import PictureSource, PictureUnavailable, ProductsRead, read_file
from lonja.kernel import clock, limits, outbox
from lonja.kernel.blobs import BlobMissing, Blobs, BlobTooLarge
from lonja.kernel.db import Database
from lonja.kernel.outbox import Envelope

CHUNK_BYTES: Final = 1024 * 1024
PRODUCTS_BYTES: Final = 2 * limits.UPLOAD_BYTES
"""A chunk of products: as text it may be longer than it was in the file."""
PICTURES_WITHIN_S: Final = 240.0
"""The function that brings a chunk in has ten minutes."""


@dataclass(frozen=True, slots=True)
class ImportContext:
    """The dependencies of an import."""

    database: Database
    blobs: Blobs
    now: Callable[[], datetime] = clock.now
    max_bytes: int = limits.UPLOAD_BYTES
    pictures: PictureSource = field(default_factory=WebPictures)


async def stock_file(shop: Shop, envelope: Envelope) -> None:
    await read_stock_file(ImportContext(shop.database, shop.blobs), envelope)


async def stock_chunk(shop: Shop, envelope: Envelope) -> None:
    await take_stock_chunk(ImportContext(shop.database, shop.blobs), envelope)


async def stock_undo(shop: Shop, envelope: Envelope) -> None:
    await undo_stock_chunk(ImportContext(shop.database, shop.blobs), envelope)


async def products_file(shop: Shop, envelope: Envelope) -> None:
    await read_products_file(ImportContext(shop.database, shop.blobs), envelope)


async def products_chunk(shop: Shop, envelope: Envelope) -> None:
    await take_products_chunk(ImportContext(shop.database, shop.blobs), envelope)


async def read_stock_file(context: ImportContext, envelope: Envelope) -> None:
    """Judge the file, put its chunks beside it, queue them. Written again, they are the same."""
    message = StockFile.read(envelope)
    import_id = message.import_id
    async with context.database.reading() as db:
        found = await imports.get(db, import_id)
    if found.status is not imports.ImportStatus.QUEUED:
        return
    assert found.blob is not None
    with tempfile.TemporaryDirectory(prefix="lonja-import-") as folder:
        try:
            parts = await _cut(context, found.blob, Path(folder))
        except FileRefused as error:
            async with context.database.transaction() as db:
                if await first_time(db, context, envelope, message):
                    await imports.fail(db, import_id, error=error, now=context.now())
            return
        for number, path in enumerate(parts.chunks):
            await context.blobs.write(
                "uploads",
                imports.chunk_blob(import_id, number),
                await asyncio.to_thread(path.read_bytes),
                content_type="application/jsonl",
            )
    async with context.database.transaction() as db:
        if await first_time(db, context, envelope, message):
            await imports.begin_stock(db, import_id, parts, now=context.now())


async def _cut(context: ImportContext, blob: str, folder: Path) -> Cut:
    path = await saved(context, blob, folder)
    return await asyncio.to_thread(imports.cut, path, folder)


async def saved(context: ImportContext, blob: str, folder: Path) -> Path:
    path = folder / "file"
    try:
        await context.blobs.save("uploads", blob, path, max_bytes=context.max_bytes)
    except BlobMissing as error:
        raise FileRefused("the file did not arrive: upload it again") from error
    except BlobTooLarge as error:
        raise FileTooLarge(
            f"the file has {error.size} bytes; at most {context.max_bytes} are taken"
        ) from error
    return path


async def take_stock_chunk(context: ImportContext, envelope: Envelope) -> None:
    """Take in one chunk; the worker that brings the last one closes the import."""
    message = StockChunk.read(envelope)
    import_id, chunk = message.import_id, message.chunk
    lines = await _lines(context, import_id, chunk)
    async with context.database.transaction() as db:
        if await first_time(db, context, envelope, message):
            found = await imports.get(db, import_id)
            await imports.take_chunk(
                db,
                import_id,
                chunk,
                lines,
                actor=found.created_by,
                now=context.now(),
                dry_run=bool(found.facts.get("dry_run")),
            )
    async with context.database.transaction() as db:
        await imports.finish(db, import_id, now=context.now())


async def undo_stock_chunk(context: ImportContext, envelope: Envelope) -> None:
    message = StockUndo.read(envelope)
    import_id, chunk = message.import_id, message.chunk
    lines = await _lines(context, import_id, chunk)
    async with context.database.transaction() as db:
        if await first_time(db, context, envelope, message):
            found = await imports.get(db, import_id)
            actor = str(found.facts.get("undone_by", found.created_by))
            await imports.undo_chunk(db, import_id, chunk, lines, actor=actor, now=context.now())
    async with context.database.transaction() as db:
        await imports.finish_undo(db, import_id)


async def _lines(context: ImportContext, import_id: UUID, chunk: int) -> list[StockLine]:
    name = imports.chunk_blob(import_id, chunk)
    data = await context.blobs.read("uploads", name, max_bytes=CHUNK_BYTES)
    return imports.load(data)


async def read_products_file(context: ImportContext, envelope: Envelope) -> None:
    """Judge the file, put its products beside it in chunks, queue them."""
    message = ProductsFile.read(envelope)
    async with context.database.reading() as db:
        found = await imports.get(db, message.import_id)
    if found.status != "queued":
        return
    try:
        read = await _products(context, found)
    except FileRefused as error:
        async with context.database.transaction() as db:
            if await first_time(db, context, envelope, message):
                await imports.fail(db, found.id, error=error, now=context.now())
        return
    chunks = list(product_files.cut(read.products))
    for number, products in enumerate(chunks, start=1):
        await context.blobs.write(
            "uploads",
            imports.chunk_blob(found.id, number),
            await asyncio.to_thread(product_files.dump, products),
            content_type="application/json",
        )
    async with context.database.transaction() as db:
        if await first_time(db, context, envelope, message):
            await product_files.begin(db, found, read, chunks=len(chunks), now=context.now())


async def _products(context: ImportContext, found: Import) -> ProductsRead:
    assert found.blob is not None
    with tempfile.TemporaryDirectory(prefix="lonja-import-") as folder:
        path = await saved(context, found.blob, Path(folder))
        return await asyncio.to_thread(read_file, path, product_files.source_of(found))


async def take_products_chunk(context: ImportContext, envelope: Envelope) -> None:
    """Bring the products of one chunk in; the worker that brings the last one closes the import."""
    message = ProductsChunk.read(envelope)
    import_id, chunk = message.import_id, message.chunk
    async with context.database.reading() as db:
        found = await imports.get(db, import_id)
        is_in = await product_files.is_in(db, import_id, chunk)
    if not is_in:
        content = await context.blobs.read(
            "uploads", imports.chunk_blob(import_id, chunk), max_bytes=PRODUCTS_BYTES
        )
        taken = await product_files.write(
            context.database,
            context.blobs,
            Patience(context.pictures, monotonic() + PICTURES_WITHIN_S),
            await asyncio.to_thread(product_files.load, content),
            found=found,
            now=context.now(),
        )
        async with context.database.transaction() as db:
            if await first_time(db, context, envelope, message):
                await product_files.count(db, import_id, chunk, taken, now=context.now())
    async with context.database.transaction() as db:
        await imports.finish(db, import_id, now=context.now())


@dataclass(frozen=True, slots=True)
class Patience:
    """Pictures until a moment; slow hosts cost a file its pictures, never its products."""

    pictures: PictureSource
    until: float

    async def download(self, address: str) -> bytes:
        try:
            async with asyncio.timeout(self.until - monotonic()):
                return await self.pictures.download(address)
        except TimeoutError as error:
            raise PictureUnavailable("the pictures before it took too long") from error

    async def generate(self, seed: str) -> bytes:
        return await self.pictures.generate(seed)


async def first_time(
    db: AsyncConnection, context: ImportContext, envelope: Envelope, message: outbox.Message
) -> bool:
    return await outbox.first_time(
        db,
        consumer=message.type,
        message_id=envelope.id,
        subject=message.subject,
        now=context.now(),
    )
