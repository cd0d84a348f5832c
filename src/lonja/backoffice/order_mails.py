"""What was mailed about an order, and sending it once more."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from psycopg import AsyncConnection

from lonja.actions import resend_mail as resending
from lonja.backoffice.deps import Now
from lonja.backoffice.rules import Me
from lonja.hosting.deps import Db, Out, PathText
from lonja.notifications import api as notifications
from lonja.notifications.api import SETTLED, DeliveryStatus
from lonja.orders import api as orders

router = APIRouter(prefix="/orders", tags=["orders"])


class OrderMailRow(Out):
    """`may_be_sent_again`: it has left or failed, and still says what is so."""

    id: UUID
    kind: str
    recipient: str
    status: DeliveryStatus
    attempts: int
    error: str | None
    created_at: datetime
    sent_at: datetime | None
    may_be_sent_again: bool


async def mails_of(db: AsyncConnection, order: orders.Order) -> list[OrderMailRow]:
    return [
        OrderMailRow(
            id=mail.id,
            kind=mail.kind,
            recipient=mail.recipient,
            status=mail.status,
            attempts=mail.attempts,
            error=mail.error,
            created_at=mail.created_at,
            sent_at=mail.sent_at,
            may_be_sent_again=mail.status in SETTLED
            and resending.is_current(mail.kind, order.status),
        )
        for mail in await notifications.deliveries_of(db, order.id)
    ]


@router.put(
    "/{number}/mails/{mail_id}/again/{again_id}", status_code=204, operation_id="resendMail"
)
async def resend_mail(
    number: PathText, mail_id: UUID, again_id: UUID, db: Db, me: Me, now: Now
) -> None:
    """Send a mail once more, to the order's address of today; a repeat with the same id sends nothing."""
    order_id = await orders.find(db, number)
    await resending.resend_mail(
        db, order_id=order_id, mail_id=mail_id, again_id=again_id, actor=me.email, now=now
    )
