"""All SQL of documents and their numbers."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.documents._document import Document, DocumentRow
from lonja.documents._kind import DocumentCause, DocumentKind
from lonja.kernel.db import first, one, rows, run

MOST_OF_AN_ORDER = 1_000
_COLUMNS = (
    "id, series, year, number, code, kind, cause, item_id, order_id, order_number, issued_at,"
    " issued_on, currency, base_minor, tax_minor, total_minor, corrects, replaces, facts,"
    " previous_hash, hash"
)


@dataclass(frozen=True, slots=True)
class Last:
    """The last number of a series and year."""

    year: int
    last_number: int
    last_at: datetime | None
    last_hash: str


@dataclass(frozen=True, slots=True)
class Request:
    order_id: UUID
    cause: DocumentCause
    item_id: UUID


async def lock_series(db: AsyncConnection, series: str, year: int) -> Last:
    """The newest year of the series, opened if it is `year`; a later one when that is open already.

    A year is opened under the lock of the one before, and who waited for that looks again: after
    the first document of a year nothing follows the last one of the year before.
    """
    await run(
        db,
        "INSERT INTO document_series (series, year, last_number, last_at, last_hash)"
        " SELECT %(series)s, %(year)s, 0, NULL, ''"
        " WHERE NOT EXISTS (SELECT FROM document_series WHERE series = %(series)s)"
        " ON CONFLICT DO NOTHING",
        series=series,
        year=year,
    )
    newest = await _lock_newest(db, series)
    while (seen := await _lock_newest(db, series)).year != newest.year:
        newest = seen
    if newest.year >= year:
        return newest
    return await one(
        db,
        Last,
        "INSERT INTO document_series (series, year, last_number, last_at, last_hash)"
        " VALUES (%(series)s, %(year)s, 0, %(at)s, %(hash)s)"
        " RETURNING year, last_number, last_at, last_hash",
        series=series,
        year=year,
        at=newest.last_at,
        hash=newest.last_hash,
    )


async def _lock_newest(db: AsyncConnection, series: str) -> Last:
    return await one(
        db,
        Last,
        "SELECT year, last_number, last_at, last_hash FROM document_series"
        " WHERE series = %(series)s ORDER BY year DESC LIMIT 1 FOR UPDATE",
        series=series,
    )


async def count_on(db: AsyncConnection, document: Document) -> None:
    await run(
        db,
        "UPDATE document_series SET last_number = %(number)s, last_at = %(at)s, last_hash = %(hash)s"
        " WHERE series = %(series)s AND year = %(year)s",
        series=document.series,
        year=document.year,
        number=document.number,
        at=document.issued_at,
        hash=document.hash,
    )


async def insert(db: AsyncConnection, document: Document) -> None:
    await run(
        db,
        f"INSERT INTO documents ({_COLUMNS}) VALUES (%(id)s, %(series)s, %(year)s, %(number)s,"
        " %(code)s, %(kind)s, %(cause)s, %(item)s, %(order)s, %(order_number)s, %(at)s, %(day)s,"
        " %(currency)s, %(base)s, %(tax)s, %(total)s, %(corrects)s, %(replaces)s,"
        " %(facts)s::jsonb, %(previous)s, %(hash)s)",
        id=document.id,
        series=document.series,
        year=document.year,
        number=document.number,
        code=document.code,
        kind=document.kind,
        cause=document.cause,
        item=document.item_id,
        order=document.order_id,
        order_number=document.order_number,
        at=document.issued_at,
        day=document.issued_on,
        currency=document.currency,
        base=document.base_minor,
        tax=document.tax_minor,
        total=document.total_minor,
        corrects=document.corrects,
        replaces=document.replaces,
        facts=json.dumps(document.facts.to_json()),
        previous=document.previous_hash,
        hash=document.hash,
    )


async def get(db: AsyncConnection, document_id: UUID) -> Document | None:
    return await first(
        db, Document, f"SELECT {_COLUMNS} FROM documents WHERE id = %(id)s", id=document_id
    )


async def by_code(db: AsyncConnection, code: str) -> Document | None:
    return await first(
        db, Document, f"SELECT {_COLUMNS} FROM documents WHERE code = %(code)s", code=code
    )


async def of_order(db: AsyncConnection, order_id: UUID) -> list[Document]:
    return await rows(
        db,
        Document,
        f"SELECT {_COLUMNS} FROM documents WHERE order_id = %(order)s"
        " ORDER BY issued_at, id LIMIT %(limit)s",
        order=order_id,
        limit=MOST_OF_AN_ORDER,
    )


async def of_series(
    db: AsyncConnection, series: str, year: int, *, after: int, limit: int
) -> list[Document]:
    return await rows(
        db,
        Document,
        f"SELECT {_COLUMNS} FROM documents WHERE series = %(series)s AND year = %(year)s"
        " AND number > %(after)s ORDER BY number LIMIT %(limit)s",
        series=series,
        year=year,
        after=after,
        limit=limit,
    )


async def listed(
    db: AsyncConnection,
    *,
    kinds: Sequence[DocumentKind],
    query: str,
    since: date | None,
    until: date | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[DocumentRow]:
    """Newest first; `query` is a part of the document's or the order's number, or of the buyer."""
    return await rows(
        db,
        DocumentRow,
        "SELECT id, code, kind, order_number, issued_at, issued_on,"
        " facts -> 'buyer' ->> 'name' AS buyer, facts -> 'buyer' ->> 'tax_id' AS buyer_tax_id,"
        " facts ->> 'place' AS country, currency, base_minor, tax_minor, total_minor FROM documents"
        " WHERE (cardinality(%(kinds)s::text[]) = 0 OR kind = ANY(%(kinds)s::text[]))"
        " AND (%(query)s = '' OR strpos(lower(code || ' ' || order_number || ' '"
        "  || (facts -> 'buyer' ->> 'name') || ' ' || (facts -> 'buyer' ->> 'tax_id')),"
        "  lower(%(query)s)) > 0)"
        " AND (%(since)s::date IS NULL OR issued_on >= %(since)s)"
        " AND (%(until)s::date IS NULL OR issued_on <= %(until)s)"
        " AND (%(at)s::timestamptz IS NULL OR (issued_at, id) < (%(at)s, %(id)s::uuid))"
        " ORDER BY issued_at DESC, id DESC LIMIT %(limit)s",
        kinds=[str(kind) for kind in kinds],
        query=query,
        since=since,
        until=until,
        at=after[0] if after else None,
        id=after[1] if after else None,
        limit=limit,
    )


async def request(
    db: AsyncConnection, order_id: UUID, cause: DocumentCause, item_id: UUID, *, now: datetime
) -> None:
    await run(
        db,
        "INSERT INTO document_requests (order_id, cause, item_id, looked_at)"
        " VALUES (%(order)s, %(cause)s, %(item)s, %(now)s) ON CONFLICT DO NOTHING",
        order=order_id,
        cause=cause,
        item=item_id,
        now=now,
    )


async def forget_request(
    db: AsyncConnection, order_id: UUID, cause: DocumentCause, item_id: UUID
) -> bool:
    return bool(
        await run(
            db,
            "DELETE FROM document_requests WHERE order_id = %(order)s AND cause = %(cause)s"
            " AND item_id = %(item)s",
            order=order_id,
            cause=cause,
            item=item_id,
        )
    )


async def take_stale_requests(
    db: AsyncConnection, *, before: datetime, now: datetime, limit: int
) -> list[Request]:
    return await rows(
        db,
        Request,
        "UPDATE document_requests AS r SET looked_at = %(now)s FROM ("
        " SELECT order_id, cause, item_id FROM document_requests WHERE looked_at < %(before)s"
        " ORDER BY looked_at, order_id LIMIT %(limit)s FOR UPDATE SKIP LOCKED) AS stale"
        " WHERE (r.order_id, r.cause, r.item_id) = (stale.order_id, stale.cause, stale.item_id)"
        " RETURNING r.order_id, r.cause, r.item_id",
        before=before,
        now=now,
        limit=limit,
    )


@dataclass(frozen=True, slots=True)
class TaxSum:
    """What one kind of documents of a period says of one rate in one place."""

    place: str
    treatment: str
    basis_points: int
    currency: str
    base_minor: int
    tax_minor: int
    documents: int


async def tax_sums(db: AsyncConnection, *, since: date, until: date, limit: int) -> list[TaxSum]:
    """By place, treatment, rate and currency. An exchanged invoice was counted with the first."""
    return await rows(
        db,
        TaxSum,
        "SELECT facts ->> 'place' AS place, facts ->> 'treatment' AS treatment, g.basis_points,"
        " currency, sum(g.base_minor)::bigint AS base_minor, sum(g.tax_minor)::bigint AS tax_minor,"
        " count(*)::bigint AS documents FROM documents, jsonb_to_recordset(facts -> 'groups')"
        " AS g(basis_points int, base_minor bigint, tax_minor bigint)"
        " WHERE issued_on >= %(since)s AND issued_on <= %(until)s AND cause <> 'exchange'"
        " GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3 DESC, 4 LIMIT %(limit)s",
        since=since,
        until=until,
        limit=limit,
    )


async def of_day(
    db: AsyncConnection, day: date, *, after: UUID | None, limit: int
) -> list[Document]:
    return await rows(
        db,
        Document,
        f"SELECT {_COLUMNS} FROM documents WHERE issued_on = %(day)s"
        " AND (%(after)s::uuid IS NULL OR id > %(after)s) ORDER BY id LIMIT %(limit)s",
        day=day,
        after=after,
        limit=limit,
    )
