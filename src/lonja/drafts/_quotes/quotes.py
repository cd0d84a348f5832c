"""Quotes as they are written, read and answered; the caller holds the draft's lock where it changes one."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.drafts._quotes import store
from lonja.drafts._quotes.quote import (
    Quote,
    QuoteStatus,
    UnknownQuote,
    check_quote_move,
    require_open,
)
from lonja.kernel.outbox import Message
from lonja.kernel.transaction import Change, announce

UNSETTLED_MINUTES: Final = 2
MOST_VERSIONS: Final = 100


@dataclass(frozen=True, slots=True)
class QuoteMail(Message):
    """Send its buyer a version of a quote."""

    queue: ClassVar[str] = "notifications"
    type: ClassVar[str] = "quote.mail"
    subject_field: ClassVar[str] = "draft_id"
    draft_id: UUID
    quote_version: int


@dataclass(frozen=True, slots=True)
class SettleQuote(Message):
    """Its buyer said yes or no: make the order, or give the draft back to staff."""

    queue: ClassVar[str] = "orders"
    type: ClassVar[str] = "quote.settle"
    subject_field: ClassVar[str] = "draft_id"
    draft_id: UUID
    quote_version: int


async def write(db: AsyncConnection, quote: Quote) -> None:
    await store.insert(db, quote)
    _announce(db, quote)


async def newest_quote(db: AsyncConnection, draft_id: UUID) -> Quote | None:
    return await store.newest(db, draft_id)


async def lock_quote(db: AsyncConnection, draft_id: UUID, version: int) -> Quote:
    return _there(await store.get(db, draft_id, version, lock=True))


async def quote_of(db: AsyncConnection, draft_id: UUID, version: int) -> Quote:
    return _there(await store.get(db, draft_id, version))


async def find_quote(db: AsyncConnection, number: str, version: int) -> Quote:
    return _there(await store.by_number(db, number, version))


async def quote_versions(db: AsyncConnection, draft_id: UUID) -> list[Quote]:
    """Newest first."""
    return await store.versions(db, draft_id, limit=MOST_VERSIONS)


async def list_quotes(
    db: AsyncConnection,
    *,
    query: str = "",
    status: QuoteStatus | None = None,
    after: tuple[datetime, UUID] | None = None,
    limit: int,
) -> list[Quote]:
    """Each by its newest version, the one that was sent last first."""
    return await store.listed(db, query=query, status=status, after=after, limit=limit)


async def move_quote(db: AsyncConnection, quote: Quote, to: QuoteStatus, **what: Any) -> Quote:
    """Along its table of moves; its row is locked."""
    check_quote_move(quote.status, to)
    moved = replace(quote, status=to, **what)
    await store.save(db, moved)
    _announce(db, quote)
    return moved


async def see_quote(db: AsyncConnection, quote: Quote, *, now: datetime) -> None:
    """Its buyer opened the page, for the first time."""
    if quote.seen_at is None:
        await store.mark_seen(db, quote.draft_id, quote.version, now=now)
        _announce(db, quote)


async def answer_quote(
    db: AsyncConnection,
    quote: Quote,
    to: QuoteStatus,
    *,
    method: str = "",
    reason: str = "",
    now: datetime,
) -> bool:
    """Its buyer's word; the same word again is no news and answers False."""
    locked = await lock_quote(db, quote.draft_id, quote.version)
    is_there = {to, QuoteStatus.ORDERED} if to is QuoteStatus.ACCEPTED else {to}
    if locked.status in is_there:
        return False
    require_open(locked, now)
    await move_quote(
        db,
        locked,
        to,
        answered_at=now,
        settled_at=None,
        method=method,
        reason=reason,
        problem="",
    )
    return True


async def settled(db: AsyncConnection, quote: Quote, *, now: datetime) -> None:
    await store.save(db, replace(quote, settled_at=now))


async def quotes_over(db: AsyncConnection, *, now: datetime, limit: int) -> list[Quote]:
    return await store.take_over(db, now=now, limit=limit)


async def unsettled_quotes(db: AsyncConnection, *, now: datetime, limit: int) -> list[Quote]:
    before = now - timedelta(minutes=UNSETTLED_MINUTES)
    return await store.unsettled(db, before=before, limit=limit)


def _announce(db: AsyncConnection, quote: Quote) -> None:
    announce(db, Change("draft", str(quote.draft_id)))


def _there(quote: Quote | None) -> Quote:
    if quote is None:
        raise UnknownQuote("there is no such quote")
    return quote
