"""Staff have a mail about an order sent again: a buyer says that it did not come."""

from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.credit import api as credit
from lonja.kernel import audit, outbox
from lonja.kernel.errors import Conflict
from lonja.notifications import api as notifications
from lonja.orders import api as orders
from lonja.orders.api import OrderStatus

ONLY_WHILE: Final = {
    "payment_needed": {
        OrderStatus.PAYMENT_ACTION_REQUIRED,
        OrderStatus.PAYMENT_PENDING,
        OrderStatus.PAYMENT_FAILED,
    },
    "payment_failed": {OrderStatus.PAYMENT_FAILED},
    "order_cancelled": {OrderStatus.CANCELLED},
    "order_delivered": {OrderStatus.DELIVERED},
    "order_ready": {OrderStatus.CONFIRMED, OrderStatus.PARTLY_SHIPPED},
    "pickup_reminder": {OrderStatus.CONFIRMED, OrderStatus.PARTLY_SHIPPED},
    "goods_delayed": {OrderStatus.CONFIRMED, OrderStatus.PARTLY_SHIPPED},
}
"""One of these an order's status must still be when its mail leaves."""


class MailOutOfDate(Conflict):
    """What it says is no longer so."""

    code: ClassVar[str] = "mail_out_of_date"


def is_current(kind: str, status: OrderStatus) -> bool:
    """Whether a mail of this kind still says what is so of its order."""
    return status in ONLY_WHILE.get(kind, {status})


async def resend_gift_card(
    db: AsyncConnection, *, order_id: UUID, card_id: UUID, again_id: UUID, actor: str, now: datetime
) -> None:
    """Mail a card that the order bought once more; the same `again_id` again sends nothing.

    Refused before its first mail has left, and where nothing is left on the card.
    """
    order = await orders.lock(db, order_id)
    sold = next(
        (one for one in await credit.sold_cards(db, order_id) if one.account_id == card_id), None
    )
    if sold is None:
        raise credit.UnknownAccount("this order bought no such gift card")
    if sold.sent_at is None or not sold.left_minor or not sold.email:
        raise MailOutOfDate("this gift card has not been sent, or nothing is left on it")
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="gift_card_resent",
        subject=f"order:{order.number}",
        card=str(card_id),
        last_four=sold.last_four or "",
    )
    await outbox.put(db, credit.SendGiftCard(card_id, again_id))
    orders.touched(db, order)


async def resend_mail(
    db: AsyncConnection,
    *,
    order_id: UUID,
    mail_id: UUID,
    again_id: UUID,
    actor: str,
    now: datetime,
) -> None:
    """Send it once more, to the order's address of today and with its facts of today.

    The same `again_id` again sends nothing. A mail that no longer says what is so is refused.
    """
    order = await orders.get(db, order_id)
    message = await notifications.ask_again(
        db,
        order_id=order_id,
        delivery_id=mail_id,
        again_id=again_id,
        recipient=order.email,
        language=order.language,
        now=now,
    )
    if message is None:
        return
    if not is_current(message.kind, order.status):
        raise MailOutOfDate("this mail no longer says what is so of its order")
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="order_mail_resent",
        subject=f"order:{order.number}",
        mail=message.kind,
    )
    await outbox.put(db, message)
    orders.touched(db, order)
