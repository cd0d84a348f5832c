"""What went back of a payment at its gateway, written down: refunds, and what banks claim.

State, never events: the gateway is asked for all of it, and each row moves to what it is there. So
the order of webhooks does not matter, nor whether one came at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions import refund_order, sell_gift_cards
from lonja.disputes import api as disputes
from lonja.disputes.api import DisputeStatus
from lonja.kernel import outbox
from lonja.orders import api as orders
from lonja.payments import api as payments

_EVENTS: Final[Mapping[DisputeStatus, str]] = {
    DisputeStatus.WARNING: "dispute_warning",
    DisputeStatus.NEEDS_RESPONSE: "dispute_opened",
    DisputeStatus.UNDER_REVIEW: "dispute_answered",
    DisputeStatus.WON: "dispute_won",
    DisputeStatus.LOST: "dispute_lost",
    DisputeStatus.PREVENTED: "dispute_prevented",
}


@dataclass(frozen=True, slots=True)
class Ask:
    order_id: UUID
    method: str
    reference: payments.Reference


async def begin(db: AsyncConnection, *, order_id: UUID, attempt_id: UUID) -> Ask | None:
    """Where to ask; None for a payment that no gateway has."""
    attempt = await payments.attempt(db, order_id=order_id, attempt_id=attempt_id)
    if attempt is None or attempt.account_id is not None:
        return None
    return Ask(order_id, attempt.method, attempt.reference)


async def settle(
    db: AsyncConnection, ask: Ask, found: payments.Reversals, *, now: datetime
) -> list[UUID]:
    """Write down what concerns the order itself; the others that this payment pays, by exchanges.

    What went back of those is `settle_exchanged`'s, in a transaction for each: one order is locked at a time.
    """
    order = await orders.lock(db, ask.order_id)
    others: set[UUID] = set()
    for refund in found.refunds:
        one = await _ours(db, ask.order_id, refund)
        if one is None and refund.request_id is not None:
            owner = await payments.find_reference(
                db, gateway=ask.method, vendor_ids=[str(refund.request_id)]
            )
            others |= {owner.order_id} if owner else set()
        else:
            await _refund(db, ask, one, refund, now)
    for dispute in found.disputes:
        await _dispute(db, ask, order, dispute, now)
    return sorted(others - {ask.order_id})


async def settle_exchanged(
    db: AsyncConnection,
    ask: Ask,
    order_id: UUID,
    found: payments.Reversals,
    *,
    now: datetime,
) -> None:
    """What went back of an order that the payment of another one pays."""
    await orders.lock(db, order_id)
    for refund in found.refunds:
        one = await _ours(db, order_id, refund)
        if one is not None:
            await _refund(db, ask, one, refund, now)


async def _refund(
    db: AsyncConnection,
    ask: Ask,
    one: payments.Refund | None,
    seen: payments.VendorRefund,
    now: datetime,
) -> None:
    if one is None:
        if isinstance(seen.answer, payments.RefundFailed) and not await _is_known(db, ask, seen):
            return
        one = await payments.add_vendor_refund(
            db,
            order_id=ask.order_id,
            attempt_id=ask.reference.attempt_id,
            vendor_id=seen.vendor_id,
            amount=seen.amount,
            now=now,
        )
    asked = refund_order.Ask(one, ask.method, ask.reference, is_new=False)
    await refund_order.settle(db, asked, seen.answer, now=now)


async def _ours(
    db: AsyncConnection, order_id: UUID, seen: payments.VendorRefund
) -> payments.Refund | None:
    for one in await payments.refunds(db, order_id):
        if seen.request_id is not None and one.request.id == seen.request_id:
            return one
    return None


async def _is_known(db: AsyncConnection, ask: Ask, seen: payments.VendorRefund) -> bool:
    known = payments.vendor_refund_id(ask.reference.attempt_id, seen.vendor_id)
    return any(one.id == known for one in await payments.refunds(db, ask.order_id))


async def _dispute(
    db: AsyncConnection,
    ask: Ask,
    order: orders.Order,
    seen: payments.VendorDispute,
    now: datetime,
) -> None:
    attempt_id = ask.reference.attempt_id
    change = await disputes.record(
        db,
        order_id=ask.order_id,
        order_number=order.number,
        attempt_id=attempt_id,
        gateway=ask.method,
        seen=seen,
        now=now,
    )
    one = change.now
    was_taken = change.before is not None and disputes.is_taken(change.before)
    is_back = disputes.is_given_back(one.status, was_taken=was_taken)
    if disputes.is_taken(one.status) or is_back:
        await payments.book_dispute(
            db,
            order_id=ask.order_id,
            attempt_id=attempt_id,
            vendor_id=one.vendor_id,
            amount=one.amount,
            is_back=is_back,
            now=now,
        )
    if change.has_changed:
        all_of_order = await disputes.of_order(db, ask.order_id)
        is_any_taken = any(disputes.is_taken(each.status) for each in all_of_order)
        await sell_gift_cards.follow_dispute(db, order, is_taken=is_any_taken, now=now)
        await _tell(db, one, _EVENTS[one.status], now)


async def _tell(
    db: AsyncConnection, one: disputes.Dispute, kind: str, now: datetime, **facts: object
) -> None:
    await orders.add_event(
        db,
        order_id=one.order_id,
        kind=kind,
        at=now,
        actor="shop",
        amount_minor=one.amount_minor,
        currency=one.currency,
        reason=one.reason,
        **facts,
    )
    orders.touched(db, await orders.lock(db, one.order_id))


async def remind(db: AsyncConnection, *, order_id: UUID, now: datetime) -> int:
    """Tell staff that an answer is due in a week, three days or one; how many reminders."""
    await orders.lock(db, order_id)
    count = 0
    for one in await disputes.of_order(db, order_id):
        days = disputes.reminder(one.status, due_at=one.due_at, reminded=one.reminded, now=now)
        if days is not None:
            await disputes.mark_reminded(db, one, days=days)
            await _tell(db, one, "dispute_due", now, days=days)
            count += 1
    return count


async def look_again(db: AsyncConnection, *, now: datetime, limit: int) -> list[UUID]:
    """Queue a look at open disputes that nobody heard of for long; returns their orders."""
    due = await disputes.take_open(db, now=now, limit=limit)
    await outbox.put_all(db, [payments.LookAtReversals(d.order_id, d.attempt_id) for d in due])
    return sorted({one.order_id for one in due})
