"""Disputes: payments that buyers' banks claim back, and by when the shop must answer."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from fastapi import APIRouter

from lonja.disputes import api as disputes
from lonja.disputes.api import Dispute, DisputeStatus
from lonja.hosting.deps import Cursor, ListOut, MoneyOut, Out, PageLimit, Reading
from lonja.kernel.paging import BY_TIME

router = APIRouter(tags=["disputes"])


class DisputeState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class DisputeRow(Out):
    """`reason` is the bank's own word; an answer is given at the gateway, until `due_at`."""

    id: UUID
    order_number: str
    status: DisputeStatus
    reason: str
    amount: MoneyOut
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    gateway: str
    vendor_id: str


@router.get("/disputes", operation_id="listDisputes")
async def list_disputes(
    db: Reading,
    state: DisputeState = DisputeState.OPEN,
    cursor: Cursor = None,
    limit: PageLimit = 50,
) -> ListOut[DisputeRow]:
    """Open ones by the day their answer is due, the soonest first; closed ones newest first."""
    after = BY_TIME.after(cursor)
    if state is DisputeState.OPEN:
        found = await disputes.list_open(db, after=after, limit=limit + 1)
        page = BY_TIME.page(found, limit, lambda one: (one.due_by, one.id))
    else:
        found = await disputes.list_closed(db, after=after, limit=limit + 1)
        page = BY_TIME.page(found, limit, lambda one: (one.opened_at, one.id))
    return ListOut(items=[_row(one) for one in page.items], next_cursor=page.next_cursor)


def _row(one: Dispute) -> DisputeRow:
    return DisputeRow(
        id=one.id,
        order_number=one.order_number,
        status=one.status,
        reason=one.reason,
        amount=MoneyOut.of(one.amount_minor, one.currency),
        opened_at=one.opened_at,
        due_at=one.due_at,
        closed_at=one.closed_at,
        gateway=one.gateway,
        vendor_id=one.vendor_id,
    )
