"""The money of an order: what was paid, what went back, and each refund."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from lonja.hosting.deps import MoneyOut, Out
from lonja.payments import api as payments
from lonja.payments.api import RefundReason, RefundSource, RefundStatus


class RefundedLine(Out):
    line: int
    quantity: int
    amount: MoneyOut


class Refund(Out):
    """`payment_id` is the payment that it goes back to: a refund of several payments is several rows."""

    id: UUID
    payment_id: UUID
    status: RefundStatus
    source: RefundSource
    amount: MoneyOut
    reason: RefundReason
    restock: bool
    to: payments.RefundTo
    lines: list[RefundedLine]
    actor: str
    failure: str | None
    by_hand: bool
    requested_at: datetime
    settled_at: datetime | None


class OrderMoney(Out):
    """`refunded` has left, `on_its_way` will; `left` may still be refunded."""

    paid: MoneyOut
    refunded: MoneyOut
    on_its_way: MoneyOut
    left: MoneyOut


def refund(one: payments.Refund) -> Refund:
    return Refund(
        id=one.id,
        payment_id=one.attempt_id,
        status=one.status,
        source=one.source,
        amount=MoneyOut.of(one.amount.minor, one.amount.currency),
        reason=one.reason,
        restock=one.restock,
        to=one.to,
        lines=[
            RefundedLine(
                line=line.line,
                quantity=line.quantity,
                amount=MoneyOut.of(line.amount_minor, one.amount.currency),
            )
            for line in one.lines
        ],
        actor=one.actor,
        failure=one.failure,
        by_hand=one.by_hand,
        requested_at=one.requested_at,
        settled_at=one.settled_at,
    )


def money_of(books: payments.Books, given: Sequence[payments.Refund]) -> OrderMoney:
    refunded = sum(one.amount.minor for one in given if one.status is RefundStatus.SUCCEEDED)
    counted = sum(one.amount_minor for one in books.given if one.counts)
    return OrderMoney(
        paid=MoneyOut.of(books.captured_minor, books.currency),
        refunded=MoneyOut.of(refunded, books.currency),
        on_its_way=MoneyOut.of(counted - refunded, books.currency),
        left=MoneyOut.of(books.left_minor, books.currency),
    )
