"""What comes of a quote: its buyer says yes, no or nothing.

The buyer's word is a row that the storefront writes; the order is made in the background, where the
draft may be read. What stands in its way (sold out, no longer sold) opens the quote again and says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions import place_draft, place_order, send_quote
from lonja.drafts import api as drafts
from lonja.drafts.api import Quote, QuoteStatus
from lonja.kernel import audit, limits, outbox
from lonja.kernel.errors import Refused
from lonja.payments import api as payments


@dataclass(frozen=True, slots=True)
class Doors:
    """What an order is paid by and where its buyer comes back to; each process has its own."""

    methods: Mapping[str, payments.Method]
    seal: payments.TokenSeal
    return_url: place_order.ReturnUrl


async def accept(db: AsyncConnection, quote: Quote, *, method: str, now: datetime) -> None:
    """Its buyer wants it; twice is once."""
    if await drafts.answer_quote(db, quote, QuoteStatus.ACCEPTED, method=method, now=now):
        await outbox.put(db, drafts.SettleQuote(quote.draft_id, quote.version))


async def decline(db: AsyncConnection, quote: Quote, *, reason: str, now: datetime) -> None:
    """Its buyer does not want it, and may say why; twice is once."""
    if await drafts.answer_quote(db, quote, QuoteStatus.DECLINED, reason=reason, now=now):
        await outbox.put(db, drafts.SettleQuote(quote.draft_id, quote.version))


async def settle(
    db: AsyncConnection, draft_id: UUID, version: int, *, doors: Doors, now: datetime
) -> None:
    """Act on its buyer's word, once; raises what refuses the order."""
    found = await _both(db, draft_id, version)
    if found is None:
        return
    draft, quote = found
    if quote.settled_at is not None:
        return
    if quote.status is QuoteStatus.DECLINED:
        await send_quote.give_back(db, draft, quote, now=now)
        await _said(db, quote, "quote_declined", now)
        await drafts.settled(db, quote, now=now)
    if quote.status is not QuoteStatus.ACCEPTED:
        return
    placed = await place_draft.place(
        db,
        draft_id,
        method=quote.method,
        pay_by=now + timedelta(days=limits.DRAFT_HOLD_DAYS),
        methods=doors.methods,
        seal=doors.seal,
        return_url=doors.return_url,
        seen_total_minor=quote.total_minor,
        limit_minor=None,  # it was held against their limit who sent it
        quote=quote.number,
        actor="buyer",
        now=now,
    )
    await drafts.move_quote(
        db, quote, QuoteStatus.ORDERED, order_number=placed.number, settled_at=now
    )
    await _said(db, quote, "quote_accepted", now)


async def refused(
    db: AsyncConnection, draft_id: UUID, version: int, why: Refused, *, now: datetime
) -> None:
    """Its order cannot be made now: the quote is open again, and both sides read why."""
    found = await _both(db, draft_id, version)
    if found is None or found[1].status is not QuoteStatus.ACCEPTED:
        return
    _, quote = found
    await drafts.move_quote(db, quote, QuoteStatus.SENT, problem=why.code, method="")
    await _said(db, quote, "quote_not_ordered", now, problem=why.code)


async def expire(db: AsyncConnection, draft_id: UUID, version: int, *, now: datetime) -> bool:
    """Nobody answered in time; False where somebody did meanwhile."""
    found = await _both(db, draft_id, version)
    if found is None:
        return False
    draft, quote = found
    if quote.status is not QuoteStatus.SENT or quote.valid_until > now:
        return False
    await send_quote.end(db, draft, quote, QuoteStatus.EXPIRED, now=now)
    await _said(db, quote, "quote_expired", now, actor="shop")
    return True


async def _both(
    db: AsyncConnection, draft_id: UUID, version: int
) -> tuple[drafts.Draft, Quote] | None:
    """The draft locked, then its quote; None where they have been removed."""
    draft = await drafts.lock(db, draft_id)
    if draft is None:
        return None
    return draft, await drafts.lock_quote(db, draft_id, version)


async def _said(
    db: AsyncConnection,
    quote: Quote,
    action: str,
    now: datetime,
    *,
    actor: str = "buyer",
    **facts: str,
) -> None:
    await audit.record(
        db,
        at=now,
        actor=actor,
        action=action,
        subject=f"draft:{quote.draft_id}",
        number=quote.number,
        quote_version=quote.version,
        **facts,
    )
