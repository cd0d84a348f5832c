"""The door to drafts. What a draft sells is a cart of the same id, locked after it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.drafts import _store
from lonja.drafts._quotes import store as _quote_store
from lonja.drafts._quotes.quote import (
    QUOTE_MOVES,
    Content,
    Quote,
    QuotedLine,
    QuoteNotOpen,
    QuoteStatus,
    UnknownQuote,
    check_validity,
    require_open,
)
from lonja.drafts._quotes.quotes import (
    QuoteMail,
    SettleQuote,
    answer_quote,
    find_quote,
    list_quotes,
    lock_quote,
    move_quote,
    newest_quote,
    quote_of,
    quote_versions,
    quotes_over,
    see_quote,
    settled,
    unsettled_quotes,
    write,
)
from lonja.drafts._status import DraftStatus
from lonja.drafts._store import Draft
from lonja.kernel import audit, limits
from lonja.kernel.errors import Conflict, NotFound

__all__ = [
    "QUOTE_MOVES",
    "Content",
    "Draft",
    "DraftChanged",
    "DraftNotOpen",
    "DraftStatus",
    "Quote",
    "QuoteMail",
    "QuoteNotOpen",
    "QuoteStatus",
    "QuotedLine",
    "SettleQuote",
    "UnknownDraft",
    "UnknownQuote",
    "answer_quote",
    "change",
    "check_validity",
    "close",
    "create",
    "find_quote",
    "forget_buyer",
    "get",
    "list_drafts",
    "list_quotes",
    "lock",
    "lock_open",
    "lock_quote",
    "lock_version",
    "mark_ordered",
    "mark_quoted",
    "move_quote",
    "newest_quote",
    "prune",
    "quote_of",
    "quote_versions",
    "quotes_over",
    "reopen",
    "require_open",
    "see_quote",
    "settled",
    "touch",
    "unsettled_quotes",
    "write",
]


class UnknownDraft(NotFound):
    code: ClassVar[str] = "unknown_draft"


class DraftChanged(Conflict):
    """Somebody changed it since it was read; `facts["version"]` is theirs."""

    code: ClassVar[str] = "draft_changed"


class DraftNotOpen(Conflict):
    """It is an order already, its buyer has a quote of it, or it was closed; `facts["status"]` says which."""

    code: ClassVar[str] = "draft_not_open"


async def create(
    db: AsyncConnection,
    draft_id: UUID,
    *,
    email: str = "",
    name: str = "",
    note: str = "",
    copied_from: str | None = None,
    actor: str,
    now: datetime,
) -> None:
    """A draft for the cart of this id."""
    await _store.insert(
        db,
        draft_id,
        email=email,
        name=name,
        note=note,
        copied_from=copied_from,
        actor=actor,
        now=now,
    )
    await _audit(db, draft_id, "draft_created", actor, now, copied_from=copied_from or "")


async def get(db: AsyncConnection, draft_id: UUID) -> Draft:
    return _there(await _store.get(db, draft_id))


async def lock(db: AsyncConnection, draft_id: UUID) -> Draft | None:
    """Its row locked; None where there is no such draft."""
    return await _store.get(db, draft_id, lock=True)


async def lock_open(
    db: AsyncConnection, draft_id: UUID, *, status: DraftStatus = DraftStatus.OPEN
) -> Draft:
    """Its row locked, and only while it may still be changed, or is in this status."""
    draft = _there(await lock(db, draft_id))
    if draft.status is not status:
        raise DraftNotOpen("this draft cannot be changed any more", status=str(draft.status))
    return draft


async def lock_version(db: AsyncConnection, draft_id: UUID, version: int) -> Draft:
    """`lock_open`, and only as long as nobody has changed it since it was read."""
    draft = await lock_open(db, draft_id)
    if draft.version != version:
        raise DraftChanged("somebody changed this draft meanwhile", version=draft.version)
    return draft


async def list_drafts(
    db: AsyncConnection,
    *,
    status: DraftStatus | None = None,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> list[Draft]:
    return await _store.listed(db, status=status, after=after, limit=limit)


async def change(
    db: AsyncConnection, draft: Draft, *, email: str, name: str, note: str, now: datetime
) -> None:
    """For whom it is, and what colleagues should know; the caller holds its lock."""
    await _save(db, replace(draft, email=email, name=name, note=note), now)


async def mark_ordered(db: AsyncConnection, draft: Draft, *, number: str, now: datetime) -> None:
    await _save(db, replace(draft, status=DraftStatus.ORDERED, order_number=number), now)


async def close(db: AsyncConnection, draft: Draft, *, actor: str, now: datetime) -> None:
    """Nobody wants it any more; the caller frees what was held for it."""
    await _save(db, replace(draft, status=DraftStatus.CLOSED), now)
    await _audit(db, draft.id, "draft_closed", actor, now)


async def mark_quoted(db: AsyncConnection, draft: Draft, *, now: datetime) -> None:
    await _save(db, replace(draft, status=DraftStatus.QUOTED), now)


async def reopen(db: AsyncConnection, draft: Draft, *, now: datetime) -> None:
    """Its quote came to nothing, or is written anew: staff may change it again."""
    await _save(db, replace(draft, status=DraftStatus.OPEN), now)


async def touch(db: AsyncConnection, draft: Draft, *, now: datetime) -> None:
    """What it sells has changed: a new version."""
    await _store.touch(db, draft.id, now=now)


async def prune(db: AsyncConnection, *, now: datetime, limit: int = 500) -> int:
    """Throw away what nobody changed for as long as a cart lives; how many went."""
    before = now - timedelta(days=limits.CART_LIFE_DAYS)
    gone = await _store.prune(db, before=before, limit=limit)
    await _quote_store.prune(db, gone)
    return len(gone)


async def forget_buyer(db: AsyncConnection, *, email: str) -> int:
    quotes = await _quote_store.forget_buyer(db, [email.lower()])
    return quotes + await _store.forget_buyer(db, [email.lower()])


async def _save(db: AsyncConnection, draft: Draft, now: datetime) -> None:
    await _store.change(
        db,
        draft.id,
        email=draft.email,
        name=draft.name,
        note=draft.note,
        status=draft.status,
        order_number=draft.order_number,
        now=now,
    )


async def _audit(
    db: AsyncConnection, draft_id: UUID, action: str, actor: str, now: datetime, **facts: str
) -> None:
    known = {name: value for name, value in facts.items() if value}
    await audit.record(db, at=now, actor=actor, action=action, subject=f"draft:{draft_id}", **known)


def _there(draft: Draft | None) -> Draft:
    if draft is None:
        raise UnknownDraft("there is no such draft")
    return draft
