"""What happens to an order wants a document: asked for in the same transaction, issued after it."""

from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.documents import api as documents
from lonja.documents.api import DocumentCause
from lonja.payments.api import UNINVOICED, Refund, RefundStatus


async def of_sale(db: AsyncConnection, order_id: UUID, *, now: datetime) -> None:
    """Paid, or sent: which of the two it is issued for is the shop's rule."""
    await documents.request(db, order_id=order_id, cause=DocumentCause.SALE, now=now)


async def of_cancellation(db: AsyncConnection, order_id: UUID, *, now: datetime) -> None:
    await documents.request(db, order_id=order_id, cause=DocumentCause.CANCELLATION, now=now)


async def of_edit(db: AsyncConnection, order_id: UUID, edit_id: UUID, *, now: datetime) -> None:
    """Nothing before there is an invoice: that will be of the order as it is by then.

    The order is locked, and was not edited yet.
    """
    if any(one.kind.is_sale for one in await documents.documents_of(db, order_id)):
        await documents.request(
            db, order_id=order_id, cause=DocumentCause.EDIT, item_id=edit_id, now=now
        )


async def of_refund(db: AsyncConnection, one: Refund, *, now: datetime) -> None:
    """Nothing for money that no invoice ever named."""
    if one.source not in UNINVOICED:
        await documents.request(
            db, order_id=one.order_id, cause=DocumentCause.REFUND, item_id=one.id, now=now
        )


async def of_lost_refund(db: AsyncConnection, one: Refund, *, now: datetime) -> None:
    """`one` is as it was before it failed: only money that had arrived was credited."""
    if one.status is RefundStatus.SUCCEEDED and one.source not in UNINVOICED:
        await documents.request(
            db, order_id=one.order_id, cause=DocumentCause.REFUND_UNDONE, item_id=one.id, now=now
        )
