"""What happens to an order wants a document: asked for in the same transaction, issued after it."""

from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.documents import api as documents
from lonja.documents.api import DocumentCause
from lonja.payments.api import Refund, RefundSource, RefundStatus


async def of_sale(db: AsyncConnection, order_id: UUID, *, now: datetime) -> None:
    """Paid, or sent: which of the two it is issued for is the shop's rule."""
    await documents.request(db, order_id=order_id, cause=DocumentCause.SALE, now=now)


async def of_cancellation(db: AsyncConnection, order_id: UUID, *, now: datetime) -> None:
    await documents.request(db, order_id=order_id, cause=DocumentCause.CANCELLATION, now=now)


async def of_refund(db: AsyncConnection, one: Refund, *, now: datetime) -> None:
    """Nothing for late money: it paid no order, so no invoice ever named it."""
    if one.source is not RefundSource.LATE_PAYMENT:
        await documents.request(
            db, order_id=one.order_id, cause=DocumentCause.REFUND, item_id=one.id, now=now
        )


async def of_lost_refund(db: AsyncConnection, one: Refund, *, now: datetime) -> None:
    """`one` is as it was before it failed: only money that had arrived was credited."""
    if one.status is RefundStatus.SUCCEEDED:
        await documents.request(
            db, order_id=one.order_id, cause=DocumentCause.REFUND_UNDONE, item_id=one.id, now=now
        )
