"""What paid an order: a gateway, gift cards, or both."""

from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.credit import api as credit
from lonja.hosting.deps import MoneyOut, Out
from lonja.manual_payments import api as manual_payments
from lonja.manual_payments.api import ManualPayment
from lonja.orders import api as orders
from lonja.orders.api import OnExpiry
from lonja.payments import api as payments
from lonja.payments.api import AttemptStatus


class PayingCard(Out):
    id: UUID
    last_four: str


class AwaitedMoney(Out):
    """`is_at_the_door`: the goods leave without it."""

    received: MoneyOut
    due_at: datetime
    is_at_the_door: bool


class AwaitedDifference(Out):
    """What an edit made the order cost more, until its buyer has paid it."""

    edit_id: UUID
    amount: MoneyOut
    pay_by: datetime
    waits: bool
    on_expiry: OnExpiry


class OrderPayment(Out):
    """`gift_card` where one pays, or is given back what it paid.

    `capture_by`: reserved, and taken when goods leave, or then; `taken` of it in parts by now. `awaits` while people say what arrives of it: `received` so far, the whole by `due_at`.
    """

    id: UUID
    method: str
    gift_card: PayingCard | None
    status: AttemptStatus
    reason: str | None
    amount: MoneyOut
    created_at: datetime
    captured_at: datetime | None
    capture_by: datetime | None
    taken: MoneyOut | None
    awaits: AwaitedMoney | None


async def awaited_difference(db: AsyncConnection, order: orders.Order) -> AwaitedDifference | None:
    edit = orders.awaited_edit(await orders.edits(db, order.id))
    if edit is None or edit.awaited is None:
        return None
    return AwaitedDifference(
        edit_id=edit.id,
        amount=MoneyOut.of(edit.difference_minor, order.currency),
        pay_by=edit.awaited.pay_by,
        waits=edit.awaited.waits,
        on_expiry=edit.awaited.on_expiry,
    )


async def payments_of(db: AsyncConnection, order_id: UUID) -> list[OrderPayment]:
    attempts = await payments.attempts(db, order_id)
    paying = [one.account_id for one in attempts if one.account_id is not None]
    manual = {one.attempt_id: one for one in await manual_payments.of_order(db, order_id)}
    cards = {
        one.id: PayingCard(id=one.id, last_four=one.last_four)
        for one in await credit.accounts(db, paying)
        if one.kind is credit.CreditKind.GIFT_CARD
    }
    return [
        OrderPayment(
            id=attempt.id,
            method=attempt.method,
            gift_card=None if attempt.account_id is None else cards.get(attempt.account_id),
            status=attempt.status,
            reason=attempt.reason,
            amount=MoneyOut.of(attempt.amount.minor, attempt.amount.currency),
            created_at=attempt.created_at,
            captured_at=attempt.captured_at,
            capture_by=attempt.capture_by,
            taken=MoneyOut.of(attempt.taken_minor, attempt.currency) if attempt.in_parts else None,
            awaits=_awaits(attempt, manual.get(attempt.id)),
        )
        for attempt in attempts
    ]


def _awaits(attempt: payments.Attempt, manual: ManualPayment | None) -> AwaitedMoney | None:
    """None where no person has anything to say; a payment that was given up may still get money."""
    if manual is None or attempt.status is AttemptStatus.CAPTURED:
        return None
    return AwaitedMoney(
        received=MoneyOut.by(manual.received),
        due_at=manual.due_at,
        is_at_the_door=attempt.promised,
    )
