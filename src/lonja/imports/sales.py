"""A sales file becomes history of the shop: all of it in one transaction, or nothing.

Idempotent twice over: a file with the same content is not read again, and an invoice that a channel
has brought in already is dropped by a named rule, whatever file it comes from.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from itertools import batched
from pathlib import Path
from uuid import UUID

from psycopg import AsyncConnection

from lonja.imports._sales import files, log_store, store
from lonja.imports._sales.histories import write_history
from lonja.imports._sales.lines import MEANINGS, Dropped, Layout, RowDropped, meaning_of
from lonja.imports._sales.report import Progress, SalesReport, SalesSource
from lonja.imports._sales.tallies import Tally
from lonja.kernel.db import Database
from lonja.orders import history as orders
from lonja.returns import history as returns

__all__ = ["SalesReport", "SalesSource", "import_sales", "meaning"]

MAX_ROW_ERRORS = 10_000
_EXPECTED = frozenset({Dropped.STOCK_ADJUSTMENT, Dropped.STOCK_REMARK})


def meaning(fate: str) -> str:
    """The meaning of a rule of the report, as a sentence."""
    return MEANINGS[fate]


async def import_sales(
    database: Database,
    path: Path,
    *,
    source: SalesSource,
    import_id: UUID,
    actor: str,
    now: datetime,
    dry_run: bool = False,
    tell: Progress = lambda _stage, _count: None,
) -> SalesReport:
    """Bring the file in; a dry run sorts every row out and writes none."""
    source.check()
    digest = digest_of(path, source)
    report = SalesReport(import_id, source.channel, source.currency, dry_run=dry_run)
    async with database.transaction() as db:
        if await log_store.lock_digest(db, digest):
            report.repeated_file = True
            return report
        await _sort_out(db, path, source, report, tell)
        if dry_run:
            return report
        await write_history(db, source, report, actor=actor, now=now, tell=tell)
        await log_store.insert_done(
            db,
            import_id=import_id,
            kind="sales",
            file_name=path.name,
            digest=digest,
            rows=report.rows,
            failed=report.rows - report.kept,
            facts=report.facts(),
            errors=report.errors,
            actor=actor,
            now=now,
        )
    return report


def digest_of(path: Path, source: SalesSource) -> bytes:
    """SHA-256 of the content and of how it was read: the same file for another channel is new."""
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256")
    digest.update(repr(source).encode())
    return digest.digest()


async def _sort_out(
    db: AsyncConnection, path: Path, source: SalesSource, report: SalesReport, tell: Progress
) -> None:
    await store.open_rows(db)
    unreadable: dict[str, int] = {}
    layout = Layout(currency=source.currency, dates=source.dates)
    found = files.read_rows(path, layout=layout, encoding=source.encoding)
    await store.add_rows(db, _staged(found, report, unreadable, tell))
    await store.drop_overlap(db, rule=Dropped.OVERLAP)
    tell("sorting out", report.rows)
    for some in batched(await store.invoices(db), 10_000, strict=False):
        known = await orders.known_history(db, channel=source.channel, source_refs=some)
        known |= await returns.known_history(db, channel=source.channel, source_refs=some)
        if known:
            rule = Dropped.ALREADY_IMPORTED
            await store.drop_invoices(db, sorted(known), rule=rule)
    report.tallies = await store.tallies(db)
    report.tallies += [Tally(rule, count, 0, 0) for rule, count in sorted(unreadable.items())]
    report.oddities = await store.oddities(db)
    report.rounding = await store.rounding(db)
    assert report.rows == sum(one.rows for one in report.tallies), "a row has no fate"


def _staged(
    found: Iterator[files.FileRow],
    report: SalesReport,
    unreadable: dict[str, int],
    tell: Progress,
) -> Iterator[tuple[object, ...]]:
    for row in found:
        report.rows += 1
        if report.rows % 50_000 == 0:
            tell("reading", report.rows)
        if row.line is None:
            assert row.rule is not None
            unreadable[row.rule] = unreadable.get(row.rule, 0) + 1
            _note(report, row.number, row.rule, row.reason)
            continue
        try:
            fate: str = meaning_of(row.line)
            dropped = False
        except RowDropped as refused:
            fate, dropped = refused.rule, True
            if refused.rule not in _EXPECTED:
                _note(report, row.number, refused.rule, str(refused))
        yield (row.number, row.part, *row.line, fate, dropped)


def _note(report: SalesReport, number: int, rule: str, reason: str) -> None:
    if len(report.errors) < MAX_ROW_ERRORS:
        report.errors.append((number, rule, reason))
