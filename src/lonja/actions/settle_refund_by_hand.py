"""Staff end a refund that no gateway can bring back: they transferred it themselves, or nobody will."""

from datetime import date, datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions import refund_order
from lonja.actions.count_buyer import count_buyer
from lonja.credit import api as credit
from lonja.kernel import audit
from lonja.orders import api as orders
from lonja.payments import api as payments
from lonja.payments.api import RefundStatus


async def paid_by_hand(
    db: AsyncConnection,
    *,
    order_id: UUID,
    refund_id: UUID,
    paid_on: date | None = None,
    reference: str = "",
    actor: str,
    now: datetime,
) -> None:
    """Somebody transferred the money: the refund that needed a person has succeeded.

    `reference` is what the bank calls the transfer.
    """
    facts = {"paid_on": paid_on.isoformat()} if paid_on else {}
    if reference:
        facts["reference"] = reference
    order, one = await _needing_a_person(db, order_id, refund_id)
    await refund_order.succeeded(db, order, one, actor=actor, by_hand=True, now=now, **facts)
    await count_buyer(db, order.id)
    await _audit(db, "order_refund_paid_by_hand", order, one, actor=actor, now=now, **facts)


async def call_off(
    db: AsyncConnection, *, order_id: UUID, refund_id: UUID, actor: str, now: datetime
) -> None:
    """Nobody will pay this refund: what it held may be refunded in another way."""
    order, one = await _needing_a_person(db, order_id, refund_id)
    await payments.move_refund(db, one, RefundStatus.CANCELLED, now=now)
    await credit.give_again(db, order.id, refund_id=one.id, now=now)
    await _audit(db, "order_refund_called_off", order, one, actor=actor, now=now)
    orders.touched(db, order)


async def _needing_a_person(
    db: AsyncConnection, order_id: UUID, refund_id: UUID
) -> tuple[orders.Order, payments.Refund]:
    await orders.lock(db, order_id)
    one = await payments.refund(db, order_id=order_id, refund_id=refund_id)
    if one.status is not RefundStatus.NEEDS_PERSON:
        raise payments.WrongRefundStatus(
            f"a refund that is {one.status} needs nobody", status=str(one.status)
        )
    return await orders.get(db, order_id), one


async def _audit(
    db: AsyncConnection,
    action: str,
    order: orders.Order,
    one: payments.Refund,
    *,
    actor: str,
    now: datetime,
    **facts: str,
) -> None:
    await audit.record(
        db,
        at=now,
        actor=actor,
        action=action,
        subject=f"order:{order.number}",
        refund_id=one.id,
        amount_minor=one.amount.minor,
        currency=one.amount.currency,
        **facts,
    )
