"""Issuing: the number is taken last, under the lock of its series, so that no number is ever lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg import AsyncConnection

from lonja.documents import _store
from lonja.documents._document import Document, DocumentRow, Facts
from lonja.documents._kind import DocumentCause, DocumentKind
from lonja.documents._numbering import breaks, code_of, seal
from lonja.documents._store import Request, TaxSum
from lonja.kernel import outbox
from lonja.kernel.errors import NotFound
from lonja.kernel.ids import uuid7
from lonja.kernel.outbox import Message

CHECKED_AT_ONCE = 5_000
MOST_SUMS = 5_000


class UnknownDocument(NotFound):
    code: ClassVar[str] = "unknown_document"


@dataclass(frozen=True, slots=True)
class IssueDocument(Message):
    """Something happened that wants a document; what exactly is read when it is issued."""

    queue: ClassVar[str] = "documents"
    type: ClassVar[str] = "document.issue"
    subject_field: ClassVar[str] = "order_id"
    order_id: UUID
    cause: DocumentCause
    item_id: UUID


async def request(
    db: AsyncConnection,
    *,
    order_id: UUID,
    cause: DocumentCause,
    item_id: UUID | None = None,
    now: datetime,
) -> None:
    """Want a document of what this transaction does; it is issued after the commit, once."""
    item = item_id or order_id
    await _store.request(db, order_id, cause, item, now=now)
    await outbox.put(db, IssueDocument(order_id, cause, item))


async def settle_request(
    db: AsyncConnection, *, order_id: UUID, cause: DocumentCause, item_id: UUID
) -> None:
    await _store.forget_request(db, order_id, cause, item_id)


async def take_stale_requests(
    db: AsyncConnection, *, before: datetime, now: datetime, limit: int
) -> list[Request]:
    return await _store.take_stale_requests(db, before=before, now=now, limit=limit)


async def issue(
    db: AsyncConnection,
    *,
    series: str,
    kind: DocumentKind,
    cause: DocumentCause,
    item_id: UUID,
    order_id: UUID,
    facts: Facts,
    corrects: UUID | None = None,
    replaces: UUID | None = None,
    time_zone: str,
    now: datetime,
) -> Document:
    """Give the document its number. Nothing contended may be locked after this.

    Its date is now, and never before the last one of its series: a clock that was set back does not
    put a document before another.
    """
    zone = ZoneInfo(time_zone)
    last = await _store.lock_series(db, series, now.astimezone(zone).year)
    at = max(now, last.last_at) if last.last_at else now
    year, number = last.year, last.last_number + 1
    code = code_of(series, year, number)
    document = Document(
        id=uuid7(),
        series=series,
        year=year,
        number=number,
        code=code,
        kind=kind,
        cause=cause,
        item_id=item_id,
        order_id=order_id,
        order_number=facts.order_number,
        issued_at=at,
        issued_on=at.astimezone(zone).date(),
        currency=facts.currency,
        base_minor=facts.base_minor,
        tax_minor=facts.tax_minor,
        total_minor=facts.total_minor,
        corrects=corrects,
        replaces=replaces,
        facts=facts,
        previous_hash=last.last_hash,
        hash=seal(code=code, issued_at=at, facts=facts.to_json(), previous_hash=last.last_hash),
    )
    await _store.insert(db, document)
    await _store.count_on(db, document)
    return document


async def document(db: AsyncConnection, document_id: UUID) -> Document:
    found = await _store.get(db, document_id)
    if found is None:
        raise UnknownDocument(f"there is no document {document_id}")
    return found


async def document_called(db: AsyncConnection, code: str) -> Document:
    found = await _store.by_code(db, code)
    if found is None:
        raise UnknownDocument(f"there is no document {code}")
    return found


async def documents_of(db: AsyncConnection, order_id: UUID) -> list[Document]:
    """In the order in which they were issued."""
    return await _store.of_order(db, order_id)


async def list_documents(
    db: AsyncConnection,
    *,
    kinds: Sequence[DocumentKind] = (),
    query: str = "",
    since: date | None = None,
    until: date | None = None,
    after: tuple[datetime, UUID] | None = None,
    limit: int,
) -> list[DocumentRow]:
    """Newest first; both days included."""
    return await _store.listed(
        db, kinds=kinds, query=query, since=since, until=until, after=after, limit=limit
    )


async def documents_on(
    db: AsyncConnection, day: date, *, after: UUID | None = None, limit: int
) -> list[Document]:
    """Of one day of the shop's calendar, in the order of their ids."""
    return await _store.of_day(db, day, after=after, limit=limit)


async def tax_summary(db: AsyncConnection, *, since: date, until: date) -> list[TaxSum]:
    """What a return of the period is made of; both days included."""
    return await _store.tax_sums(db, since=since, until=until, limit=MOST_SUMS)


async def check_series(db: AsyncConnection, series: str, year: int) -> list[str]:
    """What is wrong with its numbers, dates and seals, of the first 5,000; empty if nothing is."""
    return list(breaks(await _store.of_series(db, series, year, after=0, limit=CHECKED_AT_ONCE)))
