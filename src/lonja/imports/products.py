"""A product file becomes products that can be bought; the same file twice changes nothing."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from lonja.imports import _store
from lonja.imports._files import sniffing
from lonja.imports._files.sniffing import FileRefused, FileTooLarge
from lonja.imports._products.rows import ProductsRead, RowProblem, read_products
from lonja.imports._products.writing import (
    PictureSource,
    PictureUnavailable,
    ProductsReport,
    ProductsSource,
    Writer,
)
from lonja.imports._sales import log_store
from lonja.kernel import limits
from lonja.kernel.blobs import Blobs
from lonja.kernel.db import Database
from lonja.kernel.languages import SUPPORTED_LANGUAGES
from lonja.kernel.money import EXPONENTS

__all__ = [
    "PictureSource",
    "PictureUnavailable",
    "ProductsRead",
    "ProductsReport",
    "ProductsSource",
    "RowProblem",
    "import_products",
    "read_file",
]


async def import_products(
    database: Database,
    blobs: Blobs,
    pictures: PictureSource,
    path: Path,
    *,
    source: ProductsSource,
    import_id: UUID,
    actor: str,
    now: datetime,
    dry_run: bool = False,
    tell: Callable[[int, int], None] = lambda _done, _of: None,
) -> ProductsReport:
    """Bring the file in; `FileRefused` before anything is written when it is something else.

    A dry run reads and judges the file and writes nothing.
    """
    read = read_file(path, source)
    report = ProductsReport(
        import_id,
        rows=read.rows,
        dry_run=dry_run,
        unknown_columns=read.unknown_columns,
        unused_columns=read.unused_columns,
        problems=list(read.problems),
    )
    if dry_run:
        return report
    writer = Writer(database, blobs, pictures, source, report, actor, now)
    for done, product in enumerate(read.products, start=1):
        await writer.write(product)
        tell(done, len(read.products))
    report.problems.sort(key=lambda problem: (problem.row, problem.column))
    async with database.transaction() as db:
        await log_store.insert_done(
            db,
            import_id=import_id,
            kind="products",
            file_name=path.name,
            digest=_digest(path),
            rows=report.rows,
            failed=report.refused,
            facts=report.facts(),
            errors=[],
            actor=actor,
            now=now,
        )
        await _store.insert_problems(db, import_id, report.problems)
    return report


def read_file(path: Path, source: ProductsSource) -> ProductsRead:
    """The file's products and all its problems; it may be large, so off the event loop."""
    if source.currency not in EXPONENTS:
        raise FileRefused(f"currency {source.currency!r} is not a code of ISO 4217")
    if source.language not in SUPPORTED_LANGUAGES:
        raise FileRefused(f"language is one of {', '.join(SUPPORTED_LANGUAGES)}")
    if path.stat().st_size > limits.UPLOAD_BYTES:
        raise FileTooLarge(f"the file has more than {limits.UPLOAD_BYTES // 2**20} MiB: split it")
    with path.open("rb") as content:
        head = content.read(sniffing.HEAD_BYTES)
        content.seek(0)
        encoding = source.encoding
        sniffing.expect("csv", head, encoding=encoding)
        if encoding == "auto":
            encoding = sniffing.encoding_of(content)
        delimiter = sniffing.delimiter_of(head, encoding)
        records = sniffing.csv_records(content, delimiter=delimiter, encoding=encoding)
        read = read_products(records, minor_digits=EXPONENTS[source.currency])
        read.encoding = encoding
    read.problems += _not_kept(read)
    return read


def _not_kept(read: ProductsRead) -> list[RowProblem]:
    """Report settings of the file that the shop does not support, before they cause a wrong sale."""
    found: list[RowProblem] = []
    for product in read.products:
        for variant in product.variants:
            if variant.sells_without_stock:
                message = "the shop sells what it has: `continue` was not kept"
                found.append(
                    RowProblem(
                        variant.row, "Variant Inventory Policy", "oversell", message, is_error=False
                    )
                )
            if not variant.is_taxable:
                message = "taxed like every product: FALSE was not kept"
                found.append(
                    RowProblem(
                        variant.row, "Variant Taxable", "not_taxable", message, is_error=False
                    )
                )
    return found


def _digest(path: Path) -> bytes:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").digest()
