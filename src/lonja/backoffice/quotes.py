"""Quotes: a draft is offered to its buyer, revised, withdrawn; and the list of all."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from psycopg import AsyncConnection
from pydantic import Field, StringConstraints

from lonja.actions import send_quote
from lonja.backoffice.deps import Now, Search
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.carts import api as carts
from lonja.drafts import api as drafts
from lonja.drafts.api import QuoteStatus
from lonja.hosting.deps import (
    Cursor,
    Db,
    In,
    ListOut,
    ListReading,
    Moment,
    MoneyOut,
    Out,
    PageLimit,
    Reading,
    Storable,
    TheShop,
)
from lonja.hosting.selling.order_links import quote_path
from lonja.kernel.paging import BY_TIME
from lonja.kernel.settings import Settings
from lonja.staff import api as staff

router = APIRouter(tags=["quotes"])

Words = Annotated[str, StringConstraints(max_length=2_000, strip_whitespace=True), Storable]


class QuoteRow(Out):
    """`status` is as it stands now; `problem` is the code of why its order could not be made."""

    draft_id: UUID
    number: str
    version: int
    status: QuoteStatus
    email: str
    name: str
    total: MoneyOut
    valid_until: datetime
    sent_at: datetime
    sent_by: str
    seen_at: datetime | None
    answered_at: datetime | None
    problem: str
    order_number: str | None


class QuotedLine(Out):
    sku: str
    name: str
    options: dict[str, str]
    quantity: int
    unit: MoneyOut
    total: MoneyOut


class Quote(QuoteRow):
    """A version as its buyer got it; `url` is their page of it."""

    message: str
    reason: str
    lines: list[QuotedLine]
    shipping: MoneyOut
    url: str


class QuoteAsked(In):
    """`seen_total_minor` is refused where the draft costs something else by now."""

    valid_until: Moment
    message: Words = ""
    seen_total_minor: Annotated[int, Field(strict=True, ge=0, le=10**12)] | None = None


@router.get("/quotes", operation_id="listQuotes")
async def list_quotes(
    db: ListReading,
    now: Now,
    q: Search = "",
    status: QuoteStatus | None = None,
    cursor: Cursor = None,
    limit: PageLimit = 50,
) -> ListOut[QuoteRow]:
    """Each by its newest version, the one sent last first; `q`: parts of number, name or e-mail."""
    found = await drafts.list_quotes(
        db, query=q.strip(), status=status, after=BY_TIME.after(cursor), limit=limit + 1
    )
    page = BY_TIME.page(found, limit, lambda one: (one.sent_at, one.draft_id))
    return ListOut(items=[_row(one, now) for one in page.items], next_cursor=page.next_cursor)


@router.get("/drafts/{draft_id}/quotes", operation_id="listDraftQuotes")
async def list_draft_quotes(draft_id: UUID, db: Reading, shop: TheShop, now: Now) -> ListOut[Quote]:
    """Every version that its buyer was sent, the newest first."""
    await drafts.get(db, draft_id)
    found = await drafts.quote_versions(db, draft_id)
    return ListOut(items=[_whole(one, shop.settings, now) for one in found], next_cursor=None)


@router.post("/drafts/{draft_id}/quotes", status_code=201, operation_id="sendQuote")
async def send(
    draft_id: UUID,
    asked: QuoteAsked,
    version: IfMatch,
    shop: TheShop,
    db: Db,
    me: Me,
    now: Now,
) -> Quote:
    """Send it to its buyer: its prices hold, and the draft does not change, until that is answered."""
    quote = await send_quote.send(
        db,
        draft_id,
        send_quote.Offer(asked.valid_until, asked.message, asked.seen_total_minor),
        version=version,
        limit_minor=await _limit(db, draft_id, me, now),
        actor=me.email,
        now=now,
    )
    return _whole(quote, shop.settings, now)


@router.put("/drafts/{draft_id}/quotes/revision", status_code=204, operation_id="reviseQuote")
async def revise(draft_id: UUID, db: Db, me: Me, now: Now) -> None:
    """The draft may be changed again; the link of the old version says that a new one comes."""
    await send_quote.take_back(db, draft_id, QuoteStatus.REVISED, actor=me.email, now=now)


@router.put("/drafts/{draft_id}/quotes/withdrawal", status_code=204, operation_id="withdrawQuote")
async def withdraw(draft_id: UUID, db: Db, me: Me, now: Now) -> None:
    """Its buyer can no longer accept it."""
    await send_quote.take_back(db, draft_id, QuoteStatus.WITHDRAWN, actor=me.email, now=now)


async def _limit(db: AsyncConnection, draft_id: UUID, me: Me, now: datetime) -> int | None:
    currency = await carts.currency_of(db, draft_id, now=now)
    return staff.discount_limit(me.grants, currency or "")


def _row(one: drafts.Quote, now: datetime) -> QuoteRow:
    return QuoteRow(
        draft_id=one.draft_id,
        number=one.number,
        version=one.version,
        status=one.standing(now),
        email=one.email,
        name=one.name,
        total=MoneyOut.of(one.total_minor, one.currency),
        valid_until=one.valid_until,
        sent_at=one.sent_at,
        sent_by=one.sent_by,
        seen_at=one.seen_at,
        answered_at=one.answered_at,
        problem=one.problem,
        order_number=one.order_number,
    )


def _whole(one: drafts.Quote, settings: Settings, now: datetime) -> Quote:
    offered = one.offered

    def money(minor: int) -> MoneyOut:
        return MoneyOut.of(minor, one.currency)

    path = quote_path(settings, one.language, one.draft_id, one.number, one.version)
    return Quote(
        **_row(one, now).model_dump(),
        message=one.message,
        reason=one.reason,
        lines=[
            QuotedLine(
                sku=line.sku,
                name=line.name,
                options=dict(line.options),
                quantity=line.quantity,
                unit=money(line.unit_minor),
                total=money(line.total_minor),
            )
            for line in offered.lines
        ],
        shipping=money(offered.shipping_minor),
        url=settings.public_url.rstrip("/") + path,
    )
